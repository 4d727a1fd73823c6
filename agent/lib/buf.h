/* SPDX-License-Identifier: Apache-2.0 */
/* A byte buffer that grows. P. */
#ifndef AGENT_LIB_BUF_H
#define AGENT_LIB_BUF_H

#include <stddef.h>
#include <stdint.h>

struct buf {
	char *bytes; /* owned; always terminated once something was put; may be NULL */
	size_t len;  /* without the terminator */
	size_t room;
};

void buf_fini(struct buf *buf);
void buf_clear(struct buf *buf);
void buf_put(struct buf *buf, const void *bytes, size_t len);
void buf_puts(struct buf *buf, const char *text);
void buf_putc(struct buf *buf, char c);
void buf_put_u64(struct buf *buf, uint64_t value); /* decimal */
void buf_printf(struct buf *buf, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* The text so far, never NULL; borrowed until the next put. */
const char *buf_text(const struct buf *buf);

/* Give the bytes to the caller, who frees them with mem_free; the buffer is empty
 * after. */
char *buf_take(struct buf *buf);

#endif
