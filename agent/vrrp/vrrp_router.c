/* SPDX-License-Identifier: Apache-2.0 */
/* The election's steps and what follows from each, and the look-out for rivals. */
#include "agent/vrrp/vrrp_router.h"

#include <assert.h>
#include <string.h>

#include "agent/vrrp/vrrp_group.h"
#include "agent/vrrp/vrrp_hearing.h"

enum { PROBES_A_TICK = 64 };

static const struct instant at_once = {0};
void
vrrp_router_begin(struct vrrp_router *router)
{
	struct vrrp_router_run *run = &router->run;

	memset(run, 0, sizeof(*run));
	vrrp_fsm_init(&run->fsm, &router->fsm_cf);
	vrrp_garp_stop(&run->garp);
	vrrp_conflict_init(&run->conflict);
	router->errand = at_once;
	vrrp_router_retime(router);
}

static bool
is_master(const struct vrrp_router *router)
{
	return router->run.fsm.state == VRRP_MASTER;
}

bool
vrrp_router_holds(const struct vrrp_router *router, const struct vrrp_vip *vip)
{
	return is_master(router) && vip->lease.seen != VRRP_SEEN_ABSENT;
}

bool
vrrp_router_mute(const struct vrrp_router *router)
{
	enum vrrp_carrier carrier =
	    router->family == ADDR_V6 ? VRRP_OVER_V6 : VRRP_OVER_V4;

	return router->interface->mute[carrier] || router->out->mute[carrier];
}

struct span
vrrp_router_hold(const struct vrrp_router *router)
{
	struct span second = span_s(1);

	return router->fsm_cf.interval.ns > second.ns ? router->fsm_cf.interval
						      : second;
}

static struct vrrp_note *
note(
    const struct vrrp_router *router, struct vrrp_outbox *out, enum vrrp_note_kind kind)
{
	return vrrp_outbox_note(out, kind, router->index);
}

/* ---- rivals ---- */

static void
tell_conflict(struct vrrp_router *router, const struct vrrp_rival *rival,
    enum vrrp_conflict_change change, struct vrrp_outbox *out)
{
	struct vrrp_note *told;

	if (change == VRRP_CONFLICT_SAME)
		return;
	told = note(router, out, VRRP_NOTE_SPLIT_BRAIN);
	told->up = change == VRRP_CONFLICT_BEGUN;
	told->state = router->run.fsm.state;
	told->peer = rival->peer;
	told->addr = rival->claimed;
	told->has_mac = rival->has_mac;
	memcpy(told->mac, rival->mac, sizeof(told->mac));
	router->run.counters.split_brains += told->up;
	vrrp_router_tell(router);
}

void
vrrp_router_rival(struct vrrp_router *router, const struct vrrp_rival *rival,
    struct span hold, struct vrrp_outbox *out, struct instant now)
{
	struct vrrp_conflict *conflict = &router->run.conflict;
	enum vrrp_conflict_change change =
	    vrrp_conflict_seen(conflict, rival, hold, now);

	tell_conflict(router, &conflict->rival, change, out);
	vrrp_router_wake_at(router, vrrp_conflict_due(conflict));
}

static void
drop_conflict(struct vrrp_router *router, struct vrrp_outbox *out)
{
	struct vrrp_rival rival = router->run.conflict.rival;

	tell_conflict(router, &rival, vrrp_conflict_drop(&router->run.conflict), out);
	router->run.probes_left = 0;
}

/* Who has our addresses? Some of them a tick, if there are many. */
static void
send_probes(struct vrrp_router *router, struct vrrp_outbox *out)
{
	struct vrrp_router_run *run = &router->run;

	for (int i = 0; i < PROBES_A_TICK && run->probes_left; i++) {
		struct vrrp_vip *vip = &router->vips[--run->probes_left];
		struct vrrp_act *act;

		if (!vrrp_router_holds(router, vip) || !vip->interface->has_mac)
			continue;
		act = vrrp_outbox_add(out, VRRP_ACT_PROBE);
		act->router = router;
		act->vip = vip;
	}
}

void
vrrp_router_watch(
    struct vrrp_router *router, struct vrrp_outbox *out, struct instant now)
{
	struct vrrp_conflict *conflict = &router->run.conflict;
	struct vrrp_rival rival = conflict->rival;
	bool probe;

	if (!is_master(router))
		return;
	tell_conflict(router, &rival,
	    vrrp_conflict_tick(conflict, vrrp_router_hold(router), now, &probe), out);
	if (probe)
		router->run.probes_left = router->vips_len;
	send_probes(router, out);
}

/* ---- the election ---- */

static void
entered(struct vrrp_router *router, enum vrrp_state from, struct vrrp_outbox *out,
    struct instant now)
{
	struct vrrp_router_run *run = &router->run;
	struct vrrp_note *told = note(router, out, VRRP_NOTE_ENTER);

	told->from = from;
	told->state = run->fsm.state;
	told->reason = run->fsm.reason;
	told->ours = vrrp_fsm_priority(&run->fsm);
	told->last_heard = run->last_advert.at;
	told->peer = run->last_advert.source;
	told->theirs = run->last_advert.priority;
	told->limit = vrrp_fsm_master_down(&run->fsm);
	run->counters.entered[run->fsm.state]++;
	run->counters.become_master += run->fsm.state == VRRP_MASTER;
	if (run->fsm.state == VRRP_MASTER)
		run->lately.master_reason = run->fsm.reason;
	run->counters.release_master += from == VRRP_MASTER;
	if (run->fsm.state == VRRP_INIT)
		run->started = at_once;
	else if (from == VRRP_INIT)
		run->started = now;
	/* What was told of the state before is news again. */
	vrrp_gap_forget(&run->gap);
	memset(run->heard, 0, sizeof(run->heard));
	memset(run->refused, 0, sizeof(run->refused));
	vrrp_router_tell(router);
}

static void
send_advert(struct vrrp_router *router, uint8_t priority, struct vrrp_outbox *out)
{
	struct vrrp_act *act = vrrp_outbox_add(out, VRRP_ACT_ADVERT);

	act->router = router;
	act->priority = priority;
	act->due = router->run.scheduled;
}

static void
carry_out(struct vrrp_router *router, unsigned does, struct vrrp_outbox *out,
    struct instant now)
{
	struct vrrp_router_run *run = &router->run;

	if (does & VRRP_DO_ADVERT)
		send_advert(router, vrrp_fsm_priority(&run->fsm), out);
	/* By a link that is down nobody would hear it. */
	if ((does & VRRP_DO_RELEASE) && router->out->link_up &&
	    !vrrp_router_mute(router))
		send_advert(router, VRRP_PRIO_RELEASE, out);
	if (does & VRRP_DO_TAKE) {
		run->announce = true;
		vrrp_conflict_watch(&run->conflict, router->lease, now);
	}
	if (does & VRRP_DO_DROP) {
		run->announce = false;
		vrrp_garp_stop(&run->garp);
		drop_conflict(router, out);
		for (size_t i = 0; i < router->vips_len; i++)
			router->vips[i].restoring = false;
	}
	if (does & VRRP_DO_REANNOUNCE)
		vrrp_group_reannounce(router, now);
	if ((does & (VRRP_DO_ASK | VRRP_DO_ENTER)) && router->sync)
		router->sync->asked = true;
}

void
vrrp_router_step(struct vrrp_router *router, const struct vrrp_event *event,
    struct vrrp_outbox *out, struct instant now)
{
	struct vrrp_router_run *run = &router->run;
	enum vrrp_state from = run->fsm.state;
	bool is_regular = event->kind == VRRP_EV_TICK && from == VRRP_MASTER;
	struct vrrp_actions acts;

	if (event->kind == VRRP_EV_ADVERT)
		vrrp_hearing_note(router, event, out, now);
	run->scheduled = is_regular ? run->fsm.due : at_once;
	acts = vrrp_fsm_step(&run->fsm, event, now);
	vrrp_hearing_tell(router, acts.heard, event, out, now);
	if (acts.does & VRRP_DO_ENTER)
		entered(router, from, out, now);
	carry_out(router, acts.does, out, now);
	if (acts.does) /* what follows from it is the next tick's */
		vrrp_router_wake_at(router, now);
	vrrp_router_retime(router);
}
