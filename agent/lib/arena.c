/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/lib/arena.h"

#include <assert.h>
#include <stdalign.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "agent/lib/mem.h"

/* Large enough that the allocator gives it back to the system as a whole. */
enum { CHUNK_BYTES = 256 * 1024 };

struct chunk {
	struct chunk *next; /* owned */
	size_t size_bytes;
	alignas(max_align_t) unsigned char bytes[];
};

struct arena {
	struct chunk *chunks; /* owned, the one in use first */
	size_t left_bytes;    /* free at the end of the first chunk */
	size_t size_bytes;    /* of the first chunk */
	size_t used_bytes;
	bool is_secret;
};

struct arena *
arena_new(void)
{
	return mem_new(1, sizeof(struct arena));
}

void
arena_free(struct arena *arena)
{
	struct chunk *next;

	if (!arena)
		return;
	for (struct chunk *chunk = arena->chunks; chunk; chunk = next) {
		next = chunk->next;
		if (arena->is_secret)
			mem_wipe(chunk->bytes, chunk->size_bytes);
		mem_free(chunk);
	}
	mem_free(arena);
}

void
arena_keep_secret(struct arena *arena)
{
	arena->is_secret = true;
}

static void
add_chunk(struct arena *arena, size_t at_least)
{
	size_t size = at_least > CHUNK_BYTES ? at_least : CHUNK_BYTES;
	struct chunk *chunk = mem_new(1, sizeof(*chunk) + size);

	chunk->next = arena->chunks;
	chunk->size_bytes = size;
	arena->chunks = chunk;
	arena->size_bytes = size;
	arena->left_bytes = size;
}

void *
arena_alloc(struct arena *arena, size_t bytes)
{
	const size_t mask = alignof(max_align_t) - 1;
	size_t need;
	unsigned char *at;

	assert(bytes <= SIZE_MAX / 2);
	need = (bytes + mask) & ~mask;
	if (!arena->chunks || arena->left_bytes < need)
		add_chunk(arena, need);
	at = arena->chunks->bytes + (arena->size_bytes - arena->left_bytes);
	arena->left_bytes -= need;
	arena->used_bytes += need;
	return at;
}

char *
arena_strndup(struct arena *arena, const char *text, size_t len)
{
	char *copy = arena_alloc(arena, len + 1);

	memcpy(copy, text, len);
	return copy;
}

char *
arena_strdup(struct arena *arena, const char *text)
{
	return text ? arena_strndup(arena, text, strlen(text)) : NULL;
}

/* The capacity of a grown array is the power of two at or above its length. */
static bool
is_full(size_t len)
{
	return (len & (len - 1)) == 0;
}

void *
arena_append(struct arena *arena, void **items, size_t *len, size_t size)
{
	if (is_full(*len)) {
		void *grown = arena_alloc(arena, (*len ? *len * 2 : 1) * size);

		if (*len)
			memcpy(grown, *items, *len * size);
		*items = grown;
	}
	return (unsigned char *)*items + size * (*len)++;
}

size_t
arena_used_bytes(const struct arena *arena)
{
	return arena->used_bytes;
}
