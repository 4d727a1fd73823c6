/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on: control. Names never reach a resolver: the connection goes to the literal
 * address (CONNECT_TO), and the name is only what is said to the server. Handles are
 * used again, connections and DNS entries are not kept: curl prunes both in O(n). */
#include "checks/check_curl.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

#include "agent/lib/mem.h"
#include "checks/check_curl_get.h"
#include "checks/check_http_spec.h"
#include "checks/check_io.h"

enum { IDLE_MAX = 64, IDLE_BODY_ROOM = 16 << 10, URL_SIZE = 2048 };

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

/* The value of the header that is wanted, its blanks cut. */
static void
take_note(struct check_curl_get *get, const char *line, size_t len)
{
	size_t name = strlen(get->want.note), end = len;

	if (len <= name || line[name] != ':' ||
	    strncasecmp(line, get->want.note, name) != 0)
		return;
	name++;
	while (name < end && strchr(" \t", line[name]))
		name++;
	while (end > name && strchr(" \t\r\n", line[end - 1]))
		end--;
	(void)snprintf(get->note, sizeof(get->note), "%.*s",
	    (int)(end - name < sizeof(get->note) ? end - name : sizeof(get->note)),
	    line + name); /* cut: nothing that is wanted is longer */
}

static size_t
on_header(char *bytes, size_t size, size_t count, void *ctx)
{
	struct check_curl_get *get = ctx;

	if (get->want.tls && !get->certificate_until_s)
		get->certificate_until_s = check_curl_certificate_until(get->easy);
	if (get->want.note)
		take_note(get, bytes, size * count);
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

/* "http://host:port/" and, whatever the host (or that of a redirect), where that is:
 * "::address:" leaves the port as it is. The path goes as it was written, unless a
 * redirect will put another in its place. */
static bool
set_target(struct check_curl_get *get)
{
	const struct check_curl_want *want = &get->want;
	char peer[CHECK_PEER_SIZE], to[CHECK_PEER_SIZE + 4], url[URL_SIZE];
	const char *scheme = want->tls ? "https" : "http";
	const char *path = want->redirects ? want->path : "/";
	int len;

	(void)check_peer(want->check, peer);
	if (want->tls_name)
		len = snprintf(url, sizeof(url), "%s://%s:%u%s", scheme, want->tls_name,
		    want->check->connect_port, path);
	else
		len = snprintf(url, sizeof(url), "%s://%s%s", scheme, peer, path);
	if (len < 0 || (size_t)len >= sizeof(url))
		return false;
	*(strrchr(peer, ':') + 1) = '\0';
	(void)snprintf(to, sizeof(to), "::%s", peer);
	get->connect_to = curl_slist_append(NULL, to);
	return get->connect_to && !curl_easy_setopt(get->easy, CURLOPT_URL, url) &&
	    !curl_easy_setopt(get->easy, CURLOPT_PATH_AS_IS, 1L) &&
	    (want->redirects ||
		!curl_easy_setopt(get->easy, CURLOPT_REQUEST_TARGET, want->path)) &&
	    !curl_easy_setopt(get->easy, CURLOPT_CONNECT_TO, get->connect_to);
}

/* A redirect that leads on is asked of the same address, its port and name as it says.
 */
static bool
set_redirects(struct check_curl_get *get)
{
	CURL *easy = get->easy;
	long most = (long)get->want.redirects;

	return !most ||
	    (!curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 1L) &&
		!curl_easy_setopt(easy, CURLOPT_MAXREDIRS, most) &&
		!curl_easy_setopt(easy, CURLOPT_REDIR_PROTOCOLS_STR, "http,https"));
}

static bool
set_method(struct check_curl_get *get)
{
	const struct check_curl_want *want = &get->want;
	CURL *easy = get->easy;
	bool ok = true;

	if (want->body) {
		ok &= !curl_easy_setopt(easy, CURLOPT_POST, 1L);
		ok &= !curl_easy_setopt(easy, CURLOPT_POSTFIELDS, want->body);
		ok &= !curl_easy_setopt(
		    easy, CURLOPT_POSTFIELDSIZE, (long)want->body_len);
	}
	if (want->method && strcmp(want->method, "HEAD") == 0)
		ok &= !curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
	else if (want->method)
		ok &= !curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, want->method);
	return ok;
}

static bool
add_line(struct check_curl_get *get, const char *line)
{
	struct curl_slist *longer = NULL;

	/* A control character would end the header early. */
	if (check_http_text_ok(line))
		longer = curl_slist_append(get->headers, line);
	if (longer)
		get->headers = longer;
	return longer != NULL;
}

static bool
add_header(struct check_curl_get *get, const char *name, const char *value)
{
	char line[512];
	int len = snprintf(line, sizeof(line), "%s: %s", name, value);

	return len > 0 && (size_t)len < sizeof(line) && add_line(get, line);
}

/* Whether the configuration says this header itself. */
static bool
says_header(const struct check_curl_want *want, const char *name)
{
	size_t len = strlen(name);

	for (size_t i = 0; i < want->headers_len; i++)
		if (strncasecmp(want->headers[i], name, len) == 0 &&
		    want->headers[i][len] == ':')
			return true;
	return false;
}

/* Unless it is said, libcurl would make up a type for a body, and a wait before it. */
static bool
add_of_body(struct check_curl_get *get)
{
	if (!get->want.body)
		return true;
	return add_line(get, "Expect:") &&
	    (says_header(&get->want, "Content-Type") ||
		add_line(get, "Content-Type: application/octet-stream"));
}

static bool
set_headers(struct check_curl_get *get)
{
	const struct check_curl_want *want = &get->want;

	for (size_t i = 0; i < want->headers_len; i++)
		if (!add_line(get, want->headers[i]))
			return false;
	return (says_header(want, "User-Agent") ||
		   add_header(get, "User-Agent", "fairlead")) &&
	    (!want->close || add_header(get, "Connection", "close")) &&
	    (!want->host || add_header(get, "Host", want->host)) && add_of_body(get) &&
	    !curl_easy_setopt(get->easy, CURLOPT_HTTPHEADER, get->headers);
}

static long
http_version(const struct check_curl_want *want)
{
	switch (want->http) {
	case CHECK_CURL_HTTP_1_0:
		return CURL_HTTP_VERSION_1_0;
	case CHECK_CURL_HTTP_1_1:
		return CURL_HTTP_VERSION_1_1;
	case CHECK_CURL_HTTP_2:
		break;
	}
	return want->tls ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE;
}

/* A kept connection does not say which source it was made from. */
static bool
keeps(const struct check_curl_want *want)
{
	const struct model_check *check = want->check;

	return want->keep && check->proxy_protocol == CHECK_PROXY_NONE &&
	    !addr_is_set(&check->bind_addr) && !check->bind_port && !*check->bind_if &&
	    !check->fwmark;
}

static bool
set_limits(struct check_curl_get *get)
{
	CURL *easy = get->easy;
	long timeout_ms = (long)get->want.timeout_ms;
	long fresh = keeps(&get->want) ? 0L : 1L;
	bool ok = true;

	ok &= !curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, http_version(&get->want));
	ok &= !curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
	ok &= !curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, timeout_ms);
	ok &= !curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, timeout_ms);
	ok &= !curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	ok &= !curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
	ok &= !curl_easy_setopt(easy, CURLOPT_PROXY, "");
	ok &= !curl_easy_setopt(easy, CURLOPT_DNS_CACHE_TIMEOUT, 0L);
	ok &= !curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, fresh);
	ok &= !curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, fresh);
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
	get->note[0] = '\0';
	get->certificate_until_s = 0;
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
	struct check_curl_answer answer = {.body = buf_text(&get->body),
	    .body_len = get->body.len,
	    .certificate_until_s = get->certificate_until_s};

	(void)curl_easy_getinfo(get->easy, CURLINFO_RESPONSE_CODE, &answer.status);
	(void)mem_copy_text(answer.note, sizeof(answer.note), get->note);
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
	if (want->tls) {
		get->tls = *want->tls;
		get->want.tls = &get->tls;
	}
	get->done = done;
	get->ctx = ctx;
	get->transfer = (struct check_curl_transfer){.done = finish,
	    .ctx = get,
	    .again = want->tls && want->http == CHECK_CURL_HTTP_2};
	if (set_target(get) && set_redirects(get) && set_method(get) &&
	    set_headers(get) && set_limits(get) && set_callbacks(get) &&
	    (!want->tls || check_curl_set_tls(get)) &&
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
