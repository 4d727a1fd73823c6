/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/unit.h"

#include "agent/lib/mem.h"
#include "mib/mib_trap.h"

static struct instant
at_ms(int64_t ms)
{
	return instant_add((struct instant){0}, span_ms(ms));
}

TEST(notes_over_the_most_are_counted)
{
	struct mib_notes notes = {.max = 40};

	for (uint32_t i = 0; i < 43; i++)
		mib_notes_add(&notes, &(struct mib_note){.row = i});
	assert_int_equal(notes.len, 40);
	assert_int_equal(notes.items[39].row, 39);
	assert_int_equal(notes.suppressed, 3);
	mem_free(notes.items);
}

TEST(a_limit_lets_one_pass_in_its_time_and_counts_the_others)
{
	struct mib_limits *limits = mib_limits_new();
	struct mib_notes out = {0};
	static const struct {
		uint64_t key, times;
		int64_t ms;
		bool passes;
		uint64_t held_back, suppressed;
	} steps[] = {
	    {7, 3, 0,     true,  0, 2},
	    {7, 1, 9999,  false, 2, 3},
	    {3, 1, 9999,  true,  0, 3}, /* another: a limit of its own */
	    {7, 1, 10000, true,  3, 3},
	    {7, 1, 20000, true,  0, 3},
	};

	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		uint64_t held_back;

		assert_int_equal(mib_limits_pass(limits, steps[i].key, steps[i].times,
				     at_ms(steps[i].ms), span_s(10), &out, &held_back),
		    steps[i].passes);
		assert_int_equal(held_back, steps[i].held_back);
		assert_int_equal(out.suppressed, steps[i].suppressed);
	}
	mib_limits_free(limits);
}

TEST(many_limits_are_kept_apart)
{
	struct mib_limits *limits = mib_limits_new();
	struct mib_notes out = {0};
	uint64_t held_back;

	/* 7 and 1000 have no common divisor: each key once, in no order */
	for (uint64_t i = 0; i < 1000; i++)
		assert_true(mib_limits_pass(
		    limits, i * 7 % 1000, 1, at_ms(0), span_s(10), &out, &held_back));
	for (uint64_t i = 0; i < 1000; i++)
		assert_false(mib_limits_pass(
		    limits, i, 1, at_ms(1), span_s(10), &out, &held_back));
	assert_int_equal(out.suppressed, 1000);
	mib_limits_free(limits);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(notes_over_the_most_are_counted),
	    cmocka_unit_test(a_limit_lets_one_pass_in_its_time_and_counts_the_others),
	    cmocka_unit_test(many_limits_are_kept_apart),
	};

	return cmocka_run_group_tests_name("mib_trap", tests, NULL, NULL);
}
