/* SPDX-License-Identifier: Apache-2.0 */
/* (method, path) -> route and arguments; 404 and 405 are decided here. P. */
#ifndef API_API_ROUTE_H
#define API_API_ROUTE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agent/view/view.h"
#include "api/api_handler.h"

enum api_method { API_GET, API_POST, API_PUT, API_PATCH, API_DELETE, API_METHODS };

/* Each may do what those before it may. */
enum api_role { API_NOBODY, API_VIEWER, API_OPERATOR, API_ADMIN };

enum { API_ARGS_MAX = 2, API_PATH_MAX = 1024, API_QUERY_MAX = 16 };

struct api_route {
	enum api_method method;
	const char *path; /* "{}" stands for one segment: an argument */
	enum api_role role;
	enum api_handler handler;
	const char *query; /* parameters it takes, blank-separated: "force persist" */
};

enum api_route_found {
	API_ROUTE_FOUND,
	API_ROUTE_NONE,      /* 404 */
	API_ROUTE_NO_METHOD, /* 405 */
	API_ROUTE_BAD        /* 400: the path is too long or badly encoded */
};

struct api_match {
	const struct api_route *route;
	char args[API_ARGS_MAX][VIEW_ID_SIZE]; /* decoded */
	unsigned allow; /* API_ROUTE_NO_METHOD: a bit per method the path has */
};

/* `path` as it came, without the query; API_METHODS is a method that no route has.
 * What fits no argument can name nothing that exists: API_ROUTE_NONE. */
enum api_route_found api_route_find(
    enum api_method method, const char *path, struct api_match *match);

/* "GET, HEAD, POST" into out[size], for Allow. */
void api_route_allow(unsigned methods, char *out, size_t size);

/* The parameters that it takes, blank-separated: its own, `page`s of what is a list,
 * and `fields` of whatever answers with JSON objects. Into out[API_PARAMETERS_SIZE]. */
enum { API_PARAMETERS_SIZE = 160 };
const char *api_route_parameters(const struct api_route *route, char *out);

/* All of them: for counters and for tests. */
const struct api_route *api_routes(size_t *len);

const char *api_method_word(enum api_method method);
bool api_method_from_word(const char *word, enum api_method *out); /* HEAD: API_GET */

bool api_role_from_word(const char *word, enum api_role *out);
const char *api_role_word(enum api_role role);

/* Decode percent-escapes (RFC 3986 2.1) of text[len] into out[size]. False: a bad
 * escape, a NUL, or no room. `plus_is_blank` is for queries. */
bool api_percent_decode(
    const char *text, size_t len, bool plus_is_blank, char *out, size_t size);

struct api_query {
	char name[32];
	char value[256];
};

enum api_query_fault {
	API_QUERY_OK,
	API_QUERY_BAD,     /* encoding or length */
	API_QUERY_UNKNOWN, /* `out[len]` holds its name */
	API_QUERY_TWICE    /* likewise */
};

/* The parameters of "a=1&b=2" (NULL: none); each must be in `known`, as in a route.
 * `out` has API_QUERY_MAX entries; *len is set also upon a fault. */
enum api_query_fault api_query_parse(
    const char *text, const char *known, struct api_query *out, size_t *len);

#endif
