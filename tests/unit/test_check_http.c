/* SPDX-License-Identifier: Apache-2.0 */
/* HTTP_GET and SSL_GET against a server that behaves well or badly. */
#include "tests/unit/unit.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "checks/check_http.h"
#include "checks/check_http_spec.h"
#include "tests/fake/fake_server.h"
#include "tests/fake/one_try.h"

static const char fine[] = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nok\n";

/* A check of one URL; its parts may be changed before `run`. */
struct bench {
	struct check_http_url url;
	struct check_http_spec spec;
	struct model_check check;
	struct fake_server *server;
	struct check_status status;
};

static void
set_up(struct bench *b, enum fake_manner manner, const char *reply)
{
	const struct fake_server_options options = {.manner = manner, .reply = reply};

	memset(b, 0, sizeof(*b));
	b->server = fake_server_start(&options);
	b->url = (struct check_http_url){
	    .path = "/health", .want = "200-299", .regex.max_offset = CONF_UNSET};
	check_http_statuses_add(&b->url.statuses, 200, 299);
	b->spec.urls = (struct conf_items){&b->url, 1};
	b->check = (struct model_check){.ops = &check_http_ops,
	    .spec = &b->spec,
	    .connect_addr = addr_v4(0x7f000001),
	    .connect_port = fake_server_port(b->server),
	    .connect_timeout_ms = 5000,
	    .delay_loop_ms = 60000};
}

static void
set_up_tls(struct bench *b, enum fake_manner manner, const char *name)
{
	const struct fake_server_options options = {
	    .manner = manner, .reply = fine, .tls_name = name};

	set_up(b, FAKE_ANSWER, fine);
	fake_server_free(b->server);
	b->server = fake_server_start(&options);
	b->check.connect_port = fake_server_port(b->server);
	b->check.ops = &check_https_ops;
	b->spec.tls = true;
}

static void
run(struct bench *b)
{
	b->status = one_try(NULL, NULL, &b->check);
	fake_server_stop(b->server);
}

static void
want(const struct bench *b, enum check_code code, const char *detail)
{
	assert_string_equal(b->status.last.detail, detail);
	assert_int_equal(b->status.last.code, code);
}

/* Some servers' ends depend on timing or library: a part of the text will do. */
static void
want_part(const struct bench *b, enum check_code code, const char *part)
{
	if (!strstr(b->status.last.detail, part))
		assert_string_equal(b->status.last.detail, part);
	assert_int_equal(b->status.last.code, code);
}

static void
heard(const struct bench *b, const char *part, bool wanted)
{
	bool is = strstr(fake_server_heard(b->server), part) != NULL;

	if (is != wanted)
		assert_string_equal(fake_server_heard(b->server), part);
}

TEST(a_request_may_come_after_a_proxys_line)
{
	struct bench b;

	set_up(&b, FAKE_ANSWER, fine);
	b.check.proxy_protocol = CHECK_PROXY_V1;
	run(&b);
	assert_int_equal(b.status.last.code, CHECK_OK);
	assert_memory_equal(fake_server_heard(b.server),
	    "PROXY TCP4 127.0.0.1 127.0.0.1 ",
	    strlen("PROXY TCP4 127.0.0.1 127.0.0.1 "));
	fake_server_free(b.server);
}

TEST(passes_and_asks_as_http_1_0_does)
{
	struct bench b;
	char host[64];

	set_up(&b, FAKE_ANSWER, fine);
	run(&b);
	want(&b, CHECK_OK, "got 200");
	(void)snprintf(
	    host, sizeof(host), "\r\nHost: 127.0.0.1:%u\r\n", b.check.connect_port);
	heard(&b, "GET /health HTTP/1.0\r\n", true);
	heard(&b, host, true);
	heard(&b, "\r\nUser-Agent: fairlead\r\n", true);
	heard(&b, "Connection:", false);
	fake_server_free(b.server);
}

TEST(says_the_virtualhost_and_the_version_that_are_wanted)
{
	struct bench b;

	set_up(&b, FAKE_ANSWER, fine);
	b.check.virtualhost = "www.example.org";
	b.spec.protocol = CHECK_HTTP_1_1;
	b.url.path = "/a%20b?c=d";
	run(&b);
	want(&b, CHECK_OK, "got 200");
	heard(&b, "GET /a%20b?c=d HTTP/1.1\r\n", true);
	heard(&b, "\r\nHost: www.example.org\r\n", true);
	heard(&b, "\r\nConnection: close\r\n", true);
	fake_server_free(b.server);
}

TEST(an_answer_is_judged_by_its_status_and_a_redirect_is_not_followed)
{
	static const struct {
		const char *reply, *detail;
		enum check_code code;
	} cases[] = {
	    {"HTTP/1.1 503 No\r\n\r\n",                                  "got 503, want 200-299", CHECK_HTTP_STATUS},
	    {"HTTP/1.0 302 Go\r\nLocation: http://127.0.0.1:9/\r\n\r\n",
             "got 302, want 200-299",							     CHECK_HTTP_STATUS},
	    {"HTTP/1.1 204 No Content\r\n\r\n",                          "got 204",               CHECK_OK         },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct bench b;

		set_up(&b, FAKE_ANSWER, cases[i].reply);
		run(&b);
		want(&b, cases[i].code, cases[i].detail);
		fake_server_free(b.server);
	}
}

/* `printf 'ok\n' | md5sum`, and its last digit changed. */
TEST(the_digest_is_the_md5_of_the_body)
{
	static const struct {
		const char *digest;
		enum check_code code;
	} cases[] = {
	    {"eff5bc1ef8ec9d03e640fc4370f5eacd", CHECK_OK         },
	    {"eff5bc1ef8ec9d03e640fc4370f5eace", CHECK_HTTP_DIGEST},
	};

	for (size_t i = 0; i < 2; i++) {
		struct bench b;

		set_up(&b, FAKE_ANSWER, fine);
		b.url.has_digest = true;
		assert_true(check_http_digest_parse(cases[i].digest, b.url.digest));
		run(&b);
		assert_int_equal(b.status.last.code, cases[i].code);
		fake_server_free(b.server);
	}
}

TEST(the_pattern_is_looked_for_in_the_body)
{
	struct bench b;

	set_up(&b, FAKE_ANSWER, fine);
	b.url.regex.pattern = "^o.$";
	run(&b);
	want(&b, CHECK_OK, "got 200");
	fake_server_free(b.server);
	set_up(&b, FAKE_ANSWER, fine);
	b.url.regex.pattern = "HTTP";
	run(&b);
	want(&b, CHECK_HTTP_REGEX, "regex /HTTP/ is not in the body");
	fake_server_free(b.server);
}

TEST(every_url_must_be_fit_and_the_one_that_is_not_is_named)
{
	struct check_http_url urls[3];
	struct bench b;

	set_up(&b, FAKE_ANSWER, fine);
	for (size_t i = 0; i < 3; i++)
		urls[i] = b.url;
	urls[1].path = "/second";
	b.spec.urls = (struct conf_items){urls, 3};
	run(&b);
	want(&b, CHECK_OK, "got 200");
	heard(&b, "GET /second HTTP/1.0\r\n", true);
	fake_server_free(b.server);

	set_up(&b, FAKE_ANSWER, fine);
	urls[1].want = "404";
	memset(&urls[1].statuses, 0, sizeof(urls[1].statuses));
	urls[2].path = "/third";
	b.spec.urls = (struct conf_items){urls, 3};
	run(&b);
	want(&b, CHECK_HTTP_STATUS, "/second: got 200, want 404");
	heard(&b, "/third", false);
	fake_server_free(b.server);
}

TEST(a_server_that_refuses_is_said_to_refuse)
{
	struct bench b;
	char detail[64];

	set_up(&b, FAKE_ANSWER, fine);
	fake_server_free(b.server);
	b.status = one_try(NULL, NULL, &b.check);
	(void)snprintf(detail, sizeof(detail), "127.0.0.1:%u: Connection refused",
	    b.check.connect_port);
	want(&b, CHECK_CONNECT_REFUSED, detail);
}

TEST(bad_manners_end_in_time_with_their_reason)
{
	static const struct {
		enum fake_manner manner;
		const char *reply;
		enum check_code code;
		const char *part;
	} cases[] = {
	    {FAKE_SILENT,  "",						   CHECK_TIMEOUT,
             "timeout after 300 ms: 0 bytes of headers, 0 of the body"                                                                        },
	    {FAKE_DRIP,    "HTTP/1.1 200 OK and a long story",                   CHECK_TIMEOUT,
             "timeout after 300 ms"													   },
	    {FAKE_RESET,   "",						   CHECK_CLOSED,        "Recv failure: Connection reset by peer"},
	    {FAKE_ANSWER,  "",						   CHECK_CLOSED,        "Empty reply from server"               },
	    {FAKE_ANSWER,  "SSH-2.0-OpenSSH_9.2\r\n",                            CHECK_HTTP_PROTOCOL, "HTTP/0.9"                              },
	    {FAKE_ANSWER,  "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort",
             CHECK_CLOSED,									    "5 bytes"                               },
	    {FAKE_ENDLESS, "HTTP/1.1 200 OK\r\n\r\n",                            CHECK_OK,            "got 200"                               },
	    {FAKE_ENDLESS, "HTTP/1.1 200 OK\r\nX: ",                             CHECK_TOO_LARGE,     "header"                                },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct bench b;

		set_up(&b, cases[i].manner, cases[i].reply);
		b.check.connect_timeout_ms =
		    cases[i].manner == FAKE_ENDLESS ? 5000 : 300;
		run(&b);
		want_part(&b, cases[i].code, cases[i].part);
		fake_server_free(b.server);
	}
}

TEST(an_endless_body_that_is_wanted_is_too_large)
{
	struct bench b;

	set_up(&b, FAKE_ENDLESS, "HTTP/1.1 200 OK\r\n\r\n");
	b.url.regex.pattern = "y";
	run(&b);
	want(&b, CHECK_TOO_LARGE,
	    "the body exceeds the 131072 bytes that are looked at");
	fake_server_free(b.server);
}

TEST(says_which_step_of_its_socket_failed)
{
	struct bench b;

	set_up(&b, FAKE_ANSWER, fine);
	assert_true(addr_parse("192.0.2.77", &b.check.bind_addr));
	run(&b);
	want(&b, CHECK_CONNECT_FAILED,
	    "cannot bind to 192.0.2.77: Cannot assign requested address");
	fake_server_free(b.server);
}

TEST(a_certificate_is_not_looked_at_unless_asked)
{
	struct bench b;

	set_up_tls(&b, FAKE_ANSWER, "www.example.org");
	b.check.virtualhost = "www.example.org";
	run(&b);
	want(&b, CHECK_OK, "got 200");
	assert_string_equal(fake_server_sni(b.server), "");
	heard(&b, "\r\nHost: www.example.org\r\n", true);
	fake_server_free(b.server);
}

TEST(sni_says_the_name_that_is_wanted)
{
	struct bench b;

	set_up_tls(&b, FAKE_ANSWER, "www.example.org");
	b.spec.enable_sni = true;
	b.spec.sni_name = "sni.example.org";
	run(&b);
	want(&b, CHECK_OK, "got 200");
	assert_string_equal(fake_server_sni(b.server), "sni.example.org");
	fake_server_free(b.server);
}

TEST(a_certificate_that_is_looked_at_must_be_trusted_and_bear_the_name)
{
	static const struct {
		const char *name;
		bool trusted;
		enum check_code code;
		const char *part;
	} cases[] = {
	    {"www.example.org",   true,  CHECK_OK,  "got 200"           },
	    {"www.example.org",   false, CHECK_TLS,
             "TLS: SSL certificate problem: self-signed certificate"    },
	    {"other.example.org", true,  CHECK_TLS,
             "TLS: SSL: no alternative certificate subject name matches"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct bench b;

		set_up_tls(&b, FAKE_ANSWER, cases[i].name);
		b.spec.tls_verify = true;
		b.spec.tls_ca = cases[i].trusted ? fake_server_ca(b.server) : NULL;
		b.check.virtualhost = "www.example.org";
		run(&b);
		want_part(&b, cases[i].code, cases[i].part);
		fake_server_free(b.server);
	}
}

TEST(tls_that_fails_is_said_to)
{
	struct bench b;

	set_up_tls(&b, FAKE_NO_TLS, "www.example.org");
	b.check.connect_timeout_ms = 300;
	run(&b);
	want(&b, CHECK_TIMEOUT, "timeout after 300 ms in the TLS handshake");
	fake_server_free(b.server);
	set_up(&b, FAKE_ANSWER, fine);
	b.check.ops = &check_https_ops;
	b.check.connect_timeout_ms = 300;
	b.spec.tls = true;
	run(&b); /* it waits for a request that ends in an empty line */
	want(&b, CHECK_TIMEOUT, "timeout after 300 ms in the TLS handshake");
	fake_server_free(b.server);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_request_may_come_after_a_proxys_line),
	    cmocka_unit_test(passes_and_asks_as_http_1_0_does),
	    cmocka_unit_test(says_the_virtualhost_and_the_version_that_are_wanted),
	    cmocka_unit_test(
		an_answer_is_judged_by_its_status_and_a_redirect_is_not_followed),
	    cmocka_unit_test(the_digest_is_the_md5_of_the_body),
	    cmocka_unit_test(the_pattern_is_looked_for_in_the_body),
	    cmocka_unit_test(every_url_must_be_fit_and_the_one_that_is_not_is_named),
	    cmocka_unit_test(a_server_that_refuses_is_said_to_refuse),
	    cmocka_unit_test(bad_manners_end_in_time_with_their_reason),
	    cmocka_unit_test(an_endless_body_that_is_wanted_is_too_large),
	    cmocka_unit_test(says_which_step_of_its_socket_failed),
	    cmocka_unit_test(a_certificate_is_not_looked_at_unless_asked),
	    cmocka_unit_test(sni_says_the_name_that_is_wanted),
	    cmocka_unit_test(
		a_certificate_that_is_looked_at_must_be_trusted_and_bear_the_name),
	    cmocka_unit_test(tls_that_fails_is_said_to),
	};

	(void)signal(SIGPIPE, SIG_IGN); /* the server's thread writes to who left */
	return cmocka_run_group_tests_name("check_http", tests, NULL, NULL);
}
