/* SPDX-License-Identifier: Apache-2.0 */
/* What may be asked of a VRRP instance, or of a sync group. Runs on: control. */
#include <string.h>

#include "api/api_edit.h"
#include "api/api_problem.h"
#include "api/api_rows.h"

enum { TIMED = API_M_ACTION | API_M_REASON | API_M_DURATION };

static const struct action {
	const char *word;
	enum command_kind kind;
	unsigned members, required;
} actions[] = {
    {"failover",     COMMAND_VRRP_FAILOVER,    TIMED,                       API_M_ACTION},
    {"yield",        COMMAND_VRRP_YIELD,       TIMED,                       API_M_ACTION},
    {"set-priority", COMMAND_VRRP_PRIORITY,    TIMED | API_M_PRIORITY,
     API_M_ACTION | API_M_PRIORITY						      },
    {"resume",       COMMAND_VRRP_RESUME,      API_M_ACTION | API_M_REASON, API_M_ACTION},
    {"send-garp",    COMMAND_VRRP_SEND_GARP,   API_M_ACTION | API_M_REASON, API_M_ACTION},
    {"reset-stats",  COMMAND_VRRP_RESET_STATS, API_M_ACTION | API_M_REASON,
     API_M_ACTION								       },
};

static const struct action *
action_of(const char *word)
{
	for (size_t i = 0; i < sizeof(actions) / sizeof(actions[0]); i++)
		if (strcmp(actions[i].word, word) == 0)
			return &actions[i];
	return NULL;
}

/* The body is read twice: first for its action, then for what that action takes. */
static bool
take(struct api_edit *edit)
{
	const struct action *action;

	if (!api_edit_body(edit, TIMED | API_M_PRIORITY, API_M_ACTION))
		return false;
	action = action_of(edit->body.action);
	if (!action) {
		api_refuse(edit->request, edit->response, 400, "action.unknown",
		    "action can be \"failover\", \"yield\", \"resume\", "
		    "\"set-priority\", \"send-garp\" or \"reset-stats\"");
		return false;
	}
	edit->command.kind = action->kind;
	return api_edit_body(edit, action->members, action->required);
}

static bool
put_instance(struct api_edit *edit, const struct view *view, struct json_out *out)
{
	const struct view_vrrp *row = view_find_vrrp(view, edit->command.instance);

	if (row)
		api_row_vrrp(out, view, row);
	return row != NULL;
}

static bool
put_group(struct api_edit *edit, const struct view *view, struct json_out *out)
{
	const struct view_sync_group *row =
	    view_find_sync_group(view, edit->command.group);

	if (row)
		api_row_group(out, view, row);
	return row != NULL;
}

static void
answer(struct api_edit *edit, const struct command_reply *reply)
{
	const struct api_hooks *hooks = edit->request->hooks;
	const struct view *view = hooks->view(hooks->ctx);
	struct json_out out = json_out_to(&edit->response->body);
	bool put = edit->command.instance ? put_instance(edit, view, &out)
					  : put_group(edit, view, &out);

	edit->response->status = reply->status == COMMAND_ACCEPTED ? 202 : 200;
	if (!put) { /* taken out meanwhile */
		edit->response->status = 204;
		return;
	}
	edit->response->content_type = "application/json";
	buf_putc(&edit->response->body, '\n');
}

/* Of the instance or the group that the command names. */
static void
run(struct api_edit *edit)
{
	struct command *command = &edit->command;
	const struct api_body *body = &edit->body;
	struct command_reply reply;

	if (!api_edit_persist(edit) || !take(edit))
		return;
	command->reason = body->given & API_M_REASON ? body->reason : NULL;
	command->has_duration = body->given & API_M_DURATION;
	command->duration_ms = body->duration_ms;
	command->has_priority = body->given & API_M_PRIORITY;
	command->priority = body->priority;
	if (!api_edit_run(edit, &reply))
		return;
	if (reply.status == COMMAND_DONE || reply.status == COMMAND_ACCEPTED)
		answer(edit, &reply);
	else
		api_edit_answer(edit, &reply);
}

void
api_vrrp_action(struct api_edit *edit)
{
	const struct api_hooks *hooks = edit->request->hooks;

	edit->command.instance = edit->request->match->args[0];
	if (view_find_vrrp(hooks->view(hooks->ctx), edit->command.instance))
		run(edit);
	else
		api_refuse(edit->request, edit->response, 404, "vrrp.not_found",
		    "there is no VRRP instance of this name");
}

void
api_group_action(struct api_edit *edit)
{
	const struct api_hooks *hooks = edit->request->hooks;

	edit->command.group = edit->request->match->args[0];
	if (view_find_sync_group(hooks->view(hooks->ctx), edit->command.group))
		run(edit);
	else
		api_refuse(edit->request, edit->response, 404, "sync_group.not_found",
		    "there is no sync group of this name");
}
