/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/unit.h"

#include "agent/lib/addr.h"

TEST(parses_and_prints_both_families)
{
	static const char *const texts[] = {"10.1.1.166", "2001:db8::10", "::1"};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		char out[ADDR_TEXT_SIZE];
		struct addr addr;

		assert_true(addr_parse(texts[i], &addr));
		assert_string_equal(addr_format(&addr, out), texts[i]);
	}
}

TEST(refuses_what_is_not_exactly_one_address)
{
	static const char *const texts[] = {
	    "", "10.1.1", "10.1.1.256", "10.1.1.1 ", "10.1.1.1/24", "a::b::c"};
	struct addr addr = {0};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_false(addr_parse(texts[i], &addr));
	assert_false(addr_is_set(&addr));
}

TEST(a_prefix_is_that_of_a_host_unless_said)
{
	struct addr_prefix prefix;

	assert_true(addr_prefix_parse("10.1.1.166", &prefix));
	assert_int_equal(prefix.prefix_len, 32);
	assert_true(addr_prefix_parse("2001:db8::1/64", &prefix));
	assert_int_equal(prefix.prefix_len, 64);
	assert_false(addr_prefix_parse("10.1.1.166/33", &prefix));
	assert_false(addr_prefix_parse("10.1.1.166/", &prefix));
	assert_false(addr_prefix_parse("10.1.1.166/2x", &prefix));
}

TEST(orders_ipv4_by_value_and_families_apart)
{
	struct addr low = addr_v4(0x0a0101a0), high = addr_v4(0x0a0101a2), six;

	assert_true(addr_parse("::1", &six));
	assert_true(addr_cmp(&low, &high) < 0);
	assert_true(addr_cmp(&high, &low) > 0);
	assert_int_equal(addr_cmp(&low, &low), 0);
	assert_true(addr_cmp(&high, &six) < 0);
}

/* fe80::/10 ends with febf. */
TEST(knows_what_is_link_local)
{
	static const struct {
		const char *text;
		bool want;
	} cases[] = {
	    {"fe80::1",     true },
            {"febf:ffff::", true },
            {"fec0::1",     false},
	    {"fe7f::1",     false},
            {"2001:db8::1", false},
            {"254.128.0.1", false}
        };

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct addr addr;

		assert_true(addr_parse(cases[i].text, &addr));
		assert_int_equal(addr_is_link_local(&addr), cases[i].want);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(parses_and_prints_both_families),
	    cmocka_unit_test(refuses_what_is_not_exactly_one_address),
	    cmocka_unit_test(a_prefix_is_that_of_a_host_unless_said),
	    cmocka_unit_test(orders_ipv4_by_value_and_families_apart),
	    cmocka_unit_test(knows_what_is_link_local),
	};

	return cmocka_run_group_tests_name("addr", tests, NULL, NULL);
}
