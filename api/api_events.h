/* SPDX-License-Identifier: Apache-2.0 */
/* Events as a stream: a cursor in the agent's ring of events, and what of it a client
 * asked for, as server-sent events (WHATWG HTML 9.2) or as lines of JSON. P.
 *
 * A client has no queue: it lags in the ring itself. One that lags so far that events
 * are lost to it is told so and the stream ends. */
#ifndef API_API_EVENTS_H
#define API_API_EVENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agent/history.h"
#include "api/api_http.h"

enum {
	API_EVENTS_HEARTBEAT_S = 15, /* a comment, or an empty line, in a quiet time */
	API_EVENTS_RETRY_MS = 2000   /* what a browser waits before it comes again */
};

struct api_events_want {
	uint64_t run; /* of the agent: begins its ids, so that a restart is seen */
	bool lines;   /* JSON lines; else server-sent events */
	bool follow;  /* goes on when all is told */
	bool resumes; /* goes on from `after` in `after_run`; else from now on */
	uint64_t after_run, after;
	char types[256]; /* "vrrp.*,rs.effective"; "" : all */
	char ref[HISTORY_REF_SIZE];
	char vs[VIEW_ID_SIZE]; /* "" : any, likewise */
};

/* Read "RUN-SEQ" (an id of ours) or "SEQ" (of this run). False: neither. */
bool api_events_id(const char *text, uint64_t this_run, uint64_t *run, uint64_t *seq);

/* Is it one that was asked for? */
bool api_events_wants(
    const struct api_events_want *want, const struct history_event *event);

/* Whether each of the comma-separated types can match anything. */
bool api_events_types_known(const char *types);

/* `history` is borrowed, and outlives it. */
struct api_stream *api_events_new(
    const struct history *history, const struct api_events_want *want);

/* GET /events. */
void api_events(const struct api_request *request, struct view *view,
    struct api_response *response);

#endif
