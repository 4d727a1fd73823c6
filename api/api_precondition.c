/* SPDX-License-Identifier: Apache-2.0 */
#include "api/api_precondition.h"

#include <inttypes.h>
#include <stdio.h>

#include "api/api_problem.h"

void
api_etag(char kind, uint64_t revision, char *out)
{
	(void)snprintf(out, API_ETAG_SIZE, "\"%c%" PRIu64 "\"", kind,
	    revision); /* 24 bytes at most */
}

static bool
refuse(const struct api_request *request, struct api_response *response,
    unsigned status, const char *code, const char *what, const char *then)
{
	char detail[160];

	(void)snprintf(detail, sizeof(detail), "%s %s", what, then); /* fits */
	api_refuse(request, response, status, code, detail);
	return false;
}

/* What replaces, merges or deletes; an action says what it wants, whatever there is. */
static bool
is_required(const struct api_request *request)
{
	enum api_method method = request->match->route->method;

	return request->require_if_match &&
	    (method == API_PUT || method == API_PATCH || method == API_DELETE);
}

bool
api_precondition(const struct api_request *request, const struct api_object *object,
    struct api_response *response)
{
	if (is_required(request) && !request->if_match && !request->if_none_match)
		return refuse(request, response, 428, "precondition.required",
		    object->what,
		    "is changed only with If-Match: ITS-ETAG (or created with "
		    "If-None-Match: *)");
	if (object->is_there)
		api_etag('r', object->revision, response->etag);
	if (request->if_match &&
	    (!object->is_there ||
		!api_etag_listed(request->if_match, response->etag, false)))
		return refuse(request, response, 412, object->stale, object->what,
		    "has changed since, or is gone: read it again");
	if (request->if_none_match && object->is_there &&
	    api_etag_listed(request->if_none_match, response->etag, true))
		return refuse(request, response, 412, object->exists, object->what,
		    "exists already");
	response->etag[0] = '\0';
	return true;
}
