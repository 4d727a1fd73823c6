/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/store/store_map.h"

#include <stdbool.h>
#include <string.h>

#include "agent/lib/mem.h"

static void
drop(struct store_map *map, struct store_item *item)
{
	map->bytes -= strlen(item->key) + strlen(item->value);
	mem_free(item->key);
	mem_free(item->value);
}

void
store_map_fini(struct store_map *map)
{
	for (size_t i = 0; i < map->len; i++)
		drop(map, &map->items[i]);
	mem_free(map->items);
	*map = (struct store_map){0};
}

size_t
store_map_place(const struct store_map *map, const char *key)
{
	size_t low = 0, high = map->len;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(map->items[middle].key, key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool
is_at(const struct store_map *map, size_t at, const char *key)
{
	return at < map->len && strcmp(map->items[at].key, key) == 0;
}

const char *
store_map_get(const struct store_map *map, const char *key)
{
	size_t at = store_map_place(map, key);

	return is_at(map, at, key) ? map->items[at].value : NULL;
}

static void
take_out(struct store_map *map, size_t at)
{
	drop(map, &map->items[at]);
	map->len--;
	memmove(&map->items[at], &map->items[at + 1],
	    (map->len - at) * sizeof(*map->items));
}

static void
put_in(struct store_map *map, size_t at)
{
	if (map->len == map->room) {
		map->room = map->room ? 2 * map->room : 16;
		map->items = mem_grow(map->items, map->room, sizeof(*map->items));
	}
	memmove(&map->items[at + 1], &map->items[at],
	    (map->len - at) * sizeof(*map->items));
	map->len++;
}

void
store_map_put(struct store_map *map, const char *key, const char *value)
{
	size_t at = store_map_place(map, key);
	bool exists = is_at(map, at, key);

	if (!value) {
		if (exists)
			take_out(map, at);
		return;
	}
	if (exists)
		drop(map, &map->items[at]);
	else
		put_in(map, at);
	map->items[at] = (struct store_item){mem_strdup(key), mem_strdup(value)};
	map->bytes += strlen(key) + strlen(value);
}
