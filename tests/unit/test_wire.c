/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/unit.h"

#include "agent/lib/checksum.h"
#include "agent/lib/wire.h"

TEST(a_short_read_fails_for_good_and_yields_zeros)
{
	const uint8_t bytes[] = {0x21, 0x33, 0xc8};
	struct rd rd = rd_init(bytes, sizeof(bytes));

	assert_int_equal(rd_be16(&rd), 0x2133);
	assert_int_equal(rd_be16(&rd), 0);
	assert_int_equal(rd_u8(&rd), 0);
	assert_false(rd_ok(&rd));
}

TEST(a_write_past_the_end_vanishes)
{
	uint8_t bytes[4] = {0, 0, 0, 0xee};
	struct wr wr = wr_init(bytes, 3);

	wr_be16(&wr, 0x1234);
	wr_be16(&wr, 0x5678);
	assert_false(wr_ok(&wr));
	assert_int_equal(bytes[3], 0xee);
	assert_int_equal(wr_len(&wr), 2);
}

/* The advert of SCENARIO.md: vrid 51, priority 200. */
TEST(the_checksum_of_a_real_advert_is_right)
{
	const uint8_t advert[] = {0x21, 0x33, 0xc8, 0x01, 0x01, 0x01, 0xa7, 0xc0, 0x0a,
	    0x01, 0x01, 0xa6, 0x31, 0x31, 0x31, 0x31, 0, 0, 0, 0};

	assert_int_equal(checksum_inet(advert, sizeof(advert)), 0);
}

TEST(an_odd_byte_is_padded_with_zero)
{
	const uint8_t odd[] = {0x12, 0x34, 0x56};
	const uint8_t even[] = {0x12, 0x34, 0x56, 0x00};

	assert_int_equal(checksum_inet(odd, 3), checksum_inet(even, 4));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_short_read_fails_for_good_and_yields_zeros),
	    cmocka_unit_test(a_write_past_the_end_vanishes),
	    cmocka_unit_test(the_checksum_of_a_real_advert_is_right),
	    cmocka_unit_test(an_odd_byte_is_padded_with_zero),
	};

	return cmocka_run_group_tests_name("wire", tests, NULL, NULL);
}
