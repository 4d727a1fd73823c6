/* SPDX-License-Identifier: Apache-2.0 */
/* A command's reply becomes the answer. Runs on: control. */
#include "api/api_edit.h"

#include <errno.h>
#include <string.h>

#include "agent/lib/mem.h"
#include "api/api_precondition.h"
#include "api/api_problem.h"
#include "api/api_rows.h"

static void
put_etag(const struct api_edit *edit)
{
	bool is_vs = edit->command.kind >= COMMAND_VS_ADD;

	if (is_vs && edit->pool)
		api_etag('r', edit->pool->revision, edit->response->etag);
	else if (edit->rs)
		api_etag('r', edit->rs->revision, edit->response->etag);
}

/* Refusals of the agent: the status and, where it gave no word, ours. */
static const struct refusal {
	enum command_status status;
	unsigned http;
	const char *code, *detail;
} refusals[] = {
    {COMMAND_NO_VS,        404, "vs.not_found",    "there is no virtual server of this id"  },
    {COMMAND_NO_RS,        404, "rs.not_found",    "there is no real server of this id"     },
    {COMMAND_NO_CHECK,     404, "check.not_found", "there is no such check"                 },
    {COMMAND_NO_INSTANCE,  404, "vrrp.not_found",
     "there is no VRRP instance of this name"                                               },
    {COMMAND_CONFLICT,     409, "conflict",        "this is not possible as things are"     },
    {COMMAND_BUSY,         503, "busy",            "ask again"                              },
    {COMMAND_EXISTS,       409, "rs.exists",       "the real server exists already"         },
    {COMMAND_STALE,        412, "rs.stale",
     "the real server has changed since: read it again"                                     },
    {COMMAND_INVALID,      422, "rs.invalid",      "this cannot be: see errors"             },
    {COMMAND_KERNEL,       503, "kernel.refused",
     "the kernel refused; the change is kept and tried again"                               },
    {COMMAND_REFUSED,      422, "kernel.refused",  "the kernel refused; nothing was changed"},
    {COMMAND_NOT_SAVED,    503, "store.failed",
     "the change could not be saved, so nothing was changed"                                },
    {COMMAND_NOT_RELOADED, 422, "config.refused",
     "the configuration has errors, the old one runs on: see /api/v1/config"                },
    {COMMAND_FULL,         507, "limit",           "a limit of the agent is reached"        },
};

static void
answer_refusal(struct api_edit *edit, const struct command_reply *reply,
    const struct refusal *refusal)
{
	const char *name = strerrorname_np(reply->kernel_errno);
	struct api_faults faults = {0};
	struct api_problem problem = {.status = refusal->http,
	    .code = reply->code ? reply->code : refusal->code,
	    .detail = reply->detail[0] ? reply->detail : refusal->detail,
	    .faults = &faults,
	    .kernel_op = reply->kernel_op,
	    .kernel_errno = name ? name : "0"};

	if (reply->status == COMMAND_EXISTS && edit->command.only_if_absent)
		problem.status = 412;
	if (reply->status == COMMAND_KERNEL &&
	    (reply->kernel_errno == ENOMEM || reply->kernel_errno == ENOSPC))
		problem.status = 507;
	if (reply->pointer)
		api_fault_add(
		    &faults, reply->pointer, problem.code, "%s", problem.detail);
	if (problem.status == 412)
		put_etag(edit);
	if (problem.status == 503)
		edit->response->retry_after_s = 5;
	edit->response->is_write = reply->status == COMMAND_KERNEL;
	api_problem(edit->request, edit->response, &problem);
}

static void
put_location(struct api_edit *edit, const char *rs_id)
{
	struct buf link = {0};

	api_link_rs(&link, edit->command.vs_id, rs_id);
	if (!mem_copy_text(edit->response->location, sizeof(edit->response->location),
		buf_text(&link)))
		edit->response->location[0] = '\0'; /* better none than a wrong one */
	buf_fini(&link);
}

static const struct view_rs *
find_by_address(const struct view_pool *pool, const struct command *command)
{
	for (uint32_t i = 0; pool && i < pool->real_servers_len; i++) {
		const struct view_rs *rs = &pool->real_servers[i];

		if (!rs->sorry && rs->port == command->port &&
		    addr_equal(&rs->addr, &command->addr))
			return rs;
	}
	return NULL;
}

/* The real server as it is after the command. */
static void
answer_row(struct api_edit *edit, unsigned status)
{
	struct api_response *response = edit->response;
	const struct api_hooks *hooks = edit->request->hooks;
	struct view_pool *pool = hooks->real_server(hooks->ctx,
	    edit->request->match->args[0], &edit->command.addr, edit->command.port);
	const struct view_rs *rs = find_by_address(pool, &edit->command);
	struct json_out out = json_out_to(&response->body);

	if (!rs) { /* it went while we were looking: a drain without connections */
		response->status = 204;
		view_pool_unref(pool);
		return;
	}
	response->status = status;
	response->content_type = "application/json";
	if (status == 201)
		put_location(edit, rs->id);
	api_etag('r', rs->revision, response->etag);
	api_row_rs(&out, pool, rs);
	buf_putc(&response->body, '\n');
	view_pool_unref(pool);
}

bool
api_edit_refused(struct api_edit *edit, const struct command_reply *reply)
{
	edit->response->persisted = reply->persisted;
	edit->response->revision = reply->revision;
	for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++)
		if (refusals[i].status == reply->status) {
			answer_refusal(edit, reply, &refusals[i]);
			return true;
		}
	edit->response->is_write = true;
	return false;
}

void
api_edit_answer(struct api_edit *edit, const struct command_reply *reply)
{
	bool removes = edit->command.kind == COMMAND_RS_REMOVE;

	if (api_edit_refused(edit, reply))
		return;
	if (reply->status == COMMAND_DONE && removes)
		edit->response->status = 204;
	else if (reply->status == COMMAND_CREATED)
		answer_row(edit, 201);
	else
		answer_row(edit, reply->status == COMMAND_ACCEPTED ? 202 : 200);
}
