/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/talk_bench.h"

#include "checks/check_ldap_talk.h"

TEST(who_lets_anybody_bind_is_fit)
{
	talk_play(check_ldap_talk,
	    &(struct talk_case){
		TALK_HEARD("\x30\x0c\x02\x01\x01\x61\x07\x0a\x01\0\x04\0\x04\0"),
		.code = CHECK_OK, .detail = "bound",
		.said = "\x30\x0c\x02\x01\x01\x60\x07\x02\x01\x03\x04\0\x80\0\x30\x05"
			"\x02\x01\x02\x42\0",
		.said_len = 21});
	/* Lengths of four, two and one byte in the long form. */
	talk_play(check_ldap_talk,
	    &(struct talk_case){
		TALK_HEARD("\x30\x84\0\0\0\x0f\x02\x01\x01\x61\x82\0\x08"
			   "\x0a\x01\0\x04\x81\0\x04\0"),
		.code = CHECK_OK, .detail = "bound"});
}

TEST(its_own_reason_is_told)
{
	talk_play(check_ldap_talk,
	    &(struct talk_case){
		TALK_HEARD(
		    "\x30\x10\x02\x01\x01\x61\x0b\x0a\x01\x30\x04\0\x04\x04none"),
		.code = CHECK_ANSWER_ERROR, .detail = "bind: result 48: none"});
}

TEST(anything_else_is_no_answer)
{
	talk_play(check_ldap_talk,
	    &(struct talk_case){TALK_HEARD("HTTP/1.1"), .code = CHECK_ANSWER_PROTOCOL,
		.detail = "not an answer"});
	talk_play(check_ldap_talk,
	    &(struct talk_case){TALK_HEARD("\x30\x80"), .code = CHECK_ANSWER_PROTOCOL,
		.detail = "not an answer"});
	talk_play(check_ldap_talk,
	    &(struct talk_case){TALK_HEARD("\x30\x82\xff\xff"),
		.code = CHECK_ANSWER_PROTOCOL, .detail = "not an answer"});
	/* message 2 */
	talk_play(check_ldap_talk,
	    &(struct talk_case){
		TALK_HEARD("\x30\x0c\x02\x01\x02\x61\x07\x0a\x01\0\x04\0\x04\0"),
		.code = CHECK_ANSWER_PROTOCOL, .detail = "not an answer"});
	/* an inner length beyond the outer */
	talk_play(check_ldap_talk,
	    &(struct talk_case){
		TALK_HEARD("\x30\x0c\x02\x01\x01\x61\x08\x0a\x01\0\x04\0\x04\0"),
		.code = CHECK_ANSWER_PROTOCOL, .detail = "not an answer"});
	/* a text beyond its place */
	talk_play(check_ldap_talk,
	    &(struct talk_case){
		TALK_HEARD("\x30\x0c\x02\x01\x01\x61\x07\x0a\x01\0\x04\0\x04\1"),
		.code = CHECK_ANSWER_PROTOCOL, .detail = "not an answer"});
	/* nothing inside */
	talk_play(check_ldap_talk,
	    &(struct talk_case){TALK_HEARD("\x30\0"), .code = CHECK_ANSWER_PROTOCOL,
		.detail = "not an answer"});
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(who_lets_anybody_bind_is_fit),
	    cmocka_unit_test(its_own_reason_is_told),
	    cmocka_unit_test(anything_else_is_no_answer),
	};

	return cmocka_run_group_tests_name("check_ldap_talk", tests, NULL, NULL);
}
