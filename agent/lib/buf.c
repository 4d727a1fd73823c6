/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/lib/buf.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "agent/lib/mem.h"

static void
reserve(struct buf *buf, size_t more)
{
	size_t need = buf->len + more + 1;

	if (need <= buf->room)
		return;
	buf->room = need > 2 * buf->room ? need : 2 * buf->room;
	buf->bytes = mem_grow(buf->bytes, buf->room, 1);
}

void
buf_fini(struct buf *buf)
{
	mem_free(buf->bytes);
	*buf = (struct buf){0};
}

void
buf_clear(struct buf *buf)
{
	buf->len = 0;
	if (buf->bytes)
		buf->bytes[0] = '\0';
}

void
buf_put(struct buf *buf, const void *bytes, size_t len)
{
	reserve(buf, len);
	if (len)
		memcpy(buf->bytes + buf->len, bytes, len);
	buf->len += len;
	buf->bytes[buf->len] = '\0';
}

void
buf_puts(struct buf *buf, const char *text)
{
	buf_put(buf, text, strlen(text));
}

void
buf_putc(struct buf *buf, char c)
{
	buf_put(buf, &c, 1);
}

void
buf_put_u64(struct buf *buf, uint64_t value)
{
	char digits[20]; /* 2^64 has 20 */
	size_t at = sizeof(digits);

	do {
		digits[--at] = (char)('0' + value % 10);
		value /= 10;
	} while (value);
	buf_put(buf, digits + at, sizeof(digits) - at);
}

void
buf_printf(struct buf *buf, const char *fmt, ...)
{
	va_list args;
	int len;

	reserve(buf, 64);
	va_start(args, fmt);
	len = vsnprintf(buf->bytes + buf->len, buf->room - buf->len, fmt, args);
	va_end(args);
	assert(len >= 0);
	if ((size_t)len >= buf->room - buf->len) {
		reserve(buf, (size_t)len);
		va_start(args, fmt);
		(void)vsnprintf(buf->bytes + buf->len, buf->room - buf->len, fmt, args);
		va_end(args);
	}
	buf->len += (size_t)len;
}

const char *
buf_text(const struct buf *buf)
{
	return buf->bytes ? buf->bytes : "";
}

char *
buf_take(struct buf *buf)
{
	char *bytes;

	reserve(buf, 0);
	buf->bytes[buf->len] = '\0';
	bytes = buf->bytes;
	*buf = (struct buf){0};
	return bytes;
}
