/* SPDX-License-Identifier: Apache-2.0 */
#include "api/api_operation.h"

#include <stdio.h>
#include <string.h>

#include "agent/lib/mem.h"
#include "api/api_edit.h"
#include "api/api_history.h"
#include "api/api_problem.h"
#include "api/api_rows.h"

enum { ID_SIZE = 2 * VIEW_ID_SIZE + 8, EVENTS_SHOWN = 100, EVENTS_MAX = 1000 };

/* "drain~VS~RS": stable as long as it is the same drain's real server. */
static const char *
id_of(const struct view_pool *pool, const struct view_rs *rs, char *out)
{
	(void)snprintf(out, ID_SIZE, "drain~%s~%s", pool->id, rs->id); /* fits */
	return out;
}

/* NULL: nothing of this id is under way. */
static const struct view_rs *
find(const struct view *view, const char *id)
{
	const char *tilde = strrchr(id, '~');
	char vs_id[VIEW_ID_SIZE];
	const struct view_pool *pool;
	const struct view_rs *rs;

	if (strncmp(id, "drain~", 6) != 0 || !tilde || tilde < id + 6 ||
	    (size_t)(tilde - id) - 6 >= sizeof(vs_id))
		return NULL;
	memcpy(vs_id, id + 6, (size_t)(tilde - id) - 6);
	vs_id[tilde - id - 6] = '\0';
	pool = view_find_pool(view, vs_id);
	rs = pool ? view_find_rs(pool, tilde + 1) : NULL;
	return rs && rs->admin == ADMIN_DRAIN ? rs : NULL;
}

static void
put_operation(struct json_out *out, const struct view_rs *rs)
{
	const struct view_pool *pool = rs->pool;
	bool over = rs->state == RS_DRAINED;
	char id[ID_SIZE];

	json_out_open(out, NULL, '{');
	json_out_text(out, "id", id_of(pool, rs, id));
	json_out_text(out, "kind", "drain");
	json_out_text(out, "state", over ? "done" : "running");
	json_out_text(out, "virtual_server", pool->id);
	json_out_text(out, "real_server", rs->id);
	json_out_bool(out, "removes", rs->removing);
	json_out_object(out, "progress", &view_rs_drain_fields, rs);
	json_out_open(out, "links", '{');
	buf_puts(out->buf, "\"real_server\":\"");
	api_link_rs(out->buf, pool->id, rs->id);
	buf_putc(out->buf, '"');
	json_out_close(out, '}');
	json_out_close(out, '}');
}

static void
put_list(struct json_out *out, const struct view *view)
{
	json_out_open(out, NULL, '{');
	json_out_open(out, "items", '[');
	for (uint32_t i = 0; i < view->pools_len; i++)
		for (uint32_t r = 0; r < view->pools[i]->real_servers_len; r++) {
			const struct view_rs *rs = &view->pools[i]->real_servers[r];

			if (rs->admin == ADMIN_DRAIN)
				put_operation(out, rs);
		}
	json_out_close(out, ']');
	json_out_close(out, '}');
}

static void
not_found(const struct api_request *request, struct api_response *response)
{
	api_refuse(request, response, 404, "operation.not_found",
	    "nothing of this id is under way");
}

void
api_operations(
    const struct api_request *request, struct view *view, struct api_response *response)
{
	bool one = request->match->route->handler == API_OPERATION_ONE;
	const struct view_rs *rs = one ? find(view, request->match->args[0]) : NULL;
	struct json_out out = json_out_to(&response->body);

	if (one && !rs) {
		not_found(request, response);
		return;
	}
	response->status = 200;
	response->content_type = "application/json";
	if (one)
		put_operation(&out, rs);
	else
		put_list(&out, view);
	buf_putc(&response->body, '\n');
}

/* To cancel a drain is to say ready. */
void
api_operation_cancel(struct api_edit *edit)
{
	const struct api_request *request = edit->request;
	const struct api_hooks *hooks = request->hooks;
	const struct view_rs *rs =
	    find(hooks->view(hooks->ctx), request->match->args[0]);
	struct command_reply reply;

	if (!rs) {
		not_found(request, edit->response);
		return;
	}
	if (!api_edit_persist(edit))
		return;
	edit->pool = hooks->pool(hooks->ctx, rs->pool->id);
	edit->command.kind = COMMAND_RS_READY;
	edit->command.vs_id = edit->pool ? edit->pool->id : NULL;
	edit->command.addr = rs->addr;
	edit->command.port = rs->port;
	if (api_edit_run(edit, &reply) && !api_edit_refused(edit, &reply))
		edit->response->status = 204;
}

/* ---- history ---- */

/* Its own events, and those of its checks, whose refs go on from its own. */
static bool
is_about(const struct history_event *event, const char *ref)
{
	size_t len = strlen(ref);

	return strncmp(event->ref, ref, len) == 0 &&
	    (event->ref[len] == '\0' || event->ref[len] == '/');
}

static void
put_history(struct json_out *out, const struct history *history, const char *ref,
    uint64_t limit)
{
	uint64_t first = history_first(history), at = history_next(history);

	json_out_open(out, NULL, '{');
	json_out_open(out, "items", '[');
	while (at > first && limit > 0) {
		const struct history_event *event = history_get(history, --at);

		if (!event || !is_about(event, ref))
			continue;
		api_row_event(out, event, NULL);
		limit--;
	}
	json_out_close(out, ']');
	json_out_uint(out, "events_lost", first - 1);
	json_out_close(out, '}');
}

void
api_rs_history(
    const struct api_request *request, struct view *view, struct api_response *response)
{
	const struct view_pool *pool = view_find_pool(view, request->match->args[0]);
	const char *limit = api_query_value(request, "limit");
	struct json_out out = json_out_to(&response->body);
	char ref[HISTORY_REF_SIZE];
	uint64_t shown = EVENTS_SHOWN;

	if (!pool || !view_find_rs(pool, request->match->args[1])) {
		api_refuse(request, response, 404,
		    pool ? "rs.not_found" : "vs.not_found",
		    "there is no such real server");
		return;
	}
	if (limit && (!api_uint_parse(limit, EVENTS_MAX, &shown) || shown == 0)) {
		api_refuse(request, response, 400, "query.value",
		    "limit is a whole number, 1..1000");
		return;
	}
	(void)snprintf(ref, sizeof(ref), "virtual-servers/%s/real-servers/%s", pool->id,
	    request->match->args[1]); /* fits: two ids and their folders */
	response->status = 200;
	response->content_type = "application/json";
	put_history(&out, request->hooks->history(request->hooks->ctx), ref, shown);
	buf_putc(&response->body, '\n');
}
