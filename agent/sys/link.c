/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/sys/link.h"

#include <linux/if_addr.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <string.h>
#include <sys/socket.h>

static bool
is_macvlan(const struct netlink_attr *info)
{
	static const char kind[] = "macvlan";
	struct netlink_attr attr;
	size_t at = 0;

	while (netlink_next_attr(info->bytes, info->len, &at, &attr))
		if (attr.type == IFLA_INFO_KIND && attr.len >= sizeof(kind) - 1 &&
		    memcmp(attr.bytes, kind, sizeof(kind) - 1) == 0)
			return attr.len == sizeof(kind) - 1 ||
			    ((const char *)attr.bytes)[sizeof(kind) - 1] == '\0';
	return false;
}

/* A vlan has an interface below it, too: both attributes tell a macvlan. */
struct stacked {
	uint32_t below;
	bool macvlan;
};

static void
read_stacked(const struct netlink_attr *attr, struct stacked *out)
{
	if (attr->type == IFLA_LINK && attr->len == sizeof(out->below))
		memcpy(&out->below, attr->bytes, sizeof(out->below));
	if (attr->type == IFLA_LINKINFO)
		out->macvlan = is_macvlan(attr);
}

static void
read_link_attr(const struct netlink_attr *attr, struct link_facts *out)
{
	size_t len = attr->len;

	if (attr->type == IFLA_IFNAME && len > 0 && len <= sizeof(out->name)) {
		memcpy(out->name, attr->bytes, len);
		out->name[sizeof(out->name) - 1] = '\0';
	}
	if (attr->type == IFLA_ADDRESS && len == LINK_MAC_SIZE) {
		out->has_mac = true;
		memcpy(out->mac, attr->bytes, len);
	}
}

bool
link_decode(const struct netlink_message *message, struct link_facts *out)
{
	struct ifinfomsg header;
	struct netlink_attr attr;
	struct stacked stacked = {0};
	size_t at = NLMSG_ALIGN(sizeof(header));

	if (message->type != RTM_NEWLINK && message->type != RTM_DELLINK)
		return false;
	if (message->len < sizeof(header))
		return false;
	memcpy(&header, message->payload, sizeof(header));
	if (header.ifi_family != AF_UNSPEC) /* a bridge tells of its port leaving */
		return false;
	*out = (struct link_facts){.ifindex = (uint32_t)header.ifi_index,
	    .gone = message->type == RTM_DELLINK,
	    .up = (header.ifi_flags & IFF_UP) && (header.ifi_flags & IFF_RUNNING)};
	while (netlink_next_attr(message->payload, message->len, &at, &attr)) {
		read_link_attr(&attr, out);
		read_stacked(&attr, &stacked);
	}
	out->parent = stacked.macvlan ? stacked.below : 0;
	if (header.ifi_flags & IFF_LOOPBACK)
		out->has_mac = false;
	return out->name[0] != '\0';
}

static bool
read_addr(const struct netlink_attr *attr, uint8_t family, struct addr *out)
{
	struct addr addr = {.family = family};

	if (attr->len != addr_len(&addr))
		return false;
	memcpy(addr.bytes, attr->bytes, attr->len);
	*out = addr;
	return true;
}

static bool
read_finite(const struct netlink_attr *attr)
{
	struct ifa_cacheinfo lifetimes;

	if (attr->len < sizeof(lifetimes))
		return false;
	memcpy(&lifetimes, attr->bytes, sizeof(lifetimes));
	return lifetimes.ifa_valid != UINT32_MAX;
}

static uint32_t
read_flags(const struct netlink_attr *attr)
{
	uint32_t flags = 0;

	if (attr->len == sizeof(flags))
		memcpy(&flags, attr->bytes, sizeof(flags));
	return flags;
}

/* Of a point-to-point link IFA_ADDRESS is the peer's and IFA_LOCAL ours; IPv6 has the
 * latter only there. */
static bool
read_address_attr(
    const struct netlink_attr *attr, uint8_t family, struct link_address *out)
{
	struct addr *addr = &out->prefix.addr;

	if (attr->type == IFA_LOCAL)
		return read_addr(attr, family, addr);
	if (attr->type == IFA_ADDRESS && family == ADDR_V6 && !addr_is_set(addr))
		return read_addr(attr, family, addr);
	if (attr->type == IFA_CACHEINFO)
		out->finite = read_finite(attr);
	if (attr->type == IFA_FLAGS)
		out->unready =
		    (read_flags(attr) & (IFA_F_TENTATIVE | IFA_F_DADFAILED)) != 0;
	return true;
}

bool
link_decode_address(const struct netlink_message *message, struct link_address *out)
{
	struct ifaddrmsg header;
	struct netlink_attr attr;
	size_t at = NLMSG_ALIGN(sizeof(header));
	uint8_t family;

	if (message->type != RTM_NEWADDR && message->type != RTM_DELADDR)
		return false;
	if (message->len < sizeof(header))
		return false;
	memcpy(&header, message->payload, sizeof(header));
	if (header.ifa_family != AF_INET && header.ifa_family != AF_INET6)
		return false;
	family = header.ifa_family == AF_INET ? ADDR_V4 : ADDR_V6;
	*out = (struct link_address){.ifindex = header.ifa_index,
	    .prefix.prefix_len = header.ifa_prefixlen,
	    .gone = message->type == RTM_DELADDR};
	while (netlink_next_attr(message->payload, message->len, &at, &attr))
		if (!read_address_attr(&attr, family, out))
			return false;
	return addr_is_set(&out->prefix.addr);
}

static void
begin(struct netlink_request *request, uint16_t type, uint16_t flags,
    const struct link_address_spec *spec)
{
	const struct addr *addr = &spec->prefix.addr;
	struct ifaddrmsg header = {
	    .ifa_family = addr->family == ADDR_V6 ? AF_INET6 : AF_INET,
	    .ifa_prefixlen = spec->prefix.prefix_len,
	    .ifa_scope = spec->scope,
	    .ifa_index = spec->ifindex};

	netlink_begin(request, type, (uint16_t)(NLM_F_REQUEST | NLM_F_ACK | flags),
	    &header, sizeof(header));
	netlink_put(request, IFA_LOCAL, addr->bytes, addr_len(addr));
	netlink_put(request, IFA_ADDRESS,
	    addr_is_set(&spec->peer) ? spec->peer.bytes : addr->bytes, addr_len(addr));
}

/* Who becomes master does not ask whether another still answers for the address: the
 * protocol has decided that. A host route is made by the kernel alone; a shorter prefix
 * brings its route as it always did. */
static uint32_t
address_flags(const struct link_address_spec *spec)
{
	bool is_v6 = spec->prefix.addr.family == ADDR_V6;
	bool is_host = spec->prefix.prefix_len == (is_v6 ? 128 : 32);

	return spec->flags | (is_v6 ? (uint32_t)IFA_F_NODAD : 0) |
	    (is_host ? (uint32_t)IFA_F_NOPREFIXROUTE : 0);
}

/* Unless said: that of IPv4 is the valid one, since an address that is about to go is
 * as good as any until it does. IPv6 has none, or the kernel would take an address that
 * may move to another host as the source of our own connections. */
static uint32_t
preferred_of(const struct link_address_spec *spec, uint32_t life_s)
{
	if (spec->deprecated)
		return 0;
	if (spec->preferred_s)
		return spec->preferred_s < life_s ? spec->preferred_s : life_s;
	return spec->prefix.addr.family == ADDR_V6 ? 0 : life_s;
}

int
link_set_address(struct netlink *nl, const struct link_address_spec *spec)
{
	uint32_t life = spec->valid_s ? spec->valid_s : UINT32_MAX;
	bool is_v6 = spec->prefix.addr.family == ADDR_V6;
	struct ifa_cacheinfo lifetimes = {
	    .ifa_prefered = preferred_of(spec, life), .ifa_valid = life};
	struct netlink_request request;

	begin(&request, RTM_NEWADDR,
	    NLM_F_CREATE | (spec->replace ? NLM_F_REPLACE : NLM_F_EXCL), spec);
	if (!is_v6 && addr_is_set(&spec->broadcast))
		netlink_put(&request, IFA_BROADCAST, spec->broadcast.bytes, 4);
	if (!is_v6 && spec->label[0])
		netlink_put(&request, IFA_LABEL, spec->label, strlen(spec->label) + 1);
	if (address_flags(spec))
		netlink_put_u32(&request, IFA_FLAGS, address_flags(spec));
	netlink_put(&request, IFA_CACHEINFO, &lifetimes, sizeof(lifetimes));
	return netlink_talk(nl, &request);
}

int
link_remove_address(struct netlink *nl, const struct link_address_spec *spec)
{
	struct netlink_request request;

	begin(&request, RTM_DELADDR, 0, spec);
	return netlink_talk(nl, &request);
}
