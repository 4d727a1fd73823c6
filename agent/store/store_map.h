/* SPDX-License-Identifier: Apache-2.0 */
/* Texts by key, in order. P. */
#ifndef AGENT_STORE_STORE_MAP_H
#define AGENT_STORE_STORE_MAP_H

#include <stddef.h>

struct store_item {
	char *key, *value; /* owned */
};

struct store_map {
	struct store_item *items; /* owned; by key */
	size_t len, room;
	size_t bytes; /* of all keys and values */
};

void store_map_fini(struct store_map *map);

/* Copied; a `value` of NULL takes the key out. */
void store_map_put(struct store_map *map, const char *key, const char *value);
const char *store_map_get(const struct store_map *map, const char *key);

/* Where `key` is or would be: 0..len. */
size_t store_map_place(const struct store_map *map, const char *key);

#endif
