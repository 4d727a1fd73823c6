/* SPDX-License-Identifier: Apache-2.0 */
/* One request under way, between check_curl (which makes it) and check_curl_answer
 * (which says what came of it). D. */
#ifndef CHECKS_CHECK_CURL_GET_H
#define CHECKS_CHECK_CURL_GET_H

#include <curl/curl.h>
#include <openssl/evp.h>

#include "agent/lib/buf.h"
#include "checks/check_curl.h"
#include "checks/check_curl_loop.h"

struct check_curl_get {
	struct check_curl *curl;
	CURL *easy;
	struct check_curl_transfer transfer;
	struct check_curl_want want; /* what it points to is borrowed */
	struct check_tls tls;        /* what want.tls points to */
	void (*done)(void *ctx, const struct check_curl_answer *answer);
	void *ctx;
	struct curl_slist *headers, *connect_to; /* owned */
	EVP_MD_CTX *md;                          /* owned */
	struct buf body;
	size_t body_bytes, header_bytes;
	char note[CHECK_CURL_NOTE_SIZE];
	int64_t certificate_until_s; /* 0: not seen yet */
	bool enough; /* a limit was reached: the transfer was ended by us */
	int socket_errno;
	char socket_step[CHECK_DETAIL_SIZE];
	char error[CURL_ERROR_SIZE];
	struct check_curl_get *next_idle;
};

/* Fill code and detail; the answer came whole if `result` is CURLE_OK. */
void check_curl_explain(const struct check_curl_get *get, CURLcode result,
    struct check_curl_answer *answer);

/* What want.tls says; false when libcurl refuses. */
bool check_curl_set_tls(struct check_curl_get *get);
/* Until when the certificate of the peer is good, from a callback of libcurl; 0: not
 * known. Wall clock, seconds. */
int64_t check_curl_certificate_until(CURL *easy);
/* What is wrong with a certificate that was refused. */
enum check_code check_curl_certificate_code(CURL *easy);

#endif
