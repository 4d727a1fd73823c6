/* SPDX-License-Identifier: Apache-2.0 */
/* A tick goes straight down: what is known of the world (faults, priority, the primary
 * address), the election's timer, the leases, the announcements, the look-out for
 * rivals. Each part takes only what is due, and no part does more than its share of one
 * turn; `errand` says when to come back. */
#include "agent/vrrp/vrrp_tick.h"

#include <assert.h>
#include <string.h>

#include "agent/vrrp/vrrp_facts.h"
#include "agent/vrrp/vrrp_group.h"
#include "agent/vrrp/vrrp_vips.h"

static bool
is_master(const struct vrrp_router *router)
{
	return router->run.fsm.state == VRRP_MASTER;
}

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
vrrp_tick(struct vrrp_router *router, struct vrrp_outbox *out, struct instant now)
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
	vrrp_router_watch(router, out, now);
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
	(void)vrrp_outbox_note(out, VRRP_NOTE_SENT_RELEASE, router->index);
}

static void
sending_failed(
    struct vrrp_router *router, int err, struct vrrp_outbox *out, struct instant now)
{
	struct vrrp_note *told;
	uint32_t more;

	if (!vrrp_limit_take(&router->run.sending, now, &more))
		return;
	told = vrrp_outbox_note(out, VRRP_NOTE_SEND_FAILED, router->index);
	told->err = err;
	told->more = more;
	memcpy(told->interface, router->out->name, sizeof(told->interface));
}

void
vrrp_tick_done(struct vrrp_router *router, const struct vrrp_act *act, int err,
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
