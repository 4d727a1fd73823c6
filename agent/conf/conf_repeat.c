/* SPDX-License-Identifier: Apache-2.0 */
/* What a line repeats over (~SEQ, ~SEQx, ~LST), and the parameters that are always
 * defined. P. */
#include "agent/conf/conf_subst.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agent/lib/arena.h"

enum { SEQ_MAX = 1000 * 1000, LST_VARS_MAX = 16 };

struct part {
	const char *text;
	size_t len;
};

static void
complain(struct conf_subst *subst, const struct conf_line *line, const char *text)
{
	struct conf_spot spot = conf_line_spot(line, 0);

	conf_diag_at(subst->diags, CONF_GRADE_ERROR, &spot, "generator", "%s", text);
}

static struct part
trimmed(struct part part)
{
	while (part.len && conf_is_blank(part.text[0])) {
		part.text++;
		part.len--;
	}
	while (part.len && conf_is_blank(part.text[part.len - 1]))
		part.len--;
	return part;
}

/* Take the text up to the next comma that is not in braces. */
static struct part
take_part(struct part *rest)
{
	struct part part = {.text = rest->text};
	size_t at = 0;
	int depth = 0;

	for (; at < rest->len && (depth > 0 || rest->text[at] != ','); at++) {
		if (rest->text[at] == '{')
			depth++;
		else if (rest->text[at] == '}')
			depth--;
	}
	part.len = at;
	if (at < rest->len)
		at++;
	rest->text += at;
	rest->len -= at;
	return trimmed(part);
}

static struct part
without_braces(struct part part)
{
	if (part.len >= 2 && part.text[0] == '{' && part.text[part.len - 1] == '}') {
		part.text++;
		part.len -= 2;
	}
	return part;
}

static bool
is_name(struct part part)
{
	return part.len && conf_subst_name_len(part.text, part.len) == part.len;
}

static bool
number_of(struct part part, long *out)
{
	char digits[24], *end;

	if (!part.len || part.len >= sizeof(digits))
		return false;
	memcpy(digits, part.text, part.len);
	digits[part.len] = '\0';
	*out = strtol(digits, &end, 0);
	return !*end && *out > -2000000000L && *out < 2000000000L;
}

struct seq {
	struct part var;
	long start, step, end;
	bool hex;
};

/* (var, [start,] [[step,] end]): read as keepalived does. */
static bool
read_seq(struct part args, struct seq *seq)
{
	long numbers[3];
	size_t len = 0;

	seq->var = take_part(&args);
	while (args.len && len < 3)
		if (!number_of(take_part(&args), &numbers[len++]))
			return false;
	if (!is_name(seq->var) || args.len || !len)
		return false;
	seq->end = numbers[len - 1];
	seq->start = len > 1 ? numbers[0] : (seq->end > 0 ? 1 : -1);
	seq->step = len > 2 ? numbers[1] : (seq->end >= seq->start ? 1 : -1);
	return seq->step != 0;
}

static void
run_seq(struct conf_subst *subst, const struct seq *seq, const struct conf_line *rest)
{
	long left = (seq->end - seq->start) / seq->step;

	if (left >= SEQ_MAX) {
		conf_subst_stop(subst, rest, "too_large", "~SEQ repeats too often");
		return;
	}
	if ((seq->step > 0) != (seq->end >= seq->start) && seq->end != seq->start)
		return;
	for (long value = seq->start; left >= 0 && !subst->stopped; left--) {
		char text[24];
		int len = snprintf(text, sizeof(text), seq->hex ? "%lx" : "%ld", value);

		conf_subst_define(subst, seq->var.text, seq->var.len,
		    arena_strndup(subst->arena, text, (size_t)len), (size_t)len);
		subst->bytes += (size_t)len;
		conf_subst_line(subst, rest);
		value += seq->step;
	}
}

/* Define each of `vars` as its part of `values`; false when they do not match. */
static bool
define_tuple(struct conf_subst *subst, struct part vars, struct part values)
{
	size_t defined = 0;

	while (vars.len && defined < LST_VARS_MAX) {
		struct part var = take_part(&vars);
		bool has_value = values.len > 0;
		struct part value = take_part(&values);

		if (!is_name(var) || (!has_value && defined))
			return false;
		conf_subst_define(subst, var.text, var.len, value.text, value.len);
		defined++;
	}
	return defined && !vars.len && !values.len;
}

static bool
run_lst(struct conf_subst *subst, struct part args, const struct conf_line *rest)
{
	struct part vars = without_braces(take_part(&args));

	if (!args.len)
		return false;
	while (args.len && !subst->stopped) {
		if (!define_tuple(subst, vars, without_braces(take_part(&args))))
			return false;
		conf_subst_line(subst, rest);
	}
	return true;
}

static size_t
keyword_of(const struct conf_line *line, const char *word)
{
	size_t len = strlen(word);

	return line->len > len && memcmp(line->text, word, len) == 0 ? len : 0;
}

/* The arguments may hold parameters themselves. */
static struct part
expanded_args(
    struct conf_subst *subst, const struct conf_line *line, size_t from, size_t len)
{
	struct conf_line args = conf_line_from(line, from), out;

	args.len = len;
	if (memchr(args.text, '$', args.len) && conf_subst_expand(subst, &args, &out))
		return (struct part){out.text, out.len};
	return (struct part){args.text, args.len};
}

void
conf_repeat_line(struct conf_subst *subst, const struct conf_line *line)
{
	size_t lst = keyword_of(line, "~LST("), seqx = keyword_of(line, "~SEQx(");
	size_t open = lst ? lst : (seqx ? seqx : keyword_of(line, "~SEQ("));
	const char *close =
	    open ? memchr(line->text + open, ')', line->len - open) : NULL;
	struct seq seq = {.hex = seqx > 0};
	struct conf_line rest;
	struct part args;

	if (!close) {
		complain(subst, line, "expected ~SEQ(...), ~SEQx(...) or ~LST(...)");
		return;
	}
	args = expanded_args(subst, line, open, (size_t)(close - line->text) - open);
	rest = conf_line_from(line, (size_t)(close - line->text) + 1);
	if (lst) {
		if (!run_lst(subst, args, &rest))
			complain(subst, line,
			    "~LST takes (NAME, value, ...) or ({NAMES}, {values}, "
			    "...)");
	} else if (read_seq(args, &seq)) {
		run_seq(subst, &seq, &rest);
	} else {
		complain(subst, line, "~SEQ takes (NAME, [start, [step,]] end)");
	}
}

/* The same for the same host and place: a reload reads what the start read. */
static uint32_t
draw(struct conf_subst *subst, const struct conf_spot *spot)
{
	uint32_t hash = 2166136261u ^ spot->offset ^ (subst->randoms++ << 16);
	const char *texts[] = {subst->config_id, spot->source->name};

	for (size_t i = 0; i < 2; i++)
		for (const char *at = texts[i]; *at; at++)
			hash = (hash ^ (unsigned char)*at) * 16777619u;
	hash ^= hash >> 15;
	return hash * 2654435761u >> 1;
}

/* "_RANDOM [min [max]]" */
static bool
random_text(struct conf_subst *subst, const struct conf_line *line, size_t at,
    struct part args, struct conf_param *out)
{
	struct conf_spot spot = conf_line_spot(line, at);
	unsigned long min = 0, max = 32767;
	char text[64] = "", *end;
	int len;

	if (args.len >= sizeof(text))
		return false;
	memcpy(text, args.text, args.len);
	if (args.len)
		min = strtoul(text, &end, 10);
	if (args.len && *end)
		max = strtoul(end, &end, 10);
	if (args.len && *end)
		return false;
	if (max < min || max > INT32_MAX)
		return false;
	len = snprintf(
	    text, sizeof(text), "%lu", min + draw(subst, &spot) % (max - min + 1));
	out->value = arena_strndup(subst->arena, text, (size_t)len);
	out->value_len = (size_t)len;
	return true;
}

static bool
text_value(struct conf_param *out, const char *text)
{
	if (!text)
		return false;
	out->value = text;
	out->value_len = strlen(text);
	return true;
}

bool
conf_subst_builtin(struct conf_subst *subst, const struct conf_line *line, size_t at,
    size_t len, struct conf_param *out)
{
	const char *text = line->text + at;
	size_t name = conf_subst_name_len(text, len);
	struct part args = trimmed((struct part){text + name, len - name});
	char env[128];

	if (name == 7 && memcmp(text, "_RANDOM", 7) == 0)
		return random_text(subst, line, at, args, out);
	if (name == 4 && memcmp(text, "_ENV", 4) == 0) {
		if (!args.len || args.len >= sizeof(env) || !subst->env)
			return false;
		memcpy(env, args.text, args.len);
		env[args.len] = '\0';
		return text_value(out, subst->env(env));
	}
	if (args.len)
		return false;
	if (name == 4 && memcmp(text, "_PWD", 4) == 0)
		return text_value(out, line->source->dir);
	if (name == 9 && memcmp(text, "_INSTANCE", 9) == 0)
		return text_value(out, subst->instance);
	if (name == 5 && memcmp(text, "_HASH", 5) == 0)
		return text_value(out, "#");
	return name == 5 && memcmp(text, "_BANG", 5) == 0 && text_value(out, "!");
}
