/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/unit.h"

#include "agent/conf/model.h"
#include "checks/check_sched.h"

static const struct instant start = {1000000000};

/* delay_loop 6, retry 3, delay_before_retry 3: the scenario's TCP_CHECK. */
static struct check_sched_rule
scenario(void)
{
	return (struct check_sched_rule){
	    .interval = span_s(6),
	    .retry_delay = span_s(3),
	    .warmup = span_s(6),
	    .retry = 3,
	};
}

static struct check_sched
fresh(const struct check_sched_rule *rule)
{
	struct check_sched sched;

	check_sched_init(&sched, rule, 42, start);
	return sched;
}

/* A result 10 ms after the try was due. */
static bool
result(struct check_sched *sched, const struct check_sched_rule *rule, bool passed)
{
	return check_sched_note(
	    sched, rule, passed, instant_add(sched->due, span_ms(10)));
}

static int64_t
wait_ms(const struct check_sched *sched, struct instant from)
{
	return span_to_ms(instant_since(sched->due, from));
}

TEST(takes_its_rule_from_the_model)
{
	const struct model_check check = {.delay_loop_ms = 6000,
	    .delay_loop_down_ms = 9000,
	    .retry = 3,
	    .rise = 2,
	    .delay_before_retry_ms = 1500,
	    .warmup_ms = 2000,
	    .alpha = true};
	struct check_sched_rule rule = check_sched_rule_of(&check);

	assert_int_equal(span_to_ms(rule.interval), 6000);
	assert_int_equal(span_to_ms(rule.interval_down), 9000);
	assert_int_equal(rule.rise, 2);
	assert_int_equal(span_to_ms(rule.retry_delay), 1500);
	assert_int_equal(span_to_ms(rule.warmup), 2000);
	assert_int_equal(rule.retry, 3);
	assert_true(rule.alpha);
}

TEST(the_first_tries_of_ten_thousand_are_spread_over_the_warm_up)
{
	struct check_sched_rule rule = scenario();
	unsigned per_second[6] = {0};

	for (uint64_t seed = 0; seed < 10000; seed++) {
		struct check_sched sched;
		int64_t wait;

		check_sched_init(&sched, &rule, seed, start);
		wait = instant_since(sched.due, start).ns;
		assert_in_range(wait, 0, span_s(6).ns);
		per_second[wait == span_s(6).ns ? 5 : wait / span_s(1).ns]++;
	}
	for (size_t i = 0; i < 6; i++) /* 1667 expected, sigma 37 */
		assert_in_range(per_second[i], 1667 - 200, 1667 + 200);
}

TEST(without_warm_up_the_first_try_is_at_once)
{
	struct check_sched_rule rule = scenario();

	rule.warmup = span_ms(0);
	assert_int_equal(fresh(&rule).due.ns, start.ns);
}

TEST(is_up_until_the_first_try_unless_alpha)
{
	struct check_sched_rule rule = scenario();

	assert_true(fresh(&rule).up);
	rule.alpha = true;
	assert_false(fresh(&rule).up);
}

TEST(the_first_failure_decides_without_retries)
{
	struct check_sched_rule rule = scenario();
	struct check_sched sched = fresh(&rule);

	assert_true(result(&sched, &rule, false));
	assert_false(sched.up);
}

TEST(the_first_success_is_told_though_nothing_changed)
{
	struct check_sched_rule rule = scenario();
	struct check_sched sched = fresh(&rule);

	assert_true(result(&sched, &rule, true));
	assert_true(sched.up);
	assert_false(result(&sched, &rule, true));
}

TEST(goes_down_after_three_retries_and_not_before)
{
	struct check_sched_rule rule = scenario();
	struct check_sched sched = fresh(&rule);

	(void)result(&sched, &rule, true);
	for (unsigned tries = 1; tries <= 3; tries++) {
		assert_false(result(&sched, &rule, false));
		assert_true(sched.up);
	}
	assert_true(result(&sched, &rule, false));
	assert_false(sched.up);
}

TEST(a_retry_comes_its_delay_after_the_failure)
{
	struct check_sched_rule rule = scenario();
	struct check_sched sched = fresh(&rule);
	struct instant ended;

	(void)result(&sched, &rule, true);
	ended = instant_add(sched.due, span_ms(700));
	(void)check_sched_note(&sched, &rule, false, ended);
	assert_int_equal(wait_ms(&sched, ended), 3000);
}

TEST(a_success_between_forgets_the_failures)
{
	struct check_sched_rule rule = scenario();
	struct check_sched sched = fresh(&rule);

	(void)result(&sched, &rule, true);
	for (unsigned round = 0; round < 5; round++) {
		for (unsigned tries = 0; tries < 3; tries++)
			(void)result(&sched, &rule, false);
		assert_false(result(&sched, &rule, true));
		assert_true(sched.up);
	}
}

TEST(comes_back_with_one_success_and_does_not_retry_while_down)
{
	struct check_sched_rule rule = scenario();
	struct check_sched sched = fresh(&rule);
	struct instant ended;

	(void)result(&sched, &rule, false);
	ended = instant_add(sched.due, span_ms(10));
	assert_false(check_sched_note(&sched, &rule, false, ended));
	assert_in_range(wait_ms(&sched, ended), 5800, 6200); /* not 3000 */
	assert_true(result(&sched, &rule, true));
	assert_true(sched.up);
}

TEST(comes_back_after_three_successes_in_a_row_and_not_before)
{
	struct check_sched_rule rule = scenario();
	struct check_sched sched;

	rule.rise = 3;
	sched = fresh(&rule);
	assert_true(result(&sched, &rule, false)); /* the first decides */
	for (unsigned round = 0; round < 3; round++) {
		assert_false(result(&sched, &rule, true));
		assert_false(result(&sched, &rule, true));
		assert_false(result(&sched, &rule, false)); /* forgets both */
		assert_false(sched.up);
	}
	assert_false(result(&sched, &rule, true));
	assert_false(result(&sched, &rule, true));
	assert_true(result(&sched, &rule, true));
	assert_true(sched.up);
}

TEST(what_rises_is_tried_again_after_the_delay_of_a_retry)
{
	struct check_sched_rule rule = scenario();
	struct check_sched sched;
	struct instant ended;

	rule.rise = 2;
	sched = fresh(&rule);
	(void)result(&sched, &rule, false);
	ended = instant_add(sched.due, span_ms(10));
	assert_false(check_sched_note(&sched, &rule, true, ended));
	assert_int_equal(wait_ms(&sched, ended), 3000);
}

TEST(alpha_must_rise_before_its_first_success_is_told)
{
	struct check_sched_rule rule = scenario();
	struct check_sched sched;

	rule.alpha = true;
	rule.rise = 2;
	sched = fresh(&rule);
	assert_false(result(&sched, &rule, true));
	assert_false(sched.decided);
	assert_true(result(&sched, &rule, true));
	assert_true(sched.up);
	sched = fresh(&rule);
	(void)result(&sched, &rule, true);
	assert_true(result(&sched, &rule, false)); /* decides: down it is */
	assert_false(sched.up);
}

TEST(has_another_interval_while_it_is_down)
{
	struct check_sched_rule rule = scenario();
	struct check_sched sched = fresh(&rule);
	struct instant begun;

	rule.interval_down = span_s(40);
	begun = sched.due;
	(void)result(&sched, &rule, false);
	assert_in_range(wait_ms(&sched, begun), 39500, 40500);
	begun = sched.due;
	(void)result(&sched, &rule, false);
	assert_in_range(wait_ms(&sched, begun), 39500, 40500);
	begun = sched.due;
	(void)result(&sched, &rule, true);
	assert_in_range(wait_ms(&sched, begun), 5850, 6150);
}

TEST(ten_thousand_never_fire_together)
{
	enum { CHECKS = 10000, SECONDS = 60, SLOTS = SECONDS * 100 };
	static unsigned per_slot[SLOTS]; /* of 10 ms */
	struct check_sched_rule rule = scenario();
	const struct instant end = instant_add(start, span_s(SECONDS));
	unsigned most = 0;

	rule.interval = rule.warmup = span_s(10);
	for (uint64_t seed = 0; seed < CHECKS; seed++) {
		struct check_sched sched;

		check_sched_init(&sched, &rule, seed, start);
		while (instant_before(sched.due, end)) {
			per_slot[instant_since(sched.due, start).ns / 10000000]++;
			(void)result(&sched, &rule, true);
		}
	}
	for (size_t i = 0; i < SLOTS; i++)
		most = per_slot[i] > most ? per_slot[i] : most;
	/* 10 in a slot are expected. Were they independent, 30 would come about once in
	 * 10^7 slots (Poisson). */
	assert_in_range(most, 10, 30);
}

TEST(the_interval_is_counted_from_start_and_jitters_by_a_fortieth)
{
	struct check_sched_rule rule = scenario();
	struct check_sched sched = fresh(&rule);
	int64_t least = INT64_MAX, most = 0, sum = 0;

	for (unsigned i = 0; i < 1000; i++) {
		struct instant begun = sched.due;
		int64_t wait;

		(void)result(&sched, &rule, true);
		wait = wait_ms(&sched, begun);
		sum += wait;
		least = wait < least ? wait : least;
		most = wait > most ? wait : most;
	}
	assert_in_range(least, 5850, 5860); /* 6000 - 6000 / 40 */
	assert_in_range(most, 6140, 6150);
	assert_in_range(sum / 1000, 5985, 6015);
}

TEST(the_jitter_of_a_long_interval_is_half_a_second_at_most)
{
	struct check_sched_rule rule = scenario();
	struct check_sched sched;

	rule.interval = span_s(3600);
	sched = fresh(&rule);
	for (unsigned i = 0; i < 1000; i++) {
		struct instant begun = sched.due;

		(void)result(&sched, &rule, true);
		assert_in_range(wait_ms(&sched, begun), 3599500, 3600500);
	}
}

TEST(a_check_that_outlasts_its_interval_rests_for_one)
{
	struct check_sched_rule rule = scenario();
	struct check_sched sched = fresh(&rule);
	struct instant ended = instant_add(sched.due, span_s(20));

	(void)check_sched_note(&sched, &rule, true, ended);
	assert_in_range(wait_ms(&sched, ended), 5850, 6150);
}

TEST(a_try_without_an_opinion_changes_nothing_but_the_due)
{
	struct check_sched_rule rule = scenario();
	struct check_sched sched = fresh(&rule);
	struct instant begun = sched.due;

	check_sched_defer(&sched, &rule, instant_add(begun, span_ms(10)));
	assert_in_range(wait_ms(&sched, begun), 5850, 6150);
	assert_true(sched.up);
	assert_true(result(&sched, &rule, false)); /* still the first */
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(takes_its_rule_from_the_model),
	    cmocka_unit_test(
		the_first_tries_of_ten_thousand_are_spread_over_the_warm_up),
	    cmocka_unit_test(without_warm_up_the_first_try_is_at_once),
	    cmocka_unit_test(is_up_until_the_first_try_unless_alpha),
	    cmocka_unit_test(the_first_failure_decides_without_retries),
	    cmocka_unit_test(the_first_success_is_told_though_nothing_changed),
	    cmocka_unit_test(goes_down_after_three_retries_and_not_before),
	    cmocka_unit_test(a_retry_comes_its_delay_after_the_failure),
	    cmocka_unit_test(a_success_between_forgets_the_failures),
	    cmocka_unit_test(comes_back_with_one_success_and_does_not_retry_while_down),
	    cmocka_unit_test(comes_back_after_three_successes_in_a_row_and_not_before),
	    cmocka_unit_test(what_rises_is_tried_again_after_the_delay_of_a_retry),
	    cmocka_unit_test(alpha_must_rise_before_its_first_success_is_told),
	    cmocka_unit_test(has_another_interval_while_it_is_down),
	    cmocka_unit_test(ten_thousand_never_fire_together),
	    cmocka_unit_test(
		the_interval_is_counted_from_start_and_jitters_by_a_fortieth),
	    cmocka_unit_test(the_jitter_of_a_long_interval_is_half_a_second_at_most),
	    cmocka_unit_test(a_try_without_an_opinion_changes_nothing_but_the_due),
	    cmocka_unit_test(a_check_that_outlasts_its_interval_rests_for_one),
	};

	return cmocka_run_group_tests_name("check_sched", tests, NULL, NULL);
}
