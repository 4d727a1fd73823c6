/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/unit.h"

#include <string.h>

#include "agent/conf/conf_read.h"

static const char *const words[] = {"virtual_router_id", "priority", "interface",
    "nopreempt", "preempt", "rr", "wrr", "DR", NULL};

struct near_case {
	const char *word, *meant; /* NULL: none */
};

static const struct near_case cases[] = {
    {"prioritty",					       "priority"         },
    {"prority",						 "priority"         },
    {"pirority",						"priority"         }, /* neighbours swapped: one edit */
    {"PRIORITY",						"priority"         }, /* case does not count */
    {"intreface",					       "interface"        },
    {"virtual_router",					  "virtual_router_id"}, /* 3 of 17 */
    {"DT",						      "DR"	       }, /* one of two */
    {"xyzzy",						   NULL               },
    {"x",						       NULL	       },
    {"",							NULL	       },
    {"a_word_so_long_that_nothing_could_have_been_meant_by_it", NULL               },
};

TEST(the_nearest_word_is_meant_unless_all_are_far)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *got = conf_near_word(cases[i].word, words);

		if (cases[i].meant)
			assert_string_equal(got, cases[i].meant);
		else
			assert_null(got);
	}
}

TEST(of_two_near_words_the_nearer_is_meant)
{
	assert_string_equal(conf_near_word("nopreemp", words), "nopreempt");
	assert_string_equal(conf_near_word("preemp", words), "preempt");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_nearest_word_is_meant_unless_all_are_far),
	    cmocka_unit_test(of_two_near_words_the_nearer_is_meant),
	};

	return cmocka_run_group_tests_name("conf_near", tests, NULL, NULL);
}
