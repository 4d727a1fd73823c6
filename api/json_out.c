/* SPDX-License-Identifier: Apache-2.0 */
#include "api/json_out.h"

#include <string.h>

#include "agent/lib/addr.h"

size_t
json_utf8_len(const char *text)
{
	const unsigned char *at = (const unsigned char *)text;
	unsigned char low = 0x80, high = 0xbf;
	size_t len;

	if (at[0] < 0x80)
		return 1;
	if (at[0] < 0xc2 || at[0] > 0xf4)
		return 0;
	len = at[0] < 0xe0 ? 2 : at[0] < 0xf0 ? 3 : 4;
	if (at[0] == 0xe0)
		low = 0xa0;
	else if (at[0] == 0xed)
		high = 0x9f;
	else if (at[0] == 0xf0)
		low = 0x90;
	else if (at[0] == 0xf4)
		high = 0x8f;
	if (at[1] < low || at[1] > high)
		return 0;
	for (size_t i = 2; i < len; i++)
		if (at[i] < 0x80 || at[i] > 0xbf)
			return 0;
	return len;
}

static void
put_control(struct buf *buf, unsigned char c)
{
	static const char letters[] = "btn\0fr"; /* 0x08 to 0x0d; 0x0b has none */

	if (c >= 0x08 && c <= 0x0d && letters[c - 0x08]) {
		buf_putc(buf, '\\');
		buf_putc(buf, letters[c - 0x08]);
	} else {
		buf_printf(buf, "\\u%04x", (unsigned)c);
	}
}

/* One character that cannot stand as it is; returns how many bytes it took. */
static size_t
put_special(struct buf *buf, const unsigned char *at)
{
	size_t len = json_utf8_len((const char *)at);

	if (len > 1) {
		buf_put(buf, at, len);
		return len;
	}
	if (len == 0) {
		buf_puts(buf, "\xef\xbf\xbd");
	} else if (at[0] == '"' || at[0] == '\\') {
		buf_putc(buf, '\\');
		buf_putc(buf, (char)at[0]);
	} else {
		put_control(buf, at[0]);
	}
	return 1;
}

static bool
is_plain(unsigned char c)
{
	return c >= 0x20 && c < 0x7f && c != '"' && c != '\\';
}

void
json_out_quote(struct buf *buf, const char *text)
{
	const unsigned char *at = (const unsigned char *)text;

	buf_putc(buf, '"');
	while (*at) {
		size_t run = 0;

		while (is_plain(at[run]))
			run++;
		buf_put(buf, at, run);
		at += run;
		if (*at)
			at += put_special(buf, at);
	}
	buf_putc(buf, '"');
}

/* Names are ours and need no escape. */
static void
put_name(struct json_out *out, const char *name)
{
	if (out->comma)
		buf_putc(out->buf, ',');
	out->comma = true;
	if (!name)
		return;
	buf_putc(out->buf, '"');
	buf_puts(out->buf, name);
	buf_put(out->buf, "\":", 2);
}

void
json_out_open(struct json_out *out, const char *name, char bracket)
{
	put_name(out, name);
	buf_putc(out->buf, bracket);
	out->comma = false;
}

void
json_out_close(struct json_out *out, char bracket)
{
	buf_putc(out->buf, bracket);
	out->comma = true;
}

void
json_out_text(struct json_out *out, const char *name, const char *text)
{
	put_name(out, name);
	json_out_quote(out->buf, text);
}

void
json_out_uint(struct json_out *out, const char *name, uint64_t value)
{
	put_name(out, name);
	buf_put_u64(out->buf, value);
}

void
json_out_int(struct json_out *out, const char *name, int64_t value)
{
	put_name(out, name);
	if (value < 0)
		buf_putc(out->buf, '-');
	buf_put_u64(out->buf, value < 0 ? 0 - (uint64_t)value : (uint64_t)value);
}

void
json_out_bool(struct json_out *out, const char *name, bool value)
{
	put_name(out, name);
	buf_puts(out->buf, value ? "true" : "false");
}

void
json_out_null(struct json_out *out, const char *name)
{
	put_name(out, name);
	buf_put(out->buf, "null", 4);
}

/* A string, or null when there is nothing to say. */
static void
json_out_text_or_null(struct json_out *out, const char *name, const char *text)
{
	if (*text)
		json_out_text(out, name, text);
	else
		json_out_null(out, name);
}

static void
json_out_date(struct json_out *out, const char *name, int64_t wall_ms)
{
	char date[VIEW_DATE_SIZE];

	json_out_text_or_null(out, name, wall_ms ? view_date(wall_ms, date) : "");
}

static void
json_out_field(struct json_out *out, const struct view_field *field, const void *row)
{
	char scratch[ADDR_TEXT_SIZE];

	if (field->kind == VIEW_BOOL)
		json_out_bool(out, field->name, view_field_uint(field, row) != 0);
	else if (field->kind == VIEW_TEXT)
		json_out_text_or_null(out, field->name, view_field_at(field, row));
	else if (field->kind == VIEW_ADDR)
		json_out_text_or_null(
		    out, field->name, addr_format(view_field_at(field, row), scratch));
	else if (field->kind == VIEW_WALL)
		json_out_date(out, field->name, view_field_int(field, row));
	else if (field->kind == VIEW_INT)
		json_out_int(out, field->name, view_field_int(field, row));
	else if (view_kind_words(field->kind))
		json_out_text(out, field->name,
		    view_kind_word(field->kind, (unsigned)view_field_uint(field, row)));
	else
		json_out_uint(out, field->name, view_field_uint(field, row));
}

void
json_out_fields(struct json_out *out, const struct view_fields *fields, const void *row)
{
	for (size_t i = 0; i < fields->len; i++)
		json_out_field(out, &fields->rows[i], row);
}

void
json_out_object(struct json_out *out, const char *name,
    const struct view_fields *fields, const void *row)
{
	json_out_open(out, name, '{');
	json_out_fields(out, fields, row);
	json_out_close(out, '}');
}
