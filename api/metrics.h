/* SPDX-License-Identifier: Apache-2.0 */
/* A view as text for Prometheus and its like. P.
 * Families come from the field tables; what is gone from the view is gone from the next
 * scrape. The text of a view is written once: who asks again while the view is the same
 * gets what is there. */
#ifndef API_METRICS_H
#define API_METRICS_H

#include "api/api_http.h"
#include "api/metrics_family.h"
#include "api/metrics_requests.h"

struct metrics_page;

/* The newest text in each form; zeroed: none yet. */
struct metrics_cache {
	struct metrics_page *pages[METRICS_FORMATS]; /* references */
	unsigned alive; /* pages, with those that slow clients still read */
	struct metrics_options options;
};

void metrics_cache_fini(struct metrics_cache *cache);

/* What a scraper asks for by its Accept header (NULL: none). */
enum metrics_format metrics_accepted(const char *accept);
const char *metrics_content_type(enum metrics_format format);

/* Takes a reference to the view, borrows cache and requests; the caller owns the
 * stream, and frees it before the cache. */
struct api_stream *metrics_stream(struct metrics_cache *cache, struct view *view,
    const struct metrics_requests *requests, enum metrics_format format);

#endif
