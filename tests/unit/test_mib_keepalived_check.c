/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/mib_keepalived_bench.h"

#include "agent/lib/mem.h"
#include "mib/mib_change.h"
#include "mib/mib_rows.h"

static const struct mib_module *const check = &mib_keepalived_check_module;

/* A pool of `len` real servers, made by hand; the caller fills them in. */
static struct view_pool *
pool_of(uint32_t position, const char *addr, uint32_t len)
{
	struct view_pool *pool = view_pool_new(len, 2);

	pool->position = position;
	pool->family = ADDR_V4;
	pool->addr = ip(addr);
	pool->port = 80;
	pool->protocol = PROTOCOL_UDP;
	pool->forward = FORWARD_DR;
	(void)mem_copy_text(pool->scheduler, sizeof(pool->scheduler), "wlc");
	return pool;
}

static void
add_pools(struct view *view, struct view_pool *first, struct view_pool *second)
{
	view->pools = mem_new(2, sizeof(struct view_pool *));
	view->pools[0] = first;
	view->pools[1] = second;
	view->pools_len = 2;
}

/* Of the file: 10.9.9.9 with .164, .163 and a sorry server, then 10.1.1.1 with nobody.
 * In the view ids and addresses decide the order; .170 was added at run time. */
static struct view *
made(void)
{
	struct view *view = view_new(1);
	struct view_pool *one = pool_of(1, "10.9.9.9", 4);
	struct view_pool *two = pool_of(2, "10.1.1.1", 0);
	const struct view_said_rs servers[] = {
	    {.uthreshold = 9,    .inhibit = true, .warmup_ms = 2500},
	    {.notify_up = "'/bin/up'"}
        };
	struct view_said_vs services[2] = {0};

	view->said = view_said_new();
	services[0].netmask_be = UINT32_MAX;
	services[0].rs = said_array(view->said, servers, sizeof(servers));
	services[0].rs_len = 2;
	services[0].defaults.delay_loop_ms = 6000;
	view->said->vs = said_array(view->said, services, sizeof(services));
	view->said->vs_len = 2;
	one->quorum_met = true;
	one->states[RS_UP] = 1;
	one->states[RS_DOWN] = 1;
	one->states[RS_DRAINING] = 1;
	one->kernel.bytes_in = UINT64_C(0x1122334455667788);
	one->kernel.bytes_in_ps = UINT64_C(0x200000003);
	one->kernel.packets_in = UINT64_C(0x100000007);
	one->real_servers[0] = (struct view_rs){.position = 2,
	    .addr = ip("10.1.1.163"),
	    .port = 80,
	    .state = RS_DOWN,
	    .weight = 300,
	    .checks_first = 0,
	    .checks_len = 2};
	one->checks[0].up = true;
	one->real_servers[1] = (struct view_rs){.position = 1,
	    .addr = ip("10.1.1.164"),
	    .port = 81,
	    .state = RS_UP,
	    .weight = 1};
	one->real_servers[2] = (struct view_rs){
	    .position = 3, .addr = ip("10.1.1.170"), .port = 80, .state = RS_DRAINING};
	one->real_servers[3] = (struct view_rs){
	    .addr = ip("10.1.1.199"), .port = 80, .sorry = true, .weight = 1};
	two->fwmark = 7;
	add_pools(view, two, one);
	return view;
}

TEST(servers_are_numbered_by_the_file_with_the_sorry_server_first)
{
	struct view *view = made();
	void *source = mib_keepalived_check_new(view);
	static const uint8_t last[] = {199, 164, 163, 170};

	for (int i = 0; i < 4; i++) {
		struct mib_value value;
		char name[24];

		(void)snprintf(name, sizeof(name), "4.1.4.1.%d", i + 1);
		assert_true(cell_find(check, source, name, &value));
		assert_int_equal(value.octets[3], last[i]);
	}
	assert_int_equal(cell_number(check, source, "4.1.2.1.1"), 2); /* sorry */
	assert_int_equal(cell_number(check, source, "4.1.2.1.2"), 1);
	assert_true(cell_is_absent(check, source, "4.1.6.1.1"));
	assert_true(cell_is_absent(check, source, "4.1.2.2.1"));
	mib_keepalived_check_free(source);
	view_unref(view);
}

TEST(alive_is_who_no_check_speaks_against)
{
	struct view *view = made();
	void *source = mib_keepalived_check_new(view);

	assert_int_equal(cell_number(check, source, "4.1.6.1.2"), 1);
	assert_int_equal(cell_number(check, source, "4.1.6.1.3"), 2);
	assert_int_equal(cell_number(check, source, "4.1.6.1.4"), 1); /* drains */
	assert_int_equal(cell_number(check, source, "4.1.13.1.3"), 1);
	assert_int_equal(cell_number(check, source, "3.1.20.1"), 3);
	assert_int_equal(cell_number(check, source, "3.1.21.1"), 2);
	assert_int_equal(cell_number(check, source, "3.1.23.1"), 1);
	assert_int_equal(cell_number(check, source, "3.1.23.2"), 2);
	mib_keepalived_check_free(source);
	view_unref(view);
}

TEST(what_is_said_comes_from_the_file_or_from_the_virtual_server)
{
	struct view *view = made();
	void *source = mib_keepalived_check_new(view);

	assert_int_equal(cell_number(check, source, "4.1.8.1.2"), 9);
	assert_true(cell_is_absent(check, source, "4.1.8.1.3"));
	assert_int_equal(cell_number(check, source, "4.1.10.1.2"), 2); /* inhibit */
	assert_int_equal(cell_number(check, source, "4.1.45.1.2"), 2); /* 2.5 s */
	assert_int_equal(cell_number(check, source, "4.1.49.1.2"), 2500000);
	cell_is_text(check, source, "4.1.11.1.3", "'/bin/up'");
	assert_int_equal(cell_number(check, source, "4.1.46.1.4"), 6);
	mib_keepalived_check_free(source);
	view_unref(view);
}

TEST(counters_wrap_gauges_stay_and_halves_are_halves)
{
	struct view *view = made();
	void *source = mib_keepalived_check_new(view);

	assert_int_equal(cell_number(check, source, "3.1.28.1"), 7);
	assert_int_equal(cell_number(check, source, "3.1.39.1"), 0x100000007);
	assert_int_equal(
	    cell_number(check, source, "3.1.30.1"), INT64_C(0x1122334455667788));
	assert_int_equal(cell_number(check, source, "3.1.35.1"), UINT32_MAX);
	assert_int_equal(cell_number(check, source, "3.1.47.1"), 3);
	assert_int_equal(cell_number(check, source, "3.1.48.1"), 2);
	mib_keepalived_check_free(source);
	view_unref(view);
}

TEST(a_firewall_mark_has_neither_port_nor_protocol)
{
	struct view *view = made();
	void *source = mib_keepalived_check_new(view);

	assert_int_equal(cell_number(check, source, "3.1.2.1"), 2);
	assert_int_equal(cell_number(check, source, "3.1.7.1"), 80);
	assert_int_equal(cell_number(check, source, "3.1.8.1"), 2); /* UDP */
	assert_int_equal(cell_number(check, source, "3.1.9.1"), 4); /* wlc */
	assert_int_equal(cell_number(check, source, "3.1.10.1"), 2);
	assert_int_equal(cell_number(check, source, "3.1.2.2"), 1);
	assert_int_equal(cell_number(check, source, "3.1.4.2"), 7);
	assert_true(cell_is_absent(check, source, "3.1.4.1"));
	assert_true(cell_is_absent(check, source, "3.1.7.2"));
	assert_true(cell_is_absent(check, source, "3.1.8.2"));
	mib_keepalived_check_free(source);
	view_unref(view);
}

TEST(a_tunnel_tells_only_what_its_type_has_and_names_are_those_of_the_file)
{
	struct view *view = made();
	struct view_rs *rs = &view->pools[1]->real_servers[1]; /* .164, in place 2 */
	struct mib_value value;
	void *source;

	view->pools[1]->forward = FORWARD_TUN;
	view->pools[1]->tunnel = (struct view_tunnel){.type = 2, .checksum = 1};
	rs->forward = FORWARD_TUN;
	rs->tunnel = (struct view_tunnel){.type = 1, .checksum = 2, .port = 6080};
	view->said->vs[0].snmp_name = "shop";
	view->said->vs[0].rs[0].snmp_name = "left";
	source = mib_keepalived_check_new(view);
	assert_int_equal(cell_number(check, source, "3.1.68.1"), 3); /* gre */
	assert_false(cell_find(check, source, "3.1.69.1", &value));
	assert_int_equal(cell_number(check, source, "3.1.70.1"), 2);
	cell_is_text(check, source, "3.1.71.1", "shop");
	assert_false(cell_find(check, source, "3.1.68.2", &value));
	assert_int_equal(cell_number(check, source, "4.1.52.1.2"), 2); /* gue */
	assert_int_equal(cell_number(check, source, "4.1.53.1.2"), 6080);
	assert_int_equal(cell_number(check, source, "4.1.54.1.2"), 3);
	cell_is_text(check, source, "4.1.55.1.2", "left");
	assert_false(cell_find(check, source, "4.1.55.1.3", &value));
	mib_keepalived_check_free(source);
	view_unref(view);
}

TEST(groups_and_their_members_are_told_as_the_file_says_them)
{
	struct view *view = made();
	const struct view_said_entry entries[] = {
	    {.kind = 1,   .fwmark = 7},
	    { .kind = 2, .only = ip("10.0.0.1"), .any = ip("10.0.0.1"), .port = 80},
	    {    .kind = 3,
             .first = ip("10.0.0.2"),
             .last = ip("10.0.0.9"),
             .any = ip("10.0.0.2"),
             .port = 81},
	};
	struct view_said_server_group group = {.name = "WEB", .entries_len = 3};
	struct mib_value value;
	void *source;

	group.entries = said_array(view->said, entries, sizeof(entries));
	view->said->server_groups = said_array(view->said, &group, sizeof(group));
	view->said->server_groups_len = 1;
	strcpy(view->pools[1]->group, "WEB");
	source = mib_keepalived_check_new(view);
	cell_is_text(check, source, "1.1.2.1", "WEB");
	assert_int_equal(cell_number(check, source, "2.1.2.1.1"), 1);
	assert_int_equal(cell_number(check, source, "2.1.3.1.1"), 7);
	assert_false(cell_find(check, source, "2.1.8.1.1", &value));
	assert_int_equal(cell_number(check, source, "2.1.2.1.2"), 2);
	assert_false(cell_find(check, source, "2.1.3.1.2", &value));
	assert_true(cell_find(check, source, "2.1.5.1.2", &value));
	assert_false(cell_find(check, source, "2.1.6.1.2", &value));
	assert_int_equal(cell_number(check, source, "2.1.8.1.2"), 80);
	assert_int_equal(cell_number(check, source, "2.1.2.1.3"), 3);
	assert_false(cell_find(check, source, "2.1.5.1.3", &value));
	assert_true(cell_find(check, source, "2.1.7.1.3", &value));
	assert_int_equal(value.octets_len, 4);
	/* The virtual server is of it, and has no address of its own. */
	assert_int_equal(cell_number(check, source, "3.1.2.1"), 3);
	cell_is_text(check, source, "3.1.3.1", "WEB");
	assert_false(cell_find(check, source, "3.1.7.1", &value));
	assert_false(cell_find(check, source, "3.1.3.2", &value));
	mib_keepalived_check_free(source);
	view_unref(view);
}

TEST(a_weight_is_set_by_a_command_but_not_the_sorry_server_s)
{
	struct view *view = made();
	void *source = mib_keepalived_check_new(view);
	const struct mib_base base = {0};
	struct mib_oid name = MIB_OID(MIB_KEEPALIVED_CHECK, 4, 1, 7, 1, 3);
	const struct mib_value value = {.type = MIB_INTEGER, .number = 7};
	struct mib_change change = {0};

	assert_int_equal(
	    mib_set(check, source, &base, &name, &value, &change), MIB_SET_GOOD);
	assert_int_equal(change.command.kind, COMMAND_RS_PATCH);
	assert_int_equal(change.command.weight, 7);
	assert_int_equal(change.undo.weight, 300);
	assert_int_equal(change.command.addr.bytes[3], 163);
	name = (struct mib_oid)MIB_OID(MIB_KEEPALIVED_CHECK, 4, 1, 7, 1, 1);
	assert_int_not_equal(
	    mib_set(check, source, &base, &name, &value, &change), MIB_SET_GOOD);
	mib_keepalived_check_free(source);
	view_unref(view);
}

TEST(a_walk_of_the_servers_finds_each_cell_once_in_order)
{
	struct view *view = made();
	void *source = mib_keepalived_check_new(view);
	const struct mib_base base = {0};
	struct buf out = {0};

	mib_walk(check, source, &base, &out);
	assert_non_null(strstr(buf_text(&out), ".4.1.7.1.3 INTEGER 300\n"));
	buf_fini(&out);
	mib_keepalived_check_free(source);
	view_unref(view);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(
		servers_are_numbered_by_the_file_with_the_sorry_server_first),
	    cmocka_unit_test(alive_is_who_no_check_speaks_against),
	    cmocka_unit_test(
		what_is_said_comes_from_the_file_or_from_the_virtual_server),
	    cmocka_unit_test(counters_wrap_gauges_stay_and_halves_are_halves),
	    cmocka_unit_test(a_firewall_mark_has_neither_port_nor_protocol),
	    cmocka_unit_test(
		a_tunnel_tells_only_what_its_type_has_and_names_are_those_of_the_file),
	    cmocka_unit_test(groups_and_their_members_are_told_as_the_file_says_them),
	    cmocka_unit_test(a_weight_is_set_by_a_command_but_not_the_sorry_server_s),
	    cmocka_unit_test(a_walk_of_the_servers_finds_each_cell_once_in_order),
	};

	return cmocka_run_group_tests_name("mib_keepalived_check", tests, NULL, NULL);
}
