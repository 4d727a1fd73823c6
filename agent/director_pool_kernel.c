/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on: control. What the kernel is given of one virtual server, and what it says.
 */
#include <stdio.h>
#include <string.h>

#include "agent/director_inside.h"
#include "agent/ipvs/ipvs_pool_table.h"

const struct ipvs_service *
director_pool_observed(const struct director *director, struct director_pool *pool)
{
	struct ipvs_key key = ipvs_services_key(pool->vs, 0);

	if (!pool->vs->group)
		return ipvs_sync_observed(director->sync, &key);
	ipvs_service_fini(&pool->gathered);
	if (!ipvs_services_gather(
		&pool->pool, ipvs_sync_observed_table(director->sync), &pool->gathered))
		return NULL;
	return &pool->gathered;
}

static void
note_failure(struct director_pool *pool, const struct ipvs_failure *failure)
{
	(void)snprintf(pool->pool.kernel_error, sizeof(pool->pool.kernel_error),
	    "%s: %s", failure->op, strerrordesc_np(failure->err)); /* may be cut */
}

void
director_pool_take_outcome(struct director *director, struct director_pool *pool,
    const struct ipvs_failure *failure)
{
	bool was_refused = pool->pool.kernel_error[0] != '\0';

	ipvs_pool_observe(&pool->pool, director_pool_observed(director, pool));
	if (failure->op) {
		note_failure(pool, failure);
	} else if (was_refused && ipvs_pool_is_applied(&pool->pool)) {
		pool->pool.kernel_error[0] = '\0';
	}
	if (!was_refused && !pool->pool.kernel_error[0])
		return;
	pool->view_stale = true;
	director_pool_work_out(director, pool);
	director_changed(director);
}

/* The first failure; the others are tried all the same. */
static struct ipvs_failure
set_services(struct director *director, const struct director_pool *pool)
{
	struct ipvs_failure first = {0};

	for (size_t i = 0; i < ipvs_services_len(pool->vs); i++) {
		struct ipvs_service desired = ipvs_services_desired(&pool->pool, i);
		struct ipvs_failure failure =
		    ipvs_sync_set_service(director->sync, &desired);

		if (!first.op)
			first = failure;
	}
	return first;
}

/* The others are as they were, unless the kernel refuses it now, or did before. */
static struct ipvs_failure
settle_one(struct director *director, struct director_pool *pool,
    const struct ipvs_member *one)
{
	struct ipvs_member *member =
	    ipvs_pool_find(&pool->pool, &one->spec.addr, one->spec.port);
	struct ipvs_key key = ipvs_pool_key(pool->vs);
	struct ipvs_dest dest = ipvs_pool_dest(one);
	struct ipvs_failure failure = ipvs_sync_set_dest(director->sync, &key, &dest);
	const struct ipvs_service *observed = ipvs_sync_observed(director->sync, &key);

	if (failure.op || pool->pool.kernel_error[0] || !observed)
		director_pool_take_outcome(director, pool, &failure);
	else
		ipvs_member_observe(
		    member, ipvs_service_find(observed, &dest.addr, dest.port));
	return failure;
}

struct ipvs_failure
director_pool_settle(struct director *director, struct director_pool *pool)
{
	const struct ipvs_member *one;
	struct ipvs_failure failure = {0};

	director_pool_work_out(director, pool);
	if (!ipvs_pool_owes(&pool->pool))
		return failure;
	one = pool->vs->group ? NULL : ipvs_pool_owes_one(&pool->pool);
	ipvs_pool_paid(&pool->pool);
	if (one)
		return settle_one(director, pool, one);
	failure = set_services(director, pool);
	director_pool_take_outcome(director, pool, &failure);
	return failure;
}
