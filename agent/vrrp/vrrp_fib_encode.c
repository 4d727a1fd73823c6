/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/vrrp/vrrp_fib_encode.h"

#include <linux/fib_rules.h>
#include <linux/if_addr.h>
#include <linux/lwtunnel.h>
#include <linux/mpls_iptunnel.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include <sys/socket.h>

/* ---- writing ---- */

static void *
extend(struct vrrp_fib_message *out, size_t len)
{
	size_t aligned = NLMSG_ALIGN(len);
	void *at = out->bytes + out->len;

	if (out->failed || aligned > sizeof(out->bytes) - out->len) {
		out->failed = true;
		return NULL;
	}
	memset(at, 0, aligned);
	out->len += aligned;
	return at;
}

static void
begin(struct vrrp_fib_message *out, uint16_t type, uint16_t flags, const void *header,
    size_t len)
{
	const struct nlmsghdr message = {.nlmsg_type = type,
	    .nlmsg_flags =
		(uint16_t)(NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE | flags)};

	*out = (struct vrrp_fib_message){.len = 0};
	memcpy(extend(out, sizeof(message)), &message, sizeof(message));
	memcpy(extend(out, len), header, len);
}

/* The header's length is that of the whole. */
static void
finish(struct vrrp_fib_message *out)
{
	uint32_t len = (uint32_t)out->len;

	memcpy(out->bytes, &len, sizeof(len));
}

static void
put(struct vrrp_fib_message *out, uint16_t type, const void *bytes, size_t len)
{
	const struct rtattr attr = {
	    .rta_type = type, .rta_len = (unsigned short)RTA_LENGTH(len)};
	uint8_t *at = extend(out, RTA_LENGTH(len));

	if (!at)
		return;
	memcpy(at, &attr, sizeof(attr));
	if (len)
		memcpy(at + RTA_LENGTH(0), bytes, len);
}

static void
put_u8(struct vrrp_fib_message *out, uint16_t type, uint8_t value)
{
	put(out, type, &value, sizeof(value));
}

static void
put_u32(struct vrrp_fib_message *out, uint16_t type, uint32_t value)
{
	put(out, type, &value, sizeof(value));
}

static void
put_text(struct vrrp_fib_message *out, uint16_t type, const char *text)
{
	if (text[0])
		put(out, type, text, strlen(text) + 1);
}

static void
put_addr(struct vrrp_fib_message *out, uint16_t type, const struct addr *addr)
{
	if (addr_is_set(addr))
		put(out, type, addr->bytes, addr_len(addr));
}

static size_t
open_nest(struct vrrp_fib_message *out, uint16_t type)
{
	size_t at = out->len;

	put(out, type, NULL, 0);
	return at;
}

static void
close_nest(struct vrrp_fib_message *out, size_t at)
{
	struct rtattr attr;

	if (out->failed)
		return;
	memcpy(&attr, out->bytes + at, sizeof(attr));
	attr.rta_len = (unsigned short)(out->len - at);
	memcpy(out->bytes + at, &attr, sizeof(attr));
}

static void
add_link(struct vrrp_fib_message *out, size_t offset, const char *name)
{
	struct vrrp_fib_link *link = &out->links[out->links_len++];

	link->offset = (uint16_t)offset;
	memcpy(link->name, name, sizeof(link->name));
}

static uint8_t
af_of(uint8_t family)
{
	return family == ADDR_V6 ? AF_INET6 : AF_INET;
}

/* ---- addresses ---- */

void
vrrp_fib_encode_address(
    struct vrrp_fib_message *out, const struct model_vrrp_address *said)
{
	const struct addr *far =
	    addr_is_set(&said->peer.addr) ? &said->peer.addr : &said->prefix.addr;
	const struct ifaddrmsg header = {.ifa_family = af_of(said->prefix.addr.family),
	    .ifa_prefixlen = addr_is_set(&said->peer.addr) ? said->peer.prefix_len
							   : said->prefix.prefix_len,
	    .ifa_scope = said->scope};
	const struct ifa_cacheinfo lifetimes = {
	    .ifa_prefered =
		said->deprecated || said->preferred_s ? said->preferred_s : UINT32_MAX,
	    .ifa_valid = UINT32_MAX};

	begin(out, RTM_NEWADDR, NLM_F_EXCL, &header, sizeof(header));
	add_link(
	    out, NLMSG_HDRLEN + offsetof(struct ifaddrmsg, ifa_index), said->interface);
	put_addr(out, IFA_LOCAL, &said->prefix.addr);
	put_addr(out, IFA_ADDRESS, far);
	put_addr(out, IFA_BROADCAST, &said->broadcast);
	put_text(out, IFA_LABEL, said->label);
	put_u32(out, IFA_FLAGS, said->flags);
	put(out, IFA_CACHEINFO, &lifetimes, sizeof(lifetimes));
	put_u8(out, VRRP_IFA_PROTO, RTPROT_KEEPALIVED);
	finish(out);
}

/* ---- routes ---- */

static void
put_mpls(struct vrrp_fib_message *out, const struct model_encap *encap)
{
	uint8_t stack[MODEL_LABELS_MAX * 4] = {0};

	/* RFC 3032 2.1: label 20 bits, traffic class 3, bottom of stack 1, TTL 8. */
	for (size_t i = 0; i < encap->labels_len; i++) {
		stack[i * 4] = (uint8_t)(encap->labels[i] >> 12);
		stack[i * 4 + 1] = (uint8_t)(encap->labels[i] >> 4);
		stack[i * 4 + 2] = (uint8_t)(encap->labels[i] << 4);
		if (i + 1 == encap->labels_len)
			stack[i * 4 + 2] |= 1;
	}
	put(out, MPLS_IPTUNNEL_DST, stack, encap->labels_len * 4);
	if (encap->ttl)
		put_u8(out, MPLS_IPTUNNEL_TTL, encap->ttl);
}

/* LWTUNNEL_IP_* and LWTUNNEL_IP6_* have the same numbers. */
static void
put_ip(struct vrrp_fib_message *out, const struct model_encap *encap)
{
	uint8_t id_be[8];

	for (size_t i = 0; i < sizeof(id_be); i++)
		id_be[i] = (uint8_t)(encap->id >> (56 - 8 * i));
	if (encap->id)
		put(out, LWTUNNEL_IP_ID, id_be, sizeof(id_be));
	put_addr(out, LWTUNNEL_IP_DST, &encap->destination);
	put_addr(out, LWTUNNEL_IP_SRC, &encap->source);
	if (encap->tos)
		put_u8(out, LWTUNNEL_IP_TOS, encap->tos);
	if (encap->ttl)
		put_u8(out, LWTUNNEL_IP_TTL, encap->ttl);
}

static void
put_encap(struct vrrp_fib_message *out, const struct model_encap *encap)
{
	uint16_t type = encap->type;
	size_t nest;

	if (!encap->type)
		return;
	nest = open_nest(out, RTA_ENCAP | NLA_F_NESTED);
	if (encap->type == LWTUNNEL_ENCAP_MPLS)
		put_mpls(out, encap);
	else
		put_ip(out, encap);
	close_nest(out, nest);
	put(out, RTA_ENCAP_TYPE, &type, sizeof(type));
}

/* A gateway of the other family goes by RTA_VIA. */
static void
put_gateway(struct vrrp_fib_message *out, const struct addr *via, uint8_t family)
{
	uint8_t bytes[2 + 16] = {0};
	uint16_t af = af_of(via->family);

	if (!addr_is_set(via) || via->family == family) {
		put_addr(out, RTA_GATEWAY, via);
		return;
	}
	memcpy(bytes, &af, sizeof(af));
	memcpy(bytes + sizeof(af), via->bytes, addr_len(via));
	put(out, RTA_VIA, bytes, sizeof(af) + addr_len(via));
}

static void
put_hop(struct vrrp_fib_message *out, const struct model_nexthop *hop, uint8_t family)
{
	put_gateway(out, &hop->via, family);
	if (hop->realms)
		put_u32(out, RTA_FLOW, hop->realms);
	put_encap(out, &hop->encap);
}

static void
put_nexthop(
    struct vrrp_fib_message *out, const struct model_nexthop *hop, uint8_t family)
{
	struct rtnexthop header = {.rtnh_hops = (unsigned char)(hop->weight - 1),
	    .rtnh_flags = hop->onlink ? RTNH_F_ONLINK : 0};
	size_t at = out->len;
	void *room = extend(out, sizeof(header));

	if (!room)
		return;
	put_hop(out, hop, family);
	if (out->failed)
		return;
	header.rtnh_len = (unsigned short)(out->len - at);
	memcpy(out->bytes + at, &header, sizeof(header));
	if (hop->interface[0])
		add_link(
		    out, at + offsetof(struct rtnexthop, rtnh_ifindex), hop->interface);
}

static void
put_ways(struct vrrp_fib_message *out, const struct model_route *said)
{
	size_t nest;

	if (said->nexthops_len) {
		nest = open_nest(out, RTA_MULTIPATH);
		for (size_t i = 0; i < said->nexthops_len; i++)
			put_nexthop(out, &said->nexthops[i], said->family);
		close_nest(out, nest);
		return;
	}
	put_hop(out, &said->hop, said->family);
	if (!said->hop.interface[0])
		return;
	put_u32(out, RTA_OIF, 0);
	if (!out->failed)
		add_link(out, out->len - sizeof(uint32_t), said->hop.interface);
}

static void
put_metrics(struct vrrp_fib_message *out, const struct model_route *said)
{
	size_t nest = open_nest(out, RTA_METRICS), before = out->len;

	if (said->locked)
		put_u32(out, RTAX_LOCK, said->locked);
	for (uint16_t i = RTAX_LOCK + 1; i < MODEL_METRICS; i++)
		if (said->metrics[i])
			put_u32(out, i, said->metrics[i]);
	put_text(out, RTAX_CC_ALGO, said->congctl);
	if (out->len == before && !out->failed)
		out->len = nest; /* none */
	else
		close_nest(out, nest);
}

static uint16_t
flags_of(enum model_route_place add)
{
	switch (add) {
	case MODEL_ROUTE_ADD:
		return NLM_F_EXCL;
	case MODEL_ROUTE_APPEND:
		return NLM_F_APPEND;
	case MODEL_ROUTE_PREPEND:
		return 0;
	}
	return 0;
}

/* What only some routes say. */
static void
put_rest(struct vrrp_fib_message *out, const struct model_route *said, uint32_t lease_s)
{
	uint32_t expires_s = said->expires_s ? said->expires_s : lease_s;

	if (said->metric)
		put_u32(out, RTA_PRIORITY, said->metric);
	if (said->family == ADDR_V6 && expires_s)
		put_u32(out, RTA_EXPIRES, expires_s);
	if (said->preference)
		put_u8(out, RTA_PREF, (uint8_t)(said->preference - 1));
	if (said->ttl_propagate)
		put_u8(out, RTA_TTL_PROPAGATE, said->ttl_propagate == 2);
}

void
vrrp_fib_encode_route(
    struct vrrp_fib_message *out, const struct model_route *said, uint32_t lease_s)
{
	const struct rtmsg header = {.rtm_family = af_of(said->family),
	    .rtm_dst_len = said->to.prefix_len,
	    .rtm_tos = said->tos,
	    .rtm_table =
		said->table < 256 ? (unsigned char)said->table : RT_TABLE_COMPAT,
	    .rtm_protocol = said->protocol,
	    .rtm_scope = said->scope,
	    .rtm_type = said->type,
	    .rtm_flags = said->hop.onlink ? RTNH_F_ONLINK : 0};

	begin(out, RTM_NEWROUTE, flags_of(said->add), &header, sizeof(header));
	if (said->to.prefix_len)
		put(out, RTA_DST, said->to.addr.bytes, addr_len(&said->to.addr));
	put_u32(out, RTA_TABLE, said->table);
	put_addr(out, RTA_PREFSRC, &said->source);
	put_rest(out, said, lease_s);
	put_metrics(out, said);
	put_ways(out, said);
	finish(out);
}

/* ---- rules ---- */

static void
put_selectors(struct vrrp_fib_message *out, const struct model_rule *said)
{
	put_addr(out, FRA_SRC, &said->from.addr);
	put_addr(out, FRA_DST, &said->to.addr);
	put_text(out, FRA_IIFNAME, said->iif);
	put_text(out, FRA_OIFNAME, said->oif);
	if (said->fwmask) {
		put_u32(out, FRA_FWMARK, said->fwmark);
		put_u32(out, FRA_FWMASK, said->fwmask);
	}
	if (said->ip_protocol)
		put_u8(out, FRA_IP_PROTO, said->ip_protocol);
	if (said->uid_last != UINT32_MAX)
		put(out, FRA_UID_RANGE,
		    &(const struct fib_rule_uid_range){said->uid_first, said->uid_last},
		    sizeof(struct fib_rule_uid_range));
	if (said->sport_last)
		put(out, FRA_SPORT_RANGE,
		    &(const struct fib_rule_port_range){
			said->sport_first, said->sport_last},
		    sizeof(struct fib_rule_port_range));
	if (said->dport_last)
		put(out, FRA_DPORT_RANGE,
		    &(const struct fib_rule_port_range){
			said->dport_first, said->dport_last},
		    sizeof(struct fib_rule_port_range));
}

static void
put_effects(struct vrrp_fib_message *out, const struct model_rule *said)
{
	uint8_t tunnel_be[8];

	put_u32(out, FRA_PRIORITY, said->preference);
	put_u8(out, FRA_PROTOCOL, said->protocol);
	if (said->table)
		put_u32(out, FRA_TABLE, said->table);
	if (said->target)
		put_u32(out, FRA_GOTO, said->target);
	if (said->realms)
		put_u32(out, FRA_FLOW, said->realms);
	if (said->l3mdev)
		put_u8(out, FRA_L3MDEV, 1);
	if (said->suppress_prefixlength != UINT32_MAX)
		put_u32(out, FRA_SUPPRESS_PREFIXLEN, said->suppress_prefixlength);
	if (said->suppress_ifgroup != UINT32_MAX)
		put_u32(out, FRA_SUPPRESS_IFGROUP, said->suppress_ifgroup);
	for (size_t i = 0; i < sizeof(tunnel_be); i++)
		tunnel_be[i] = (uint8_t)(said->tunnel_id >> (56 - 8 * i));
	if (said->tunnel_id)
		put(out, FRA_TUN_ID, tunnel_be, sizeof(tunnel_be));
}

void
vrrp_fib_encode_rule(struct vrrp_fib_message *out, const struct model_rule *said)
{
	const struct fib_rule_hdr header = {.family = af_of(said->family),
	    .dst_len = said->to.prefix_len,
	    .src_len = said->from.prefix_len,
	    .tos = said->tos,
	    .table = said->table < 256 ? (uint8_t)said->table : RT_TABLE_COMPAT,
	    .action = said->action,
	    .flags = said->negated ? FIB_RULE_INVERT : 0};

	begin(out, RTM_NEWRULE, NLM_F_EXCL, &header, sizeof(header));
	put_selectors(out, said);
	put_effects(out, said);
	finish(out);
}
