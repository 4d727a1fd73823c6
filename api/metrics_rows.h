/* SPDX-License-Identifier: Apache-2.0 */
/* The rows that samples are made of, one after the other, with their labels. P. */
#ifndef API_METRICS_ROWS_H
#define API_METRICS_ROWS_H

#include "agent/view/view.h"
#include "api/metrics_family.h"

struct metrics_requests;

/* What is told: all borrowed. */
struct metrics_from {
	const struct view *view;
	const struct metrics_requests *requests;
};

struct metrics_row {
	const void *row;              /* of the kind that was asked for */
	const struct view *view;      /* it is in */
	const struct view_vrrp *vrrp; /* its instance; NULL: of none */
	const struct view_pool *pool; /* its virtual server; NULL: of none */
	const struct view_rs *rs;     /* its real server; NULL: of none */
	uint32_t part;                /* check: from 1 */
	size_t index; /* of its real server, or else its pool, among both together */
};

/* Starts zeroed but for the first two. */
struct metrics_walk {
	struct metrics_from from;
	enum metrics_rows rows;
	uint32_t pool, at, part;
	size_t index; /* of the pool */
};

/* False: there are no more. */
bool metrics_walk_next(struct metrics_walk *walk, struct metrics_row *row);

/* How many pools and real servers there are together. */
size_t metrics_rows_indexed(const struct view *view);

/* The labels of a row, appended; of a check those that its real server has not. */
void metrics_row_labels(
    enum metrics_rows rows, const struct metrics_row *row, struct buf *out);

/* Of a virtual server: name, address, port, protocol, mark. */
void metrics_pool_labels(const struct view_pool *pool, struct buf *out);

#endif
