/* SPDX-License-Identifier: Apache-2.0 */
/* The families of metrics: which there are, and one sample of each. P. */
#ifndef API_METRICS_FAMILY_H
#define API_METRICS_FAMILY_H

#include "api/metrics_sink.h"

struct metrics_row;

/* Whose facts a family tells: what its samples' rows are. */
enum metrics_rows {
	METRICS_AGENT, /* struct view_agent */
	METRICS_VIEW,  /* struct view: counted over all of it */
	METRICS_PROCESS,
	METRICS_CHECK_TYPE,
	METRICS_VRRP,
	METRICS_VRRP_ADDRESS,
	METRICS_TRACK,
	METRICS_GROUP,
	METRICS_POOL,
	METRICS_RS,
	METRICS_CHECK,
	METRICS_API, /* struct metrics_requests; from here on nothing is in the view */
	METRICS_REQUEST,
	METRICS_ROUTE,
	METRICS_ROWS
};

enum metrics_type { METRICS_GAUGE, METRICS_COUNTER, METRICS_HISTOGRAM };

struct metrics_family {
	enum metrics_rows rows;
	enum metrics_type type;
	const char *prefix; /* of its rows */
	const char *name;   /* what follows */
	const char *help;
	const struct view_field *field; /* NULL: `sample` writes them */
	size_t base;                    /* where the field's struct lies in the row */
	void (*sample)(const struct metrics_sink *sink, const void *row);
	void (*sample_of)(
	    const struct metrics_sink *sink, const struct metrics_row *row);
	unsigned compat; /* 0: ours; else whose name it is: 1 << enum metrics_compat */
	void (*labels)(const struct metrics_row *row, struct buf *out); /* theirs */
};

enum { METRICS_FAMILIES_MAX = 256 };

/* What is left out, and what is told besides. */
struct metrics_options {
	unsigned compat;           /* 1 << enum metrics_compat */
	bool without_real_servers; /* nothing of each, and of its checks */
};

/* All there are, into out[METRICS_FAMILIES_MAX]; returns how many. */
size_t metrics_families(
    const struct metrics_options *options, struct metrics_family *out);

/* The samples of one row. */
void metrics_put_row(const struct metrics_sink *sink, const struct metrics_row *row);

#endif
