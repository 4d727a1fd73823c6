/* SPDX-License-Identifier: Apache-2.0 */
/* Replies as the kernel lays them out, whole, cut at every length and damaged. What is
 * sent is proved on a real kernel, by tests/lab/ipvs_real.c. */
#include "tests/unit/unit.h"

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>

#include <linux/ip_vs.h>
#include <netlink/attr.h>
#include <netlink/genl/genl.h>
#include <netlink/msg.h>

#include "agent/ipvs/ipvs_attr.h"
#include "agent/ipvs/ipvs_sync.h"
#include "agent/lib/mem.h"

static struct nl_msg *
reply_new(void)
{
	struct nl_msg *msg = nlmsg_alloc();

	assert_non_null(genlmsg_put(msg, 0, 1, 30, 0, 0, IPVS_CMD_NEW_SERVICE, 1));
	return msg;
}

static void
put_stats(struct nl_msg *msg, int type, bool wide)
{
	struct nlattr *nest = nla_nest_start(msg, type);

	for (int i = IPVS_STATS_ATTR_CONNS; i <= IPVS_STATS_ATTR_OUTPKTS; i++) {
		if (wide)
			(void)nla_put_u64(
			    msg, i, (uint64_t)(INT64_C(1) << 40) + (unsigned)i);
		else
			(void)nla_put_u32(msg, i, 70u + (uint32_t)i);
	}
	for (int i = IPVS_STATS_ATTR_CPS; i <= IPVS_STATS_ATTR_OUTBPS; i++) {
		if (wide)
			(void)nla_put_u64(
			    msg, i, (uint64_t)(INT64_C(1) << 41) + (unsigned)i);
		else
			(void)nla_put_u32(msg, i, 90u + (uint32_t)i);
	}
	(void)nla_put_u64(msg, IPVS_STATS_ATTR_INBYTES, 1ull << 50);
	(void)nla_put_u64(msg, IPVS_STATS_ATTR_OUTBYTES, 7);
	(void)nla_nest_end(msg, nest);
}

static const uint8_t vip[16] = {10, 1, 1, 166};

static struct nl_msg *
service_reply(void)
{
	struct nl_msg *msg = reply_new();
	struct nlattr *nest = nla_nest_start(msg, IPVS_CMD_ATTR_SERVICE);
	struct ip_vs_flags flags = {
	    IP_VS_SVC_F_HASHED | IP_VS_SVC_F_PERSISTENT, UINT32_MAX};

	(void)nla_put_u16(msg, IPVS_SVC_ATTR_AF, 2);
	(void)nla_put_u16(msg, IPVS_SVC_ATTR_PROTOCOL, 17);
	(void)nla_put(msg, IPVS_SVC_ATTR_ADDR, 16, vip);
	(void)nla_put_u16(msg, IPVS_SVC_ATTR_PORT, htons(53));
	(void)nla_put_string(msg, IPVS_SVC_ATTR_SCHED_NAME, "wlc");
	(void)nla_put(msg, IPVS_SVC_ATTR_FLAGS, sizeof(flags), &flags);
	(void)nla_put_u32(msg, IPVS_SVC_ATTR_TIMEOUT, 360);
	(void)nla_put_u32(msg, IPVS_SVC_ATTR_NETMASK, 0x00ffffff);
	put_stats(msg, IPVS_SVC_ATTR_STATS, false);
	put_stats(msg, IPVS_SVC_ATTR_STATS64, true);
	(void)nla_nest_end(msg, nest);
	return msg;
}

static struct nl_msg *
dest_reply(bool with_family, uint32_t method)
{
	static const uint8_t addr[16] = {0x20, 1, 0xd, 0xb8, [15] = 9};
	struct nl_msg *msg = reply_new();
	struct nlattr *nest = nla_nest_start(msg, IPVS_CMD_ATTR_DEST);

	(void)nla_put(msg, IPVS_DEST_ATTR_ADDR, 16, addr);
	(void)nla_put_u16(msg, IPVS_DEST_ATTR_PORT, htons(8080));
	(void)nla_put_u32(msg, IPVS_DEST_ATTR_FWD_METHOD, method);
	(void)nla_put_u32(msg, IPVS_DEST_ATTR_WEIGHT, 65535);
	(void)nla_put_u32(msg, IPVS_DEST_ATTR_U_THRESH, 20);
	(void)nla_put_u32(msg, IPVS_DEST_ATTR_L_THRESH, 10);
	(void)nla_put_u32(msg, IPVS_DEST_ATTR_ACTIVE_CONNS, 1);
	(void)nla_put_u32(msg, IPVS_DEST_ATTR_INACT_CONNS, 2);
	(void)nla_put_u32(msg, IPVS_DEST_ATTR_PERSIST_CONNS, 3);
	if (with_family)
		(void)nla_put_u16(msg, IPVS_DEST_ATTR_ADDR_FAMILY, 10);
	put_stats(msg, IPVS_DEST_ATTR_STATS, false);
	(void)nla_nest_end(msg, nest);
	return msg;
}

TEST(a_service_is_read_with_its_64_bit_counters)
{
	struct nl_msg *msg = service_reply();
	struct ipvs_service got;

	assert_true(ipvs_attr_get_service(nlmsg_hdr(msg), &got));
	assert_int_equal(got.key.family, ADDR_V4);
	assert_int_equal(got.key.protocol, PROTOCOL_UDP);
	assert_int_equal(addr_to_v4(&got.key.addr), 0x0a0101a6);
	assert_int_equal(got.key.port, 53);
	assert_string_equal(got.scheduler, "wlc");
	assert_int_equal(got.flags, IP_VS_SVC_F_PERSISTENT);
	assert_int_equal(got.timeout_s, 360);
	assert_int_equal(got.netmask_be, 0x00ffffff);
	assert_int_equal(got.counters.connections, (1ull << 40) + 1);
	assert_int_equal(got.counters.bytes_in, 1ull << 50);
	assert_int_equal(got.counters.packets_in_ps, (1ull << 41) + 7);
	nlmsg_free(msg);
}

TEST(a_destination_is_read_with_32_bit_counters_when_there_are_no_others)
{
	struct nl_msg *msg = dest_reply(true, IP_VS_CONN_F_DROUTE);
	struct ipvs_dest got;
	char text[ADDR_TEXT_SIZE];

	assert_true(ipvs_attr_get_dest(nlmsg_hdr(msg), ADDR_V4, &got));
	assert_string_equal(addr_format(&got.addr, text), "2001:db8::9");
	assert_int_equal(got.port, 8080);
	assert_int_equal(got.forward, FORWARD_DR);
	assert_int_equal(got.weight, 65535);
	assert_int_equal(got.uthreshold, 20);
	assert_int_equal(got.lthreshold, 10);
	assert_int_equal(got.active, 1);
	assert_int_equal(got.inactive, 2);
	assert_int_equal(got.persistent, 3);
	assert_int_equal(got.counters.connections, 71);
	assert_int_equal(got.counters.packets_out, 73);
	assert_int_equal(got.counters.bytes_out, 7);
	assert_int_equal(got.counters.connections_ps, 96);
	assert_int_equal(got.counters.bytes_out_ps, 100);
	nlmsg_free(msg);
}

TEST(a_destination_without_a_family_has_that_of_its_service)
{
	struct nl_msg *msg = dest_reply(false, IP_VS_CONN_F_TUNNEL);
	struct ipvs_dest got;

	assert_true(ipvs_attr_get_dest(nlmsg_hdr(msg), ADDR_V6, &got));
	assert_int_equal(got.addr.family, ADDR_V6);
	assert_true(ipvs_attr_get_dest(nlmsg_hdr(msg), ADDR_V4, &got));
	assert_int_equal(addr_to_v4(&got.addr), 0x20010db8);
	nlmsg_free(msg);
}

TEST(a_method_that_nobody_can_ask_for_is_not_understood)
{
	struct nl_msg *msg = dest_reply(true, IP_VS_CONN_F_BYPASS);
	struct ipvs_dest got;

	assert_false(ipvs_attr_get_dest(nlmsg_hdr(msg), ADDR_V6, &got));
	nlmsg_free(msg);
}

/* A copy of exactly `len` bytes, so that a sanitizer sees a read past them. */
static struct nlmsghdr *
cut(const struct nl_msg *msg, size_t len)
{
	struct nlmsghdr *whole = nlmsg_hdr((struct nl_msg *)(uintptr_t)msg);
	struct nlmsghdr *copy = mem_new(1, len);

	memcpy(copy, whole, len);
	copy->nlmsg_len = (uint32_t)len;
	return copy;
}

TEST(replies_cut_at_any_length_are_refused)
{
	struct nl_msg *service = service_reply();
	struct nl_msg *dest = dest_reply(true, IP_VS_CONN_F_MASQ);
	struct ipvs_service got_service;
	struct ipvs_daemon got_daemon;
	struct ipvs_dest got_dest;
	uint32_t version;

	for (size_t len = NLMSG_HDRLEN; len < nlmsg_hdr(service)->nlmsg_len; len++) {
		struct nlmsghdr *hdr = cut(service, len);

		assert_false(ipvs_attr_get_service(hdr, &got_service));
		assert_false(ipvs_attr_get_daemon(hdr, &got_daemon));
		assert_false(ipvs_attr_get_version(hdr, &version));
		mem_free(hdr);
	}
	for (size_t len = NLMSG_HDRLEN; len < nlmsg_hdr(dest)->nlmsg_len; len++) {
		struct nlmsghdr *hdr = cut(dest, len);

		assert_false(ipvs_attr_get_dest(hdr, ADDR_V6, &got_dest));
		mem_free(hdr);
	}
	nlmsg_free(service);
	nlmsg_free(dest);
}

/* Each byte in turn becomes each of a few values: no read may leave the message. */
TEST(damaged_replies_do_not_lead_out_of_the_message)
{
	static const uint8_t values[] = {0, 1, 2, 4, 0x7f, 0x80, 0xff};
	struct nl_msg *service = service_reply();
	size_t len = nlmsg_hdr(service)->nlmsg_len, understood = 0;

	for (size_t at = NLMSG_HDRLEN; at < len; at++)
		for (size_t i = 0; i < sizeof(values); i++) {
			struct nlmsghdr *hdr = cut(service, len);
			struct ipvs_service got;

			((uint8_t *)hdr)[at] = values[i];
			if (ipvs_attr_get_service(hdr, &got)) {
				understood++;
				assert_true(
				    strlen(got.scheduler) < sizeof(got.scheduler));
			}
			mem_free(hdr);
		}
	assert_true(understood > 0);
	nlmsg_free(service);
}

TEST(a_sync_daemon_reads_back_as_it_was_asked_for)
{
	struct model_sync_daemon as = {.interface = "eth0",
	    .sync_id = 51,
	    .maxlen = 1400,
	    .port = 9000,
	    .ttl = 2,
	    .group = addr_v4(0xe0000051)};
	struct nl_msg *msg = reply_new();
	struct ipvs_daemon got;

	assert_true(ipvs_attr_put_daemon(msg, IPVS_DAEMON_BACKUP, &as));
	assert_true(ipvs_attr_get_daemon(nlmsg_hdr(msg), &got));
	assert_int_equal(got.role, IPVS_DAEMON_BACKUP);
	assert_string_equal(got.interface, "eth0");
	assert_int_equal(got.sync_id, 51);
	assert_int_equal(got.maxlen, 1400);
	assert_int_equal(got.port, 9000);
	assert_int_equal(got.ttl, 2);
	assert_true(addr_equal(&got.group, &as.group));
	nlmsg_free(msg);
}

/* What is asked for, as it would come back. */
static struct ipvs_dest
there_and_back(const struct tunnel *tunnel)
{
	struct ipvs_op op = {
	    .kind = IPVS_NEW_DEST,
	    .service.key = {.family = ADDR_V4,      .fwmark = 7},
	    .dest = { .addr = addr_v4(0x0a020001),
			    .forward = FORWARD_TUN,
			    .tunnel = *tunnel}
        };
	struct nl_msg *msg = reply_new();
	struct ipvs_dest got;

	assert_true(ipvs_attr_put_op(msg, &op));
	assert_true(ipvs_attr_get_dest(nlmsg_hdr(msg), ADDR_V4, &got));
	nlmsg_free(msg);
	return got;
}

TEST(each_tunnel_reads_back_as_it_was_asked_for)
{
	static const struct tunnel tunnels[] = {
	    {TUNNEL_IPIP, TUNNEL_NOCSUM,  0    },
	    {TUNNEL_GUE,  TUNNEL_NOCSUM,  1    },
	    {TUNNEL_GUE,  TUNNEL_CSUM,    6080 },
	    {TUNNEL_GUE,  TUNNEL_REMCSUM, 65535},
	    {TUNNEL_GRE,  TUNNEL_NOCSUM,  0    },
	    {TUNNEL_GRE,  TUNNEL_CSUM,    0    },
	};

	for (size_t i = 0; i < sizeof(tunnels) / sizeof(tunnels[0]); i++) {
		struct ipvs_dest got = there_and_back(&tunnels[i]);

		assert_int_equal(got.forward, FORWARD_TUN);
		assert_int_equal(got.tunnel.type, tunnels[i].type);
		assert_int_equal(got.tunnel.checksum, tunnels[i].checksum);
		assert_int_equal(got.tunnel.port, tunnels[i].port);
	}
}

/* ipip is also what a kernel before 5.2 has, which knows no such attributes. */
TEST(an_ipip_tunnel_is_asked_for_without_a_word)
{
	const struct tunnel plain = {TUNNEL_IPIP, TUNNEL_CSUM, 6080};
	struct ipvs_dest got = there_and_back(&plain);

	assert_int_equal(got.tunnel.checksum, TUNNEL_NOCSUM);
	assert_int_equal(got.tunnel.port, 0);
	assert_true(tunnel_same(&got.tunnel, &plain));
}

TEST(sctp_and_the_persistence_engine_read_back_as_they_were_asked_for)
{
	struct ipvs_op op = {
	    .kind = IPVS_NEW_SERVICE,
	    .service = {
			.key = {.family = ADDR_V6, .protocol = PROTOCOL_SCTP, .port = 5060},
			.scheduler = "mh",
			.engine = "sip",
			.flags = IP_VS_SVC_F_PERSISTENT,
			.timeout_s = 120}
        };
	struct nl_msg *msg = reply_new();
	struct ipvs_service got;

	assert_true(addr_parse("2001:db8::1", &op.service.key.addr));
	assert_true(ipvs_attr_put_op(msg, &op));
	assert_true(ipvs_attr_get_service(nlmsg_hdr(msg), &got));
	assert_int_equal(ipvs_key_cmp(&got.key, &op.service.key), 0);
	assert_string_equal(got.engine, "sip");
	assert_true(ipvs_service_same(&got, &op.service));
	op.service.engine[0] = '\0';
	assert_false(ipvs_service_same(&got, &op.service));
	nlmsg_free(msg);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_service_is_read_with_its_64_bit_counters),
	    cmocka_unit_test(
		a_destination_is_read_with_32_bit_counters_when_there_are_no_others),
	    cmocka_unit_test(a_destination_without_a_family_has_that_of_its_service),
	    cmocka_unit_test(a_method_that_nobody_can_ask_for_is_not_understood),
	    cmocka_unit_test(replies_cut_at_any_length_are_refused),
	    cmocka_unit_test(damaged_replies_do_not_lead_out_of_the_message),
	    cmocka_unit_test(a_sync_daemon_reads_back_as_it_was_asked_for),
	    cmocka_unit_test(each_tunnel_reads_back_as_it_was_asked_for),
	    cmocka_unit_test(an_ipip_tunnel_is_asked_for_without_a_word),
	    cmocka_unit_test(
		sctp_and_the_persistence_engine_read_back_as_they_were_asked_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
