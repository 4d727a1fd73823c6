/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/mib_walk.h"

#include <string.h>

#include "agent/lib/mem.h"
#include "mib/mib_change.h"
#include "mib/mib_vrrpv3.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

/* sysUpTime was 0 at this wall clock; it is 30 s later. */
static const struct mib_base base = {.uptime_zero_ms = 1000000, .now_ms = 1030000};

static struct addr
ip(const char *text)
{
	struct addr addr = {0};

	assert_true(addr_parse(text, &addr));
	return addr;
}

static struct view_vrrp_address
vip(const char *text, bool advertised)
{
	struct view_vrrp_address address = {.advertised = advertised};

	assert_true(addr_prefix_parse(text, &address.prefix));
	return address;
}

/* On ifIndex 3 VRID 51 of both families (the view has the IPv6 one first, by name) and
 * on 7 a backup; VI_v2 and VI_gone have no row. */
static struct view *
made_view(void)
{
	struct view *view = view_new(1);
	const struct view_vrrp_address addresses[] = {vip("2001:db8::a6/64", true),
	    vip("fe80::a6/64", true), vip("10.1.1.166/24", true),
	    vip("10.1.1.5/24", true), vip("10.1.9.9/24", false),
	    vip("10.1.1.166/32", true)};
	const struct view_vrrp instances[] = {
	    {.name = "A_v6",
             .ifindex = 3,
             .vrid = 51,
             .version = 3,
             .priority = 200,
             .state = VRRP_MASTER,
             .master_reason = VRRP_WHY_MASTER_RELEASED,
             .accept = true,
             .advert_int_ms = 250,
             .group = ip("ff02::12"),
             .primary = ip("fe80::2"),
             .master = ip("fe80::9"),
             .started_ms = 1012340,
             .counted_ms = 1010000,
             .become_master = 0x100000004u,
             .adverts_received = 0x1ffffffffu,
             .priority_zero_received = 2,
             .priority_zero_sent = 1,
             .last_protocol_error = VRRP_BAD_CHECKSUM,
             .refused = {[VRRP_BAD_TTL] = 21,
		    [VRRP_BAD_LENGTH] = 22,
		    [VRRP_BAD_TYPE] = 26,
		    [VRRP_BAD_INTERVAL] = 27,
		    [VRRP_BAD_ADDRESS_LIST] = 28},
             .addresses_first = 0,
             .addresses_len = 2},
	    {.name = "B_v4",
             .ifindex = 3,
             .vrid = 51,
             .version = 3,
             .priority = 100,
             .state = VRRP_BACKUP,
             .preempt = true,
             .advert_int_ms = 1000,
             .group = ip("224.0.0.18"),
             .primary = ip("10.1.1.160"),
             .master = ip("10.1.1.162"),
             .started_ms = 999999,
             .addresses_first = 2,
             .addresses_len = 4},
	    {.name = "VI_v2",         .ifindex = 3,                   .vrid = 60,   .version = 2                   },
	    {.name = "VI_gone", .vrid = 9,               .version = 3, .group = ip("224.0.0.18")},
	};

	view->vrrp_len = COUNT(instances);
	view->vrrp = mem_new(COUNT(instances), sizeof(instances[0]));
	memcpy(view->vrrp, instances, sizeof(instances));
	view->vrrp_addresses_len = COUNT(addresses);
	view->vrrp_addresses = mem_new(COUNT(addresses), sizeof(addresses[0]));
	memcpy(view->vrrp_addresses, addresses, sizeof(addresses));
	view->agent.started_ms = 1005000;
	view->agent.vrrp_checksum_errors = 31;
	view->agent.vrrp_version_errors = 0x100000000;
	view->agent.vrrp_unknown_vrid = 33;
	view_finish(view);
	return view;
}

/* Indexes: ifIndex 3, VRID 51, ipv4(1) before ipv6(2); then the length of the address
 * and its octets (RFC 6527, RFC 4001 4.1). Times: 1030000 - 1012340 ms of up time are
 * 1766 cs; TimeStamps of 1005000 and 1010000 ms are 500 and 1000 cs. */
static const char golden[] =
    ".1.1.1.1.3.3.51.1 Octets 0a:01:01:a2\n"
    ".1.1.1.1.3.3.51.2 Octets fe:80:00:00:00:00:00:00:00:00:00:00:00:00:00:02\n"
    ".1.1.1.1.4.3.51.1 Octets 0a:01:01:a0\n"
    ".1.1.1.1.4.3.51.2 Octets fe:80:00:00:00:00:00:00:00:00:00:00:00:00:00:02\n"
    ".1.1.1.1.5.3.51.1 Octets 00:00:5e:00:01:33\n"
    ".1.1.1.1.5.3.51.2 Octets 00:00:5e:00:02:33\n"
    ".1.1.1.1.6.3.51.1 INTEGER 2\n"
    ".1.1.1.1.6.3.51.2 INTEGER 3\n"
    ".1.1.1.1.7.3.51.1 Gauge32 100\n"
    ".1.1.1.1.7.3.51.2 Gauge32 200\n"
    ".1.1.1.1.8.3.51.1 INTEGER 2\n"
    ".1.1.1.1.8.3.51.2 INTEGER 2\n"
    ".1.1.1.1.9.3.51.1 INTEGER 100\n"
    ".1.1.1.1.9.3.51.2 INTEGER 25\n"
    ".1.1.1.1.10.3.51.1 INTEGER 1\n"
    ".1.1.1.1.10.3.51.2 INTEGER 2\n"
    ".1.1.1.1.11.3.51.1 INTEGER 2\n"
    ".1.1.1.1.11.3.51.2 INTEGER 1\n"
    ".1.1.1.1.12.3.51.1 Timeticks 3000\n"
    ".1.1.1.1.12.3.51.2 Timeticks 1766\n"
    ".1.1.1.1.13.3.51.1 INTEGER 1\n"
    ".1.1.1.1.13.3.51.2 INTEGER 1\n"
    ".1.1.2.1.2.3.51.1.4.10.1.1.5 INTEGER 1\n"
    ".1.1.2.1.2.3.51.1.4.10.1.1.166 INTEGER 1\n"
    ".1.1.2.1.2.3.51.2.16.32.1.13.184.0.0.0.0.0.0.0.0.0.0.0.166 INTEGER 1\n"
    ".1.1.2.1.2.3.51.2.16.254.128.0.0.0.0.0.0.0.0.0.0.0.0.0.166 INTEGER 1\n"
    ".1.2.1.0 Counter64 31\n"
    ".1.2.2.0 Counter64 4294967296\n"
    ".1.2.3.0 Counter64 33\n"
    ".1.2.4.0 Timeticks 500\n"
    ".1.2.5.1.1.3.51.1 Counter32 0\n"
    ".1.2.5.1.1.3.51.2 Counter32 4\n"
    ".1.2.5.1.2.3.51.1 INTEGER 0\n"
    ".1.2.5.1.2.3.51.2 INTEGER 1\n"
    ".1.2.5.1.3.3.51.1 Counter64 0\n"
    ".1.2.5.1.3.3.51.2 Counter64 8589934591\n"
    ".1.2.5.1.4.3.51.1 Counter64 0\n"
    ".1.2.5.1.4.3.51.2 Counter64 27\n"
    ".1.2.5.1.5.3.51.1 Counter64 0\n"
    ".1.2.5.1.5.3.51.2 Counter64 21\n"
    ".1.2.5.1.6.3.51.1 INTEGER 0\n"
    ".1.2.5.1.6.3.51.2 INTEGER 3\n"
    ".1.2.5.1.7.3.51.1 Counter64 0\n"
    ".1.2.5.1.7.3.51.2 Counter64 2\n"
    ".1.2.5.1.8.3.51.1 Counter64 0\n"
    ".1.2.5.1.8.3.51.2 Counter64 1\n"
    ".1.2.5.1.9.3.51.1 Counter64 0\n"
    ".1.2.5.1.9.3.51.2 Counter64 26\n"
    ".1.2.5.1.10.3.51.1 Counter64 0\n"
    ".1.2.5.1.10.3.51.2 Counter64 28\n"
    ".1.2.5.1.11.3.51.1 Counter64 0\n"
    ".1.2.5.1.11.3.51.2 Counter64 22\n"
    ".1.2.5.1.12.3.51.1 Timeticks 0\n"
    ".1.2.5.1.12.3.51.2 Timeticks 1000\n"
    ".1.2.5.1.13.3.51.1 Gauge32 1000\n"
    ".1.2.5.1.13.3.51.2 Gauge32 1000\n";

TEST(the_walk_is_the_golden_one)
{
	struct view *view = made_view();
	struct mib_vrrpv3 *rows = mib_vrrpv3_new(view);
	struct buf out = {0};

	mib_walk(&mib_vrrpv3_module, rows, &base, &out);
	assert_string_equal(buf_text(&out), golden);
	buf_fini(&out);
	mib_vrrpv3_free(rows);
	view_unref(view);
}

TEST(an_empty_view_has_the_scalars_only)
{
	struct view *view = view_new(1);
	struct mib_vrrpv3 *rows = mib_vrrpv3_new(view);
	struct buf out = {0};

	mib_walk(&mib_vrrpv3_module, rows, &base, &out);
	assert_string_equal(buf_text(&out),
	    ".1.2.1.0 Counter64 0\n.1.2.2.0 Counter64 0\n"
	    ".1.2.3.0 Counter64 0\n.1.2.4.0 Timeticks 0\n");
	buf_fini(&out);
	mib_vrrpv3_free(rows);
	view_unref(view);
}

TEST(reasons_are_told_in_the_words_of_the_mib)
{
	static const struct {
		enum vrrp_reason why;
		uint32_t said;
	} masters[] = {
	    {VRRP_WHY_START,            0},
	    {VRRP_WHY_MASTER_RELEASED,  1},
	    {VRRP_WHY_OWNER,            1},
	    {VRRP_WHY_PREEMPTED_WEAKER, 2},
	    {VRRP_WHY_MASTER_DOWN,      3},
	    {VRRP_WHY_GROUP,            3},
	};
	static const struct {
		enum vrrp_refusal why;
		uint32_t said;
	} errors[] = {
	    {VRRP_ACCEPTED,     0},
	    {VRRP_BAD_TTL,      1},
	    {VRRP_BAD_VERSION,  2},
	    {VRRP_BAD_CHECKSUM, 3},
	    {VRRP_BAD_TYPE,     0},
	};

	for (size_t i = 0; i < COUNT(masters); i++)
		assert_int_equal(mib_vrrpv3_master_reason(&(struct view_vrrp){
				     .master_reason = masters[i].why}),
		    masters[i].said);
	for (size_t i = 0; i < COUNT(errors); i++)
		assert_int_equal(
		    mib_vrrpv3_error_reason(errors[i].why), errors[i].said);
}

TEST(a_priority_can_be_set_and_nothing_else)
{
	struct view *view = made_view();
	struct mib_vrrpv3 *rows = mib_vrrpv3_new(view);
	const struct mib_value value = {.type = MIB_UNSIGNED32, .number = 150};
	struct mib_oid at = mib_vrrpv3_module.root;
	struct mib_found found;
	struct mib_change change = {0};

	while (mib_next(&mib_vrrpv3_module, rows, &base, &at, &found)) {
		bool is_priority = found.name.ids[7] == 1 && found.name.ids[9] == 1 &&
		    found.name.ids[11] == 7;

		at = found.name;
		assert_int_equal(
		    mib_set(&mib_vrrpv3_module, rows, &base, &at, &value, &change),
		    is_priority ? MIB_SET_GOOD : MIB_SET_NOT_WRITABLE);
	}
	assert_string_equal(change.instance, "A_v6"); /* the last row's */
	assert_int_equal(change.command.priority, 150);
	mib_vrrpv3_free(rows);
	view_unref(view);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_walk_is_the_golden_one),
	    cmocka_unit_test(an_empty_view_has_the_scalars_only),
	    cmocka_unit_test(reasons_are_told_in_the_words_of_the_mib),
	    cmocka_unit_test(a_priority_can_be_set_and_nothing_else),
	};

	return cmocka_run_group_tests_name("mib_vrrpv3", tests, NULL, NULL);
}
