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
set_up_as(struct bench *b, const struct fake_server_options *options)
{
	set_up(b, FAKE_ANSWER, fine);
	fake_server_free(b->server);
	b->server = fake_server_start(options);
	b->check.connect_port = fake_server_port(b->server);
	if (!options->tls_name)
		return;
	b->check.ops = &check_https_ops;
	b->spec.tls = true;
}

static void
set_up_tls(struct bench *b, enum fake_manner manner, const char *name)
{
	const struct fake_server_options options = {
	    .manner = manner, .reply = fine, .tls_name = name};

	set_up_as(b, &options);
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
	    {"www.example.org",   true,  CHECK_OK,            "got 200" },
	    {"www.example.org",   false, CHECK_TLS_UNTRUSTED,
             "TLS: SSL certificate problem: self-signed certificate"    },
	    {"other.example.org", true,  CHECK_TLS_NAME,
             "TLS: SSL: no alternative certificate subject name matches"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct bench b;

		set_up_tls(&b, FAKE_ANSWER, cases[i].name);
		b.spec.trust.verify = true;
		b.spec.trust.ca = cases[i].trusted ? fake_server_ca(b.server) : NULL;
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

TEST(a_certificate_out_of_its_time_has_a_code_of_its_own)
{
	const struct fake_server_options options = {
	    .reply = fine, .tls_name = "www.example.org", .tls_days = -1};
	struct bench b;

	set_up_as(&b, &options);
	b.spec.trust.verify = true;
	b.spec.trust.ca = fake_server_ca(b.server);
	b.check.virtualhost = "www.example.org";
	run(&b);
	want_part(&b, CHECK_TLS_EXPIRED, "certificate has expired");
	fake_server_free(b.server);
}

/* Good for ten days: within eleven, not within nine. */
TEST(a_certificate_tells_until_when_it_is_good_and_when_that_is_near)
{
	static const struct {
		uint32_t warn_days;
		bool near;
	} cases[] = {
	    {0,  false},
	    {9,  false},
	    {11, true },
	};
	const struct fake_server_options options = {
	    .reply = fine, .tls_name = "www.example.org", .tls_days = 10};

	for (size_t i = 0; i < 3; i++) {
		struct bench b;
		int64_t left_ms;

		set_up_as(&b, &options);
		b.spec.trust.warn_days = cases[i].warn_days;
		run(&b);
		want(&b, CHECK_OK, "got 200");
		left_ms = b.status.last.certificate_until_ms - b.status.last_at_ms;
		assert_in_range(left_ms / 1000, 10 * 86400 - 60, 10 * 86400);
		assert_int_equal(b.status.last.certificate_near, cases[i].near);
		fake_server_free(b.server);
	}
}

TEST(a_certificate_is_shown_to_who_demands_one)
{
	const struct fake_server_options options = {
	    .reply = fine, .tls_name = "www.example.org", .tls_client = true};
	struct bench b;
	struct model_ssl ssl;

	set_up_as(&b, &options);
	b.spec.trust.certificate = fake_server_ca(b.server);
	b.spec.trust.key = fake_server_key(b.server);
	run(&b);
	want(&b, CHECK_OK, "got 200");
	fake_server_free(b.server);

	set_up_as(&b, &options);
	ssl = (struct model_ssl){
	    .certificate = fake_server_ca(b.server), .key = fake_server_key(b.server)};
	b.check.ssl = &ssl;
	run(&b);
	want(&b, CHECK_OK, "got 200");
	fake_server_free(b.server);

	set_up_as(&b, &options);
	run(&b);
	assert_int_not_equal(b.status.last.code, CHECK_OK);
	fake_server_free(b.server);

	set_up_as(&b, &options);
	b.spec.trust.certificate = "/nonexistent.pem";
	run(&b);
	want_part(&b, CHECK_TLS, "/nonexistent.pem");
	fake_server_free(b.server);
}

TEST(method_headers_and_body_are_as_they_are_written)
{
	static const char *headers[] = {"X-Check: yes", "User-Agent: mine"};
	struct bench b;

	set_up(&b, FAKE_ANSWER, fine);
	b.url.method = "PUT";
	b.url.body = "a=b";
	b.url.headers = (struct conf_items){headers, 2};
	run(&b);
	want(&b, CHECK_OK, "got 200");
	heard(&b, "PUT /health HTTP/1.0\r\n", true);
	heard(&b, "\r\nX-Check: yes\r\n", true);
	heard(&b, "\r\nUser-Agent: mine\r\n", true);
	heard(&b, "\r\nUser-Agent: fairlead\r\n", false);
	heard(&b, "\r\nContent-Length: 3\r\n", true);
	heard(&b, "\r\nContent-Type: application/octet-stream\r\n", true);
	heard(&b, "Expect", false);
	fake_server_free(b.server);

	set_up(&b, FAKE_ANSWER, "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n");
	b.url.method = "HEAD";
	run(&b);
	want(&b, CHECK_OK, "got 200");
	heard(&b, "HEAD /health HTTP/1.0\r\n", true);
	fake_server_free(b.server);

	set_up(&b, FAKE_ANSWER, fine);
	b.url.body = "a=b";
	run(&b);
	heard(&b, "POST /health HTTP/1.0\r\n", true);
	fake_server_free(b.server);
}

/* To another name, where the same server is asked: no name is looked up. */
TEST(redirects_are_followed_at_the_same_address_as_often_as_is_said)
{
	static const struct {
		uint32_t most;
		const char *then, *detail;
		enum check_code code;
	} cases[] = {
	    {1, fine, "got 200",                        CHECK_OK            },
	    {3, NULL, "Maximum (3) redirects followed", CHECK_HTTP_REDIRECTS},
	};

	for (size_t i = 0; i < 2; i++) {
		char reply[160];
		struct fake_server_options options = {
		    .reply = reply, .then = cases[i].then};
		struct bench b;

		set_up_as(&b, &options);
		(void)snprintf(reply, sizeof(reply),
		    "HTTP/1.0 302 Go\r\nLocation: "
		    "http://nowhere.invalid:%u/next\r\n\r\n",
		    b.check.connect_port);
		b.spec.redirects = cases[i].most;
		b.check.virtualhost = "www.example.org";
		run(&b);
		want(&b, cases[i].code, cases[i].detail);
		heard(&b, "GET /health HTTP/1.0\r\nHost: www.example.org\r\n", true);
		heard(&b, "GET /next HTTP/1.0\r\nHost: nowhere.invalid:", true);
		fake_server_free(b.server);
	}
}

TEST(a_redirect_to_another_scheme_is_not_followed)
{
	const struct fake_server_options options = {
	    .reply = "HTTP/1.0 302 Go\r\nLocation: file:///etc/passwd\r\n\r\n"};
	struct bench b;

	set_up_as(&b, &options);
	b.spec.redirects = 5;
	run(&b);
	want_part(&b, CHECK_HTTP_PROTOCOL, "Protocol \"file\"");
	fake_server_free(b.server);
}

TEST(a_connection_is_kept_when_that_is_said)
{
	const struct fake_server_options options = {.manner = FAKE_KEEP, .reply = fine};

	for (int keep = 0; keep < 2; keep++) {
		struct check_http_url urls[3];
		struct bench b;

		set_up_as(&b, &options);
		for (size_t i = 0; i < 3; i++)
			urls[i] = b.url;
		b.spec.urls = (struct conf_items){urls, 3};
		b.spec.protocol = CHECK_HTTP_1_1;
		b.spec.keep = keep;
		run(&b);
		want(&b, CHECK_OK, "got 200");
		assert_int_equal(fake_server_connections(b.server), keep ? 1 : 3);
		heard(&b, "Connection: close", !keep);
		fake_server_free(b.server);
	}
}

/* What the server says: its SETTINGS, and on stream 1 HEADERS with END_HEADERS of
 * ":status: 200" (RFC 7541 appendix A: 8), END_STREAM. RFC 9113 4.1, 6.2, 6.5. */
static const char h2_fine[] = "\0\0\0\4\0\0\0\0\0"
			      "\0\0\1\1\5\0\0\0\1\x88";

TEST(http_2_is_spoken_in_the_clear_and_over_tls)
{
	static const char *const names[] = {NULL, "www.example.org"};

	for (size_t i = 0; i < 2; i++) {
		const struct fake_server_options options = {.reply = h2_fine,
		    .reply_len = sizeof(h2_fine) - 1,
		    .tls_name = names[i],
		    .tls_h2 = true};
		struct bench b;

		set_up_as(&b, &options);
		b.spec.protocol = CHECK_HTTP_2;
		run(&b);
		want(&b, CHECK_OK, "got 200");
		heard(&b, "PRI * HTTP/2.0\r\n", true);
		fake_server_free(b.server);
	}
}

TEST(who_wants_http_2_wants_no_other)
{
	struct bench b;

	set_up_tls(&b, FAKE_ANSWER, "www.example.org");
	b.spec.protocol = CHECK_HTTP_2;
	run(&b);
	want(&b, CHECK_HTTP_PROTOCOL, "the server does not speak HTTP/2");
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
	    cmocka_unit_test(a_certificate_out_of_its_time_has_a_code_of_its_own),
	    cmocka_unit_test(
		a_certificate_tells_until_when_it_is_good_and_when_that_is_near),
	    cmocka_unit_test(a_certificate_is_shown_to_who_demands_one),
	    cmocka_unit_test(method_headers_and_body_are_as_they_are_written),
	    cmocka_unit_test(
		redirects_are_followed_at_the_same_address_as_often_as_is_said),
	    cmocka_unit_test(a_redirect_to_another_scheme_is_not_followed),
	    cmocka_unit_test(a_connection_is_kept_when_that_is_said),
	    cmocka_unit_test(http_2_is_spoken_in_the_clear_and_over_tls),
	    cmocka_unit_test(who_wants_http_2_wants_no_other),
	};

	(void)signal(SIGPIPE, SIG_IGN); /* the server's thread writes to who left */
	return cmocka_run_group_tests_name("check_http", tests, NULL, NULL);
}
