/* SPDX-License-Identifier: Apache-2.0 */
/* ?fields=id,weight: of the objects in a JSON text of ours, only those members. P.
 * The text may come in pieces of any size. */
#ifndef API_API_PICK_H
#define API_API_PICK_H

#include <stdbool.h>
#include <stddef.h>

#include "agent/lib/buf.h"

enum { API_PICK_KEY_SIZE = 64 };

/* Starts zeroed but for `fields`. */
struct api_pick {
	const char *fields; /* borrowed: a comma list of members */
	unsigned level;     /* how deep the members lie; 0: not known yet */
	unsigned depth;
	bool quoted, escaped;
	bool wants_key, in_key;
	bool skips;   /* the member that is being read */
	bool written; /* a member of this object: the next one needs a comma */
	char key[API_PICK_KEY_SIZE];
	size_t key_len;
};

/* Append what is picked of text[len]. A text that begins {"items": is a list, and its
 * items are picked from; any other is one object. What is not JSON passes somehow. */
void api_pick(struct api_pick *pick, const char *text, size_t len, struct buf *out);

#endif
