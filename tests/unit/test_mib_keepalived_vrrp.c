/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/mib_keepalived_bench.h"

#include "agent/lib/mem.h"
#include "mib/mib_change.h"
#include "mib/mib_rows.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static const struct mib_module *const vrrp = &mib_keepalived_vrrp_module;
static const struct mib_module *const global = &mib_keepalived_global_module;

/* The file: VI_1 (version 2, a backup, two addresses), VI_2 (version 3, master, one).
 * In the view VI_2 comes first: its interface has the smaller number. */
static void
say(struct view_said *said)
{
	const struct view_said_vrrp instances[] = {
	    {.garp_delay_s = 5,
             .track_primary = true,
             .scripts = {.any_at_all = true, .backup = "'/bin/b'"}          },
	    {.garp_delay_s = 7, .smtp_alert = true, .sync_interface = "eth1"}
        };
	const struct view_said_address addresses[] = {
	    {.vrrp = 1,
             .nth = 1,
             .prefix = {ip("10.1.1.167"), 24},
             .interface = "eth0",
             .label = "eth0:1",
             .advertised = true},
	    {.vrrp = 1,
             .nth = 2,
             .prefix = {ip("10.1.1.166"), 32},
             .interface = "eth9",
             .scope = 253},
	    {.vrrp = 2, .nth = 1,         .prefix = {ip("fe80::1"), 64},                   .interface = "eth1"}
        };
	const struct view_said_group groups[] = {
	    {.name = "G1", .weights = true}
        };
	const struct view_said_member members[] = {
	    {1, 1, "VI_2"},
            {1, 2, "VI_1"}
        };
	const struct view_said_track own[] = {
	    {1, 1, "chk", -7, true}
        };
	const struct view_said_track shared[] = {
	    {1, 1, "eth1", 5, false}
        };
	const struct view_said_tracked scripts[] = {
	    {.name = "never", .interval_ms = 1500},
	    { .name = "chk", .command = "'/bin/true'",                .rise = 2, .fall = 3}
        };

	said->vrrp = said_array(said, instances, sizeof(instances));
	said->vrrp_len = COUNT(instances);
	said->addresses = said_array(said, addresses, sizeof(addresses));
	said->addresses_len = COUNT(addresses);
	said->groups = said_array(said, groups, sizeof(groups));
	said->groups_len = COUNT(groups);
	said->members = said_array(said, members, sizeof(members));
	said->members_len = COUNT(members);
	said->vrrp_tracks[VIEW_SAID_SCRIPT] =
	    (struct view_said_tracks){said_array(said, own, sizeof(own)), COUNT(own)};
	said->group_tracks[VIEW_SAID_INTERFACE] = (struct view_said_tracks){
	    said_array(said, shared, sizeof(shared)), COUNT(shared)};
	said->tracked[VIEW_SAID_SCRIPT] = (struct view_said_trackeds){
	    said_array(said, scripts, sizeof(scripts)), COUNT(scripts)};
	said->global.router_id = "LB1";
	said->global.mail_addr = ip("192.0.2.25");
	said->mail_to = arena_alloc(said->arena, 2 * sizeof(*said->mail_to));
	said->mail_to[0] = "a@example.com";
	said->mail_to[1] = "b@example.com";
	said->mail_to_len = 2;
}

static void
run(struct view *view)
{
	const struct view_vrrp instances[] = {
	    {.name = "VI_2",
             .interface = "eth1",
             .position = 2,
             .ifindex = 2,
             .vrid = 52,
             .version = 3,
             .priority = 200,
             .effective_priority = 205,
             .state = VRRP_MASTER,
             .initial_state = VRRP_BACKUP,
             .advert_int_ms = 500,
             .group = ip("ff02::12"),
             .addresses_first = 0,
             .addresses_len = 1},
	    { .name = "VI_1",
             .interface = "eth0",
             .sync_group = "G1",
             .position = 1,
             .ifindex = 3,
             .vrid = 51,
             .version = 2,
             .priority = 100,
             .state = VRRP_FAULT,
             .initial_state = VRRP_BACKUP,
             .advert_int_ms = 2000,
             .preempt = true,
             .preempt_delay_ms = 9000,
             .auth = VRRP_AUTH_PASS,
             .group = ip("224.0.0.18"),
             .addresses_first = 1,
             .addresses_len = 2,
             .tracks_first = 0,
             .tracks_len = 1}
        };
	const struct view_vrrp_address addresses[] = {
	    {.prefix = {ip("fe80::1"), 64}, .held = true},
	    {.prefix = {ip("10.1.1.166"), 32},                             .held = true},
	    {.prefix = {ip("10.1.1.167"), 24}}
        };
	const struct view_track tracks[] = {
	    {.kind = "script", .position = 2, .name = "chk", .known = true}
        };
	const struct view_sync_group groups[] = {
	    {.name = "G1", .state = VRRP_MASTER}
        };

	view->vrrp = mem_new(COUNT(instances), sizeof(*instances));
	memcpy(view->vrrp, instances, sizeof(instances));
	view->vrrp_len = COUNT(instances);
	view->vrrp_addresses = mem_new(COUNT(addresses), sizeof(*addresses));
	memcpy(view->vrrp_addresses, addresses, sizeof(addresses));
	view->vrrp_addresses_len = COUNT(addresses);
	view->tracks = mem_new(1, sizeof(*tracks));
	memcpy(view->tracks, tracks, sizeof(tracks));
	view->tracks_len = 1;
	view->sync_groups = mem_new(1, sizeof(*groups));
	memcpy(view->sync_groups, groups, sizeof(groups));
	view->sync_groups_len = 1;
}

struct bench {
	struct view *view;
	void *vrrp, *global;
};

static struct bench
bench_new(void)
{
	struct bench bench = {.view = view_new(1)};

	bench.view->said = view_said_new();
	say(bench.view->said);
	run(bench.view);
	bench.vrrp = mib_keepalived_vrrp_new(bench.view);
	bench.global = mib_keepalived_global_new(bench.view);
	return bench;
}

static void
bench_free(struct bench *bench)
{
	mib_keepalived_vrrp_free(bench->vrrp);
	mib_keepalived_global_free(bench->global);
	view_unref(bench->view);
}

TEST(instances_are_numbered_by_their_places_in_the_file)
{
	struct bench bench = bench_new();

	cell_is_text(vrrp, bench.vrrp, "3.1.2.1", "VI_1");
	cell_is_text(vrrp, bench.vrrp, "3.1.2.2", "VI_2");
	assert_true(cell_is_absent(vrrp, bench.vrrp, "3.1.2.3"));
	assert_int_equal(cell_number(vrrp, bench.vrrp, "3.1.3.1"), 51);
	bench_free(&bench);
}

TEST(states_have_keepalived_s_numbers)
{
	struct bench bench = bench_new();

	assert_int_equal(cell_number(vrrp, bench.vrrp, "3.1.4.1"), 3); /* fault */
	assert_int_equal(cell_number(vrrp, bench.vrrp, "3.1.4.2"), 2); /* master */
	assert_int_equal(cell_number(vrrp, bench.vrrp, "3.1.5.2"), 1); /* backup */
	/* In fault it would be what it starts as. */
	assert_int_equal(cell_number(vrrp, bench.vrrp, "3.1.6.1"), 1);
	assert_int_equal(cell_number(vrrp, bench.vrrp, "3.1.6.2"), 2);
	bench_free(&bench);
}

TEST(intervals_are_seconds_in_version_2_and_centiseconds_in_version_3)
{
	struct bench bench = bench_new();

	assert_int_equal(cell_number(vrrp, bench.vrrp, "3.1.12.1"), 2);
	assert_int_equal(cell_number(vrrp, bench.vrrp, "3.1.12.2"), 50);
	assert_int_equal(cell_number(vrrp, bench.vrrp, "3.1.14.1"), 9);
	bench_free(&bench);
}

TEST(truths_are_1_and_2_and_what_nobody_said_is_no_cell)
{
	struct bench bench = bench_new();

	assert_int_equal(cell_number(vrrp, bench.vrrp, "3.1.13.1"), 1); /* preempt */
	assert_int_equal(cell_number(vrrp, bench.vrrp, "3.1.13.2"), 2);
	assert_int_equal(cell_number(vrrp, bench.vrrp, "3.1.16.1"), 2); /* sync */
	assert_int_equal(cell_number(vrrp, bench.vrrp, "3.1.16.2"), 1);
	cell_is_text(vrrp, bench.vrrp, "3.1.18.1", "G1");
	assert_true(cell_is_absent(vrrp, bench.vrrp, "3.1.18.2"));
	cell_is_text(vrrp, bench.vrrp, "3.1.23.1", "'/bin/b'");
	assert_true(cell_is_absent(vrrp, bench.vrrp, "3.1.23.2"));
	bench_free(&bench);
}

TEST(all_addresses_must_be_held_for_allset)
{
	struct bench bench = bench_new();

	assert_int_equal(cell_number(vrrp, bench.vrrp, "3.1.9.1"), 2);
	assert_int_equal(cell_number(vrrp, bench.vrrp, "3.1.9.2"), 1);
	bench_free(&bench);
}

TEST(addresses_keep_the_file_s_order_with_their_own_state)
{
	struct bench bench = bench_new();
	struct mib_value value;

	assert_true(cell_find(vrrp, bench.vrrp, "6.1.3.1.1", &value));
	assert_int_equal(value.octets[3], 167);
	assert_int_equal(cell_number(vrrp, bench.vrrp, "6.1.10.1.1"), 2); /* unset */
	assert_int_equal(cell_number(vrrp, bench.vrrp, "6.1.10.1.2"), 1);
	assert_int_equal(cell_number(vrrp, bench.vrrp, "6.1.10.2.1"), 1);
	assert_int_equal(cell_number(vrrp, bench.vrrp, "6.1.6.1.1"), 14); /* global */
	assert_int_equal(cell_number(vrrp, bench.vrrp, "6.1.6.1.2"), 2);  /* link */
	assert_int_equal(cell_number(vrrp, bench.vrrp, "6.1.7.1.1"), 3);
	/* Of an interface that is not the instance's nobody knows the number. */
	assert_true(cell_is_absent(vrrp, bench.vrrp, "6.1.7.1.2"));
	/* IPv6 has no broadcast; IPv4 says zeros. */
	assert_true(cell_is_absent(vrrp, bench.vrrp, "6.1.4.2.1"));
	assert_true(cell_find(vrrp, bench.vrrp, "6.1.4.1.1", &value));
	assert_int_equal(value.octets_len, 4);
	bench_free(&bench);
}

TEST(groups_members_and_tracks_are_found_by_owner_and_place)
{
	struct bench bench = bench_new();

	assert_int_equal(cell_number(vrrp, bench.vrrp, "1.1.3.1"), 2);
	assert_int_equal(cell_number(vrrp, bench.vrrp, "1.1.10.1"), 1);
	cell_is_text(vrrp, bench.vrrp, "2.1.2.1.1", "VI_2");
	cell_is_text(vrrp, bench.vrrp, "2.1.2.1.2", "VI_1");
	assert_int_equal(cell_number(vrrp, bench.vrrp, "5.1.3.1.1"), -7);
	assert_int_equal(cell_number(vrrp, bench.vrrp, "5.1.4.1.1"), 1);
	cell_is_text(vrrp, bench.vrrp, "14.1.1.1.1", "eth1");
	bench_free(&bench);
}

TEST(a_script_that_nobody_runs_is_in_init_and_one_that_failed_is_bad)
{
	struct bench bench = bench_new();

	assert_int_equal(cell_number(vrrp, bench.vrrp, "9.1.6.1"), 1);
	assert_int_equal(cell_number(vrrp, bench.vrrp, "9.1.6.2"), 2);
	bench.view->tracks[0].up = true;
	assert_int_equal(cell_number(vrrp, bench.vrrp, "9.1.6.2"), 3);
	assert_int_equal(cell_number(vrrp, bench.vrrp, "9.1.4.1"), 1); /* 1.5 s */
	bench_free(&bench);
}

TEST(a_walk_finds_each_cell_once_in_order)
{
	struct bench bench = bench_new();
	const struct mib_base base = {0};
	struct buf out = {0};

	mib_walk(vrrp, bench.vrrp, &base, &out);
	assert_non_null(strstr(buf_text(&out), ".3.1.2.1 Octets 56:49:5f:31\n"));
	buf_fini(&out);
	mib_walk(global, bench.global, &base, &out);
	assert_non_null(strstr(buf_text(&out), ".3.1.0 INTEGER 1\n"));
	buf_fini(&out);
	bench_free(&bench);
}

TEST(scalars_and_receivers_of_mail_are_in_the_mib_s_order)
{
	struct bench bench = bench_new();

	cell_is_text(global, bench.global, "2.0", "LB1");
	cell_is_text(global, bench.global, "3.5.1.2.2", "b@example.com");
	assert_true(cell_is_absent(global, bench.global, "3.5.1.2.3"));
	assert_int_equal(cell_number(global, bench.global, "4.0"), 2); /* no traps */
	bench_free(&bench);
}

/* Of VI_2, whose table entries are 1 and 2 of the view's. */
static void
say_routes(struct view *view)
{
	const struct view_said_route routes[] = {
	    {.vrrp = 2,
             .nth = 1,
             .entry = 0,
             .to = {ip("10.50.0.0"), 24},
             .interface = "eth1",
             .type = 1,
             .protocol = 18,
             .metrics = {[2] = 1400, [4] = 80},
             .locked = 1 << 2,
             .realms = 3 << 16 | 4,
             .preference = 4,
             .is_multipath = true}
        };
	const struct view_said_nexthop hops[] = {
	    {.vrrp = 2, .route = 1, .nth = 2}
        };
	const struct view_said_rule rules[] = {
	    {.vrrp = 2,
             .nth = 1,
             .entry = 1,
             .from = {ip("10.60.0.0"), 16},
             .suppress_prefixlength = UINT32_MAX,
             .fwmark = 0,
             .fwmask = 255}
        };

	view->said->routes = said_array(view->said, routes, sizeof(routes));
	view->said->nexthops = said_array(view->said, hops, sizeof(hops));
	view->said->rules = said_array(view->said, rules, sizeof(rules));
	view->said->routes_len = COUNT(routes);
	view->said->nexthops_len = COUNT(hops);
	view->said->rules_len = COUNT(rules);
	view->tables = mem_new(3, sizeof(*view->tables));
	view->tables_len = 3;
	view->tables[1].held = true;
	view->vrrp[0].tables_first = 1;
	view->vrrp[0].tables_len = 2;
}

TEST(routes_and_rules_say_what_the_file_says_and_whether_they_are_set)
{
	struct bench bench = bench_new();
	void *source;

	say_routes(bench.view);
	source = mib_keepalived_vrrp_new(bench.view);
	assert_int_equal(cell_number(vrrp, source, "7.1.10.2.1"), 2);  /* ecmp */
	assert_int_equal(cell_number(vrrp, source, "7.1.11.2.1"), 2);  /* ifIndex */
	assert_int_equal(cell_number(vrrp, source, "7.1.14.2.1"), 1);  /* set */
	assert_int_equal(cell_number(vrrp, source, "7.1.18.2.1"), 19); /* 18 + 1 */
	assert_int_equal(cell_number(vrrp, source, "7.1.22.2.1"), 1400);
	assert_int_equal(cell_number(vrrp, source, "7.1.23.2.1"), 1);  /* locked */
	assert_int_equal(cell_number(vrrp, source, "7.1.27.2.1"), 10); /* 80 / 8 */
	assert_int_equal(cell_number(vrrp, source, "7.1.28.2.1"), 2);
	assert_true(cell_is_absent(vrrp, source, "7.1.24.2.1"));
	assert_int_equal(cell_number(vrrp, source, "7.1.43.2.1"), 1); /* low */
	assert_int_equal(cell_number(vrrp, source, "7.1.44.2.1"), 4);
	assert_int_equal(cell_number(vrrp, source, "7.1.45.2.1"), 3);
	assert_int_equal(cell_number(vrrp, source, "11.1.7.2.1.2"), 2);
	cell_is_text(vrrp, source, "8.1.2.2.1", "from");
	assert_int_equal(cell_number(vrrp, source, "8.1.5.2.1"), 16);
	assert_int_equal(cell_number(vrrp, source, "8.1.7.2.1"), 2); /* not set */
	assert_int_equal(cell_number(vrrp, source, "8.1.16.2.1"), 0);
	assert_true(cell_is_absent(vrrp, source, "8.1.26.2.1"));
	mib_keepalived_vrrp_free(source);
	bench_free(&bench);
}

TEST(a_priority_is_set_by_a_command_and_a_state_is_not)
{
	struct bench bench = bench_new();
	const struct mib_base base = {0};
	struct mib_oid name = MIB_OID(MIB_KEEPALIVED_VRRP, 3, 1, 7, 1);
	struct mib_value value = {.type = MIB_INTEGER, .number = 120};
	struct mib_change change = {0};

	assert_int_equal(
	    mib_set(vrrp, bench.vrrp, &base, &name, &value, &change), MIB_SET_GOOD);
	assert_string_equal(change.instance, "VI_1");
	assert_int_equal(change.command.kind, COMMAND_VRRP_PRIORITY);
	assert_int_equal(change.command.priority, 120);
	value.number = 256;
	assert_int_equal(mib_set(vrrp, bench.vrrp, &base, &name, &value, &change),
	    MIB_SET_WRONG_VALUE);
	name = (struct mib_oid)MIB_OID(MIB_KEEPALIVED_VRRP, 3, 1, 4, 1);
	assert_int_equal(mib_set(vrrp, bench.vrrp, &base, &name, &value, &change),
	    MIB_SET_NOT_WRITABLE);
	bench_free(&bench);
}

TEST(an_empty_view_has_no_rows)
{
	struct view *view = view_new(1);
	void *source = mib_keepalived_vrrp_new(view);
	void *whole = mib_keepalived_global_new(view);
	const struct mib_base base = {0};
	struct buf out = {0};

	mib_walk(vrrp, source, &base, &out);
	mib_walk(global, whole, &base, &out);
	assert_int_equal(out.len, 0);
	buf_fini(&out);
	mib_keepalived_vrrp_free(source);
	mib_keepalived_global_free(whole);
	view_unref(view);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(instances_are_numbered_by_their_places_in_the_file),
	    cmocka_unit_test(states_have_keepalived_s_numbers),
	    cmocka_unit_test(
		intervals_are_seconds_in_version_2_and_centiseconds_in_version_3),
	    cmocka_unit_test(truths_are_1_and_2_and_what_nobody_said_is_no_cell),
	    cmocka_unit_test(all_addresses_must_be_held_for_allset),
	    cmocka_unit_test(addresses_keep_the_file_s_order_with_their_own_state),
	    cmocka_unit_test(groups_members_and_tracks_are_found_by_owner_and_place),
	    cmocka_unit_test(
		a_script_that_nobody_runs_is_in_init_and_one_that_failed_is_bad),
	    cmocka_unit_test(a_walk_finds_each_cell_once_in_order),
	    cmocka_unit_test(scalars_and_receivers_of_mail_are_in_the_mib_s_order),
	    cmocka_unit_test(
		routes_and_rules_say_what_the_file_says_and_whether_they_are_set),
	    cmocka_unit_test(a_priority_is_set_by_a_command_and_a_state_is_not),
	    cmocka_unit_test(an_empty_view_has_no_rows),
	};

	return cmocka_run_group_tests_name("mib_keepalived_vrrp", tests, NULL, NULL);
}
