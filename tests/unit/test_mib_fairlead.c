/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/mib_fairlead_bench.h"
#include "tests/unit/mib_walk.h"

#include "mib/mib_change.h"
#include "mib/mib_fairlead.h"
#include "mib/mib_fairlead_source.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

/* Lines of a walk that begin with `prefix`, and no others. */
static char *
lines_of(const struct view *view, const char *prefix)
{
	void *source = mib_fairlead_source_new(view);
	struct buf all = {0}, some = {0};
	char *text;

	mib_walk(&mib_fairlead_module, source, NULL, &all);
	for (const char *line = buf_text(&all); *line; line = strchr(line, '\n') + 1)
		if (strncmp(line, prefix, strlen(prefix)) == 0)
			buf_printf(
			    &some, "%.*s\n", (int)(strchr(line, '\n') - line), line);
	text = mem_strdup(buf_text(&some));
	buf_fini(&all);
	buf_fini(&some);
	mib_fairlead_source_free(source);
	return text;
}

static void
assert_lines(const struct view *view, const char *prefix, const char *want)
{
	char *got = lines_of(view, prefix);

	assert_string_equal(got, want);
	mem_free(got);
}

TEST(an_empty_view_has_scalars_only)
{
	struct view *view = view_new(1);

	view->agent.restarts = 3;
	assert_lines(view, ".1.3.4.", ".1.3.4.0 Gauge32 3\n");
	assert_lines(view, ".1.4.", "");
	assert_lines(view, ".1.5.", "");
	assert_lines(view, ".1.6.", ".1.6.1.0 Gauge32 1\n.1.6.2.0 Gauge32 1\n");
	view_unref(view);
}

/* "b" is before "aa": the length of a name is the first part of its index. "V" is 86.
 */
TEST(instances_are_in_the_order_of_the_lengths_of_their_names)
{
	static const char *const names[] = {"aa", "b", "V"};
	struct view *view = view_new(1);

	bench_instances(view, names, COUNT(names));
	view->vrrp[0].state = VRRP_MASTER;
	assert_lines(view, ".1.4.1.1.7.",
	    ".1.4.1.1.7.1.86 INTEGER 2\n"
	    ".1.4.1.1.7.1.98 INTEGER 2\n"
	    ".1.4.1.1.7.2.97.97 INTEGER 3\n");
	view_unref(view);
}

TEST(a_name_of_100_octets_has_a_row_and_one_more_octet_has_none)
{
	char longest[102] = {0};
	const char *const names[] = {longest};
	struct view *view = view_new(1);
	char *got;

	memset(longest, 'x', 100);
	bench_instances(view, names, 1);
	got = lines_of(view, ".1.4.1.1.7.100.120.");
	assert_string_not_equal(got, "");
	mem_free(got);
	view->vrrp[0].name[100] = 'x';
	assert_lines(view, ".1.4.", "");
	view_unref(view);
}

TEST(what_is_tracked_is_below_the_instance_that_does)
{
	static const char *const names[] = {"b", "a", "c"};
	struct view *view = view_new(1);

	bench_instances(view, names, COUNT(names));
	view->tracks = mem_new(3, sizeof(*view->tracks));
	view->tracks_len = 3;
	for (uint32_t i = 0; i < 3; i++)
		view->tracks[i].contribution = 10 - 20 * (int64_t)i;
	view->vrrp[0].tracks_len = 2;
	view->vrrp[2].tracks_first = 2;
	view->vrrp[2].tracks_len = 1;
	assert_lines(view, ".1.4.2.1.6.",
	    ".1.4.2.1.6.1.98.1 INTEGER 10\n"
	    ".1.4.2.1.6.1.98.2 INTEGER -10\n"
	    ".1.4.2.1.6.1.99.1 INTEGER -30\n");
	view_unref(view);
}

/* Of 200 gaps, 100 within 1 ms, 97 within 5 ms, 3 longer than all ends: the median is
 * in the first, and 99 of 100 are 198, which only the last bucket reaches. */
TEST(gaps_are_told_by_their_median_and_their_worst_of_a_hundred)
{
	static const char *const names[] = {"a"};
	struct view *view = view_new(1);
	struct histogram *gaps;

	bench_instances(view, names, 1);
	assert_lines(view, ".1.4.1.1.45.", ".1.4.1.1.45.1.97 Gauge32 0\n");
	gaps = &view->vrrp[0].gaps;
	for (size_t i = 0; i < HISTOGRAM_BUCKETS - 1; i++)
		gaps->ends_us[i] = i == 0 ? 1000 : 5000 * i;
	gaps->counts[0] = 100;
	gaps->counts[1] = 97;
	gaps->counts[HISTOGRAM_BUCKETS - 1] = 3;
	assert_lines(view, ".1.4.1.1.43.", ".1.4.1.1.43.1.97 Counter64 200\n");
	assert_lines(view, ".1.4.1.1.44.", ".1.4.1.1.44.1.97 Gauge32 1000\n");
	assert_lines(view, ".1.4.1.1.45.", ".1.4.1.1.45.1.97 Gauge32 4294967295\n");
	gaps->counts[1] = 98;
	gaps->counts[HISTOGRAM_BUCKETS - 1] = 2;
	assert_lines(view, ".1.4.1.1.45.", ".1.4.1.1.45.1.97 Gauge32 5000\n");
	view_unref(view);
}

/* TCP by address (IPv4 before IPv6) and port, UDP, then marks: protocol, family,
 * address with its length, port or mark. */
TEST(virtual_servers_are_in_the_order_of_their_indices)
{
	struct view_pool *pools[] = {bench_pool("2001:db8::1", 80, 0, 0),
	    bench_pool("10.1.1.166", 443, 0, 0), bench_pool("10.1.1.166", 80, 0, 0),
	    bench_pool("10.1.1.9", 8080, 0, 0), bench_pool("10.1.1.9", 53, 0, 0),
	    bench_pool("0.0.0.0", 0, 0, 0)};
	struct view *view;

	pools[4]->protocol = PROTOCOL_UDP;
	pools[5]->fwmark = 70000;
	view = bench_view(pools, COUNT(pools));
	assert_lines(view, ".1.5.1.1.6.",
	    ".1.5.1.1.6.1.1.4.10.1.1.9.8080 INTEGER 1\n"
	    ".1.5.1.1.6.1.1.4.10.1.1.166.80 INTEGER 1\n"
	    ".1.5.1.1.6.1.1.4.10.1.1.166.443 INTEGER 1\n"
	    ".1.5.1.1.6.1.2.16.32.1.13.184.0.0.0.0.0.0.0.0.0.0.0.1.80 INTEGER 1\n"
	    ".1.5.1.1.6.2.1.4.10.1.1.9.53 INTEGER 1\n"
	    ".1.5.1.1.6.4.1.4.0.0.0.0.70000 INTEGER 1\n");
	view_unref(view);
}

TEST(real_servers_and_checks_are_below_their_virtual_server)
{
	struct view_pool *pools[] = {bench_pool("10.1.1.2", 80, 2, 0),
	    bench_pool("10.1.1.3", 80, 0, 0), bench_pool("10.1.1.1", 80, 2, 2)};
	struct view *view = bench_view(pools, COUNT(pools));

	pools[0]->real_servers[1].state = RS_ERROR;
	pools[2]->checks[3].latency_us = 77;
	assert_lines(view, ".1.5.2.1.5.",
	    ".1.5.2.1.5.1.1.4.10.1.1.1.80.1.4.10.9.0.1.80 INTEGER 1\n"
	    ".1.5.2.1.5.1.1.4.10.1.1.1.80.1.4.10.9.0.2.80 INTEGER 1\n"
	    ".1.5.2.1.5.1.1.4.10.1.1.2.80.1.4.10.9.0.1.80 INTEGER 1\n"
	    ".1.5.2.1.5.1.1.4.10.1.1.2.80.1.4.10.9.0.2.80 INTEGER 9\n");
	assert_lines(view, ".1.5.3.1.9.",
	    ".1.5.3.1.9.1.1.4.10.1.1.1.80.1.4.10.9.0.1.80.1 Gauge32 0\n"
	    ".1.5.3.1.9.1.1.4.10.1.1.1.80.1.4.10.9.0.1.80.2 Gauge32 0\n"
	    ".1.5.3.1.9.1.1.4.10.1.1.1.80.1.4.10.9.0.2.80.1 Gauge32 0\n"
	    ".1.5.3.1.9.1.1.4.10.1.1.1.80.1.4.10.9.0.2.80.2 Gauge32 77\n");
	view_unref(view);
}

/* A real server without checks between two that have one. */
TEST(a_check_finds_its_real_server_past_one_that_has_none)
{
	struct view_pool *pool = bench_pool("10.1.1.1", 80, 3, 0);
	struct view *view;

	mem_free(pool->checks);
	pool->checks = mem_new(2, sizeof(*pool->checks));
	pool->checks_len = 2;
	pool->real_servers[0].checks_len = 1;
	pool->real_servers[1].checks_first = 1;
	pool->real_servers[2].checks_first = 1;
	pool->real_servers[2].checks_len = 1;
	view = bench_view(&pool, 1);
	assert_lines(view, ".1.5.3.1.3.",
	    ".1.5.3.1.3.1.1.4.10.1.1.1.80.1.4.10.9.0.1.80.1 INTEGER 2\n"
	    ".1.5.3.1.3.1.1.4.10.1.1.1.80.1.4.10.9.0.3.80.1 INTEGER 2\n");
	view_unref(view);
}

TEST(events_have_their_own_numbers)
{
	struct view *view = view_new(1);

	view->events = view_events_new(300, 302);
	view->events->events[0].seq = 300;
	view->events->events[1].seq = 301;
	view->events->events[1].after = -5;
	assert_lines(view, ".1.6.1.", ".1.6.1.0 Gauge32 300\n");
	assert_lines(view, ".1.6.2.", ".1.6.2.0 Gauge32 302\n");
	assert_lines(view, ".1.6.3.1.10.",
	    ".1.6.3.1.10.300 INTEGER 0\n.1.6.3.1.10.301 INTEGER -5\n");
	view_unref(view);
}

/* What setting root.1 and `ids` to a number asks for. */
static enum mib_set
set(const struct view *view, const uint32_t *ids, size_t len, uint64_t number,
    struct mib_change *change)
{
	void *source = mib_fairlead_source_new(view);
	struct mib_oid name = mib_fairlead_module.root;
	struct mib_found found;
	enum mib_set came;

	mib_oid_add(&name, 1);
	for (size_t i = 0; i < len; i++)
		mib_oid_add(&name, ids[i]);
	assert_true(mib_get(&mib_fairlead_module, source, NULL, &name, &found));
	found.value.number = number;
	came = mib_set(&mib_fairlead_module, source, NULL, &name, &found.value, change);
	mib_fairlead_source_free(source);
	return came;
}

TEST(a_real_server_is_drained_and_weighed_by_a_set_and_taken_back)
{
	struct view_pool *pool = bench_pool("10.1.1.1", 80, 2, 0);
	struct view *view = bench_view(&pool, 1);
	uint32_t ids[] = {5, 2, 1, 10, 1, 1, 4, 10, 1, 1, 1, 80, 1, 4, 10, 9, 0, 2, 80};
	struct mib_change change;

	pool->real_servers[1].weight = 7;
	assert_int_equal(set(view, ids, COUNT(ids), 2, &change), MIB_SET_GOOD);
	assert_string_equal(change.vs_id, "10.1.1.1-80-tcp");
	assert_int_equal(addr_to_v4(&change.command.addr), 0x0a090002);
	assert_true(change.command.has_admin && !change.command.has_weight);
	assert_int_equal(change.command.admin, ADMIN_DRAIN);
	assert_int_equal(change.undo.admin, ADMIN_READY);
	assert_int_equal(set(view, ids, COUNT(ids), 3, &change), MIB_SET_GOOD);
	assert_int_equal(set(view, ids, COUNT(ids), 4, &change), MIB_SET_WRONG_VALUE);
	assert_int_equal(set(view, ids, COUNT(ids), 0, &change), MIB_SET_WRONG_VALUE);
	ids[3] = 11;
	assert_int_equal(set(view, ids, COUNT(ids), 65535, &change), MIB_SET_GOOD);
	assert_int_equal(change.command.weight, 65535);
	assert_int_equal(change.undo.weight, 7);
	assert_int_equal(
	    set(view, ids, COUNT(ids), 65536, &change), MIB_SET_WRONG_VALUE);
	ids[3] = 5;
	assert_int_equal(set(view, ids, COUNT(ids), 1, &change), MIB_SET_NOT_WRITABLE);
	view_unref(view);
}

TEST(an_instance_yields_and_gets_a_priority_by_a_set)
{
	static const char *const names[] = {"a"};
	struct view *view = view_new(1);
	uint32_t ids[] = {4, 1, 1, 24, 1, 'a'};
	static const struct {
		uint32_t column;
		uint64_t number;
		enum mib_set came;
		enum command_kind kind;
	} rows[] = {
	    {24, 1,   MIB_SET_GOOD,        COMMAND_VRRP_RESUME  },
	    {24, 2,   MIB_SET_GOOD,        COMMAND_VRRP_YIELD   },
	    {24, 3,   MIB_SET_WRONG_VALUE, 0                    },
	    {25, 0,   MIB_SET_GOOD,        COMMAND_VRRP_RESUME  },
	    {25, 1,   MIB_SET_GOOD,        COMMAND_VRRP_PRIORITY},
	    {25, 254, MIB_SET_GOOD,        COMMAND_VRRP_PRIORITY},
	    {25, 255, MIB_SET_WRONG_VALUE, 0                    },
	};

	bench_instances(view, names, 1);
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct mib_change change = {0};

		ids[3] = rows[i].column;
		assert_int_equal(
		    set(view, ids, COUNT(ids), rows[i].number, &change), rows[i].came);
		if (rows[i].came == MIB_SET_GOOD)
			assert_int_equal(change.command.kind, rows[i].kind);
	}
	view_unref(view);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(an_empty_view_has_scalars_only),
	    cmocka_unit_test(instances_are_in_the_order_of_the_lengths_of_their_names),
	    cmocka_unit_test(
		a_name_of_100_octets_has_a_row_and_one_more_octet_has_none),
	    cmocka_unit_test(what_is_tracked_is_below_the_instance_that_does),
	    cmocka_unit_test(
		gaps_are_told_by_their_median_and_their_worst_of_a_hundred),
	    cmocka_unit_test(virtual_servers_are_in_the_order_of_their_indices),
	    cmocka_unit_test(real_servers_and_checks_are_below_their_virtual_server),
	    cmocka_unit_test(a_check_finds_its_real_server_past_one_that_has_none),
	    cmocka_unit_test(events_have_their_own_numbers),
	    cmocka_unit_test(
		a_real_server_is_drained_and_weighed_by_a_set_and_taken_back),
	    cmocka_unit_test(an_instance_yields_and_gets_a_priority_by_a_set),
	};

	return cmocka_run_group_tests_name("mib_fairlead", tests, NULL, NULL);
}
