/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/unit.h"

#include "agent/ipvs/ipvs_flap.h"

/* Three changes within 10 s: held for 5 s, then 10, then 12. */
static const struct model_flap rule = {
    .changes = 3, .within_ms = 10000, .hold_ms = 5000, .hold_max_ms = 12000};
static const struct model_flap off = {0};

static struct instant
at(int64_t ms)
{
	return instant_add((struct instant){0}, span_ms(ms));
}

/* Three changes, 1 ms apart, the last one at `ms`. */
static bool
waver(struct ipvs_flap *flap, int64_t ms)
{
	assert_false(ipvs_flap_changed(flap, &rule, at(ms - 2)));
	assert_false(ipvs_flap_changed(flap, &rule, at(ms - 1)));
	return ipvs_flap_changed(flap, &rule, at(ms));
}

TEST(changes_further_apart_than_the_window_hold_nobody)
{
	struct ipvs_flap flap = {0};

	assert_false(ipvs_flap_changed(&flap, &rule, at(0)));
	assert_false(ipvs_flap_changed(&flap, &rule, at(5000)));
	/* 10001 ms since the third last: 1 ms too long ago. */
	assert_false(ipvs_flap_changed(&flap, &rule, at(10001)));
	assert_false(ipvs_flap_holds(&flap, &rule, at(10001)));
	/* And 15000 - 5000 is not. */
	assert_true(ipvs_flap_changed(&flap, &rule, at(15000)));
	assert_true(ipvs_flap_holds(&flap, &rule, at(15000)));
}

TEST(a_hold_ends_when_its_time_is_over)
{
	struct ipvs_flap flap = {0};

	assert_true(waver(&flap, 1000));
	assert_true(ipvs_flap_holds(&flap, &rule, at(5999)));
	assert_false(ipvs_flap_holds(&flap, &rule, at(6000)));
}

TEST(each_hold_soon_after_the_last_is_twice_as_long_up_to_the_longest)
{
	struct ipvs_flap flap = {0};

	assert_true(waver(&flap, 1000));
	assert_int_equal(span_to_ms(flap.length), 5000);
	assert_false(ipvs_flap_holds(&flap, &rule, at(6000)));
	assert_true(waver(&flap, 7000));
	assert_int_equal(span_to_ms(flap.length), 10000);
	assert_false(ipvs_flap_holds(&flap, &rule, at(17000)));
	assert_true(waver(&flap, 18000));
	assert_int_equal(span_to_ms(flap.length), 12000);
}

TEST(who_was_calm_as_long_as_the_longest_hold_starts_afresh)
{
	struct ipvs_flap flap = {0};

	assert_true(waver(&flap, 1000));
	assert_false(ipvs_flap_holds(&flap, &rule, at(6000)));
	/* 12000 ms after it was let go is not longer than hold_max: */
	assert_true(waver(&flap, 18000));
	assert_int_equal(span_to_ms(flap.length), 10000);
	assert_false(ipvs_flap_holds(&flap, &rule, at(28000)));
	/* and 12001 ms is. */
	assert_true(waver(&flap, 40001));
	assert_int_equal(span_to_ms(flap.length), 5000);
}

TEST(who_wavers_on_while_held_is_held_for_longer)
{
	struct ipvs_flap flap = {0};

	assert_true(waver(&flap, 1000));
	assert_true(waver(&flap, 2000));
	assert_true(ipvs_flap_holds(&flap, &rule, at(11999)));
	assert_false(ipvs_flap_holds(&flap, &rule, at(12000)));
}

TEST(without_the_rule_nobody_is_held_and_who_was_is_let_go)
{
	struct ipvs_flap flap = {0};

	for (int64_t ms = 0; ms < 100; ms++)
		assert_false(ipvs_flap_changed(&flap, &off, at(ms)));
	flap = (struct ipvs_flap){0};
	assert_true(waver(&flap, 1000));
	assert_false(ipvs_flap_holds(&flap, &off, at(1001)));
}

TEST(as_many_changes_as_the_ring_has_room_for_can_be_asked_for)
{
	struct model_flap most = rule;
	struct ipvs_flap flap = {0};

	most.changes = MODEL_FLAP_CHANGES_MAX;
	for (int64_t i = 1; i < MODEL_FLAP_CHANGES_MAX; i++)
		assert_false(ipvs_flap_changed(&flap, &most, at(i)));
	assert_true(ipvs_flap_changed(&flap, &most, at(MODEL_FLAP_CHANGES_MAX)));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(changes_further_apart_than_the_window_hold_nobody),
	    cmocka_unit_test(a_hold_ends_when_its_time_is_over),
	    cmocka_unit_test(
		each_hold_soon_after_the_last_is_twice_as_long_up_to_the_longest),
	    cmocka_unit_test(who_was_calm_as_long_as_the_longest_hold_starts_afresh),
	    cmocka_unit_test(who_wavers_on_while_held_is_held_for_longer),
	    cmocka_unit_test(without_the_rule_nobody_is_held_and_who_was_is_let_go),
	    cmocka_unit_test(as_many_changes_as_the_ring_has_room_for_can_be_asked_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
