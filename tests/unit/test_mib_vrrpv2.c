/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/mib_walk.h"

#include <stdio.h>
#include <string.h>

#include "agent/lib/buf.h"
#include "agent/lib/mem.h"
#include "mib/mib_vrrpv2.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

/* sysUpTime was 0 at this wall clock. */
static const struct mib_base base = {.uptime_zero_ms = 1000000};

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
	struct view_vrrp_address address = {.advertised = advertised, .held = true};

	assert_true(addr_prefix_parse(text, &address.prefix));
	return address;
}

/* VI_2 on ifIndex 3 is a master with two addresses (and one that is not advertised),
 * VI_1 on ifIndex 7 a backup with one; VI_v3, VI_v6 and VI_gone have no row. */
static struct view *
made_view(void)
{
	struct view *view = view_new(1);
	const struct view_vrrp_address addresses[] = {vip("10.1.1.166/24", true),
	    vip("10.1.2.0/32", true), vip("10.1.9.9/24", false),
	    vip("10.1.1.5/24", true), vip("10.1.1.166/32", true),
	    vip("fe80::1/64", true), vip("192.0.2.1/24", true)};
	const struct view_vrrp instances[] = {
	    {.name = "VI_2",
             .ifindex = 3,
             .vrid = 52,
             .version = 2,
             .priority = 200,
             .effective_priority = 110,
             .state = VRRP_MASTER,
             .preempt = true,
             .advert_int_ms = 1000,
             .auth = VRRP_AUTH_PASS,
             .primary = ip("10.1.1.160"),
             .master = ip("10.1.1.162"),
             .started_ms = 1000000 + 12345,
             .become_master = 4,
             .adverts_received = 0x1ffffffffu,
             .priority_zero_received = 2,
             .priority_zero_sent = 1,
             .refused = {[VRRP_BAD_TTL] = 21,
		    [VRRP_BAD_LENGTH] = 22,
		    [VRRP_BAD_AUTH_TYPE] = 23,
		    [VRRP_AUTH_TYPE_MISMATCH] = 24,
		    [VRRP_BAD_AUTH] = 25,
		    [VRRP_BAD_TYPE] = 26,
		    [VRRP_BAD_INTERVAL] = 27,
		    [VRRP_BAD_ADDRESS_LIST] = 28},
             .addresses_first = 0,
             .addresses_len = 5},
	    {.name = "VI_v3",   .ifindex = 3,       .vrid = 60,                      .version = 3                              },
	    {.name = "VI_1",
             .ifindex = 7,
             .vrid = 51,
             .version = 2,
             .priority = 100,
             .state = VRRP_BACKUP,
             .advert_int_ms = 2500,
             .primary = ip("192.0.2.10"),
             .master = ip("192.0.2.9"),
             .started_ms = 999999,
             .addresses_first = 6,
             .addresses_len = 1},
	    {.name = "VI_v6",
             .ifindex = 9,
             .vrid = 1,
             .version = 2,
             .primary = ip("fe80::2"),
             .addresses_first = 5,
             .addresses_len = 1},
	    {.name = "VI_gone",                           .ifindex = 0,          .vrid = 9,    .version = 2},
	};

	view->vrrp_len = COUNT(instances);
	view->vrrp = mem_new(COUNT(instances), sizeof(instances[0]));
	memcpy(view->vrrp, instances, sizeof(instances));
	view->vrrp_addresses_len = COUNT(addresses);
	view->vrrp_addresses = mem_new(COUNT(addresses), sizeof(addresses[0]));
	memcpy(view->vrrp_addresses, addresses, sizeof(addresses));
	view->agent.traps_enabled = true;
	view->agent.vrrp_checksum_errors = 31;
	view->agent.vrrp_version_errors = 32;
	view->agent.vrrp_unknown_vrid = 33;
	view_finish(view);
	return view;
}

static void
walk(const struct view *view, struct buf *out)
{
	struct mib_vrrpv2 *rows = mib_vrrpv2_new(view);

	mib_walk(&mib_vrrpv2_module, rows, &base, out);
	mib_vrrpv2_free(rows);
}

/* The whole tree as RFC 2787 orders it: rows of column 2 first, then of column 3. */
static const char golden[] = ".1.1.0 INTEGER 2\n"
			     ".1.2.0 INTEGER 1\n"
			     ".1.3.1.2.3.52 Octets 00:00:5e:00:01:34\n"
			     ".1.3.1.2.7.51 Octets 00:00:5e:00:01:33\n"
			     ".1.3.1.3.3.52 INTEGER 3\n"
			     ".1.3.1.3.7.51 INTEGER 2\n"
			     ".1.3.1.4.3.52 INTEGER 1\n"
			     ".1.3.1.4.7.51 INTEGER 1\n"
			     ".1.3.1.5.3.52 INTEGER 200\n"
			     ".1.3.1.5.7.51 INTEGER 100\n"
			     ".1.3.1.6.3.52 INTEGER 3\n"
			     ".1.3.1.6.7.51 INTEGER 1\n"
			     ".1.3.1.7.3.52 IpAddress 10.1.1.160\n"
			     ".1.3.1.7.7.51 IpAddress 192.0.2.9\n"
			     ".1.3.1.8.3.52 IpAddress 10.1.1.160\n"
			     ".1.3.1.8.7.51 IpAddress 192.0.2.10\n"
			     ".1.3.1.9.3.52 INTEGER 2\n"
			     ".1.3.1.9.7.51 INTEGER 1\n"
			     ".1.3.1.10.3.52 Octets\n"
			     ".1.3.1.10.7.51 Octets\n"
			     ".1.3.1.11.3.52 INTEGER 1\n"
			     ".1.3.1.11.7.51 INTEGER 3\n"
			     ".1.3.1.12.3.52 INTEGER 1\n"
			     ".1.3.1.12.7.51 INTEGER 2\n"
			     ".1.3.1.13.3.52 Timeticks 1234\n"
			     ".1.3.1.13.7.51 Timeticks 0\n"
			     ".1.3.1.14.3.52 INTEGER 1\n"
			     ".1.3.1.14.7.51 INTEGER 1\n"
			     ".1.3.1.15.3.52 INTEGER 1\n"
			     ".1.3.1.15.7.51 INTEGER 1\n"
			     ".1.4.1.2.3.52.10.1.1.5 INTEGER 1\n"
			     ".1.4.1.2.3.52.10.1.1.166 INTEGER 1\n"
			     ".1.4.1.2.3.52.10.1.2.0 INTEGER 1\n"
			     ".1.4.1.2.7.51.192.0.2.1 INTEGER 1\n"
			     ".2.1.0 Counter32 31\n"
			     ".2.2.0 Counter32 32\n"
			     ".2.3.0 Counter32 33\n"
			     ".2.4.1.1.3.52 Counter32 4\n"
			     ".2.4.1.1.7.51 Counter32 0\n"
			     ".2.4.1.2.3.52 Counter32 4294967295\n"
			     ".2.4.1.2.7.51 Counter32 0\n"
			     ".2.4.1.3.3.52 Counter32 27\n"
			     ".2.4.1.3.7.51 Counter32 0\n"
			     ".2.4.1.4.3.52 Counter32 25\n"
			     ".2.4.1.4.7.51 Counter32 0\n"
			     ".2.4.1.5.3.52 Counter32 21\n"
			     ".2.4.1.5.7.51 Counter32 0\n"
			     ".2.4.1.6.3.52 Counter32 2\n"
			     ".2.4.1.6.7.51 Counter32 0\n"
			     ".2.4.1.7.3.52 Counter32 1\n"
			     ".2.4.1.7.7.51 Counter32 0\n"
			     ".2.4.1.8.3.52 Counter32 26\n"
			     ".2.4.1.8.7.51 Counter32 0\n"
			     ".2.4.1.9.3.52 Counter32 28\n"
			     ".2.4.1.9.7.51 Counter32 0\n"
			     ".2.4.1.10.3.52 Counter32 23\n"
			     ".2.4.1.10.7.51 Counter32 0\n"
			     ".2.4.1.11.3.52 Counter32 24\n"
			     ".2.4.1.11.7.51 Counter32 0\n"
			     ".2.4.1.12.3.52 Counter32 22\n"
			     ".2.4.1.12.7.51 Counter32 0\n";

TEST(the_walk_of_two_instances_is_the_golden_one)
{
	struct view *view = made_view();
	struct buf out = {0};

	walk(view, &out);
	assert_string_equal(buf_text(&out), golden);
	buf_fini(&out);
	view_unref(view);
}

TEST(without_instances_the_scalars_remain)
{
	struct view *view = view_new(1);
	struct buf out = {0};

	walk(view, &out);
	assert_string_equal(buf_text(&out),
	    ".1.1.0 INTEGER 2\n.1.2.0 INTEGER 2\n"
	    ".2.1.0 Counter32 0\n.2.2.0 Counter32 0\n.2.3.0 Counter32 0\n");
	buf_fini(&out);
	view_unref(view);
}

/* The number of column `column` of vrrpOperTable's only row. */
static uint32_t
oper(const struct view_vrrp *vrrp, uint32_t column)
{
	struct view *view = view_new(1);
	const uint32_t ids[] = {1, 3, 1, column, 2, 51};
	struct mib_oid name = mib_vrrpv2_oid(ids, COUNT(ids));
	struct mib_vrrpv2 *rows;
	struct mib_found found;

	view->vrrp = mem_new(1, sizeof(*vrrp));
	view->vrrp_len = 1;
	view->vrrp[0] = *vrrp;
	view->vrrp[0].ifindex = 2;
	view->vrrp[0].vrid = 51;
	view->vrrp[0].version = 2;
	rows = mib_vrrpv2_new(view);
	assert_true(mib_get(&mib_vrrpv2_module, rows, &base, &name, &found));
	mib_vrrpv2_free(rows);
	view_unref(view);
	return (uint32_t)found.value.number;
}

TEST(init_and_fault_are_both_initialize)
{
	assert_int_equal(oper(&(struct view_vrrp){.state = VRRP_INIT}, 3), 1);
	assert_int_equal(oper(&(struct view_vrrp){.state = VRRP_FAULT}, 3), 1);
	assert_int_equal(oper(&(struct view_vrrp){.state = VRRP_BACKUP}, 3), 2);
	assert_int_equal(oper(&(struct view_vrrp){.state = VRRP_MASTER}, 3), 3);
}

TEST(the_interval_is_whole_seconds_rounded_up)
{
	static const uint32_t cases[][2] = {
	    {10,     1  },
            {999,    1  },
            {1000,   1  },
            {1001,   2  },
            {2000,   2  },
            {254001, 255},
	    {255000, 255},
            {300000, 255}
        };

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct view_vrrp vrrp = {.advert_int_ms = cases[i][0]};

		assert_int_equal(oper(&vrrp, 11), cases[i][1]);
	}
}

TEST(the_up_time_is_a_time_stamp_of_the_master_agent)
{
	struct view_vrrp vrrp = {.started_ms = base.uptime_zero_ms + 10};

	assert_int_equal(oper(&vrrp, 13), 1);
	vrrp.started_ms = base.uptime_zero_ms + 9;
	assert_int_equal(oper(&vrrp, 13), 0);
	vrrp.started_ms = base.uptime_zero_ms - 1;
	assert_int_equal(oper(&vrrp, 13), 0);
	vrrp.started_ms = 0; /* still in initialize */
	assert_int_equal(oper(&vrrp, 13), 0);
}

TEST(authentication_types_are_those_of_the_mib)
{
	assert_int_equal(oper(&(struct view_vrrp){.auth = VRRP_AUTH_NONE}, 9), 1);
	assert_int_equal(oper(&(struct view_vrrp){.auth = VRRP_AUTH_PASS}, 9), 2);
	assert_int_equal(oper(&(struct view_vrrp){.auth = VRRP_AUTH_AH}, 9), 3);
}

TEST(a_second_instance_of_the_same_key_has_no_row)
{
	struct view *view = view_new(1);
	struct mib_vrrpv2 *rows;

	view->vrrp = mem_new(2, sizeof(*view->vrrp));
	view->vrrp_len = 2;
	view->vrrp[0] =
	    (struct view_vrrp){.name = "a", .ifindex = 2, .vrid = 5, .version = 2};
	view->vrrp[1] =
	    (struct view_vrrp){.name = "b", .ifindex = 2, .vrid = 5, .version = 2};
	view_finish(view);
	rows = mib_vrrpv2_new(view);
	assert_int_equal(mib_vrrpv2_len(rows), 1);
	assert_string_equal(mib_vrrpv2_at(rows, 0)->name, "a");
	mib_vrrpv2_free(rows);
	view_unref(view);
}

TEST(a_row_is_found_by_its_key)
{
	struct view *view = made_view();
	struct mib_vrrpv2 *rows = mib_vrrpv2_new(view);

	assert_string_equal(mib_vrrpv2_find(rows, 3, 52)->name, "VI_2");
	assert_string_equal(mib_vrrpv2_find(rows, 7, 51)->name, "VI_1");
	assert_null(mib_vrrpv2_find(rows, 3, 51));
	assert_null(mib_vrrpv2_find(rows, 3, 60));
	assert_null(mib_vrrpv2_find(rows, 0, 9));
	mib_vrrpv2_free(rows);
	view_unref(view);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_walk_of_two_instances_is_the_golden_one),
	    cmocka_unit_test(without_instances_the_scalars_remain),
	    cmocka_unit_test(init_and_fault_are_both_initialize),
	    cmocka_unit_test(the_interval_is_whole_seconds_rounded_up),
	    cmocka_unit_test(the_up_time_is_a_time_stamp_of_the_master_agent),
	    cmocka_unit_test(authentication_types_are_those_of_the_mib),
	    cmocka_unit_test(a_second_instance_of_the_same_key_has_no_row),
	    cmocka_unit_test(a_row_is_found_by_its_key),
	};

	return cmocka_run_group_tests_name("mib_vrrpv2", tests, NULL, NULL);
}
