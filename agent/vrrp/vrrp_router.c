/* SPDX-License-Identifier: Apache-2.0 */
/* A tick goes straight down: what is known of the world (faults, priority, the primary
 * address), the election's timer, the leases, the announcements, the look-out for
 * rivals. Each part takes only what is due, and no part does more than its share of one
 * turn; `due` says when to come back. */
#include "agent/vrrp/vrrp_router.h"

#include <assert.h>
#include <string.h>

#include "agent/vrrp/vrrp_facts.h"
#include "agent/vrrp/vrrp_group.h"
#include "agent/vrrp/vrrp_hearing.h"
#include "agent/vrrp/vrrp_vips.h"

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

static void
watch_rivals(struct vrrp_router *router, struct vrrp_outbox *out, struct instant now)
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
	    !vrrp_facts_mute(router))
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

/* ---- the tick ---- */

static struct instant
next_errand(struct vrrp_router *router, struct instant now)
{
	const struct vrrp_router_run *run = &router->run;
	struct instant due = vrrp_garp_due(&run->garp);

	due = instant_earlier(due, vrrp_conflict_due(&run->conflict));
	if (run->probes_left || (router->sync && router->sync->asked))
		return now;
	due = instant_earlier(due, vrrp_facts_due(router, now));
	due = instant_earlier(due, vrrp_fib_due(&router->fib, is_master(router)));
	return instant_earlier(due, vrrp_vips_due(router));
}

void
vrrp_router_tick(
    struct vrrp_router *router, struct vrrp_outbox *out, struct instant now)
{
	struct vrrp_router_run *run = &router->run;
	struct vrrp_event tick = {.kind = VRRP_EV_TICK};
	bool settled;

	vrrp_facts_look(router, out, now);
	vrrp_router_step(router, &tick, out, now);
	if (router->sync)
		vrrp_group_settle(router->sync, out, now);
	/* Routes may need the addresses: they come after them, and go before. */
	if (!is_master(router))
		vrrp_fib_plan(&router->fib, false, out, now);
	settled = vrrp_vips_plan(router, out, now);
	if (run->fsm.state != VRRP_INIT && router->fsm_cf.priority != VRRP_PRIO_OWNER)
		vrrp_vips_tell_foreign(router, out);
	if (run->announce && settled) {
		run->announce = false;
		vrrp_garp_start(&run->garp, &router->garp_cf, router->vips_len, now);
	}
	vrrp_vips_announce(router, out, now);
	if (is_master(router) && settled)
		vrrp_fib_plan(&router->fib, true, out, now);
	watch_rivals(router, out, now);
	router->errand = next_errand(router, now);
	vrrp_router_retime(router);
}

/* ---- outcomes ---- */

static void
advert_done(struct vrrp_router *router, const struct vrrp_act *act,
    struct vrrp_outbox *out, struct instant now)
{
	router->run.counters.adverts_sent++;
	if (act->due.ns)
		vrrp_gap_sent(&router->run.gap, act->due, now);
	if (act->priority != VRRP_PRIO_RELEASE)
		return;
	router->run.counters.priority_zero_sent++;
	(void)note(router, out, VRRP_NOTE_SENT_RELEASE);
}

static void
sending_failed(
    struct vrrp_router *router, int err, struct vrrp_outbox *out, struct instant now)
{
	struct vrrp_note *told;
	uint32_t more;

	if (!vrrp_limit_take(&router->run.sending, now, &more))
		return;
	told = note(router, out, VRRP_NOTE_SEND_FAILED);
	told->err = err;
	told->more = more;
	memcpy(told->interface, router->out->name, sizeof(told->interface));
}

void
vrrp_router_done(struct vrrp_router *router, const struct vrrp_act *act, int err,
    struct vrrp_outbox *out, struct instant now)
{
	if (act->kind == VRRP_ACT_ADDRESS) {
		vrrp_vips_done(act, err, out, now);
		return;
	}
	assert(act->kind != VRRP_ACT_NOTE);
	router->changed = true;
	if (act->kind == VRRP_ACT_FIB) {
		if (vrrp_fib_done(act, err, &router->run.counters.fib, out, now))
			router->run.address_fault =
			    instant_add(now, vrrp_address_fault_lasts);
		vrrp_router_wake_at(router, now);
		return;
	}
	if (err)
		sending_failed(router, err, out, now);
	else if (act->kind == VRRP_ACT_ADVERT)
		advert_done(router, act, out, now);
	else if (act->kind == VRRP_ACT_ANNOUNCE)
		router->run.counters.garp_sent++;
}
