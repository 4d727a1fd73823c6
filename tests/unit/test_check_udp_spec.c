/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/unit.h"

#include <string.h>

#include "checks/check_udp_spec.h"

static uint8_t bytes[CHECK_UDP_BYTES_MAX], mask[CHECK_UDP_BYTES_MAX];

TEST(digits_are_read_two_a_byte_and_said_again)
{
	struct check_udp_bytes got = {bytes, mask, 0};
	char text[CHECK_UDP_TEXT_SIZE];

	assert_true(check_udp_parse("00Ffa5", bytes, NULL, &got.len));
	assert_int_equal(got.len, 3);
	assert_memory_equal(bytes, "\x00\xff\xa5", 3);
	got.mask = NULL;
	assert_string_equal(check_udp_format(&got, text), "00ffa5");
	got.mask = mask;
	assert_true(check_udp_parse("0XXf", bytes, mask, &got.len));
	assert_memory_equal(bytes, "\x00\x0f", 2);
	assert_memory_equal(mask, "\xf0\x0f", 2);
	assert_string_equal(check_udp_format(&got, text), "0XXf");
}

TEST(what_is_no_whole_byte_is_refused)
{
	static const char *const wrong[] = {"", "0", "000", "0g", "0 ", "0X", "-1"};
	char longest[CHECK_UDP_TEXT_SIZE + 2];
	size_t len = 77;

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_false(check_udp_parse(wrong[i], bytes, NULL, &len));
	assert_int_equal(len, 77);
	memset(longest, '0', sizeof(longest));
	longest[CHECK_UDP_TEXT_SIZE + 1] = '\0'; /* one byte more than there may be */
	assert_false(check_udp_parse(longest, bytes, NULL, &len));
	longest[CHECK_UDP_TEXT_SIZE - 1] = '\0';
	assert_true(check_udp_parse(longest, bytes, NULL, &len));
	assert_int_equal(len, CHECK_UDP_BYTES_MAX);
}

static enum check_code
judge(const struct check_udp_spec *spec, const char *reply, size_t len)
{
	char detail[CHECK_DETAIL_SIZE];

	return check_udp_judge(spec, (const uint8_t *)reply, len, detail);
}

TEST(a_reply_begins_as_the_pattern_says_and_is_as_long_as_it_may_be)
{
	struct check_udp_spec spec = {
	    .require_reply = true,
	    .reply = {bytes, mask, 0},
	    .min_reply_length = 3,
	    .max_reply_length = 4
        };

	assert_true(check_udp_parse("61X2", bytes, mask, &spec.reply.len));
	assert_int_equal(judge(&spec, "abc", 3), CHECK_OK);
	assert_int_equal(judge(&spec, "a2cd", 4), CHECK_OK);
	assert_int_equal(judge(&spec, "ab", 2), CHECK_ANSWER);
	assert_int_equal(judge(&spec, "abcde", 5), CHECK_ANSWER);
	assert_int_equal(judge(&spec, "acc", 3), CHECK_ANSWER);
	assert_int_equal(judge(&spec, "bbc", 3), CHECK_ANSWER);
	spec.min_reply_length = 0;
	assert_int_equal(judge(&spec, "a", 1), CHECK_ANSWER);
	assert_int_equal(judge(&spec, "", 0), CHECK_ANSWER);
	spec.reply.len = 0;
	assert_int_equal(judge(&spec, "", 0), CHECK_OK);
}

TEST(without_require_reply_any_answer_will_do)
{
	const struct check_udp_spec spec = {.max_reply_length = 1};

	assert_int_equal(judge(&spec, "xyz", 3), CHECK_OK);
}

TEST(every_member_that_matters_makes_a_difference)
{
	uint8_t other[1] = {1};
	const struct check_udp_spec a = {
	    .payload = {bytes, NULL, 1}
        };
	struct check_udp_spec b[6];

	bytes[0] = 0;
	for (size_t i = 0; i < 6; i++)
		b[i] = a;
	assert_true(check_udp_equal(&a, &b[0]));
	b[0].payload.bytes = other;
	b[1].payload.len = 0;
	b[2].require_reply = true;
	b[3].reply = (struct check_udp_bytes){bytes, mask, 1};
	b[4].min_reply_length = 1;
	b[5].max_reply_length = 1;
	for (size_t i = 0; i < 6; i++)
		assert_false(check_udp_equal(&a, &b[i]));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(digits_are_read_two_a_byte_and_said_again),
	    cmocka_unit_test(what_is_no_whole_byte_is_refused),
	    cmocka_unit_test(
		a_reply_begins_as_the_pattern_says_and_is_as_long_as_it_may_be),
	    cmocka_unit_test(without_require_reply_any_answer_will_do),
	    cmocka_unit_test(every_member_that_matters_makes_a_difference),
	};

	return cmocka_run_group_tests_name("check_udp_spec", tests, NULL, NULL);
}
