/* SPDX-License-Identifier: Apache-2.0 */
/* The model's instances -> an engine. Everything is copied: the model may die while the
 * engine still runs. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "agent/lib/arena.h"
#include "agent/lib/mem.h"
#include "agent/vrrp/vrrp_build.h"
#include "agent/vrrp/vrrp_engine.h"

/* At most so many names: of the instances, of their addresses, of what they track. */
static size_t
count_names(const struct model *model)
{
	size_t count = 0;

	for (size_t i = 0; i < model->instances_len; i++) {
		const struct model_vrrp_instance *said = &model->instances[i];

		count +=
		    1 + said->addresses_len + said->excluded_len + said->tracks.len;
		if (said->sync_group < model->sync_groups_len)
			count += model->sync_groups[said->sync_group].tracks.len;
	}
	return count;
}

struct vrrp_interface *
vrrp_build_interface(struct vrrp_engine *engine, const char *name)
{
	struct vrrp_interface *interface = vrrp_index_named(&engine->index, name);

	if (interface)
		return interface;
	interface = &engine->interfaces[engine->interfaces_len++];
	(void)mem_copy_text(interface->name, sizeof(interface->name), name);
	vrrp_index_add(&engine->index, interface);
	return interface;
}

static void
build_timing(struct vrrp_router *router, const struct model_vrrp_instance *said)
{
	const struct model_vrrp_garp *garp = &said->garp;

	router->fsm_cf = (struct vrrp_fsm_config){.version = said->version,
	    .priority = said->priority,
	    .initial = said->initial_state,
	    .interval = span_cs(said->advert_int_cs),
	    .down_adverts = said->down_timer_adverts,
	    .preempt = said->preempt,
	    .preempt_delay = span_ms(said->preempt_delay_ms),
	    .lower_prio_no_advert = said->lower_prio_no_advert,
	    .higher_prio_send_advert = said->higher_prio_send_advert};
	router->garp_cf =
	    (struct vrrp_garp_config){.delay = span_ms(garp->master_delay_ms),
		.repeat = garp->master_repeat,
		.refresh = span_ms(garp->master_refresh_ms),
		.refresh_repeat = garp->master_refresh_repeat,
		.lower_prio_delay = span_ms(garp->lower_prio_delay_ms),
		.lower_prio_repeat = garp->lower_prio_repeat,
		.gap = {(int64_t)garp->interval_us * 1000}};
	router->lease = span_s(said->lease_s);
}

static void
build_vip(struct vrrp_engine *engine, struct vrrp_router *router,
    const struct model_vrrp_address *said, const char *default_interface)
{
	struct vrrp_vip *vip = &router->vips[router->vips_len++];

	vip->prefix = said->prefix;
	vip->interface = vrrp_build_interface(
	    engine, said->interface[0] ? said->interface : default_interface);
	vip->router = router;
	(void)mem_copy_text(vip->label, sizeof(vip->label), said->label);
	vip->scope = said->scope;
	vip->broadcast = said->broadcast;
	vip->no_track = said->no_track;
	vip->slot = VRRP_NO_SLOT;
	engine->index.vips[engine->index.vips_len++] = vip;
}

/* The list as it goes on the wire, and sorted for comparing. */
static void
build_list(struct vrrp_engine *engine, struct vrrp_router *router)
{
	size_t size = vrrp_addr_bytes(router->family);
	uint8_t *list = arena_alloc(engine->arena, router->vips_len * size + 1);
	uint8_t *sorted = arena_alloc(engine->arena, router->vips_len * size + 1);

	for (size_t i = 0; i < router->vips_len; i++) {
		router->vips[i].advertised = true;
		memcpy(list + i * size, router->vips[i].prefix.addr.bytes, size);
	}
	memcpy(sorted, list, router->vips_len * size);
	qsort(sorted, router->vips_len, size, vrrp_addr_order(router->family));
	router->list = list;
	router->list_len = router->vips_len;
	router->sorted = sorted;
}

static bool
is_ipv4(const struct model_vrrp_address *said)
{
	return said->prefix.addr.family == ADDR_V4;
}

static void
build_vips(struct vrrp_engine *engine, struct vrrp_router *router,
    const struct model_vrrp_instance *said)
{
	size_t room = said->addresses_len + said->excluded_len + 1;

	assert(said->addresses_len <= MODEL_VRRP_ADDRESSES_MAX);
	router->vips = arena_alloc(engine->arena, room * sizeof(*router->vips));
	for (size_t i = 0; i < said->addresses_len; i++)
		build_vip(engine, router, &said->addresses[i], said->interface);
	build_list(engine, router);
	for (size_t i = 0; i < said->excluded_len; i++)
		if (is_ipv4(&said->excluded[i]))
			build_vip(engine, router, &said->excluded[i], said->interface);
}

static void
build_router(struct vrrp_engine *engine, const struct model_vrrp_instance *said)
{
	struct vrrp_router *router = &engine->routers[engine->routers_len];
	struct addr *peers =
	    arena_alloc(engine->arena, (said->unicast_peers_len + 1) * sizeof(*peers));

	router->index = (uint32_t)engine->routers_len++;
	(void)mem_copy_text(router->name, sizeof(router->name), said->name);
	router->version = said->version;
	router->vrid = said->vrid;
	router->family = said->family;
	router->interface = vrrp_build_interface(engine, said->interface);
	router->auth.type = said->auth;
	memcpy(router->auth.pass, said->auth_pass, sizeof(router->auth.pass));
	router->skip_check_adv_addr = said->skip_check_adv_addr;
	router->dont_track_primary = said->dont_track_primary;
	router->source = said->source;
	router->group = said->group;
	if (said->unicast_peers_len)
		memcpy(peers, said->unicast_peers,
		    said->unicast_peers_len * sizeof(*peers));
	router->peers = peers;
	router->peers_len = said->unicast_peers_len;
	router->unicast_ttl = said->unicast_ttl;
	build_timing(router, said);
	build_vips(engine, router, said);
	router->agenda = &engine->agenda;
	vrrp_router_begin(router);
	vrrp_agenda_put(&engine->agenda, router);
	vrrp_router_tell(router);
}

struct vrrp_engine *
vrrp_engine_new(const struct model *model, uint32_t generation)
{
	struct arena *arena = arena_new();
	struct vrrp_engine *engine = arena_alloc(arena, sizeof(*engine));
	size_t names = count_names(model) + 1;

	engine->arena = arena;
	engine->generation = generation;
	engine->routers =
	    arena_alloc(arena, (model->instances_len + 1) * sizeof(*engine->routers));
	engine->ticked =
	    arena_alloc(arena, (model->instances_len + 1) * sizeof(*engine->ticked));
	vrrp_agenda_init(&engine->agenda, arena, model->instances_len);
	engine->interfaces = arena_alloc(arena, names * sizeof(*engine->interfaces));
	vrrp_index_init(&engine->index, arena, names);
	for (size_t i = 0; i < model->instances_len; i++)
		build_router(engine, &model->instances[i]);
	vrrp_build_tracks(engine, model);
	vrrp_build_groups(engine, model);
	vrrp_build_delays(engine, model);
	vrrp_index_finish(&engine->index, engine);
	engine->links_changed = true;
	return engine;
}

void
vrrp_engine_free(struct vrrp_engine *engine)
{
	if (engine)
		arena_free(engine->arena);
}
