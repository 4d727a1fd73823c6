/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on: control. */
#include "api/api_config.h"

#include <jansson.h>
#include <string.h>
#include <strings.h>

#include "agent/view/view_trial.h"
#include "api/api_body.h"
#include "api/api_problem.h"
#include "api/api_rows.h"

enum { CHANGES_SHOWN = 1000 };

void
api_config(
    const struct api_request *request, struct view *view, struct api_response *response)
{
	const struct api_hooks *hooks = request->hooks;
	struct json_out out = json_out_to(&response->body);

	response->status = 200;
	if (request->accept && strstr(request->accept, API_CONFIG_TYPE)) {
		response->content_type = API_CONFIG_TYPE "; charset=utf-8";
		hooks->config_text(hooks->ctx, &response->body);
		return;
	}
	response->content_type = "application/json";
	api_row_config(&out, view);
	buf_putc(&response->body, '\n');
}

/* ---- what came of a trial ---- */

static void
put_word(struct json_out *out, const char *name, const char *word)
{
	if (word)
		json_out_text(out, name, word);
	else
		json_out_null(out, name);
}

static void
put_faults(
    struct json_out *out, const char *name, const struct view_trial *trial, bool errors)
{
	json_out_open(out, name, '[');
	for (size_t i = 0; i < trial->faults_len; i++) {
		const struct view_trial_fault *fault = &trial->faults[i];

		if (fault->is_error != errors)
			continue;
		json_out_open(out, NULL, '{');
		put_word(out, "file", fault->file);
		json_out_uint(out, "line", fault->line);
		json_out_uint(out, "column", fault->column);
		json_out_text(out, "code", fault->code);
		json_out_text(out, "detail", fault->detail);
		put_word(out, "meant", fault->meant);
		json_out_close(out, '}');
	}
	json_out_close(out, ']');
}

static void
put_lines(struct json_out *out, const char *name, const struct view_trial_lines *lines)
{
	json_out_open(out, name, '[');
	for (size_t i = 0; i < lines->len; i++)
		json_out_text(out, NULL, lines->items[i]);
	json_out_close(out, ']');
}

static void
put_change(struct json_out *out, const struct view_trial_change *change)
{
	static const char *const ops[] = {"add", "change", "remove"};

	json_out_open(out, NULL, '{');
	json_out_text(out, "op", ops[change->op]);
	json_out_text(out, "kind", change->kind);
	json_out_text(out, "id", change->id);
	if (change->within)
		json_out_text(out, "virtual_server", change->within);
	if (change->op == VIEW_TRIAL_CHANGE) {
		put_lines(out, "before", &change->before);
		put_lines(out, "after", &change->after);
	}
	json_out_close(out, '}');
}

static void
put_plan(struct json_out *out, const struct view_trial *trial)
{
	size_t shown =
	    trial->changes_len < CHANGES_SHOWN ? trial->changes_len : CHANGES_SHOWN;
	uint64_t counts[3] = {0};

	for (size_t i = 0; i < trial->changes_len; i++)
		counts[trial->changes[i].op]++;
	json_out_open(out, "plan", '{');
	json_out_uint(out, "added", counts[VIEW_TRIAL_ADD]);
	json_out_uint(out, "changed", counts[VIEW_TRIAL_CHANGE]);
	json_out_uint(out, "removed", counts[VIEW_TRIAL_REMOVE]);
	json_out_bool(out, "truncated", shown < trial->changes_len);
	json_out_open(out, "changes", '[');
	for (size_t i = 0; i < shown; i++)
		put_change(out, &trial->changes[i]);
	json_out_close(out, ']');
	json_out_close(out, '}');
}

static void
answer(const struct view_trial *trial, struct api_response *response)
{
	struct json_out out = json_out_to(&response->body);

	response->status = 200;
	response->content_type = "application/json";
	json_out_open(&out, NULL, '{');
	json_out_bool(&out, "valid", trial->errors == 0);
	put_faults(&out, "errors", trial, true);
	put_faults(&out, "warnings", trial, false);
	if (trial->errors)
		json_out_null(&out, "plan");
	else
		put_plan(&out, trial);
	json_out_close(&out, '}');
	buf_putc(&response->body, '\n');
}

/* ---- what is tried ---- */

static void
try_text(const struct api_request *request, struct api_response *response,
    const char *text, size_t len)
{
	const struct api_hooks *hooks = request->hooks;
	struct view_trial *trial = hooks->config_try(hooks->ctx, text, len);

	answer(trial, response);
	view_trial_free(trial);
}

/* {"text":"..."} and nothing else; the caller owns it. NULL: `faults` says why. */
static json_t *
read_body(const struct api_request *request, struct api_faults *faults)
{
	json_error_t error;
	json_t *body = json_loadb(
	    request->body, request->body_len, JSON_REJECT_DUPLICATES, &error);
	char pointer[API_POINTER_SIZE];
	const char *name;
	json_t *value;

	if (!body) {
		api_fault_add(
		    faults, "", "syntax", "line %d: %s", error.line, error.text);
		return NULL;
	}
	if (!json_is_object(body))
		api_fault_add(faults, "", "type", "an object is wanted");
	json_object_foreach(body, name, value)
	{
		if (strcmp(name, "text") != 0)
			api_fault_add(faults, api_pointer(name, pointer),
			    "unknown_member", "is no member here; known: text");
	}
	if (json_is_object(body) && !json_is_string(json_object_get(body, "text")))
		api_fault_add(
		    faults, "/text", "required", "the configuration, as a string");
	return body;
}

static void
try_json(const struct api_request *request, struct api_response *response)
{
	struct api_faults faults = {0};
	const struct api_problem problem = {.status = 400,
	    .code = "body.invalid",
	    .detail = "the body is not what this request takes: see errors",
	    .faults = &faults};
	json_t *body = read_body(request, &faults);
	const json_t *text = json_object_get(body, "text");

	if (faults.len)
		api_problem(request, response, &problem);
	else
		try_text(request, response, json_string_value(text),
		    json_string_length(text));
	json_decref(body);
}

static bool
is_type(const struct api_request *request, const char *type)
{
	size_t len = strlen(type);
	const char *said = request->content_type;

	return said && strncasecmp(said, type, len) == 0 &&
	    (said[len] == '\0' || said[len] == ';' || said[len] == ' ');
}

void
api_config_try(
    const struct api_request *request, struct view *view, struct api_response *response)
{
	(void)view;
	if (!request->body_len)
		try_text(request, response, NULL, 0);
	else if (is_type(request, API_CONFIG_TYPE) || is_type(request, "text/plain"))
		try_text(request, response, request->body, request->body_len);
	else if (is_type(request, "application/json"))
		try_json(request, response);
	else
		api_refuse(request, response, 415, "media_type",
		    "send " API_CONFIG_TYPE ", or application/json with a member "
		    "text");
}
