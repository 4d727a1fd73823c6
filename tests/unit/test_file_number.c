/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/unit.h"

#include <string.h>

#include "agent/lib/file_number.h"

TEST(a_number_with_blanks_around_it_is_read)
{
	static const struct {
		const char *text;
		int32_t want;
	} cases[] = {
	    {"0",             0        },
	    {"7\n",           7        },
	    {" -30 \r\n",     -30      },
	    {"+5",            5        },
	    {"2147483647",    INT32_MAX},
	    {"-2147483648",   INT32_MIN},
	    {"\t 000012\n\n", 12       },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int32_t got = 99;

		assert_true(file_number(cases[i].text, strlen(cases[i].text), &got));
		assert_int_equal(got, cases[i].want);
	}
}

TEST(anything_else_is_no_number)
{
	static const char *const cases[] = {"", "\n", "-", "+ 5", "5 6", "5a", "0x10",
	    "1.5", "2147483648", "-2147483649", "99999999999999999999999999", "--1"};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int32_t got = 99;

		assert_false(file_number(cases[i], strlen(cases[i]), &got));
		assert_int_equal(got, 99);
	}
	assert_false(file_number("5\0", 2, &(int32_t){0}));
}

/* Cut at every length, it is a shorter number or none, and never read past. */
TEST(a_number_cut_at_every_length_is_read_as_far_as_it_goes)
{
	static const int32_t wants[] = {0, 0, 0, 1, 12, 123, 123};
	static const char text[] = {' ', '+', '1', '2', '3', '\n'};

	for (size_t len = 0; len <= sizeof(text); len++) {
		int32_t got = 0;

		assert_int_equal(file_number(text, len, &got), len >= 3);
		assert_int_equal(got, wants[len]);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_number_with_blanks_around_it_is_read),
	    cmocka_unit_test(anything_else_is_no_number),
	    cmocka_unit_test(a_number_cut_at_every_length_is_read_as_far_as_it_goes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
