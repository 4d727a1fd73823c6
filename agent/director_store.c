/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on: control. Across restarts: the edits, what is ours in the kernel's table, and
 * the revision. What counts as ours is saved before the kernel has it, so that after
 * any crash a later start knows what to clear away. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agent/director_batch.h"
#include "agent/director_edit.h"
#include "agent/director_inside.h"
#include "agent/director_vs.h"
#include "agent/edits_text.h"
#include "agent/ipvs/ipvs_owned.h"
#include "agent/lib/arena.h"
#include "agent/lib/log.h"
#include "agent/lib/mem.h"
#include "agent/store/store.h"

static const char revision_key[] = "meta/revision", model_key[] = "meta/model";

/* Records to be saved as one. */
struct batch {
	struct arena *arena; /* owned: keys and values */
	struct store_record *items;
	size_t len;
};

static struct batch
batch_new(void)
{
	return (struct batch){.arena = arena_new()};
}

static void
batch_put(struct batch *batch, const char *key, const char *value)
{
	struct store_record *record = arena_append(
	    batch->arena, (void **)(void *)&batch->items, &batch->len, sizeof(*record));

	record->key = arena_strdup(batch->arena, key);
	record->value = value ? arena_strdup(batch->arena, value) : NULL;
}

static void
batch_put_revision(struct batch *batch, uint64_t revision)
{
	char value[24];

	(void)snprintf(value, sizeof(value), "%llu", (unsigned long long)revision);
	batch_put(batch, revision_key, value);
}

static int
batch_save(struct batch *batch, struct director *director)
{
	int rc = director_save(director, batch->items, batch->len);

	arena_free(batch->arena);
	return rc;
}

/* ---- at the start ---- */

static void
load_edit(void *ctx, const char *key, const char *value)
{
	struct director *director = ctx;
	struct edit edit;

	if (!edits_parse(key, value, &edit)) {
		log_event("store", "%s: not understood, left alone: %s", key, value);
		return;
	}
	edits_put(&director->edits, &edit);
	if (edit.revision > director->edits.revision)
		director->edits.revision = edit.revision;
}

void
director_load(struct director *director)
{
	const char *revision = store_get(director->store, revision_key);
	uint64_t saved = revision ? strtoull(revision, NULL, 10) : 0;

	store_each(director->store, "rs/", load_edit, director);
	director_vs_load(director);
	if (saved > director->edits.revision && saved != UINT64_MAX)
		director->edits.revision = saved;
	if (director->edits.len > 0)
		log_event("store", "%zu edits of real servers since the file",
		    director->edits.len);
}

/* ---- edits meet the file ---- */

static void
tell_fate(const struct edit *edit, enum edits_fate fate, bool is_left)
{
	char text[DIRECTOR_RS_TEXT_SIZE];

	if (fate == EDITS_DONE)
		return;
	log_event("rs", "%s of %s: conflict, the edit of revision %llu gives way: %s%s",
	    director_rs_text(&edit->addr, edit->port, text), edit->vs_id,
	    (unsigned long long)edit->revision, edits_fate_text(fate),
	    is_left ? "; its admin state stays" : "");
}

static void
put_edit(struct batch *batch, const struct edit *edit, bool erased)
{
	char key[EDITS_KEY_SIZE], value[EDITS_VALUE_SIZE];

	edits_key(edit->vs_id, &edit->addr, edit->port, key);
	edits_value(edit, value);
	batch_put(batch, key, erased ? NULL : value);
}

static void
judge(struct director *director, const struct director_pool *pool,
    const struct edit *edit, struct batch *batch)
{
	const struct model_real_server *rs =
	    edits_configured(pool->sorted, pool->sorted_len, &edit->addr, edit->port);
	struct edit left;
	bool is_left;
	enum edits_fate fate = edits_judge(edit, rs, &left, &is_left);

	if (fate == EDITS_STANDS)
		return;
	tell_fate(edit, fate, is_left);
	left.revision = director->edits.revision;
	/* Of one that was not to last, what the disk has meets this file at the next
	 * start. */
	if (edit->persisted)
		put_edit(batch, is_left ? &left : edit, !is_left);
	if (is_left)
		edits_put(&director->edits, &left);
	else
		edits_remove(&director->edits, edit->vs_id, &edit->addr, edit->port);
}

static void
judge_pool(
    struct director *director, const struct director_pool *pool, struct batch *batch)
{
	size_t len, first = edits_of(&director->edits, pool->vs->id, &len);

	/* From the last to the first: who gives way may leave the array. */
	for (size_t i = first + len; i > first; i--) {
		struct edit edit = *director->edits.items[i - 1];

		judge(director, pool, &edit, batch);
	}
}

static void
tell_waiting(const struct director *director)
{
	size_t met = 0, len;

	for (size_t i = 0; i < director->pools_len; i++) {
		(void)edits_of(&director->edits, director->pools[i]->vs->id, &len);
		met += len;
	}
	if (met < director->edits.len)
		log_event("store",
		    "%zu edits wait for virtual servers that the file "
		    "does not name",
		    director->edits.len - met);
}

void
director_judge(struct director *director)
{
	struct batch batch = batch_new();
	const char *sha = store_get(director->store, model_key);
	int rc;

	if (!sha || strcmp(sha, director->model->sha256) != 0) {
		director->edits.revision++;
		batch_put(&batch, model_key, director->model->sha256);
		batch_put_revision(&batch, director->edits.revision);
	}
	for (size_t i = 0; i < director->pools_len; i++)
		judge_pool(director, director->pools[i], &batch);
	tell_waiting(director);
	rc = batch_save(&batch, director);
	if (rc < 0) /* the same file meets the same edits at the next start */
		log_event(
		    "store", "not saved: %s", store_status(director->store)->error);
}

/* ---- what is ours ---- */

/* All that `pool` may ever give the kernel as its `at`th service, keys only; the
 * caller's. */
static struct ipvs_service
ours_of(const struct director_pool *pool, size_t at)
{
	const struct model_virtual_server *vs = pool->vs;
	const struct model_real_server *sorry = &vs->sorry_server;
	size_t len = pool->pool.members_len;
	struct ipvs_service ours = {.key = ipvs_services_key(vs, at)};

	ours.dests = mem_new(len + 1, sizeof(*ours.dests));
	for (size_t i = 0; i < len; i++) {
		const struct ipvs_rs_spec *spec = &pool->pool.members[i].spec;

		ours.dests[i].addr = spec->addr;
		ours.dests[i].port =
		    ipvs_services_port(vs, at, spec->forward, spec->port);
	}
	ours.dests_len = len;
	if (vs->has_sorry_server) {
		ours.dests[len].addr = sorry->addr;
		ours.dests[len].port =
		    ipvs_services_port(vs, at, sorry->forward, sorry->port);
		ours.dests_len++;
	}
	ipvs_service_sort(&ours);
	return ours;
}

static void
want_all(const struct director_pool *pool, struct ipvs_table *wanted)
{
	for (size_t i = 0; i < ipvs_services_len(pool->vs); i++) {
		struct ipvs_service ours = ours_of(pool, i);

		ipvs_table_put(wanted, &ours);
	}
}

/* Keys come in order, so that those of one service lie together. */
static void
load_own(void *ctx, const char *key, const char *value)
{
	struct ipvs_table *table = ctx;
	struct ipvs_service *last;
	struct ipvs_key service;
	struct ipvs_dest dest;

	(void)value; /* the key says it all */
	if (!edits_own_parse(key, &service, &dest)) {
		log_event("store", "%s: not understood, left alone", key);
		return;
	}
	last = table->len ? &table->services[table->len - 1] : NULL;
	if (!last || ipvs_key_cmp(&last->key, &service) != 0) {
		table->services =
		    mem_grow(table->services, table->len + 1, sizeof(*table->services));
		last = &table->services[table->len++];
		*last = (struct ipvs_service){.key = service};
	}
	if (!addr_is_set(&dest.addr))
		return;
	last->dests = mem_grow(last->dests, last->dests_len + 1, sizeof(*last->dests));
	last->dests[last->dests_len++] = dest;
}

/* What was ours and is neither wanted nor in the kernel is nobody's. */
static void
forget(struct director *director, struct ipvs_table *owned,
    const struct ipvs_table *wanted)
{
	for (size_t i = owned->len; i > 0; i--) {
		struct ipvs_key key = owned->services[i - 1].key;

		ipvs_owned_prune(owned, &key, ipvs_table_find(wanted, &key),
		    ipvs_sync_observed(director->sync, &key));
	}
}

struct erase {
	struct batch *batch;
	const struct ipvs_table *owned;
};

static void
erase_own(void *ctx, const char *key, const char *value)
{
	struct erase *erase = ctx;
	struct ipvs_key service;
	struct ipvs_dest dest;

	(void)value;
	if (!edits_own_parse(key, &service, &dest))
		return;
	if (!ipvs_owned_has(
		erase->owned, &service, addr_is_set(&dest.addr) ? &dest : NULL))
		batch_put(erase->batch, key, NULL);
}

static void
put_own(struct batch *batch, const struct store *store, const struct ipvs_key *key,
    const struct ipvs_dest *dest)
{
	char text[EDITS_OWN_SIZE];

	edits_own_key(key, dest, text);
	if (!store_get(store, text))
		batch_put(batch, text, "");
}

static void
save_own(struct director *director, const struct ipvs_table *owned)
{
	struct batch batch = batch_new();
	struct erase erase = {&batch, owned};

	for (size_t i = 0; i < owned->len; i++) {
		const struct ipvs_service *service = &owned->services[i];

		put_own(&batch, director->store, &service->key, NULL);
		for (size_t d = 0; d < service->dests_len; d++)
			put_own(
			    &batch, director->store, &service->key, &service->dests[d]);
	}
	store_each(director->store, "own/", erase_own, &erase);
	if (batch_save(&batch, director) < 0)
		log_event("store", "what is ours in the kernel is not saved: %s",
		    store_status(director->store)->error);
}

struct ipvs_table
director_own(struct director *director, bool first)
{
	struct ipvs_table owned = {0}, wanted = {0};

	for (size_t i = 0; i < director->pools_len; i++)
		want_all(director->pools[i], &wanted);
	store_each(director->store, "own/", load_own, &owned);
	ipvs_table_sort(&owned);
	/* At the start the kernel has not been looked at. */
	if (!first && ipvs_sync_status(director->sync)->available)
		forget(director, &owned, &wanted);
	for (size_t i = 0; i < wanted.len; i++)
		ipvs_owned_add(&owned, &wanted.services[i]);
	ipvs_table_fini(&wanted);
	save_own(director, &owned);
	return owned;
}

/* ---- one edit ---- */

void
director_take_edit(struct director *director, const struct edits_decision *decision)
{
	const struct edit *next = &decision->next;

	if (next->revision > director->edits.revision)
		director->edits.revision = next->revision;
	if (decision->erases)
		edits_remove(&director->edits, next->vs_id, &next->addr, next->port);
	else
		edits_put(&director->edits, next);
}

/* An edit may have changed the method, and with it the port in a group. */
static void
put_own_edit(struct batch *batch, const struct store *store,
    const struct model_virtual_server *vs, const struct edit *edit)
{
	for (size_t i = 0; i < ipvs_services_len(vs); i++) {
		struct ipvs_key key = ipvs_services_key(vs, i);
		struct ipvs_dest dest = {.addr = edit->addr, .port = edit->port};

		put_own(batch, store, &key, &dest);
		dest.port = ipvs_services_port(vs, i, FORWARD_DR, edit->port);
		if (dest.port != edit->port)
			put_own(batch, store, &key, &dest);
	}
}

int
director_save_edit(struct director *director, const struct edits_decision *decision,
    const struct model_virtual_server *vs)
{
	struct edits_decision saved = *decision;
	struct batch batch = batch_new();
	int rc;

	saved.next.revision = director->edits.revision + 1;
	batch_put_revision(&batch, saved.next.revision);
	if (!saved.next.removed)
		put_own_edit(&batch, director->store, vs, &saved.next);
	if (saved.next.persisted)
		put_edit(&batch, &saved.next, saved.erases);
	rc = batch_save(&batch, director);
	if (rc < 0 && saved.next.persisted)
		return rc;
	/* Else it is not meant to last, and does very well without the disk. */
	director_take_edit(director, &saved);
	return 0;
}
