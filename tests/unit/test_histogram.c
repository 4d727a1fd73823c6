/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/unit.h"

#include "agent/lib/histogram.h"

TEST(a_time_belongs_to_the_first_bucket_that_it_does_not_pass)
{
	struct histogram h = histogram_of_answers();

	histogram_add(&h, 250); /* the upper end is of the bucket */
	histogram_add(&h, 251);
	histogram_add(&h, 5000000);
	histogram_add(&h, 5000001); /* past the last end */
	assert_int_equal(h.counts[0], 1);
	assert_int_equal(h.counts[1], 1);
	assert_int_equal(h.counts[HISTOGRAM_BUCKETS - 2], 1);
	assert_int_equal(h.counts[HISTOGRAM_BUCKETS - 1], 1);
	assert_int_equal(h.sum_us, 250 + 251 + 5000000 + 5000001);
	assert_int_equal(histogram_count(&h), 4);
}

TEST(time_that_ran_backwards_is_none)
{
	struct histogram h = histogram_of_delays();

	histogram_add(&h, -7);
	assert_int_equal(h.counts[0], 1);
	assert_int_equal(h.sum_us, 0);
}

TEST(ends_rise)
{
	const struct histogram all[] = {histogram_of_answers(), histogram_of_delays()};

	for (unsigned i = 0; i < 2; i++)
		for (unsigned j = 1; j < HISTOGRAM_BUCKETS - 1; j++)
			assert_true(all[i].ends_us[j - 1] < all[i].ends_us[j]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_time_belongs_to_the_first_bucket_that_it_does_not_pass),
	    cmocka_unit_test(time_that_ran_backwards_is_none),
	    cmocka_unit_test(ends_rise),
	};

	return cmocka_run_group_tests_name("histogram", tests, NULL, NULL);
}
