/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/talk_bench.h"

#include "checks/check_pgsql_talk.h"

TEST(either_answer_about_tls_is_fit)
{
	const struct check_pgsql_spec spec = {0};
	talk_play(check_pgsql_talk,
	    &(struct talk_case){.spec = &spec,
		TALK_HEARD("S"),
		.code = CHECK_OK,
		.detail = "speaks TLS",
		.said = "\0\0\0\x08\x04\xd2\x16\x2f",
		.said_len = 8});
	talk_play(check_pgsql_talk,
	    &(struct talk_case){.spec = &spec,
		TALK_HEARD("N"),
		.code = CHECK_OK,
		.detail = "speaks without TLS"});
}

TEST(a_session_that_would_begin_is_fit)
{
	/* 4 + 4 + "user\0mon\0" 9 + "database\0d\0" 11 + 1 = 29 */
	const struct check_pgsql_spec spec = {.user = "mon", .database = "d"};
	talk_play(check_pgsql_talk,
	    &(struct talk_case){.spec = &spec,
		TALK_HEARD("R\0\0\0\x0c\0\0\0\x05salt"),
		.code = CHECK_OK,
		.detail = "asks to authenticate",
		.said = "\0\0\0\x1d\0\x03\0\0user\0mon\0database\0d\0\0",
		.said_len = 29});
	talk_play(check_pgsql_talk,
	    &(struct talk_case){.spec = &spec,
		TALK_HEARD("R\0\0\0\x08\0\0\0\0"),
		.code = CHECK_OK,
		.detail = "takes the user"});
}

TEST(its_own_reason_is_told)
{
	const struct check_pgsql_spec spec = {.user = "mon"};
	talk_play(check_pgsql_talk,
	    &(struct talk_case){.spec = &spec,
		TALK_HEARD("E\0\0\0\x1dSFATAL\0C57P03\0Mstarting\0\0"),
		.code = CHECK_ANSWER_ERROR,
		.detail = "starting"});
	talk_play(check_pgsql_talk,
	    &(struct talk_case){.spec = &spec,
		TALK_HEARD("E\0\0\0\x09SFATA"),
		.code = CHECK_ANSWER_ERROR,
		.detail = "no reason given"});
	talk_play(check_pgsql_talk,
	    &(struct talk_case){.spec = &spec,
		TALK_HEARD("E\0\0\0\x08Mabc"),
		.code = CHECK_ANSWER_ERROR,
		.detail = "abc"});
}

TEST(anything_else_is_no_answer)
{
	const struct check_pgsql_spec spec = {.user = "mon"};
	talk_play(check_pgsql_talk,
	    &(struct talk_case){.spec = &spec,
		TALK_HEARD("HTTP/1.1 400"),
		.code = CHECK_ANSWER_PROTOCOL,
		.detail = "not an answer"});
	talk_play(check_pgsql_talk,
	    &(struct talk_case){.spec = &spec,
		TALK_HEARD("R\0\0\0\x07\0\0\0"),
		.code = CHECK_ANSWER_PROTOCOL,
		.detail = "not an answer"});
	talk_play(check_pgsql_talk,
	    &(struct talk_case){.spec = &spec,
		TALK_HEARD("E\xff\xff\xff\xff...."),
		.code = CHECK_ANSWER_PROTOCOL,
		.detail = "not an answer"});
	talk_play(check_pgsql_talk,
	    &(struct talk_case){.spec = &spec,
		TALK_HEARD("E\0\0\x75\x31...."),
		.code = CHECK_ANSWER_PROTOCOL,
		.detail = "not an answer"});
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(either_answer_about_tls_is_fit),
	    cmocka_unit_test(a_session_that_would_begin_is_fit),
	    cmocka_unit_test(its_own_reason_is_told),
	    cmocka_unit_test(anything_else_is_no_answer),
	};

	return cmocka_run_group_tests_name("check_pgsql_talk", tests, NULL, NULL);
}
