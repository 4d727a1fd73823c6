/* SPDX-License-Identifier: Apache-2.0 */
/* A view as Prometheus text, exposition format 0.0.4. P.
 * Families come from the field tables; what is gone from the view is gone from the next
 * scrape. */
#ifndef API_METRICS_H
#define API_METRICS_H

#include "api/api_http.h"

/* How often a route answered with a status. */
struct metrics_request {
	const struct api_route *route; /* NULL: no route was found */
	unsigned status;
	uint64_t count;
};

enum { METRICS_REQUESTS_MAX = 256 };

/* What the API knows of itself; not in the view, since each look would change it. */
struct metrics_requests {
	struct metrics_request rows[METRICS_REQUESTS_MAX];
	size_t len;
	uint64_t auth_failures;
	uint32_t in_flight;
};

/* One more answer; past METRICS_REQUESTS_MAX kinds it is counted nowhere. */
void metrics_count(
    struct metrics_requests *requests, const struct api_route *route, unsigned status);

/* Takes a reference to the view, borrows `requests`; the caller owns the stream. */
struct api_stream *metrics_stream(
    struct view *view, const struct metrics_requests *requests);

#endif
