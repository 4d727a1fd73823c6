/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/conf/conf_diag.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agent/lib/arena.h"

enum { TEXT_MAX = 512, SOURCE_LINE_MAX = 400 };

static size_t
count_lines(const char *text, size_t len)
{
	const char *at = text, *end = text + len;
	size_t lines = 1;

	while ((at = memchr(at, '\n', (size_t)(end - at)))) {
		lines++;
		at++;
	}
	return lines;
}

static const uint32_t *
find_lines(struct arena *arena, const char *text, size_t len, size_t lines)
{
	uint32_t *starts = arena_alloc(arena, lines * sizeof(*starts));
	const char *at = text, *end = text + len;
	size_t line = 0;

	starts[line++] = 0;
	while ((at = memchr(at, '\n', (size_t)(end - at))))
		starts[line++] = (uint32_t)(++at - text);
	return starts;
}

struct conf_source *
conf_source_new(struct arena *arena, const char *name, const char *dir,
    const char *text, size_t len)
{
	struct conf_source *source = arena_alloc(arena, sizeof(*source));

	source->name = name;
	source->dir = dir;
	source->text = arena_strndup(arena, text, len);
	source->len = len;
	source->lines_len = count_lines(source->text, len);
	source->line_starts = find_lines(arena, source->text, len, source->lines_len);
	return source;
}

/* Index of the line that holds the byte at `offset`. */
static size_t
line_at(const struct conf_source *source, uint32_t offset)
{
	size_t low = 0, high = source->lines_len;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (source->line_starts[middle] <= offset)
			low = middle;
		else
			high = middle;
	}
	return low;
}

struct model_place
conf_spot_place(const struct conf_spot *spot)
{
	size_t line;

	if (!spot->source)
		return (struct model_place){0};
	line = line_at(spot->source, spot->offset);
	return (struct model_place){
	    .file = spot->source->name,
	    .line = (uint32_t)line + 1,
	    .column = spot->offset - spot->source->line_starts[line] + 1,
	};
}

void
conf_spot_hide(const struct conf_spot *spot)
{
	char *at;

	if (!spot->source)
		return;
	at = spot->source->text + spot->offset;
	memset(at, '*', strcspn(at, "\r\n"));
}

/* The line without its end, cut where a terminal has long lost it. */
static const char *
line_text(struct arena *arena, const struct conf_spot *spot)
{
	const struct conf_source *source = spot->source;
	const char *start;
	size_t len;

	if (!source)
		return "";
	start = source->text + source->line_starts[line_at(source, spot->offset)];
	len = strcspn(start, "\r\n");
	return arena_strndup(
	    arena, start, len < SOURCE_LINE_MAX ? len : SOURCE_LINE_MAX);
}

struct conf_diag *
conf_diag_args(struct conf_diags *diags, const struct conf_diag *form, const char *fmt,
    va_list args)
{
	struct conf_diag *diag = &diags->surplus;
	char text[TEXT_MAX];

	diags->by_grade[form->grade]++;
	if (diags->len >= CONF_DIAGS_MAX)
		return diag;
	(void)vsnprintf(text, sizeof(text), fmt, args); /* cut: still says what */
	for (char *at = text; *at; at++)
		if ((unsigned char)*at < ' ' || *at == 0x7f)
			*at = '?'; /* words may hold what drives a terminal */
	diag = arena_append(diags->arena, &diags->items, &diags->len, sizeof(*diag));
	*diag = *form;
	diag->text = arena_strdup(diags->arena, text);
	diag->sequence = diags->len;
	return diag;
}

struct conf_diag *
conf_diag_at(struct conf_diags *diags, enum conf_grade grade,
    const struct conf_spot *spot, const char *code, const char *fmt, ...)
{
	struct conf_diag form = {.grade = grade, .spot = *spot, .code = code};
	struct conf_diag *diag;
	va_list args;

	va_start(args, fmt);
	diag = conf_diag_args(diags, &form, fmt, args);
	va_end(args);
	return diag;
}

static int
by_order(const void *left, const void *right)
{
	const struct conf_diag *a = left, *b = right;

	if (a->spot.order != b->spot.order)
		return a->spot.order < b->spot.order ? -1 : 1;
	if (a->spot.offset != b->spot.offset)
		return a->spot.offset < b->spot.offset ? -1 : 1;
	return a->sequence < b->sequence ? -1 : 1;
}

static enum model_severity
severity_of(enum conf_grade grade, bool lenient)
{
	switch (grade) {
	case CONF_GRADE_NOTE:
		return MODEL_NOTE;
	case CONF_GRADE_WARNING:
		return MODEL_WARNING;
	case CONF_GRADE_MISTAKE:
		return lenient ? MODEL_WARNING : MODEL_ERROR;
	case CONF_GRADE_ERROR:
		break;
	}
	return MODEL_ERROR;
}

static const char *
final_text(struct arena *arena, const struct conf_diag *diag, bool lenient)
{
	char text[2 * TEXT_MAX];

	if (!lenient || diag->grade != CONF_GRADE_MISTAKE || !diag->reading)
		return diag->text;
	(void)snprintf(text, sizeof(text), "%s; %s", diag->text, diag->reading);
	return arena_strdup(arena, text);
}

static struct model_diagnostic
finish_one(struct arena *arena, const struct conf_diag *diag, bool lenient)
{
	return (struct model_diagnostic){
	    .severity = severity_of(diag->grade, lenient),
	    .place = conf_spot_place(&diag->spot),
	    .code = diag->code,
	    .text = final_text(arena, diag, lenient),
	    .source = line_text(arena, &diag->spot),
	    .meant = diag->meant ? arena_strdup(arena, diag->meant) : NULL,
	};
}

static void
add_surplus(struct conf_diags *diags)
{
	size_t total = 0;
	struct conf_diag *last;

	for (size_t i = 0; i <= CONF_GRADE_ERROR; i++)
		total += diags->by_grade[i];
	if (total <= diags->len)
		return;
	last = (struct conf_diag *)diags->items + diags->len - 1;
	last->text = "and more: only the first 1000 are shown";
	last->code = "more";
}

void
conf_diags_finish(struct conf_diags *diags, bool lenient, struct model *model)
{
	struct conf_diag *items = diags->items;
	struct model_diagnostic *out;

	if (diags->len > 1)
		qsort(items, diags->len, sizeof(*items), by_order);
	add_surplus(diags);
	out = arena_alloc(diags->arena, (diags->len + 1) * sizeof(*out));
	for (size_t i = 0; i < diags->len; i++)
		out[i] = finish_one(diags->arena, &items[i], lenient);
	model->diagnostics = out;
	model->diagnostics_len = diags->len;
	model->warnings = diags->by_grade[CONF_GRADE_WARNING];
	model->errors = diags->by_grade[CONF_GRADE_ERROR];
	*(lenient ? &model->warnings : &model->errors) +=
	    diags->by_grade[CONF_GRADE_MISTAKE];
}
