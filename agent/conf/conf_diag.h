/* SPDX-License-Identifier: Apache-2.0 */
/* What is found wrong, collected while reading goes on, and where it was found. P. */
#ifndef AGENT_CONF_CONF_DIAG_H
#define AGENT_CONF_CONF_DIAG_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "agent/conf/model.h"

struct arena;

/* One file's text. Lives in the arena of its reading. */
struct conf_source {
	const char *name; /* as shown: the path */
	const char *dir;  /* for ${_PWD} and relative includes */
	char *text;       /* terminated */
	size_t len;
	const uint32_t *line_starts; /* offsets, the first is 0 */
	size_t lines_len;
};

/* A byte of a source, and the order in which its line was read (an included file's
 * lines lie between those of the file that includes it). */
struct conf_spot {
	const struct conf_source *source; /* NULL: no file at all */
	uint32_t offset;
	uint32_t order;
};

enum conf_grade {
	CONF_GRADE_NOTE,
	CONF_GRADE_WARNING,
	CONF_GRADE_MISTAKE, /* error; a warning when lenient: keepalived goes on */
	CONF_GRADE_ERROR
};

struct conf_diag {
	enum conf_grade grade;
	struct conf_spot spot;
	const char *code;
	const char *text;
	const char *reading; /* of a mistake, when lenient: "left at its default" */
	const char *meant;   /* NULL: none near */
	size_t sequence;
};

/* More than this is counted, not kept. */
enum { CONF_DIAGS_MAX = 1000 };

struct conf_diags {
	struct arena *arena; /* borrowed: the model's */
	void *items;         /* struct conf_diag */
	size_t len;
	size_t by_grade[CONF_GRADE_ERROR + 1];
	struct conf_diag surplus; /* where the rest goes */
};

/* Copies `text` and finds its lines; `name` and `dir` are borrowed. */
struct conf_source *conf_source_new(struct arena *arena, const char *name,
    const char *dir, const char *text, size_t len);

/* Overwrite the text from there to the end of the line: it is shown nowhere. */
void conf_spot_hide(const struct conf_spot *spot);

/* Its file, line and column; `file` is the source's name. */
struct model_place conf_spot_place(const struct conf_spot *spot);

/* One more. The result is borrowed until the next; its `reading` and `meant` may be
 * set. */
struct conf_diag *conf_diag_at(struct conf_diags *diags, enum conf_grade grade,
    const struct conf_spot *spot, const char *code, const char *fmt, ...)
    __attribute__((format(printf, 5, 6)));
struct conf_diag *conf_diag_args(struct conf_diags *diags, const struct conf_diag *form,
    const char *fmt, va_list args) __attribute__((format(printf, 3, 0)));

/* Fill the model's diagnostics, in the order of the text, and its counts. */
void conf_diags_finish(struct conf_diags *diags, bool lenient, struct model *model);

#endif
