/* SPDX-License-Identifier: Apache-2.0 */
/* The bytes of grpc.health.v1. */
#include "tests/unit/unit.h"

#include <string.h>

#include "checks/check_grpc_wire.h"

TEST(asks_for_the_whole_with_an_empty_message)
{
	static const uint8_t wanted[5] = {0};
	uint8_t out[CHECK_GRPC_ASK_MAX];

	assert_int_equal(check_grpc_ask(NULL, out), 5);
	assert_memory_equal(out, wanted, 5);
	assert_int_equal(check_grpc_ask("", out), 5);
}

/* A length has seven bits a byte: 127 takes one, 128 (0x80 0x01) and 255 (0xff 0x01)
 * two. */
TEST(asks_for_a_service_by_its_name)
{
	static const struct {
		size_t len;
		uint8_t head[8];
		size_t head_len;
	} cases[] = {
	    {3,   {0, 0, 0, 0, 5, 0x0a, 3},            7},
	    {127, {0, 0, 0, 0, 129, 0x0a, 127},        7},
	    {128, {0, 0, 0, 0, 131, 0x0a, 0x80, 0x01}, 8},
	    {255, {0, 0, 0, 1, 2, 0x0a, 0xff, 0x01},   8},
	};

	for (size_t i = 0; i < 4; i++) {
		uint8_t out[CHECK_GRPC_ASK_MAX];
		char name[256] = {0};

		memset(name, 'n', cases[i].len);
		assert_int_equal(
		    check_grpc_ask(name, out), cases[i].head_len + cases[i].len);
		assert_memory_equal(out, cases[i].head, cases[i].head_len);
		assert_memory_equal(out + cases[i].head_len, name, cases[i].len);
	}
}

/* SERVING, after a text that nobody knows (field 2), a fixed64 (3) and a fixed32 (4).
 */
static const uint8_t full[] = {0, 0, 0, 0, 20, 0x12, 2, 'h', 'i', 0x19, 1, 2, 3, 4, 5,
    6, 7, 8, 0x25, 1, 2, 3, 4, 0x08, 1};

TEST(takes_the_status_and_passes_over_the_rest)
{
	static const uint8_t empty[5] = {0};
	uint32_t serving = 9;

	assert_true(check_grpc_answer(full, sizeof(full), &serving));
	assert_int_equal(serving, CHECK_GRPC_IS_SERVING);
	assert_true(check_grpc_answer(empty, 5, &serving));
	assert_int_equal(serving, CHECK_GRPC_IS_UNKNOWN);
}

TEST(an_answer_cut_at_any_length_is_none)
{
	uint32_t serving;

	for (size_t len = 0; len < sizeof(full); len++) {
		uint8_t cut[sizeof(full)];

		assert_false(check_grpc_answer(full, len, &serving));
		if (len < 5)
			continue;
		/* Cut within, and the length says so: whole fields only are an answer.
		 */
		memcpy(cut, full, len);
		cut[4] = (uint8_t)(len - 5);
		assert_int_equal(check_grpc_answer(cut, len, &serving),
		    len == 5 || len == 9 || len == 18 || len == 23);
	}
}

TEST(what_is_no_answer_is_refused)
{
	static const struct {
		uint8_t bytes[20];
		size_t len;
	} cases[] = {
	    {{1, 0, 0, 0, 2, 0x08, 1},					       7 }, /* compressed */
	    {{0, 0, 0, 0, 2, 0x08, 1, 0},					    8 }, /* and more */
	    {{0, 0, 0, 0, 1, 0x0b},						  6 }, /* a group */
	    {{0, 0, 0, 0, 6, 0x08, 0x80, 0x80, 0x80, 0x80, 0x08},                    11}, /* 2^31 */
	    {{0, 0, 0, 0, 11, 0x08, 255, 255, 255, 255, 255, 255, 255, 255, 255, 2},
             16									}, /* 65 bits */
	    {{0, 0, 0, 0, 3, 0x12, 0xff, 0x7f},                                      8 }, /* text beyond */
	};
	uint32_t serving;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_false(check_grpc_answer(cases[i].bytes, cases[i].len, &serving));
}

TEST(words_are_those_of_grpc)
{
	assert_string_equal(check_grpc_serving_word(2), "NOT_SERVING");
	assert_string_equal(check_grpc_serving_word(3), "SERVICE_UNKNOWN");
	assert_null(check_grpc_serving_word(4));
	assert_string_equal(check_grpc_status_word(14), "UNAVAILABLE");
	assert_string_equal(check_grpc_status_word(16), "UNAUTHENTICATED");
	assert_null(check_grpc_status_word(17));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(asks_for_the_whole_with_an_empty_message),
	    cmocka_unit_test(asks_for_a_service_by_its_name),
	    cmocka_unit_test(takes_the_status_and_passes_over_the_rest),
	    cmocka_unit_test(an_answer_cut_at_any_length_is_none),
	    cmocka_unit_test(what_is_no_answer_is_refused),
	    cmocka_unit_test(words_are_those_of_grpc),
	};

	return cmocka_run_group_tests_name("check_grpc_wire", tests, NULL, NULL);
}
