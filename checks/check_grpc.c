/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on: control. */
#include "checks/check_grpc.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "agent/sys/now.h"
#include "checks/check_curl.h"
#include "checks/check_grpc_wire.h"
#include "checks/check_http_keys.h"
#include "checks/check_http_spec.h"
#include "checks/check_io.h"

enum { GRACE_MS = 1000, FINE = 200 };

struct ask {
	struct check_curl_get *get; /* NULL: none under way */
	uint8_t message[CHECK_GRPC_ASK_MAX];
};

static void
judge_serving(struct check_try *try, const struct check_curl_answer *got)
{
	const char *word;
	uint32_t serving;

	if (!check_grpc_answer(got->body, got->body_len, &serving)) {
		check_done(try, CHECK_GRPC_PROTOCOL,
		    "%zu bytes that are no answer of grpc.health.v1", got->body_len);
		return;
	}
	word = check_grpc_serving_word(serving);
	check_done(try,
	    serving == CHECK_GRPC_IS_SERVING ? CHECK_OK : CHECK_GRPC_NOT_SERVING, "%s",
	    word ? word : "a status that is not defined");
}

/* The call's own outcome comes before the answer's. */
static void
judge(struct check_try *try, const struct check_curl_answer *got)
{
	char *end;
	unsigned long status = strtoul(got->note, &end, 10);
	const char *word = check_grpc_status_word(status);

	if (got->status != FINE)
		check_done(
		    try, CHECK_HTTP_STATUS, "got %ld, want %d", got->status, FINE);
	else if (!*got->note || *end)
		check_done(try, CHECK_GRPC_PROTOCOL, "no grpc-status came");
	else if (status)
		check_done(try, CHECK_GRPC_STATUS, "grpc-status %lu%s%s", status,
		    word ? " " : "", word ? word : "");
	else
		judge_serving(try, got);
}

static void
answered(void *ctx, const struct check_curl_answer *got)
{
	struct check_try *try = ctx;
	const struct check_grpc_spec *spec = check_try_spec(try);
	struct ask *ask = check_try_state(try);

	ask->get = NULL;
	if (got->certificate_until_s)
		check_try_certificate(try, got->certificate_until_s * 1000,
		    check_tls_near(
			&spec->trust, got->certificate_until_s, now_wall_ms() / 1000));
	if (got->code != CHECK_OK)
		check_done(try, got->code, "%s", got->detail);
	else
		judge(try, got);
}

static void
start(struct check_try *try)
{
	static const char *const headers[] = {
	    "Content-Type: application/grpc", "TE: trailers"};
	const struct check_grpc_spec *spec = check_try_spec(try);
	const struct model_check *check = check_try_model(try);
	const struct check_tls trust = check_http_trust(check, &spec->trust);
	struct ask *ask = check_try_state(try);
	const struct check_curl_want want = {
	    .check = check,
	    .path = "/grpc.health.v1.Health/Check",
	    .host = check->virtualhost,
	    .headers = headers,
	    .headers_len = sizeof(headers) / sizeof(headers[0]),
	    .body = ask->message,
	    .body_len = check_grpc_ask(spec->service, ask->message),
	    .tls = spec->tls ? &trust : NULL,
	    .tls_name = !spec->tls ? NULL
		: spec->sni_name   ? spec->sni_name
				   : check->virtualhost,
	    .keep = spec->keep,
	    .http = CHECK_CURL_HTTP_2,
	    .text = true,
	    .note = "grpc-status",
	    .timeout_ms = check->connect_timeout_ms,
	};

	ask->get = check_curl_start(check_try_curl(try), &want, answered, try);
	if (!ask->get)
		check_done(try, CHECK_INTERNAL, "the request could not be made");
}

static void
cancel(struct check_try *try)
{
	struct ask *ask = check_try_state(try);

	if (ask->get)
		check_curl_cancel(ask->get);
	ask->get = NULL;
}

static uint32_t
deadline_ms(const struct model_check *check)
{
	return check->connect_timeout_ms + GRACE_MS; /* libcurl's own comes first */
}

static bool
equal(const void *left, const void *right)
{
	const struct check_grpc_spec *a = left, *b = right;

	return check_same_text(a->service, b->service) && a->tls == b->tls &&
	    a->keep == b->keep && check_same_text(a->sni_name, b->sni_name) &&
	    check_tls_equal(&a->trust, &b->trust);
}

const struct check_ops check_grpc_ops = {
    .abi = CHECK_ABI,
    .name = "grpc",
    .state_size = sizeof(struct ask),
    .start = start,
    .cancel = cancel,
    .deadline_ms = deadline_ms,
    .equal = equal,
    .in_flight_max = 500,
};

/* ---- words ---- */

static void
finish(struct conf_reader *reader, const struct conf_node *node, void *into)
{
	const struct check_grpc_spec *spec = into;

	check_http_want_clean(reader, node, "sni_name", spec->sni_name);
	if (spec->service && strlen(spec->service) > CHECK_GRPC_SERVICE_MAX)
		conf_error(reader, node, 0, "range", "service has at most %d bytes",
		    CHECK_GRPC_SERVICE_MAX);
	if (spec->tls)
		check_tls_finish(reader, node, &spec->trust);
	else if (spec->sni_name || spec->trust.verify || spec->trust.ca ||
	    spec->trust.certificate)
		conf_warning(reader, node, 0, "no_effect",
		    "without tls, sni_name and the words tls_... mean nothing");
}

static const struct conf_key keys[] = {
    {.word = "service",
     .type = CONF_TEXT,
     .place = offsetof(struct check_grpc_spec, service),
     .help = "whose health is asked for (that of the server as a whole)"},
    {.word = "tls",
     .type = CONF_BOOL,
     .place = offsetof(struct check_grpc_spec, tls),
     .help = "speak TLS (off: HTTP/2 in the clear)"                     },
    {.word = "sni_name",
     .type = CONF_TEXT,
     .place = offsetof(struct check_grpc_spec, sni_name),
     .help = "name to ask for in TLS (the virtualhost)"                 },
    {.word = "keepalive",
     .type = CONF_BOOL,
     .place = offsetof(struct check_grpc_spec, keep),
     .help = "keep the connection for the next check, unless bindto, bind_port, "
		"bind_if or fwmark are said (off)"                      },
    CHECK_TLS_ROWS(struct check_grpc_spec, trust),
};

const struct conf_block check_grpc_block = {
    .keys = keys,
    .keys_len = sizeof(keys) / sizeof(keys[0]),
    .size = sizeof(struct check_grpc_spec),
    .finish = finish,
};
