/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/conf/conf_subst.h"

#include <string.h>

#include "agent/lib/arena.h"

static uint32_t
bucket_of(const char *name, size_t len)
{
	uint32_t hash = 2166136261u; /* FNV-1a */

	for (size_t i = 0; i < len; i++)
		hash = (hash ^ (unsigned char)name[i]) * 16777619u;
	return hash % CONF_PARAM_BUCKETS;
}

static struct conf_param *
find(const struct conf_subst *subst, const char *name, size_t len)
{
	struct conf_param *param = subst->params[bucket_of(name, len)];

	while (param && (param->name_len != len || memcmp(param->name, name, len) != 0))
		param = param->next;
	return param;
}

const struct conf_param *
conf_subst_find(const struct conf_subst *subst, const char *name, size_t len)
{
	return find(subst, name, len);
}

/* `name` and `value` are borrowed for as long as the arena lives. */
bool
conf_subst_define(struct conf_subst *subst, const char *name, size_t name_len,
    const char *value, size_t value_len)
{
	struct conf_param *param = find(subst, name, name_len);
	uint32_t bucket = bucket_of(name, name_len);

	if (!param) {
		param = arena_alloc(subst->arena, sizeof(*param));
		param->next = subst->params[bucket];
		subst->params[bucket] = param;
	}
	param->name = name;
	param->name_len = name_len;
	param->value = value;
	param->value_len = value_len;
	return true;
}

void
conf_subst_stop(struct conf_subst *subst, const struct conf_line *line,
    const char *code, const char *text)
{
	struct conf_spot spot = conf_line_spot(line, 0);

	if (!subst->stopped)
		conf_diag_at(subst->diags, CONF_GRADE_ERROR, &spot, code, "%s", text);
	subst->stopped = true;
}

size_t
conf_subst_name_len(const char *text, size_t len)
{
	size_t at = 0;

	while (at < len) {
		char c = text[at];
		bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');

		if (!letter && c != '_' && (at == 0 || c < '0' || c > '9'))
			break;
		at++;
	}
	return at;
}

/* The line being expanded and what it becomes. */
struct expansion {
	struct conf_subst *subst;
	const struct conf_line *line;
	char *text;
	uint32_t *offsets;
	size_t len, room;
	char quote;
	bool changed;
};

static void
reserve(struct expansion *exp, size_t more)
{
	size_t room = exp->room ? exp->room : exp->line->len + 64;
	char *text;
	uint32_t *offsets;

	if (exp->len + more <= exp->room)
		return;
	while (room < exp->len + more)
		room *= 2;
	text = arena_alloc(exp->subst->arena, room);
	offsets = arena_alloc(exp->subst->arena, room * sizeof(*offsets));
	if (exp->len) {
		memcpy(text, exp->text, exp->len);
		memcpy(offsets, exp->offsets, exp->len * sizeof(*offsets));
	}
	exp->text = text;
	exp->offsets = offsets;
	exp->room = room;
	exp->subst->bytes += room * (1 + sizeof(*offsets));
}

/* Every byte of a replacement is from where the parameter was used. */
static void
put(struct expansion *exp, const char *text, size_t len, size_t from)
{
	uint32_t offset = conf_line_spot(exp->line, from).offset;

	reserve(exp, len);
	if (len)
		memcpy(exp->text + exp->len, text, len);
	for (size_t i = 0; i < len; i++)
		exp->offsets[exp->len + i] = offset;
	exp->len += len;
}

static void
put_plain(struct expansion *exp, size_t at)
{
	char c = exp->line->text[at];

	if (exp->quote && c == exp->quote)
		exp->quote = '\0';
	else if (!exp->quote && (c == '"' || c == '\''))
		exp->quote = c;
	put(exp, &c, 1, at);
}

static void
report_undefined(struct expansion *exp, size_t at, size_t len, bool is_name)
{
	struct conf_spot spot = conf_line_spot(exp->line, at);
	const char *text = exp->line->text + at;
	enum conf_grade grade = exp->quote ? CONF_GRADE_WARNING : CONF_GRADE_MISTAKE;
	struct conf_diag *diag;

	if (is_name)
		diag = conf_diag_at(exp->subst->diags, grade, &spot,
		    "undefined_parameter", "%.*s is not defined (above this line)",
		    (int)(len < 80 ? len : 80), text);
	else
		diag = conf_diag_at(exp->subst->diags, grade, &spot,
		    "template_leftover", "%.*s is left over from a template",
		    (int)(len < 80 ? len : 80), text);
	diag->reading = "left as it stands";
}

/* `at` is the '$' of "${". Returns how many bytes were taken, 0 when it stays. */
static size_t
expand_braced(struct expansion *exp, size_t at)
{
	const struct conf_line *line = exp->line;
	const char *start = line->text + at + 2;
	const char *close = memchr(start, '}', line->len - at - 2);
	const struct conf_param *param;
	struct conf_param builtin;
	size_t len = close ? (size_t)(close - start) : 0;
	bool is_name = len && conf_subst_name_len(start, len) == len;

	if (!close) {
		report_undefined(exp, at, line->len - at, false);
		return 0;
	}
	param = is_name ? conf_subst_find(exp->subst, start, len) : NULL;
	if (!param && conf_subst_builtin(exp->subst, line, at + 2, len, &builtin))
		param = &builtin;
	if (!param) {
		report_undefined(exp, at, len + 3, is_name);
		return 0;
	}
	put(exp, param->value, param->value_len, at);
	return len + 3;
}

/* $NAME counts when a blank or the end follows; a '$' in a script stays. */
static size_t
expand_bare(struct expansion *exp, size_t at)
{
	const struct conf_line *line = exp->line;
	const char *name = line->text + at + 1;
	size_t left = line->len - at - 1;
	size_t len = conf_subst_name_len(name, left);
	const struct conf_param *param;

	if (!len || (len < left && !conf_is_blank(name[len])))
		return 0;
	param = conf_subst_find(exp->subst, name, len);
	if (!param) {
		if (!exp->quote)
			report_undefined(exp, at, len + 1, true);
		return 0;
	}
	put(exp, param->value, param->value_len, at);
	return len + 1;
}

static size_t
expand_at(struct expansion *exp, size_t at)
{
	const struct conf_line *line = exp->line;

	if (line->text[at] != '$' || at + 1 >= line->len)
		return 0;
	if (line->text[at + 1] == '{')
		return expand_braced(exp, at);
	return expand_bare(exp, at);
}

bool
conf_subst_expand(
    struct conf_subst *subst, const struct conf_line *line, struct conf_line *out)
{
	struct expansion exp = {.subst = subst, .line = line};
	size_t at = 0;

	while (at < line->len) {
		size_t taken = expand_at(&exp, at);

		if (taken)
			exp.changed = true;
		else
			put_plain(&exp, at);
		at += taken ? taken : 1;
	}
	*out = *line;
	out->text = exp.text;
	out->offsets = exp.offsets;
	out->len = exp.len;
	return exp.changed;
}

static struct conf_line
without_blanks(const struct conf_line *line)
{
	size_t from = 0;
	struct conf_line part;

	while (from < line->len && conf_is_blank(line->text[from]))
		from++;
	part = conf_line_from(line, from);
	while (part.len && conf_is_blank(part.text[part.len - 1]))
		part.len--;
	return part;
}

static bool
condition_holds(const struct conf_subst *subst, const char *word, size_t len)
{
	bool negated = len && word[0] == '^';
	bool same;

	word += negated;
	len -= negated;
	same =
	    strlen(subst->config_id) == len && memcmp(subst->config_id, word, len) == 0;
	return same != negated;
}

/* "@ID rest". False when the line is not for us. */
static bool
take_condition(const struct conf_subst *subst, struct conf_line *line)
{
	size_t end = 1;
	bool holds;

	while (end < line->len && !conf_is_blank(line->text[end]))
		end++;
	holds = condition_holds(subst, line->text + 1, end - 1);
	*line = conf_line_from(line, end);
	*line = without_blanks(line);
	return holds;
}

/* "$NAME=VALUE" */
static bool
take_definition(struct conf_subst *subst, const struct conf_line *line)
{
	size_t len = conf_subst_name_len(line->text + 1, line->len - 1);
	struct conf_line value;

	if (!len || len + 1 >= line->len || line->text[len + 1] != '=')
		return false;
	value = conf_line_from(line, len + 2);
	value = without_blanks(&value);
	return conf_subst_define(subst, line->text + 1, len, value.text, value.len);
}

static void
note_instance(struct conf_subst *subst, const struct conf_line *line)
{
	static const char word[] = "instance";
	struct conf_line name;

	if (line->len <= sizeof(word) ||
	    memcmp(line->text, word, sizeof(word) - 1) != 0 ||
	    !conf_is_blank(line->text[sizeof(word) - 1]))
		return;
	name = conf_line_from(line, sizeof(word));
	name = without_blanks(&name);
	subst->instance = arena_strndup(subst->arena, name.text, name.len);
}

static void
emit(struct conf_subst *subst, const struct conf_line *line)
{
	struct conf_line *out;

	if (subst->out->len >= CONF_LINES_MAX) {
		conf_subst_stop(subst, line, "too_large",
		    "more than 2000000 lines after substitution");
		return;
	}
	note_instance(subst, line);
	out = arena_append(
	    subst->arena, &subst->out->items, &subst->out->len, sizeof(*out));
	*out = *line;
}

/* A replaced value may hold several lines. */
static void
process_each(struct conf_subst *subst, const struct conf_line *lines)
{
	size_t from = 0;

	while (from < lines->len && !subst->stopped) {
		struct conf_line one = conf_line_from(lines, from);
		const char *end = memchr(one.text, '\n', one.len);

		if (end)
			one.len = (size_t)(end - one.text);
		from += one.len + 1;
		conf_subst_line(subst, &one);
	}
}

static void
expand_and_process(struct conf_subst *subst, const struct conf_line *line)
{
	struct conf_line expanded;

	if (!memchr(line->text, '$', line->len) ||
	    !conf_subst_expand(subst, line, &expanded)) {
		emit(subst, line);
		return;
	}
	if (subst->bytes > CONF_SUBST_BYTES_MAX) {
		conf_subst_stop(subst, line, "too_large",
		    "parameters make more than 64 MiB of text here");
		return;
	}
	process_each(subst, &expanded);
}

static void
process(struct conf_subst *subst, struct conf_line line)
{
	while (line.len && line.text[0] == '@')
		if (!take_condition(subst, &line))
			return;
	if (!line.len)
		return;
	if (line.text[0] == '$' && take_definition(subst, &line))
		return;
	if (line.text[0] == '~')
		conf_repeat_line(subst, &line);
	else
		expand_and_process(subst, &line);
}

void
conf_subst_line(struct conf_subst *subst, const struct conf_line *line)
{
	if (subst->stopped)
		return;
	if (subst->depth >= CONF_SUBST_DEPTH_MAX) {
		conf_subst_stop(subst, line, "too_deep",
		    "parameters stand for each other more than 32 deep");
		return;
	}
	subst->depth++;
	process(subst, without_blanks(line));
	subst->depth--;
}
