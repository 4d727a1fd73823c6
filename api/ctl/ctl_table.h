/* SPDX-License-Identifier: Apache-2.0 */
/* Text in columns. P. */
#ifndef API_CTL_CTL_TABLE_H
#define API_CTL_CTL_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agent/lib/buf.h"

enum { CTL_COLUMNS_MAX = 12 };

struct ctl_table {
	size_t columns;
	size_t widths[CTL_COLUMNS_MAX];
	char **cells; /* owned; row after row */
	size_t len;
};

/* `heads`: the first row, which sets the columns; NULL ends it. */
void ctl_table_init(struct ctl_table *table, const char *const *heads);

/* The next cell, left to right, row after row. Control characters become '?': what a
 * check heard must not drive the terminal. */
void ctl_table_cell(struct ctl_table *table, const char *text);
void ctl_table_number(struct ctl_table *table, int64_t value);

/* Each row behind `indent` blanks; words of state are coloured if asked. */
void ctl_table_print(
    const struct ctl_table *table, size_t indent, bool colour, struct buf *out);
void ctl_table_fini(struct ctl_table *table);

/* `text` in the colour that its word has ("up" green, "down" red); plain if none. */
void ctl_coloured(struct buf *out, const char *text, bool colour);

#endif
