/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/vrrp/vrrp_index.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "agent/lib/arena.h"
#include "agent/vrrp/vrrp_engine.h"

void
vrrp_index_init(struct vrrp_index *index, struct arena *arena, size_t names)
{
	size_t size = 16;

	while (size < names * 2) /* at most half full: a look-up is short */
		size *= 2;
	*index = (struct vrrp_index){.names_mask = size - 1};
	index->names = arena_alloc(arena, size * sizeof(struct vrrp_interface *));
	index->present =
	    arena_alloc(arena, (names + 1) * sizeof(struct vrrp_interface *));
	index->vips = arena_alloc(arena, (names + 1) * sizeof(struct vrrp_vip *));
}

/* ---- interfaces by name ---- */

/* FNV-1a, 32 bits: short texts, no one's to choose who could harm. */
static size_t
hash(const char *name)
{
	uint32_t value = 2166136261u;

	for (; *name; name++)
		value = (value ^ (uint8_t)*name) * 16777619u;
	return value;
}

/* Where it is, or where it would be. */
static size_t
place_of(const struct vrrp_index *index, const char *name)
{
	size_t at = hash(name) & index->names_mask;

	while (index->names[at] && strcmp(index->names[at]->name, name) != 0)
		at = (at + 1) & index->names_mask;
	return at;
}

void
vrrp_index_add(struct vrrp_index *index, struct vrrp_interface *interface)
{
	index->names[place_of(index, interface->name)] = interface;
}

struct vrrp_interface *
vrrp_index_named(const struct vrrp_index *index, const char *name)
{
	return index->names[place_of(index, name)];
}

/* ---- interfaces by number ---- */

/* The first whose ifindex is not below. */
static size_t
first_numbered(const struct vrrp_index *index, uint32_t ifindex)
{
	size_t low = 0, high = index->present_len;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (index->present[middle]->ifindex < ifindex)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

struct vrrp_interface *
vrrp_index_numbered(const struct vrrp_index *index, uint32_t ifindex)
{
	size_t at = first_numbered(index, ifindex);

	if (ifindex == 0 || at == index->present_len ||
	    index->present[at]->ifindex != ifindex)
		return NULL;
	return index->present[at];
}

static void
take_out(struct vrrp_index *index, const struct vrrp_interface *interface)
{
	size_t at = first_numbered(index, interface->ifindex);

	assert(at < index->present_len && index->present[at] == interface);
	index->present_len--;
	memmove(&index->present[at], &index->present[at + 1],
	    (index->present_len - at) * sizeof(index->present[0]));
}

void
vrrp_index_renumber(
    struct vrrp_index *index, struct vrrp_interface *interface, uint32_t ifindex)
{
	size_t at;

	if (interface->ifindex == ifindex)
		return;
	if (interface->ifindex)
		take_out(index, interface);
	interface->ifindex = ifindex;
	if (ifindex == 0)
		return;
	at = first_numbered(index, ifindex);
	memmove(&index->present[at + 1], &index->present[at],
	    (index->present_len - at) * sizeof(index->present[0]));
	index->present[at] = interface;
	index->present_len++;
}

/* ---- routers ---- */

static int
compare_pointers(const void *a, const void *b)
{
	return a < b ? -1 : a > b;
}

static int
compare_keys(const struct vrrp_place *a, const struct vrrp_place *b)
{
	int order = compare_pointers(a->interface, b->interface);

	if (order == 0)
		order = a->family - b->family;
	return order ? order : a->vrid - b->vrid;
}

static int
compare_places(const void *a, const void *b)
{
	const struct vrrp_place *left = a, *right = b;
	int order = compare_keys(left, right);

	return order ? order : compare_pointers(left->router, right->router);
}

struct vrrp_router *
vrrp_index_router(const struct vrrp_index *index,
    const struct vrrp_interface *interface, uint8_t family, uint8_t vrid)
{
	const struct vrrp_place place = {interface, family, vrid, NULL};
	size_t low = 0, high = index->routers_len;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare_keys(&index->routers[middle], &place) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == index->routers_len ||
	    compare_keys(&index->routers[low], &place) != 0)
		return NULL;
	return index->routers[low].router;
}

/* ---- who uses an interface ---- */

static int
compare_uses(const void *a, const void *b)
{
	const struct vrrp_use *left = a, *right = b;
	int order = compare_pointers(left->interface, right->interface);

	return order ? order : compare_pointers(left->router, right->router);
}

static void
use(struct vrrp_index *index, const struct vrrp_interface *interface,
    struct vrrp_router *router)
{
	struct vrrp_use *last =
	    index->uses_len ? &index->uses[index->uses_len - 1] : NULL;

	/* Most often all of a router's addresses are on its own interface. */
	if (last && last->router == router && last->interface == interface)
		return;
	index->uses[index->uses_len++] = (struct vrrp_use){interface, router};
}

static void
note_uses(struct vrrp_index *index, struct vrrp_router *router)
{
	use(index, router->interface, router);
	if (router->vmac)
		use(index, router->vmac, router);
	for (size_t i = 0; i < router->vips_len; i++)
		use(index, router->vips[i].interface, router);
	for (size_t i = 0; i < router->tracked_len; i++)
		if (router->tracked[i].interface)
			use(index, router->tracked[i].interface, router);
}

size_t
vrrp_index_first_use(
    const struct vrrp_index *index, const struct vrrp_interface *interface)
{
	size_t low = 0, high = index->uses_len;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare_pointers(index->uses[middle].interface, interface) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

struct vrrp_router *
vrrp_index_next_use(
    const struct vrrp_index *index, const struct vrrp_interface *interface, size_t *at)
{
	if (*at == index->uses_len || index->uses[*at].interface != interface)
		return NULL;
	return index->uses[(*at)++].router;
}

/* ---- addresses ---- */

static int
compare_vips(const void *a, const void *b)
{
	const struct vrrp_vip *const *left = a, *const *right = b;

	return addr_cmp(&(*left)->prefix.addr, &(*right)->prefix.addr);
}

size_t
vrrp_index_first_vip(const struct vrrp_index *index, const struct addr *addr)
{
	size_t low = 0, high = index->vips_len;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (addr_cmp(&index->vips[middle]->prefix.addr, addr) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

struct vrrp_vip *
vrrp_index_next_vip(const struct vrrp_index *index, const struct addr *addr, size_t *at)
{
	struct vrrp_vip *vip = *at < index->vips_len ? index->vips[*at] : NULL;

	if (!vip || !addr_equal(&vip->prefix.addr, addr))
		return NULL;
	(*at)++;
	return vip;
}

/* ---- virtual MACs ---- */

static int
compare_macs(const void *a, const void *b)
{
	const uint8_t *const *left = a, *const *right = b;

	return memcmp(*left, *right, VRRP_MAC_BYTES);
}

bool
vrrp_index_has_mac(const struct vrrp_index *index, const uint8_t *mac)
{
	return index->macs_len &&
	    bsearch(&mac, index->macs, index->macs_len, sizeof(mac), compare_macs);
}

static void
note_macs(struct vrrp_index *index, const struct vrrp_engine *engine)
{
	index->macs = arena_alloc(
	    engine->arena, (engine->interfaces_len + 1) * sizeof(const uint8_t *));
	for (size_t i = 0; i < engine->interfaces_len; i++)
		if (engine->interfaces[i].is_virtual)
			index->macs[index->macs_len++] =
			    engine->interfaces[i].virtual_mac;
	if (index->macs_len)
		qsort(index->macs, index->macs_len, sizeof(const uint8_t *),
		    compare_macs);
}

/* ---- building ---- */

static size_t
count_uses(const struct vrrp_engine *engine)
{
	size_t count = 1;

	for (size_t i = 0; i < engine->routers_len; i++)
		count +=
		    2 + engine->routers[i].vips_len + engine->routers[i].tracked_len;
	return count;
}

void
vrrp_index_finish(struct vrrp_index *index, struct vrrp_engine *engine)
{
	index->uses =
	    arena_alloc(engine->arena, count_uses(engine) * sizeof(*index->uses));
	index->routers = arena_alloc(
	    engine->arena, (engine->routers_len + 1) * sizeof(struct vrrp_place));
	for (size_t i = 0; i < engine->routers_len; i++) {
		struct vrrp_router *router = &engine->routers[i];

		index->routers[index->routers_len++] = (struct vrrp_place){
		    router->interface, router->family, router->vrid, router};
		note_uses(index, router);
	}
	note_macs(index, engine);
	qsort(index->routers, index->routers_len, sizeof(struct vrrp_place),
	    compare_places);
	qsort(index->uses, index->uses_len, sizeof(*index->uses), compare_uses);
	qsort(index->vips, index->vips_len, sizeof(struct vrrp_vip *), compare_vips);
}
