/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/conf/conf_lines.h"

#include <stdio.h>
#include <string.h>

#include "agent/lib/arena.h"

/* One line of the file: where it lies, its comment and blanks cut off. */
struct physical {
	size_t start, end; /* offsets in the source */
	bool continues;    /* ended in a backslash, which is cut off too */
};

bool
conf_is_blank(char c)
{
	return (unsigned char)c <= ' '; /* control characters were reported */
}

struct conf_spot
conf_line_spot(const struct conf_line *line, size_t at)
{
	struct conf_spot spot = {.source = line->source, .order = line->order};

	if (!line->offsets)
		spot.offset =
		    (uint32_t)((size_t)(line->text - line->source->text) + at);
	else if (line->len)
		spot.offset = line->offsets[at < line->len ? at : line->len - 1];
	return spot;
}

struct conf_line
conf_line_from(const struct conf_line *line, size_t from)
{
	struct conf_line part = *line;

	part.text += from;
	part.len -= from;
	if (part.offsets)
		part.offsets += from;
	return part;
}

static struct conf_spot
spot_at(const struct conf_cursor *cursor, size_t offset)
{
	return (struct conf_spot){cursor->source, (uint32_t)offset, cursor->order};
}

/* Once a file: one stray byte is a slip, a thousand are a picture. */
static void
report_control(struct conf_cursor *cursor, size_t offset)
{
	struct conf_spot spot = spot_at(cursor, offset);

	if (cursor->saw_control)
		return;
	cursor->saw_control = true;
	conf_diag_at(cursor->diags, CONF_GRADE_ERROR, &spot, "control_character",
	    "the byte 0x%02x is not text",
	    (unsigned)(unsigned char)cursor->source->text[offset]);
}

static void
look_for_control(struct conf_cursor *cursor, size_t start, size_t end)
{
	for (size_t i = start; i < end; i++) {
		unsigned char c = (unsigned char)cursor->source->text[i];

		if (c < ' ' && (c < '\t' || c > '\r'))
			report_control(cursor, i);
	}
}

/* A '#' or '!' in the middle of a word is more often meant than not. */
static void
report_glued_comment(struct conf_cursor *cursor, size_t start, size_t at)
{
	struct conf_spot spot = spot_at(cursor, at);
	const char *text = cursor->source->text;

	if (at == start || conf_is_blank(text[at - 1]) || strchr("{}", text[at - 1]))
		return;
	conf_diag_at(cursor->diags, CONF_GRADE_WARNING, &spot, "glued_comment",
	    "the comment starts within a word, which ends here; quote the word if it "
	    "goes on");
}

/* Where the comment starts, or `end`. Quotes hide the characters that start one. */
static size_t
find_comment(struct conf_cursor *cursor, size_t start, size_t end)
{
	const char *text = cursor->source->text;
	char quote = '\0';

	for (size_t i = start; i < end; i++) {
		if (text[i] == '\\' && i + 1 < end) {
			i++;
		} else if (quote) {
			if (text[i] == quote)
				quote = '\0';
		} else if (text[i] == '"' || text[i] == '\'') {
			quote = text[i];
		} else if (text[i] == '#' || text[i] == '!') {
			report_glued_comment(cursor, start, i);
			return i;
		}
	}
	return end;
}

static void
trim(const char *text, struct physical *line)
{
	while (line->end > line->start && conf_is_blank(text[line->end - 1]))
		line->end--;
	while (line->start < line->end && conf_is_blank(text[line->start]))
		line->start++;
}

/* Read one line of the file. False when the file is at its end. */
static bool
read_physical(struct conf_cursor *cursor, struct physical *line)
{
	const struct conf_source *source = cursor->source;
	const char *newline;
	struct conf_spot spot;
	size_t end;

	if (cursor->at >= source->len)
		return false;
	newline = memchr(source->text + cursor->at, '\n', source->len - cursor->at);
	end = newline ? (size_t)(newline - source->text) : source->len;
	*line = (struct physical){.start = cursor->at, .end = end};
	cursor->at = end + 1;
	if (line->end - line->start > CONF_LINE_MAX) {
		spot = spot_at(cursor, line->start);
		conf_diag_at(cursor->diags, CONF_GRADE_ERROR, &spot, "line_too_long",
		    "the line has %zu bytes, %d are allowed", line->end - line->start,
		    CONF_LINE_MAX);
		line->end = line->start;
		return true;
	}
	look_for_control(cursor, line->start, line->end);
	line->end = find_comment(cursor, line->start, line->end);
	trim(source->text, line);
	if (line->end > line->start && source->text[line->end - 1] == '\\') {
		line->end--;
		line->continues = true;
		trim(source->text, line);
	}
	return true;
}

struct joined {
	char *text;
	uint32_t *offsets;
	size_t len, room;
	struct arena *arena;
};

static void
join_reserve(struct joined *joined, size_t more)
{
	size_t room = joined->room ? joined->room : 256;
	char *text;
	uint32_t *offsets;

	if (joined->len + more <= joined->room)
		return;
	while (room < joined->len + more)
		room *= 2;
	text = arena_alloc(joined->arena, room);
	offsets = arena_alloc(joined->arena, room * sizeof(*offsets));
	if (joined->len) {
		memcpy(text, joined->text, joined->len);
		memcpy(offsets, joined->offsets, joined->len * sizeof(*offsets));
	}
	joined->text = text;
	joined->offsets = offsets;
	joined->room = room;
}

static void
join(struct joined *joined, const char *text, const struct physical *line)
{
	size_t len = line->end - line->start;

	join_reserve(joined, len + 1);
	if (joined->len) {
		joined->offsets[joined->len] = (uint32_t)line->start;
		joined->text[joined->len++] = '\n';
	}
	for (size_t i = line->start; i < line->end; i++) {
		joined->offsets[joined->len] = (uint32_t)i;
		joined->text[joined->len++] = text[i];
	}
}

/* Blank lines do not end what a backslash continues. */
static void
join_rest(struct conf_cursor *cursor, struct physical first, struct conf_line *line)
{
	struct joined joined = {.arena = cursor->arena};
	struct physical next = first;
	struct conf_spot spot = spot_at(cursor, first.start);

	join(&joined, cursor->source->text, &first);
	while ((next.continues || next.start == next.end) &&
	    read_physical(cursor, &next)) {
		if (joined.len + (next.end - next.start) > CONF_JOINED_MAX) {
			conf_diag_at(cursor->diags, CONF_GRADE_ERROR, &spot,
			    "line_too_long", "more than %d bytes joined by '\\'",
			    CONF_JOINED_MAX);
			break;
		}
		if (next.start < next.end)
			join(&joined, cursor->source->text, &next);
	}
	line->text = joined.text;
	line->offsets = joined.offsets;
	line->len = joined.len;
}

bool
conf_lines_next(struct conf_cursor *cursor, struct conf_line *line)
{
	const char *text = cursor->source->text;
	struct physical first;

	do {
		if (!read_physical(cursor, &first))
			return false;
	} while (first.start == first.end && !first.continues);
	*line = (struct conf_line){.source = cursor->source, .order = cursor->order};
	line->text = text + first.start;
	line->len = first.end - first.start;
	if (first.continues)
		join_rest(cursor, first, line);
	cursor->order++;
	return line->len > 0 || conf_lines_next(cursor, line);
}

/* Copy the next word of the line into out[size]; returns where it ends. */
static size_t
plain_word(const struct conf_line *line, size_t at, char *out, size_t size)
{
	size_t len = 0;
	char quote = '\0';

	while (at < line->len && conf_is_blank(line->text[at]))
		at++;
	for (; at < line->len; at++) {
		char c = line->text[at];

		if (!quote && conf_is_blank(c))
			break;
		if (c == quote || (!quote && (c == '"' || c == '\'')))
			quote = quote ? '\0' : c;
		else if (len + 1 < size)
			out[len++] = c;
	}
	out[len] = '\0';
	return at;
}

static bool
include_checks(const char *word, unsigned *checks)
{
	static const struct {
		const char *word;
		unsigned checks;
	} words[] = {
	    {"include",  0					    },
	    {"includer", CONF_INCLUDE_READABLE                        },
	    {"includem", CONF_INCLUDE_READABLE | CONF_INCLUDE_MATCH   },
	    {"includew", CONF_INCLUDE_READABLE | CONF_INCLUDE_WILDCARD},
	    {"includeb", CONF_INCLUDE_READABLE | CONF_INCLUDE_BRACE   },
	    {"includea", CONF_INCLUDE_ALL                             },
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(words[i].word, word) == 0) {
			*checks = words[i].checks;
			return true;
		}
	return false;
}

bool
conf_line_include(const struct conf_line *line, struct conf_diags *diags,
    struct conf_include *include)
{
	char word[16];
	struct conf_spot spot;
	size_t at;

	if (line->len < 7 || memcmp(line->text, "include", 7) != 0)
		return false;
	at = plain_word(line, 0, word, sizeof(word));
	if (!include_checks(word, &include->checks))
		return false;
	at = plain_word(line, at, include->pattern, sizeof(include->pattern));
	if (!include->pattern[0] || at < line->len) {
		spot = conf_line_spot(line, at);
		conf_diag_at(diags, CONF_GRADE_ERROR, &spot, "value",
		    "%s takes the name of a file, or a pattern", word);
	}
	return true;
}

static unsigned
check_of(const char *word)
{
	static const char *const words[] = {
	    "readable", "match", "wildcard_match", "brace_match"};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(words[i], word) == 0)
			return (i ? 1U << i : 0) | CONF_INCLUDE_READABLE;
	return 0;
}

void
conf_line_include_check(const struct conf_line *line, unsigned *checks)
{
	char word[32];
	size_t at = plain_word(line, 0, word, sizeof(word));
	bool absolute = true;

	if (strcmp(word, "include_check") != 0)
		return;
	while (at < line->len) {
		at = plain_word(line, at, word, sizeof(word));
		if (word[0] != '+' && word[0] != '-' && absolute)
			*checks = 0;
		absolute = false;
		if (word[0] == '-')
			*checks &= ~check_of(word + 1) | CONF_INCLUDE_READABLE;
		else
			*checks |= check_of(word + (word[0] == '+'));
	}
}
