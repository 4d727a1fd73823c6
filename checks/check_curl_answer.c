/* SPDX-License-Identifier: Apache-2.0 */
/* What libcurl's outcome means to a check, and how to say it. Runs on: control. */
#include <stdio.h>
#include <string.h>

#include "checks/check_curl_get.h"
#include "checks/check_io.h"

static void
explain_connect(const struct check_curl_get *get, struct check_curl_answer *answer)
{
	char peer[CHECK_PEER_SIZE];
	long os_errno = 0;

	if (get->socket_errno) {
		answer->code = check_socket_code(get->socket_errno);
		(void)snprintf(answer->detail, CHECK_DETAIL_SIZE, "cannot %.70s: %s",
		    get->socket_step, strerrordesc_np(get->socket_errno));
		return;
	}
	(void)curl_easy_getinfo(get->easy, CURLINFO_OS_ERRNO, &os_errno);
	answer->code = check_connect_code((int)os_errno);
	(void)snprintf(answer->detail, CHECK_DETAIL_SIZE, "%s: %.60s",
	    check_peer(get->want.check, peer),
	    os_errno ? strerrordesc_np((int)os_errno) : get->error);
}

static void
explain_timeout(const struct check_curl_get *get, struct check_curl_answer *answer)
{
	char peer[CHECK_PEER_SIZE];
	curl_off_t secured_us = 0;
	uint32_t ms = get->want.timeout_ms;

	(void)curl_easy_getinfo(get->easy, CURLINFO_APPCONNECT_TIME_T, &secured_us);
	answer->code = get->transfer.connected ? CHECK_TIMEOUT : CHECK_CONNECT_TIMEOUT;
	if (!get->transfer.connected)
		(void)snprintf(answer->detail, CHECK_DETAIL_SIZE,
		    "%s: no connection, timeout after %u ms",
		    check_peer(get->want.check, peer), ms);
	else if (get->want.tls && !secured_us)
		(void)snprintf(answer->detail, CHECK_DETAIL_SIZE,
		    "timeout after %u ms in the TLS handshake", ms);
	else
		(void)snprintf(answer->detail, CHECK_DETAIL_SIZE,
		    "timeout after %u ms: %zu bytes of headers, %zu of the body", ms,
		    get->header_bytes, get->body_bytes);
}

static void
explain_limit(const struct check_curl_get *get, struct check_curl_answer *answer)
{
	bool wanted = get->want.digest || get->want.text;

	if (get->enough && !wanted) {
		answer->code = CHECK_OK;
		return;
	}
	answer->code = CHECK_TOO_LARGE;
	if (get->enough)
		(void)snprintf(answer->detail, CHECK_DETAIL_SIZE,
		    "the body exceeds the %d bytes that are looked at",
		    get->want.text ? CHECK_CURL_TEXT_MAX : CHECK_CURL_BODY_MAX);
	else
		(void)snprintf(answer->detail, CHECK_DETAIL_SIZE,
		    "the headers exceed %d bytes", CHECK_CURL_HEADERS_MAX);
}

static enum check_code
code_of(CURLcode result)
{
	static const struct {
		CURLcode result;
		enum check_code code;
	} known[] = {
	    {CURLE_GOT_NOTHING,          CHECK_CLOSED        },
	    {CURLE_SEND_ERROR,           CHECK_CLOSED        },
	    {CURLE_RECV_ERROR,           CHECK_CLOSED        },
	    {CURLE_PARTIAL_FILE,         CHECK_CLOSED        },
	    {CURLE_SSL_CONNECT_ERROR,    CHECK_TLS           },
	    {CURLE_SSL_CACERT_BADFILE,   CHECK_TLS           },
	    {CURLE_SSL_CERTPROBLEM,      CHECK_TLS           },
	    {CURLE_SSL_CIPHER,           CHECK_TLS           },
	    {CURLE_SSL_ISSUER_ERROR,     CHECK_TLS           },
	    {CURLE_TOO_MANY_REDIRECTS,   CHECK_HTTP_REDIRECTS},
	    {CURLE_WEIRD_SERVER_REPLY,   CHECK_HTTP_PROTOCOL },
	    {CURLE_UNSUPPORTED_PROTOCOL, CHECK_HTTP_PROTOCOL },
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (known[i].result == result)
			return known[i].code;
	return CHECK_HTTP_PROTOCOL; /* the rest is about what the server said */
}

static bool
is_of_tls(enum check_code code)
{
	return code >= CHECK_TLS && code <= CHECK_TLS_UNTRUSTED;
}

/* Who wants HTTP/2 wants no other, which ALPN may have led to. */
static void
explain_version(const struct check_curl_get *get, struct check_curl_answer *answer)
{
	long version = CURL_HTTP_VERSION_NONE;

	(void)curl_easy_getinfo(get->easy, CURLINFO_HTTP_VERSION, &version);
	if (get->want.http != CHECK_CURL_HTTP_2 || version >= CURL_HTTP_VERSION_2_0)
		return;
	answer->code = CHECK_HTTP_PROTOCOL;
	(void)snprintf(
	    answer->detail, CHECK_DETAIL_SIZE, "the server does not speak HTTP/2");
}

void
check_curl_explain(
    const struct check_curl_get *get, CURLcode result, struct check_curl_answer *answer)
{
	const char *text = get->error[0] ? get->error : curl_easy_strerror(result);

	if (result == CURLE_OK) {
		explain_version(get, answer);
		return;
	}
	if (result == CURLE_COULDNT_CONNECT) {
		explain_connect(get, answer);
		return;
	}
	if (result == CURLE_OPERATION_TIMEDOUT) {
		explain_timeout(get, answer);
		return;
	}
	/* "Out of memory" is what libcurl says of a header line beyond 100 kB. */
	if (result == CURLE_WRITE_ERROR || result == CURLE_OUT_OF_MEMORY) {
		explain_limit(get, answer);
		return;
	}
	answer->code = result == CURLE_PEER_FAILED_VERIFICATION
	    ? check_curl_certificate_code(get->easy)
	    : code_of(result);
	(void)snprintf(answer->detail, CHECK_DETAIL_SIZE, "%s%.110s",
	    is_of_tls(answer->code) ? "TLS: " : "", text);
}
