/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on: control. */
#include "api/api_audit.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "agent/lib/mem.h"
#include "agent/sys/loop.h"
#include "agent/sys/now.h"
#include "api/api_problem.h"
#include "api/api_server.h"
#include "api/json_out.h"

enum { PAGE_DEFAULT = 100, PAGE_MAX = 1000, STRANGERS_WINDOW_S = 60 };

/* ---- which requests ---- */

static bool
may_change(const struct api_call *call)
{
	static const char *const readers[] = {"GET", "HEAD", "OPTIONS"};

	for (size_t i = 0; i < sizeof(readers) / sizeof(readers[0]); i++)
		if (strcmp(call->method, readers[i]) == 0)
			return false;
	return !call->response.dry_run &&
	    !(call->match.route && call->match.route->handler == API_CONFIG_TRY);
}

static bool
is_denied(unsigned status)
{
	return status == 401 || status == 403 || status == 421 || status == 429;
}

/* Those who have not said who they are have a share of the file, not all of it. */
static bool
has_share(struct api_call *call)
{
	struct api_strangers *strangers = &call->api->strangers;
	struct instant now = loop_now(call->api->loop);

	if (call->person.role != API_NOBODY)
		return true;
	if (!strangers->until.ns || instant_reached(strangers->until, now)) {
		strangers->until = instant_add(now, span_s(STRANGERS_WINDOW_S));
		strangers->seen = 0;
	}
	if (strangers->seen++ < API_AUDIT_STRANGERS_MAX)
		return true;
	strangers->skipped++;
	return false;
}

/* ---- the entry ---- */

static const char *
outcome_of(unsigned status)
{
	if (status >= 500)
		return "failed";
	return status >= 400 ? "refused" : "done";
}

static void
put_who(struct json_out *out, const struct api_call *call)
{
	char date[VIEW_DATE_SIZE];

	json_out_text(out, "at", view_date(now_wall_ms(), date));
	json_out_text(out, "actor", call->person.actor);
	json_out_text(out, "role", api_role_word(call->person.role));
	json_out_text(out, "source", call->source);
	json_out_text(out, "request_id", call->id);
}

/* The start of a text, as text: it may be anything. */
static void
put_cut(struct json_out *out, const char *name, const char *text, size_t most)
{
	size_t len = strnlen(text, most);
	char *cut = mem_new(len + 1, 1);

	memcpy(cut, text, len);
	json_out_text(out, name, cut);
	mem_free(cut);
}

static void
put_what(struct json_out *out, const struct api_call *call)
{
	put_cut(out, "method", call->method, 16);
	put_cut(out, "path", call->path, API_PATH_MAX);
	if (call->query_text && *call->query_text)
		put_cut(out, "query", call->query_text, API_AUDIT_BODY_MAX_BYTES);
	/* Who may not write has nothing kept of what they wrote. */
	if (call->body.len && !is_denied(call->response.status))
		put_cut(
		    out, "request", buf_text(&call->body), API_AUDIT_BODY_MAX_BYTES);
}

static void
put_raw(struct json_out *out, const char *name, const struct buf *json)
{
	if (!json->len)
		return;
	buf_printf(out->buf, ",\"%s\":%s", name, buf_text(json));
}

static void
put_outcome(struct json_out *out, const struct api_call *call)
{
	const struct api_response *response = &call->response;

	json_out_uint(out, "status", response->status);
	json_out_text(out, "outcome", outcome_of(response->status));
	if (response->code)
		json_out_text(out, "code", response->code);
	if (response->is_write) {
		json_out_bool(out, "persisted", response->persisted);
		json_out_uint(out, "revision", response->revision);
	}
	if (response->replayed) /* nothing was done but to repeat the answer */
		json_out_bool(out, "replayed", true);
	put_raw(out, "before", &response->before);
	put_raw(out, "after", &response->after);
}

void
api_audit_call(struct api_call *call)
{
	struct api *api = call->api;
	struct buf members = {0};
	struct json_out out = json_out_to(&members);

	if (!may_change(call) && !is_denied(call->response.status))
		return;
	if (!api->hooks.audit || !has_share(call))
		return;
	put_who(&out, call);
	put_what(&out, call);
	put_outcome(&out, call);
	if (api->strangers.skipped)
		json_out_uint(&out, "skipped", api->strangers.skipped);
	api->strangers.skipped = 0;
	api->hooks.audit(api->hooks.ctx, buf_text(&members));
	buf_fini(&members);
}

void
api_audit_rs(struct buf *out, const struct view_rs *rs)
{
	struct json_out json = json_out_to(out);

	json_out_open(&json, NULL, '{');
	json_out_text(&json, "admin", admin_word(rs->admin));
	json_out_uint(&json, "weight", rs->weight);
	json_out_text(&json, "forward", forward_word(rs->forward));
	json_out_text(&json, "state", rs_state_word(rs->state));
	json_out_uint(&json, "revision", rs->revision);
	json_out_close(&json, '}');
}

/* ---- reading it ---- */

static bool
number(const struct api_request *request, const char *name, uint64_t max, uint64_t *out)
{
	const char *value = api_query_value(request, name);

	return !value || (api_uint_parse(value, max, out) && *out > 0);
}

/* The next page, in the document and as a link. */
static void
put_next(
    struct json_out *out, struct api_response *response, uint64_t limit, uint64_t next)
{
	char text[24];

	if (!next) {
		json_out_null(out, "next_cursor");
		return;
	}
	(void)snprintf(text, sizeof(text), "%" PRIu64, next); /* 20 digits at most */
	json_out_text(out, "next_cursor", text);
	buf_printf(&response->link,
	    "</api/v1/audit?limit=%" PRIu64 "&cursor=%s>; rel=\"next\"", limit, text);
}

void
api_audit_read(
    const struct api_request *request, struct view *view, struct api_response *response)
{
	const struct api_hooks *hooks = request->hooks;
	struct json_out out = json_out_to(&response->body);
	uint64_t limit = PAGE_DEFAULT, before = 0, next;

	(void)view;
	if (!number(request, "limit", PAGE_MAX, &limit) ||
	    !number(request, "cursor", INT64_MAX, &before)) {
		api_refuse(request, response, 400, "query.value",
		    "limit is a whole number, 1..1000; cursor is next_cursor of a "
		    "page");
		return;
	}
	response->status = 200;
	response->content_type = "application/json";
	json_out_open(&out, NULL, '{');
	json_out_open(&out, "items", '[');
	next = hooks->audit_read(hooks->ctx, before, limit, &response->body);
	json_out_close(&out, ']');
	out.comma = true;
	put_next(&out, response, limit, next);
	json_out_close(&out, '}');
	buf_putc(&response->body, '\n');
}
