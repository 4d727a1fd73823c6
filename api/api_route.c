/* SPDX-License-Identifier: Apache-2.0 */
#include "api/api_route.h"

#include <stdio.h>
#include <string.h>

#include "agent/lib/mem.h"

#define V1      "/api/v1"
#define PAGE    "limit cursor"
#define RS_PATH V1 "/virtual-servers/{}/real-servers"

/* A row that changes must not move the others. */
/* clang-format off */
static const struct api_route routes[] = {
    {API_GET, "/healthz", API_NOBODY, API_HEALTHZ, NULL},
    {API_GET, "/readyz", API_VIEWER, API_READYZ, NULL},
    {API_GET, "/metrics", API_VIEWER, API_METRICS, NULL},
    {API_GET, "/api", API_VIEWER, API_VERSIONS, NULL},
    {API_GET, V1, API_VIEWER, API_INDEX, NULL},
    {API_GET, V1 "/openapi.json", API_VIEWER, API_OPENAPI, NULL},
    {API_GET, V1 "/info", API_VIEWER, API_INFO, NULL},
    {API_GET, V1 "/whoami", API_VIEWER, API_WHOAMI, NULL},
    {API_GET, V1 "/stats", API_VIEWER, API_STATS, NULL},
    {API_GET, V1 "/events", API_VIEWER, API_EVENTS, "after follow format ref types vs"},
    {API_GET, V1 "/config", API_VIEWER, API_CONFIG, NULL},
    {API_POST, V1 "/config/validate", API_OPERATOR, API_CONFIG_TRY, NULL},
    {API_POST, V1 "/config/actions", API_ADMIN, API_CONFIG_ACTION, NULL},
    {API_GET, V1 "/vrrp/instances", API_VIEWER, API_VRRP_LIST,
     "state interface vrid sync_group " PAGE},
    {API_GET, V1 "/vrrp/instances/{}", API_VIEWER, API_VRRP_ONE, NULL},
    {API_GET, V1 "/vrrp/instances/{}/history", API_VIEWER, API_VRRP_HISTORY, "limit"},
    {API_POST, V1 "/vrrp/instances/{}/actions", API_OPERATOR, API_VRRP_ACTION,
     "persist dry_run"},
    {API_GET, V1 "/vrrp/sync-groups", API_VIEWER, API_GROUP_LIST, "state " PAGE},
    {API_GET, V1 "/vrrp/sync-groups/{}", API_VIEWER, API_GROUP_ONE, NULL},
    {API_POST, V1 "/vrrp/sync-groups/{}/actions", API_OPERATOR, API_GROUP_ACTION,
     "persist dry_run"},
    {API_GET, V1 "/vrrp/tracking", API_VIEWER, API_TRACKING, NULL},
    {API_GET, V1 "/virtual-servers", API_VIEWER, API_VS_LIST,
     "expand state address port protocol scheduler " PAGE},
    {API_GET, V1 "/virtual-servers/{}", API_VIEWER, API_VS_ONE, "expand"},
    {API_POST, V1 "/virtual-servers", API_ADMIN, API_VS_ADD, "persist dry_run"},
    {API_PUT, V1 "/virtual-servers/{}", API_ADMIN, API_VS_PUT, "persist dry_run"},
    {API_PATCH, V1 "/virtual-servers/{}", API_ADMIN, API_VS_PATCH, "persist dry_run"},
    {API_DELETE, V1 "/virtual-servers/{}", API_ADMIN, API_VS_REMOVE,
     "force persist dry_run"},
    {API_GET, RS_PATH, API_VIEWER, API_RS_LIST,
     "state admin address port origin edited " PAGE},
    {API_POST, RS_PATH, API_OPERATOR, API_RS_ADD, "persist dry_run"},
    {API_GET, RS_PATH "/{}", API_VIEWER, API_RS_ONE, NULL},
    {API_PUT, RS_PATH "/{}", API_OPERATOR, API_RS_PUT, "persist dry_run"},
    {API_PATCH, RS_PATH "/{}", API_OPERATOR, API_RS_PATCH, "persist dry_run"},
    {API_DELETE, RS_PATH "/{}", API_OPERATOR, API_RS_REMOVE,
     "force persist dry_run timeout_ms reason"},
    {API_POST, RS_PATH "/{}/actions", API_OPERATOR, API_RS_ACTION, "persist dry_run"},
    {API_PUT, RS_PATH "/{}/override", API_OPERATOR, API_RS_OVERRIDE, "persist dry_run"},
    {API_DELETE, RS_PATH "/{}/override", API_OPERATOR, API_RS_OVERRIDE_END,
     "persist dry_run reason"},
    {API_GET, V1 "/real-servers", API_VIEWER, API_RS_ALL,
     "state admin address port origin edited " PAGE},
    {API_GET, RS_PATH "/{}/history", API_VIEWER, API_RS_HISTORY, "limit"},
    {API_POST, V1 "/real-servers/actions", API_OPERATOR, API_RS_BULK, "persist"},
    {API_POST, V1 "/transactions", API_OPERATOR, API_TRANSACTION, "persist"},
    {API_GET, V1 "/operations", API_VIEWER, API_OPERATION_LIST, NULL},
    {API_GET, V1 "/operations/{}", API_VIEWER, API_OPERATION_ONE, NULL},
    {API_DELETE, V1 "/operations/{}", API_OPERATOR, API_OPERATION_CANCEL,
     "persist dry_run"},
    {API_GET, V1 "/checks", API_VIEWER, API_CHECK_LIST, "vs state type code " PAGE},
    {API_GET, V1 "/checks/{}", API_VIEWER, API_CHECK_ONE, NULL},
    {API_POST, V1 "/checks/{}/actions", API_OPERATOR, API_CHECK_ACTION, NULL},
    {API_POST, V1 "/checks/test", API_OPERATOR, API_CHECK_TEST, NULL},
    {API_GET, V1 "/checks/test/{}", API_VIEWER, API_CHECK_TESTED, NULL},
    {API_GET, V1 "/drift", API_VIEWER, API_DRIFT, NULL},
    {API_GET, V1 "/ipvs", API_VIEWER, API_IPVS_LIST, NULL},
};
/* clang-format on */

static const char *const methods[] = {"GET", "POST", "PUT", "PATCH", "DELETE"};
static const char *const roles[] = {"nobody", "viewer", "operator", "admin"};

const struct api_route *
api_routes(size_t *len)
{
	*len = sizeof(routes) / sizeof(routes[0]);
	return routes;
}

const char *
api_method_word(enum api_method method)
{
	return methods[method];
}

bool
api_method_from_word(const char *word, enum api_method *out)
{
	if (strcmp(word, "HEAD") == 0)
		word = "GET";
	for (unsigned i = 0; i < API_METHODS; i++)
		if (strcmp(word, methods[i]) == 0) {
			*out = (enum api_method)i;
			return true;
		}
	return false;
}

bool
api_role_from_word(const char *word, enum api_role *out)
{
	for (unsigned i = API_VIEWER; i <= API_ADMIN; i++)
		if (strcmp(word, roles[i]) == 0) {
			*out = (enum api_role)i;
			return true;
		}
	return false;
}

const char *
api_role_word(enum api_role role)
{
	return roles[role];
}

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* The byte that "%41" stands for; -1 when it is none, or NUL. */
static int
escaped_byte(const char *at, size_t left)
{
	int high, low;

	if (left < 3)
		return -1;
	high = hex_digit(at[1]);
	low = hex_digit(at[2]);
	if (high < 0 || low < 0 || high + low == 0)
		return -1;
	return high * 16 + low;
}

bool
api_percent_decode(
    const char *text, size_t len, bool plus_is_blank, char *out, size_t size)
{
	size_t put = 0;

	for (size_t i = 0; i < len; i++) {
		int byte = (unsigned char)text[i];

		if (put + 1 >= size)
			return false;
		if (byte == '%') {
			byte = escaped_byte(text + i, len - i);
			i += 2;
		} else if (byte == '+' && plus_is_blank) {
			byte = ' ';
		}
		if (byte < 0)
			return false;
		out[put++] = (char)byte;
	}
	out[put] = '\0';
	return true;
}

static bool
well_encoded(const char *path, size_t len)
{
	char decoded[API_PATH_MAX + 1];

	return api_percent_decode(path, len, false, decoded, sizeof(decoded));
}

/* Does the path have the pattern's form? Fills the arguments. */
static bool
matches(const char *pattern, const char *path, struct api_match *match)
{
	size_t args = 0;

	while (*pattern && *path) {
		size_t want = strcspn(pattern + 1, "/");
		size_t have = strcspn(path + 1, "/");

		if (want == 2 && memcmp(pattern + 1, "{}", 2) == 0) {
			if (have == 0 || args == API_ARGS_MAX ||
			    !api_percent_decode(path + 1, have, false,
				match->args[args], sizeof(match->args[args])))
				return false;
			args++;
		} else if (want != have || memcmp(pattern + 1, path + 1, want) != 0) {
			return false;
		}
		pattern += 1 + want;
		path += 1 + have;
	}
	while (args < API_ARGS_MAX) /* what another pattern has left */
		match->args[args++][0] = '\0';
	return !*pattern && !*path;
}

enum api_route_found
api_route_find(enum api_method method, const char *path, struct api_match *match)
{
	size_t len = strlen(path);
	size_t routes_len = sizeof(routes) / sizeof(routes[0]);

	*match = (struct api_match){0};
	if (len > API_PATH_MAX || path[0] != '/' || !well_encoded(path, len))
		return API_ROUTE_BAD;
	for (size_t i = 0; i < routes_len; i++) {
		if (!matches(routes[i].path, path, match))
			continue;
		match->allow |= 1u << routes[i].method;
		if (routes[i].method == method) {
			match->route = &routes[i];
			return API_ROUTE_FOUND;
		}
	}
	return match->allow ? API_ROUTE_NO_METHOD : API_ROUTE_NONE;
}

static void
append(char *out, size_t size, const char *word)
{
	size_t len = strlen(out);

	if (len && len + 2 < size) {
		memcpy(out + len, ", ", 3);
		len += 2;
	}
	(void)mem_copy_text(out + len, size - len, word);
}

void
api_route_allow(unsigned allowed, char *out, size_t size)
{
	out[0] = '\0';
	for (unsigned i = 0; i < API_METHODS; i++) {
		if (!(allowed & 1u << i))
			continue;
		append(out, size, methods[i]);
		if (i == API_GET)
			append(out, size, "HEAD");
	}
}

const char *
api_route_parameters(const struct api_route *route, char *out)
{
	bool has_fields = route->method == API_GET &&
	    route->handler != API_EVENTS && /* a stream of lines, not of members */
	    strncmp(route->path, V1 "/", strlen(V1 "/")) == 0;

	(void)snprintf(out, API_PARAMETERS_SIZE,
	    "%s%s%s", /* fits: a test has them all */
	    route->query ? route->query : "", route->query && has_fields ? " " : "",
	    has_fields ? "fields" : "");
	return out;
}

/* Is `word` among the blank-separated words of `list`? */
static bool
listed(const char *list, const char *word)
{
	size_t len = strlen(word);

	while (list && *list) {
		size_t have = strcspn(list, " ");

		if (have == len && memcmp(list, word, len) == 0)
			return true;
		list += have;
		list += strspn(list, " ");
	}
	return false;
}

static enum api_query_fault
parse_one(const char *text, size_t len, struct api_query *out)
{
	const char *equals = memchr(text, '=', len);
	size_t name_len = equals ? (size_t)(equals - text) : len;

	out->value[0] = '\0';
	if (!api_percent_decode(text, name_len, true, out->name, sizeof(out->name)))
		return API_QUERY_BAD;
	if (equals &&
	    !api_percent_decode(
		equals + 1, len - name_len - 1, true, out->value, sizeof(out->value)))
		return API_QUERY_BAD;
	return API_QUERY_OK;
}

enum api_query_fault
api_query_parse(const char *text, const char *known, struct api_query *out, size_t *len)
{
	*len = 0;
	while (text && *text) {
		size_t have = strcspn(text, "&");

		if (have) {
			if (*len == API_QUERY_MAX ||
			    parse_one(text, have, &out[*len]) != API_QUERY_OK)
				return API_QUERY_BAD;
			if (!listed(known, out[*len].name))
				return API_QUERY_UNKNOWN;
			for (size_t i = 0; i < *len; i++)
				if (strcmp(out[i].name, out[*len].name) == 0)
					return API_QUERY_TWICE;
			++*len;
		}
		text += have;
		text += *text == '&';
	}
	return API_QUERY_OK;
}
