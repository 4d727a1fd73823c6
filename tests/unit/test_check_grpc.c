/* SPDX-License-Identifier: Apache-2.0 */
/* GRPC_CHECK against a server that says frames of HTTP/2 that were made before. */
#include "tests/unit/unit.h"

#include <signal.h>
#include <string.h>

#include "checks/check_grpc.h"
#include "tests/fake/fake_server.h"
#include "tests/fake/one_try.h"

/* RFC 9113: SETTINGS (type 4); on stream 1 HEADERS (1) with END_HEADERS (4), DATA (0),
 * HEADERS with END_HEADERS and END_STREAM (5). RFC 7541: 0x88 is ":status: 200"; 0 a
 * header whose name and value follow, each after its length. */
#define SETTINGS            "\0\0\0\4\0\0\0\0\0"
#define HEADERS             "\0\0\1\1\4\0\0\0\1\x88"
#define DATA_SERVING        "\0\0\7\0\0\0\0\0\1\0\0\0\0\2\x08\1"
#define DATA_NOT            "\0\0\7\0\0\0\0\0\1\0\0\0\0\2\x08\2"
#define DATA_NONSENSE       "\0\0\7\0\0\0\0\0\1\1\2\3\4\5\6\7"
/* 15 = 1 + 1 + 11 + 1 + 1 */
#define TRAILER(digit)      "\0\0\17\1\5\0\0\0\1\0\13grpc-status\1" digit
/* :status 200 and grpc-status alone: 1 + 15 */
#define ONLY_TRAILER(digit) "\0\0\20\1\5\0\0\0\1\x88\0\13grpc-status\1" digit

struct answer {
	const char *bytes;
	size_t len;
	enum check_code code;
	const char *part;
};

#define SAYS(text) (text), sizeof(text) - 1

static struct check_status
ask(const struct answer *answer, const struct check_grpc_spec *spec)
{
	const struct fake_server_options options = {.reply = answer->bytes,
	    .reply_len = answer->len,
	    .tls_name = spec->tls ? "grpc.example.org" : NULL,
	    .tls_h2 = true};
	struct fake_server *server = fake_server_start(&options);
	const struct model_check check = {.ops = &check_grpc_ops,
	    .spec = spec,
	    .connect_addr = addr_v4(0x7f000001),
	    .connect_port = fake_server_port(server),
	    .connect_timeout_ms = answer->code == CHECK_TIMEOUT ? 300 : 5000,
	    .delay_loop_ms = 60000};
	struct check_status status = one_try(NULL, NULL, &check);

	fake_server_stop(server);
	fake_server_free(server);
	return status;
}

static void
want(const struct check_status *status, const struct answer *answer)
{
	if (!strstr(status->last.detail, answer->part))
		assert_string_equal(status->last.detail, answer->part);
	assert_string_equal(
	    check_code_word(status->last.code), check_code_word(answer->code));
}

TEST(an_answer_is_judged_by_its_call_and_its_status)
{
	static const struct answer answers[] = {
	    {SAYS(SETTINGS HEADERS DATA_SERVING TRAILER("0")),  CHECK_OK,               "SERVING"},
	    {SAYS(SETTINGS HEADERS DATA_NOT TRAILER("0")),      CHECK_GRPC_NOT_SERVING,
             "NOT_SERVING"								       },
	    {SAYS(SETTINGS HEADERS DATA_NONSENSE TRAILER("0")), CHECK_GRPC_PROTOCOL,
             "7 bytes that are no answer"							},
	    {SAYS(SETTINGS HEADERS TRAILER("0")),               CHECK_GRPC_PROTOCOL,
             "0 bytes that are no answer"							},
	    {SAYS(SETTINGS ONLY_TRAILER("5")),                  CHECK_GRPC_STATUS,
             "grpc-status 5 NOT_FOUND"							   },
	    {SAYS(SETTINGS HEADERS DATA_SERVING TRAILER("x")),  CHECK_GRPC_PROTOCOL,
             "no grpc-status"								    },
	    {SAYS(SETTINGS "\0\0\1\1\5\0\0\0\1\x88"),           CHECK_GRPC_PROTOCOL,
             "no grpc-status"								    },
	    {SAYS(SETTINGS "\0\0\1\1\5\0\0\0\1\x8d"),           CHECK_HTTP_STATUS,      "got 404"},
	};
	const struct check_grpc_spec spec = {.service = "shop"};

	for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
		struct check_status status = ask(&answers[i], &spec);

		want(&status, &answers[i]);
	}
}

TEST(bad_frames_end_in_time_with_a_reason)
{
	static const struct answer answers[] = {
	    {SAYS("HTTP/1.1 400 Bad Request\r\n\r\n"),            CHECK_CLOSED,  "Empty reply"},
	    {SAYS(SETTINGS "\xff\xff\xff\0\0\0\0\0\1"),           CHECK_CLOSED,  "Empty reply"},
	    {SAYS(SETTINGS HEADERS "\0\0\7\0\0\0\0\0\1\0\0"),     CHECK_TIMEOUT, "timeout"    },
	    {SAYS(SETTINGS HEADERS "\0\0\4\3\0\0\0\0\1\0\0\0\7"), CHECK_CLOSED,
             "Connection died"								},
	};
	const struct check_grpc_spec spec = {0};

	for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
		struct check_status status = ask(&answers[i], &spec);

		want(&status, &answers[i]);
	}
}

TEST(tls_is_spoken_when_that_is_said)
{
	static const struct answer answer = {
	    SAYS(SETTINGS HEADERS DATA_SERVING TRAILER("0")), CHECK_OK, "SERVING"};
	const struct check_grpc_spec spec = {.tls = true};
	struct check_status status = ask(&answer, &spec);

	want(&status, &answer);
	assert_true(status.last.certificate_until_ms > 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(an_answer_is_judged_by_its_call_and_its_status),
	    cmocka_unit_test(bad_frames_end_in_time_with_a_reason),
	    cmocka_unit_test(tls_is_spoken_when_that_is_said),
	};

	(void)signal(SIGPIPE, SIG_IGN); /* the server's thread writes to who left */
	return cmocka_run_group_tests_name("check_grpc", tests, NULL, NULL);
}
