/* SPDX-License-Identifier: Apache-2.0 */
/* Straight down: an override that ends, links that have settled, faults, the priority,
 * the primary address; then the election hears what differs. */
#include "agent/vrrp/vrrp_facts.h"

#include <string.h>

#include "agent/vrrp/vrrp_group.h"
#include "agent/vrrp/vrrp_hearing.h"

static const struct instant at_once = {0};

/* It goes with the interface it is on; one of this name on another is not ours. */
static bool
vmac_is_there(const struct vrrp_router *router)
{
	const struct vrrp_interface *vmac = router->vmac;

	return !vmac ||
	    (vmac->ifindex && vmac->parent == router->interface->ifindex &&
		(vmac->up || router->dont_track_primary));
}

/* A static address, route or rule of its track groups cannot be had. */
static bool
lacks_static(const struct vrrp_router *router)
{
	for (size_t i = 0; i < router->fib.needs_len; i++)
		if (vrrp_fib_is_missing(router->fib.needs[i]))
			return true;
	return false;
}

static bool
find_fault(const struct vrrp_router *router, const struct vrrp_track_verdict *verdict,
    struct instant now, enum vrrp_reason *why)
{
	const struct vrrp_interface *interface = router->interface;

	if (interface->ifindex == 0)
		*why = VRRP_WHY_INTERFACE_ABSENT;
	else if (!interface->up && !router->dont_track_primary)
		*why = VRRP_WHY_INTERFACE_DOWN;
	else if (!vmac_is_there(router))
		*why = VRRP_WHY_NO_VMAC;
	else if (vrrp_router_mute(router))
		*why = VRRP_WHY_NO_SOCKET;
	else if (router->rules.no_peer_is_fault && router->peers_len == 0)
		*why = VRRP_WHY_NO_PEER;
	else if (router->rules.track_source &&
	    !vrrp_interface_has(interface, &router->source))
		*why = VRRP_WHY_NO_SOURCE;
	else if (!addr_is_set(&router->run.fsm.primary))
		*why = VRRP_WHY_NO_PRIMARY_ADDRESS;
	else if (instant_before(now, router->run.address_fault))
		*why = VRRP_WHY_ADDRESS_LOST;
	else if (lacks_static(router))
		*why = VRRP_WHY_STATIC_LOST;
	else if (verdict->faulty)
		*why = VRRP_WHY_TRACK_FAILED;
	else
		return false;
	return true;
}

static enum vrrp_own
source_kind(const struct vrrp_router *router)
{
	if (router->peers_len) /* as far as the first peer is, or farther */
		return vrrp_own_kind(&router->peers[0].addr);
	return router->family == ADDR_V6 ? VRRP_OWN_LINK_LOCAL : VRRP_OWN_V4;
}

static void
find_primary(struct vrrp_router *router)
{
	struct vrrp_fsm *fsm = &router->run.fsm;
	struct addr primary = router->source;

	if (!addr_is_set(&primary))
		primary =
		    vrrp_interface_primary(router->interface, source_kind(router));
	if (addr_equal(&fsm->primary, &primary))
		return;
	fsm->primary = primary;
	if (fsm->state == VRRP_MASTER)
		fsm->master = primary;
	router->changed = true;
}

/* Delays of the links that matter to it; when the next one ends. */
static struct instant
settle_interfaces(struct vrrp_router *router, struct instant now)
{
	struct instant due = vrrp_interface_settle(router->interface, now);

	for (size_t i = 0; i < router->tracked_len; i++)
		if (router->tracked[i].interface)
			due = instant_earlier(due,
			    vrrp_interface_settle(router->tracked[i].interface, now));
	return due;
}

static struct vrrp_track_verdict
judge_tracked(struct vrrp_router *router)
{
	for (size_t i = 0; i < router->tracked_len; i++) {
		struct vrrp_tracked *tracked = &router->tracked[i];

		if (tracked->interface) {
			tracked->item.known = true;
			tracked->item.up =
			    tracked->interface->ifindex && tracked->interface->up;
		}
		router->items[i] = tracked->item;
	}
	return vrrp_track_judge(
	    vrrp_override_base(&router->run.override, router->fsm_cf.priority),
	    router->items, router->tracked_len);
}

static void
set_priority(struct vrrp_router *router, uint8_t priority, struct vrrp_outbox *out,
    struct instant now)
{
	struct vrrp_event event = {.kind = VRRP_EV_PRIORITY, .priority = priority};
	struct vrrp_note *told;

	if (router->run.fsm.priority == priority)
		return;
	told = vrrp_outbox_note(out, VRRP_NOTE_PRIORITY, router->index);
	told->theirs = router->run.fsm.priority;
	told->ours = priority;
	vrrp_router_step(router, &event, out, now);
	vrrp_router_tell(router);
}

/* What is heard meanwhile is ignored: nobody is elected in init. */
static bool
is_delayed(struct vrrp_router *router, struct instant now)
{
	struct vrrp_router_run *run = &router->run;

	if (run->begins.ns == 0)
		run->begins = instant_add(now, router->startup_delay);
	if (instant_before(run->begins, router->not_before))
		run->begins = router->not_before;
	return instant_before(now, run->begins);
}

static void
end_override(struct vrrp_router *router, struct vrrp_outbox *out, struct instant now)
{
	if (!vrrp_override_tick(&router->run.override, now))
		return;
	(void)vrrp_outbox_note(out, VRRP_NOTE_OVERRIDE_OVER, router->index);
	vrrp_router_tell(router);
}

/* Told again, a wish to yield is obeyed again. */
static void
yield_or_not(struct vrrp_router *router, struct vrrp_outbox *out, struct instant now)
{
	struct vrrp_router_run *run = &router->run;
	struct vrrp_event event = {
	    .kind = VRRP_EV_YIELD, .yields = run->override.kind == VRRP_WISH_YIELD};

	if (run->fsm.yields == event.yields && !run->override_is_new)
		return;
	run->override_is_new = false;
	vrrp_router_step(router, &event, out, now);
	vrrp_router_tell(router);
}

void
vrrp_facts_look(struct vrrp_router *router, struct vrrp_outbox *out, struct instant now)
{
	struct vrrp_event event = {.kind = VRRP_EV_FAULT};
	struct vrrp_track_verdict verdict;

	end_override(router, out, now);
	(void)settle_interfaces(router, now); /* the tick comes back for it */
	verdict = judge_tracked(router);
	if (router->leaving) {
		event.kind = VRRP_EV_STOP;
		event.why = router->why_leaving;
		vrrp_router_step(router, &event, out, now);
		return;
	}
	if (router->interface->ifindex == 0)
		router->run.address_fault = at_once; /* the address had no chance */
	find_primary(router);
	set_priority(router,
	    vrrp_override_priority(&router->run.override, verdict.priority), out, now);
	yield_or_not(router, out, now);
	if (router->reconfigured) {
		struct vrrp_event config = {.kind = VRRP_EV_CONFIG};

		router->reconfigured = false;
		vrrp_router_step(router, &config, out, now);
	}
	event.faulty = find_fault(router, &verdict, now, &event.why);
	if (router->sync)
		event.faulty = vrrp_group_fault(router, event.faulty, &event.why);
	if (router->run.fsm.state == VRRP_INIT) {
		/* Quiet until every script that could forbid it has had its say. */
		if (verdict.pending || is_delayed(router, now) ||
		    (router->sync && router->sync->unseen))
			return;
		event.kind = VRRP_EV_START;
	}
	vrrp_router_step(router, &event, out, now);
}

struct instant
vrrp_facts_due(struct vrrp_router *router, struct instant now)
{
	const struct vrrp_router_run *run = &router->run;
	struct instant due = vrrp_override_due(&run->override);

	if (run->fsm.state == VRRP_INIT && instant_before(now, run->begins))
		due = instant_earlier(due, run->begins);
	if (instant_before(now, run->address_fault))
		due = instant_earlier(due, run->address_fault);
	return instant_earlier(due, settle_interfaces(router, now));
}
