/* SPDX-License-Identifier: Apache-2.0 */
#include "api/metrics_requests.h"

static void
count_status(
    struct metrics_requests *requests, const struct api_route *route, unsigned status)
{
	for (size_t i = 0; i < requests->len; i++) {
		struct metrics_request *row = &requests->rows[i];

		if (row->route == route && row->status == status) {
			row->count++;
			return;
		}
	}
	if (requests->len < METRICS_REQUESTS_MAX)
		requests->rows[requests->len++] =
		    (struct metrics_request){route, status, 1};
}

static struct histogram *
took(struct metrics_requests *requests, const struct api_route *route)
{
	struct metrics_route *row = requests->routes;

	for (size_t i = 0; i < requests->routes_len; i++, row++)
		if (row->route == route)
			return &row->took;
	if (requests->routes_len == METRICS_ROUTES_MAX)
		return NULL;
	requests->routes_len++;
	*row = (struct metrics_route){route, histogram_of_answers()};
	return &row->took;
}

void
metrics_count(struct metrics_requests *requests, const struct api_route *route,
    unsigned status, int64_t took_us)
{
	struct histogram *histogram = took(requests, route);

	count_status(requests, route, status);
	if (histogram)
		histogram_add(histogram, took_us);
}
