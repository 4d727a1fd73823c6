/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on: control. Names never reach a resolver: the connection goes to the literal
 * address (CONNECT_TO), and the name is only what is said to the server. Handles are
 * used again, connections and DNS entries are not kept: curl prunes both in O(n). */
#include "checks/check_curl.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "agent/lib/mem.h"
#include "checks/check_curl_get.h"
#include "checks/check_http_spec.h"
#include "checks/check_io.h"

enum { IDLE_MAX = 64, IDLE_BODY_ROOM = 16 << 10 };

struct check_curl {
	struct check_curl_loop *curl_loop; /* owned */
	struct check_curl_get *idle;       /* owned: to use again */
	unsigned idle_len;
};

struct check_curl *
check_curl_new(struct loop *loop)
{
	struct check_curl *curl = mem_new(1, sizeof(*curl));

	curl->curl_loop = check_curl_loop_new(loop);
	return curl;
}

static void
get_free(struct check_curl_get *get)
{
	curl_easy_cleanup(get->easy);
	EVP_MD_CTX_free(get->md);
	buf_fini(&get->body);
	mem_free(get);
}

void
check_curl_free(struct check_curl *curl)
{
	if (!curl)
		return;
	for (struct check_curl_get *get; (get = curl->idle);) {
		curl->idle = get->next_idle;
		get_free(get);
	}
	check_curl_loop_free(curl->curl_loop); /* no transfer is left in it */
	mem_free(curl);
}

/* ---- a request ---- */

static curl_socket_t
open_socket(void *ctx, curlsocktype purpose, struct curl_sockaddr *to)
{
	struct check_curl_get *get = ctx;
	int fd = check_socket(get->want.check, SOCK_STREAM, get->socket_step);

	(void)purpose;
	(void)to; /* the address in `check`: nothing else was asked for */
	if (fd >= 0)
		return fd;
	get->socket_errno = -fd;
	return CURL_SOCKET_BAD;
}

static size_t
on_header(char *bytes, size_t size, size_t count, void *ctx)
{
	struct check_curl_get *get = ctx;

	(void)bytes;
	get->header_bytes += size * count;
	return get->header_bytes > CHECK_CURL_HEADERS_MAX ? 0 : size * count;
}

static size_t
on_body(char *bytes, size_t size, size_t count, void *ctx)
{
	struct check_curl_get *get = ctx;
	size_t len = size * count;
	size_t most = get->want.text ? CHECK_CURL_TEXT_MAX : CHECK_CURL_BODY_MAX;

	get->body_bytes += len;
	if (get->body_bytes > most) {
		get->enough = true;
		return 0;
	}
	if (get->want.digest && EVP_DigestUpdate(get->md, bytes, len) != 1)
		return 0;
	if (get->want.text)
		buf_put(&get->body, bytes, len);
	return len;
}

/* "http://host:port/" and, if the host is a name, where that is. */
static bool
set_target(struct check_curl_get *get)
{
	const struct check_curl_want *want = &get->want;
	char peer[CHECK_PEER_SIZE], to[CHECK_PEER_SIZE + 4], url[512];
	const char *scheme = want->tls ? "https" : "http";
	int len;

	(void)check_peer(want->check, peer);
	if (want->tls_name)
		len = snprintf(url, sizeof(url), "%s://%s:%u/", scheme, want->tls_name,
		    want->check->connect_port);
	else
		len = snprintf(url, sizeof(url), "%s://%s/", scheme, peer);
	if (len < 0 || (size_t)len >= sizeof(url))
		return false;
	(void)snprintf(to, sizeof(to), "::%s", peer);
	get->connect_to = curl_slist_append(NULL, to);
	return get->connect_to &&
	    curl_easy_setopt(get->easy, CURLOPT_URL, url) == CURLE_OK &&
	    curl_easy_setopt(get->easy, CURLOPT_CONNECT_TO, get->connect_to) ==
	    CURLE_OK &&
	    curl_easy_setopt(get->easy, CURLOPT_REQUEST_TARGET, want->path) == CURLE_OK;
}

static bool
add_header(struct check_curl_get *get, const char *name, const char *value)
{
	char line[512];
	int len = snprintf(line, sizeof(line), "%s: %s", name, value);
	struct curl_slist *longer = NULL;

	/* A control character would end the header early. */
	if (len > 0 && (size_t)len < sizeof(line) && check_http_text_ok(line))
		longer = curl_slist_append(get->headers, line);
	if (longer)
		get->headers = longer;
	return longer != NULL;
}

static bool
set_headers(struct check_curl_get *get)
{
	const struct check_curl_want *want = &get->want;

	return add_header(get, "User-Agent", "fairlead") &&
	    (!want->close || add_header(get, "Connection", "close")) &&
	    (!want->host || add_header(get, "Host", want->host)) &&
	    !curl_easy_setopt(get->easy, CURLOPT_HTTPHEADER, get->headers);
}

static bool
set_tls(struct check_curl_get *get)
{
	const struct check_curl_want *want = &get->want;
	CURL *easy = get->easy;
	bool ok = true;

	ok &=
	    !curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, want->tls_verify ? 1L : 0L);
	ok &=
	    !curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, want->tls_verify ? 2L : 0L);
	ok &= !curl_easy_setopt(easy, CURLOPT_SSL_ENABLE_ALPN, 0L);
	ok &= !curl_easy_setopt(easy, CURLOPT_SSL_SESSIONID_CACHE, 0L);
	/* So that a renewed file counts soon; each handshake would be 10 ms of parsing.
	 */
	ok &= !curl_easy_setopt(easy, CURLOPT_CA_CACHE_TIMEOUT, 60L);
	if (want->tls_ca)
		ok &= !curl_easy_setopt(easy, CURLOPT_CAINFO, want->tls_ca);
	return ok;
}

static bool
set_limits(struct check_curl_get *get)
{
	CURL *easy = get->easy;
	long timeout_ms = (long)get->want.timeout_ms;
	long http = get->want.http == CHECK_CURL_HTTP_1_1 ? CURL_HTTP_VERSION_1_1
							  : CURL_HTTP_VERSION_1_0;
	bool ok = true;

	ok &= !curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, http);
	ok &= !curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
	ok &= !curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, timeout_ms);
	ok &= !curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, timeout_ms);
	ok &= !curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	ok &= !curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
	ok &= !curl_easy_setopt(easy, CURLOPT_PROXY, "");
	ok &= !curl_easy_setopt(easy, CURLOPT_DNS_CACHE_TIMEOUT, 0L);
	ok &= !curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, 1L);
	ok &= !curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L);
	ok &= !curl_easy_setopt(easy, CURLOPT_HAPROXYPROTOCOL,
	    get->want.check->proxy_protocol == CHECK_PROXY_V1 ? 1L : 0L);
	return ok;
}

static bool
set_callbacks(struct check_curl_get *get)
{
	CURL *easy = get->easy;
	bool ok = true;

	ok &= !curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, get->error);
	ok &= !curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, open_socket);
	ok &= !curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, get);
	ok &= !curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_header);
	ok &= !curl_easy_setopt(easy, CURLOPT_HEADERDATA, get);
	ok &= !curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
	ok &= !curl_easy_setopt(easy, CURLOPT_WRITEDATA, get);
	return ok;
}

static struct check_curl_get *
get_take(struct check_curl *curl)
{
	struct check_curl_get *get = curl->idle;

	if (get) {
		curl->idle = get->next_idle;
		curl->idle_len--;
		curl_easy_reset(get->easy);
	} else {
		get = mem_new(1, sizeof(*get));
		get->easy = curl_easy_init();
		get->md = EVP_MD_CTX_new();
		if (!get->easy || !get->md)
			abort(); /* no memory */
	}
	buf_clear(&get->body);
	get->curl = curl;
	get->body_bytes = get->header_bytes = 0;
	get->enough = false;
	get->socket_errno = 0;
	get->error[0] = '\0';
	return get;
}

static void
get_release(struct check_curl_get *get)
{
	struct check_curl *curl = get->curl;

	curl_slist_free_all(get->headers);
	curl_slist_free_all(get->connect_to);
	get->headers = get->connect_to = NULL;
	if (get->body.room > IDLE_BODY_ROOM)
		buf_fini(&get->body);
	if (curl->idle_len == IDLE_MAX) {
		get_free(get);
		return;
	}
	get->next_idle = curl->idle;
	curl->idle = get;
	curl->idle_len++;
}

static void
finish(void *ctx, CURLcode result)
{
	struct check_curl_get *get = ctx;
	struct check_curl_answer answer = {
	    .body = buf_text(&get->body), .body_len = get->body.len};

	(void)curl_easy_getinfo(get->easy, CURLINFO_RESPONSE_CODE, &answer.status);
	check_curl_explain(get, result, &answer);
	if (get->want.digest && EVP_DigestFinal_ex(get->md, answer.md5, NULL) != 1)
		answer.code = CHECK_INTERNAL;
	check_curl_loop_remove(get->curl->curl_loop, get->easy);
	get->done(get->ctx, &answer);
	get_release(get);
}

struct check_curl_get *
check_curl_start(struct check_curl *curl, const struct check_curl_want *want,
    void (*done)(void *ctx, const struct check_curl_answer *answer), void *ctx)
{
	struct check_curl_get *get = get_take(curl);

	get->want = *want;
	get->done = done;
	get->ctx = ctx;
	get->transfer = (struct check_curl_transfer){.done = finish, .ctx = get};
	if (set_target(get) && set_headers(get) && set_limits(get) &&
	    set_callbacks(get) && (!want->tls || set_tls(get)) &&
	    (!want->digest || EVP_DigestInit_ex(get->md, EVP_md5(), NULL) == 1) &&
	    check_curl_loop_add(curl->curl_loop, get->easy, &get->transfer))
		return get;
	get_release(get);
	return NULL;
}

void
check_curl_cancel(struct check_curl_get *get)
{
	check_curl_loop_remove(get->curl->curl_loop, get->easy);
	get_release(get);
}
