/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/unit.h"

#include <string.h>

#include "agent/lib/addr.h"
#include "mib/mib_fact.h"

enum colour { COLOUR_RED, COLOUR_BLUE };

struct row {
	uint8_t one;
	uint16_t two;
	uint32_t four;
	uint64_t eight;
	int32_t minus;
	int64_t far;
	bool yes, no;
	enum colour colour;
	char text[300];
	int64_t when_ms, never_ms;
	struct addr v4, v6, none;
	uint8_t mac[6];
};

static const struct mib_column columns[] = {
    MIB_UINT(0, row, one),
    MIB_UINT(1, row, two),
    MIB_UINT(2, row, four),
    MIB_UINT(3, row, eight),
    MIB_COUNT(4, row, eight),
    MIB_INT(5, row, minus),
    MIB_INT(6, row, far),
    MIB_BOOL(7, row, yes),
    MIB_BOOL(8, row, no),
    MIB_ENUM(9, row, colour),
    MIB_TEXT(10, row, text),
    MIB_DATE(11, row, when_ms),
    MIB_DATE(12, row, never_ms),
    MIB_INET(13, row, v4),
    MIB_INET(14, row, v6),
    MIB_INET(15, row, none),
    MIB_INET_TYPE(16, row, v4),
    MIB_INET_TYPE(17, row, v6),
    MIB_INET_TYPE(18, row, none),
    MIB_MAC(19, row, mac),
};

static struct mib_value
value_of(const struct row *row, uint32_t number)
{
	const struct mib_column *column = &columns[number];
	struct mib_value value = {.type = column->type};

	assert_int_equal(column->number, number);
	column->get(&(struct mib_cell){.row = row, .column = column}, &value);
	return value;
}

static uint64_t
number_of(const struct row *row, uint32_t number)
{
	return value_of(row, number).number;
}

TEST(integers_of_each_size_are_read)
{
	const struct row row = {.one = 0xfe, .two = 0xfedc, .four = 0xfedcba98};

	assert_int_equal(number_of(&row, 0), 0xfe);
	assert_int_equal(number_of(&row, 1), 0xfedc);
	assert_int_equal(number_of(&row, 2), 0xfedcba98);
}

TEST(what_is_over_32_bits_is_held_there_but_for_a_counter64)
{
	const struct row at = {.eight = UINT32_MAX};
	const struct row over = {.eight = UINT64_C(1) << 32};

	assert_int_equal(number_of(&at, 3), UINT32_MAX);
	assert_int_equal(number_of(&over, 3), UINT32_MAX);
	assert_int_equal(number_of(&over, 4), UINT64_C(1) << 32);
}

TEST(signed_integers_keep_their_sign_and_stop_at_32_bits)
{
	struct row row = {.minus = -20, .far = INT64_C(-3000000000)};

	assert_int_equal((int64_t)number_of(&row, 5), -20);
	assert_int_equal((int64_t)number_of(&row, 6), INT32_MIN);
	row.far = INT64_C(3000000000);
	assert_int_equal((int64_t)number_of(&row, 6), INT32_MAX);
	row.far = -7;
	assert_int_equal((int64_t)number_of(&row, 6), -7);
}

TEST(truth_is_one_or_two_and_words_count_from_one)
{
	const struct row row = {.yes = true, .colour = COLOUR_BLUE};

	assert_int_equal(number_of(&row, 7), 1);
	assert_int_equal(number_of(&row, 8), 2);
	assert_int_equal(number_of(&row, 9), 2);
}

TEST(a_text_is_cut_at_255_octets)
{
	struct row row = {0};

	memset(row.text, 'x', 256);
	assert_int_equal(value_of(&row, 10).octets_len, 255);
	row.text[255] = '\0';
	assert_int_equal(value_of(&row, 10).octets_len, 255);
	row.text[254] = '\0';
	assert_int_equal(value_of(&row, 10).octets_len, 254);
	row.text[0] = '\0';
	assert_int_equal(value_of(&row, 10).octets_len, 0);
}

/* 2026-11-24 23:05:06.789 UTC: 1795561506.789 s; 2026 is 0x07ea. */
TEST(a_date_is_in_utc_and_zeros_when_there_was_none)
{
	const struct row row = {.when_ms = INT64_C(1795561506789)};
	const uint8_t want[] = {0x07, 0xea, 11, 24, 23, 5, 6, 7, '+', 0, 0};
	const uint8_t zeros[8] = {0};
	struct mib_value value = value_of(&row, 11);

	assert_int_equal(value.octets_len, sizeof(want));
	assert_memory_equal(value.octets, want, sizeof(want));
	value = value_of(&row, 12);
	assert_int_equal(value.octets_len, sizeof(zeros));
	assert_memory_equal(value.octets, zeros, sizeof(zeros));
}

TEST(an_address_has_its_length_and_its_type)
{
	struct row row = {
	    .v4 = addr_v4(0x0a010203), .mac = {1, 2, 3, 4, 5, 6}
        };
	const uint8_t v4[] = {10, 1, 2, 3};
	struct mib_value value = value_of(&row, 13);

	assert_true(addr_parse("2001:db8::9", &row.v6));
	assert_int_equal(value.octets_len, 4);
	assert_memory_equal(value.octets, v4, 4);
	assert_int_equal(value_of(&row, 14).octets_len, 16);
	assert_int_equal(value_of(&row, 14).octets[15], 9);
	assert_int_equal(value_of(&row, 15).octets_len, 0);
	assert_int_equal(number_of(&row, 16), 1);
	assert_int_equal(number_of(&row, 17), 2);
	assert_int_equal(number_of(&row, 18), 0);
	assert_int_equal(value_of(&row, 19).octets_len, 6);
	assert_int_equal(value_of(&row, 19).octets[5], 6);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(integers_of_each_size_are_read),
	    cmocka_unit_test(what_is_over_32_bits_is_held_there_but_for_a_counter64),
	    cmocka_unit_test(signed_integers_keep_their_sign_and_stop_at_32_bits),
	    cmocka_unit_test(truth_is_one_or_two_and_words_count_from_one),
	    cmocka_unit_test(a_text_is_cut_at_255_octets),
	    cmocka_unit_test(a_date_is_in_utc_and_zeros_when_there_was_none),
	    cmocka_unit_test(an_address_has_its_length_and_its_type),
	};

	return cmocka_run_group_tests_name("mib_fact", tests, NULL, NULL);
}
