/* SPDX-License-Identifier: Apache-2.0 */
/* What is kept of each write and each refusal: who, from where, what, what came of it.
 * E, control thread. */
#ifndef API_API_AUDIT_H
#define API_API_AUDIT_H

#include "api/api_http.h"

struct api_call;

enum {
	API_AUDIT_BODY_MAX_BYTES = 4096, /* kept of a request's body */
	/* Refusals of who is not known, in a minute: a stranger cannot push out what
	 * others did. The rest is counted in the next entry ("skipped"). */
	API_AUDIT_STRANGERS_MAX = 20
};

/* The request was answered: into the audit, if it was a write or was refused. */
void api_audit_call(struct api_call *call);

/* What an edit can change of a real server, as members' value. */
void api_audit_rs(struct buf *out, const struct view_rs *rs);

/* GET /api/v1/audit?limit=&cursor= : the newest first. */
void api_audit_read(const struct api_request *request, struct view *view,
    struct api_response *response);

#endif
