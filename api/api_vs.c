/* SPDX-License-Identifier: Apache-2.0 */
/* Writes about virtual servers. Runs on: control. */
#include <string.h>

#include "agent/command_vs.h"
#include "agent/lib/mem.h"
#include "api/api_edit.h"
#include "api/api_precondition.h"
#include "api/api_problem.h"
#include "api/api_rows.h"
#include "api/api_vs_body.h"

static bool
refuse(
    const struct api_edit *edit, unsigned status, const char *code, const char *detail)
{
	api_refuse(edit->request, edit->response, status, code, detail);
	return false;
}

/* The virtual server of the path, which need not exist for PUT. */
static bool
find(struct api_edit *edit, struct api_vs_body *body)
{
	const struct api_hooks *hooks = edit->request->hooks;
	const char *id = edit->request->match->args[0];

	if (edit->command.kind == COMMAND_VS_ADD)
		return true;
	edit->pool = hooks->pool(hooks->ctx, id);
	edit->command.vs_id = id;
	if (!edit->pool && edit->command.kind != COMMAND_VS_PUT)
		return refuse(
		    edit, 404, "vs.not_found", "there is no virtual server of this id");
	body->named = true;
	if (api_vs_id_parse(id, &body->vs))
		return true;
	return refuse(edit, 404, "vs.bad_id",
	    "the id of a virtual server is ADDRESS-PORT-PROTOCOL, as in "
	    "192.0.2.10-80-tcp, or fwmark-N");
}

static bool
check_preconditions(struct api_edit *edit)
{
	const struct api_object object = {.what = "the virtual server",
	    .stale = "vs.stale",
	    .exists = "vs.exists",
	    .is_there = edit->pool,
	    .revision = edit->pool ? edit->pool->revision : 0};
	const struct api_request *request = edit->request;

	if (!api_precondition(request, &object, edit->response))
		return false;
	edit->command.if_revision = request->if_match ? object.revision : 0;
	edit->command.only_if_absent =
	    request->if_none_match && strchr(request->if_none_match, '*');
	return true;
}

static bool
take_body(struct api_edit *edit, struct api_vs_body *body)
{
	const struct api_request *request = edit->request;
	struct api_faults faults = {0};
	const struct api_problem problem = {.status = 400,
	    .code = "body.invalid",
	    .detail = "the body is not what this request takes: see errors",
	    .faults = &faults};

	if (edit->command.kind == COMMAND_VS_REMOVE)
		return api_edit_force(edit);
	if (!api_edit_media_type(edit))
		return false;
	body->merged = edit->command.kind == COMMAND_VS_PATCH;
	if (api_vs_body_parse(request->body_len ? request->body : "", request->body_len,
		body, &faults))
		return true;
	api_problem(request, edit->response, &problem);
	return false;
}

static void
put_location(struct api_response *response, const char *id)
{
	struct buf link = {0};

	api_link_rs(&link, id, NULL);
	if (!mem_copy_text(
		response->location, sizeof(response->location), buf_text(&link)))
		response->location[0] = '\0'; /* better none than a wrong one */
	buf_fini(&link);
}

/* The virtual server as it is after the command. */
static void
answer(struct api_edit *edit, const struct command_reply *reply)
{
	const struct api_hooks *hooks = edit->request->hooks;
	struct api_response *response = edit->response;
	struct json_out out = json_out_to(&response->body);
	struct view_pool *pool = hooks->pool(hooks->ctx, reply->object);

	response->status = reply->status == COMMAND_CREATED ? 201 : pool ? 200 : 204;
	if (!pool)
		return;
	response->content_type = "application/json";
	api_etag('r', pool->revision, response->etag);
	if (response->status == 201)
		put_location(response, pool->id);
	json_out_open(&out, NULL, '{');
	api_row_vs(&out, pool);
	json_out_close(&out, '}');
	buf_putc(&response->body, '\n');
	view_pool_unref(pool);
}

void
api_vs_write(struct api_edit *edit)
{
	static const enum command_kind kinds[API_METHODS] = {
	    [API_POST] = COMMAND_VS_ADD,
	    [API_PUT] = COMMAND_VS_PUT,
	    [API_PATCH] = COMMAND_VS_PATCH,
	    [API_DELETE] = COMMAND_VS_REMOVE};
	struct api_vs_body body = {0};
	struct command_reply reply;

	edit->command.kind = kinds[edit->request->match->route->method];
	if (!find(edit, &body) || !api_edit_persist(edit) || !take_body(edit, &body) ||
	    !check_preconditions(edit))
		return;
	edit->command.vs = &body.vs;
	edit->command.reason = body.reason[0] ? body.reason : NULL;
	if (api_edit_run(edit, &reply) && !api_edit_refused(edit, &reply))
		answer(edit, &reply);
}
