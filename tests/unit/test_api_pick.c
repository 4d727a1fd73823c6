/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/unit.h"

#include <stdio.h>
#include <string.h>

#include "api/api_pick.h"

static const struct {
	const char *fields, *text, *picked;
} cases[] = {
    {"a",   "{\"a\":1,\"b\":2}\n",					    "{\"a\":1}\n"     },
    {"b",   "{\"a\":1,\"b\":2}\n",					    "{\"b\":2}\n"     },
    {"a,c", "{\"a\":1,\"b\":{\"a\":[1,2]},\"c\":[{\"b\":3}]}",
     "{\"a\":1,\"c\":[{\"b\":3}]}"							      },
    {"x",   "{\"a\":1,\"b\":2}",					      "{}"              },
    {"",    "{\"a\":1}",						      "{}"              },
    {"a",   "{}",							     "{}"              },
 /* What looks like structure within a text is none. */
    {"b",   "{\"a\":\"},\\\"b\\\":{\",\"b\":\"\\\\\",\"c\":\"[\"}",           "{\"b\":\"\\\\\"}"},
    {"a",   "{\"items\":[{\"a\":1,\"b\":2},{\"b\":3},{\"a\":4}]}",
     "{\"items\":[{\"a\":1},{},{\"a\":4}]}"						     },
    {"a",   "{\"items\":[],\"next_cursor\":\"x\"}",
     "{\"items\":[],\"next_cursor\":\"x\"}"						     },
    {"a",   "{\"items\":[{\"b\":[{\"a\":1}],\"a\":2}],\"next_cursor\":null}",
     "{\"items\":[{\"a\":2}],\"next_cursor\":null}"                                             },
};

static void
pick_in_pieces(size_t index, size_t piece)
{
	struct api_pick pick = {.fields = cases[index].fields};
	const char *text = cases[index].text;
	struct buf out = {0};

	for (size_t at = 0; at < strlen(text); at += piece) {
		size_t left = strlen(text) - at;

		api_pick(&pick, text + at, left < piece ? left : piece, &out);
	}
	assert_string_equal(buf_text(&out), cases[index].picked);
	buf_fini(&out);
}

TEST(only_what_was_asked_for_is_left_of_each_object)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		pick_in_pieces(i, 1000);
}

TEST(pieces_of_any_size_give_the_same)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		for (size_t piece = 1; piece < 20; piece++)
			pick_in_pieces(i, piece);
}

/* A key of 64 bytes cannot be one that was asked for. */
TEST(a_key_that_is_too_long_is_not_picked)
{
	char text[100], key[65];
	struct api_pick pick = {.fields = key};
	struct buf out = {0};

	memset(key, 'k', 64);
	key[64] = '\0';
	(void)snprintf(text, sizeof(text), "{\"%s\":1}", key);
	api_pick(&pick, text, strlen(text), &out);
	assert_string_equal(buf_text(&out), "{}");
	buf_fini(&out);
}

TEST(what_is_not_json_does_no_harm)
{
	static const char *const rubbish[] = {
	    "}}}]]],", "\"\"\"", "{{{{", "{\"a", "[,,:"};

	for (size_t i = 0; i < sizeof(rubbish) / sizeof(rubbish[0]); i++) {
		struct api_pick pick = {.fields = "a"};
		struct buf out = {0};

		api_pick(&pick, rubbish[i], strlen(rubbish[i]), &out);
		assert_true(out.len <= strlen(rubbish[i]));
		buf_fini(&out);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(only_what_was_asked_for_is_left_of_each_object),
	    cmocka_unit_test(pieces_of_any_size_give_the_same),
	    cmocka_unit_test(a_key_that_is_too_long_is_not_picked),
	    cmocka_unit_test(what_is_not_json_does_no_harm),
	};

	return cmocka_run_group_tests_name("api_pick", tests, NULL, NULL);
}
