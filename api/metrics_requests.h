/* SPDX-License-Identifier: Apache-2.0 */
/* What the API knows of itself; not in the view, since each look would change it. P. */
#ifndef API_METRICS_REQUESTS_H
#define API_METRICS_REQUESTS_H

#include "agent/lib/histogram.h"
#include "api/api_refusal.h"
#include "api/api_route.h"

/* How often a route answered with a status. */
struct metrics_request {
	const struct api_route *route; /* NULL: no route was found */
	unsigned status;
	uint64_t count;
};

/* How long a route took, from a request's first line to the head of its answer. */
struct metrics_route {
	const struct api_route *route; /* as above */
	struct histogram took;
};

enum { METRICS_REQUESTS_MAX = 512, METRICS_ROUTES_MAX = 128 };

struct metrics_requests {
	struct metrics_request rows[METRICS_REQUESTS_MAX];
	size_t len;
	struct metrics_route routes[METRICS_ROUTES_MAX];
	size_t routes_len;
	struct api_refusals refusals;
	uint32_t in_flight;
};

/* One more answer; past the limits above a new kind is counted nowhere. */
void metrics_count(struct metrics_requests *requests, const struct api_route *route,
    unsigned status, int64_t took_us);

#endif
