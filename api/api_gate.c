/* SPDX-License-Identifier: Apache-2.0 */
/* Before its body is read. Runs on: control. */
#include "api/api_gate.h"

#include <stdio.h>
#include <string.h>

#include "agent/lib/log.h"
#include "agent/sys/loop.h"
#include "agent/sys/now.h"
#include "api/api_problem.h"
#include "api/api_server.h"

static bool
refuse(struct api_call *call, unsigned status, const char *code, const char *detail)
{
	api_refuse(&call->request, &call->response, status, code, detail);
	return false;
}

static bool
check_host(struct api_call *call)
{
	const struct api_listener *listener = call->conn->listener;

	/* A certificate proves the name; on the Unix socket there are no pages. */
	if (listener->listen.unix_path || listener->tls.certificate ||
	    api_host_allowed(call->host, call->api->hostname))
		return true;
	return refuse(call, 421, "host.refused",
	    "the Host header must be an address, localhost or this host's name");
}

static bool
refuse_token(struct api_call *call, enum api_token_check check)
{
	struct api *api = call->api;

	call->response.challenge = true;
	if (check == API_TOKEN_ABSENT)
		return refuse(call, 401, "auth.required",
		    api->tokens.len ? "send Authorization: Bearer TOKEN"
				    : "no token_file is configured: use the Unix "
				      "socket");
	api->totals.auth_failures++;
	api->requests.auth_failures++;
	api_backoff_failed(&api->backoff, &call->conn->addr, loop_now(api->loop));
	log_peer("api", "%s: token refused: %s", call->source,
	    check == API_TOKEN_EXPIRED ? "it has expired" : "not known");
	if (check == API_TOKEN_EXPIRED)
		return refuse(call, 401, "auth.expired", "the token has expired");
	return refuse(call, 401, "auth.wrong", "the token is not known");
}

static bool
check_token(struct api_call *call)
{
	struct api *api = call->api;
	enum api_token_check check;
	unsigned wait_s =
	    api_backoff_wait_s(&api->backoff, &call->conn->addr, loop_now(api->loop));

	if (wait_s && call->authorization) {
		call->response.retry_after_s = wait_s;
		return refuse(call, 429, "auth.backoff",
		    "too many wrong tokens came from this address");
	}
	check = api_auth_token(
	    &api->tokens, call->authorization, now_wall_ms(), &call->person);
	if (check != API_TOKEN_GOOD)
		return refuse_token(call, check);
	api_backoff_passed(&api->backoff, &call->conn->addr);
	return true;
}

/* A certificate or the socket's peer may have told already who it is. */
static bool
check_person(struct api_call *call)
{
	return call->person.role != API_NOBODY || check_token(call);
}

/* No page of another site has business here; ours does not write. */
static bool
check_origin(struct api_call *call)
{
	if (!call->origin || call->match.route->method == API_GET)
		return true;
	return refuse(
	    call, 403, "origin.refused", "writes from web pages are not taken");
}

static bool
check_query(struct api_call *call)
{
	char known[API_PARAMETERS_SIZE], detail[120 + API_PARAMETERS_SIZE];

	(void)api_route_parameters(call->match.route, known);
	switch (api_query_parse(
	    call->query_text, known, call->query, &call->request.query_len)) {
	case API_QUERY_OK:
		return true;
	case API_QUERY_BAD:
		return refuse(call, 400, "query.encoding",
		    "the query is badly encoded, or too long");
	case API_QUERY_UNKNOWN:
		(void)snprintf(detail, sizeof(detail),
		    "parameter \"%s\" is not taken here; known: %s",
		    call->query[call->request.query_len].name, *known ? known : "none");
		return refuse(call, 400, "query.unknown", detail);
	case API_QUERY_TWICE:
		(void)snprintf(detail, sizeof(detail),
		    "parameter \"%s\" is there twice",
		    call->query[call->request.query_len].name);
		return refuse(call, 400, "query.twice", detail);
	}
	return false;
}

static bool
refuse_route(struct api_call *call, enum api_route_found found)
{
	if (found == API_ROUTE_BAD)
		return refuse(call, 400, "path.encoding",
		    "the path is badly encoded, or too long");
	if (found == API_ROUTE_NONE)
		return refuse(call, 404, "route.not_found", "there is nothing here");
	api_route_allow(
	    call->match.allow, call->response.allow, sizeof(call->response.allow));
	return refuse(call, 405, "method.not_allowed",
	    "this can be asked for otherwise: see Allow");
}

static enum api_route_found
find_route(struct api_call *call)
{
	enum api_method method;

	if (!api_method_from_word(call->method, &method))
		method = API_METHODS; /* one that no route has */
	return api_route_find(method, call->path, &call->match);
}

bool
api_gate(struct api_call *call, uint64_t declared_bytes)
{
	enum api_route_found found = find_route(call);
	const struct api_route *route = call->match.route;

	call->request.match = &call->match;
	call->request.query = call->query;
	call->request.actor = call->person.actor;
	call->request.person = &call->person;
	if (!check_host(call))
		return false;
	if (found == API_ROUTE_FOUND && route->role == API_NOBODY)
		return check_query(call);
	if (!check_person(call)) /* before 404: strangers learn nothing of the paths */
		return false;
	if (found != API_ROUTE_FOUND)
		return refuse_route(call, found);
	if (!api_granted(call) || !check_origin(call) || !check_query(call))
		return false;
	if (declared_bytes > API_BODY_MAX_BYTES)
		return refuse(call, 413, "body.too_large", "a body has at most 1 MiB");
	return true;
}
