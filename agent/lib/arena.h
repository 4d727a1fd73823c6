/* SPDX-License-Identifier: Apache-2.0 */
/* Many small things that die together. P: allocates what it returns, no more. */
#ifndef AGENT_LIB_ARENA_H
#define AGENT_LIB_ARENA_H

#include <stddef.h>

struct arena;

struct arena *arena_new(void);
void arena_free(struct arena *arena);

/* What it holds, and will hold, is overwritten before it is given back. */
void arena_keep_secret(struct arena *arena);

/* Zeroed, aligned for any type; borrowed from the arena until arena_free. */
void *arena_alloc(struct arena *arena, size_t bytes);
char *arena_strdup(struct arena *arena, const char *text);
char *arena_strndup(struct arena *arena, const char *text, size_t len);

/* Room for one more item in an array that lives in the arena: returns the new item,
 * zeroed. `*items` may move; it doubles, so appending n items costs O(n). The array
 * must have been grown by this function only. */
void *arena_append(struct arena *arena, void **items, size_t *len, size_t size);

/* Bytes handed out so far. */
size_t arena_used_bytes(const struct arena *arena);

#endif
