/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/talk_bench.h"

#include "checks/check_smtp_talk.h"

TEST(a_greeting_helo_and_quit_are_fit)
{
	const struct check_smtp_spec spec = {0}, named = {.helo_name = "me.example"};
	talk_play(check_smtp_talk,
	    &(struct talk_case){.spec = &spec,
		.more = "host",
		TALK_HEARD("220 mx ready\r\n250 hello\r\n221 bye\r\n"),
		.code = CHECK_OK,
		.detail = "greeted",
		.said = "HELO host\r\nQUIT\r\n"});
	talk_play(check_smtp_talk,
	    &(struct talk_case){.spec = &named,
		.more = "host",
		TALK_HEARD("220-mx\r\n220-and more\r\n220 ready\r\n250\r\n221 bye\r\n"),
		.code = CHECK_OK,
		.detail = "greeted",
		.said = "HELO me.example\r\nQUIT\r\n"});
}

TEST(another_code_is_told_with_its_step)
{
	const struct check_smtp_spec spec = {0};
	talk_play(check_smtp_talk,
	    &(struct talk_case){.spec = &spec,
		.more = "h",
		TALK_HEARD("421 too busy\r\n"),
		.code = CHECK_ANSWER_ERROR,
		.detail = "greeting: got 421 too busy, want 220"});
	talk_play(check_smtp_talk,
	    &(struct talk_case){.spec = &spec,
		.more = "h",
		TALK_HEARD("220 x\r\n550 go away\r\n"),
		.code = CHECK_ANSWER_ERROR,
		.detail = "HELO: got 550 go away, want 250"});
	talk_play(check_smtp_talk,
	    &(struct talk_case){.spec = &spec,
		.more = "h",
		TALK_HEARD("220 x\r\n250-x\r\n502 no\r\n"),
		.code = CHECK_ANSWER_ERROR,
		.detail = "HELO: got 502"});
	talk_play(check_smtp_talk,
	    &(struct talk_case){.spec = &spec,
		.more = "h",
		TALK_HEARD("220 x\r\n250 x\r\n"),
		.ended = true,
		.code = CHECK_CLOSED,
		.detail = "closed"});
}

TEST(anything_else_is_no_answer)
{
	const struct check_smtp_spec spec = {0};
	talk_play(check_smtp_talk,
	    &(struct talk_case){.spec = &spec,
		.more = "h",
		TALK_HEARD("SSH-2.0-x\r\n"),
		.code = CHECK_ANSWER_PROTOCOL,
		.detail = "greeting: not an answer of SMTP: SSH"});
	talk_play(check_smtp_talk,
	    &(struct talk_case){.spec = &spec,
		.more = "h",
		TALK_HEARD("220x ready\r\n"),
		.code = CHECK_ANSWER_PROTOCOL,
		.detail = "greeting"});
	talk_play(check_smtp_talk,
	    &(struct talk_case){.spec = &spec,
		.more = "h",
		TALK_HEARD("22\r\n"),
		.code = CHECK_ANSWER_PROTOCOL,
		.detail = "greeting"});
	talk_play(check_smtp_talk,
	    &(struct talk_case){.spec = &spec,
		.more = "h",
		TALK_HEARD("22"),
		.ended = true,
		.code = CHECK_CLOSED,
		.detail = "closed"});
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_greeting_helo_and_quit_are_fit),
	    cmocka_unit_test(another_code_is_told_with_its_step),
	    cmocka_unit_test(anything_else_is_no_answer),
	};

	return cmocka_run_group_tests_name("check_smtp_talk", tests, NULL, NULL);
}
