/* SPDX-License-Identifier: Apache-2.0 */
/* What HTTP_GET and SSL_GET are told to fetch, and what an answer is worth. P. */
#ifndef CHECKS_CHECK_HTTP_SPEC_H
#define CHECKS_CHECK_HTTP_SPEC_H

#include "checks/check.h"
#include "checks/check_tls.h"

enum {
	CHECK_HTTP_STATUS_MIN = 100,
	CHECK_HTTP_STATUS_MAX = 999,
	CHECK_HTTP_DIGEST_BYTES = 16, /* MD5 */
	CHECK_HTTP_URLS_MAX = 64,
	CHECK_HTTP_HEADERS_MAX = 32
};

enum check_http_protocol {
	CHECK_HTTP_1_0,
	CHECK_HTTP_1_0_CLOSE, /* and says "Connection: close" */
	CHECK_HTTP_1_1,       /* likewise */
	CHECK_HTTP_2
};

/* A set of status codes: bit (code - 100). */
struct check_http_statuses {
	uint64_t bits[(CHECK_HTTP_STATUS_MAX - CHECK_HTTP_STATUS_MIN + 64) / 64];
};

struct check_http_regex {
	const char *pattern; /* NULL: none */
	uint32_t options;    /* PCRE2's */
	uint32_t min_offset; /* where in the body to start looking */
	uint32_t max_offset; /* the last place where a match may start; CONF_UNSET */
	bool no_match;       /* the pattern must not be there */
};

struct check_http_url {
	const char *path;
	const char *virtualhost;   /* NULL: the check's */
	const char *method;        /* NULL: GET, or POST when there is a body */
	const char *body;          /* to send; NULL: none */
	struct conf_items headers; /* const char *: "Name: value" */
	const char *want;          /* the codes as they were written: "200-299 301" */
	struct check_http_statuses statuses;
	bool has_digest;
	uint8_t digest[CHECK_HTTP_DIGEST_BYTES];
	struct check_http_regex regex;
};

struct check_http_spec {
	bool tls;
	int protocol; /* enum check_http_protocol */
	bool enable_sni;
	const char *sni_name; /* NULL: the virtualhost */
	struct check_tls trust;
	bool keep;          /* the connection, for the next try */
	uint32_t redirects; /* how many are followed, to the same address; 0: none */
	struct conf_items urls; /* of struct check_http_url; at least one */
};

void check_http_statuses_add(
    struct check_http_statuses *set, uint16_t from, uint16_t to);
bool check_http_statuses_has(const struct check_http_statuses *set, long status);

/* "200", "200-299"; false, and nothing set, when it is neither or out of range. */
bool check_http_range_parse(const char *text, uint16_t *from, uint16_t *to);

/* 32 hexadecimal digits, either case. */
bool check_http_digest_parse(const char *text, uint8_t digest[CHECK_HTTP_DIGEST_BYTES]);
enum { CHECK_HTTP_DIGEST_TEXT_SIZE = 2 * CHECK_HTTP_DIGEST_BYTES + 1 };
const char *check_http_digest_format(const uint8_t *digest, char *out);

/* No control character that could end a request line or header early. */
bool check_http_text_ok(const char *text);

/* "Name: value", the name of the characters that a name may have (RFC 9110 5.6.2). */
bool check_http_header_ok(const char *line);
/* Likewise of a method. */
bool check_http_token_ok(const char *text);

/* An answer that came whole. */
struct check_http_answer {
	long status;
	const uint8_t *digest;    /* of the body; NULL: not wanted */
	bool regex_found;         /* of the pattern, if there is one */
	const char *regex_failed; /* why it could not be tried; NULL: it could */
};

/* CHECK_OK, or the first thing wrong with it and in `detail` (CHECK_DETAIL_SIZE bytes)
 * what was got and what was wanted. */
enum check_code check_http_judge(const struct check_http_url *url,
    const struct check_http_answer *answer, char *detail);

/* The Host header of a request, NULL: the address. */
const char *check_http_host(
    const struct model_check *check, const struct check_http_url *url);

/* The name to ask for and to verify in TLS, NULL: the address. */
const char *check_http_tls_name(const struct model_check *check,
    const struct check_http_spec *spec, const struct check_http_url *url);

/* What a check over TLS trusts and shows: its own files, else those of the block SSL.
 */
struct check_tls check_http_trust(
    const struct model_check *check, const struct check_tls *own);

bool check_tls_equal(const struct check_tls *a, const struct check_tls *b);
bool check_http_spec_equal(const void *a, const void *b);

#endif
