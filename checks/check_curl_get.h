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
	void (*done)(void *ctx, const struct check_curl_answer *answer);
	void *ctx;
	struct curl_slist *headers, *connect_to; /* owned */
	EVP_MD_CTX *md;                          /* owned */
	struct buf body;
	size_t body_bytes, header_bytes;
	bool enough; /* a limit was reached: the transfer was ended by us */
	int socket_errno;
	char socket_step[CHECK_DETAIL_SIZE];
	char error[CURL_ERROR_SIZE];
	struct check_curl_get *next_idle;
};

/* Fill code and detail; the answer came whole if `result` is CURLE_OK. */
void check_curl_explain(const struct check_curl_get *get, CURLcode result,
    struct check_curl_answer *answer);

#endif
