/* SPDX-License-Identifier: Apache-2.0 */
/* ?dry_run=true: what a write would do, by the planner that would do it. Runs on:
 * control. */
#include <string.h>

#include "agent/lib/mem.h"
#include "api/api_edit.h"
#include "api/api_problem.h"
#include "api/json_out.h"

/* ---- would a role move? ---- */

/* An instance that is master here and watches this virtual server's quorum. */
static bool
is_tracked_by_master(const struct view *view, const char *vs_id)
{
	for (uint32_t i = 0; i < view->vrrp_len; i++) {
		const struct view_vrrp *vrrp = &view->vrrp[i];

		for (uint32_t t = 0; t < vrrp->tracks_len; t++) {
			const struct view_track *track =
			    &view->tracks[vrrp->tracks_first + t];

			if (vrrp->state == VRRP_MASTER &&
			    strcmp(track->kind, "quorum") == 0 &&
			    strcmp(track->name, vs_id) == 0)
				return true;
		}
	}
	return false;
}

static bool
gives_role_away(const struct view *view, const struct command *command,
    const struct command_change *change)
{
	const struct view_vrrp *vrrp = view_find_vrrp(view, change->instance);

	if (!vrrp || vrrp->state != VRRP_MASTER)
		return false;
	return command->kind == COMMAND_VRRP_FAILOVER ||
	    command->kind == COMMAND_VRRP_YIELD ||
	    (command->kind == COMMAND_VRRP_PRIORITY &&
		command->priority < vrrp->effective_priority);
}

/* It may: whether another director is there to take it is not known here. */
static bool
may_fail_over(const struct view *view, const struct command *command,
    const struct command_plan *plan)
{
	if (plan->quorum_lost && command->vs_id &&
	    is_tracked_by_master(view, command->vs_id))
		return true;
	for (size_t i = 0; i < plan->len; i++)
		if (gives_role_away(view, command, &plan->changes[i]))
			return true;
	return false;
}

/* ---- as JSON ---- */

static void
put_state(struct json_out *out, const char *name, const struct command_change *change,
    const struct command_state *state)
{
	if (!state->is_there) {
		json_out_null(out, name);
		return;
	}
	json_out_open(out, name, '{');
	if (change->rs_id[0]) {
		json_out_uint(out, "weight", state->weight);
		json_out_text(out, "forward", forward_word(state->forward));
	} else {
		json_out_text(out, "scheduler", state->scheduler);
		json_out_uint(out, "persistence_s", state->persistence_s);
	}
	json_out_close(out, '}');
}

static void
put_change(struct json_out *out, const struct command_change *change)
{
	json_out_open(out, NULL, '{');
	json_out_text(out, "op", change->op);
	if (change->instance[0]) {
		json_out_text(out, "instance", change->instance);
	} else {
		json_out_text(out, "virtual_server", change->vs_id);
		if (change->rs_id[0])
			json_out_text(out, "real_server", change->rs_id);
		put_state(out, "from", change, &change->from);
		put_state(out, "to", change, &change->to);
	}
	json_out_close(out, '}');
}

static void
put_plan(struct json_out *out, const struct view *view, const struct command *command,
    const struct command_plan *plan)
{
	json_out_open(out, NULL, '{');
	json_out_bool(out, "dry_run", true);
	json_out_open(out, "changes", '[');
	for (size_t i = 0; i < plan->len; i++)
		put_change(out, &plan->changes[i]);
	json_out_close(out, ']');
	json_out_open(out, "impact", '{');
	json_out_uint(out, "connections_affected", plan->connections_affected);
	json_out_bool(out, "quorum_lost", plan->quorum_lost);
	json_out_bool(out, "failover", may_fail_over(view, command, plan));
	json_out_close(out, '}');
	json_out_close(out, '}');
}

static bool
is_good(const struct command_reply *reply)
{
	return reply->status == COMMAND_DONE || reply->status == COMMAND_CREATED ||
	    reply->status == COMMAND_ACCEPTED;
}

static void
try_it(struct api_edit *edit)
{
	const struct api_hooks *hooks = edit->request->hooks;
	struct json_out out = json_out_to(&edit->response->body);
	struct command_plan plan = {0};
	struct command_reply reply;

	edit->command.plan = &plan;
	reply = hooks->run(hooks->ctx, &edit->command);
	edit->command.plan = NULL;
	edit->response->dry_run = true;
	if (is_good(&reply)) {
		edit->response->status = 200;
		edit->response->content_type = "application/json";
		put_plan(&out, hooks->view(hooks->ctx), &edit->command, &plan);
		buf_putc(&edit->response->body, '\n');
	} else {
		api_edit_answer(edit, &reply);
	}
	mem_free(plan.changes);
}

bool
api_edit_run(struct api_edit *edit, struct command_reply *reply)
{
	const struct api_hooks *hooks = edit->request->hooks;
	const char *dry_run = api_query_value(edit->request, "dry_run");

	if (!dry_run || strcmp(dry_run, "false") == 0) {
		*reply = hooks->run(hooks->ctx, &edit->command);
		return true;
	}
	if (strcmp(dry_run, "true") == 0)
		try_it(edit);
	else
		api_refuse(edit->request, edit->response, 400, "query.value",
		    "dry_run can be \"true\" or \"false\"");
	return false;
}
