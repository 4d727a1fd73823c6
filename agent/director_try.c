/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on: control. What an edit would come to: the same layers, the same pool and the
 * same planner as when it is carried out, on copies. */
#include <string.h>

#include "agent/director_edit.h"
#include "agent/director_inside.h"
#include "agent/ipvs/ipvs_plan.h"
#include "agent/lib/mem.h"

/* The edits of one virtual server with this one among them; the caller's. */
static struct edits
edits_after(const struct director *director, const struct edits_decision *decision)
{
	const struct edit *next = &decision->next;
	struct edits edits = {.revision = director->edits.revision};
	size_t len, first = edits_of(&director->edits, next->vs_id, &len);

	for (size_t i = first; i < first + len; i++)
		edits_put(&edits, director->edits.items[i]);
	if (decision->erases)
		edits_remove(&edits, next->vs_id, &next->addr, next->port);
	else
		edits_put(&edits, next);
	return edits;
}

static struct ipvs_pool
pool_after(const struct director *director, const struct director_pool *pool,
    const struct edits_decision *decision)
{
	struct ipvs_pool after = ipvs_pool_dup(&pool->pool);
	struct edits edits = edits_after(director, decision);
	struct ipvs_now now = director_now(director);
	struct ipvs_pool_changes changes = {0};
	struct ipvs_rs_spec *specs;
	size_t len;

	specs = edits_merge(&edits, pool->vs, pool->sorted, pool->sorted_len, &len);
	ipvs_pool_configure(&after, pool->vs, specs, len);
	(void)ipvs_pool_update(&after, &now, &changes); /* the plan says what differs */
	ipvs_pool_changes_fini(&changes);
	mem_free(specs);
	edits_fini(&edits);
	return after;
}

static struct command_state
state_of_service(const struct ipvs_service *service)
{
	struct command_state state = {.is_there = service};

	if (!service)
		return state;
	/* As long as the kernel's name of a scheduler. */
	(void)mem_copy_text(
	    state.scheduler, sizeof(state.scheduler), service->scheduler);
	if (service->flags & IP_VS_SVC_F_PERSISTENT)
		state.persistence_s = service->timeout_s;
	return state;
}

static struct command_state
state_of_dest(const struct ipvs_dest *dest)
{
	struct command_state state = {.is_there = dest};

	if (!dest)
		return state;
	state.weight = dest->weight;
	state.forward = dest->forward;
	return state;
}

static bool
is_about_dest(const struct ipvs_op *op)
{
	return op->kind == IPVS_NEW_DEST || op->kind == IPVS_SET_DEST ||
	    op->kind == IPVS_DEL_DEST;
}

/* What the kernel has that the operation is about, and what it would have. */
static void
add_change(struct command_plan *plan, const char *vs_id, const struct ipvs_op *op,
    const struct ipvs_service *observed)
{
	bool removes = op->kind == IPVS_DEL_DEST || op->kind == IPVS_DEL_SERVICE;
	struct command_change *change = &plan->changes[plan->len++];
	const struct ipvs_dest *dest = NULL;

	change->op = ipvs_op_word(op->kind);
	/* All ids have one length. */
	(void)mem_copy_text(change->vs_id, sizeof(change->vs_id), vs_id);
	if (!is_about_dest(op)) {
		change->from = state_of_service(observed);
		change->to = state_of_service(removes ? NULL : &op->service);
		return;
	}
	model_rs_id(&op->dest.addr, op->dest.port, change->rs_id);
	if (observed)
		dest = ipvs_service_find(observed, &op->dest.addr, op->dest.port);
	change->from = state_of_dest(dest);
	change->to = state_of_dest(removes ? NULL : &op->dest);
	if (dest &&
	    (removes || op->dest.weight == 0 || op->dest.forward != dest->forward))
		plan->connections_affected += dest->active + dest->inactive;
}

static void
plan_service(const struct director *director, const struct ipvs_key *key,
    const struct ipvs_service *desired, const char *vs_id, struct command_plan *out)
{
	const struct ipvs_service *observed = ipvs_sync_observed(director->sync, key);
	struct ipvs_plan plan = {0};

	ipvs_plan_service(&plan, desired, observed,
	    ipvs_table_find(ipvs_sync_owned_table(director->sync), key));
	out->changes =
	    mem_grow(out->changes, out->len + plan.len, sizeof(*out->changes));
	memset(&out->changes[out->len], 0, plan.len * sizeof(*out->changes));
	for (size_t i = 0; i < plan.len; i++)
		add_change(out, vs_id, &plan.ops[i], observed);
	ipvs_plan_fini(&plan);
}

void
director_try(const struct director *director, const struct director_pool *pool,
    const struct edits_decision *decision, struct command_plan *plan)
{
	struct ipvs_pool after;
	struct ipvs_service desired;

	if (!decision->changes)
		return;
	after = pool_after(director, pool, decision);
	desired = ipvs_pool_desired(&after);
	plan_service(director, &desired.key, &desired, pool->vs->id, plan);
	plan->quorum_lost |= pool->pool.quorum_met && !after.quorum_met;
	ipvs_service_fini(&desired);
	ipvs_pool_fini(&after);
}

/* The same real servers behind another virtual server. */
static struct ipvs_pool
pool_of(const struct director *director, const struct director_pool *pool,
    const struct model_virtual_server *vs)
{
	struct ipvs_pool after =
	    pool ? ipvs_pool_dup(&pool->pool) : (struct ipvs_pool){0};
	size_t len = after.members_len;
	struct ipvs_rs_spec *specs = mem_new(len, sizeof(*specs));
	struct ipvs_now now = director_now(director);
	struct ipvs_pool_changes changes = {0};

	for (size_t i = 0; i < len; i++)
		specs[i] = after.members[i].spec;
	ipvs_pool_configure(&after, vs, specs, len);
	(void)ipvs_pool_update(&after, &now, &changes); /* the plan says what differs */
	ipvs_pool_changes_fini(&changes);
	mem_free(specs);
	return after;
}

void
director_try_vs(const struct director *director, const struct director_pool *pool,
    const struct model_virtual_server *vs, bool stays, struct command_plan *plan)
{
	struct ipvs_pool after = pool_of(director, pool, vs);
	struct ipvs_service desired = ipvs_pool_desired(&after);

	plan_service(director, &desired.key, stays ? &desired : NULL, vs->id, plan);
	if (pool && pool->pool.quorum_met)
		plan->quorum_lost |= !stays || !after.quorum_met;
	ipvs_service_fini(&desired);
	ipvs_pool_fini(&after);
}
