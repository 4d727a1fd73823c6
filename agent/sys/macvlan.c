/* SPDX-License-Identifier: Apache-2.0 */
/* The mode is VEPA. In private mode the kernel hands a multicast frame whose source is
 * a macvlan's own MAC, which is what a peer's adverts are, to that macvlan alone, and
 * the interface below would not hear its peer; in bridge mode each frame we send is
 * copied to all the others. VEPA does neither, and isolates as private mode does. */
#include "agent/sys/macvlan.h"

#include <errno.h>
#include <linux/if_link.h>
#include <linux/ip.h>
#include <linux/netconf.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "agent/lib/mem.h"

enum { ALIAS_SIZE = 64 };

/* All of one dump that are ours; removed by one request as a group of this number,
 * which they are put into for that moment alone. */
enum { SWEEP_GROUP = 0x6661696c };

static const char mark[] = "fairlead: arp_ignore was %u, arp_announce %u";

/* ---- facts ---- */

static void
read_alias(const struct netlink_attr *attr, struct macvlan_facts *out)
{
	char text[ALIAS_SIZE] = "";

	memcpy(text, attr->bytes,
	    attr->len < sizeof(text) - 1 ? attr->len : sizeof(text) - 1);
	out->ours = sscanf(text, mark, &out->before.ignore, &out->before.announce) == 2;
}

static uint32_t
number_at(const struct netlink_attr *attr, size_t index)
{
	uint32_t value = 0;

	if (attr->len >= (index + 1) * sizeof(value))
		memcpy(&value, (const uint8_t *)attr->bytes + index * sizeof(value),
		    sizeof(value));
	return value;
}

/* IFLA_AF_SPEC { AF_INET { IFLA_INET_CONF: all of them as an array } } */
static void
read_settings(const struct netlink_attr *families, struct macvlan_facts *out)
{
	struct netlink_attr family, conf;
	size_t at = 0;

	while (netlink_next_attr(families->bytes, families->len, &at, &family)) {
		size_t in = 0;

		if (family.type != AF_INET)
			continue;
		while (netlink_next_attr(family.bytes, family.len, &in, &conf)) {
			if (conf.type != IFLA_INET_CONF)
				continue;
			out->arp.ignore = number_at(&conf, IPV4_DEVCONF_ARP_IGNORE - 1);
			out->arp.announce =
			    number_at(&conf, IPV4_DEVCONF_ARP_ANNOUNCE - 1);
		}
	}
}

static bool
is_vepa(const struct netlink_attr *info)
{
	struct netlink_attr attr, field;
	size_t at = 0;

	while (netlink_next_attr(info->bytes, info->len, &at, &attr)) {
		size_t in = 0;

		if (attr.type != IFLA_INFO_DATA)
			continue;
		while (netlink_next_attr(attr.bytes, attr.len, &in, &field))
			if (field.type == IFLA_MACVLAN_MODE)
				return number_at(&field, 0) == MACVLAN_MODE_VEPA;
	}
	return false;
}

bool
macvlan_decode(const struct netlink_message *message, struct macvlan_facts *out)
{
	struct ifinfomsg header;
	struct link_facts link;
	struct netlink_attr attr;
	size_t at = NLMSG_ALIGN(sizeof(header));
	bool vepa = false;

	if (!link_decode(message, &link) || link.gone)
		return false;
	memcpy(&header, message->payload, sizeof(header));
	*out = (struct macvlan_facts){.ifindex = link.ifindex, .parent = link.parent};
	memcpy(out->name, link.name, sizeof(out->name));
	memcpy(out->mac, link.mac, sizeof(out->mac));
	while (netlink_next_attr(message->payload, message->len, &at, &attr)) {
		if (attr.type == IFLA_IFALIAS)
			read_alias(&attr, out);
		else if (attr.type == IFLA_AF_SPEC)
			read_settings(&attr, out);
		else if (attr.type == IFLA_LINKINFO)
			vepa = is_vepa(&attr);
	}
	out->ours = out->ours && out->parent;
	out->ready = out->parent && vepa && (header.ifi_flags & IFF_UP);
	return true;
}

/* ---- requests ---- */

static void
begin(struct netlink_request *request, uint16_t type, uint16_t flags, uint32_t ifindex,
    unsigned switched)
{
	struct ifinfomsg header = {.ifi_family = AF_UNSPEC,
	    .ifi_index = (int)ifindex,
	    .ifi_flags = switched,
	    .ifi_change = switched};

	netlink_begin(request, type, (uint16_t)(NLM_F_REQUEST | NLM_F_ACK | flags),
	    &header, sizeof(header));
}

static void
put_name(struct netlink_request *request, const char *name)
{
	netlink_put(request, IFLA_IFNAME, name, strlen(name) + 1);
}

/* `inner` is a request without a header: the attributes of a nest. */
static void
put_nest(
    struct netlink_request *request, uint16_t type, const struct netlink_request *inner)
{
	request->failed |= inner->failed;
	netlink_put(request, (uint16_t)(type | NLA_F_NESTED), inner->bytes, inner->len);
}

static void
put_kind(struct netlink_request *request)
{
	struct netlink_request info = {0}, mode = {0};

	netlink_put_u32(&mode, IFLA_MACVLAN_MODE, MACVLAN_MODE_VEPA);
	netlink_put(&info, IFLA_INFO_KIND, "macvlan", sizeof("macvlan"));
	put_nest(&info, IFLA_INFO_DATA, &mode);
	put_nest(request, IFLA_LINKINFO, &info);
}

struct setting {
	uint16_t what; /* IPV4_DEVCONF_* */
	uint32_t value;
};

/* IFLA_AF_SPEC with the settings of IPv4; of IPv6, when asked for, that no link-local
 * address is made of the MAC: all routers would have the same. */
static void
put_settings(struct netlink_request *request, const struct setting *settings,
    size_t len, bool no_link_local)
{
	struct netlink_request families = {0}, inet = {0}, conf = {0}, inet6 = {0};
	const uint8_t none = IN6_ADDR_GEN_MODE_NONE;

	for (size_t i = 0; i < len; i++)
		netlink_put_u32(&conf, settings[i].what, settings[i].value);
	put_nest(&inet, IFLA_INET_CONF, &conf);
	put_nest(&families, AF_INET, &inet);
	if (no_link_local) {
		netlink_put(&inet6, IFLA_INET6_ADDR_GEN_MODE, &none, sizeof(none));
		put_nest(&families, AF_INET6, &inet6);
	}
	put_nest(request, IFLA_AF_SPEC, &families);
}

int
macvlan_make(struct netlink *nl, const struct macvlan_spec *spec)
{
	struct netlink_request request;

	begin(&request, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, 0, 0);
	netlink_put_u32(&request, IFLA_LINK, spec->parent);
	put_name(&request, spec->name);
	netlink_put(&request, IFLA_ADDRESS, spec->mac, sizeof(spec->mac));
	put_kind(&request);
	return netlink_talk(nl, &request);
}

/* It answers for addresses of its own alone (it hears whatever is asked of the parent,
 * too), and to whom the route leads elsewhere. It is switched on last, in a request of
 * its own, since the kernel switches first and sets afterwards. A kernel without IPv6
 * refuses a setting of IPv6: then there is no link-local address either. */
int
macvlan_set(struct netlink *nl, const struct macvlan_spec *spec)
{
	const struct setting settings[] = {
	    {IPV4_DEVCONF_ARP_IGNORE,   1              },
            {IPV4_DEVCONF_ARP_ANNOUNCE, 2              },
	    {IPV4_DEVCONF_ARPFILTER,    0              },
            {IPV4_DEVCONF_RP_FILTER,    spec->rp_filter}
        };
	struct netlink_request request;
	char alias[ALIAS_SIZE];
	int rc = -EAFNOSUPPORT;

	(void)snprintf(
	    alias, sizeof(alias), mark, spec->before.ignore, spec->before.announce);
	for (int no_link_local = 1; no_link_local >= 0 && rc == -EAFNOSUPPORT;
	     no_link_local--) {
		begin(&request, RTM_NEWLINK, 0, 0, 0);
		put_name(&request, spec->name);
		put_kind(&request);
		netlink_put(&request, IFLA_IFALIAS, alias, strlen(alias));
		put_settings(&request, settings, sizeof(settings) / sizeof(settings[0]),
		    no_link_local);
		rc = netlink_talk(nl, &request);
	}
	if (rc < 0)
		return rc;
	begin(&request, RTM_NEWLINK, 0, 0, IFF_UP);
	put_name(&request, spec->name);
	return netlink_talk(nl, &request);
}

int
macvlan_set_arp(struct netlink *nl, uint32_t ifindex, struct macvlan_arp arp)
{
	const struct setting settings[] = {
	    {IPV4_DEVCONF_ARP_IGNORE,   arp.ignore  },
	    {IPV4_DEVCONF_ARP_ANNOUNCE, arp.announce}
        };
	struct netlink_request request;

	begin(&request, RTM_NEWLINK, 0, ifindex, 0);
	put_settings(&request, settings, sizeof(settings) / sizeof(settings[0]), false);
	return netlink_talk(nl, &request);
}

int
macvlan_remove(struct netlink *nl, uint32_t ifindex)
{
	struct netlink_request request;

	begin(&request, RTM_DELLINK, 0, ifindex, 0);
	return netlink_talk(nl, &request);
}

/* ---- all of them ---- */

struct found {
	struct macvlan_facts *at; /* owned */
	size_t len;
};

static void
collect(void *ctx, const struct netlink_message *message)
{
	struct found *found = ctx;
	struct macvlan_facts facts;

	if (!macvlan_decode(message, &facts) || !facts.ours)
		return;
	found->at = mem_grow(found->at, found->len + 1, sizeof(*found->at));
	found->at[found->len++] = facts;
}

static int
join_group(struct netlink *nl, uint32_t ifindex)
{
	struct netlink_request request;

	begin(&request, RTM_NEWLINK, 0, ifindex, 0);
	netlink_put_u32(&request, IFLA_GROUP, SWEEP_GROUP);
	return netlink_talk(nl, &request);
}

static int
remove_found(struct netlink *nl, const struct found *found)
{
	struct netlink_request request;
	uint32_t given_back = 0;

	for (size_t i = 0; i < found->len; i++) {
		const struct macvlan_facts *at = &found->at[i];

		if (at->parent != given_back) /* one that went is no failure */
			(void)macvlan_set_arp(nl, at->parent, at->before);
		given_back = at->parent;
		(void)join_group(nl, at->ifindex);
	}
	begin(&request, RTM_DELLINK, 0, 0, 0);
	netlink_put_u32(&request, IFLA_GROUP, SWEEP_GROUP);
	return netlink_talk(nl, &request);
}

int
macvlan_sweep(struct netlink *nl)
{
	struct found found = {0};
	struct netlink_each each = {collect, &found};
	int rc = netlink_dump(nl, RTM_GETLINK, AF_UNSPEC, &each);

	if (rc == 0 && found.len)
		rc = remove_found(nl, &found);
	mem_free(found.at);
	if (rc == -ENODEV) /* gone meanwhile */
		rc = 0;
	return rc < 0 ? rc : (int)found.len;
}

/* ---- net.ipv4.conf.all ---- */

static void
read_all(void *ctx, const struct netlink_message *message)
{
	uint32_t ifindex = 0, rp_filter = 0;
	struct netlink_attr attr;
	size_t at = NLMSG_ALIGN(sizeof(struct netconfmsg));

	if (message->type != RTM_NEWNETCONF)
		return;
	while (netlink_next_attr(message->payload, message->len, &at, &attr)) {
		if (attr.type == NETCONFA_IFINDEX)
			ifindex = number_at(&attr, 0);
		if (attr.type == NETCONFA_RP_FILTER)
			rp_filter = number_at(&attr, 0);
	}
	if (ifindex == (uint32_t)NETCONFA_IFINDEX_ALL)
		*(int *)ctx = (int)rp_filter;
}

int
macvlan_all_rp_filter(struct netlink *nl)
{
	int rp_filter = 0;
	struct netlink_each each = {read_all, &rp_filter};
	int rc = netlink_dump(nl, RTM_GETNETCONF, AF_INET, &each);

	return rc < 0 ? rc : rp_filter;
}
