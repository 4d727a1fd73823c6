/* SPDX-License-Identifier: Apache-2.0 */
#include "api/metrics_sink.h"
#include "agent/words.h"

#include <string.h>

#include "api/json_out.h"
#include "api/metrics_family.h"

static const char total[] = "_total";

/* ---- labels ---- */

/* One character that cannot stand as it is, or might not; how many bytes it took. */
static size_t
put_special(struct buf *out, const char *at)
{
	size_t len = json_utf8_len(at);

	if (len == 0) { /* both formats are UTF-8, or are refused whole */
		buf_puts(out, "\xef\xbf\xbd");
		return 1;
	}
	if (*at == '\\' || *at == '"' || *at == '\n')
		buf_putc(out, '\\');
	if (*at == '\n')
		buf_putc(out, 'n');
	else
		buf_put(out, at, len);
	return len;
}

static bool
is_plain(char c)
{
	return c >= ' ' && c <= '~' && c != '\\' && c != '"';
}

void
metrics_put_escaped(struct buf *out, const char *text)
{
	while (*text) {
		size_t run = 0;

		while (is_plain(text[run]))
			run++;
		buf_put(out, text, run);
		text += run;
		if (*text)
			text += put_special(out, text);
	}
}

/* Each label ends with a comma; begin() writes the brace over the last one. */
static void
put_label_name(struct buf *out, const char *name)
{
	buf_puts(out, name);
	buf_put(out, "=\"", 2);
}

void
metrics_put_label(struct buf *out, const char *name, const char *value)
{
	put_label_name(out, name);
	metrics_put_escaped(out, value);
	buf_put(out, "\",", 2);
}

void
metrics_put_label_uint(struct buf *out, const char *name, uint64_t value)
{
	put_label_name(out, name);
	buf_put_u64(out, value);
	buf_put(out, "\",", 2);
}

static void
put_comma(struct buf *out)
{
	if (out->bytes[out->len - 1] != '{')
		buf_putc(out, ',');
}

/* From behind the opening quote to behind the comma; the value without escapes. */
static const char *
read_value(const char *at, struct buf *value)
{
	for (; *at != '"'; at++) {
		bool escaped = *at == '\\';

		at += escaped;
		buf_putc(value, escaped && *at == 'n' ? '\n' : *at);
	}
	return at + 2;
}

void
metrics_put_members(struct buf *out, struct metrics_text labels)
{
	const char *at = labels.text; /* NULL when there are none */
	const char *end = labels.len ? at + labels.len : at;

	while (at < end) {
		size_t len = strcspn(at, "=");
		struct buf value = {0};

		put_comma(out);
		buf_putc(out, '"');
		buf_put(out, at, len);
		buf_put(out, "\":", 2);
		at = read_value(at + len + 2, &value);
		json_out_quote(out, buf_text(&value));
		buf_fini(&value);
	}
}

/* ---- the head of a family ---- */

static bool
ends_with(const char *name, const char *end)
{
	size_t len = strlen(name), end_len = strlen(end);

	return len > end_len && strcmp(name + len - end_len, end) == 0;
}

/* OpenMetrics names the family of a counter without what its samples end in. */
static size_t
base_len(const struct metrics_family *family)
{
	size_t len = strlen(family->name);

	if (family->type == METRICS_COUNTER && ends_with(family->name, total))
		len -= strlen(total);
	return len;
}

static void
put_family_name(const struct metrics_sink *sink)
{
	const struct metrics_family *family = sink->family;

	buf_puts(sink->out, family->prefix);
	buf_put(sink->out, family->name,
	    sink->format == METRICS_OPENMETRICS ? base_len(family)
						: strlen(family->name));
}

static const char *
type_word(const struct metrics_sink *sink)
{
	static const char *const words[] = {"gauge", "counter", "histogram"};
	const struct metrics_family *family = sink->family;

	if (sink->format == METRICS_OPENMETRICS && family->type == METRICS_COUNTER &&
	    !ends_with(family->name, total))
		return "unknown"; /* its counters end in _total, without exception */
	return words[family->type];
}

static void
put_head(const struct metrics_sink *sink)
{
	struct buf *out = sink->out;

	buf_puts(out, "# HELP ");
	put_family_name(sink);
	buf_putc(out, ' ');
	buf_puts(out, sink->family->help);
	buf_puts(out, "\n# TYPE ");
	put_family_name(sink);
	buf_putc(out, ' ');
	buf_puts(out, type_word(sink));
	buf_putc(out, '\n');
}

/* ---- one sample ---- */

/* A label's value in the name of a member: "+Inf", "check.failed". */
static void
put_word(struct buf *out, const char *word)
{
	for (; *word; word++)
		buf_putc(out,
		    strchr("abcdefghijklmnopqrstuvwxyz0123456789", *word) ? *word
									  : '_');
}

static void
begin_member(const struct metrics_sink *sink, const char *value)
{
	struct buf *out = sink->out;

	put_comma(out);
	buf_putc(out, '"');
	buf_puts(out, sink->family->name);
	buf_puts(out, sink->suffix ? sink->suffix : "");
	if (value) {
		buf_putc(out, '_');
		put_word(out, value);
	}
	buf_put(out, "\":", 2);
}

static void
begin_sample(const struct metrics_sink *sink, const char *label, const char *value)
{
	struct buf *out = sink->out;

	buf_put(out, sink->name.text, sink->name.len);
	if (sink->suffix) {
		out->len -= strlen(sink->family->name) - base_len(sink->family);
		buf_puts(out, sink->suffix);
	}
	if (sink->labels.len || label) {
		buf_putc(out, '{');
		buf_put(out, sink->labels.text, sink->labels.len);
		if (label)
			metrics_put_label(out, label, value);
		out->bytes[out->len - 1] = '}'; /* over the last comma */
	}
	buf_putc(out, ' ');
}

/* Name and labels; the value is to follow, and end_sample(). */
static void
begin(const struct metrics_sink *sink, const char *label, const char *value)
{
	if (sink->format == METRICS_JSON) {
		begin_member(sink, value);
		return;
	}
	if (!*sink->headed)
		put_head(sink);
	*sink->headed = true;
	begin_sample(sink, label, value);
}

static void
put_seconds(struct buf *out, uint64_t count, unsigned parts)
{
	buf_put_u64(out, count / parts);
	buf_putc(out, '.');
	for (unsigned digit = parts / 10; digit; digit /= 10)
		buf_putc(out, (char)('0' + count / digit % 10));
}

static void
end_sample(const struct metrics_sink *sink)
{
	if (sink->format != METRICS_JSON)
		buf_putc(sink->out, '\n');
}

/* Since when it counts: only OpenMetrics asks, and not of a part of it. */
static void
say_created(const struct metrics_sink *sink, const char *label, const char *value)
{
	struct metrics_sink created = *sink;

	if (sink->format != METRICS_OPENMETRICS || !sink->created_ms ||
	    sink->family->type == METRICS_GAUGE || sink->suffix)
		return;
	created.suffix = "_created";
	begin(&created, label, value);
	put_seconds(sink->out, (uint64_t)sink->created_ms, 1000);
	end_sample(sink);
}

void
metrics_say(const struct metrics_sink *sink, const char *label, const char *value,
    uint64_t number)
{
	begin(sink, label, value);
	buf_put_u64(sink->out, number);
	end_sample(sink);
	say_created(sink, label, value);
}

void
metrics_say_int(const struct metrics_sink *sink, int64_t number)
{
	begin(sink, NULL, NULL);
	if (number < 0)
		buf_putc(sink->out, '-');
	buf_put_u64(sink->out, number < 0 ? 0 - (uint64_t)number : (uint64_t)number);
	end_sample(sink);
}

void
metrics_say_seconds(const struct metrics_sink *sink, uint64_t count, unsigned parts)
{
	begin(sink, NULL, NULL);
	put_seconds(sink->out, count, parts);
	end_sample(sink);
	say_created(sink, NULL, NULL);
}

void
metrics_say_info(const struct metrics_sink *sink, const struct buf *labels)
{
	struct metrics_sink with = *sink;
	struct buf all = {0};

	if (sink->format == METRICS_JSON) {
		metrics_put_members(
		    sink->out, (struct metrics_text){labels->bytes, labels->len});
		return;
	}
	buf_put(&all, sink->labels.text, sink->labels.len);
	buf_put(&all, labels->bytes, labels->len);
	with.labels = (struct metrics_text){all.bytes, all.len};
	metrics_say(&with, NULL, NULL, 1);
	buf_fini(&all);
}

/* "0.01", "1.0": as OpenMetrics wants it, and in both forms, for one set of series. */
static void
put_end(struct buf *out, uint64_t end_us)
{
	put_seconds(out, end_us, 1000000);
	while (out->bytes[out->len - 1] == '0' && out->bytes[out->len - 2] != '.')
		out->bytes[--out->len] = '\0';
}

/* Buckets are cumulative here, and the last one is all. Ends that do not rise are not
 * known yet (an advert's interval, before one was heard): they are left out. */
static void
say_buckets(const struct metrics_sink *sink, const struct histogram *from)
{
	struct buf end = {0};
	uint64_t count = 0, below_us = 0;

	for (unsigned i = 0; i < HISTOGRAM_BUCKETS - 1; i++) {
		count += from->counts[i];
		if (from->ends_us[i] <= below_us)
			continue;
		below_us = from->ends_us[i];
		buf_clear(&end);
		put_end(&end, below_us);
		metrics_say(sink, "le", buf_text(&end), count);
	}
	metrics_say(sink, "le", "+Inf", histogram_count(from));
	buf_fini(&end);
}

void
metrics_say_histogram(const struct metrics_sink *sink, const struct histogram *from)
{
	struct metrics_sink to = *sink;

	to.suffix = "_bucket";
	if (sink->format != METRICS_JSON)
		say_buckets(&to, from);
	to.suffix = "_count";
	metrics_say(&to, NULL, NULL, histogram_count(from));
	to.suffix = "_sum";
	metrics_say_seconds(&to, from->sum_us, 1000000);
	to.suffix = NULL;
	say_created(&to, NULL, NULL);
}

/* ---- fields ---- */

static const char *
word_label(enum view_kind kind)
{
	if (kind == VIEW_ADMIN)
		return "admin";
	if (kind == VIEW_OVERRIDE)
		return "health";
	return kind == VIEW_VRRP_WISH ? "kind" : "state";
}

/* Each word is a series that is 1 or 0. Of a real server only the word that holds:
 * there are thousands of them, and a dozen words that do not; and no override is no
 * word at all. */
static bool
is_said(const struct metrics_sink *sink, enum view_kind kind, bool holds, unsigned word)
{
	if (sink->format == METRICS_JSON || sink->family->rows != METRICS_RS)
		return true;
	return holds && !(kind == VIEW_OVERRIDE && word == OVERRIDE_NONE);
}

static void
say_words(const struct metrics_sink *sink, enum view_kind kind, uint64_t set)
{
	for (unsigned i = 0; i < view_kind_words(kind); i++)
		if (is_said(sink, kind, i == set, i))
			metrics_say(
			    sink, word_label(kind), view_kind_word(kind, i), i == set);
}

/* Never: there is no instant to tell; but the members of a row are always the same. */
static void
say_wall(const struct metrics_sink *sink, uint64_t wall_ms)
{
	if (wall_ms || sink->format == METRICS_JSON)
		metrics_say_seconds(sink, wall_ms, 1000);
}

void
metrics_say_field(
    const struct metrics_sink *sink, const struct view_field *field, const void *row)
{
	uint64_t value = view_field_uint(field, row);

	if (view_kind_words(field->kind))
		say_words(sink, field->kind, value);
	else if (field->kind == VIEW_MS)
		metrics_say_seconds(sink, value, 1000);
	else if (field->kind == VIEW_US)
		metrics_say_seconds(sink, value, 1000000);
	else if (field->kind == VIEW_WALL)
		say_wall(sink, value);
	else if (field->kind == VIEW_INT)
		metrics_say_int(sink, view_field_int(field, row));
	else
		metrics_say(sink, NULL, NULL, value);
}
