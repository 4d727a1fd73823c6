/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/unit.h"

#include <string.h>

#include "checks/check_regex.h"

static bool
found(const struct check_http_regex *regex, const char *body)
{
	bool is = false;

	assert_null(check_regex_find(regex, body, strlen(body), &is));
	return is;
}

TEST(finds_what_is_there)
{
	struct check_http_regex regex = {
	    .pattern = "sta.us:\\s+ok", .max_offset = CONF_UNSET};

	assert_true(found(&regex, "a page\nstatus:  ok\n"));
	assert_false(found(&regex, "a page\nSTATUS:  ok\n"));
	assert_false(found(&regex, ""));
	regex.options = check_regex_option("caseless");
	assert_true(found(&regex, "a page\nSTATUS:  ok\n"));
}

TEST(looks_between_its_offsets_only)
{
	struct check_http_regex regex = {.pattern = "ok", .max_offset = CONF_UNSET};

	regex.min_offset = 4;
	assert_true(found(&regex, "....ok"));
	regex.min_offset = 5;
	assert_false(found(&regex, "....ok"));
	regex.min_offset = 7; /* beyond the end */
	assert_false(found(&regex, "....ok"));
	regex.min_offset = 0;
	regex.max_offset = 4;
	assert_true(found(&regex, "....ok"));
	regex.max_offset = 3;
	assert_false(found(&regex, "....ok"));
}

TEST(a_pattern_that_explodes_is_stopped)
{
	const struct check_http_regex regex = {
	    .pattern = "^(a+)+$", .max_offset = CONF_UNSET};
	const char body[] = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab";
	bool is = true;

	assert_string_equal(check_regex_find(&regex, body, sizeof(body) - 1, &is),
	    "needs too much work on this body");
	assert_false(is);
}

TEST(a_body_that_is_not_utf_8_is_said_to_be_so)
{
	const struct check_http_regex regex = {.pattern = "a",
	    .max_offset = CONF_UNSET,
	    .options = check_regex_option("utf")};
	bool is;

	assert_string_equal(
	    check_regex_find(&regex, "a\xff", 2, &is), "the body is not UTF-8");
}

TEST(a_pattern_that_does_not_compile_says_where)
{
	const struct check_http_regex good = {.pattern = "a(b)"},
				      bad = {.pattern = "a(b"};
	char why[CHECK_REGEX_ERROR_SIZE];
	size_t at = 0;

	assert_true(check_regex_compiles(&good, why, &at));
	assert_false(check_regex_compiles(&bad, why, &at));
	assert_int_equal(at, 3);
	assert_string_equal(why, "missing closing parenthesis");
}

TEST(options_have_words)
{
	uint32_t bits = check_regex_option("caseless") | check_regex_option("utf");

	assert_int_equal(check_regex_option("case"), 0);
	assert_string_equal(check_regex_option_word(bits, 0), "caseless");
	assert_string_equal(check_regex_option_word(bits, 1), "utf");
	assert_null(check_regex_option_word(bits, 2));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(finds_what_is_there),
	    cmocka_unit_test(looks_between_its_offsets_only),
	    cmocka_unit_test(a_pattern_that_explodes_is_stopped),
	    cmocka_unit_test(a_body_that_is_not_utf_8_is_said_to_be_so),
	    cmocka_unit_test(a_pattern_that_does_not_compile_says_where),
	    cmocka_unit_test(options_have_words),
	};

	return cmocka_run_group_tests_name("check_regex", tests, NULL, NULL);
}
