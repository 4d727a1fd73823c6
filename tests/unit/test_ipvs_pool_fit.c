/* SPDX-License-Identifier: Apache-2.0 */
/* What a pool does when its real servers fail, come back or waver. */
#include "tests/unit/pool_bench.h"

/* ---- first results ---- */

TEST(the_first_result_is_told_though_nothing_changed_where_that_is_asked_for)
{
	for (unsigned asked = 0; asked < 2; asked++) {
		struct bench *b = bench_with((uint32_t[]){1, 1}, 2);

		b->pool.first_is_news = asked;
		configure(b);
		assert_int_equal(b->changes.len, 0);
		hear(b, 0, true);
		assert_int_equal(count(b, IPVS_POOL_RS_UP), asked);
		hear(b, 0, true);
		assert_int_equal(count(b, IPVS_POOL_RS_UP), 0);
		hear(b, 1, false);
		assert_int_equal(count(b, IPVS_POOL_RS_DOWN), 1);
		bench_free(b);
	}
}

/* ---- tiers ---- */

/* Two of tier 0, two of tier 7; weight 1 each. */
static struct bench *
tiered(uint32_t quorum, uint32_t hysteresis)
{
	struct bench *b = bench_with((uint32_t[]){1, 1, 1, 1}, 4);

	b->vs.quorum = quorum;
	b->vs.hysteresis = hysteresis;
	b->specs[2].tier = b->specs[3].tier = 7;
	configure(b);
	for (size_t i = 0; i < 4; i++)
		hear(b, i, true);
	return b;
}

TEST(the_next_tier_stands_by_with_weight_0_while_the_first_has_the_quorum)
{
	struct bench *b = tiered(1, 0);

	assert_table(b, "1:1 2:1 3:0 4:0");
	assert_member(b, 2, "standby", "tier.reserve", 0);
	hear(b, 0, false);
	assert_table(b, "2:1 3:0 4:0"); /* one is enough for a quorum of 1 */
	bench_free(b);
}

TEST(the_next_tier_serves_beside_what_is_left_of_the_first)
{
	struct bench *b = tiered(2, 0);

	hear(b, 0, false);
	assert_int_equal(count(b, IPVS_POOL_TIER), 1);
	assert_table(b, "2:1 3:1 4:1");
	assert_member(b, 2, "up", "", 1);
	assert_true(b->pool.quorum_met);
	hear(b, 0, true);
	assert_int_equal(count(b, IPVS_POOL_TIER), 1);
	assert_table(b, "1:1 2:1 3:0 4:0");
	bench_free(b);
}

/* Quorum 2, hysteresis 1: it comes at less than 2 - 1 and goes at least(2 + 1, 2). */
TEST(the_next_tier_comes_and_goes_with_hysteresis)
{
	struct bench *b = tiered(2, 1);

	hear(b, 0, false);
	assert_table(b, "2:1 3:0 4:0");
	hear(b, 1, false);
	assert_table(b, "3:1 4:1");
	hear(b, 0, true);
	assert_table(b, "1:1 3:1 4:1");
	hear(b, 1, true);
	assert_table(b, "1:1 2:1 3:0 4:0");
	bench_free(b);
}

TEST(the_quorum_of_the_pool_is_that_of_all_tiers)
{
	struct bench *b = tiered(2, 0);

	hear(b, 0, false);
	hear(b, 1, false);
	assert_true(b->pool.quorum_met);
	hear(b, 2, false);
	assert_false(b->pool.quorum_met);
	assert_table(b, "4:1"); /* no sorry server: who is left serves */
	bench_free(b);
}

TEST(a_first_tier_that_starts_slowly_does_not_take_over_alone)
{
	struct bench *b = tiered(1, 0);

	b->vs.slow_start_ms = 10000;
	hear(b, 0, false);
	hear(b, 1, false);
	hear(b, 0, true);
	assert_table(b, "1:1 3:1 4:1");
	later(b, 9998); /* and 1 ms was before: 9999 */
	assert_table(b, "1:1 3:1 4:1");
	later(b, 2);
	assert_table(b, "1:1 3:0 4:0");
	bench_free(b);
}

/* ---- panic ---- */

static struct bench *
panicking(uint32_t percent)
{
	struct bench *b = bench_with((uint32_t[]){5, 6, 7, 8}, 4);

	b->vs.panic_percent = percent;
	configure(b);
	for (size_t i = 0; i < 4; i++)
		hear(b, i, true);
	return b;
}

TEST(all_are_used_when_fewer_than_the_threshold_are_fit)
{
	struct bench *b = panicking(50);

	hear(b, 0, false);
	hear(b, 1, false);
	assert_false(b->pool.panic); /* 50 % is not less than 50 % */
	assert_table(b, "3:7 4:8");
	hear(b, 2, false);
	assert_int_equal(count(b, IPVS_POOL_PANIC_BEGIN), 1);
	assert_table(b, "1:5 2:6 3:7 4:8");
	assert_member(b, 2, "down", "pool.panic", 7);
	assert_string_equal(
	    b->pool.members[2].detail, "in use, too few are fit: timeout");
	hear(b, 0, true);
	assert_int_equal(count(b, IPVS_POOL_PANIC_END), 1);
	assert_table(b, "1:5 4:8");
	assert_member(b, 2, "down", "check.failed", 0);
	bench_free(b);
}

TEST(panic_counts_neither_those_the_operator_took_out_nor_uses_them)
{
	struct bench *b = panicking(50);

	b->specs[0].admin = ADMIN_DRAIN;
	b->specs[1].override = OVERRIDE_DOWN;
	configure(b);
	hear(b, 2, false);
	assert_false(b->pool.panic); /* 1 of 2 */
	assert_table(b, "1:0 4:8");
	hear(b, 3, false);
	assert_true(b->pool.panic);
	assert_table(b, "1:0 3:7 4:8");
	assert_member(b, 1, "down", "override.down", 0);
	bench_free(b);
}

TEST(panic_does_not_count_who_waits_for_its_first_check)
{
	struct bench *b = bench_with((uint32_t[]){1, 1}, 2);

	b->checks[0].alpha = true;
	b->vs.panic_percent = 100;
	configure(b);
	assert_false(b->pool.panic);
	assert_table(b, "");
	hear(b, 0, true);
	assert_false(b->pool.panic); /* 1 of 1 */
	hear(b, 1, false);
	assert_true(b->pool.panic);
	bench_free(b);
}

TEST(a_sorry_server_that_serves_goes_before_panic)
{
	struct bench *b = panicking(50);

	b->vs.has_sorry_server = true;
	b->vs.sorry_server = (struct model_real_server){
	    .addr = addr_v4(0x0a0001fe), .port = 80, .weight = 1};
	configure(b);
	for (size_t i = 0; i < 3; i++)
		hear(b, i, false);
	assert_table(b, "1:5 2:6 3:7 4:8");
	hear(b, 3, false);
	assert_table(b, "254:1");
	assert_false(b->pool.panic);
	bench_free(b);
}

/* ---- slow start ---- */

TEST(who_comes_back_starts_at_1_and_grows_in_ten_steps)
{
	/* Weight 100 over 20 s: 10 more every 2 s. */
	static const struct {
		int64_t wait_ms;
		uint32_t weight;
	} rows[] = {
	    {1998, 1  }, /* 1999 ms in all */
	    {1,    10 }, /* 2000 */
	    {1999, 10 },
            {1,    20 },
            {8000, 60 },
            {7999, 90 },
            {1,    100}
        };
	struct bench *b = bench_with((uint32_t[]){100, 1}, 2);
	size_t edits = 0;

	b->vs.slow_start_ms = 20000;
	configure(b);
	assert_table(b, "1:100 2:1"); /* who is there at the start does not come back */
	hear(b, 0, false);
	hear(b, 0, true);
	assert_member(b, 0, "starting", "slow_start", 1);
	assert_int_equal(b->pool.live_weight, 101); /* the quorum counts the whole */
	assert_int_equal(b->pool.timed, 1);
	b->now.at = instant_add(b->now.at, span_ms(1));
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		edits += later(b, rows[i].wait_ms);
		assert_int_equal(b->pool.members[0].effective_weight, rows[i].weight);
	}
	assert_int_equal(edits, 5); /* only when it grows */
	assert_int_equal(b->pool.timed, 0);
	assert_true(b->pool.members[0].state != RS_STARTING);
	bench_free(b);
}

TEST(ready_after_a_drain_starts_slowly_and_a_failure_ends_that)
{
	struct bench *b = bench_with((uint32_t[]){10, 10}, 2);

	b->vs.slow_start_ms = 10000;
	b->specs[0].admin = ADMIN_DRAIN;
	configure(b);
	hear(b, 0, true);
	b->specs[0].admin = ADMIN_READY;
	configure(b);
	assert_table(b, "1:1 2:10");
	hear(b, 0, false);
	assert_table(b, "2:10");
	assert_int_equal(b->pool.timed, 0);
	bench_free(b);
}

TEST(a_weight_of_0_does_not_grow)
{
	struct bench *b = bench_with((uint32_t[]){0, 10}, 2);

	b->vs.slow_start_ms = 10000;
	configure(b);
	hear(b, 0, false);
	hear(b, 0, true);
	assert_table(b, "1:0 2:10");
	bench_free(b);
}

/* ---- flap damping ---- */

/* Two changes within 10 s: held for 20 s. */
static struct bench *
damped(size_t len)
{
	struct bench *b = bench_with((uint32_t[]){1, 1, 1}, len);

	b->vs.flap = (struct model_flap){
	    .changes = 2, .within_ms = 10000, .hold_ms = 20000, .hold_max_ms = 60000};
	configure(b);
	for (size_t i = 0; i < len; i++)
		hear(b, i, true);
	return b;
}

TEST(who_changes_too_often_is_held_down_though_its_checks_are_up)
{
	struct bench *b = damped(2);

	hear(b, 0, false);
	hear(b, 0, true);
	assert_int_equal(count(b, IPVS_POOL_RS_HELD), 1);
	assert_int_equal(count(b, IPVS_POOL_RS_UP), 0);
	assert_member(b, 0, "down", "flapping", 0);
	assert_table(b, "2:1");
	assert_int_equal(b->pool.members[0].held_until_ms, b->now.wall_ms + 20000);
	assert_int_equal(b->pool.timed, 1);
	later(b, 19999);
	assert_table(b, "2:1");
	later(b, 1);
	assert_int_equal(count(b, IPVS_POOL_RS_UP), 1);
	assert_table(b, "1:1 2:1");
	bench_free(b);
}

TEST(damping_never_costs_the_quorum)
{
	struct bench *b = damped(2);

	hear(b, 0, false);
	hear(b, 0, true);
	hear(b, 1, false); /* only the one that is held is sound */
	assert_true(b->pool.lenient);
	assert_table(b, "1:1");
	assert_true(b->pool.quorum_met);
	hear(b, 1, true); /* which makes two changes of that one, too: both are held */
	assert_table(b, "1:1 2:1");
	later(b, 20000);
	assert_false(b->pool.lenient);
	bench_free(b);
}

/* Quorum 2, hysteresis 1: the one that is held brings the 3 that are asked for. */
TEST(who_is_let_in_for_the_quorum_is_not_put_out_by_its_hysteresis)
{
	struct bench *b = damped(3);

	b->vs.quorum = 2;
	b->vs.hysteresis = 1;
	for (size_t i = 0; i < 3; i++)
		hear(b, i, false);
	later(b, 20000);
	hear(b, 2, true);
	hear(b, 2, false); /* held */
	hear(b, 2, true);
	hear(b, 0, true);
	assert_false(b->pool.quorum_met); /* 2, with who is held, of 2 + 1 */
	hear(b, 1, true);
	assert_true(b->pool.quorum_met);
	assert_table(b, "1:1 2:1 3:1");
	assert_false(update(b));
	assert_true(b->pool.lenient);
	bench_free(b);
}

/* ---- overrides ---- */

TEST(an_override_wins_over_checks_and_loses_to_the_operators_admin_state)
{
	static const struct {
		enum health_override override;
		bool check_up;
		enum admin admin;
		const char *state, *reason;
		uint32_t weight;
	} rows[] = {
	    {OVERRIDE_UP,   false, ADMIN_READY,       "up",          "override.up",       10},
	    {OVERRIDE_UP,   true,  ADMIN_READY,       "up",          "override.up",       10},
	    {OVERRIDE_DOWN, true,  ADMIN_READY,       "down",        "override.down",     0 },
	    {OVERRIDE_DOWN, false, ADMIN_READY,       "down",        "override.down",     0 },
	    {OVERRIDE_UP,   true,  ADMIN_DRAIN,       "draining",    "admin.drain",       0 },
	    {OVERRIDE_UP,   true,  ADMIN_MAINTENANCE, "maintenance", "admin.maintenance",
             0									      },
	    {OVERRIDE_NONE, false, ADMIN_READY,       "down",        "check.failed",      0 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct bench *b = bench_with((uint32_t[]){10, 1}, 2);

		b->specs[0].override = rows[i].override;
		b->specs[0].admin = rows[i].admin;
		configure(b);
		hear(b, 0, rows[i].check_up);
		assert_member(b, 0, rows[i].state, rows[i].reason, rows[i].weight);
		bench_free(b);
	}
}

TEST(an_override_ends_at_its_time_and_that_is_told_once)
{
	struct bench *b = bench_with((uint32_t[]){10, 1}, 2);

	configure(b);
	b->specs[0].override = OVERRIDE_DOWN;
	b->specs[0].override_end_ms = b->now.wall_ms + 5000;
	configure(b);
	assert_int_equal(count(b, IPVS_POOL_RS_DOWN), 1);
	assert_int_equal(b->pool.timed, 1);
	later(b, 4998);
	assert_member(b, 0, "down", "override.down", 0);
	later(b, 1);
	assert_int_equal(count(b, IPVS_POOL_RS_OVERRIDE_OVER), 1);
	assert_int_equal(count(b, IPVS_POOL_RS_UP), 1);
	later(b, 1);
	assert_int_equal(count(b, IPVS_POOL_RS_OVERRIDE_OVER), 0);
	assert_int_equal(b->pool.timed, 0);
	bench_free(b);
}

TEST(who_is_forced_up_is_not_held_though_it_flaps)
{
	struct bench *b = damped(2);

	hear(b, 0, false);
	hear(b, 0, true);
	b->specs[0].override = OVERRIDE_UP;
	configure(b);
	assert_member(b, 0, "up", "override.up", 1);
	bench_free(b);
}

/* ---- drains ---- */

/* The first is drained, with so many connections and templates, and scans go by. */
static void
let_drain(struct bench *b, uint32_t active, uint32_t persistent)
{
	struct ipvs_service service = ipvs_pool_desired(&b->pool);

	service.dests[0].active = active;
	service.dests[0].persistent = persistent;
	ipvs_pool_observe(&b->pool, &service);
	ipvs_service_fini(&service);
	b->now.scans += 2;
	update(b);
}

TEST(a_drain_waits_for_templates_unless_they_may_expire)
{
	struct bench *b = bench_with((uint32_t[]){1, 1}, 2);

	b->specs[0].admin = ADMIN_DRAIN;
	configure(b);
	let_drain(b, 1, 1);
	assert_member(b, 0, "draining", "admin.drain", 0);
	let_drain(b, 0, 1);
	assert_member(b, 0, "draining", "admin.drain", 0);
	b->specs[0].drain_expires = true;
	configure(b);
	let_drain(b, 0, 1);
	assert_member(b, 0, "drained", "admin.drain", 0);
	bench_free(b);
}

TEST(who_is_to_rest_when_drained_is_told_once_and_no_check_ends_its_drain)
{
	struct bench *b = bench_with((uint32_t[]){1, 1}, 2);

	b->specs[0].admin = ADMIN_DRAIN;
	b->specs[0].drain_end = DRAIN_MAINTENANCE;
	configure(b);
	let_drain(b, 1, 0);
	hear(b, 0, false);
	hear(b, 0, true);
	assert_member(b, 0, "draining", "admin.drain", 0);
	let_drain(b, 0, 0);
	assert_int_equal(count(b, IPVS_POOL_RS_RESTS), 1);
	let_drain(b, 0, 0);
	assert_int_equal(count(b, IPVS_POOL_RS_RESTS), 0);
	bench_free(b);
}

TEST(who_is_removed_after_its_drain_waits_for_who_came_back_meanwhile)
{
	struct bench *b = bench_with((uint32_t[]){1, 1}, 2);

	b->specs[0].admin = ADMIN_DRAIN;
	b->specs[0].drain_expires = true;
	configure(b);
	let_drain(b, 0, 1);
	assert_member(b, 0, "drained", "admin.drain", 0);
	assert_int_equal(b->pool.draining, 0);
	let_drain(b, 1, 1);
	b->specs[0].drain_end = DRAIN_REMOVE;
	configure(b);
	assert_int_equal(count(b, IPVS_POOL_RS_GONE), 0);
	assert_int_equal(b->pool.draining, 1); /* it is looked at each second */
	let_drain(b, 0, 1);
	assert_int_equal(count(b, IPVS_POOL_RS_GONE), 1);
	bench_free(b);
}

TEST(who_is_needed_is_who_the_quorum_has_no_weight_to_spare_for)
{
	struct bench *b = bench_with((uint32_t[]){3, 2, 1}, 3);

	b->vs.quorum = 3;
	configure(b);
	assert_false(ipvs_pool_needs(&b->pool, &b->pool.members[0])); /* 3 are left */
	hear(b, 2, false);
	assert_true(ipvs_pool_needs(&b->pool, &b->pool.members[0])); /* 2 are left */
	assert_false(ipvs_pool_needs(&b->pool, &b->pool.members[1]));
	assert_false(ipvs_pool_needs(&b->pool, &b->pool.members[2])); /* is down */
	bench_free(b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(
		the_first_result_is_told_though_nothing_changed_where_that_is_asked_for),
	    cmocka_unit_test(
		the_next_tier_stands_by_with_weight_0_while_the_first_has_the_quorum),
	    cmocka_unit_test(the_next_tier_serves_beside_what_is_left_of_the_first),
	    cmocka_unit_test(the_next_tier_comes_and_goes_with_hysteresis),
	    cmocka_unit_test(the_quorum_of_the_pool_is_that_of_all_tiers),
	    cmocka_unit_test(a_first_tier_that_starts_slowly_does_not_take_over_alone),
	    cmocka_unit_test(all_are_used_when_fewer_than_the_threshold_are_fit),
	    cmocka_unit_test(
		panic_counts_neither_those_the_operator_took_out_nor_uses_them),
	    cmocka_unit_test(panic_does_not_count_who_waits_for_its_first_check),
	    cmocka_unit_test(a_sorry_server_that_serves_goes_before_panic),
	    cmocka_unit_test(who_comes_back_starts_at_1_and_grows_in_ten_steps),
	    cmocka_unit_test(ready_after_a_drain_starts_slowly_and_a_failure_ends_that),
	    cmocka_unit_test(a_weight_of_0_does_not_grow),
	    cmocka_unit_test(
		who_changes_too_often_is_held_down_though_its_checks_are_up),
	    cmocka_unit_test(damping_never_costs_the_quorum),
	    cmocka_unit_test(
		who_is_let_in_for_the_quorum_is_not_put_out_by_its_hysteresis),
	    cmocka_unit_test(
		an_override_wins_over_checks_and_loses_to_the_operators_admin_state),
	    cmocka_unit_test(an_override_ends_at_its_time_and_that_is_told_once),
	    cmocka_unit_test(who_is_forced_up_is_not_held_though_it_flaps),
	    cmocka_unit_test(a_drain_waits_for_templates_unless_they_may_expire),
	    cmocka_unit_test(
		who_is_to_rest_when_drained_is_told_once_and_no_check_ends_its_drain),
	    cmocka_unit_test(
		who_is_removed_after_its_drain_waits_for_who_came_back_meanwhile),
	    cmocka_unit_test(
		who_is_needed_is_who_the_quorum_has_no_weight_to_spare_for),
	};

	return cmocka_run_group_tests_name("ipvs_pool_fit", tests, NULL, NULL);
}
