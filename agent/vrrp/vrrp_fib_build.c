/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/vrrp/vrrp_fib_build.h"

#include <assert.h>
#include <linux/rtnetlink.h>
#include <stdlib.h>
#include <string.h>

#include "agent/lib/arena.h"

/* What is put together. */
struct building {
	struct vrrp_engine *engine;
	struct vrrp_interface *(*interface)(
	    struct vrrp_engine *engine, const char *name);
	struct vrrp_router *router; /* NULL: static ones */
	uint32_t lease_s;
	struct vrrp_fib_message message;
};

/* FNV-1a: http://www.isthe.com/chongo/tech/comp/fnv/ */
static uint64_t
hash(uint64_t into, const void *bytes, size_t len)
{
	const uint8_t *at = bytes;

	for (size_t i = 0; i < len; i++)
		into = (into ^ at[i]) * 0x100000001b3u;
	return into;
}

static uint64_t
id_of(const struct vrrp_router *router, enum vrrp_fib_kind kind, const char *text)
{
	uint64_t id = hash(0xcbf29ce484222325u, &(uint8_t){(uint8_t)kind}, 1);

	if (router) {
		id = hash(id, &router->vrid, sizeof(router->vrid));
		id = hash(id, &router->family, sizeof(router->family));
		id = hash(
		    id, router->interface->name, strlen(router->interface->name) + 1);
	}
	return hash(id, text, strlen(text));
}

static const struct vrrp_fib_patch *
bind(struct building *b)
{
	struct vrrp_fib_patch *patches = arena_alloc(
	    b->engine->arena, (b->message.links_len + 1) * sizeof(*patches));

	for (size_t i = 0; i < b->message.links_len; i++) {
		patches[i].offset = b->message.links[i].offset;
		patches[i].interface =
		    b->interface(b->engine, b->message.links[i].name);
	}
	return patches;
}

/* From b->message. */
static struct vrrp_fib_entry *
add(struct building *b, enum vrrp_fib_kind kind, const char *text)
{
	struct vrrp_fib *fib = &b->engine->fib;
	struct vrrp_fib_entry *entry = &fib->entries[fib->len];
	uint8_t *bytes = arena_alloc(b->engine->arena, b->message.len);

	assert(!b->message.failed);
	fib->len++;
	memcpy(bytes, b->message.bytes, b->message.len);
	entry->kind = kind;
	entry->text = arena_strdup(b->engine->arena, text);
	entry->message = bytes;
	entry->message_len = b->message.len;
	entry->patches = bind(b);
	entry->patches_len = b->message.links_len;
	entry->router = b->router;
	entry->id = id_of(b->router, kind, text);
	entry->slot = VRRP_NO_SLOT;
	return entry;
}

static void
add_route(struct building *b, const struct model_route *said)
{
	uint32_t life_s = said->expires_s ? said->expires_s : b->lease_s;
	struct vrrp_fib_entry *entry;

	vrrp_fib_encode_route(&b->message, said, b->lease_s);
	entry = add(b, VRRP_FIB_ROUTE, said->text);
	entry->key = (struct vrrp_fib_event){.type = RTM_NEWROUTE,
	    .family = said->family,
	    .table = said->table,
	    .preference = said->metric,
	    .to = said->to};
	if (said->family == ADDR_V6 && !said->metric)
		entry->key.preference = 1024; /* IP6_RT_PRIO_USER */
	if (said->family == ADDR_V6)
		entry->life = span_s(life_s);
	entry->no_track = said->no_track;
}

static void
add_rule(struct building *b, const struct model_rule *said)
{
	struct vrrp_fib_entry *entry;

	vrrp_fib_encode_rule(&b->message, said);
	entry = add(b, VRRP_FIB_RULE, said->text);
	entry->key = (struct vrrp_fib_event){
	    .type = RTM_NEWRULE, .family = said->family, .table = said->table};
	entry->key.preference = said->preference;
	entry->no_track = said->no_track;
}

static void
add_address(struct building *b, const struct model_vrrp_address *said)
{
	struct vrrp_fib_entry *entry;

	vrrp_fib_encode_address(&b->message, said);
	entry = add(b, VRRP_FIB_ADDRESS, said->text);
	entry->key.to = said->prefix;
	entry->no_track = said->no_track;
}

static void
build_part(struct building *b, struct vrrp_router *router,
    const struct model_vrrp_instance *said)
{
	struct vrrp_fib *fib = &b->engine->fib;

	router->fib.entries = &fib->entries[fib->len];
	b->router = router;
	b->lease_s = said->lease_s;
	for (size_t i = 0; i < said->routes_len; i++)
		add_route(b, &said->routes[i]);
	for (size_t i = 0; i < said->rules_len; i++)
		add_rule(b, &said->rules[i]);
	router->fib.len = said->routes_len + said->rules_len;
}

static void
build_fixed(struct building *b, const struct model_static *said)
{
	struct vrrp_fib *fib = &b->engine->fib;

	fib->fixed.entries = fib->entries;
	for (size_t i = 0; i < said->addresses_len; i++)
		add_address(b, &said->addresses[i]);
	for (size_t i = 0; i < said->routes_len; i++)
		add_route(b, &said->routes[i]);
	for (size_t i = 0; i < said->rules_len; i++)
		add_rule(b, &said->rules[i]);
	fib->fixed.len = fib->len;
}

/* ---- track groups ---- */

static const char *
group_of(const struct model_static *said, size_t fixed)
{
	if (fixed < said->addresses_len)
		return said->addresses[fixed].track_group;
	fixed -= said->addresses_len;
	if (fixed < said->routes_len)
		return said->routes[fixed].track_group;
	return said->rules[fixed - said->routes_len].track_group;
}

/* The routers of `group` need the static entry `fixed`. */
static void
track(struct vrrp_engine *engine, const struct model_track_group *group, size_t fixed)
{
	for (size_t i = 0; i < group->instances_len; i++) {
		struct vrrp_router *router = &engine->routers[group->instances[i]];

		if (!router->fib.needs)
			router->fib.needs = arena_alloc(engine->arena,
			    engine->fib.fixed.len * sizeof(struct vrrp_fib_entry *));
		router->fib.needs[router->fib.needs_len++] =
		    &engine->fib.entries[fixed];
	}
}

static void
build_groups(struct vrrp_engine *engine, const struct model_static *said)
{
	for (size_t i = 0; i < engine->fib.fixed.len; i++) {
		const char *name = group_of(said, i);

		for (size_t j = 0; name && j < said->groups_len; j++)
			if (strcmp(said->groups[j].name, name) == 0)
				track(engine, &said->groups[j], i);
	}
}

/* ---- all ---- */

static size_t
count(const struct model *model)
{
	const struct model_static *fixed = &model->fixed;
	size_t entries = fixed->addresses_len + fixed->routes_len + fixed->rules_len;

	for (size_t i = 0; i < model->instances_len; i++)
		entries +=
		    model->instances[i].routes_len + model->instances[i].rules_len;
	return entries;
}

static size_t
names_in(const struct model_route *routes, size_t len)
{
	size_t names = 0;

	for (size_t i = 0; i < len; i++)
		names += 1 + routes[i].nexthops_len;
	return names;
}

size_t
vrrp_fib_names(const struct model *model)
{
	const struct model_static *fixed = &model->fixed;
	size_t names =
	    fixed->addresses_len + names_in(fixed->routes, fixed->routes_len);

	for (size_t i = 0; i < model->instances_len; i++)
		names += names_in(
		    model->instances[i].routes, model->instances[i].routes_len);
	return names;
}

static void
sort(struct vrrp_fib *fib)
{
	for (size_t i = 0; i < fib->len; i++) {
		fib->by_key[i] = &fib->entries[i];
		fib->by_id[i] = &fib->entries[i];
	}
	qsort(fib->by_key, fib->len, sizeof(struct vrrp_fib_entry *),
	    vrrp_fib_compare_keys);
	qsort(fib->by_id, fib->len, sizeof(struct vrrp_fib_entry *),
	    vrrp_fib_compare_ids);
}

void
vrrp_fib_build(struct vrrp_engine *engine, const struct model *model,
    struct vrrp_interface *(*interface)(struct vrrp_engine *engine, const char *name))
{
	struct vrrp_fib *fib = &engine->fib;
	struct building b = {.engine = engine, .interface = interface};
	size_t room = count(model) + 1;

	fib->entries = arena_alloc(engine->arena, room * sizeof(*fib->entries));
	fib->by_key =
	    arena_alloc(engine->arena, room * sizeof(struct vrrp_fib_entry *));
	fib->by_id = arena_alloc(engine->arena, room * sizeof(struct vrrp_fib_entry *));
	build_fixed(&b, &model->fixed);
	for (size_t i = 0; i < model->instances_len; i++)
		build_part(&b, &engine->routers[i], &model->instances[i]);
	build_groups(engine, &model->fixed);
	sort(fib);
	vrrp_fib_filter(fib, engine->arena);
}
