/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/unit.h"

#include <string.h>

#include "agent/conf/conf_read.h"
#include "agent/lib/arena.h"
#include "agent/lib/buf.h"
#include "tests/unit/conf_bench.h"

struct split_case {
	const char *text;
	const char *argv[6];
};

static const struct split_case cases[] = {
    {"/bin/true",             {"/bin/true"}              },
    {"  /bin/pidof \t nfsd ", {"/bin/pidof", "nfsd"}     },
    {"/bin/sh -c 'exit 1'",   {"/bin/sh", "-c", "exit 1"}},
    {"a \"b c\" d",           {"a", "b c", "d"}          },
    {"a 'it'\"'\"'s'",        {"a", "it's"}              },
    {"a '' \"\"",             {"a", "", ""}              },
    {"a b'c d'e",             {"a", "bc de"}             },
    {"a '\"' \"'\"",          {"a", "\"", "'"}           },
    {"a \\d \\",              {"a", "\\d", "\\"}         },
    {"a 'open",               {"a", "open"}              },
    {"",		      {NULL}		     },
    {"   ",		   {NULL}		     },
};

TEST(a_command_is_cut_at_blanks_outside_quotes)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct arena *arena = arena_new();
		void *argv = NULL;
		size_t argc = 0, want = 0;

		conf_command_split(arena, cases[i].text, &argv, &argc);
		while (cases[i].argv[want])
			want++;
		assert_int_equal(argc, want);
		for (size_t j = 0; j < argc; j++)
			assert_string_equal(((const char **)argv)[j], cases[i].argv[j]);
		arena_free(arena);
	}
}

TEST(what_was_cut_joins_to_what_cuts_the_same)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct arena *arena = arena_new();
		const char *text = conf_command_join(arena, cases[i].argv);
		void *argv = NULL;
		size_t argc = 0;

		conf_command_split(arena, text, &argv, &argc);
		for (size_t j = 0; j < argc; j++)
			assert_string_equal(((const char **)argv)[j], cases[i].argv[j]);
		assert_null(cases[i].argv[argc]);
		arena_free(arena);
	}
}

TEST(user_and_group_follow_the_command)
{
	struct model *model = conf_bench_load(
	    "global_defs {\nenable_script_security\n}\n"
	    "virtual_server 10.0.0.1 80 {\nlb_kind DR\nprotocol TCP\n"
	    "quorum_up \"/bin/up a 'b c'\" nobody nogroup\nquorum_down /bin/down\n}\n");
	const struct model_virtual_server *vs = model->virtual_servers;

	assert_int_equal(model->errors + model->warnings, 0);
	assert_string_equal(vs->quorum_up.argv[0], "/bin/up");
	assert_string_equal(vs->quorum_up.argv[2], "b c");
	assert_null(vs->quorum_up.argv[3]);
	assert_string_equal(vs->quorum_up.user, "nobody");
	assert_string_equal(vs->quorum_up.group, "nogroup");
	assert_string_equal(vs->quorum_down.argv[0], "/bin/down");
	assert_null(vs->quorum_down.user);
	model_free(model);
}

TEST(a_command_may_have_2048_bytes_and_not_one_more)
{
	for (size_t extra = 0; extra < 2; extra++) {
		struct buf text = {0};
		struct model *model;

		buf_puts(&text,
		    "global_defs {\nenable_script_security\n}\n"
		    "vrrp_script s {\nscript \"");
		for (size_t i = 0; i < 2048 + extra; i++)
			buf_putc(&text, 'x');
		buf_puts(&text, "\"\n}\n");
		model = conf_bench_load(buf_text(&text));
		assert_int_equal(model->errors > 0, extra);
		model_free(model);
		buf_fini(&text);
	}
}

TEST(the_first_command_without_script_security_is_told_once)
{
	struct model *model = conf_bench_load("vrrp_script s {\nscript /bin/true\n}\n"
					      "vrrp_script t {\nscript /bin/true\n}\n");

	assert_int_equal(model->warnings, 1);
	assert_int_equal(conf_bench_find(model, "script_security")->place.line, 2);
	model_free(model);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_command_is_cut_at_blanks_outside_quotes),
	    cmocka_unit_test(what_was_cut_joins_to_what_cuts_the_same),
	    cmocka_unit_test(user_and_group_follow_the_command),
	    cmocka_unit_test(a_command_may_have_2048_bytes_and_not_one_more),
	    cmocka_unit_test(the_first_command_without_script_security_is_told_once),
	};

	return cmocka_run_group_tests_name("conf_command", tests, NULL, NULL);
}
