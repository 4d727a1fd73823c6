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
#include "agent/vrrp/vrrp_fib_build.h"

/* At most so many names: of the instances, of their virtual MACs, of their addresses,
 * of what they track. */
static size_t
count_names(const struct model *model)
{
	size_t count = 0;

	for (size_t i = 0; i < model->instances_len; i++) {
		const struct model_vrrp_instance *said = &model->instances[i];

		count += 2 + 2 * (said->addresses_len + said->excluded_len) +
		    said->tracks.len;
		if (said->sync_group < model->sync_groups_len)
			count += model->sync_groups[said->sync_group].tracks.len;
	}
	return count + vrrp_fib_names(model);
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
	    .higher_prio_send_advert = said->higher_prio_send_advert,
	    .late_adverts = said->timer_expired_backup};
	router->garp_cf =
	    (struct vrrp_garp_config){.delay = span_ms(garp->master_delay_ms),
		.repeat = garp->master_repeat,
		.refresh = span_ms(garp->master_refresh_ms),
		.refresh_repeat = garp->master_refresh_repeat,
		.lower_prio_delay = span_ms(garp->lower_prio_delay_ms),
		.lower_prio_repeat = garp->lower_prio_repeat,
		.extra = span_s(garp->extra_if_s),
		.extra_all = garp->extra_if_all,
		.gap = {(int64_t)garp->interval_us * 1000},
		.gap6 = {(int64_t)garp->gna_interval_us * 1000}};
	router->lease = span_s(said->lease_s);
	router->rx_bytes = said->rx_buf_bytes;
}

static struct vrrp_interface *
virtual_named(struct vrrp_engine *engine, const char *name, const uint8_t *mac)
{
	struct vrrp_interface *interface = vrrp_build_interface(engine, name);

	interface->is_virtual = true;
	memcpy(interface->virtual_mac, mac, sizeof(interface->virtual_mac));
	return interface;
}

/* On its router's virtual MAC, unless it is said to be elsewhere, where it may have
 * one, too. */
static void
place_vip(struct vrrp_engine *engine, const struct vrrp_router *router,
    struct vrrp_vip *vip, const struct model_vrrp_address *said, const uint8_t *mac)
{
	vip->wire = said->interface[0] ? vrrp_build_interface(engine, said->interface)
				       : router->interface;
	if (said->vmac[0])
		vip->interface = virtual_named(engine, said->vmac, mac);
	else if (router->vmac && (!said->interface[0] || vip->wire == router->vmac))
		vip->interface = router->vmac;
	else
		vip->interface = vip->wire;
	if (vip->wire == router->vmac)
		vip->wire = router->interface;
}

static void
build_vip(struct vrrp_engine *engine, struct vrrp_router *router,
    const struct model_vrrp_address *said, const uint8_t *mac)
{
	struct vrrp_vip *vip = &router->vips[router->vips_len++];

	vip->prefix = said->prefix;
	place_vip(engine, router, vip, said, mac);
	vip->router = router;
	(void)mem_copy_text(vip->label, sizeof(vip->label), said->label);
	vip->scope = said->scope;
	vip->broadcast = said->broadcast;
	vip->flags = said->flags;
	vip->preferred_s = said->preferred_s;
	vip->deprecated = said->deprecated;
	if (addr_is_set(&said->peer.addr)) { /* what the kernel calls its prefix */
		vip->peer = said->peer.addr;
		vip->prefix.prefix_len = said->peer.prefix_len;
	}
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

static void
build_vips(struct vrrp_engine *engine, struct vrrp_router *router,
    const struct model_vrrp_instance *said)
{
	size_t room = said->addresses_len + said->excluded_len + 1;

	assert(said->addresses_len <= MODEL_VRRP_ADDRESSES_MAX);
	router->vips = arena_alloc(engine->arena, room * sizeof(*router->vips));
	/* RFC 9568 5.2.9: of IPv6 the link-local one is the first in the advert. */
	for (size_t i = 0; i < said->addresses_len; i++)
		if (addr_is_link_local(&said->addresses[i].prefix.addr))
			build_vip(engine, router, &said->addresses[i], said->vmac_mac);
	for (size_t i = 0; i < said->addresses_len; i++)
		if (!addr_is_link_local(&said->addresses[i].prefix.addr))
			build_vip(engine, router, &said->addresses[i], said->vmac_mac);
	build_list(engine, router);
	for (size_t i = 0; i < said->excluded_len; i++)
		build_vip(engine, router, &said->excluded[i], said->vmac_mac);
}

static void
build_peers(struct vrrp_engine *engine, struct vrrp_router *router,
    const struct model_vrrp_instance *said)
{
	size_t room = said->unicast_peers_len + 1;

	router->peers = arena_alloc(engine->arena, room * sizeof(*router->peers));
	for (size_t i = 0; i < said->unicast_peers_len; i++) {
		const struct model_vrrp_peer *peer = &said->unicast_peers[i];

		router->peers[router->peers_len++] =
		    (struct vrrp_peer){.addr = peer->addr,
			.min_ttl = peer->min_ttl,
			.max_ttl = peer->max_ttl};
	}
}

static void
build_rules(struct vrrp_router *router, const struct model_vrrp_instance *said)
{
	router->rules = (struct vrrp_rules){.strict = said->strict,
	    .skip_same_master = said->skip_check_adv_addr,
	    .owner_ignores = said->owner_ignore_adverts,
	    .no_peer_is_fault = said->unicast_fault_no_peer,
	    .track_source = said->track_src_ip,
	    .message_checksum = said->v3_checksum_as_v2,
	    .follow_checksum = said->checksum_follow_peer,
	    .old_checksum = said->old_unicast_checksum};
}

/* Keys are copied, as all is: with the engine they are overwritten, too. */
static void
build_hmac(struct vrrp_engine *engine, struct vrrp_router *router,
    const struct model_vrrp_hmac *said)
{
	size_t senders =
	    router->peers_len ? router->peers_len : (size_t)VRRP_HMAC_SENDERS;
	struct vrrp_hmac *hmac = arena_alloc(engine->arena, sizeof(*hmac));

	arena_keep_secret(engine->arena);
	hmac->mode = said->mode;
	hmac->is_monotonic = said->is_monotonic;
	hmac->window_s = said->window_s;
	hmac->keys = arena_alloc(engine->arena, said->keys_len * sizeof(*hmac->keys));
	hmac->keys_len = said->keys_len;
	hmac->marks = arena_alloc(engine->arena, senders * sizeof(*hmac->marks));
	hmac->marks_len = senders;
	for (size_t i = 0; i < said->keys_len; i++) {
		const struct model_hmac_key *key = &said->keys[i];

		vrrp_hmac_key_init(&hmac->keys[i], key->id, key->bytes, key->len);
		if (key->id == said->active_id)
			hmac->active = &hmac->keys[i];
	}
	assert(hmac->active);
	router->hmac = hmac;
}

static void
build_interfaces(struct vrrp_engine *engine, struct vrrp_router *router,
    const struct model_vrrp_instance *said)
{
	router->interface = vrrp_build_interface(engine, said->interface);
	router->out = router->interface;
	if (!said->vmac[0])
		return;
	router->vmac = virtual_named(engine, said->vmac, said->vmac_mac);
	if (!said->vmac_xmit_base)
		router->out = router->vmac;
}

static void
build_router(struct vrrp_engine *engine, const struct model_vrrp_instance *said)
{
	struct vrrp_router *router = &engine->routers[engine->routers_len];

	router->index = (uint32_t)engine->routers_len++;
	(void)mem_copy_text(router->name, sizeof(router->name), said->name);
	router->version = said->version;
	router->vrid = said->vrid;
	router->family = said->family;
	build_interfaces(engine, router, said);
	if (said->auth != VRRP_AUTH_HMAC)
		router->auth.type = said->auth;
	memcpy(router->auth.pass, said->auth_pass, sizeof(router->auth.pass));
	router->wall = &engine->wall;
	router->dont_track_primary = said->dont_track_primary;
	router->source = said->source;
	router->group = said->group;
	build_peers(engine, router, said);
	build_rules(router, said);
	router->unicast_ttl = said->unicast_ttl;
	if (said->auth == VRRP_AUTH_HMAC)
		build_hmac(engine, router, &said->hmac);
	build_timing(router, said);
	build_vips(engine, router, said);
	router->agenda = &engine->agenda;
	vrrp_router_begin(router);
	vrrp_agenda_put(&engine->agenda, router);
	vrrp_router_tell(router);
}

/* The clock's zero is the start of the host. */
static void
build_delays(struct vrrp_router *router, const struct model_global *said)
{
	struct instant boot = {0};

	router->startup_delay = span_ms(said->vrrp_startup_delay_ms);
	router->not_before = instant_add(boot, span_ms(said->vrrp_delay_after_boot_ms));
}

/* An interface that no router uses has nothing to pace. */
static void
build_paces(struct vrrp_engine *engine, const struct model *model)
{
	for (size_t i = 0; i < model->garp_groups_len; i++) {
		const struct model_garp_group *said = &model->garp_groups[i];
		struct vrrp_pace *pace = arena_alloc(engine->arena, sizeof(*pace));

		pace->gap.ns = (int64_t)said->interval_us * 1000;
		pace->gap6.ns = (int64_t)said->gna_interval_us * 1000;
		for (size_t j = 0; j < said->interfaces_len; j++) {
			struct vrrp_interface *interface =
			    vrrp_index_named(&engine->index, said->interfaces[j]);

			if (interface)
				interface->pace = pace;
		}
	}
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
	for (size_t i = 0; i < model->instances_len; i++) {
		build_router(engine, &model->instances[i]);
		build_delays(&engine->routers[i], &model->global);
	}
	engine->log_unknown = model->global.log_unknown_vrids;
	vrrp_build_tracks(engine, model);
	vrrp_build_groups(engine, model);
	vrrp_build_delays(engine, model);
	vrrp_fib_build(engine, model, vrrp_build_interface);
	build_paces(engine, model);
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
