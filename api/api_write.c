/* SPDX-License-Identifier: Apache-2.0 */
/* A body becomes a command, its reply the answer. Runs on: control. */
#include <string.h>
#include <strings.h>

#include "api/api_checks.h"
#include "api/api_edit.h"
#include "api/api_precondition.h"
#include "api/api_problem.h"
#include "api/api_rows.h"
#include "api/api_trial.h"

enum {
	RS_MEMBERS = API_M_WEIGHT | API_M_FORWARD | API_M_ADMIN,
	RS_DRAIN = API_M_TIMEOUT | API_M_ON_TIMEOUT | API_M_PERSISTENCE | API_M_FORCE,
	RS_IDENTITY = API_M_ID | API_M_ADDRESS | API_M_PORT
};

/* False after answering with a problem, as do all that return bool here. */
static bool
refuse(
    const struct api_edit *edit, unsigned status, const char *code, const char *detail)
{
	api_refuse(edit->request, edit->response, status, code, detail);
	return false;
}

/* ---- what the request says ---- */

static bool
is_media_type(const char *header, const char *type)
{
	size_t len = strlen(type);

	return strncasecmp(header, type, len) == 0 &&
	    (header[len] == '\0' || header[len] == ';' || header[len] == ' ');
}

bool
api_edit_media_type(struct api_edit *edit)
{
	const struct api_request *request = edit->request;
	const char *type = request->content_type ? request->content_type : "";
	bool patch = request->match->route->method == API_PATCH;

	if (is_media_type(type, "application/json") ||
	    (patch && is_media_type(type, "application/merge-patch+json")))
		return true;
	return refuse(edit, 415, "media_type",
	    patch ? "send application/merge-patch+json or application/json"
		  : "send application/json");
}

bool
api_edit_body(struct api_edit *edit, unsigned allowed, unsigned required)
{
	const struct api_request *request = edit->request;
	struct api_faults faults = {0};
	const struct api_problem problem = {.status = 400,
	    .code = "body.invalid",
	    .detail = "the body is not what this request takes: see errors",
	    .faults = &faults};

	if (!api_edit_media_type(edit))
		return false;
	if (api_body_parse(request->body_len ? request->body : "", request->body_len,
		allowed, required, &edit->body, &faults))
		return true;
	api_problem(request, edit->response, &problem);
	return false;
}

bool
api_edit_persist(struct api_edit *edit)
{
	const char *value = api_query_value(edit->request, "persist");

	edit->command.persist = COMMAND_PERSIST_STATE;
	if (!value || strcmp(value, "state") == 0)
		return true;
	if (strcmp(value, "runtime") != 0)
		return refuse(edit, 400, "query.value",
		    "persist can be \"state\" or \"runtime\"");
	edit->command.persist = COMMAND_PERSIST_RUNTIME;
	return true;
}

bool
api_edit_force(struct api_edit *edit)
{
	const char *force = api_query_value(edit->request, "force");

	edit->command.force = force && strcmp(force, "true") == 0;
	if (force && !edit->command.force && strcmp(force, "false") != 0)
		return refuse(
		    edit, 400, "query.value", "force can be \"true\" or \"false\"");
	return true;
}

/* The words of DELETE: it has no body. */
static bool
take_removal(struct api_edit *edit)
{
	const char *timeout = api_query_value(edit->request, "timeout_ms");
	uint64_t timeout_ms = 0;

	edit->command.reason = api_query_value(edit->request, "reason");
	if (!api_edit_force(edit))
		return false;
	if (timeout && !api_uint_parse(timeout, API_TIMEOUT_MAX_MS, &timeout_ms))
		return refuse(edit, 400, "query.value",
		    "timeout_ms is a whole number, 0..604800000");
	edit->command.has_timeout = timeout != NULL;
	edit->command.timeout_ms = (uint32_t)timeout_ms;
	return true;
}

/* With the real server of that place, or without any. */
static bool
find_pool(struct api_edit *edit, const struct addr *addr, uint16_t port)
{
	const struct api_hooks *hooks = edit->request->hooks;

	edit->pool =
	    hooks->real_server(hooks->ctx, edit->request->match->args[0], addr, port);
	if (!edit->pool)
		return refuse(
		    edit, 404, "vs.not_found", "there is no virtual server of this id");
	edit->command.vs_id = edit->pool->id;
	return true;
}

/* The real server of the path, which need not exist for PUT. */
static bool
find_rs(struct api_edit *edit)
{
	const char *id = edit->request->match->args[1];
	struct command *command = &edit->command;
	bool is_id = api_rs_id_parse(id, &command->addr, &command->port);

	if (!find_pool(edit, &command->addr, command->port))
		return false;
	edit->rs = view_find_rs(edit->pool, id);
	if (edit->rs)
		return true;
	if (command->kind != COMMAND_RS_PUT)
		return refuse(edit, 404, "rs.not_found",
		    "the virtual server has no real server of this id");
	return is_id ||
	    refuse(edit, 404, "rs.bad_id",
		"the id of a real server is ADDRESS-PORT, as in 192.0.2.7-8080");
}

static bool
check_preconditions(struct api_edit *edit)
{
	const struct api_request *request = edit->request;
	const struct api_object object = {.what = "the real server",
	    .stale = "rs.stale",
	    .exists = "rs.exists",
	    .is_there = edit->rs,
	    .revision = edit->rs ? edit->rs->revision : 0};

	if (!api_precondition(request, &object, edit->response))
		return false;
	edit->command.if_revision =
	    request->if_match && edit->rs ? edit->rs->revision : 0;
	edit->command.only_if_absent =
	    request->if_none_match && strchr(request->if_none_match, '*');
	return true;
}

/* A PUT may repeat what the path says, not contradict it. */
static bool
check_identity(struct api_edit *edit)
{
	const struct api_body *body = &edit->body;
	const struct command *command = &edit->command;
	struct api_faults faults = {0};
	const struct api_problem problem = {.status = 400,
	    .code = "body.identity",
	    .detail = "the body names another real server than the path",
	    .faults = &faults};

	if (body->given & API_M_ID &&
	    strcmp(body->id, edit->request->match->args[1]) != 0)
		api_fault_add(&faults, "/id", "identity", "differs from the path");
	if (body->given & API_M_ADDRESS && !addr_equal(&body->address, &command->addr))
		api_fault_add(&faults, "/address", "identity", "differs from the path");
	if (body->given & API_M_PORT && body->port != command->port)
		api_fault_add(&faults, "/port", "identity", "differs from the path");
	if (!faults.len)
		return true;
	api_problem(edit->request, edit->response, &problem);
	return false;
}

void
api_edit_fill(struct api_edit *edit)
{
	const struct api_body *body = &edit->body;
	struct command *command = &edit->command;

	command->has_weight = body->given & API_M_WEIGHT;
	command->weight = body->weight;
	command->has_forward = body->given & API_M_FORWARD;
	command->forward = body->forward;
	command->has_admin = body->given & API_M_ADMIN;
	command->admin = body->admin;
	command->no_checks =
	    body->given & API_M_INHERIT_CHECKS && !body->inherit_checks;
	command->has_timeout = body->given & API_M_TIMEOUT;
	command->timeout_ms = body->timeout_ms;
	command->has_drain_end = body->given & API_M_ON_TIMEOUT;
	command->drain_end = body->on_timeout;
	command->has_drain_expires = body->given & API_M_PERSISTENCE;
	command->drain_expires = body->drain_expires;
	command->force = body->force;
	command->reason = body->given & API_M_REASON ? body->reason : NULL;
}

static void
run(struct api_edit *edit)
{
	struct command_reply reply;

	if (api_edit_run(edit, &reply))
		api_edit_answer(edit, &reply);
}

/* ---- one function per route ---- */

static void
rs_add(struct api_edit *edit)
{
	const struct addr none = {0};

	if (!find_pool(edit, &none, 0) || !api_edit_persist(edit) ||
	    !api_edit_body(edit,
		RS_MEMBERS | API_M_ADDRESS | API_M_PORT | API_M_INHERIT_CHECKS |
		    API_M_REASON,
		API_M_ADDRESS))
		return;
	api_edit_fill(edit);
	edit->command.kind = COMMAND_RS_ADD;
	edit->command.addr = edit->body.address;
	/* Where the service is, its servers usually are. */
	edit->command.port = edit->body.given & API_M_PORT ? (uint16_t)edit->body.port
							   : edit->pool->port;
	run(edit);
}

static void
rs_put(struct api_edit *edit)
{
	edit->command.kind = COMMAND_RS_PUT;
	if (!find_rs(edit) || !api_edit_persist(edit) ||
	    !api_edit_body(edit,
		RS_MEMBERS | RS_IDENTITY | API_M_INHERIT_CHECKS | API_M_REASON |
		    API_M_FORCE,
		0) ||
	    !check_identity(edit) || !check_preconditions(edit))
		return;
	api_edit_fill(edit);
	run(edit);
}

static void
rs_patch(struct api_edit *edit)
{
	edit->command.kind = COMMAND_RS_PATCH;
	if (!find_rs(edit) || !api_edit_persist(edit) ||
	    !api_edit_body(edit, RS_MEMBERS | API_M_REASON | RS_DRAIN, 0) ||
	    !check_preconditions(edit))
		return;
	api_edit_fill(edit);
	run(edit);
}

static void
rs_remove(struct api_edit *edit)
{
	edit->command.kind = COMMAND_RS_REMOVE;
	if (!find_rs(edit) || !api_edit_persist(edit) || !take_removal(edit) ||
	    !check_preconditions(edit))
		return;
	run(edit);
}

bool
api_edit_action(struct api_edit *edit)
{
	static const struct {
		const char *word;
		enum command_kind kind;
	} actions[] = {
	    {"drain",       COMMAND_RS_DRAIN      },
	    {"ready",       COMMAND_RS_READY      },
	    {"maintenance", COMMAND_RS_MAINTENANCE},
	    {"check-now",   COMMAND_CHECK_NOW     },
	};

	for (size_t i = 0; i < sizeof(actions) / sizeof(actions[0]); i++)
		if (strcmp(edit->body.action, actions[i].word) == 0) {
			edit->command.kind = actions[i].kind;
			return true;
		}
	return refuse(edit, 400, "action.unknown",
	    "action can be \"drain\", \"ready\", \"maintenance\" or \"check-now\"");
}

static void
rs_action(struct api_edit *edit)
{
	edit->command.kind = COMMAND_RS_DRAIN;
	if (!find_rs(edit) || !api_edit_persist(edit) ||
	    !api_edit_body(
		edit, API_M_ACTION | RS_DRAIN | API_M_REASON, API_M_ACTION) ||
	    !check_preconditions(edit))
		return;
	api_edit_fill(edit);
	if (api_edit_action(edit))
		run(edit);
}

static void
rs_override(struct api_edit *edit)
{
	edit->command.kind = COMMAND_RS_OVERRIDE;
	if (!find_rs(edit) || !api_edit_persist(edit) ||
	    !api_edit_body(
		edit, API_M_HEALTH | API_M_TTL | API_M_REASON, API_M_HEALTH) ||
	    !check_preconditions(edit))
		return;
	api_edit_fill(edit);
	edit->command.override = edit->body.health;
	edit->command.has_duration = edit->body.given & API_M_TTL;
	edit->command.duration_ms = edit->body.ttl_ms;
	run(edit);
}

static void
rs_override_end(struct api_edit *edit)
{
	edit->command.kind = COMMAND_RS_OVERRIDE;
	edit->command.override = OVERRIDE_NONE;
	edit->command.reason = api_query_value(edit->request, "reason");
	if (find_rs(edit) && api_edit_persist(edit) && check_preconditions(edit))
		run(edit);
}

static void
config_action(struct api_edit *edit)
{
	const struct api_hooks *hooks = edit->request->hooks;
	struct json_out out = json_out_to(&edit->response->body);
	struct command_reply reply;

	if (!api_edit_body(edit, API_M_ACTION | API_M_REASON, API_M_ACTION))
		return;
	if (strcmp(edit->body.action, "reload") != 0) {
		(void)refuse(
		    edit, 400, "action.unknown", "action can only be \"reload\"");
		return;
	}
	api_edit_fill(edit);
	edit->command.kind = COMMAND_RELOAD;
	reply = hooks->run(hooks->ctx, &edit->command);
	if (reply.status != COMMAND_DONE) {
		api_edit_answer(edit, &reply);
		return;
	}
	edit->response->status = 200;
	edit->response->content_type = "application/json";
	api_row_config(&out, hooks->view(hooks->ctx));
	buf_putc(&edit->response->body, '\n');
}

void
api_write(const struct api_request *request, struct api_response *response)
{
	struct api_edit edit = {
	    .request = request,
	    .response = response,
	    .command = {.actor = request->actor, .source = request->source},
	};
	/* A new row must not move the others. */
	/* clang-format off */
	static const struct {
		enum api_handler handler;
		void (*write)(struct api_edit *edit);
	} writers[] = {
	    {API_RS_ADD, rs_add},
	    {API_RS_PUT, rs_put},
	    {API_RS_PATCH, rs_patch},
	    {API_RS_REMOVE, rs_remove},
	    {API_RS_ACTION, rs_action},
	    {API_RS_OVERRIDE, rs_override},
	    {API_RS_OVERRIDE_END, rs_override_end},
	    {API_CONFIG_ACTION, config_action},
	    {API_VRRP_ACTION, api_vrrp_action},
	    {API_GROUP_ACTION, api_group_action},
	    {API_VS_ADD, api_vs_write},
	    {API_VS_PUT, api_vs_write},
	    {API_VS_PATCH, api_vs_write},
	    {API_VS_REMOVE, api_vs_write},
	    {API_TRANSACTION, api_transaction},
	    {API_RS_BULK, api_bulk},
	    {API_OPERATION_CANCEL, api_operation_cancel},
	    {API_CHECK_ACTION, api_check_action},
	    {API_CHECK_TEST, api_trial_begin},
	};
	/* clang-format on */

	for (size_t i = 0; i < sizeof(writers) / sizeof(writers[0]); i++)
		if (writers[i].handler == request->match->route->handler)
			writers[i].write(&edit);
	view_pool_unref(edit.pool);
}
