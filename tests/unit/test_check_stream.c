/* SPDX-License-Identifier: Apache-2.0 */
/* Conversations over real sockets of the loopback, with servers good and bad. */
#include "tests/unit/unit.h"

#include <string.h>

#include "checks/check_redis.h"
#include "tests/fake/fake_server.h"
#include "tests/fake/one_try.h"

static struct check_verdict
ask(enum fake_manner manner, const char *reply)
{
	static const struct check_redis_spec spec = {0};
	const struct fake_server_options options = {
	    .manner = manner, .reply = reply, .request_end = "PING\r\n"};
	struct fake_server *server = fake_server_start(&options);
	const struct model_check check = {.ops = &check_redis_ops,
	    .spec = &spec,
	    .connect_addr = addr_v4(0x7f000001),
	    .connect_port = fake_server_port(server),
	    .connect_timeout_ms = manner == FAKE_SILENT ? 100 : 5000,
	    .delay_loop_ms = 60000};
	struct check_verdict verdict = one_try(NULL, NULL, &check).last;

	fake_server_free(server);
	return verdict;
}

TEST(a_server_that_answers_is_fit_in_one_piece_or_in_many)
{
	assert_int_equal(ask(FAKE_ANSWER, "+PONG\r\n").code, CHECK_OK);
	assert_int_equal(ask(FAKE_DRIP, "+PONG\r\n").code, CHECK_OK);
}

TEST(each_way_to_be_bad_has_its_code)
{
	struct check_verdict verdict = ask(FAKE_SILENT, "");

	assert_int_equal(verdict.code, CHECK_TIMEOUT);
	assert_string_equal(verdict.detail, "timeout after 100 ms");
	assert_int_equal(ask(FAKE_RESET, "").code, CHECK_CLOSED);
	assert_int_equal(ask(FAKE_ANSWER, "+PO").code, CHECK_CLOSED);
	assert_int_equal(ask(FAKE_ANSWER, "hello\n").code, CHECK_ANSWER_PROTOCOL);
	verdict = ask(FAKE_ENDLESS, "+");
	assert_int_equal(verdict.code, CHECK_TOO_LARGE);
	assert_string_equal(verdict.detail, "4096 bytes without an end");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_server_that_answers_is_fit_in_one_piece_or_in_many),
	    cmocka_unit_test(each_way_to_be_bad_has_its_code),
	};

	return cmocka_run_group_tests_name("check_stream", tests, NULL, NULL);
}
