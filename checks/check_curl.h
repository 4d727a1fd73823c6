/* SPDX-License-Identifier: Apache-2.0 */
/* One request over libcurl's multi interface on the control loop: no name is resolved,
 * no proxy; whatever a redirect says, only the check's own address is asked. E, control
 * thread. */
#ifndef CHECKS_CHECK_CURL_H
#define CHECKS_CHECK_CURL_H

#include "checks/check.h"
#include "checks/check_tls.h"

struct loop;
struct check_curl;
struct check_curl_get; /* one request under way */

enum {
	CHECK_CURL_BODY_MAX = 4 << 20,   /* bytes; more is CHECK_TOO_LARGE */
	CHECK_CURL_TEXT_MAX = 128 << 10, /* likewise, when the text is wanted */
	CHECK_CURL_HEADERS_MAX = 64 << 10,
	CHECK_CURL_NOTE_SIZE = 64
};

enum check_curl_http { CHECK_CURL_HTTP_1_0, CHECK_CURL_HTTP_1_1, CHECK_CURL_HTTP_2 };

struct check_curl_want {
	const struct model_check *check; /* borrowed until the end: where, from where */
	const char *path;
	const char *host;           /* Host header; NULL: the address */
	const char *method;         /* NULL: GET, or POST when there is a body */
	const char *const *headers; /* "Name: value" */
	size_t headers_len;
	const void *body; /* NULL: none */
	size_t body_len;
	const struct check_tls *tls; /* copied; NULL: none is spoken */
	const char
	    *tls_name; /* SNI, and the name in the certificate; NULL: the address */
	bool close;    /* say "Connection: close" */
	/* Keep the connection for the next that wants one of the same: with no source,
	 * interface or mark of its own, which a kept one could not be told by. */
	bool keep;
	uint32_t redirects; /* that are followed; 0: a redirect is the answer */
	enum check_curl_http http;
	bool digest;      /* MD5 of the body */
	bool text;        /* the body itself */
	const char *note; /* a header, or trailer, whose value is wanted; NULL: none */
	uint32_t timeout_ms;
};

struct check_curl_answer {
	enum check_code code;           /* CHECK_OK: the answer came whole */
	char detail[CHECK_DETAIL_SIZE]; /* unless CHECK_OK */
	long status;
	char note[CHECK_CURL_NOTE_SIZE]; /* "": it did not come */
	int64_t certificate_until_s;     /* wall clock; 0: not known */
	uint8_t md5[16];
	const char *body; /* borrowed until `done` returns */
	size_t body_len;
};

struct check_curl *check_curl_new(struct loop *loop);
void check_curl_free(
    struct check_curl *curl); /* after the last request; NULL is fine */

/* `done` is called once, in a later turn, unless cancelled. NULL: such a request cannot
 * be made (a name too long, libcurl or MD5 not to be had). A body that nobody wants is
 * read up to the limit; there it is enough. */
struct check_curl_get *check_curl_start(struct check_curl *curl,
    const struct check_curl_want *want,
    void (*done)(void *ctx, const struct check_curl_answer *answer), void *ctx);

void check_curl_cancel(struct check_curl_get *get);

#endif
