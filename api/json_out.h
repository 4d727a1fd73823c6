/* SPDX-License-Identifier: Apache-2.0 */
/* JSON as text, written from rows by their field tables. P.
 * The writer keeps the commas; who calls keeps the brackets in pairs. */
#ifndef API_JSON_OUT_H
#define API_JSON_OUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agent/lib/buf.h"
#include "agent/view/view_field.h"

struct json_out {
	struct buf *buf; /* borrowed */
	bool comma;      /* the next member or item needs one */
};

static inline struct json_out
json_out_to(struct buf *buf)
{
	return (struct json_out){.buf = buf};
}

/* `bracket` is '{' or '['. `name` is NULL for an item of a list and at the top. */
void json_out_open(struct json_out *out, const char *name, char bracket);
void json_out_close(struct json_out *out, char bracket);

void json_out_text(struct json_out *out, const char *name, const char *text);
void json_out_uint(struct json_out *out, const char *name, uint64_t value);
void json_out_int(struct json_out *out, const char *name, int64_t value);
void json_out_bool(struct json_out *out, const char *name, bool value);
void json_out_null(struct json_out *out, const char *name);

/* The rows of the table as members of the object that is open. */
void json_out_fields(
    struct json_out *out, const struct view_fields *fields, const void *row);

/* "name": {...} with the same. */
void json_out_object(struct json_out *out, const char *name,
    const struct view_fields *fields, const void *row);

/* The length of the UTF-8 sequence that begins there, or 0 if there is none (RFC 3629
 * 4: no overlong forms, no surrogates, nothing above U+10FFFF). */
size_t json_utf8_len(const char *text);

/* The text as a JSON string. Bytes that are not UTF-8 become U+FFFD: what a check heard
 * from the network may be anything. */
void json_out_quote(struct buf *buf, const char *text);

#endif
