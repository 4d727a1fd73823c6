/* SPDX-License-Identifier: Apache-2.0 */
/* The families of metrics: which there are, and one sample of each. P. */
#ifndef API_METRICS_FAMILY_H
#define API_METRICS_FAMILY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agent/lib/buf.h"
#include "agent/view/view_field.h"

/* Whose facts a family tells: what its samples' rows are. */
enum metrics_rows {
	METRICS_AGENT, /* struct view_agent */
	METRICS_VRRP,
	METRICS_TRACK,
	METRICS_GROUP,
	METRICS_POOL,
	METRICS_RS,
	METRICS_CHECK,
	METRICS_API /* struct metrics_requests */
};

struct metrics_labels {
	const char *text; /* a="1",b="2", (each with its comma); borrowed */
	size_t len;
};

struct metrics_family;

/* Where the samples of one row go. */
struct metrics_sink {
	struct buf *out;
	const struct metrics_family *family;
	struct metrics_labels labels;
	const char *suffix; /* of the name: "_bucket"; NULL: none */
	bool *headed; /* HELP and TYPE are written: once, before the first sample */
};

struct metrics_family {
	enum metrics_rows rows;
	const char *name; /* after the prefix of its rows */
	const char *help;
	const struct view_field *field; /* NULL: `sample` writes them */
	size_t base;                    /* where the field's struct lies in the row */
	void (*sample)(const struct metrics_sink *sink, const void *row);
};

enum { METRICS_FAMILIES_MAX = 128 };

/* All there are, into out[METRICS_FAMILIES_MAX]; returns how many. */
size_t metrics_families(struct metrics_family *out);

void metrics_put_row(const struct metrics_sink *sink, const void *row);

void metrics_put_label(struct buf *out, const char *name, const char *value);
void metrics_put_label_uint(struct buf *out, const char *name, uint64_t value);

/* A label's value with \, " and newline escaped. */
void metrics_put_escaped(struct buf *out, const char *text);

#endif
