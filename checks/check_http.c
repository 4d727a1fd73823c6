/* SPDX-License-Identifier: Apache-2.0 */
/* HTTP_GET and SSL_GET: fit is what answers every URL, one after the other, as told.
 * Runs on: control. */
#include "checks/check_http.h"

#include <string.h>

#include "agent/sys/now.h"
#include "checks/check_curl.h"
#include "checks/check_http_spec.h"
#include "checks/check_io.h"
#include "checks/check_regex.h"

/* After curl's own limits: for what they do not see. */
enum { GRACE_MS = 1000 };

struct fetch {
	struct check_curl_get *get; /* NULL: none under way */
	size_t at;                  /* which URL */
};

static const struct check_http_url *
url_of(const struct check_try *try, size_t at)
{
	const struct check_http_spec *spec = check_try_spec(try);

	return (const struct check_http_url *)spec->urls.items + at;
}

/* With several URLs, say which. */
static void
fail(struct check_try *try, enum check_code code, const char *detail)
{
	const struct check_http_spec *spec = check_try_spec(try);
	const struct fetch *fetch = check_try_state(try);

	if (spec->urls.len > 1)
		check_done(
		    try, code, "%.40s: %s", url_of(try, fetch->at)->path, detail);
	else
		check_done(try, code, "%s", detail);
}

static void fetch_next(struct check_try *try);

static enum check_code
judge(
    const struct check_http_url *url, const struct check_curl_answer *got, char *detail)
{
	struct check_http_answer answer = {.status = got->status, .digest = got->md5};

	if (url->regex.pattern)
		answer.regex_failed = check_regex_find(
		    &url->regex, got->body, got->body_len, &answer.regex_found);
	return check_http_judge(url, &answer, detail);
}

static void
note_certificate(struct check_try *try, const struct check_curl_answer *got)
{
	const struct check_http_spec *spec = check_try_spec(try);

	if (got->certificate_until_s)
		check_try_certificate(try, got->certificate_until_s * 1000,
		    check_tls_near(
			&spec->trust, got->certificate_until_s, now_wall_ms() / 1000));
}

static void
answered(void *ctx, const struct check_curl_answer *got)
{
	struct check_try *try = ctx;
	struct fetch *fetch = check_try_state(try);
	const struct check_http_spec *spec = check_try_spec(try);
	char detail[CHECK_DETAIL_SIZE];
	enum check_code code = got->code;

	fetch->get = NULL;
	note_certificate(try, got);
	if (code != CHECK_OK) {
		fail(try, code, got->detail);
		return;
	}
	code = judge(url_of(try, fetch->at), got, detail);
	if (code != CHECK_OK) {
		fail(try, code, detail);
		return;
	}
	if (++fetch->at == spec->urls.len)
		check_done(try, CHECK_OK, "got %ld", got->status);
	else
		fetch_next(try);
}

static const enum check_curl_http versions[] = {
    [CHECK_HTTP_1_0] = CHECK_CURL_HTTP_1_0,
    [CHECK_HTTP_1_0_CLOSE] = CHECK_CURL_HTTP_1_0,
    [CHECK_HTTP_1_1] = CHECK_CURL_HTTP_1_1,
    [CHECK_HTTP_2] = CHECK_CURL_HTTP_2,
};

/* HTTP/2 has no such header, and 1.0 means it without. */
static bool
says_close(const struct check_http_spec *spec)
{
	return !spec->keep &&
	    (spec->protocol == CHECK_HTTP_1_0_CLOSE ||
		spec->protocol == CHECK_HTTP_1_1);
}

static void
fetch_next(struct check_try *try)
{
	const struct check_http_spec *spec = check_try_spec(try);
	const struct model_check *check = check_try_model(try);
	struct fetch *fetch = check_try_state(try);
	const struct check_http_url *url = url_of(try, fetch->at);
	const struct check_tls trust = check_http_trust(check, &spec->trust);
	const struct check_curl_want want = {
	    .check = check,
	    .path = url->path,
	    .host = check_http_host(check, url),
	    .method = url->method,
	    .headers = url->headers.items,
	    .headers_len = url->headers.len,
	    .body = url->body,
	    .body_len = url->body ? strlen(url->body) : 0,
	    .tls = spec->tls ? &trust : NULL,
	    .tls_name = spec->tls ? check_http_tls_name(check, spec, url) : NULL,
	    .close = says_close(spec),
	    .keep = spec->keep,
	    .redirects = spec->redirects,
	    .http = versions[spec->protocol],
	    .digest = url->has_digest,
	    .text = url->regex.pattern != NULL,
	    .timeout_ms = check->connect_timeout_ms,
	};

	fetch->get = check_curl_start(check_try_curl(try), &want, answered, try);
	if (!fetch->get)
		fail(try, CHECK_INTERNAL, "the request could not be made");
}

static void
cancel(struct check_try *try)
{
	struct fetch *fetch = check_try_state(try);

	if (fetch->get)
		check_curl_cancel(fetch->get);
	fetch->get = NULL;
}

/* Each URL has connect_timeout from its connection to its last byte. */
static uint32_t
deadline_ms(const struct model_check *check)
{
	const struct check_http_spec *spec = check->spec;

	return check->connect_timeout_ms * (uint32_t)spec->urls.len + GRACE_MS;
}

/* 500: beyond, libcurl's cost grows faster than what is in flight. */
const struct check_ops check_http_ops = {
    .abi = CHECK_ABI,
    .name = "http",
    .state_size = sizeof(struct fetch),
    .start = fetch_next,
    .cancel = cancel,
    .deadline_ms = deadline_ms,
    .equal = check_http_spec_equal,
    .in_flight_max = 500,
};

const struct check_ops check_https_ops = {
    .abi = CHECK_ABI,
    .name = "https",
    .state_size = sizeof(struct fetch),
    .start = fetch_next,
    .cancel = cancel,
    .deadline_ms = deadline_ms,
    .equal = check_http_spec_equal,
    .in_flight_max = 500,
};
