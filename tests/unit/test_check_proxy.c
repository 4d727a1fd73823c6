/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/unit.h"

#include <string.h>

#include "checks/check_proxy.h"

TEST(version_1_is_a_line_of_both_ends)
{
	const struct addr from = addr_v4(0x0a0101a0), to = addr_v4(0x0a0101a3);
	char line[CHECK_PROXY_SIZE];
	size_t len = check_proxy_line(&from, 40000, &to, 80, line);

	assert_int_equal(len, strlen(line));
	assert_string_equal(line, "PROXY TCP4 10.1.1.160 10.1.1.163 40000 80\r\n");
}

TEST(the_longest_line_of_version_1_has_room)
{
	struct addr from, to;
	char line[CHECK_PROXY_SIZE];

	assert_true(addr_parse("1111:2222:3333:4444:5555:6666:7777:8888", &from));
	assert_true(addr_parse("2001:db8:aaaa:bbbb:cccc:dddd:eeee:ffff", &to));
	/* 6 + 5 + 39 + 1 + 38 + 1 + 5 + 1 + 5 + 2 */
	assert_int_equal(check_proxy_line(&from, 65535, &to, 65535, line), 103);
	assert_string_equal(line,
	    "PROXY TCP6 1111:2222:3333:4444:5555:6666:7777:8888 "
	    "2001:db8:aaaa:bbbb:cccc:dddd:eeee:ffff 65535 65535\r\n");
}

TEST(version_2_says_that_it_is_of_the_proxy_itself)
{
	unsigned char header[CHECK_PROXY_SIZE];

	assert_int_equal(check_proxy_local(header), 16);
	assert_memory_equal(header, "\r\n\r\n\0\r\nQUIT\n", 12);
	assert_int_equal(header[12], 0x20); /* version 2, LOCAL */
	assert_memory_equal(header + 13, "\0\0\0", 3);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(version_1_is_a_line_of_both_ends),
	    cmocka_unit_test(the_longest_line_of_version_1_has_room),
	    cmocka_unit_test(version_2_says_that_it_is_of_the_proxy_itself),
	};

	return cmocka_run_group_tests_name("check_proxy", tests, NULL, NULL);
}
