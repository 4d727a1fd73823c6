/* SPDX-License-Identifier: Apache-2.0 */
/* libcurl's multi interface on the control loop: whoever has an easy handle to run puts
 * it in. E, control thread. */
#ifndef CHECKS_CHECK_CURL_LOOP_H
#define CHECKS_CHECK_CURL_LOOP_H

#include <stdbool.h>

#include <curl/curl.h>

struct loop;
struct check_curl_loop; /* the multi handle */

/* What the easy handle's CURLINFO_PRIVATE is while it is in. */
struct check_curl_transfer {
	void (*done)(void *ctx, CURLcode result); /* once; removes the handle */
	void *ctx;
	bool again;     /* what came may not have been read whole: HTTP/2 over TLS */
	bool connected; /* it has waited for the peer's words */
};

struct check_curl_loop *check_curl_loop_new(struct loop *loop);
void check_curl_loop_free(struct check_curl_loop *curl); /* after the last transfer */

/* `transfer` is borrowed until the handle is removed. False: libcurl refuses. `done` is
 * called in a later turn. */
bool check_curl_loop_add(
    struct check_curl_loop *curl, CURL *easy, struct check_curl_transfer *transfer);
void check_curl_loop_remove(struct check_curl_loop *curl, CURL *easy);

#endif
