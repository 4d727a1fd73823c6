/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/ipvs/ipvs_member.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "agent/ipvs/ipvs_opinion.h"
#include "agent/lib/mem.h"

int
ipvs_rs_spec_cmp(const struct ipvs_rs_spec *a, const struct ipvs_rs_spec *b)
{
	int order = addr_cmp(&a->addr, &b->addr);

	if (order)
		return order;
	return (a->port > b->port) - (a->port < b->port);
}

/* ---- checks ---- */

void
ipvs_member_configure(struct ipvs_member *member, const struct ipvs_rs_spec *spec)
{
	size_t kept = member->verdicts ? member->spec.checks_len : 0;

	if (!member->verdicts || kept != spec->checks_len)
		member->verdicts = mem_grow(
		    member->verdicts, spec->checks_len, sizeof(*member->verdicts));
	for (size_t i = kept; i < spec->checks_len; i++)
		member->verdicts[i] = (struct ipvs_verdict){
		    .up = !spec->checks[i].alpha, .dynamic_weight = -1, .code = ""};
	if (!member->reason)
		member->reason = "";
	member->spec = *spec;
}

struct ipvs_member
ipvs_member_dup(const struct ipvs_member *member)
{
	struct ipvs_member copy = *member;
	size_t len = member->spec.checks_len;

	copy.verdicts = mem_new(len, sizeof(*copy.verdicts));
	if (len > 0)
		memcpy(copy.verdicts, member->verdicts, len * sizeof(*copy.verdicts));
	return copy;
}

void
ipvs_member_fini(struct ipvs_member *member)
{
	mem_free(member->verdicts);
	*member = (struct ipvs_member){0};
}

void
ipvs_member_hear(
    struct ipvs_member *member, size_t check, const struct ipvs_verdict *verdict)
{
	assert(check < member->spec.checks_len);
	if (verdict->known)
		member->verdicts[check] = *verdict;
	else
		member->verdicts[check].known = false;
}

bool
ipvs_member_is_healthy(const struct ipvs_member *member)
{
	return ipvs_opinion_is_fit(&member->spec, member->verdicts);
}

bool
ipvs_member_hears_first(struct ipvs_member *member)
{
	bool had_heard = member->heard_all;

	if (member->spec.checks_len > 0 && !had_heard)
		member->heard_all =
		    ipvs_opinion_all_known(&member->spec, member->verdicts);
	return member->heard_all && !had_heard;
}

/* ---- health ---- */

enum health_override
ipvs_member_override(const struct ipvs_member *member, const struct ipvs_now *now)
{
	const struct ipvs_rs_spec *spec = &member->spec;

	if (spec->override_end_ms && now->wall_ms >= spec->override_end_ms)
		return OVERRIDE_NONE;
	return spec->override;
}

bool
ipvs_member_judge(struct ipvs_member *member, const struct model_flap *rule,
    const struct ipvs_now *now)
{
	enum health_override override = ipvs_member_override(member, now);
	bool was_up = member->checked_up, is_longer = false;

	member->checked_up = ipvs_member_is_healthy(member);
	member->override_over = override != member->spec.override;
	if (member->settled && member->checked_up != was_up)
		is_longer = ipvs_flap_changed(&member->flap, rule, now->at);
	if (is_longer) {
		member->holds++;
		member->held_until_ms = now->wall_ms + span_to_ms(member->flap.length);
	}
	member->held =
	    ipvs_flap_holds(&member->flap, rule, now->at) && override == OVERRIDE_NONE;
	member->sound =
	    override == OVERRIDE_NONE ? member->checked_up : override == OVERRIDE_UP;
	return is_longer;
}

static bool
is_forced(const struct ipvs_member *member, enum health_override health)
{
	return !member->override_over && member->spec.override == health;
}

bool
ipvs_member_is_unfit(const struct ipvs_member *member)
{
	return member->spec.admin == ADMIN_READY && !member->healthy &&
	    !is_forced(member, OVERRIDE_DOWN) &&
	    (member->checked_up ||
		ipvs_opinion_first_failure(&member->spec, member->verdicts));
}

/* ---- slow start ---- */

void
ipvs_member_ramp(struct ipvs_member *member, uint32_t slow_start_ms, bool comes,
    const struct ipvs_now *now)
{
	bool was_serving = member->serving;
	int64_t past_ms;

	member->serving = member->healthy && member->spec.admin == ADMIN_READY;
	if (comes && member->serving && !was_serving) {
		member->ramping = true;
		member->ramp_from = now->at;
	}
	past_ms = span_to_ms(instant_since(now->at, member->ramp_from));
	if (!member->serving || past_ms >= slow_start_ms)
		member->ramping = false;
	member->ramp_step = IPVS_RAMP_STEPS;
	if (member->ramping)
		member->ramp_step =
		    (uint32_t)(past_ms * IPVS_RAMP_STEPS / slow_start_ms);
}

/* From 1 to its weight. */
static uint32_t
ramped_weight(const struct ipvs_member *member)
{
	uint32_t whole = ipvs_member_live_weight(member);
	uint32_t part = whole * member->ramp_step / IPVS_RAMP_STEPS;

	if (!member->ramping)
		return whole;
	return part || !whole ? part : 1;
}

uint32_t
ipvs_member_live_weight(const struct ipvs_member *member)
{
	if (member->spec.admin != ADMIN_READY || !member->healthy)
		return 0;
	return ipvs_opinion_weight(&member->spec, member->verdicts);
}

uint32_t
ipvs_member_calm_weight(const struct ipvs_member *member)
{
	if (member->spec.admin != ADMIN_READY || !member->sound || member->held)
		return 0;
	return ipvs_opinion_weight(&member->spec, member->verdicts);
}

/* ---- drain ---- */

void
ipvs_member_observe(struct ipvs_member *member, const struct ipvs_dest *observed)
{
	member->present = observed;
	member->connections = observed ? observed->active + observed->inactive : 0;
	member->persistent = observed ? observed->persistent : 0;
	if (observed) {
		member->kernel_weight = observed->weight;
		member->kernel_forward = observed->forward;
	}
}

bool
ipvs_member_is_applied(const struct ipvs_member *member)
{
	if (!member->in_table)
		return true;
	return member->present && member->kernel_weight == member->effective_weight &&
	    member->kernel_forward == member->spec.forward;
}

/* Templates of persistence count, unless it was said that they do not: who has one is
 * sent here again with the next connection.
 * One more scan than the next: that one may have been under way when the weight became
 * 0, and have passed by already. */
static bool
has_emptied(const struct ipvs_member *member, const struct ipvs_now *now)
{
	if (now->scans < member->drain_scan + 2 || member->connections > 0)
		return false;
	return member->persistent == 0 || member->spec.drain_expires;
}

static bool
is_out_of_time(const struct ipvs_member *member, const struct ipvs_now *now)
{
	return member->spec.deadline_ms && now->wall_ms >= member->spec.deadline_ms;
}

void
ipvs_member_drain(struct ipvs_member *member, const struct ipvs_now *now)
{
	bool is_over;

	if (member->spec.admin != ADMIN_DRAIN) {
		member->draining = member->drained = false;
		member->gone = member->rests = false;
		return;
	}
	if (!member->draining) {
		member->draining = true;
		member->drain_scan = now->scans;
	}
	/* Once drained it stays so. What is only asked for later waits for who has
	 * come back meanwhile, led by a template. */
	is_over = has_emptied(member, now) || is_out_of_time(member, now);
	member->drained |= is_over;
	member->gone =
	    (member->gone || is_over) && member->spec.drain_end == DRAIN_REMOVE;
	member->rests =
	    (member->rests || is_over) && member->spec.drain_end == DRAIN_MAINTENANCE;
}

/* ---- state ---- */

static void
set_state(struct ipvs_member *member, enum rs_state state, const char *reason,
    const char *detail)
{
	member->state = state;
	member->reason = reason;
	/* What is too long for a row is cut: it is a text for people. */
	(void)mem_copy_text(member->detail, sizeof(member->detail), detail);
}

static void
settle_drain(struct ipvs_member *member)
{
	static const char *const then[DRAIN_ENDS] = {"",
	    "removed when its connections have ended",
	    "in maintenance when its connections have ended"};

	if (!member->drained)
		set_state(
		    member, RS_DRAINING, "admin.drain", then[member->spec.drain_end]);
	else if (member->connections)
		set_state(member, RS_DRAINED, "drain.deadline",
		    "out of time with connections left");
	else
		set_state(member, RS_DRAINED, "admin.drain", "");
}

static void
say_failure(struct ipvs_member *member, const char *first)
{
	const struct ipvs_verdict *why =
	    ipvs_opinion_first_failure(&member->spec, member->verdicts);

	if (!why)
		return;
	(void)snprintf(member->detail, sizeof(member->detail), "%s%.*s%s%s", first,
	    IPVS_CODE_SIZE, why->code, why->detail[0] ? ": " : "",
	    why->detail); /* may be cut */
}

static void
settle_held(struct ipvs_member *member)
{
	set_state(member, RS_DOWN, "flapping", "");
	(void)snprintf(member->detail, sizeof(member->detail),
	    "changed too often: held down for %lld s, hold %llu",
	    (long long)span_to_ms(member->flap.length) / 1000,
	    (unsigned long long)member->holds); /* fits */
}

/* Both the operator and we may say so though its checks do not. */
static void
settle_sick(struct ipvs_member *member)
{
	if (is_forced(member, OVERRIDE_DOWN)) {
		set_state(member, RS_DOWN, "override.down", "forced by an operator");
	} else if (member->held) {
		settle_held(member);
	} else if (!ipvs_opinion_first_failure(&member->spec, member->verdicts)) {
		set_state(member, RS_STARTING, "check.pending",
		    "waits for its first success");
	} else {
		set_state(member, RS_DOWN, "check.failed", "");
		say_failure(member, "");
	}
}

static bool
is_kept(const struct ipvs_member *member, const struct ipvs_member_place *place)
{
	return place->panic && ipvs_member_is_unfit(member);
}

static void
settle_kept(struct ipvs_member *member)
{
	set_state(member, RS_DOWN, "pool.panic", "in use, too few are fit");
	say_failure(member, "in use, too few are fit: ");
}

/* What keeps a fit one from its full share. */
static bool
settle_waiting(struct ipvs_member *member, const struct ipvs_member_place *place)
{
	if (place->standby)
		set_state(member, RS_STANDBY, "quorum.lost", "the sorry server serves");
	else if (place->reserve)
		set_state(member, RS_STANDBY, "tier.reserve", "an earlier tier serves");
	else if (member->ramping)
		set_state(member, RS_STARTING, "slow_start", "its weight grows");
	else
		return false;
	return true;
}

static void
settle_fit(struct ipvs_member *member, const struct ipvs_member_place *place)
{
	if (settle_waiting(member, place))
		return;
	if (is_forced(member, OVERRIDE_UP))
		set_state(member, RS_UP, "override.up", "forced by an operator");
	else if (member->spec.checks_len == 0)
		set_state(member, RS_UNCHECKED, "check.none", "has no checks");
	else if (!ipvs_opinion_all_known(&member->spec, member->verdicts))
		set_state(
		    member, RS_UNCHECKED, "check.pending", "not all checks have run");
	else
		set_state(member, RS_UP, "", "");
}

/* Of a tier in reserve the weight is 0: connections of when it served go on. */
static uint32_t
weight_in(const struct ipvs_member *member, const struct ipvs_member_place *place)
{
	if (is_kept(member, place))
		return ipvs_opinion_weight(&member->spec, member->verdicts);
	if (place->standby || place->reserve)
		return 0;
	return ramped_weight(member);
}

static void
settle_ready(struct ipvs_member *member, const struct ipvs_member_place *place)
{
	bool kept = is_kept(member, place);

	if (member->healthy)
		settle_fit(member, place);
	else if (kept)
		settle_kept(member);
	else
		settle_sick(member);
	member->in_table =
	    member->healthy ? !place->standby : kept || member->spec.inhibit_on_failure;
	member->effective_weight = member->in_table ? weight_in(member, place) : 0;
	if (place->kernel_error[0] && member->in_table && !member->present)
		set_state(member, RS_ERROR, "kernel.refused", place->kernel_error);
}

void
ipvs_member_settle(struct ipvs_member *member, const struct ipvs_member_place *place)
{
	if (member->spec.admin == ADMIN_READY) {
		settle_ready(member, place);
		return;
	}
	/* Stays with weight 0: what is connected may go on. */
	member->in_table = !member->gone;
	member->effective_weight = 0;
	if (member->spec.admin == ADMIN_DRAIN)
		settle_drain(member);
	else
		set_state(member, RS_MAINTENANCE, "admin.maintenance", "");
}
