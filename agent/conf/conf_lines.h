/* SPDX-License-Identifier: Apache-2.0 */
/* Text into logical lines: comments off, continued lines joined. P. */
#ifndef AGENT_CONF_CONF_LINES_H
#define AGENT_CONF_CONF_LINES_H

#include <stdbool.h>

#include "agent/conf/conf_diag.h"

enum {
	CONF_LINE_MAX = 64 * 1024,    /* bytes of a line in a file */
	CONF_JOINED_MAX = 256 * 1024, /* of lines joined by '\' */
	CONF_WORD_MAX = 4 * 1024,     /* of a word */
	/* Of all words of a line: each byte may need four to be written. */
	CONF_WORDS_MAX = 8 * 1024,
	CONF_LINES_MAX = 2 * 1000 * 1000, /* of all files, and after substitution */
	CONF_TOTAL_MAX = 64 * 1024 * 1024 /* of all files together */
};

/* Not terminated, without comment and line end, never blank. Lines that were joined
 * are parted by '\n'. */
struct conf_line {
	const struct conf_source *source;
	const char *text;
	size_t len;
	/* Where in the source each byte is from; NULL: `text` lies in the source. */
	const uint32_t *offsets;
	uint32_t order;
};

/* Lines in the order in which they count. */
struct conf_lines {
	void *items; /* struct conf_line */
	size_t len;
};

struct conf_cursor {
	const struct conf_source *source;
	struct arena *arena;
	struct conf_diags *diags;
	size_t at;
	uint32_t order; /* of the next line */
	bool saw_control;
};

enum conf_include_check {
	CONF_INCLUDE_READABLE = 1,
	CONF_INCLUDE_MATCH = 2,
	CONF_INCLUDE_WILDCARD = 4,
	CONF_INCLUDE_BRACE = 8,
	CONF_INCLUDE_ALL = 15
};

struct conf_include {
	char pattern[CONF_WORD_MAX];
	unsigned checks; /* enum conf_include_check, by the word's last letter */
};

/* The next logical line; false at the end. Numbers it cursor->order and counts on. */
bool conf_lines_next(struct conf_cursor *cursor, struct conf_line *line);

struct conf_spot conf_line_spot(const struct conf_line *line, size_t at);

/* Whether the line is `include` or one of its variants, and what it names. A line
 * without a name is reported, and has an empty pattern. */
bool conf_line_include(const struct conf_line *line, struct conf_diags *diags,
    struct conf_include *include);

/* If the line is `include_check OPTIONS`, apply them to *checks. */
void conf_line_include_check(const struct conf_line *line, unsigned *checks);

/* A part of a line, from byte `from`. */
struct conf_line conf_line_from(const struct conf_line *line, size_t from);

bool conf_is_blank(char c);

#endif
