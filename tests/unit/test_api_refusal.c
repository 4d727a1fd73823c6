/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/unit.h"

#include <string.h>

#include "api/api_refusal.h"

static struct instant
at_ms(int64_t ms)
{
	return (struct instant){ms * 1000000};
}

TEST(ten_lines_in_ten_seconds_are_told_the_rest_is_counted)
{
	struct api_refusals refusals = {0};
	unsigned held_back = 9;

	for (unsigned i = 0; i < API_REFUSAL_LINES; i++) {
		assert_true(api_refusal_count(
		    &refusals, API_REFUSED_WRONG, at_ms(1000 + i), &held_back));
		assert_int_equal(held_back, 0);
	}
	for (unsigned i = 0; i < 7; i++)
		assert_false(api_refusal_count(
		    &refusals, API_REFUSED_HOST, at_ms(10999), &held_back));
	/* 1000 ms + 10 s */
	assert_true(
	    api_refusal_count(&refusals, API_REFUSED_WRONG, at_ms(11000), &held_back));
	assert_int_equal(held_back, 7);
	assert_true(
	    api_refusal_count(&refusals, API_REFUSED_WRONG, at_ms(11001), &held_back));
	assert_int_equal(held_back, 0);
	assert_int_equal(refusals.counts[API_REFUSED_WRONG], 12);
	assert_int_equal(refusals.counts[API_REFUSED_HOST], 7);
}

TEST(each_reason_has_a_word_and_a_code)
{
	for (unsigned i = 0; i < API_REFUSALS; i++) {
		assert_true(strlen(api_refusal_word((enum api_refusal)i)) > 0);
		assert_true(strlen(api_refusal_code((enum api_refusal)i)) > 0);
	}
}

TEST(failures_to_show_who_one_is_are_told_by_how_one_tried)
{
	struct api_refusals refusals = {0};

	for (unsigned i = 0; i < API_REFUSALS; i++)
		refusals.counts[i] = 1u << i;
	/* bits 0; 1, 2, 3; 4 */
	assert_int_equal(api_refusals_by_none(&refusals), 1);
	assert_int_equal(api_refusals_by_token(&refusals), 2 + 4 + 8);
	assert_int_equal(api_refusals_by_certificate(&refusals), 16);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(ten_lines_in_ten_seconds_are_told_the_rest_is_counted),
	    cmocka_unit_test(each_reason_has_a_word_and_a_code),
	    cmocka_unit_test(failures_to_show_who_one_is_are_told_by_how_one_tried),
	};

	return cmocka_run_group_tests_name("api_refusal", tests, NULL, NULL);
}
