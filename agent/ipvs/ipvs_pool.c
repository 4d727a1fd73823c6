/* SPDX-License-Identifier: Apache-2.0 */
/* What keepalived's operators know holds: without quorum all live real servers leave
 * the table and the sorry server enters; without a sorry server they stay. Those that
 * are drained or in maintenance stay with weight 0 throughout: their connections are
 * the operator's to end. */
#include "agent/ipvs/ipvs_pool.h"

#include <assert.h>
#include <string.h>

#include "agent/ipvs/ipvs_pool_table.h"
#include "agent/ipvs/ipvs_tier.h"
#include "agent/lib/mem.h"

void
ipvs_pool_changes_fini(struct ipvs_pool_changes *changes)
{
	mem_free(changes->items);
	*changes = (struct ipvs_pool_changes){0};
}

static void
note(struct ipvs_pool_changes *changes, const struct ipvs_pool_change *change)
{
	if (changes->len == changes->room) {
		changes->room = changes->room ? 2 * changes->room : 8;
		changes->items =
		    mem_grow(changes->items, changes->room, sizeof(*changes->items));
	}
	changes->items[changes->len++] = *change;
}

void
ipvs_pool_fini(struct ipvs_pool *pool)
{
	for (size_t i = 0; i < pool->members_len; i++)
		ipvs_member_fini(&pool->members[i]);
	mem_free(pool->members);
	*pool = (struct ipvs_pool){0};
}

struct ipvs_pool
ipvs_pool_dup(const struct ipvs_pool *pool)
{
	struct ipvs_pool copy = *pool;

	copy.members = mem_new(pool->members_len, sizeof(*copy.members));
	for (size_t i = 0; i < pool->members_len; i++)
		copy.members[i] = ipvs_member_dup(&pool->members[i]);
	copy.owes_all = ipvs_pool_owes(pool);
	copy.owes = NULL;
	return copy;
}

/* ---- what the kernel is owed ---- */

static void
owe(struct ipvs_pool *pool, const struct ipvs_member *member)
{
	pool->owes_all |= pool->owes && pool->owes != member;
	pool->owes = member;
}

/* ---- members ---- */

void
ipvs_pool_configure(struct ipvs_pool *pool, const struct model_virtual_server *vs,
    const struct ipvs_rs_spec *specs, size_t len)
{
	struct ipvs_member *members = mem_new(len, sizeof(*members));
	struct ipvs_member *old = pool->members;
	/* None at first: NULL + 0 is undefined. */
	struct ipvs_member *end = old ? old + pool->members_len : NULL;

	for (size_t i = 0; i < len; i++) {
		assert(i == 0 || ipvs_rs_spec_cmp(&specs[i - 1], &specs[i]) < 0);
		while (old < end && ipvs_rs_spec_cmp(&old->spec, &specs[i]) < 0)
			ipvs_member_fini(old++);
		if (old < end && ipvs_rs_spec_cmp(&old->spec, &specs[i]) == 0)
			members[i] = *old++;
		ipvs_member_configure(&members[i], &specs[i]);
	}
	while (old < end)
		ipvs_member_fini(old++);
	mem_free(pool->members);
	pool->members = members;
	pool->members_len = len;
	pool->vs = vs;
	pool->configured = true;
	pool->owes_all = true;
	pool->owes = NULL;
}

void
ipvs_pool_configure_one(
    struct ipvs_pool *pool, struct ipvs_member *member, const struct ipvs_rs_spec *spec)
{
	ipvs_member_configure(member, spec);
	pool->configured = true;
	owe(pool, member);
}

struct ipvs_member *
ipvs_pool_find(const struct ipvs_pool *pool, const struct addr *addr, uint16_t port)
{
	struct ipvs_rs_spec key = {.addr = *addr, .port = port};
	size_t low = 0, high = pool->members_len;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = ipvs_rs_spec_cmp(&pool->members[middle].spec, &key);

		if (order == 0)
			return &pool->members[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

void
ipvs_pool_observe(struct ipvs_pool *pool, const struct ipvs_service *observed)
{
	pool->present = observed;
	for (size_t i = 0; i < pool->members_len; i++) {
		struct ipvs_member *member = &pool->members[i];
		const struct ipvs_dest *dest = NULL;

		if (observed)
			dest = ipvs_service_find(
			    observed, &member->spec.addr, member->spec.port);
		ipvs_member_observe(member, dest);
	}
}

/* ---- quorum ---- */

static uint64_t
least(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

/* A quorum that those who stay could never reach is lowered to what they can. */
static uint64_t
reachable_weight(const struct ipvs_pool *pool)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < pool->members_len; i++)
		if (pool->members[i].spec.drain_end != DRAIN_REMOVE)
			sum += pool->members[i].spec.weight;
	return sum ? sum : 1;
}

static struct ipvs_quorum
quorum_of(const struct ipvs_pool *pool)
{
	uint64_t quorum =
	    least(pool->vs->quorum ? pool->vs->quorum : 1, reachable_weight(pool));

	return (struct ipvs_quorum){.quorum = quorum,
	    .hysteresis = least(pool->vs->hysteresis, quorum - 1),
	    .settled = pool->settled};
}

/* `is_there`: to keep it; else to come to it. */
static uint64_t
needed_weight(const struct ipvs_pool *pool, bool is_there)
{
	struct ipvs_quorum law = quorum_of(pool);

	if (!pool->settled)
		return law.quorum;
	if (is_there)
		return law.quorum - law.hysteresis;
	return least(law.quorum + law.hysteresis, reachable_weight(pool));
}

static void
settle_quorum(struct ipvs_pool *pool, const struct ipvs_now *now,
    struct ipvs_pool_changes *changes)
{
	bool met;

	pool->needed_weight = needed_weight(pool, pool->quorum_met);
	met = pool->live_weight >= pool->needed_weight;
	if (pool->settled && met != pool->quorum_met)
		note(changes,
		    &(struct ipvs_pool_change){
			.event = met ? IPVS_POOL_QUORUM_UP : IPVS_POOL_QUORUM_DOWN});
	if (!pool->settled || met != pool->quorum_met)
		pool->since_ms = now->wall_ms;
	pool->quorum_met = met;
	pool->sorry_in_use = pool->vs->has_sorry_server && !met;
}

bool
ipvs_pool_needs(const struct ipvs_pool *pool, const struct ipvs_member *member)
{
	uint32_t weight = ipvs_member_live_weight(member);

	return weight > 0 && pool->live_weight - weight < pool->needed_weight;
}

/* ---- tiers and panic ---- */

static void
settle_tiers(struct ipvs_pool *pool, struct ipvs_pool_changes *changes)
{
	struct ipvs_tier tiers[IPVS_TIERS] = {0};
	struct ipvs_quorum law = quorum_of(pool);
	uint8_t last;

	for (size_t i = 0; i < pool->members_len; i++) {
		const struct ipvs_member *member = &pool->members[i];
		struct ipvs_tier *tier = &tiers[member->spec.tier];
		uint32_t live = ipvs_member_live_weight(member);

		tier->members++;
		tier->live += live;
		tier->steady += member->ramping ? 0 : live;
		if (member->spec.drain_end != DRAIN_REMOVE)
			tier->reachable += member->spec.weight;
	}
	last = ipvs_tier_last(tiers, &law, pool->tier);
	if (pool->settled && last != pool->tier)
		note(changes,
		    &(struct ipvs_pool_change){
			.event = IPVS_POOL_TIER, .tier = pool->tier});
	pool->tier = last;
}

static void
settle_panic(struct ipvs_pool *pool, struct ipvs_pool_changes *changes)
{
	uint64_t ready = pool->healthy + pool->unfit;
	bool panic = !pool->sorry_in_use &&
	    pool->healthy * 100 < ready * pool->vs->panic_percent;

	if (pool->settled && panic != pool->panic)
		note(changes,
		    &(struct ipvs_pool_change){
			.event = panic ? IPVS_POOL_PANIC_BEGIN : IPVS_POOL_PANIC_END});
	pool->panic = panic;
}

/* ---- update ---- */

static void
note_member(struct ipvs_pool_changes *changes, const struct ipvs_member *member,
    enum ipvs_pool_event event, enum rs_state from)
{
	note(changes,
	    &(struct ipvs_pool_change){.event = event,
		.addr = member->spec.addr,
		.port = member->spec.port,
		.from = from});
}

/* What its checks, an override and flap damping say of each. */
static void
judge(struct ipvs_pool *pool, const struct ipvs_now *now,
    struct ipvs_pool_changes *changes)
{
	uint64_t calm = 0;

	for (size_t i = 0; i < pool->members_len; i++) {
		struct ipvs_member *member = &pool->members[i];
		bool was_over = member->override_over;

		if (ipvs_member_judge(member, &pool->vs->flap, now))
			note_member(changes, member, IPVS_POOL_RS_HELD, member->state);
		if (member->override_over && !was_over)
			note_member(
			    changes, member, IPVS_POOL_RS_OVERRIDE_OVER, member->state);
		calm += ipvs_member_calm_weight(member);
	}
	/* Who is let in again for the quorum stays until the others come to it. */
	pool->lenient = calm < needed_weight(pool, pool->quorum_met && !pool->lenient);
}

static void
look_at_drain(struct ipvs_pool *pool, struct ipvs_member *member,
    const struct ipvs_now *now, struct ipvs_pool_changes *changes)
{
	bool was_drained = member->drained;
	bool was_gone = member->gone, was_rests = member->rests;

	ipvs_member_drain(member, now);
	pool->draining += member->draining &&
	    (!member->drained ||
		(member->spec.drain_end != DRAIN_KEEP && !member->gone &&
		    !member->rests));
	pool->drain_timeouts +=
	    member->drained && !was_drained && member->connections > 0;
	if (member->gone && !was_gone)
		note_member(changes, member, IPVS_POOL_RS_GONE, member->state);
	if (member->rests && !was_rests)
		note_member(changes, member, IPVS_POOL_RS_RESTS, member->state);
}

/* Health and drain: what a member is by itself. */
static void
look_at(struct ipvs_pool *pool, struct ipvs_member *member, const struct ipvs_now *now,
    struct ipvs_pool_changes *changes)
{
	bool was_healthy = member->healthy;
	bool is_first = ipvs_member_hears_first(member);

	member->healthy = member->sound && (!member->held || pool->lenient);
	if (member->settled &&
	    (member->healthy != was_healthy || (is_first && pool->first_is_news)))
		note_member(changes, member,
		    member->healthy ? IPVS_POOL_RS_UP : IPVS_POOL_RS_DOWN,
		    member->state);
	look_at_drain(pool, member, now, changes);
	ipvs_member_ramp(member, pool->vs->slow_start_ms, pool->settled, now);
	pool->healthy += member->serving;
	pool->unfit += ipvs_member_is_unfit(member);
	pool->timed += member->ramping || member->held ||
	    (member->spec.override_end_ms && !member->override_over);
	pool->live_weight += ipvs_member_live_weight(member);
}

/* State: what a member is, its pool considered. True when the kernel is concerned. */
static bool
settle(struct ipvs_pool *pool, struct ipvs_member *member, const struct ipvs_now *now,
    struct ipvs_pool_changes *changes)
{
	struct ipvs_member_place place = {.standby = pool->sorry_in_use,
	    .reserve = member->spec.tier > pool->tier && !pool->panic,
	    .panic = pool->panic,
	    .kernel_error = pool->kernel_error};
	enum rs_state from = member->state;
	bool was_in_table = member->in_table, is_new = !member->settled;
	uint32_t old_weight = member->effective_weight;

	ipvs_member_settle(member, &place);
	member->settled = true;
	if (is_new || member->state != from)
		member->since_ms = now->wall_ms;
	if (!is_new && member->state != from) {
		member->state_changes++;
		note_member(changes, member, IPVS_POOL_RS_STATE, from);
	}
	if (member->in_table == was_in_table && member->effective_weight == old_weight)
		return false;
	owe(pool, member);
	return true;
}

bool
ipvs_pool_update(struct ipvs_pool *pool, const struct ipvs_now *now,
    struct ipvs_pool_changes *changes)
{
	bool sorry_was_in_use = pool->sorry_in_use, differs = pool->configured;

	judge(pool, now, changes);
	pool->live_weight = pool->healthy = pool->unfit = 0;
	pool->draining = pool->timed = 0;
	for (size_t i = 0; i < pool->members_len; i++)
		look_at(pool, &pool->members[i], now, changes);
	settle_quorum(pool, now, changes);
	settle_tiers(pool, changes);
	settle_panic(pool, changes);
	for (size_t i = 0; i < pool->members_len; i++)
		differs |= settle(pool, &pool->members[i], now, changes);
	pool->settled = true;
	pool->configured = false;
	pool->owes_all |= pool->sorry_in_use != sorry_was_in_use;
	return differs || pool->sorry_in_use != sorry_was_in_use;
}
