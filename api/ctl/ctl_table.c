/* SPDX-License-Identifier: Apache-2.0 */
#include "api/ctl/ctl_table.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "agent/lib/mem.h"

static const char *
colour_of(const char *text)
{
	static const struct {
		const char *word, *colour;
	} colours[] = {
	    {"up",          "32"},
	    {"master",      "32"},
	    {"ready",       "32"},
	    {"unchecked",   "32"},
	    {"ok",          "32"},
	    {"backup",      "36"},
	    {"init",        "33"},
	    {"starting",    "33"},
	    {"draining",    "33"},
	    {"drained",     "33"},
	    {"maintenance", "33"},
	    {"standby",     "33"},
	    {"warning",     "33"},
	    {"down",        "31"},
	    {"error",       "31"},
	    {"fault",       "31"},
	    {"not ready",   "31"},
	    {"missing",     "31"},
	};

	for (size_t i = 0; i < sizeof(colours) / sizeof(colours[0]); i++)
		if (strcmp(colours[i].word, text) == 0)
			return colours[i].colour;
	return NULL;
}

void
ctl_coloured(struct buf *out, const char *text, bool colour)
{
	const char *code = colour ? colour_of(text) : NULL;

	if (code)
		buf_printf(out, "\033[%sm%s\033[0m", code, text);
	else
		buf_puts(out, text);
}

void
ctl_table_init(struct ctl_table *table, const char *const *heads)
{
	*table = (struct ctl_table){0};
	while (heads[table->columns])
		table->columns++;
	assert(table->columns <= CTL_COLUMNS_MAX);
	for (size_t i = 0; i < table->columns; i++)
		ctl_table_cell(table, heads[i]);
}

/* Terminal cells: UTF-8 continuation bytes take none. */
static size_t
width_of(const char *text)
{
	size_t width = 0;

	for (; *text; text++)
		width += ((unsigned char)*text & 0xc0) != 0x80;
	return width;
}

void
ctl_table_cell(struct ctl_table *table, const char *text)
{
	size_t *widest = &table->widths[table->len % table->columns];
	char *copy = mem_strdup(text);

	for (char *at = copy; *at; at++)
		if ((unsigned char)*at < 0x20 || *at == 0x7f)
			*at = '?';
	if (width_of(copy) > *widest)
		*widest = width_of(copy);
	table->cells = mem_grow(table->cells, table->len + 1, sizeof(*table->cells));
	table->cells[table->len++] = copy;
}

void
ctl_table_number(struct ctl_table *table, int64_t value)
{
	char text[24];

	(void)snprintf(text, sizeof(text), "%lld", (long long)value); /* fits */
	ctl_table_cell(table, text);
}

static void
put_blanks(struct buf *out, size_t count)
{
	while (count--)
		buf_putc(out, ' ');
}

void
ctl_table_print(
    const struct ctl_table *table, size_t indent, bool colour, struct buf *out)
{
	for (size_t i = 0; i < table->len; i++) {
		size_t column = i % table->columns;

		put_blanks(out, column == 0 ? indent : 2);
		ctl_coloured(out, table->cells[i], colour);
		if (column + 1 < table->columns) {
			put_blanks(
			    out, table->widths[column] - width_of(table->cells[i]));
			continue;
		}
		while (!colour && out->len && out->bytes[out->len - 1] == ' ')
			out->bytes[--out->len] = '\0';
		buf_putc(out, '\n');
	}
}

void
ctl_table_fini(struct ctl_table *table)
{
	for (size_t i = 0; i < table->len; i++)
		mem_free(table->cells[i]);
	mem_free(table->cells);
	*table = (struct ctl_table){0};
}
