/* SPDX-License-Identifier: Apache-2.0 */
/* POST /api/v1/transactions: writes about virtual and real servers, all or none. Each
 * is the request that it would be by itself, seen by the same handlers. Runs on:
 * control. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agent/lib/mem.h"
#include "api/api_auth.h"
#include "api/api_edit.h"
#include "api/api_json.h"
#include "api/api_problem.h"
#include "api/json_out.h"

enum { OPERATIONS_MAX = 1000, TARGET_SIZE = API_PATH_MAX + 16 };

/* One write of the transaction. */
struct part {
	char target[TARGET_SIZE];
	struct api_match match;
	struct api_query query[API_QUERY_MAX];
	struct api_request request;
	struct api_response response;
	char *body; /* owned */
};

static void
part_fini(struct part *part)
{
	buf_fini(&part->response.body);
	buf_fini(&part->response.link);
	free(part->body); /* json_dumps */
}

static bool
method_of(const char *op, enum api_method *method)
{
	static const struct {
		const char *op;
		enum api_method method;
	} ops[] = {
	    {"create", API_POST  },
	    {"put",    API_PUT   },
	    {"merge",  API_PATCH },
	    {"delete", API_DELETE},
	    {"action", API_POST  },
	};

	for (size_t i = 0; op && i < sizeof(ops) / sizeof(ops[0]); i++)
		if (strcmp(ops[i].op, op) == 0) {
			*method = ops[i].method;
			return true;
		}
	return false;
}

/* Only what can be undone. */
static bool
may_be_part(const struct api_route *route)
{
	return route->method != API_GET &&
	    strncmp(route->path, "/api/v1/virtual-servers", 23) == 0;
}

/* ---- from JSON to a request ---- */

static const char *
text_of(const json_t *object, const char *name)
{
	return json_string_value(json_object_get(object, name));
}

/* NULL when it can be a part; else what is wrong with it, at *pointer. */
static const char *
find_route(struct part *part, const json_t *item, const char **pointer)
{
	const char *op = text_of(item, "op"), *path = text_of(item, "path");
	enum api_method method;
	char *query;

	*pointer = "/op";
	if (!method_of(op, &method))
		return "must be \"create\", \"put\", \"merge\", \"delete\" or "
		       "\"action\"";
	*pointer = "/path";
	if (!path || strlen(path) + 32 > sizeof(part->target))
		return "must be a path below /api/v1";
	(void)snprintf(part->target, sizeof(part->target), "/api/v1%s", path);
	query = strchr(part->target, '?');
	if (query)
		*query++ = '\0';
	if (strcmp(op, "action") == 0 && !strstr(part->target, "/actions"))
		(void)snprintf(part->target + strlen(part->target),
		    sizeof(part->target) - strlen(part->target), "/actions"); /* fits */
	if (api_route_find(method, part->target, &part->match) != API_ROUTE_FOUND ||
	    !may_be_part(part->match.route))
		return "is no virtual server or real server that takes this";
	if (api_query_parse(query, "force timeout_ms reason", part->query,
		&part->request.query_len) != API_QUERY_OK)
		return "has a parameter that is not taken here";
	return NULL;
}

static void
fill_request(struct part *part, const json_t *item, const struct api_request *whole)
{
	const char *persist = api_query_value(whole, "persist");
	struct api_request request = *whole;

	request.match = &part->match;
	request.path = part->target;
	request.query = part->query;
	request.query_len = part->request.query_len;
	if (persist && request.query_len < API_QUERY_MAX) {
		struct api_query *query = &part->query[request.query_len++];

		(void)mem_copy_text(query->name, sizeof(query->name), "persist");
		(void)mem_copy_text(query->value, sizeof(query->value), persist);
	}
	request.if_match = text_of(item, "if_match");
	request.if_none_match = text_of(item, "if_none_match");
	request.content_type = "application/json";
	part->body = json_dumps(json_object_get(item, "value"), JSON_COMPACT);
	request.body = part->body;
	request.body_len = part->body ? strlen(part->body) : 0;
	part->request = request;
}

/* ---- the answer ---- */

/* A part failed: its own problem, and which one it was. */
static void
answer_failed(struct api_edit *edit, const struct part *part, size_t index)
{
	json_t *said = json_loadb(
	    buf_text(&part->response.body), part->response.body.len, 0, NULL);
	const char *code = text_of(said, "code"), *detail = text_of(said, "detail");
	struct api_faults faults = {0};
	char pointer[API_POINTER_SIZE], text[API_DETAIL_SIZE];
	const struct api_problem problem = {.status = part->response.status,
	    .code = "transaction.failed",
	    .detail = text,
	    .faults = &faults};
	json_t *fault;
	size_t i;

	(void)snprintf(text, sizeof(text), "operation %zu: %s; nothing was changed",
	    index, detail ? detail : "refused"); /* may be cut: for people */
	json_array_foreach(json_object_get(said, "errors"), i, fault)
	{
		const char *at = text_of(fault, "pointer");

		(void)snprintf(pointer, sizeof(pointer), "/operations/%zu/value%s",
		    index, at ? at : ""); /* may be cut */
		api_fault_add(
		    &faults, pointer, "value", "%s", text_of(fault, "detail"));
	}
	(void)snprintf(pointer, sizeof(pointer), "/operations/%zu", index);
	if (!faults.len)
		api_fault_add(&faults, pointer, code ? code : "refused", "%s",
		    detail ? detail : "");
	api_problem(edit->request, edit->response, &problem);
	json_decref(said);
}

static void
put_result(struct json_out *out, const struct part *part)
{
	json_out_open(out, NULL, '{');
	json_out_text(out, "path", part->target);
	json_out_uint(out, "status", part->response.status);
	if (part->response.etag[0])
		json_out_text(out, "etag", part->response.etag);
	if (part->response.location[0])
		json_out_text(out, "location", part->response.location);
	json_out_close(out, '}');
}

static bool
refuse_part(struct api_edit *edit, size_t index, const char *member, const char *detail)
{
	struct api_faults faults = {0};
	char pointer[API_POINTER_SIZE];
	const struct api_problem problem = {.status = 400,
	    .code = "body.invalid",
	    .detail = "the transaction is not what this request takes: see errors",
	    .faults = &faults};

	(void)snprintf(
	    pointer, sizeof(pointer), "/operations/%zu%s", index, member); /* fits */
	api_fault_add(&faults, pointer, "value", "%s", detail);
	api_problem(edit->request, edit->response, &problem);
	return false;
}

/* ---- carrying it out ---- */

/* What waits for IPVS in the kernel is kept as an edit alone would be. */
static bool
went_well(const struct part *part)
{
	return part->response.status < 400 ||
	    strstr(buf_text(&part->response.body), "\"kernel.unavailable\"");
}

static bool
run_part(struct api_edit *edit, const json_t *item, size_t index, struct json_out *out)
{
	struct part part = {0};
	const char *member, *wrong = find_route(&part, item, &member);
	bool good = false;

	if (wrong) {
		(void)refuse_part(edit, index, member, wrong);
	} else if (edit->request->person->role < part.match.route->role) {
		api_refuse(edit->request, edit->response, 403, "auth.role",
		    "one of the operations needs a role that you have not");
	} else {
		fill_request(&part, item, edit->request);
		api_write(&part.request, &part.response);
		good = went_well(&part);
		if (good)
			put_result(out, &part);
		else
			answer_failed(edit, &part, index);
	}
	part_fini(&part);
	return good;
}

static struct command_reply
tell(struct api_edit *edit, enum command_kind kind)
{
	const struct api_hooks *hooks = edit->request->hooks;

	edit->command.kind = kind;
	return hooks->run(hooks->ctx, &edit->command);
}

static void
finish(struct api_edit *edit, struct buf *results)
{
	struct command_reply reply = tell(edit, COMMAND_COMMIT);
	struct json_out out = json_out_to(&edit->response->body);

	reply.persisted = edit->command.persist == COMMAND_PERSIST_STATE;
	if (api_edit_refused(edit, &reply))
		return;
	edit->response->status = 200;
	edit->response->content_type = "application/json";
	json_out_open(&out, NULL, '{');
	json_out_uint(&out, "revision", reply.revision);
	json_out_bool(&out, "persisted", reply.persisted);
	json_out_open(&out, "results", '[');
	buf_put(&edit->response->body, buf_text(results), results->len);
	json_out_close(&out, ']');
	json_out_close(&out, '}');
	buf_putc(&edit->response->body, '\n');
}

static void
run_all(struct api_edit *edit, const json_t *operations)
{
	struct buf results = {0};
	struct json_out out = json_out_to(&results);
	struct command_reply reply = tell(edit, COMMAND_BEGIN);
	size_t len = json_array_size(operations), i = 0;

	if (api_edit_refused(edit, &reply))
		return;
	while (i < len && run_part(edit, json_array_get(operations, i), i, &out))
		i++;
	if (i == len)
		finish(edit, &results);
	else
		(void)tell(edit, COMMAND_ROLLBACK); /* the refusal is answered */
	buf_fini(&results);
}

void
api_transaction(struct api_edit *edit)
{
	const struct api_request *request = edit->request;
	struct api_faults faults = {0};
	const struct api_problem problem = {.status = 400,
	    .code = "body.invalid",
	    .detail = "the transaction is not what this request takes: see errors",
	    .faults = &faults};
	json_t *root, *operations;

	if (!api_edit_persist(edit) || !api_edit_media_type(edit))
		return;
	root = api_json_load(
	    request->body_len ? request->body : "", request->body_len, &faults);
	operations = json_object_get(root, "operations");
	if (root && (!json_is_array(operations) || json_object_size(root) != 1))
		api_fault_add(&faults, "/operations", "required",
		    "an array of operations, and no other member");
	else if (json_array_size(operations) > OPERATIONS_MAX)
		api_fault_add(&faults, "/operations", "limit", "at most %d operations",
		    OPERATIONS_MAX);
	if (faults.len)
		api_problem(request, edit->response, &problem);
	else
		run_all(edit, operations);
	json_decref(root);
}
