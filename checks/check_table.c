/* SPDX-License-Identifier: Apache-2.0 */
#include "checks/check_table.h"

#include <string.h>

#include "agent/lib/mem.h"
#include "checks/check_slot.h"

uint64_t
check_hash(uint64_t hash, const void *bytes, size_t len)
{
	const unsigned char *at = bytes;

	for (size_t i = 0; i < len; i++)
		hash = (hash ^ at[i]) * 0x100000001b3;
	return hash;
}

uint64_t
check_table_vs_hash(const char *vs_id)
{
	return check_hash(CHECK_HASH_START, vs_id, strlen(vs_id));
}

uint64_t
check_table_hash(const struct check_key *key)
{
	uint64_t hash = check_table_vs_hash(key->vs_id);

	hash = check_hash(hash, key->rs_addr->bytes, sizeof(key->rs_addr->bytes));
	hash = check_hash(hash, &key->rs_port, sizeof(key->rs_port));
	hash = check_hash(hash, &key->index, sizeof(key->index));
	return hash;
}

void
check_table_fini(struct check_table *table)
{
	mem_free(table->slots);
	mem_free(table->buckets);
	*table = (struct check_table){0};
}

static struct check_slot **
bucket_of(const struct check_table *table, uint64_t hash)
{
	return &table->buckets[hash & (table->buckets_len - 1)];
}

static void
grow(struct check_table *table)
{
	table->room = table->room ? table->room * 2 : 64;
	table->slots = mem_grow(table->slots, table->room, sizeof(struct check_slot *));
	mem_free(table->buckets);
	table->buckets_len = table->room * 2;
	table->buckets = mem_new(table->buckets_len, sizeof(struct check_slot *));
	for (size_t i = 0; i < table->len; i++) {
		struct check_slot **head = bucket_of(table, table->slots[i]->hash);

		table->slots[i]->next_in_bucket = *head;
		*head = table->slots[i];
	}
}

void
check_table_add(struct check_table *table, struct check_slot *slot)
{
	const struct check_status *of = &slot->status;
	struct check_slot **head;

	if (table->len == table->room)
		grow(table);
	slot->hash = check_table_hash(
	    &(struct check_key){of->vs_id, &of->rs_addr, of->rs_port, of->index});
	slot->vs_hash = check_table_vs_hash(of->vs_id);
	head = bucket_of(table, slot->hash);
	slot->next_in_bucket = *head;
	*head = slot;
	slot->at = table->len;
	table->slots[table->len++] = slot;
}

void
check_table_remove(struct check_table *table, struct check_slot *slot)
{
	struct check_slot **link = bucket_of(table, slot->hash);
	struct check_slot *last = table->slots[--table->len];

	while (*link != slot)
		link = &(*link)->next_in_bucket;
	*link = slot->next_in_bucket;
	table->slots[slot->at] = last;
	last->at = slot->at;
}

static bool
is_for(const struct check_slot *slot, const struct check_key *key)
{
	const struct check_status *of = &slot->status;

	return of->rs_port == key->rs_port && of->index == key->index &&
	    addr_equal(&of->rs_addr, key->rs_addr) &&
	    strcmp(of->vs_id, key->vs_id) == 0;
}

struct check_slot *
check_table_find(const struct check_table *table, const struct check_key *key)
{
	struct check_slot *slot;
	uint64_t hash;

	if (!table->len)
		return NULL;
	hash = check_table_hash(key);
	slot = *bucket_of(table, hash);
	while (slot && (slot->hash != hash || !is_for(slot, key)))
		slot = slot->next_in_bucket;
	return slot;
}
