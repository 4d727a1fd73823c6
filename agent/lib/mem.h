/* SPDX-License-Identifier: Apache-2.0 */
/* Memory or the end: no caller can do better than stop when there is none. P. */
#ifndef AGENT_LIB_MEM_H
#define AGENT_LIB_MEM_H

#include <stdbool.h>
#include <stddef.h>

/* Zeroed memory for `count` items of `size` bytes; aborts when there is none or the
 * product overflows. A count of 0 gives a pointer that may be freed. */
void *mem_new(size_t count, size_t size);

/* As realloc for `count` items; what is new is not zeroed. */
void *mem_grow(void *old, size_t count, size_t size);

/* A copy of a string; the caller owns it. NULL stays NULL. */
char *mem_strdup(const char *text);

void mem_free(void *ptr);

/* Overwrite what nobody should find in memory. */
void mem_wipe(void *ptr, size_t len);

/* Copy `from` into `to[size]`, always terminated. False when it had to be cut. */
bool mem_copy_text(char *to, size_t size, const char *from);

#endif
