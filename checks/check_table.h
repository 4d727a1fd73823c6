/* SPDX-License-Identifier: Apache-2.0 */
/* Finds a check by who it is for. P. The slots stay their owner's. */
#ifndef CHECKS_CHECK_TABLE_H
#define CHECKS_CHECK_TABLE_H

#include <stddef.h>
#include <stdint.h>

#include "agent/lib/addr.h"

struct check_slot;

/* All zero: an empty table. */
struct check_table {
	struct check_slot **slots; /* owned array: every slot, in no order */
	size_t len, room;
	struct check_slot **buckets; /* owned */
	size_t buckets_len;          /* a power of two */
};

struct check_key {
	const char *vs_id;
	const struct addr *rs_addr;
	uint16_t rs_port;
	uint16_t index;
};

void check_table_fini(struct check_table *table);

/* By the key in slot->status, which must not be in the table yet. */
void check_table_add(struct check_table *table, struct check_slot *slot);
void check_table_remove(struct check_table *table, struct check_slot *slot);

/* NULL when there is none; borrowed. */
struct check_slot *check_table_find(
    const struct check_table *table, const struct check_key *key);

/* FNV-1a, 64 bits. */
#define CHECK_HASH_START UINT64_C(0xcbf29ce484222325)
uint64_t check_hash(uint64_t hash, const void *bytes, size_t len);

uint64_t check_table_hash(const struct check_key *key);
uint64_t check_table_vs_hash(const char *vs_id);

#endif
