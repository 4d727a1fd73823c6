/* SPDX-License-Identifier: Apache-2.0 */
/* One sample of a family, in each of the forms that are asked for. P. */
#ifndef API_METRICS_SINK_H
#define API_METRICS_SINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agent/lib/buf.h"
#include "agent/lib/histogram.h"
#include "agent/view/view_field.h"

struct metrics_family;

enum metrics_format {
	METRICS_TEXT,        /* Prometheus text, exposition format 0.0.4 */
	METRICS_OPENMETRICS, /* OpenMetrics 1.0.0 */
	METRICS_FORMATS,
	METRICS_JSON = METRICS_FORMATS /* a member of the row's object */
};

/* Of labels: a="1",b="2", with a comma behind each. */
struct metrics_text {
	const char *text; /* borrowed */
	size_t len;
};

/* Where the samples of one row go. */
struct metrics_sink {
	struct buf *out;
	enum metrics_format format;
	const struct metrics_family *family;
	struct metrics_text name; /* of the family, whole; JSON does not need it */
	struct metrics_text labels;
	const char *suffix; /* of the name: "_bucket"; NULL: none */
	bool *headed; /* HELP and TYPE are written: once, before the first sample */
	int64_t created_ms; /* wall clock: since when it counts; 0: not known */
};

/* The value of the family; with one more label if `label` is not NULL. */
void metrics_say(const struct metrics_sink *sink, const char *label, const char *value,
    uint64_t number);
void metrics_say_int(const struct metrics_sink *sink, int64_t number);

/* `count` parts of a second: 1234 of 1000 is "1.234". */
void metrics_say_seconds(
    const struct metrics_sink *sink, uint64_t count, unsigned parts);

/* 1, with these labels besides; in JSON they are the row's members, and no more. */
void metrics_say_info(const struct metrics_sink *sink, const struct buf *labels);

/* Buckets, sum and count; in JSON no buckets. */
void metrics_say_histogram(
    const struct metrics_sink *sink, const struct histogram *histogram);

/* What the field of the row tells, by its kind. */
void metrics_say_field(
    const struct metrics_sink *sink, const struct view_field *field, const void *row);

void metrics_put_label(struct buf *out, const char *name, const char *value);
void metrics_put_label_uint(struct buf *out, const char *name, uint64_t value);

/* A label's value with \, " and newline escaped; what is not UTF-8 becomes U+FFFD. */
void metrics_put_escaped(struct buf *out, const char *text);

/* Labels as members of the JSON object that is open at the end of `out`. */
void metrics_put_members(struct buf *out, struct metrics_text labels);

#endif
