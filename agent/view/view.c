/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/view/view.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "agent/lib/mem.h"

struct view *
view_new(uint64_t generation)
{
	struct view *view = mem_new(1, sizeof(*view));

	view->count = 1;
	view->generation = generation;
	return view;
}

struct view_pool *
view_pool_new(uint32_t real_servers_len, uint32_t checks_len)
{
	struct view_pool *pool = mem_new(1, sizeof(*pool));

	pool->count = 1;
	pool->real_servers = mem_new(real_servers_len, sizeof(*pool->real_servers));
	for (uint32_t i = 0; i < real_servers_len; i++)
		pool->real_servers[i].pool = pool;
	pool->real_servers_len = real_servers_len;
	pool->checks = mem_new(checks_len, sizeof(*pool->checks));
	pool->checks_len = checks_len;
	return pool;
}

struct view_pool *
view_pool_ref(struct view_pool *pool)
{
	(void)atomic_fetch_add_explicit(&pool->count, 1, memory_order_relaxed);
	return pool;
}

void
view_pool_unref(struct view_pool *pool)
{
	if (!pool)
		return;
	if (atomic_fetch_sub_explicit(&pool->count, 1, memory_order_acq_rel) > 1)
		return;
	mem_free(pool->real_servers);
	mem_free(pool->checks);
	mem_free(pool->entries);
	mem_free(pool);
}

struct view *
view_ref(struct view *view)
{
	(void)atomic_fetch_add_explicit(&view->count, 1, memory_order_relaxed);
	return view;
}

void
view_unref(struct view *view)
{
	if (!view)
		return;
	if (atomic_fetch_sub_explicit(&view->count, 1, memory_order_acq_rel) > 1)
		return;
	for (uint32_t i = 0; i < view->pools_len; i++)
		view_pool_unref(view->pools[i]);
	view_said_unref(view->said);
	mem_free(view->pools);
	mem_free(view->vrrp);
	mem_free(view->vrrp_addresses);
	mem_free(view->tracks);
	mem_free(view->sync_groups);
	mem_free(view->sync_members);
	mem_free(view->tables);
	mem_free(view->check_types);
	mem_free(view->foreign);
	mem_free(view->knobs);
	mem_free(view->diagnostics);
	view_events_unref(view->events);
	mem_free(view);
}

static int
compare_vrrp(const void *left, const void *right)
{
	const struct view_vrrp *a = left, *b = right;

	if (a->ifindex != b->ifindex)
		return a->ifindex < b->ifindex ? -1 : 1;
	if (a->vrid != b->vrid)
		return a->vrid < b->vrid ? -1 : 1;
	return strcmp(a->name, b->name); /* several whose interface is absent */
}

static int
compare_pools(const void *left, const void *right)
{
	const struct view_pool *const *a = left, *const *b = right;

	return strcmp((*a)->id, (*b)->id);
}

void
view_finish(struct view *view)
{
	if (view->vrrp_len)
		qsort(view->vrrp, view->vrrp_len, sizeof(*view->vrrp), compare_vrrp);
	if (view->pools_len)
		qsort(view->pools, view->pools_len, sizeof(struct view_pool *),
		    compare_pools);
}

const struct view_pool *
view_find_pool(const struct view *view, const char *id)
{
	uint32_t low = 0, high = view->pools_len;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		int order = strcmp(view->pools[middle]->id, id);

		if (order == 0)
			return view->pools[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

const struct view_rs *
view_find_rs(const struct view_pool *pool, const char *id)
{
	for (uint32_t i = 0; i < pool->real_servers_len; i++)
		if (strcmp(pool->real_servers[i].id, id) == 0)
			return &pool->real_servers[i];
	return NULL;
}

const struct view_sync_group *
view_find_sync_group(const struct view *view, const char *name)
{
	for (uint32_t i = 0; i < view->sync_groups_len; i++)
		if (strcmp(view->sync_groups[i].name, name) == 0)
			return &view->sync_groups[i];
	return NULL;
}

const struct view_vrrp *
view_find_vrrp(const struct view *view, const char *name)
{
	for (uint32_t i = 0; i < view->vrrp_len; i++)
		if (strcmp(view->vrrp[i].name, name) == 0)
			return &view->vrrp[i];
	return NULL;
}
