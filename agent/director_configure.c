/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on: control. Start and reload: who is in the new model, what became of the
 * edits, which checks run, and the whole table for the kernel. */
#include <stdlib.h>
#include <string.h>

#include "agent/director_inside.h"
#include "agent/director_vs.h"
#include "agent/ipvs/ipvs_owned.h"
#include "agent/lib/log.h"
#include "agent/lib/mem.h"
#include "agent/sys/loop.h"

/* ---- pools ---- */

static int
compare_ids(const void *left, const void *right)
{
	const struct director_pool *const *a = left, *const *b = right;

	return strcmp((*a)->vs->id, (*b)->vs->id);
}

/* Take over the old pool of this id, with all that it knows; NULL: there was none. */
static struct director_pool *
adopt(struct director_pool **old, size_t len, const char *id)
{
	for (size_t low = 0, high = len; low < high;) {
		size_t middle = low + (high - low) / 2;
		int order = strcmp(old[middle]->vs->id, id);

		if (order == 0)
			return old[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

/* The new array holds a pool for each virtual server that is wanted; those it took over
 * are marked in `taken`. An id that the model has twice (conf refuses that) is looked
 * at once. */
static size_t
make_pools(const struct director_wanted *wanted, struct director_pool **old,
    size_t old_len, struct director_pool **new)
{
	size_t len = 0;

	for (size_t i = 0; i < wanted->len; i++) {
		const struct model_virtual_server *vs = wanted->items[i].vs;
		struct director_pool *pool = adopt(old, old_len, vs->id);

		if (pool && pool->next_vs) {
			log_bug("director", "%s is there twice", vs->id);
			continue;
		}
		if (!pool)
			pool = mem_new(1, sizeof(*pool));
		pool->next_vs = vs;
		pool->said = wanted->items[i].said;
		new[len++] = pool;
	}
	return len;
}

static void
dismiss(struct director_pool **old, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (!old[i]->next_vs) {
			log_event("vs", "%s: removed", old[i]->vs->id);
			director_pool_free(old[i]);
		}
	mem_free(old);
}

static void
enter(struct director_pool *pool, bool is_first)
{
	if (!pool->vs && !is_first)
		log_event("vs", "%s: added", pool->next_vs->id);
	pool->vs = pool->next_vs;
	pool->next_vs = NULL;
	pool->view_stale = true;
	mem_free(pool->sorted);
	pool->sorted = edits_sort(pool->vs, &pool->sorted_len);
}

static void
replace_pools(struct director *director, bool is_first)
{
	struct director_wanted wanted = director_wanted(director);
	struct director_pool **old = director->pools;
	size_t old_len = director->pools_len;

	director->pools = mem_new(wanted.len, sizeof(*old));
	director->pools_len = make_pools(&wanted, old, old_len, director->pools);
	mem_free(wanted.items);
	dismiss(old, old_len);
	for (size_t i = 0; i < director->pools_len; i++)
		enter(director->pools[i], is_first);
	if (director->pools_len > 0)
		qsort(director->pools, director->pools_len, sizeof(*director->pools),
		    compare_ids);
}

/* ---- the whole table ---- */

static struct ipvs_table
desired_table(const struct director *director)
{
	struct ipvs_table table = {0};
	size_t len = 0;

	for (size_t i = 0; i < director->pools_len; i++)
		len += ipvs_services_len(director->pools[i]->vs);
	table.services = mem_new(len, sizeof(*table.services));
	for (size_t i = 0; i < director->pools_len; i++) {
		const struct ipvs_pool *pool = &director->pools[i]->pool;

		for (size_t s = 0; s < ipvs_services_len(pool->vs); s++)
			table.services[table.len++] = ipvs_services_desired(pool, s);
	}
	ipvs_table_sort(&table);
	return table;
}

/* lvs_flush: all that is in the kernel counts as ours, once. What is as desired stays
 * and keeps its connections; the rest goes. */
static struct ipvs_failure
flush(struct director *director)
{
	const struct ipvs_table *observed = ipvs_sync_observed_table(director->sync);
	struct ipvs_table desired = desired_table(director);
	struct ipvs_table owned = director_own(director, true);

	for (size_t i = 0; observed && i < observed->len; i++)
		ipvs_owned_add(&owned, &observed->services[i]);
	return ipvs_sync_set(director->sync, &desired, &owned);
}

static void
set_table(struct director *director, bool is_first)
{
	struct ipvs_table desired = desired_table(director);
	struct ipvs_table owned = director_own(director, is_first);
	struct ipvs_failure failure = ipvs_sync_set(director->sync, &desired, &owned);

	if (is_first && director->model->global.lvs_flush)
		failure = flush(director);
	for (size_t i = 0; i < director->pools_len; i++)
		ipvs_pool_paid(&director->pools[i]->pool);
	director_take_outcomes(director, &failure);
}

void
director_take_outcomes(struct director *director, const struct ipvs_failure *failure)
{
	struct ipvs_failure none = {0};
	bool available = ipvs_sync_status(director->sync)->available;

	director->was_available = available;
	for (size_t i = 0; i < director->pools_len; i++) {
		struct director_pool *pool = director->pools[i];

		ipvs_pool_observe(&pool->pool, director_pool_observed(director, pool));
		pool->view_stale = true;
		director_pool_take_outcome(director, pool,
		    available && failure->op && !ipvs_pool_is_applied(&pool->pool)
			? failure
			: &none);
	}
}

static void
set_timeouts(struct director *director)
{
	const struct model_global *global = &director->model->global;

	/* A failure is told and tried again by ipvs_sync. */
	(void)ipvs_sync_timeouts(director->sync, global->lvs_timeout_tcp_s,
	    global->lvs_timeout_tcpfin_s, global->lvs_timeout_udp_s);
}

/* Without this half nobody looks after them here: whoever tracks one is not held back.
 */
static void
tell_unwatched(const struct director *director, const struct model *model)
{
	const struct director_hooks *hooks = &director->parts.hooks;

	for (size_t i = 0; i < model->virtual_servers_len; i++)
		hooks->quorum(hooks->ctx, model->virtual_servers[i].id, true);
}

static void
tell_quorums(const struct director *director)
{
	const struct director_hooks *hooks = &director->parts.hooks;

	for (size_t i = 0; i < director->pools_len; i++)
		hooks->quorum(hooks->ctx, director->pools[i]->vs->id,
		    director->pools[i]->pool.quorum_met);
}

void
director_configure(struct director *director, const struct model *model)
{
	bool is_first = !director->model;

	director->model = model;
	if (!director->sync) {
		tell_unwatched(director, model);
		return;
	}
	director_vs_judge(director);
	replace_pools(director, is_first);
	director_judge(director);
	for (size_t i = 0; i < director->pools_len; i++)
		/* All checks are configured below, whatever differs. */
		(void)director_pool_lay(director, director->pools[i]);
	director_suspend(director);
	director_check_all(director);
	for (size_t i = 0; i < director->pools_len; i++)
		director_pool_work_out(director, director->pools[i]);
	tell_quorums(director);
	set_table(director, is_first);
	set_timeouts(director);
	director_settle_daemon(director);
	director_look_at_knobs(director);
	if (is_first)
		director_look_again(director);
	director_changed(director);
}
