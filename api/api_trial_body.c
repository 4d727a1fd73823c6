/* SPDX-License-Identifier: Apache-2.0 */
/* The definition of a trial: JSON -> lines of a check's block. {"retry": 2} is `retry
 * 2`; a list is a line of several words, or, of lists and objects, several lines; an
 * object is a block. Which words there are, and what they may be, is the
 * configuration's to say. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "agent/lib/arena.h"
#include "api/api_json.h"
#include "api/api_trial.h"

enum { DEPTH_MAX = 4, KEYWORD_MAX = 40, NUMBER_SIZE = 32 };

struct reading {
	struct arena *arena;
	struct view_once_line *lines; /* VIEW_ONCE_LINES_MAX of them */
	size_t len;
	const char *member; /* of the body: what is complained about */
	struct api_faults *faults;
};

static bool
complain(struct reading *r, const char *code, const char *detail)
{
	char pointer[API_POINTER_SIZE];

	api_fault_add(r->faults, api_pointer(r->member, pointer), code, "%s", detail);
	return false;
}

static struct view_once_line *
add_line(struct reading *r, enum view_once_line_kind kind, const char *keyword)
{
	struct view_once_line *line;

	if (r->len == VIEW_ONCE_LINES_MAX) {
		(void)complain(r, "range", "the definition has too many lines");
		return NULL;
	}
	line = &r->lines[r->len++];
	line->kind = kind;
	if (keyword)
		line->words[line->len++] = arena_strdup(r->arena, keyword);
	return line;
}

static bool
is_keyword(const char *text)
{
	size_t len = strlen(text);

	for (size_t i = 0; i < len; i++)
		if (!isalnum((unsigned char)text[i]) && text[i] != '_')
			return false;
	return len > 0 && len <= KEYWORD_MAX;
}

/* NULL: it is no word. */
static const char *
word_of(struct reading *r, const json_t *value)
{
	char number[NUMBER_SIZE];

	if (json_is_string(value))
		return arena_strdup(r->arena, json_string_value(value));
	if (json_is_boolean(value))
		return json_is_true(value) ? "true" : "false";
	if (!json_is_number(value))
		return NULL;
	if (json_is_integer(value))
		(void)snprintf(number, sizeof(number), "%" JSON_INTEGER_FORMAT,
		    json_integer_value(value));
	else
		(void)snprintf(number, sizeof(number), "%.10g", json_real_value(value));
	return arena_strdup(r->arena, number);
}

static bool
add_word(struct reading *r, struct view_once_line *line, const json_t *value)
{
	const char *word = word_of(r, value);

	if (!word)
		return complain(r, "type", "a word is a text, a number or a boolean");
	if (line->len == VIEW_ONCE_WORDS_MAX)
		return complain(r, "range", "a line has too many words");
	line->words[line->len++] = word;
	return true;
}

static bool read_block(struct reading *r, const json_t *object, unsigned depth);

/* One line, or one block, of that keyword. */
static bool
read_one(struct reading *r, const char *keyword, const json_t *value, unsigned depth)
{
	bool is_block = json_is_object(value);
	struct view_once_line *line =
	    add_line(r, is_block ? VIEW_ONCE_OPENS : VIEW_ONCE_SAYS, keyword);
	const json_t *item;
	size_t i;

	if (!line)
		return false;
	if (is_block)
		return read_block(r, value, depth + 1) &&
		    add_line(r, VIEW_ONCE_CLOSES, NULL);
	if (!json_is_array(value))
		return add_word(r, line, value);
	json_array_foreach(value, i, item)
	{
		if (!add_word(r, line, item))
			return false;
	}
	return true;
}

static bool
read_member(struct reading *r, const char *keyword, const json_t *value, unsigned depth)
{
	const json_t *first = json_array_get(value, 0), *item;
	size_t i;

	if (!is_keyword(keyword))
		return complain(r, "value", "a keyword is letters, digits and _");
	if (!json_is_object(first) && !json_is_array(first))
		return read_one(r, keyword, value, depth);
	json_array_foreach(value, i, item)
	{
		if (!read_one(r, keyword, item, depth))
			return false;
	}
	return true;
}

static bool
read_block(struct reading *r, const json_t *object, unsigned depth)
{
	const char *name;
	const json_t *value;

	if (depth > DEPTH_MAX)
		return complain(r, "range", "blocks lie too deep");
	json_object_foreach((json_t *)(uintptr_t)object, name, value)
	{
		if (!read_member(r, name, value, depth))
			return false;
	}
	return true;
}

static bool
uint_of(struct reading *r, const json_t *value, json_int_t min, json_int_t max)
{
	char detail[API_DETAIL_SIZE];

	if (json_is_integer(value) && json_integer_value(value) >= min &&
	    json_integer_value(value) <= max)
		return true;
	(void)snprintf(detail, sizeof(detail),
	    "a whole number, %" JSON_INTEGER_FORMAT "..%" JSON_INTEGER_FORMAT, min,
	    max);
	return complain(r, "range", detail);
}

/* The members that are no words of the check: false when it is none of them. */
static bool
take_known(struct reading *r, const char *name, const json_t *value,
    struct view_once_wanted *wanted)
{
	const char *text = json_string_value(value);

	if (strcmp(name, "type") == 0) {
		if (text)
			wanted->type = arena_strdup(r->arena, text);
		else
			(void)complain(r, "type", "a text");
	} else if (strcmp(name, "address") == 0) {
		if (!text || !addr_parse(text, &wanted->addr))
			(void)complain(r, "value", "an IPv4 or IPv6 address");
	} else if (strcmp(name, "port") == 0) {
		if (uint_of(r, value, 1, UINT16_MAX))
			wanted->port = (uint16_t)json_integer_value(value);
	} else if (strcmp(name, "timeout_ms") == 0) {
		if (uint_of(r, value, 1, 60000))
			wanted->timeout_ms = (uint32_t)json_integer_value(value);
	} else {
		return false;
	}
	return true;
}

static void
want_all(struct reading *r, const json_t *body)
{
	static const char *const required[] = {"type", "address", "port"};

	for (size_t i = 0; i < sizeof(required) / sizeof(required[0]); i++)
		if (!json_object_get(body, required[i])) {
			r->member = required[i];
			(void)complain(r, "missing", "is wanted");
		}
}

bool
api_trial_parse(const char *text, size_t len, struct arena *arena,
    struct view_once_wanted *wanted, struct api_faults *faults)
{
	struct reading r = {.arena = arena,
	    .lines = arena_alloc(arena, VIEW_ONCE_LINES_MAX * sizeof(*r.lines)),
	    .faults = faults};
	json_t *body = api_json_load(text, len, faults);
	const json_t *value;

	arena_keep_secret(arena);
	if (!body)
		return false;
	want_all(&r, body);
	json_object_foreach(body, r.member, value)
	{
		if (!take_known(&r, r.member, value, wanted))
			(void)read_member(&r, r.member, value, 0);
	}
	json_decref(body);
	wanted->lines = r.lines;
	wanted->lines_len = r.len;
	return faults->len == 0;
}
