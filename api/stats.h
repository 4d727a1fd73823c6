/* SPDX-License-Identifier: Apache-2.0 */
/* The figures of the metrics as JSON, for those who scrape JSON: a flat object for each
 * row, its labels as texts, its figures under their metrics' names. P. */
#ifndef API_STATS_H
#define API_STATS_H

#include "api/metrics.h"

/* Takes a reference to the view, borrows the requests; the caller owns the stream. No
 * names of other exporters, whatever the options say. */
struct api_stream *stats_stream(struct view *view,
    const struct metrics_requests *requests, const struct metrics_options *options);

#endif
