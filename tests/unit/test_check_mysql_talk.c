/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/talk_bench.h"

#include "checks/check_mysql_talk.h"

TEST(a_greeting_is_fit)
{
	const struct check_mysql_spec spec = {0};
	talk_play(check_mysql_talk,
	    &(struct talk_case){.spec = &spec,
		TALK_HEARD("\x0b\0\0\0\x0a"
			   "8.0.36\0xyz"),
		.code = CHECK_OK,
		.detail = "version 8.0.36",
		.said = ""});
}

TEST(a_user_is_logged_in_and_out)
{
	/* 4 + 4 + 1 + 23 + "mon\0" 4 + 1 + "mysql_native_password\0" 22 = 59 */
	static const char said[] = "\x3b\0\0\1\x01\x82\x08\0\xfc\x0f\0\0\x21"
				   "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
				   "mon\0"
				   "\0"
				   "mysql_native_password\0"
				   "\1\0\0\0\1";
	const struct check_mysql_spec spec = {.user = "mon"};
	talk_play(check_mysql_talk,
	    &(struct talk_case){.spec = &spec,
		TALK_HEARD("\x0b\0\0\0\x0a"
			   "8.0.36\0xyz"
			   "\7\0\0\2\0\0\0\2\0\0\0"),
		.code = CHECK_OK,
		.detail = "logged in",
		.said = said,
		.said_len = sizeof(said) - 1});
	talk_play(check_mysql_talk,
	    &(struct talk_case){.spec = &spec,
		TALK_HEARD("\x0b\0\0\0\x0a"
			   "8.0.36\0xyz"
			   "\2\0\0\2\xfe"
			   "p"
			   "\1\0\0\4\0"),
		.code = CHECK_OK,
		.detail = "logged in"});
	talk_play(check_mysql_talk,
	    &(struct talk_case){.spec = &spec,
		TALK_HEARD("\x0b\0\0\0\x0a"
			   "8.0.36\0xyz"
			   "\x0f\0\0\2\xff\x15\x04#28000Access"),
		.code = CHECK_ANSWER_ERROR,
		.detail = "error 1045: Acce"});
	talk_play(check_mysql_talk,
	    &(struct talk_case){.spec = &spec,
		TALK_HEARD("\x0b\0\0\0\x0a"
			   "8.0.36\0xyz"
			   "\1\0\0\2\xfe"
			   "\1\0\0\4\xfe"),
		.code = CHECK_ANSWER_PROTOCOL,
		.detail = "not an answer"});
}

TEST(an_error_before_the_greeting_is_told)
{
	const struct check_mysql_spec spec = {0};
	talk_play(check_mysql_talk,
	    &(struct talk_case){.spec = &spec,
		TALK_HEARD("\x0b\0\0\0\xff\x69\x04"
			   "blocked!"),
		.code = CHECK_ANSWER_ERROR,
		.detail = "error 1129: blocked!"});
	talk_play(check_mysql_talk,
	    &(struct talk_case){.spec = &spec,
		TALK_HEARD("\2\0\0\0\xff\x69"),
		.code = CHECK_ANSWER_PROTOCOL,
		.detail = "not an answer"});
}

TEST(anything_else_is_no_answer)
{
	const struct check_mysql_spec spec = {0};
	talk_play(check_mysql_talk,
	    &(struct talk_case){.spec = &spec,
		TALK_HEARD("SSH-2.0-OpenSSH"),
		.code = CHECK_ANSWER_PROTOCOL,
		.detail = "not an answer"});
	talk_play(check_mysql_talk,
	    &(struct talk_case){.spec = &spec,
		TALK_HEARD("\0\0\0\0"),
		.code = CHECK_ANSWER_PROTOCOL,
		.detail = "not an answer"});
	talk_play(check_mysql_talk,
	    &(struct talk_case){.spec = &spec,
		TALK_HEARD("\xfc\x0f\0\0"),
		.code = CHECK_ANSWER_PROTOCOL,
		.detail = "not an answer"});
	talk_play(check_mysql_talk,
	    &(struct talk_case){.spec = &spec,
		TALK_HEARD("\3\0\0\0\x0a"
			   "88"),
		.code = CHECK_ANSWER_PROTOCOL,
		.detail = "not an answer"});
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_greeting_is_fit),
	    cmocka_unit_test(a_user_is_logged_in_and_out),
	    cmocka_unit_test(an_error_before_the_greeting_is_told),
	    cmocka_unit_test(anything_else_is_no_answer),
	};

	return cmocka_run_group_tests_name("check_mysql_talk", tests, NULL, NULL);
}
