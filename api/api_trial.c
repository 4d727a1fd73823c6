/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on: control. */
#include "api/api_trial.h"

#include <inttypes.h>
#include <stdio.h>

#include "agent/lib/arena.h"
#include "api/json_out.h"

#define TRIALS "/api/v1/checks/test/"

static void
put_trial(struct api_response *response, const struct view_once *trial)
{
	struct json_out out = json_out_to(&response->body);
	char id[16];

	(void)snprintf(id, sizeof(id), "%" PRIu32, trial->id);
	response->content_type = "application/json";
	json_out_open(&out, NULL, '{');
	json_out_text(&out, "id", id);
	json_out_text(&out, "type", trial->type);
	json_out_text(&out, "state", trial->over ? "done" : "running");
	if (trial->over) {
		json_out_text(&out, "code", trial->code);
		json_out_text(&out, "detail", trial->detail);
		json_out_uint(&out, "latency_us", trial->latency_us);
	}
	json_out_open(&out, "trace", '[');
	for (size_t i = 0; i < trial->steps_len; i++) {
		const struct view_once_step *step = &trial->steps[i];

		json_out_open(&out, NULL, '{');
		json_out_text(&out, "step", step->what);
		json_out_uint(&out, "at_us", step->at_us);
		if (step->bytes)
			json_out_uint(&out, "bytes", step->bytes);
		json_out_close(&out, '}');
	}
	json_out_close(&out, ']');
	if (trial->steps_left_out)
		json_out_uint(&out, "steps_left_out", trial->steps_left_out);
	json_out_close(&out, '}');
	buf_putc(&response->body, '\n');
}

static void
refuse(struct api_edit *edit, const struct view_once_reply *reply)
{
	static const struct {
		unsigned status;
		const char *code;
	} told[] = {
	    [VIEW_ONCE_BAD_TYPE] = {422, "check.type"      },
	    [VIEW_ONCE_BAD_TARGET] = {422, "check.target"    },
	    [VIEW_ONCE_BAD_WORDS] = {422, "check.definition"},
	    [VIEW_ONCE_BUSY] = {503, "check.busy"      },
	};
	struct api_faults faults = {0};
	const struct api_problem problem = {.status = told[reply->refused].status,
	    .code = told[reply->refused].code,
	    .detail = reply->detail,
	    .faults = reply->faults_len ? &faults : NULL};

	for (size_t i = 0; i < reply->faults_len; i++) {
		const struct view_once_fault *fault = &reply->faults[i];
		char pointer[API_POINTER_SIZE];

		(void)snprintf(pointer, sizeof(pointer), "%s%.78s",
		    *fault->member ? "/" : "", fault->member);
		api_fault_add(&faults, pointer, fault->code, "%s", fault->text);
	}
	if (reply->refused == VIEW_ONCE_BUSY)
		edit->response->retry_after_s = 1;
	api_problem(edit->request, edit->response, &problem);
}

static void
begin(struct api_edit *edit, const struct view_once_wanted *wanted)
{
	const struct api_hooks *hooks = edit->request->hooks;
	struct api_response *response = edit->response;
	struct view_once_reply reply = hooks->try(hooks->ctx, wanted);

	if (reply.refused != VIEW_ONCE_BEGUN) {
		refuse(edit, &reply);
		return;
	}
	response->status = 202;
	(void)snprintf(response->location, sizeof(response->location),
	    TRIALS "%" PRIu32, reply.id);
	put_trial(response, hooks->tried(hooks->ctx, reply.id));
}

void
api_trial_begin(struct api_edit *edit)
{
	const struct api_request *request = edit->request;
	struct view_once_wanted wanted = {
	    .actor = request->actor, .source = request->source};
	struct api_faults faults = {0};
	const struct api_problem problem = {.status = 400,
	    .code = "body.invalid",
	    .detail = "the body is not what this request takes: see errors",
	    .faults = &faults};
	struct arena *arena;

	if (!api_edit_media_type(edit))
		return;
	arena = arena_new();
	if (api_trial_parse(request->body_len ? request->body : "", request->body_len,
		arena, &wanted, &faults))
		begin(edit, &wanted);
	else
		api_problem(request, edit->response, &problem);
	arena_free(arena);
}

void
api_trial_one(
    const struct api_request *request, struct view *view, struct api_response *response)
{
	const struct api_hooks *hooks = request->hooks;
	const struct view_once *trial = NULL;
	uint64_t id;

	(void)view;
	if (api_uint_parse(request->match->args[0], UINT32_MAX, &id))
		trial = hooks->tried(hooks->ctx, (uint32_t)id);
	if (!trial) {
		api_refuse(request, response, 404, "check.trial_not_found",
		    "there is no trial of this id: only the last ones are kept");
		return;
	}
	response->status = 200;
	put_trial(response, trial);
}
