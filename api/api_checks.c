/* SPDX-License-Identifier: Apache-2.0 */
/* One check: how it is called, what is shown of it, what may be asked of it. Runs on:
 * control. */
#include "api/api_checks.h"

#include <string.h>

#include "agent/view/view_field.h"
#include "api/api_problem.h"
#include "api/api_rows.h"

static const struct view_check *
find(const struct view_pool *pool, const struct api_check_name *name)
{
	for (uint32_t i = 0; pool && i < pool->checks_len; i++) {
		const struct view_check *check = &pool->checks[i];

		if (check->index == name->index && check->rs_port == name->rs_port &&
		    addr_equal(&check->rs_addr, &name->rs_addr))
			return check;
	}
	return NULL;
}

/* ---- reading ---- */

void
api_check_list(
    const struct api_request *request, struct view *view, struct api_response *response)
{
	static const struct view_fields *const tables[] = {&view_check_fields, NULL};
	const char *vs_id = api_query_value(request, "vs");
	struct api_want want = {0};

	if (vs_id && !view_find_pool(view, vs_id)) {
		api_refuse(request, response, 404, "vs.not_found",
		    "there is no virtual server of this id");
		return;
	}
	if (api_filters_read(request, tables, &want.filters, response) &&
	    api_page_read(request, &want, response))
		api_list_answer(
		    request, response, api_list_checks(view, vs_id, &want), &want);
}

/* Its configuration as it holds, its next try, and what its script said. */
static void
put_more(struct json_out *out, const struct view_check_more *more)
{
	json_out_open(out, "config", '{');
	json_out_fields(out, &view_check_config_fields, more);
	json_out_text(out, "words", buf_text(&more->words));
	json_out_close(out, '}');
	json_out_fields(out, &view_check_more_fields, more);
	if (more->output)
		json_out_text(out, "output", more->output);
}

static void
answer_one(const struct api_request *request, const struct view_pool *pool,
    const struct view_check *check, struct api_response *response)
{
	struct json_out out = json_out_to(&response->body);
	const struct api_hooks *hooks = request->hooks;
	struct view_check_more more;

	response->status = 200;
	response->content_type = "application/json";
	json_out_open(&out, NULL, '{');
	api_row_check(&out, pool, check);
	json_out_text(&out, "virtual_server", pool->id);
	if (hooks->check(hooks->ctx, pool->id, check, &more)) {
		put_more(&out, &more);
		buf_fini(&more.words);
	}
	json_out_close(&out, '}');
	buf_putc(&response->body, '\n');
}

/* The pool of the check that the path names, as it is now (a reference), and the check;
 * NULL after 404. */
static struct view_pool *
named(const struct api_request *request, struct api_response *response,
    struct api_check_name *name, const struct view_check **check)
{
	const struct api_hooks *hooks = request->hooks;
	struct view_pool *pool = NULL;

	if (api_check_id_parse(request->match->args[0], name))
		pool = hooks->pool(hooks->ctx, name->vs_id);
	*check = pool ? find(pool, name) : NULL;
	if (*check)
		return pool;
	view_pool_unref(pool);
	api_refuse(request, response, 404, "check.not_found",
	    "there is no check of this id: VIRTUAL-SERVER,REAL-SERVER,NUMBER");
	return NULL;
}

void
api_check_one(
    const struct api_request *request, struct view *view, struct api_response *response)
{
	const struct view_check *check;
	struct api_check_name name;
	struct view_pool *pool = named(request, response, &name, &check);

	(void)view; /* the pool is newer */
	if (pool)
		answer_one(request, pool, check, response);
	view_pool_unref(pool);
}

/* ---- actions ---- */

static const struct {
	const char *word;
	enum command_kind kind;
} actions[] = {
    {"run-now", COMMAND_CHECK_NOW   },
    {"pause",   COMMAND_CHECK_PAUSE },
    {"resume",  COMMAND_CHECK_RESUME},
};

static bool
take_action(struct api_edit *edit)
{
	if (!api_edit_body(edit, API_M_ACTION | API_M_REASON, API_M_ACTION))
		return false;
	for (size_t i = 0; i < sizeof(actions) / sizeof(actions[0]); i++)
		if (strcmp(edit->body.action, actions[i].word) == 0) {
			edit->command.kind = actions[i].kind;
			return true;
		}
	api_refuse(edit->request, edit->response, 400, "action.unknown",
	    "action can be \"run-now\", \"pause\" or \"resume\"");
	return false;
}

void
api_check_action(struct api_edit *edit)
{
	const struct api_hooks *hooks = edit->request->hooks;
	const struct view_check *check;
	struct api_check_name name;
	struct command_reply reply;

	edit->pool = named(edit->request, edit->response, &name, &check);
	if (!edit->pool || !take_action(edit))
		return;
	edit->command.vs_id = name.vs_id;
	edit->command.addr = name.rs_addr;
	edit->command.port = name.rs_port;
	edit->command.has_check = true;
	edit->command.check = name.index;
	edit->command.reason =
	    edit->body.given & API_M_REASON ? edit->body.reason : NULL;
	reply = hooks->run(hooks->ctx, &edit->command);
	if (reply.status != COMMAND_DONE) {
		api_edit_answer(edit, &reply);
		return;
	}
	view_pool_unref(edit->pool);
	edit->pool = named(edit->request, edit->response, &name, &check);
	if (edit->pool)
		answer_one(edit->request, edit->pool, check, edit->response);
}
