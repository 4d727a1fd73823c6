/* SPDX-License-Identifier: Apache-2.0 */
/* If-Match, If-None-Match and their tags, the same for every object. P. */
#ifndef API_API_PRECONDITION_H
#define API_API_PRECONDITION_H

#include "api/api_http.h"

/* What a write is about, as it is before. The strings are static. */
struct api_object {
	const char *what;           /* "the real server" */
	const char *stale, *exists; /* machine words: "rs.stale", "rs.exists" */
	bool is_there;
	uint64_t revision;
};

/* The tag of a revision: "r12" of an object, "g12" of a collection; with its quotes. */
void api_etag(char kind, uint64_t revision, char *out /* API_ETAG_SIZE */);

/* RFC 9110 13.2.2, RFC 6585 3: false after answering 412 or 428. */
bool api_precondition(const struct api_request *request,
    const struct api_object *object, struct api_response *response);

#endif
