/* SPDX-License-Identifier: Apache-2.0 */
/* What routers track and which groups they are in: model -> engine; and who is to hear
 * of a tracked object. P. */
#include <stdlib.h>

#include "agent/lib/arena.h"
#include "agent/vrrp/vrrp_build.h"
#include "agent/vrrp/vrrp_group.h"

/* ---- tracked objects ---- */

static const struct model_sync_group *
group_of(const struct model *model, const struct model_vrrp_instance *said)
{
	if (said->sync_group >= model->sync_groups_len)
		return NULL;
	return &model->sync_groups[said->sync_group];
}

static size_t
tracks_of(const struct model *model, const struct model_vrrp_instance *said)
{
	const struct model_sync_group *group = group_of(model, said);

	return said->tracks.len + (group ? group->tracks.len : 0);
}

static void
add_tracks(struct vrrp_engine *engine, struct vrrp_router *router,
    const struct model_tracks *said)
{
	for (size_t i = 0; i < said->len; i++) {
		const struct model_track *track = &said->items[i];
		struct vrrp_tracked *at = &router->tracked[router->tracked_len++];

		at->kind = track->kind;
		at->index = track->index;
		at->item.weight = track->weight;
		at->item.reverse = track->reverse;
		at->item.counts = track->kind == MODEL_TRACK_FILE;
		if (track->kind == MODEL_TRACK_INTERFACE)
			at->interface = vrrp_build_interface(engine, track->interface);
		else
			engine->watches[engine->watches_len++] = (struct vrrp_watch){
			    {track->kind, track->index},
                            router, at
                        };
	}
}

static int
compare_names(const struct vrrp_track_name *a, const struct vrrp_track_name *b)
{
	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	return a->index < b->index ? -1 : a->index > b->index;
}

static int
compare_watches(const void *a, const void *b)
{
	const struct vrrp_watch *left = a, *right = b;

	return compare_names(&left->name, &right->name);
}

void
vrrp_build_tracks(struct vrrp_engine *engine, const struct model *model)
{
	size_t room = 1;

	for (size_t i = 0; i < model->instances_len; i++)
		room += tracks_of(model, &model->instances[i]);
	engine->watches = arena_alloc(engine->arena, room * sizeof(*engine->watches));
	for (size_t i = 0; i < model->instances_len; i++) {
		const struct model_vrrp_instance *said = &model->instances[i];
		const struct model_sync_group *group = group_of(model, said);
		struct vrrp_router *router = &engine->routers[i];

		room = tracks_of(model, said) + 1;
		router->tracked =
		    arena_alloc(engine->arena, room * sizeof(*router->tracked));
		router->items =
		    arena_alloc(engine->arena, room * sizeof(*router->items));
		add_tracks(engine, router, &said->tracks);
		if (group)
			add_tracks(engine, router, &group->tracks);
	}
	qsort(engine->watches, engine->watches_len, sizeof(*engine->watches),
	    compare_watches);
}

void
vrrp_engine_track(struct vrrp_engine *engine, struct vrrp_track_name name,
    struct vrrp_track_fact fact)
{
	size_t low = 0, high = engine->watches_len;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare_names(&engine->watches[middle].name, &name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < engine->watches_len; low++) {
		const struct vrrp_watch *watch = &engine->watches[low];

		if (compare_names(&watch->name, &name) != 0)
			return;
		watch->tracked->item.known = fact.known;
		watch->tracked->item.up = fact.up;
		watch->tracked->item.value = fact.value;
		vrrp_router_wake(watch->router);
	}
}

/* ---- groups ---- */

void
vrrp_build_groups(struct vrrp_engine *engine, const struct model *model)
{
	engine->groups = arena_alloc(
	    engine->arena, (model->sync_groups_len + 1) * sizeof(*engine->groups));
	for (size_t i = 0; i < model->sync_groups_len; i++) {
		const struct model_sync_group *said = &model->sync_groups[i];
		struct vrrp_group *group = &engine->groups[engine->groups_len++];

		group->members = arena_alloc(engine->arena,
		    (said->members_len + 1) * sizeof(struct vrrp_router *));
		for (size_t j = 0; j < said->members_len; j++) {
			struct vrrp_router *member = &engine->routers[said->members[j]];

			member->sync = group;
			member->fsm_cf.grouped = true;
			group->members[group->members_len++] = member;
		}
		vrrp_group_begin(group);
	}
}

/* ---- interfaces ---- */

void
vrrp_build_delays(struct vrrp_engine *engine, const struct model *model)
{
	for (size_t i = 0; i < model->link_delays_len; i++) {
		const struct model_link_delay *said = &model->link_delays[i];
		struct vrrp_interface *interface =
		    vrrp_index_named(&engine->index, said->interface);

		if (!interface)
			continue; /* nobody here uses it */
		interface->down_delay = span_ms(said->down_ms);
		interface->up_delay = span_ms(said->up_ms);
	}
}
