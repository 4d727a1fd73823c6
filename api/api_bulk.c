/* SPDX-License-Identifier: Apache-2.0 */
/* POST /api/v1/real-servers/actions: one action on every real server that matches, in
 * whatever virtual server it is: a host's maintenance. Each by itself; the answer says
 * what became of each. Runs on: control. */
#include <string.h>

#include "agent/lib/mem.h"
#include "api/api_edit.h"
#include "api/api_json.h"
#include "api/api_problem.h"
#include "api/json_out.h"

struct match {
	struct addr addr;
	bool has_port;
	uint16_t port;
	char vs_id[VIEW_ID_SIZE]; /* "": in all */
};

static bool
matches(
    const struct match *match, const struct view_pool *pool, const struct view_rs *rs)
{
	return !rs->sorry && addr_equal(&rs->addr, &match->addr) &&
	    (!match->has_port || rs->port == match->port) &&
	    (!match->vs_id[0] || strcmp(pool->id, match->vs_id) == 0);
}

static void
read_match(const json_t *from, struct match *match, struct api_faults *faults)
{
	const char *address = json_string_value(json_object_get(from, "address"));
	const char *vs_id = json_string_value(json_object_get(from, "virtual_server"));
	const json_t *port = json_object_get(from, "port");
	size_t known = 0;

	known += address != NULL;
	known += vs_id != NULL;
	known += port != NULL;
	if (!address || !addr_parse(address, &match->addr))
		api_fault_add(faults, "/match/address", "value",
		    "must be an IPv4 or IPv6 address as a string");
	match->has_port = port != NULL;
	match->port = (uint16_t)json_integer_value(port);
	if (port &&
	    (!json_is_integer(port) || json_integer_value(port) < 0 ||
		json_integer_value(port) > UINT16_MAX))
		api_fault_add(
		    faults, "/match/port", "value", "must be a whole number, 0..65535");
	if (vs_id && !mem_copy_text(match->vs_id, sizeof(match->vs_id), vs_id))
		api_fault_add(faults, "/match/virtual_server", "value", "is no id");
	if (json_object_size(from) != known)
		api_fault_add(faults, "/match", "unknown_member",
		    "takes address, port and virtual_server");
}

static bool
read_body(struct api_edit *edit, struct match *match)
{
	const struct api_request *request = edit->request;
	struct api_faults faults = {0};
	const struct api_problem problem = {.status = 400,
	    .code = "body.invalid",
	    .detail = "the body is not what this request takes: see errors",
	    .faults = &faults};
	json_t *root;

	if (!api_edit_media_type(edit))
		return false;
	root = api_json_load(
	    request->body_len ? request->body : "", request->body_len, &faults);
	if (root) {
		read_match(json_object_get(root, "match"), match, &faults);
		(void)json_object_del(root, "match"); /* it is read; -1: it is missing,
						       * which is told */
		(void)api_body_read(root,
		    API_M_ACTION | API_M_TIMEOUT | API_M_ON_TIMEOUT |
			API_M_PERSISTENCE | API_M_FORCE | API_M_REASON,
		    API_M_ACTION, &edit->body, &faults);
	}
	json_decref(root);
	if (!faults.len)
		return true;
	api_problem(request, edit->response, &problem);
	return false;
}

static bool
is_good(const struct command_reply *reply)
{
	return reply->status == COMMAND_DONE || reply->status == COMMAND_ACCEPTED ||
	    (reply->status == COMMAND_KERNEL && reply->code &&
		strcmp(reply->code, "kernel.unavailable") == 0);
}

/* What to do is fixed before it is done: each command makes another view. */
struct targets {
	struct target {
		char vs_id[VIEW_ID_SIZE], rs_id[VIEW_ID_SIZE];
		struct addr addr;
		uint16_t port;
	} * items; /* owned */
	size_t len;
};

static struct targets
find_targets(const struct view *view, const struct match *match)
{
	struct targets targets = {0};

	for (uint32_t i = 0; i < view->pools_len; i++) {
		const struct view_pool *pool = view->pools[i];

		for (uint32_t r = 0; r < pool->real_servers_len; r++) {
			const struct view_rs *rs = &pool->real_servers[r];
			struct target *target;

			if (!matches(match, pool, rs))
				continue;
			targets.items = mem_grow(
			    targets.items, targets.len + 1, sizeof(*targets.items));
			target = &targets.items[targets.len++];
			memcpy(target->vs_id, pool->id, sizeof(target->vs_id));
			memcpy(target->rs_id, rs->id, sizeof(target->rs_id));
			target->addr = rs->addr;
			target->port = rs->port;
		}
	}
	return targets;
}

/* True when it is as wanted now, or on its way. */
static bool
run_one(struct api_edit *edit, const struct target *target, struct json_out *out)
{
	const struct api_hooks *hooks = edit->request->hooks;
	struct command_reply reply;

	edit->command.vs_id = target->vs_id;
	edit->command.addr = target->addr;
	edit->command.port = target->port;
	reply = hooks->run(hooks->ctx, &edit->command);
	json_out_open(out, NULL, '{');
	json_out_text(out, "virtual_server", target->vs_id);
	json_out_text(out, "real_server", target->rs_id);
	json_out_bool(out, "done", is_good(&reply));
	json_out_bool(out, "persisted", reply.persisted);
	json_out_uint(out, "revision", reply.revision);
	if (!is_good(&reply)) {
		json_out_text(out, "code", reply.code ? reply.code : "refused");
		json_out_text(out, "detail", reply.detail);
	}
	json_out_close(out, '}');
	return is_good(&reply);
}

static void
run_all(struct api_edit *edit, const struct targets *targets)
{
	struct json_out out = json_out_to(&edit->response->body);
	size_t done = 0;

	edit->response->status = 200;
	edit->response->content_type = "application/json";
	json_out_open(&out, NULL, '{');
	json_out_open(&out, "items", '[');
	for (size_t i = 0; i < targets->len; i++)
		done += run_one(edit, &targets->items[i], &out);
	json_out_close(&out, ']');
	json_out_uint(&out, "matched", targets->len);
	json_out_uint(&out, "done", done);
	json_out_close(&out, '}');
	buf_putc(&edit->response->body, '\n');
}

void
api_bulk(struct api_edit *edit)
{
	const struct api_hooks *hooks = edit->request->hooks;
	struct targets targets;
	struct match match = {0};

	if (!api_edit_persist(edit) || !read_body(edit, &match))
		return;
	api_edit_fill(edit);
	if (!api_edit_action(edit))
		return;
	targets = find_targets(hooks->view(hooks->ctx), &match);
	if (targets.len)
		run_all(edit, &targets);
	else
		api_refuse(edit->request, edit->response, 404, "rs.not_found",
		    "no real server matches");
	mem_free(targets.items);
}
