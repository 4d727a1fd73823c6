/* SPDX-License-Identifier: Apache-2.0 */
/* The simulator itself: a seed is a story that can be told again. */
#include "tests/unit/unit.h"

#include "tests/sim/sim_run.h"

static struct sim_outcome
run(uint64_t seed)
{
	struct sim_plan plan;

	sim_plan_make(&plan, seed);
	return sim_run(&plan, NULL, NULL);
}

TEST(a_seed_run_twice_does_the_same_bit_for_bit)
{
	for (uint64_t seed = 1; seed <= 20; seed++) {
		struct sim_outcome first = run(seed), second = run(seed);

		assert_false(first.failed);
		assert_int_equal(first.hash, second.hash);
		assert_int_equal(first.elections, second.elections);
	}
}

TEST(seeds_differ)
{
	assert_int_not_equal(run(1).hash, run(2).hash);
}

TEST(faults_begin_in_order_and_end_in_time)
{
	for (uint64_t seed = 1; seed <= 200; seed++) {
		struct sim_plan plan;

		sim_plan_make(&plan, seed);
		for (size_t i = 0; i < plan.faults_len; i++) {
			const struct sim_fault *fault = &plan.faults[i];

			assert_true(i == 0 || fault[-1].from_ms <= fault->from_ms);
			assert_true(fault->until_ms == INT64_MAX ||
			    fault->until_ms <= plan.chaos_ms);
			assert_true(fault->host < plan.hosts_len);
		}
	}
}

/* Without a fault nothing but the first election happens, and an operator's three. */
TEST(a_plan_without_its_faults_holds_too)
{
	struct sim_plan plan;

	sim_plan_make(&plan, 7);
	for (size_t i = 0; i < plan.faults_len; i++)
		plan.faults[i].left_out = true;
	assert_false(sim_run(&plan, NULL, NULL).failed);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_seed_run_twice_does_the_same_bit_for_bit),
	    cmocka_unit_test(seeds_differ),
	    cmocka_unit_test(faults_begin_in_order_and_end_in_time),
	    cmocka_unit_test(a_plan_without_its_faults_holds_too),
	};

	return cmocka_run_group_tests_name("sim", tests, NULL, NULL);
}
