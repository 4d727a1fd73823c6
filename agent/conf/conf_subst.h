/* SPDX-License-Identifier: Apache-2.0 */
/* Lines to lines: conditionals (@ID), definitions ($NAME=), what they stand for, and
 * the lines that repeat (~SEQ, ~LST). Late and recursive: a value is looked at where
 * it is used. P. */
#ifndef AGENT_CONF_CONF_SUBST_H
#define AGENT_CONF_CONF_SUBST_H

#include "agent/conf/conf_lines.h"

enum {
	CONF_SUBST_DEPTH_MAX = 32,
	CONF_SUBST_BYTES_MAX = 64 * 1024 * 1024 /* with where each is from */
};

struct conf_param {
	struct conf_param *next;
	const char *name, *value; /* neither terminated */
	size_t name_len, value_len;
};

enum { CONF_PARAM_BUCKETS = 256 };

struct conf_subst {
	struct arena *arena; /* borrowed: the reading's */
	struct conf_diags *diags;
	const char *config_id;
	const char *(*env)(const char *name); /* NULL: nothing is set */
	struct conf_lines *out;
	struct conf_param *params[CONF_PARAM_BUCKETS];
	const char
	    *instance;    /* ${_INSTANCE}; the config-id unless `instance` is said */
	uint32_t randoms; /* how many were drawn */
	size_t bytes;
	unsigned depth;
	bool stopped; /* a limit was hit, and reported */
};

/* Put what the line becomes, which may be none or many lines, into subst->out. */
void conf_subst_line(struct conf_subst *subst, const struct conf_line *line);

/* Of conf_subst and conf_repeat only. */
bool conf_subst_define(struct conf_subst *subst, const char *name, size_t name_len,
    const char *value, size_t value_len);
const struct conf_param *conf_subst_find(
    const struct conf_subst *subst, const char *name, size_t len);
/* The line with its parameters replaced, once; false when there was none. */
bool conf_subst_expand(
    struct conf_subst *subst, const struct conf_line *line, struct conf_line *out);
size_t conf_subst_name_len(const char *text, size_t len);
/* ${_NAME}: false when it is none of ours. `out` is in the arena. */
bool conf_subst_builtin(struct conf_subst *subst, const struct conf_line *line,
    size_t at, size_t len, struct conf_param *out);

/* A line that starts with ~: conf_repeat.c. */
void conf_repeat_line(struct conf_subst *subst, const struct conf_line *line);

/* Report at a byte of the line and stop the whole substitution. */
void conf_subst_stop(struct conf_subst *subst, const struct conf_line *line,
    const char *code, const char *text);

#endif
