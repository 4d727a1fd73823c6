/* SPDX-License-Identifier: Apache-2.0 */
/* Routes, rules and static addresses as the kernel will read them: decoded back. */
#include "tests/unit/unit.h"

#include <linux/fib_rules.h>
#include <linux/if_addr.h>
#include <linux/lwtunnel.h>
#include <linux/mpls_iptunnel.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include <sys/socket.h>

#include "agent/vrrp/vrrp_fib_encode.h"

/* RTA_DATA and RTNH_NEXT would cast the const away. */
static const void *
data_of(const struct rtattr *attr)
{
	return (const uint8_t *)attr + RTA_LENGTH(0);
}

static const struct rtnexthop *
way_after(const struct rtnexthop *way)
{
	return (const void *)((const uint8_t *)way + RTNH_ALIGN(way->rtnh_len));
}

/* The attribute of `type` from `attrs` on, NULL when there is none. */
static const struct rtattr *
find(const void *attrs, size_t len, uint16_t type)
{
	const uint8_t *at = attrs;

	while (len >= sizeof(struct rtattr)) {
		const struct rtattr *attr = (const void *)at;
		size_t step = NLMSG_ALIGN(attr->rta_len);

		assert_in_range(attr->rta_len, sizeof(*attr), len);
		if ((attr->rta_type & NLA_TYPE_MASK) == type)
			return attr;
		at += step;
		len -= step < len ? step : len;
	}
	assert_int_equal(len, 0); /* nothing is cut */
	return NULL;
}

static const struct rtattr *
attr_of(const struct vrrp_fib_message *message, size_t header, uint16_t type)
{
	size_t from = NLMSG_HDRLEN + NLMSG_ALIGN(header);

	return find(message->bytes + from, message->len - from, type);
}

static uint32_t
u32_of(const struct rtattr *attr)
{
	uint32_t value;

	assert_non_null(attr);
	assert_int_equal(RTA_PAYLOAD(attr), sizeof(value));
	memcpy(&value, data_of(attr), sizeof(value));
	return value;
}

static uint8_t
u8_of(const struct rtattr *attr)
{
	assert_non_null(attr);
	assert_int_equal(RTA_PAYLOAD(attr), 1);
	return *(const uint8_t *)data_of(attr);
}

static const struct rtattr *
inside(const struct rtattr *nest, uint16_t type)
{
	assert_non_null(nest);
	return find(data_of(nest), RTA_PAYLOAD(nest), type);
}

static struct nlmsghdr
header_of(const struct vrrp_fib_message *message)
{
	struct nlmsghdr header;

	assert_false(message->failed);
	memcpy(&header, message->bytes, sizeof(header));
	assert_int_equal(header.nlmsg_len, message->len);
	return header;
}

static struct rtmsg
rtmsg_of(const struct vrrp_fib_message *message)
{
	struct rtmsg header;

	memcpy(&header, message->bytes + NLMSG_HDRLEN, sizeof(header));
	return header;
}

static struct addr_prefix
prefix(const char *text)
{
	struct addr_prefix out = {0};

	assert_true(addr_prefix_parse(text, &out));
	return out;
}

static struct addr
address(const char *text)
{
	return prefix(text).addr;
}

static struct model_route
route_to(const char *to)
{
	return (struct model_route){.family = prefix(to).addr.family,
	    .to = prefix(to),
	    .hop.interface = "eth0",
	    .table = RT_TABLE_MAIN,
	    .protocol = RTPROT_KEEPALIVED,
	    .type = RTN_UNICAST};
}

TEST(a_route_says_where_to_and_how)
{
	struct model_route said = route_to("192.168.2.0/24");
	struct vrrp_fib_message message;
	struct rtmsg header;

	said.hop.via = address("10.0.0.254");
	said.source = address("10.0.0.1");
	said.metric = 7;
	said.tos = 16;
	said.table = 1000;
	vrrp_fib_encode_route(&message, &said, 5);
	assert_int_equal(header_of(&message).nlmsg_type, RTM_NEWROUTE);
	assert_int_equal(header_of(&message).nlmsg_flags,
	    NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL);
	header = rtmsg_of(&message);
	assert_int_equal(header.rtm_family, AF_INET);
	assert_int_equal(header.rtm_dst_len, 24);
	assert_int_equal(header.rtm_tos, 16);
	assert_int_equal(header.rtm_table, RT_TABLE_COMPAT); /* 1000 > 255 */
	assert_int_equal(header.rtm_protocol, RTPROT_KEEPALIVED);
	assert_int_equal(u32_of(attr_of(&message, sizeof(header), RTA_TABLE)), 1000);
	assert_int_equal(u32_of(attr_of(&message, sizeof(header), RTA_PRIORITY)), 7);
	assert_memory_equal(
	    data_of(attr_of(&message, sizeof(header), RTA_DST)), "\xc0\xa8\x02\0", 4);
	assert_memory_equal(
	    data_of(attr_of(&message, sizeof(header), RTA_GATEWAY)), "\x0a\0\0\xfe", 4);
	assert_memory_equal(
	    data_of(attr_of(&message, sizeof(header), RTA_PREFSRC)), "\x0a\0\0\x01", 4);
	/* An IPv4 route has no lifetime, and no metrics were said. */
	assert_null(attr_of(&message, sizeof(header), RTA_EXPIRES));
	assert_null(attr_of(&message, sizeof(header), RTA_METRICS));
}

TEST(the_number_of_its_link_is_left_open)
{
	struct model_route said = route_to("192.168.2.0/24");
	struct vrrp_fib_message message;

	vrrp_fib_encode_route(&message, &said, 0);
	assert_int_equal(message.links_len, 1);
	assert_string_equal(message.links[0].name, "eth0");
	assert_ptr_equal(message.bytes + message.links[0].offset,
	    data_of(attr_of(&message, sizeof(struct rtmsg), RTA_OIF)));
}

TEST(the_default_route_has_no_destination)
{
	struct model_route said = route_to("0.0.0.0/0");
	struct vrrp_fib_message message;

	vrrp_fib_encode_route(&message, &said, 0);
	assert_int_equal(rtmsg_of(&message).rtm_dst_len, 0);
	assert_null(attr_of(&message, sizeof(struct rtmsg), RTA_DST));
}

TEST(an_ipv6_route_lives_as_long_as_it_says_else_as_its_lease)
{
	static const struct {
		uint32_t said_s, lease_s, want_s;
	} cases[] = {
	    {0,  5, 5 },
            {30, 5, 30},
            {30, 0, 30}
        };
	struct model_route said = route_to("2001:db8::/32");
	struct vrrp_fib_message message;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		said.expires_s = cases[i].said_s;
		vrrp_fib_encode_route(&message, &said, cases[i].lease_s);
		assert_int_equal(
		    u32_of(attr_of(&message, sizeof(struct rtmsg), RTA_EXPIRES)),
		    cases[i].want_s);
	}
	said.expires_s = 0;
	vrrp_fib_encode_route(&message, &said, 0);
	assert_null(attr_of(&message, sizeof(struct rtmsg), RTA_EXPIRES));
}

TEST(metrics_are_nested_with_their_locks)
{
	struct model_route said = route_to("192.168.2.0/24");
	struct vrrp_fib_message message;
	const struct rtattr *metrics;

	said.metrics[RTAX_MTU] = 1400;
	said.metrics[RTAX_FASTOPEN_NO_COOKIE] = 1;
	said.locked = 1u << RTAX_MTU;
	(void)strcpy(said.congctl, "cubic");
	vrrp_fib_encode_route(&message, &said, 0);
	metrics = attr_of(&message, sizeof(struct rtmsg), RTA_METRICS);
	assert_int_equal(u32_of(inside(metrics, RTAX_MTU)), 1400);
	assert_int_equal(u32_of(inside(metrics, RTAX_FASTOPEN_NO_COOKIE)), 1);
	assert_int_equal(u32_of(inside(metrics, RTAX_LOCK)), 1u << RTAX_MTU);
	assert_string_equal(data_of(inside(metrics, RTAX_CC_ALGO)), "cubic");
	assert_null(inside(metrics, RTAX_WINDOW));
}

TEST(what_only_some_routes_say_is_there_when_said)
{
	struct model_route said = route_to("2001:db8::/32");
	struct vrrp_fib_message message;

	said.preference = 4; /* low: ICMPV6_ROUTER_PREF_LOW 3, + 1 */
	said.ttl_propagate = 1;
	said.hop.realms = 5u << 16 | 9;
	said.hop.onlink = true;
	vrrp_fib_encode_route(&message, &said, 0);
	assert_int_equal(u8_of(attr_of(&message, sizeof(struct rtmsg), RTA_PREF)), 3);
	assert_int_equal(
	    u8_of(attr_of(&message, sizeof(struct rtmsg), RTA_TTL_PROPAGATE)), 0);
	assert_int_equal(
	    u32_of(attr_of(&message, sizeof(struct rtmsg), RTA_FLOW)), 0x50009);
	assert_int_equal(rtmsg_of(&message).rtm_flags, RTNH_F_ONLINK);
}

TEST(how_a_route_is_put_beside_others_is_in_the_flags)
{
	static const uint16_t want[] = {[MODEL_ROUTE_ADD] = NLM_F_EXCL,
	    [MODEL_ROUTE_APPEND] = NLM_F_APPEND,
	    [MODEL_ROUTE_PREPEND] = 0};
	struct model_route said = route_to("192.168.2.0/24");
	struct vrrp_fib_message message;

	for (int i = MODEL_ROUTE_ADD; i <= MODEL_ROUTE_PREPEND; i++) {
		said.add = (enum model_route_place)i;
		vrrp_fib_encode_route(&message, &said, 0);
		assert_int_equal(header_of(&message).nlmsg_flags,
		    NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE | want[i]);
	}
}

TEST(each_of_several_ways_has_its_weight_and_link)
{
	const struct model_nexthop hops[] = {
	    {.via = address("10.0.0.2"), .interface = "eth0", .weight = 3},
	    {.via = address("10.0.0.3"),                          .weight = 256,                    .onlink = true},
	    {.interface = "eth1",            .weight = 1           },
	};
	struct model_route said = route_to("192.168.2.0/24");
	struct vrrp_fib_message message;
	const struct rtattr *ways, *via;
	const struct rtnexthop *hop;

	said.hop = (struct model_nexthop){.weight = 0};
	said.nexthops = hops;
	said.nexthops_len = 3;
	vrrp_fib_encode_route(&message, &said, 0);
	ways = attr_of(&message, sizeof(struct rtmsg), RTA_MULTIPATH);
	assert_non_null(ways);
	hop = data_of(ways);
	assert_int_equal(hop->rtnh_hops, 2); /* weight - 1 */
	via = find(hop + 1, hop->rtnh_len - sizeof(*hop), RTA_GATEWAY);
	assert_non_null(via);
	assert_memory_equal(data_of(via), "\x0a\0\0\x02", 4);
	assert_ptr_equal(message.bytes + message.links[0].offset, &hop->rtnh_ifindex);
	hop = way_after(hop);
	assert_int_equal(hop->rtnh_hops, 255);
	assert_int_equal(hop->rtnh_flags, RTNH_F_ONLINK);
	hop = way_after(hop);
	assert_int_equal(hop->rtnh_len, sizeof(*hop));
	assert_ptr_equal(message.bytes + message.links[1].offset, &hop->rtnh_ifindex);
	assert_int_equal(message.links_len, 2);
	assert_ptr_equal(way_after(hop), (const uint8_t *)ways + ways->rta_len);
}

TEST(a_gateway_of_the_other_family_goes_by_via)
{
	struct model_route said = route_to("192.168.2.0/24");
	struct vrrp_fib_message message;
	const struct rtattr *via;

	said.hop.via = address("2001:db8::1");
	vrrp_fib_encode_route(&message, &said, 0);
	via = attr_of(&message, sizeof(struct rtmsg), RTA_VIA);
	assert_non_null(via);
	assert_int_equal(RTA_PAYLOAD(via), 18);
	assert_int_equal(*(const uint16_t *)data_of(via), AF_INET6);
	assert_null(attr_of(&message, sizeof(struct rtmsg), RTA_GATEWAY));
}

TEST(labels_are_a_stack_whose_bottom_is_marked)
{
	/* RFC 3032 2.1: 100 is 0x00064, 1048575 is 0xfffff; the last has bit 8 set. */
	static const uint8_t want[] = {0x00, 0x06, 0x40, 0, 0xff, 0xff, 0xf1, 0};
	struct model_route said = route_to("192.168.2.0/24");
	struct vrrp_fib_message message;
	const struct rtattr *encap, *stack;

	said.hop.encap = (struct model_encap){
	    .type = LWTUNNEL_ENCAP_MPLS,
	    .labels = {100, 1048575},
	    .labels_len = 2,
	    .ttl = 9
        };
	vrrp_fib_encode_route(&message, &said, 0);
	encap = attr_of(&message, sizeof(struct rtmsg), RTA_ENCAP);
	stack = inside(encap, MPLS_IPTUNNEL_DST);
	assert_int_equal(RTA_PAYLOAD(stack), sizeof(want));
	assert_memory_equal(data_of(stack), want, sizeof(want));
	assert_int_equal(u8_of(inside(encap, MPLS_IPTUNNEL_TTL)), 9);
	assert_int_equal(*(const uint16_t *)data_of(
			     attr_of(&message, sizeof(struct rtmsg), RTA_ENCAP_TYPE)),
	    LWTUNNEL_ENCAP_MPLS);
}

TEST(a_tunnel_is_named_by_its_ends_and_id)
{
	static const uint8_t id_be[] = {0, 0, 0, 0, 0, 0, 1, 2};
	struct model_route said = route_to("192.168.2.0/24");
	struct vrrp_fib_message message;
	const struct rtattr *encap;

	said.hop.encap = (struct model_encap){.type = LWTUNNEL_ENCAP_IP,
	    .id = 0x102,
	    .source = address("10.9.9.8"),
	    .destination = address("10.9.9.9"),
	    .tos = 4,
	    .ttl = 20};
	vrrp_fib_encode_route(&message, &said, 0);
	encap = attr_of(&message, sizeof(struct rtmsg), RTA_ENCAP);
	assert_memory_equal(data_of(inside(encap, LWTUNNEL_IP_ID)), id_be, 8);
	assert_memory_equal(
	    data_of(inside(encap, LWTUNNEL_IP_DST)), "\x0a\x09\x09\x09", 4);
	assert_memory_equal(
	    data_of(inside(encap, LWTUNNEL_IP_SRC)), "\x0a\x09\x09\x08", 4);
	assert_int_equal(u8_of(inside(encap, LWTUNNEL_IP_TTL)), 20);
	assert_int_equal(u8_of(inside(encap, LWTUNNEL_IP_TOS)), 4);
}

/* Every option that the grammar has, as long as it can be. */
static void
fill_route(struct model_route *said, struct model_nexthop *hops, const char *via)
{
	for (size_t i = 0; i < MODEL_NEXTHOPS_MAX; i++)
		hops[i] = (struct model_nexthop){
		    .via = address(via),
		    .interface = "eth0",
		    .weight = 1,
		    .realms = 1,
		    .encap = {.type = LWTUNNEL_ENCAP_IP6,
			      .id = 1,
			      .source = address("2001:db8::1"),
			      .destination = address("2001:db8::2"),
			      .tos = 1,
			      .ttl = 1}
                };
	for (size_t i = RTAX_MTU; i < MODEL_METRICS; i++)
		said->metrics[i] = 1;
	said->locked = 1u << RTAX_MTU;
	memcpy(said->congctl, "fifteen_letters", sizeof("fifteen_letters"));
	said->hop = (struct model_nexthop){.weight = 0};
	said->nexthops = hops;
	said->nexthops_len = MODEL_NEXTHOPS_MAX;
	said->metric = 1;
	said->preference = 1;
	said->ttl_propagate = 1;
}

TEST(the_longest_route_there_can_be_fits)
{
	static const struct {
		const char *to, *source;
	} families[] = {
	    {"192.0.2.0/24",  "192.0.2.8"  },
            {"2001:db8::/32", "2001:db8::8"}
        };

	for (size_t i = 0; i < 2; i++) {
		struct model_nexthop hops[MODEL_NEXTHOPS_MAX];
		struct model_route said = route_to(families[i].to);
		struct vrrp_fib_message message;

		fill_route(&said, hops, "2001:db8::9");
		said.source = address(families[i].source);
		vrrp_fib_encode_route(&message, &said, 5);
		assert_int_equal(header_of(&message).nlmsg_type, RTM_NEWROUTE);
		assert_int_equal(message.links_len, MODEL_NEXTHOPS_MAX);
	}
}

static struct model_rule
rule_of(uint32_t preference)
{
	return (struct model_rule){.family = ADDR_V4,
	    .preference = preference,
	    .table = 100,
	    .action = FR_ACT_TO_TBL,
	    .protocol = RTPROT_KEEPALIVED,
	    .suppress_prefixlength = UINT32_MAX,
	    .suppress_ifgroup = UINT32_MAX,
	    .uid_first = UINT32_MAX,
	    .uid_last = UINT32_MAX};
}

static struct fib_rule_hdr
rule_header(const struct vrrp_fib_message *message)
{
	struct fib_rule_hdr header;

	memcpy(&header, message->bytes + NLMSG_HDRLEN, sizeof(header));
	return header;
}

TEST(a_rule_selects_and_leads)
{
	const size_t header = sizeof(struct fib_rule_hdr);
	struct model_rule said = rule_of(50);
	struct vrrp_fib_message message;

	said.from = prefix("192.168.28.0/24");
	said.to = prefix("10.0.0.0/8");
	said.negated = true;
	said.fwmark = 42;
	said.fwmask = 0xff;
	(void)strcpy(said.iif, "eth0");
	(void)strcpy(said.oif, "eth1");
	vrrp_fib_encode_rule(&message, &said);
	assert_int_equal(header_of(&message).nlmsg_type, RTM_NEWRULE);
	assert_int_equal(rule_header(&message).src_len, 24);
	assert_int_equal(rule_header(&message).dst_len, 8);
	assert_int_equal(rule_header(&message).action, FR_ACT_TO_TBL);
	assert_int_equal(rule_header(&message).flags, FIB_RULE_INVERT);
	assert_int_equal(u32_of(attr_of(&message, header, FRA_PRIORITY)), 50);
	assert_int_equal(u32_of(attr_of(&message, header, FRA_TABLE)), 100);
	assert_int_equal(u32_of(attr_of(&message, header, FRA_FWMARK)), 42);
	assert_int_equal(u32_of(attr_of(&message, header, FRA_FWMASK)), 0xff);
	assert_int_equal(
	    u8_of(attr_of(&message, header, FRA_PROTOCOL)), RTPROT_KEEPALIVED);
	assert_string_equal(data_of(attr_of(&message, header, FRA_IIFNAME)), "eth0");
	assert_string_equal(data_of(attr_of(&message, header, FRA_OIFNAME)), "eth1");
	assert_null(attr_of(&message, header, FRA_SUPPRESS_PREFIXLEN));
	assert_null(attr_of(&message, header, FRA_UID_RANGE));
}

TEST(the_rest_of_a_rule_is_there_when_said)
{
	const size_t header = sizeof(struct fib_rule_hdr);
	struct model_rule said = rule_of(50);
	struct vrrp_fib_message message;
	struct fib_rule_port_range ports;
	struct fib_rule_uid_range uids;

	said.suppress_prefixlength = 0;
	said.suppress_ifgroup = 3;
	said.uid_first = 0;
	said.uid_last = 0;
	said.dport_first = 1000;
	said.dport_last = 2000;
	said.ip_protocol = 6;
	said.tunnel_id = 9;
	said.l3mdev = true;
	said.table = 0;
	vrrp_fib_encode_rule(&message, &said);
	assert_int_equal(u32_of(attr_of(&message, header, FRA_SUPPRESS_PREFIXLEN)), 0);
	assert_int_equal(u32_of(attr_of(&message, header, FRA_SUPPRESS_IFGROUP)), 3);
	memcpy(&uids, data_of(attr_of(&message, header, FRA_UID_RANGE)), sizeof(uids));
	assert_int_equal(uids.end, 0);
	memcpy(
	    &ports, data_of(attr_of(&message, header, FRA_DPORT_RANGE)), sizeof(ports));
	assert_int_equal(ports.start, 1000);
	assert_int_equal(ports.end, 2000);
	assert_int_equal(u8_of(attr_of(&message, header, FRA_IP_PROTO)), 6);
	assert_memory_equal(
	    data_of(attr_of(&message, header, FRA_TUN_ID)), "\0\0\0\0\0\0\0\x09", 8);
	assert_int_equal(u8_of(attr_of(&message, header, FRA_L3MDEV)), 1);
	assert_null(attr_of(&message, header, FRA_TABLE));
	assert_null(attr_of(&message, header, FRA_SPORT_RANGE));
}

TEST(a_static_address_says_all_it_has)
{
	const size_t header = sizeof(struct ifaddrmsg);
	const struct model_vrrp_address said = {.prefix = prefix("10.0.0.1/24"),
	    .interface = "eth1",
	    .peer = prefix("10.0.0.9/32"),
	    .broadcast = address("10.0.0.255"),
	    .label = "eth1:x",
	    .flags = IFA_F_NOPREFIXROUTE,
	    .deprecated = true};
	struct vrrp_fib_message message;
	struct ifa_cacheinfo lifetimes;
	struct ifaddrmsg got;

	vrrp_fib_encode_address(&message, &said);
	assert_int_equal(header_of(&message).nlmsg_type, RTM_NEWADDR);
	memcpy(&got, message.bytes + NLMSG_HDRLEN, sizeof(got));
	assert_int_equal(got.ifa_prefixlen, 32); /* the peer's */
	assert_memory_equal(
	    data_of(attr_of(&message, header, IFA_LOCAL)), "\x0a\0\0\x01", 4);
	assert_memory_equal(
	    data_of(attr_of(&message, header, IFA_ADDRESS)), "\x0a\0\0\x09", 4);
	assert_int_equal(
	    u32_of(attr_of(&message, header, IFA_FLAGS)), IFA_F_NOPREFIXROUTE);
	memcpy(&lifetimes, data_of(attr_of(&message, header, IFA_CACHEINFO)),
	    sizeof(lifetimes));
	assert_int_equal(lifetimes.ifa_prefered, 0);
	assert_int_equal(lifetimes.ifa_valid, UINT32_MAX);
	assert_int_equal(message.links[0].offset,
	    NLMSG_HDRLEN + offsetof(struct ifaddrmsg, ifa_index));
}

/* ---- what the kernel tells: the same messages, as it would say them ---- */

static bool
hear(const struct vrrp_fib_message *message, uint16_t type, size_t len,
    struct vrrp_fib_event *event)
{
	return vrrp_fib_decode(type, message->bytes + NLMSG_HDRLEN, len, event);
}

TEST(an_event_of_a_route_names_its_table_and_destination)
{
	struct model_route said = route_to("2001:db8::/32");
	struct vrrp_fib_message message;
	struct vrrp_fib_event event;

	said.table = 1000;
	said.metric = 9;
	vrrp_fib_encode_route(&message, &said, 0);
	assert_true(hear(&message, RTM_DELROUTE, message.len - NLMSG_HDRLEN, &event));
	assert_int_equal(event.family, ADDR_V6);
	assert_int_equal(event.table, 1000);
	assert_int_equal(event.preference, 9);
	assert_int_equal(event.to.prefix_len, 32);
	assert_true(addr_equal(&event.to.addr, &said.to.addr));
	assert_int_equal(event.protocol, RTPROT_KEEPALIVED);
	assert_false(hear(&message, RTM_NEWADDR, message.len - NLMSG_HDRLEN, &event));
}

TEST(an_event_of_a_rule_names_its_table_and_preference)
{
	const struct model_rule said = rule_of(50);
	struct vrrp_fib_message message;
	struct vrrp_fib_event event;

	vrrp_fib_encode_rule(&message, &said);
	assert_true(hear(&message, RTM_DELRULE, message.len - NLMSG_HDRLEN, &event));
	assert_int_equal(event.family, ADDR_V4);
	assert_int_equal(event.table, 100);
	assert_int_equal(event.preference, 50);
	assert_int_equal(event.protocol, RTPROT_KEEPALIVED);
}

TEST(an_event_cut_anywhere_is_read_within_its_bytes)
{
	const struct model_route said = route_to("192.168.2.0/24");
	struct vrrp_fib_message message;
	struct vrrp_fib_event event;

	vrrp_fib_encode_route(&message, &said, 0);
	for (size_t len = 0; len < message.len - NLMSG_HDRLEN; len++) {
		uint8_t *cut = test_malloc(len + 1);

		memcpy(cut, message.bytes + NLMSG_HDRLEN, len);
		assert_int_equal(vrrp_fib_decode(RTM_DELROUTE, cut, len, &event),
		    len >= sizeof(struct rtmsg));
		assert_int_equal(vrrp_fib_decode(RTM_DELRULE, cut, len, &event),
		    len >= sizeof(struct fib_rule_hdr));
		test_free(cut);
	}
}

TEST(a_prefix_longer_than_its_family_is_refused)
{
	struct model_route said = route_to("192.168.2.0/24");
	struct vrrp_fib_message message;
	struct vrrp_fib_event event;

	for (uint8_t len = 32; len <= 33; len++) {
		said.to.prefix_len = len;
		vrrp_fib_encode_route(&message, &said, 0);
		assert_int_equal(
		    hear(&message, RTM_NEWROUTE, message.len - NLMSG_HDRLEN, &event),
		    len == 32);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_route_says_where_to_and_how),
	    cmocka_unit_test(the_number_of_its_link_is_left_open),
	    cmocka_unit_test(the_default_route_has_no_destination),
	    cmocka_unit_test(an_ipv6_route_lives_as_long_as_it_says_else_as_its_lease),
	    cmocka_unit_test(metrics_are_nested_with_their_locks),
	    cmocka_unit_test(what_only_some_routes_say_is_there_when_said),
	    cmocka_unit_test(how_a_route_is_put_beside_others_is_in_the_flags),
	    cmocka_unit_test(each_of_several_ways_has_its_weight_and_link),
	    cmocka_unit_test(a_gateway_of_the_other_family_goes_by_via),
	    cmocka_unit_test(labels_are_a_stack_whose_bottom_is_marked),
	    cmocka_unit_test(a_tunnel_is_named_by_its_ends_and_id),
	    cmocka_unit_test(the_longest_route_there_can_be_fits),
	    cmocka_unit_test(a_rule_selects_and_leads),
	    cmocka_unit_test(the_rest_of_a_rule_is_there_when_said),
	    cmocka_unit_test(a_static_address_says_all_it_has),
	    cmocka_unit_test(an_event_of_a_route_names_its_table_and_destination),
	    cmocka_unit_test(an_event_of_a_rule_names_its_table_and_preference),
	    cmocka_unit_test(an_event_cut_anywhere_is_read_within_its_bytes),
	    cmocka_unit_test(a_prefix_longer_than_its_family_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
