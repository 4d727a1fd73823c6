/* SPDX-License-Identifier: Apache-2.0 */
/* What survives a restart: texts under keys, changed together or not at all. E, control
 * thread. What they mean is the business of who saves them. */
#ifndef AGENT_STORE_STORE_H
#define AGENT_STORE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct store;

struct store_record {
	const char *key;   /* not empty */
	const char *value; /* NULL: forget the key */
};

/* A journal in `directory`, which is made if its parent exists. Never NULL: a store
 * that cannot be read or written says so in its status, and tries again at each save.
 * Damage found is set aside under another name and told; what precedes it is used. */
struct store *store_file_open(const char *directory);
void store_free(struct store *store); /* NULL is fine */

/* All of `records` or none; on the disk when 0 is returned, else -errno and all is as
 * it was. Costs one small write and one fdatasync. */
int store_save(struct store *store, const struct store_record *records, size_t len);

/* NULL: no such key. Borrowed until the next save. */
const char *store_get(const struct store *store, const char *key);

/* Each key that starts with `prefix`, in order. `visit` must not save. */
void store_each(const struct store *store, const char *prefix,
    void (*visit)(void *ctx, const char *key, const char *value), void *ctx);

enum { STORE_TEXT_SIZE = 256 };

struct store_status {
	bool writable;                   /* as far as is known */
	char error[STORE_TEXT_SIZE];     /* why not; "" when it is */
	char set_aside[STORE_TEXT_SIZE]; /* name of what was damaged; "": nothing was */
	uint64_t saves, failures, rewrites;
};

const struct store_status *store_status(const struct store *store);

#endif
