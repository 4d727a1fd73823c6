/* SPDX-License-Identifier: Apache-2.0 */
#include "checks/check_udp_spec.h"

#include <stdio.h>
#include <string.h>

static int
digit(char c)
{
	static const char digits[] = "0123456789abcdef0123456789ABCDEF";
	const char *at = c ? strchr(digits, c) : NULL;

	return at ? (int)(at - digits) % 16 : -1;
}

/* Half a byte: its bits and which of them count. */
static bool
read_nibble(char c, bool may_be_any, unsigned *bits, unsigned *mask)
{
	int value = digit(c);

	if (value < 0 && !(may_be_any && (c == 'X' || c == 'x')))
		return false;
	*bits = *bits << 4 | (value < 0 ? 0 : (unsigned)value);
	*mask = *mask << 4 | (value < 0 ? 0 : 0xfu);
	return true;
}

bool
check_udp_parse(const char *text, uint8_t *out, uint8_t *mask, size_t *len)
{
	size_t bytes = strlen(text) / 2;

	if (strlen(text) % 2 || bytes == 0 || bytes > CHECK_UDP_BYTES_MAX)
		return false;
	for (size_t i = 0; i < bytes; i++) {
		unsigned value = 0, counts = 0;

		if (!read_nibble(text[2 * i], mask, &value, &counts) ||
		    !read_nibble(text[2 * i + 1], mask, &value, &counts))
			return false;
		out[i] = (uint8_t)value;
		if (mask)
			mask[i] = (uint8_t)counts;
	}
	*len = bytes;
	return true;
}

const char *
check_udp_format(const struct check_udp_bytes *bytes, char *out)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < bytes->len; i++) {
		uint8_t mask = bytes->mask ? bytes->mask[i] : 0xff;

		out[2 * i] = mask & 0xf0 ? digits[bytes->bytes[i] >> 4] : 'X';
		out[2 * i + 1] = mask & 0x0f ? digits[bytes->bytes[i] & 0xf] : 'X';
	}
	out[2 * bytes->len] = '\0';
	return out;
}

static bool
same_bytes(const struct check_udp_bytes *a, const struct check_udp_bytes *b)
{
	if (a->len != b->len || !a->mask != !b->mask)
		return false;
	return a->len == 0 ||
	    (memcmp(a->bytes, b->bytes, a->len) == 0 &&
		(!a->mask || memcmp(a->mask, b->mask, a->len) == 0));
}

bool
check_udp_equal(const void *left, const void *right)
{
	const struct check_udp_spec *a = left, *b = right;

	return same_bytes(&a->payload, &b->payload) &&
	    a->require_reply == b->require_reply && same_bytes(&a->reply, &b->reply) &&
	    a->min_reply_length == b->min_reply_length &&
	    a->max_reply_length == b->max_reply_length;
}

/* The first byte that differs; bytes->len: none. */
static size_t
difference(const struct check_udp_bytes *want, const uint8_t *got, size_t len)
{
	size_t at = 0;

	while (at < want->len && at < len &&
	    ((want->bytes[at] ^ got[at]) & (want->mask ? want->mask[at] : 0xff)) == 0)
		at++;
	return at;
}

enum check_code
check_udp_judge(
    const struct check_udp_spec *spec, const uint8_t *reply, size_t len, char *detail)
{
	size_t at = difference(&spec->reply, reply, len);

	if (!spec->require_reply) {
		(void)snprintf(detail, CHECK_DETAIL_SIZE, "answered");
		return CHECK_OK;
	}
	if (len < spec->min_reply_length || len > spec->max_reply_length) {
		(void)snprintf(detail, CHECK_DETAIL_SIZE,
		    "a reply of %zu bytes, want %u to %u", len, spec->min_reply_length,
		    spec->max_reply_length);
		return CHECK_ANSWER;
	}
	if (at < spec->reply.len) {
		(void)snprintf(detail, CHECK_DETAIL_SIZE,
		    "a reply of %zu bytes that differs at byte %zu", len, at);
		return CHECK_ANSWER;
	}
	(void)snprintf(detail, CHECK_DETAIL_SIZE, "a reply of %zu bytes", len);
	return CHECK_OK;
}
