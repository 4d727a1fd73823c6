/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on: control. libcurl says which descriptors and which timer it wants; the loop
 * gives them. Names never reach a resolver: the connection goes to the literal address
 * (CONNECT_TO), and the name is only what is said to the server. Handles are used
 * again, connections and DNS entries are not kept: curl prunes both in O(n). */
#include "checks/check_curl.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "agent/lib/mem.h"
#include "agent/sys/loop.h"
#include "checks/check_curl_get.h"
#include "checks/check_http_spec.h"
#include "checks/check_io.h"

enum { IDLE_MAX = 64, IDLE_BODY_ROOM = 16 << 10 };

struct check_curl {
	struct loop *loop; /* borrowed */
	CURLM *multi;
	struct loop_timer *timer;
	struct check_curl_get *idle; /* owned: to use again */
	unsigned idle_len;
};

/* ---- the loop ---- */

static void finish(struct check_curl_get *get, CURLcode result);

static void
collect(struct check_curl *curl)
{
	const CURLMsg *message;
	int left;

	while ((message = curl_multi_info_read(curl->multi, &left))) {
		struct check_curl_get *get = NULL;
		CURLcode result = message->data.result;

		if (message->msg != CURLMSG_DONE)
			continue;
		(void)curl_easy_getinfo(
		    message->easy_handle, CURLINFO_PRIVATE, (char **)&get);
		finish(get, result);
	}
}

static void
act(struct check_curl *curl, curl_socket_t fd, int what)
{
	int running;

	/* A failure is reported in the transfer's message. */
	(void)curl_multi_socket_action(curl->multi, fd, what, &running);
	collect(curl);
}

static void
on_timer(void *ctx)
{
	act(ctx, CURL_SOCKET_TIMEOUT, 0);
}

static int
want_timer(CURLM *multi, long timeout_ms, void *ctx)
{
	struct check_curl *curl = ctx;

	(void)multi;
	if (timeout_ms < 0)
		loop_timer_stop(curl->timer);
	else
		loop_timer_after(curl->timer, span_ms(timeout_ms));
	return 0;
}

struct watch {
	struct check_curl *curl;
	curl_socket_t fd;
	struct loop_fd *fd_watch;
};

static void
on_ready(void *ctx, unsigned events)
{
	const struct watch *watch = ctx;
	int what = 0;

	if (events & LOOP_READ)
		what |= CURL_CSELECT_IN;
	if (events & LOOP_WRITE)
		what |= CURL_CSELECT_OUT;
	act(watch->curl, watch->fd, what); /* may free the watch */
}

/* While it connects, libcurl waits to write; CURLINFO_CONNECT_TIME stays 0 during the
 * TLS handshake too (7.88), so it does not tell. */
static void
note_connected(CURL *easy)
{
	struct check_curl_get *get = NULL;

	(void)curl_easy_getinfo(easy, CURLINFO_PRIVATE, (char **)&get);
	if (get)
		get->connected = true;
}

static int
want_socket(CURL *easy, curl_socket_t fd, int what, void *ctx, void *socket_ctx)
{
	struct check_curl *curl = ctx;
	struct watch *watch = socket_ctx;
	unsigned events = 0;

	if (what == CURL_POLL_REMOVE) {
		if (watch)
			loop_fd_free(watch->fd_watch);
		mem_free(watch);
		return 0;
	}
	if (what & CURL_POLL_IN) {
		events |= LOOP_READ;
		note_connected(easy);
	}
	if (what & CURL_POLL_OUT)
		events |= LOOP_WRITE;
	if (watch) {
		loop_fd_events(watch->fd_watch, events);
		return 0;
	}
	watch = mem_new(1, sizeof(*watch));
	watch->curl = curl;
	watch->fd = fd;
	watch->fd_watch = loop_fd_new(curl->loop, fd, events, on_ready, watch);
	(void)curl_multi_assign(curl->multi, fd, watch); /* fails for unknown fds */
	return 0;
}

struct check_curl *
check_curl_new(struct loop *loop)
{
	struct check_curl *curl = mem_new(1, sizeof(*curl));

	curl->loop = loop;
	curl->timer = loop_timer_new(loop, on_timer, curl);
	if (curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK)
		curl->multi = curl_multi_init();
	if (!curl->multi)
		return curl; /* each request will say so */
	/* These fail for unknown options only, and are as old as the interface. */
	(void)curl_multi_setopt(curl->multi, CURLMOPT_SOCKETFUNCTION, want_socket);
	(void)curl_multi_setopt(curl->multi, CURLMOPT_SOCKETDATA, curl);
	(void)curl_multi_setopt(curl->multi, CURLMOPT_TIMERFUNCTION, want_timer);
	(void)curl_multi_setopt(curl->multi, CURLMOPT_TIMERDATA, curl);
	(void)curl_multi_setopt(curl->multi, CURLMOPT_PIPELINING, CURLPIPE_NOTHING);
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
	if (curl->multi)
		(void)curl_multi_cleanup(curl->multi); /* no transfer is left in it */
	curl_global_cleanup();
	loop_timer_free(curl->timer);
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
	return ok;
}

static bool
set_callbacks(struct check_curl_get *get)
{
	CURL *easy = get->easy;
	bool ok = true;

	ok &= !curl_easy_setopt(easy, CURLOPT_PRIVATE, get);
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
	get->enough = get->connected = false;
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

struct check_curl_get *
check_curl_start(struct check_curl *curl, const struct check_curl_want *want,
    void (*done)(void *ctx, const struct check_curl_answer *answer), void *ctx)
{
	struct check_curl_get *get;

	if (!curl->multi)
		return NULL;
	get = get_take(curl);
	get->want = *want;
	get->done = done;
	get->ctx = ctx;
	if (set_target(get) && set_headers(get) && set_limits(get) &&
	    set_callbacks(get) && (!want->tls || set_tls(get)) &&
	    (!want->digest || EVP_DigestInit_ex(get->md, EVP_md5(), NULL) == 1) &&
	    curl_multi_add_handle(curl->multi, get->easy) == CURLM_OK)
		return get;
	get_release(get);
	return NULL;
}

void
check_curl_cancel(struct check_curl_get *get)
{
	(void)curl_multi_remove_handle(get->curl->multi, get->easy); /* it is in */
	get_release(get);
}

static void
finish(struct check_curl_get *get, CURLcode result)
{
	struct check_curl_answer answer = {
	    .body = buf_text(&get->body), .body_len = get->body.len};

	(void)curl_easy_getinfo(get->easy, CURLINFO_RESPONSE_CODE, &answer.status);
	check_curl_explain(get, result, &answer);
	if (get->want.digest && EVP_DigestFinal_ex(get->md, answer.md5, NULL) != 1)
		answer.code = CHECK_INTERNAL;
	(void)curl_multi_remove_handle(get->curl->multi, get->easy); /* it is in */
	get->done(get->ctx, &answer);
	get_release(get);
}
