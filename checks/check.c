/* SPDX-License-Identifier: Apache-2.0 */
#include "checks/check.h"

#include <assert.h>
#include <string.h>

static const char *const words[CHECK_CODES] = {
    [CHECK_OK] = "ok",
    [CHECK_TIMEOUT] = "timeout",
    [CHECK_CONNECT_REFUSED] = "connect.refused",
    [CHECK_CONNECT_TIMEOUT] = "connect.timeout",
    [CHECK_CONNECT_UNREACHABLE] = "connect.unreachable",
    [CHECK_CONNECT_FAILED] = "connect.failed",
    [CHECK_CLOSED] = "closed",
    [CHECK_TLS] = "tls",
    [CHECK_TLS_EXPIRED] = "tls.expired",
    [CHECK_TLS_NAME] = "tls.name",
    [CHECK_TLS_UNTRUSTED] = "tls.untrusted",
    [CHECK_HTTP_STATUS] = "http.status",
    [CHECK_HTTP_DIGEST] = "http.digest",
    [CHECK_HTTP_REGEX] = "http.regex",
    [CHECK_HTTP_PROTOCOL] = "http.protocol",
    [CHECK_HTTP_REDIRECTS] = "http.redirects",
    [CHECK_GRPC_STATUS] = "grpc.status",
    [CHECK_GRPC_NOT_SERVING] = "grpc.not_serving",
    [CHECK_GRPC_PROTOCOL] = "grpc.protocol",
    [CHECK_TOO_LARGE] = "too_large",
    [CHECK_EXIT_STATUS] = "exec.status",
    [CHECK_KILLED] = "exec.killed",
    [CHECK_NOT_STARTED] = "exec.not_started",
    [CHECK_ANSWER] = "answer",
    [CHECK_ANSWER_ERROR] = "answer.error",
    [CHECK_ANSWER_PROTOCOL] = "answer.protocol",
    [CHECK_DNS_RCODE] = "dns.rcode",
    [CHECK_AGENT_DOWN] = "agent.down",
    [CHECK_FILE_DOWN] = "file.down",
    [CHECK_INTERNAL] = "internal",
};

/* For the manual; a word that says all needs none. */
static const char *const helps[CHECK_CODES] = {
    [CHECK_OK] = "passed",
    [CHECK_TIMEOUT] = "the whole try took too long",
    [CHECK_CONNECT_REFUSED] = "nobody listens there",
    [CHECK_CONNECT_TIMEOUT] = "no answer to the attempt to connect",
    [CHECK_CONNECT_UNREACHABLE] = "no route, or nobody has the address",
    [CHECK_CONNECT_FAILED] = "the connection failed in another way: see the detail",
    [CHECK_CLOSED] = "the server ended before its answer was complete",
    [CHECK_TLS] = "the handshake, or a file of our own for it",
    [CHECK_TLS_EXPIRED] = "the certificate has expired, or is not valid yet",
    [CHECK_TLS_NAME] = "the certificate bears another name",
    [CHECK_TLS_UNTRUSTED] = "the certificate is of no authority that is trusted",
    [CHECK_HTTP_STATUS] = "another status than those wanted",
    [CHECK_HTTP_DIGEST] = "another digest of the body",
    [CHECK_HTTP_REGEX] = "the expression does not match, or must not",
    [CHECK_HTTP_PROTOCOL] = "not an answer of HTTP",
    [CHECK_HTTP_REDIRECTS] = "more redirects than follow_redirects says",
    [CHECK_GRPC_STATUS] = "the call of gRPC failed",
    [CHECK_GRPC_NOT_SERVING] = "it answers that it does not serve",
    [CHECK_GRPC_PROTOCOL] = "not an answer of grpc.health.v1",
    [CHECK_TOO_LARGE] = "the answer is longer than what is read",
    [CHECK_EXIT_STATUS] = "the script ended with another status than 0",
    [CHECK_KILLED] = "the script died of a signal",
    [CHECK_NOT_STARTED] = "the script could not be run, or is refused",
    [CHECK_ANSWER] = "another answer than the one wanted",
    [CHECK_ANSWER_ERROR] = "the server answered that it cannot",
    [CHECK_ANSWER_PROTOCOL] = "not an answer of that protocol",
    [CHECK_DNS_RCODE] = "the name server answered with an error",
    [CHECK_AGENT_DOWN] = "the agent says that its server is down",
    [CHECK_FILE_DOWN] = "the file says that the server is down",
    [CHECK_INTERNAL] =
	"our own lack of descriptors or the like: no opinion, the state stays",
};

const char *
check_code_word(enum check_code code)
{
	assert(code < CHECK_CODES);
	return words[code];
}

const char *
check_code_help(enum check_code code)
{
	assert(code < CHECK_CODES);
	return helps[code] ? helps[code] : "";
}

bool
check_same_text(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

static bool
same_target(const struct model_check *a, const struct model_check *b)
{
	return addr_equal(&a->connect_addr, &b->connect_addr) &&
	    a->connect_port == b->connect_port &&
	    addr_equal(&a->bind_addr, &b->bind_addr) && a->bind_port == b->bind_port &&
	    strcmp(a->bind_if, b->bind_if) == 0 && a->fwmark == b->fwmark &&
	    a->proxy_protocol == b->proxy_protocol;
}

static bool
same_schedule(const struct model_check *a, const struct model_check *b)
{
	return a->connect_timeout_ms == b->connect_timeout_ms &&
	    a->delay_loop_ms == b->delay_loop_ms &&
	    a->delay_loop_down_ms == b->delay_loop_down_ms && a->retry == b->retry &&
	    a->rise == b->rise &&
	    a->delay_before_retry_ms == b->delay_before_retry_ms &&
	    a->warmup_ms == b->warmup_ms && a->alpha == b->alpha &&
	    a->log_all_failures == b->log_all_failures;
}

static bool
same_ssl(const struct model_ssl *a, const struct model_ssl *b)
{
	if (!a || !b)
		return a == b;
	return check_same_text(a->ca, b->ca) &&
	    check_same_text(a->certificate, b->certificate) &&
	    check_same_text(a->key, b->key) &&
	    check_same_text(a->password, b->password);
}

bool
check_equal(const struct model_check *a, const struct model_check *b)
{
	return a->ops == b->ops && same_target(a, b) && same_schedule(a, b) &&
	    check_same_text(a->virtualhost, b->virtualhost) &&
	    same_ssl(a->ssl, b->ssl) &&
	    (a->spec == b->spec || !a->ops->equal || a->ops->equal(a->spec, b->spec));
}
