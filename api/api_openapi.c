/* SPDX-License-Identifier: Apache-2.0 */
#include "api/api_openapi.h"

#include <stdio.h>
#include <string.h>

#include "agent/view/view_field.h"
#include "api/api_route.h"
#include "api/json_out.h"

/* ---- what objects are made of: the rows that write them ---- */

struct part {
	const char *schema, *member; /* member NULL: of the object itself */
	const struct view_fields *fields;
};

static const struct part parts[] = {
    {"RealServer",    NULL,          &view_rs_fields            },
    {"RealServer",    "effective",   &view_rs_effective_fields  },
    {"RealServer",    "kernel",      &view_kernel_fields        },
    {"RealServer",    NULL,          &view_rs_origin_fields     },
    {"VirtualServer", NULL,          &view_pool_fields          },
    {"VirtualServer", "effective",   &view_pool_effective_fields},
    {"VirtualServer", "kernel",      &view_kernel_fields        },
    {"VirtualServer", NULL,          &view_pool_origin_fields   },
    {"Instance",      NULL,          &view_vrrp_fields          },
    {"Instance",      "counters",    &view_vrrp_counter_fields  },
    {"SyncGroup",     NULL,          &view_sync_group_fields    },
    {"Track",         NULL,          &view_track_fields         },
    {"Info",          NULL,          &view_agent_fields         },
    {"Info",          "ipvs",        &view_agent_ipvs_fields    },
    {"Info",          "vrrp",        &view_agent_vrrp_fields    },
    {"Info",          "snmp",        &view_agent_snmp_fields    },
    {"Info",          "checks",      &view_agent_check_fields   },
    {"Info",          "mail",        &view_agent_mail_fields    },
    {"Info",          "notify",      &view_agent_notify_fields  },
    {"Info",          "store",       &view_agent_store_fields   },
    {"Info",          "sync_daemon", &view_agent_sync_fields    },
    {"Config",        NULL,          &view_agent_config_fields  },
};
enum { PARTS = sizeof(parts) / sizeof(parts[0]) };

/* Which routes answer with which; the others with an object of their own. */
static const struct answer {
	enum api_handler handler;
	const char *schema;
	bool is_list;
} answers[] = {
    {API_RS_LIST,    "RealServer",    true },
    {API_RS_ALL,     "RealServer",    true },
    {API_RS_ONE,     "RealServer",    false},
    {API_RS_ADD,     "RealServer",    false},
    {API_RS_PUT,     "RealServer",    false},
    {API_RS_PATCH,   "RealServer",    false},
    {API_RS_ACTION,  "RealServer",    false},
    {API_VS_LIST,    "VirtualServer", true },
    {API_VS_ONE,     "VirtualServer", false},
    {API_VS_ADD,     "VirtualServer", false},
    {API_VS_PUT,     "VirtualServer", false},
    {API_VS_PATCH,   "VirtualServer", false},
    {API_VRRP_LIST,  "Instance",      true },
    {API_VRRP_ONE,   "Instance",      false},
    {API_GROUP_LIST, "SyncGroup",     true },
    {API_GROUP_ONE,  "SyncGroup",     false},
    {API_TRACKING,   "Track",         true },
    {API_INFO,       "Info",          false},
    {API_CONFIG,     "Config",        false},
};

/* ---- one member ---- */

static void
put_enum(struct json_out *out, enum view_kind kind)
{
	json_out_open(out, "enum", '[');
	for (unsigned i = 0; i < view_kind_words(kind); i++)
		json_out_text(out, NULL, view_kind_word(kind, i));
	json_out_close(out, ']');
}

static void
put_nullable_text(struct json_out *out)
{
	json_out_open(out, "type", '[');
	json_out_text(out, NULL, "string");
	json_out_text(out, NULL, "null");
	json_out_close(out, ']');
}

static void
put_type(struct json_out *out, const struct view_field *field)
{
	bool is_text = field->kind == VIEW_TEXT || field->kind == VIEW_ADDR ||
	    field->kind == VIEW_WALL;

	if (view_kind_words(field->kind)) {
		json_out_text(out, "type", "string");
		put_enum(out, field->kind);
	} else if (is_text) {
		put_nullable_text(out);
		if (field->kind == VIEW_WALL)
			json_out_text(out, "format", "date-time");
	} else if (field->kind == VIEW_BOOL) {
		json_out_text(out, "type", "boolean");
	} else {
		json_out_text(out, "type", "integer");
		if (field->kind != VIEW_INT)
			json_out_uint(out, "minimum", 0);
	}
}

static void
put_properties(struct json_out *out, const struct view_fields *fields)
{
	for (size_t i = 0; i < fields->len; i++) {
		json_out_open(out, fields->rows[i].name, '{');
		put_type(out, &fields->rows[i]);
		json_out_text(out, "description", fields->rows[i].help);
		json_out_close(out, '}');
	}
}

static void
put_names(struct json_out *out, const struct view_fields *fields)
{
	for (size_t i = 0; i < fields->len; i++)
		json_out_text(out, NULL, fields->rows[i].name);
}

/* ---- schemas ---- */

static void
put_member(struct json_out *out, const struct part *part)
{
	json_out_open(out, part->member, '{');
	json_out_text(out, "type", "object");
	json_out_open(out, "properties", '{');
	put_properties(out, part->fields);
	json_out_close(out, '}');
	json_out_open(out, "required", '[');
	put_names(out, part->fields);
	json_out_close(out, ']');
	json_out_close(out, '}');
}

/* All parts of one schema, which lie together. */
static void
put_schema(struct json_out *out, const struct part *first, size_t len)
{
	json_out_open(out, first->schema, '{');
	json_out_text(out, "type", "object");
	json_out_open(out, "properties", '{');
	for (size_t i = 0; i < len; i++) {
		if (first[i].member)
			put_member(out, &first[i]);
		else
			put_properties(out, first[i].fields);
	}
	json_out_close(out, '}');
	json_out_open(out, "required", '[');
	for (size_t i = 0; i < len; i++) {
		if (first[i].member)
			json_out_text(out, NULL, first[i].member);
		else
			put_names(out, first[i].fields);
	}
	json_out_close(out, ']');
	json_out_close(out, '}');
}

/* RFC 9457, with what we add. */
static void
put_problem(struct json_out *out)
{
	static const char *const texts[] = {
	    "type", "title", "code", "detail", "instance", "request_id"};
	enum { TEXTS = sizeof(texts) / sizeof(texts[0]) };

	json_out_open(out, "Problem", '{');
	json_out_text(out, "type", "object");
	json_out_open(out, "properties", '{');
	json_out_open(out, "status", '{');
	json_out_text(out, "type", "integer");
	json_out_close(out, '}');
	for (size_t i = 0; i < TEXTS; i++) {
		json_out_open(out, texts[i], '{');
		json_out_text(out, "type", "string");
		json_out_close(out, '}');
	}
	json_out_close(out, '}');
	json_out_open(out, "required", '[');
	json_out_text(out, NULL, "status");
	for (size_t i = 0; i < TEXTS; i++)
		json_out_text(out, NULL, texts[i]);
	json_out_close(out, ']');
	json_out_close(out, '}');
}

static void
put_components(struct json_out *out)
{
	json_out_open(out, "components", '{');
	json_out_open(out, "schemas", '{');
	for (size_t first = 0, end; first < PARTS; first = end) {
		end = first + 1;
		while (
		    end < PARTS && strcmp(parts[end].schema, parts[first].schema) == 0)
			end++;
		put_schema(out, &parts[first], end - first);
	}
	put_problem(out);
	json_out_close(out, '}');
	json_out_open(out, "securitySchemes", '{');
	json_out_open(out, "token", '{');
	json_out_text(out, "type", "http");
	json_out_text(out, "scheme", "bearer");
	json_out_close(out, '}');
	json_out_close(out, '}');
	json_out_close(out, '}');
}

/* ---- routes ---- */

/* What the argument behind a segment is called. */
static const char *
argument_name(const char *before, size_t len)
{
	static const char vs[] = "virtual-servers", rs[] = "real-servers";

	if (len == strlen(vs) && memcmp(before, vs, len) == 0)
		return "vs";
	if (len == strlen(rs) && memcmp(before, rs, len) == 0)
		return "rs";
	return "id";
}

/* The path with its arguments named, into out[API_PATH_MAX]; with `list`, they are
 * told as parameters, too. */
static void
name_arguments(const char *path, char *out, struct json_out *list)
{
	const char *before = "";
	size_t before_len = 0;

	*out = '\0';
	while (*path) {
		size_t len = strcspn(path + 1, "/"), at = strlen(out);
		const char *name = argument_name(before, before_len);

		if (len != 2 || memcmp(path + 1, "{}", 2) != 0) {
			(void)snprintf(out + at, API_PATH_MAX - at, "%.*s",
			    (int)len + 1,
			    path); /* fits: a route of ours, and names of two letters */
		} else {
			(void)snprintf(out + at, API_PATH_MAX - at, "/{%s}", name);
			if (list) {
				json_out_open(list, NULL, '{');
				json_out_text(list, "name", name);
				json_out_text(list, "in", "path");
				json_out_bool(list, "required", true);
				json_out_open(list, "schema", '{');
				json_out_text(list, "type", "string");
				json_out_close(list, '}');
				json_out_close(list, '}');
			}
		}
		before = path + 1;
		before_len = len;
		path += 1 + len;
	}
}

static void
put_parameters(struct json_out *out, const struct api_route *route)
{
	char words[API_PARAMETERS_SIZE], path[API_PATH_MAX], *save = NULL;

	json_out_open(out, "parameters", '[');
	name_arguments(route->path, path, out);
	(void)api_route_parameters(route, words);
	for (char *word = strtok_r(words, " ", &save); word;
	     word = strtok_r(NULL, " ", &save)) {
		json_out_open(out, NULL, '{');
		json_out_text(out, "name", word);
		json_out_text(out, "in", "query");
		json_out_open(out, "schema", '{');
		json_out_text(out, "type", "string");
		json_out_close(out, '}');
		json_out_close(out, '}');
	}
	json_out_close(out, ']');
}

static void
put_ref(struct json_out *out, const char *name, const char *schema)
{
	char ref[80];

	(void)snprintf(ref, sizeof(ref), "#/components/schemas/%s", schema); /* fits */
	json_out_open(out, name, '{');
	json_out_text(out, "$ref", ref);
	json_out_close(out, '}');
}

static const struct answer *
answer_of(enum api_handler handler)
{
	for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++)
		if (answers[i].handler == handler)
			return &answers[i];
	return NULL;
}

static void
put_answer_schema(struct json_out *out, const struct answer *answer)
{
	if (answer && !answer->is_list) {
		put_ref(out, "schema", answer->schema);
		return;
	}
	json_out_open(out, "schema", '{');
	json_out_text(out, "type", "object");
	if (answer) {
		json_out_open(out, "properties", '{');
		json_out_open(out, "items", '{');
		json_out_text(out, "type", "array");
		put_ref(out, "items", answer->schema);
		json_out_close(out, '}');
		json_out_close(out, '}');
		json_out_open(out, "required", '[');
		json_out_text(out, NULL, "items");
		json_out_close(out, ']');
	}
	json_out_close(out, '}');
}

static void
put_responses(struct json_out *out, const struct api_route *route)
{
	json_out_open(out, "responses", '{');
	json_out_open(out, "2XX", '{');
	json_out_text(out, "description", "done, or under way");
	if (strncmp(route->path, "/api", 4) == 0 && route->method != API_DELETE) {
		json_out_open(out, "content", '{');
		json_out_open(out, "application/json", '{');
		put_answer_schema(out, answer_of(route->handler));
		json_out_close(out, '}');
		json_out_close(out, '}');
	}
	json_out_close(out, '}');
	json_out_open(out, "default", '{');
	json_out_text(out, "description", "why not (RFC 9457)");
	json_out_open(out, "content", '{');
	json_out_open(out, "application/problem+json", '{');
	put_ref(out, "schema", "Problem");
	json_out_close(out, '}');
	json_out_close(out, '}');
	json_out_close(out, '}');
	json_out_close(out, '}');
}

static void
put_operation(struct json_out *out, const struct api_route *route)
{
	static const char *const methods[] = {"get", "post", "put", "patch", "delete"};
	bool has_body = route->method != API_GET && route->method != API_DELETE;

	json_out_open(out, methods[route->method], '{');
	json_out_text(out, "x-role", api_role_word(route->role));
	put_parameters(out, route);
	if (has_body) {
		json_out_open(out, "requestBody", '{');
		json_out_open(out, "content", '{');
		json_out_open(out, "application/json", '{');
		json_out_open(out, "schema", '{');
		json_out_text(out, "type", "object");
		for (unsigned i = 0; i < 4; i++)
			json_out_close(out, '}');
	}
	put_responses(out, route);
	json_out_close(out, '}');
}

/* The routes of one path lie apart in the table. */
static bool
is_first_of_path(const struct api_route *routes, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (strcmp(routes[i].path, routes[at].path) == 0)
			return false;
	return true;
}

static void
put_paths(struct json_out *out)
{
	size_t len;
	const struct api_route *routes = api_routes(&len);
	char path[API_PATH_MAX];

	json_out_open(out, "paths", '{');
	for (size_t i = 0; i < len; i++) {
		if (!is_first_of_path(routes, i))
			continue;
		name_arguments(routes[i].path, path, NULL);
		json_out_open(out, path, '{');
		for (size_t j = i; j < len; j++)
			if (strcmp(routes[j].path, routes[i].path) == 0)
				put_operation(out, &routes[j]);
		json_out_close(out, '}');
	}
	json_out_close(out, '}');
}

void
api_openapi(const char *version, struct buf *buf)
{
	struct json_out out = json_out_to(buf);

	json_out_open(&out, NULL, '{');
	json_out_text(&out, "openapi", "3.1.0");
	json_out_open(&out, "info", '{');
	json_out_text(&out, "title", "fairlead");
	json_out_text(&out, "version", version);
	json_out_close(&out, '}');
	json_out_open(&out, "security", '[');
	json_out_open(&out, NULL, '{');
	json_out_open(&out, "token", '[');
	json_out_close(&out, ']');
	json_out_close(&out, '}');
	json_out_close(&out, ']');
	put_paths(&out);
	put_components(&out);
	json_out_close(&out, '}');
	buf_putc(buf, '\n');
}
