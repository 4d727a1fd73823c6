/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/talk_bench.h"

#include "checks/check_redis_talk.h"

TEST(pong_is_fit)
{
	const struct check_redis_spec spec = {0};
	talk_play(check_redis_talk,
	    &(struct talk_case){.spec = &spec,
		TALK_HEARD("+PONG\r\n"),
		.code = CHECK_OK,
		.detail = "PONG",
		.said = "*1\r\n$4\r\nPING\r\n"});
}

TEST(a_password_is_said_first_whatever_is_in_it)
{
	const struct check_redis_spec spec = {.password = "a b\r\n"};
	const struct check_redis_spec with_user = {.user = "mon", .password = "p"};
	talk_play(check_redis_talk,
	    &(struct talk_case){.spec = &spec,
		TALK_HEARD("+OK\r\n+PONG\r\n"),
		.code = CHECK_OK,
		.detail = "PONG",
		.said = "*2\r\n$4\r\nAUTH\r\n$5\r\na b\r\n\r\n*1\r\n$4\r\nPING\r\n"});
	talk_play(check_redis_talk,
	    &(struct talk_case){.spec = &with_user,
		TALK_HEARD("+OK\r\n+PONG\r\n"),
		.code = CHECK_OK,
		.detail = "PONG",
		.said = "*3\r\n$4\r\nAUTH\r\n$3\r\nmon\r\n$1\r\np\r\n*1\r\n$"
			"4\r\nPING\r\n"});
	talk_play(check_redis_talk,
	    &(struct talk_case){.spec = &spec,
		TALK_HEARD("-WRONGPASS no\r\n"),
		.code = CHECK_ANSWER_ERROR,
		.detail = "AUTH: WRONGPASS no"});
}

TEST(an_error_or_anything_else_is_not_fit)
{
	const struct check_redis_spec spec = {0};
	talk_play(check_redis_talk,
	    &(struct talk_case){.spec = &spec,
		TALK_HEARD("-NOAUTH Authentication required.\r\n"),
		.code = CHECK_ANSWER_ERROR,
		.detail = "PING: NOAUTH Auth"});
	talk_play(check_redis_talk,
	    &(struct talk_case){.spec = &spec,
		TALK_HEARD("-LOADING Redis is loading\r\n"),
		.code = CHECK_ANSWER_ERROR,
		.detail = "PING: LOADING"});
	talk_play(check_redis_talk,
	    &(struct talk_case){.spec = &spec,
		TALK_HEARD("+PINGO\r\n"),
		.code = CHECK_ANSWER,
		.detail = "PING: got PINGO"});
	talk_play(check_redis_talk,
	    &(struct talk_case){.spec = &spec,
		TALK_HEARD("HTTP/1.1 400 Bad\r\n"),
		.code = CHECK_ANSWER_PROTOCOL,
		.detail = "not an answer"});
	talk_play(check_redis_talk,
	    &(struct talk_case){.spec = &spec,
		TALK_HEARD("\n"),
		.code = CHECK_ANSWER_PROTOCOL,
		.detail = "not an answer"});
	talk_play(check_redis_talk,
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
	    cmocka_unit_test(pong_is_fit),
	    cmocka_unit_test(a_password_is_said_first_whatever_is_in_it),
	    cmocka_unit_test(an_error_or_anything_else_is_not_fit),
	};

	return cmocka_run_group_tests_name("check_redis_talk", tests, NULL, NULL);
}
