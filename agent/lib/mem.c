/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/lib/mem.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

void *
mem_new(size_t count, size_t size)
{
	void *ptr = calloc(count ? count : 1, size ? size : 1);

	if (!ptr)
		abort();
	return ptr;
}

void *
mem_grow(void *old, size_t count, size_t size)
{
	size_t bytes = count * size;
	void *ptr;

	if (size && count > SIZE_MAX / size)
		abort();
	ptr = realloc(old, bytes ? bytes : 1);
	if (!ptr)
		abort();
	return ptr;
}

char *
mem_strdup(const char *text)
{
	size_t len;
	char *copy;

	if (!text)
		return NULL;
	len = strlen(text) + 1;
	copy = mem_new(len, 1);
	memcpy(copy, text, len);
	return copy;
}

void
mem_free(void *ptr)
{
	free(ptr);
}

void
mem_wipe(void *ptr, size_t len)
{
	explicit_bzero(ptr, len); /* which no compiler leaves out */
}

bool
mem_copy_text(char *to, size_t size, const char *from)
{
	size_t len = strlen(from);
	size_t kept = len < size ? len : size - 1;

	memcpy(to, from, kept);
	to[kept] = '\0';
	return kept == len;
}
