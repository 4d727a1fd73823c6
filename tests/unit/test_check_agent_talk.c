/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/talk_bench.h"

#include "checks/check_agent_talk.h"

TEST(a_line_says_state_and_weight)
{
	static const struct {
		const char *line;
		enum check_code code;
		int32_t percent;
		const char *detail;
	} cases[] = {
	    {"up\n",                    CHECK_OK,         100, "up, 100%"             },
	    {"ready\r\n",               CHECK_OK,         100, "ready, 100%"          },
	    {"75%\n",                   CHECK_OK,         75,  "75%"                  },
	    {"0%\n",                    CHECK_OK,         0,   "0%"                   },
	    {"256%\n",                  CHECK_OK,         256, "256%"                 },
	    {"ready, 50%\n",            CHECK_OK,         50,  "ready, 50%"           },
	    {"up\t20%\n",               CHECK_OK,         20,  "up, 20%"              },
	    {"drain\n",                 CHECK_OK,         0,   "drain, 100%"          },
	    {"75% drain\n",             CHECK_OK,         0,   "drain, 75%"           },
	    {"up maxconn:30\n",         CHECK_OK,         100, "up, 100%"             },
	    {"down\n",                  CHECK_AGENT_DOWN, -1,  "down"                 },
	    {"up down\n",               CHECK_AGENT_DOWN, -1,  "down"                 },
	    {"maint\n",                 CHECK_AGENT_DOWN, -1,  "maint"                },
	    {"stopped #by hand, now\n", CHECK_AGENT_DOWN, -1,  "stopped: by hand, now"},
	    {"50% fail#disk full\n",    CHECK_AGENT_DOWN, -1,  "fail: disk full"      },
	    {"up #all is well\n",       CHECK_OK,         100, "up, 100%"             },
	};
	const struct check_agent_spec spec = {0};
	static struct talk_bench b;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct talk_case c = {.spec = &spec,
		    .heard = cases[i].line,
		    .heard_len = strlen(cases[i].line),
		    .code = cases[i].code,
		    .detail = cases[i].detail,
		    .said = ""};

		talk_play(check_agent_talk, &c);
		talk_hear(&b, check_agent_talk, &c, c.heard_len, c.heard_len);
		assert_int_equal(b.talk.verdict.dynamic_weight, cases[i].percent);
		assert_int_equal(b.talk.verdict.weight_as == CHECK_WEIGHT_PERCENT,
		    cases[i].code == CHECK_OK);
	}
}

TEST(the_connections_end_ends_the_line_too)
{
	const struct check_agent_spec spec = {.send = "state?\n"};
	talk_play(check_agent_talk,
	    &(struct talk_case){.spec = &spec,
		TALK_HEARD("down"),
		.ended = true,
		.code = CHECK_AGENT_DOWN,
		.detail = "down",
		.said = "state?\n"});
}

TEST(an_unknown_word_makes_no_opinion_of_the_rest)
{
	const struct check_agent_spec spec = {0};
	talk_play(check_agent_talk,
	    &(struct talk_case){.spec = &spec,
		TALK_HEARD("upp 75%\n"),
		.code = CHECK_ANSWER_PROTOCOL,
		.detail = "not an agent's line: \"upp 75%\""});
	talk_play(check_agent_talk,
	    &(struct talk_case){.spec = &spec,
		TALK_HEARD("257%\n"),
		.code = CHECK_ANSWER_PROTOCOL,
		.detail = "not an agent"});
	talk_play(check_agent_talk,
	    &(struct talk_case){.spec = &spec,
		TALK_HEARD("%\n"),
		.code = CHECK_ANSWER_PROTOCOL,
		.detail = "not an agent"});
	talk_play(check_agent_talk,
	    &(struct talk_case){.spec = &spec,
		TALK_HEARD("75\n"),
		.code = CHECK_ANSWER_PROTOCOL,
		.detail = "not an agent"});
	talk_play(check_agent_talk,
	    &(struct talk_case){.spec = &spec,
		TALK_HEARD("\n"),
		.code = CHECK_ANSWER_PROTOCOL,
		.detail = "not an agent"});
	talk_play(check_agent_talk,
	    &(struct talk_case){.spec = &spec,
		TALK_HEARD(""),
		.ended = true,
		.code = CHECK_CLOSED,
		.detail = "closed"});
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_line_says_state_and_weight),
	    cmocka_unit_test(the_connections_end_ends_the_line_too),
	    cmocka_unit_test(an_unknown_word_makes_no_opinion_of_the_rest),
	};

	return cmocka_run_group_tests_name("check_agent_talk", tests, NULL, NULL);
}
