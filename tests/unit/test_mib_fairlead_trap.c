/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/mib_fairlead_bench.h"

#include "mib/mib_fairlead.h"
#include "mib/mib_fairlead_source.h"
#include "mib/mib_fairlead_trap.h"

enum { MAX = 20000 };

/* What is told of the way between two views, at `now_s`. */
struct bench {
	struct view *was, *is; /* owned; was NULL: nothing was there */
	void *before, *after;
	struct mib_limits *limits;
	struct mib_notes out;
};

static void
bench_init(struct bench *bench, struct view *was, struct view *is)
{
	*bench = (struct bench){.was = was,
	    .is = is,
	    .before = was ? mib_fairlead_source_new(was) : NULL,
	    .after = mib_fairlead_source_new(is),
	    .limits = mib_limits_new(),
	    .out = {.max = MAX}};
}

static void
bench_fini(struct bench *bench)
{
	if (bench->before)
		mib_fairlead_source_free(bench->before);
	mib_fairlead_source_free(bench->after);
	view_unref(bench->was);
	view_unref(bench->is);
	mib_limits_free(bench->limits);
	mem_free(bench->out.items);
}

static size_t
told(struct bench *bench, int64_t now_s)
{
	bench->out.len = 0;
	mib_fairlead_differ(bench->limits, bench->before, bench->after,
	    instant_add((struct instant){0}, span_s(now_s)), &bench->out);
	return bench->out.len;
}

static struct mib_trap
spelt(const struct bench *bench, size_t at)
{
	struct mib_trap trap = {0};

	mib_fairlead_tell(bench->after, &bench->out.items[at], &trap);
	return trap;
}

static void
assert_text(const struct mib_value *value, const char *want)
{
	assert_int_equal(value->type, MIB_OCTETS);
	assert_int_equal(value->octets_len, strlen(want));
	assert_memory_equal(value->octets, want, strlen(want));
}

/* Views of one instance, "VI". */
static struct view *
view_of_instance(void)
{
	static const char *const names[] = {"VI"};
	struct view *view = view_new(1);

	bench_instances(view, names, 1);
	return view;
}

TEST(a_failover_is_told_with_its_cause_and_the_state_before)
{
	struct view *was = view_of_instance(), *is = view_of_instance();
	struct bench bench;
	struct mib_trap trap;

	is->vrrp[0].state = VRRP_MASTER;
	is->vrrp[0].reason = VRRP_WHY_MASTER_DOWN;
	is->vrrp[0].effective_priority = 110;
	(void)mem_copy_text(is->vrrp[0].why, sizeof(is->vrrp[0].why), "no advert");
	bench_init(&bench, was, is);
	assert_int_equal(told(&bench, 0), 1);
	trap = spelt(&bench, 0);
	assert_int_equal(trap.oid.ids[trap.oid.len - 1], MIB_FAIRLEAD_FAILOVER);
	assert_int_equal(trap.oid.ids[trap.oid.len - 2], 0);
	assert_int_equal(trap.binds_len, 5);
	assert_int_equal(trap.binds[0].value.number, 3);
	assert_int_equal(trap.binds[1].value.number, 2);
	assert_text(&trap.binds[2].value, "master_down");
	assert_text(&trap.binds[3].value, "no advert");
	assert_int_equal(trap.binds[4].value.number, 110);
	bench_fini(&bench);
}

TEST(a_state_that_came_and_went_is_told_too)
{
	struct view *was = view_of_instance(), *is = view_of_instance();
	struct bench bench;

	is->vrrp[0].since_ms = 1000;
	bench_init(&bench, was, is);
	assert_int_equal(told(&bench, 0), 1);
	assert_int_equal(bench.out.items[0].kind, MIB_FAIRLEAD_FAILOVER);
	bench_fini(&bench);
}

TEST(an_override_is_told_when_it_begins_changes_and_ends)
{
	static const struct {
		enum vrrp_wish was, is;
		int64_t was_ms, is_ms;
		uint16_t kind; /* 0: nothing */
	} rows[] = {
	    {VRRP_WISH_NONE,  VRRP_WISH_YIELD,    0, 5, MIB_FAIRLEAD_OVERRIDE_BEGUN},
	    {VRRP_WISH_YIELD, VRRP_WISH_YIELD,    5, 5, 0                          },
	    {VRRP_WISH_YIELD, VRRP_WISH_YIELD,    5, 9, MIB_FAIRLEAD_OVERRIDE_BEGUN},
	    {VRRP_WISH_YIELD, VRRP_WISH_PRIORITY, 5, 5, MIB_FAIRLEAD_OVERRIDE_BEGUN},
	    {VRRP_WISH_YIELD, VRRP_WISH_NONE,     5, 0, MIB_FAIRLEAD_OVERRIDE_ENDED},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct view *was = view_of_instance(), *is = view_of_instance();
		struct bench bench;

		was->vrrp[0].override = rows[i].was;
		was->vrrp[0].override_begun_ms = rows[i].was_ms;
		is->vrrp[0].override = rows[i].is;
		is->vrrp[0].override_begun_ms = rows[i].is_ms;
		bench_init(&bench, was, is);
		assert_int_equal(told(&bench, 0), rows[i].kind ? 1 : 0);
		if (rows[i].kind)
			assert_int_equal(bench.out.items[0].kind, rows[i].kind);
		bench_fini(&bench);
	}
}

/* `pools` virtual servers of `len` real servers, of which the first `down` of each are
 * down. */
static struct view *
view_of_pools(uint16_t pools, uint32_t len, uint32_t down)
{
	struct view_pool **made = mem_new(pools, sizeof(struct view_pool *));
	struct view *view;

	for (uint16_t i = 0; i < pools; i++) {
		made[i] = bench_pool("10.1.1.1", (uint16_t)(i + 1), len, 0);
		for (uint32_t rs = 0; rs < down; rs++)
			made[i]->real_servers[rs].state = RS_DOWN;
		made[i]->states[RS_UP] = len - down;
	}
	view = bench_view(made, pools);
	mem_free(made);
	return view;
}

TEST(a_real_server_is_told_with_its_virtual_server)
{
	struct bench bench;
	struct mib_trap trap;

	bench_init(&bench, view_of_pools(2, 3, 0), view_of_pools(2, 3, 1));
	(void)mem_copy_text(
	    bench.is->pools[1]->real_servers[0].reason, 24, "check.failed");
	assert_int_equal(told(&bench, 0), 2);
	trap = spelt(&bench, 1);
	assert_int_equal(trap.oid.ids[trap.oid.len - 1], MIB_FAIRLEAD_REAL_SERVER);
	assert_int_equal(trap.binds_len, 5);
	assert_text(&trap.binds[0].value, "10.1.1.1-2-tcp");
	assert_text(&trap.binds[1].value, "10.9.0.1-80");
	assert_int_equal(trap.binds[2].value.number, 2);
	assert_text(&trap.binds[3].value, "check.failed");
	assert_text(&trap.binds[4].value, "");
	bench_fini(&bench);
}

TEST(a_pool_that_is_shared_with_the_view_before_is_not_looked_into)
{
	struct view *was = view_of_pools(1, 3, 0);
	struct view_pool *same = view_pool_ref(was->pools[0]);
	struct bench bench;

	bench_init(&bench, was, bench_view(&same, 1));
	assert_int_equal(told(&bench, 0), 0);
	bench_fini(&bench);
}

TEST(sixteen_of_one_virtual_server_are_told_one_by_one_and_seventeen_together)
{
	struct bench bench;
	struct mib_trap trap;

	bench_init(&bench, view_of_pools(1, 17, 0), view_of_pools(1, 17, 16));
	assert_int_equal(told(&bench, 0), 16);
	bench_fini(&bench);
	bench_init(&bench, view_of_pools(1, 17, 0), view_of_pools(1, 17, 17));
	assert_int_equal(told(&bench, 0), 1);
	trap = spelt(&bench, 0);
	assert_int_equal(trap.oid.ids[trap.oid.len - 1], MIB_FAIRLEAD_REAL_SERVERS);
	assert_int_equal(trap.binds_len, 4);
	assert_int_equal(trap.binds[1].value.number, 17);
	assert_int_equal(trap.binds[2].value.number, 17);
	assert_int_equal(trap.binds[3].value.number, 0);
	bench_fini(&bench);
}

/* 128 virtual servers of 2: 256, one by one. With 129 there are 258: by virtual server.
 */
TEST(many_in_all_are_told_by_virtual_server)
{
	struct bench bench;

	bench_init(&bench, view_of_pools(128, 2, 0), view_of_pools(128, 2, 2));
	assert_int_equal(told(&bench, 0), 256);
	bench_fini(&bench);
	bench_init(&bench, view_of_pools(129, 2, 0), view_of_pools(129, 2, 2));
	assert_int_equal(told(&bench, 0), 129);
	bench_fini(&bench);
}

/* 10,000 real servers, one a virtual server: 2,000 notes and one for 8,000. */
TEST(ten_thousand_at_once_are_told_as_far_as_the_limit_and_then_counted)
{
	struct bench bench;
	struct mib_trap trap;

	bench_init(&bench, view_of_pools(10000, 1, 0), view_of_pools(10000, 1, 1));
	assert_int_equal(told(&bench, 0), 2001);
	trap = spelt(&bench, 2000);
	assert_int_equal(trap.oid.ids[trap.oid.len - 1], MIB_FAIRLEAD_MANY);
	assert_int_equal(trap.binds_len, 1);
	assert_int_equal(trap.binds[0].value.number, 8000);
	assert_int_equal(bench.out.suppressed, 8000);
	bench_fini(&bench);
}

TEST(a_quorum_that_is_lost_is_told)
{
	struct view *was = view_of_pools(1, 1, 0), *is = view_of_pools(1, 1, 0);
	struct bench bench;
	struct mib_trap trap;

	was->pools[0]->quorum_met = true;
	is->pools[0]->state = VS_DOWN;
	bench_init(&bench, was, is);
	assert_int_equal(told(&bench, 0), 1);
	trap = spelt(&bench, 0);
	assert_int_equal(trap.oid.ids[trap.oid.len - 1], MIB_FAIRLEAD_SERVICE);
	assert_int_equal(trap.binds_len, 5);
	assert_int_equal(trap.binds[1].value.number, 2);
	assert_int_equal(trap.binds[2].value.number, 2);
	bench_fini(&bench);
}

TEST(drift_is_told_at_once_and_then_not_for_ten_seconds)
{
	struct view *was = view_new(1), *is = view_new(2);
	struct bench bench;

	was->agent.ipvs_drift = 4;
	is->agent.ipvs_drift = 6;
	bench_init(&bench, was, is);
	assert_int_equal(told(&bench, 0), 1);
	assert_int_equal(spelt(&bench, 0).binds[0].value.number, 6);
	assert_int_equal(spelt(&bench, 0).binds_len, 1);
	assert_int_equal(told(&bench, 9), 0);
	assert_int_equal(told(&bench, 10), 1);
	bench_fini(&bench);
}

TEST(nothing_before_tells_of_instances_only)
{
	struct bench bench;

	bench_init(&bench, NULL, view_of_pools(2, 2, 1));
	assert_int_equal(told(&bench, 0), 0);
	bench_fini(&bench);
	bench_init(&bench, NULL, view_of_instance());
	assert_int_equal(told(&bench, 0), 1);
	bench_fini(&bench);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_failover_is_told_with_its_cause_and_the_state_before),
	    cmocka_unit_test(a_state_that_came_and_went_is_told_too),
	    cmocka_unit_test(an_override_is_told_when_it_begins_changes_and_ends),
	    cmocka_unit_test(a_real_server_is_told_with_its_virtual_server),
	    cmocka_unit_test(
		a_pool_that_is_shared_with_the_view_before_is_not_looked_into),
	    cmocka_unit_test(
		sixteen_of_one_virtual_server_are_told_one_by_one_and_seventeen_together),
	    cmocka_unit_test(many_in_all_are_told_by_virtual_server),
	    cmocka_unit_test(
		ten_thousand_at_once_are_told_as_far_as_the_limit_and_then_counted),
	    cmocka_unit_test(a_quorum_that_is_lost_is_told),
	    cmocka_unit_test(drift_is_told_at_once_and_then_not_for_ten_seconds),
	    cmocka_unit_test(nothing_before_tells_of_instances_only),
	};

	return cmocka_run_group_tests_name("mib_fairlead_trap", tests, NULL, NULL);
}
