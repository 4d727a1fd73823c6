/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/store/store_journal.h"

#include <stdbool.h>
#include <string.h>

#include "agent/lib/mem.h"

static const char version_key[] = "journal", version[] = "1";
static const char hex[] = "0123456789abcdef";

enum { CRC_DIGITS = 8 };

/* CRC-32 as in Ethernet (reflected, polynomial 0xedb88320), four bits at a time. */
static uint32_t
crc32(uint32_t crc, const char *bytes, size_t len)
{
	static const uint32_t table[16] = {0x00000000, 0x1db71064, 0x3b6e20c8,
	    0x26d930ac, 0x76dc4190, 0x6b6b51f4, 0x4db26158, 0x5005713c, 0xedb88320,
	    0xf00f9344, 0xd6d6a3e8, 0xcb61b38c, 0x9b64c2b0, 0x86d3d2d4, 0xa00ae278,
	    0xbdbdf21c};

	crc = ~crc;
	for (size_t i = 0; i < len; i++) {
		crc ^= (uint8_t)bytes[i];
		crc = crc >> 4 ^ table[crc & 15];
		crc = crc >> 4 ^ table[crc & 15];
	}
	return ~crc;
}

/* ---- writing ---- */

static bool
must_escape(char c)
{
	return (unsigned char)c < 0x20 || c == 0x7f || c == '%';
}

static void
put_escaped(struct buf *out, const char *text)
{
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;

		if (!must_escape(*text)) {
			buf_putc(out, *text);
			continue;
		}
		buf_putc(out, '%');
		buf_putc(out, hex[c >> 4]);
		buf_putc(out, hex[c & 15]);
	}
}

static void
put_record(struct buf *out, const struct store_record *record)
{
	buf_putc(out, '\t');
	buf_putc(out, record->value ? '=' : '-');
	put_escaped(out, record->key);
	if (!record->value)
		return;
	buf_putc(out, '\t');
	put_escaped(out, record->value);
}

uint32_t
store_journal_line(
    struct buf *out, uint32_t chain, const struct store_record *records, size_t len)
{
	struct buf body = {0};
	uint32_t crc;

	for (size_t i = 0; i < len; i++)
		put_record(&body, &records[i]);
	crc = crc32(chain, buf_text(&body), body.len);
	buf_printf(out, "%08x%s\n", crc, buf_text(&body));
	buf_fini(&body);
	return crc;
}

uint32_t
store_journal_begin(struct buf *out)
{
	struct store_record first = {version_key, version};

	return store_journal_line(out, 0, &first, 1);
}

/* ---- reading ---- */

static int
digit(char c)
{
	const char *at = c ? strchr(hex, c) : NULL;

	return at ? (int)(at - hex) : -1;
}

static bool
read_crc(const char *line, size_t len, uint32_t *out)
{
	uint32_t crc = 0;

	if (len < CRC_DIGITS)
		return false;
	for (size_t i = 0; i < CRC_DIGITS; i++) {
		if (digit(line[i]) < 0)
			return false;
		crc = crc << 4 | (uint32_t)digit(line[i]);
	}
	*out = crc;
	return true;
}

/* In place. False when it is not what put_escaped writes. */
static bool
unescape(char *text)
{
	char *to = text;

	for (; *text; text++) {
		if (*text != '%') {
			*to++ = *text;
			continue;
		}
		if (digit(text[1]) < 0 || digit(text[2]) < 0)
			return false;
		*to++ = (char)(digit(text[1]) << 4 | digit(text[2]));
		text += 2;
	}
	*to = '\0';
	return true;
}

/* The field at *at up to the next tab, which becomes its end. */
static char *
next_field(char **at)
{
	char *field = *at, *tab = strchr(field, '\t');

	*at = tab ? tab + 1 : field + strlen(field);
	if (tab)
		*tab = '\0';
	return field;
}

/* False: what is left of the line is no record. */
static bool
next_record(char **at, struct store_record *record)
{
	char *key = next_field(at), *value;
	char kind = key[0];

	if ((kind != '=' && kind != '-') || !unescape(++key) || !*key)
		return false;
	record->key = key;
	record->value = NULL;
	if (kind == '-')
		return true;
	value = next_field(at);
	record->value = value;
	return unescape(value);
}

/* A body that its checksum vouches for: what does not parse in it was not written by
 * us, and its line is refused whole. */
static bool
body_is_sound(char *body)
{
	struct store_record record;

	while (*body)
		if (!next_record(&body, &record))
			return false;
	return true;
}

struct reader {
	void (*take)(void *ctx, const struct store_record *record);
	void *ctx;
	struct store_journal_found found;
};

static enum store_journal_end
take_first(char *body)
{
	struct store_record record;

	if (!next_record(&body, &record) || strcmp(record.key, version_key) != 0 ||
	    !record.value)
		return STORE_JOURNAL_DAMAGED;
	return strcmp(record.value, version) == 0 ? STORE_JOURNAL_WHOLE
						  : STORE_JOURNAL_NEWER;
}

/* `line` is a copy of the line's body, after the tab that all bodies begin with. */
static enum store_journal_end
take_body(struct reader *reader, char *body)
{
	struct store_record record;
	char *copy = mem_strdup(body);
	bool sound = body_is_sound(copy);

	mem_free(copy);
	if (!sound)
		return STORE_JOURNAL_DAMAGED;
	if (reader->found.lines == 0)
		return take_first(body);
	while (*body && next_record(&body, &record))
		reader->take(reader->ctx, &record);
	return STORE_JOURNAL_WHOLE;
}

static enum store_journal_end
take_line(struct reader *reader, const char *line, size_t len)
{
	enum store_journal_end end;
	uint32_t crc;
	char *body;

	if (!read_crc(line, len, &crc) || len < CRC_DIGITS + 2 ||
	    line[CRC_DIGITS] != '\t' || memchr(line, '\0', len))
		return STORE_JOURNAL_DAMAGED;
	if (crc32(reader->found.chain, line + CRC_DIGITS, len - CRC_DIGITS) != crc)
		return STORE_JOURNAL_DAMAGED;
	body = mem_new(len - CRC_DIGITS, 1);
	memcpy(body, line + CRC_DIGITS + 1, len - CRC_DIGITS - 1);
	end = take_body(reader, body);
	mem_free(body);
	reader->found.chain = crc;
	return end;
}

struct store_journal_found
store_journal_read(const char *bytes, size_t len,
    void (*take)(void *ctx, const struct store_record *record), void *ctx)
{
	struct reader reader = {.take = take, .ctx = ctx};
	struct store_journal_found *found = &reader.found;

	while (found->good_bytes < len) {
		const char *line = bytes + found->good_bytes;
		const char *lf = memchr(line, '\n', len - found->good_bytes);
		uint32_t chain = found->chain;

		found->end = lf ? take_line(&reader, line, (size_t)(lf - line))
				: STORE_JOURNAL_TORN;
		if (found->end != STORE_JOURNAL_WHOLE) {
			found->chain = chain;
			break;
		}
		found->good_bytes += (size_t)(lf - line) + 1;
		found->lines++;
	}
	return *found;
}

const char *
store_journal_end_text(enum store_journal_end end)
{
	switch (end) {
	case STORE_JOURNAL_WHOLE:
		return "whole";
	case STORE_JOURNAL_TORN:
		return "the last line is not complete";
	case STORE_JOURNAL_DAMAGED:
		return "a line is damaged";
	case STORE_JOURNAL_NEWER:
		return "made by a newer fairlead";
	}
	return "?";
}
