/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/vrrp/vrrp_vips.h"

#include <string.h>

/* Of each kind, in one tick of one router. */
enum { LEASES_A_TICK = 64, FRAMES_A_TICK = 64 };

/* After an address could not be set: long enough that another director keeps the role
 * meanwhile, short enough to be back when the cause is gone. */
const struct span vrrp_address_fault_lasts = {10LL * 1000000000};

static void
note_vip(const struct vrrp_vip *vip, struct vrrp_outbox *out, enum vrrp_note_kind kind,
    int err)
{
	struct vrrp_note *told = vrrp_outbox_note(out, kind, vip->router->index);

	told->addr = vip->prefix.addr;
	told->err = err;
	memcpy(told->interface, vip->interface->name, sizeof(told->interface));
}

void
vrrp_vips_tell_foreign(struct vrrp_router *router, struct vrrp_outbox *out)
{
	for (size_t i = 0; i < router->vips_len; i++) {
		struct vrrp_vip *vip = &router->vips[i];
		bool foreign = vip->lease.seen == VRRP_SEEN_PERMANENT &&
		    !vip->lease.ours && !vip->lease.failed;

		if (!foreign || vip->told_foreign || out->len > VRRP_OUTBOX_FULL)
			continue;
		vip->told_foreign = true;
		note_vip(vip, out, VRRP_NOTE_ADDRESS_FOREIGN, 0);
	}
}

static bool
is_wanted(const struct vrrp_vip *vip)
{
	return vip->router->run.fsm.state == VRRP_MASTER && !vip->retired;
}

bool
vrrp_vips_plan(struct vrrp_router *router, struct vrrp_outbox *out, struct instant now)
{
	bool settled = true;
	int planned = 0;

	for (size_t i = 0; i < router->vips_len; i++) {
		struct vrrp_vip *vip = &router->vips[i];
		enum vrrp_lease_op op =
		    vrrp_lease_plan(&vip->lease, is_wanted(vip), router->lease, now);
		struct vrrp_act *act;

		if (op == VRRP_LEASE_NONE)
			continue;
		if (op != VRRP_LEASE_RENEW || !vip->lease.ours)
			settled = false;
		if (++planned > LEASES_A_TICK)
			break;
		act = vrrp_outbox_add(out, VRRP_ACT_ADDRESS);
		act->router = router;
		act->vip = vip;
		act->op = op;
	}
	return settled;
}

/* When the link of `vip` may carry the next frame: others share its rate. */
static struct instant
pace_of(const struct vrrp_vip *vip)
{
	const struct vrrp_pace *pace = vip->wire->pace;

	if (!pace)
		return (struct instant){0};
	return vip->prefix.addr.family == ADDR_V6 ? pace->next6 : pace->next;
}

static void
keep_pace(const struct vrrp_vip *vip, struct instant now)
{
	struct vrrp_pace *pace = vip->wire->pace;

	if (pace && vip->prefix.addr.family == ADDR_V6)
		pace->next6 = instant_add(now, pace->gap6);
	else if (pace)
		pace->next = instant_add(now, pace->gap);
}

static struct span
gap_after(const struct vrrp_router *router, const struct vrrp_vip *vip)
{
	return vip->prefix.addr.family == ADDR_V6 ? router->garp_cf.gap6
						  : router->garp_cf.gap;
}

/* Where adverts leave, they themselves keep the switches informed. */
static bool
is_announced(const struct vrrp_router *router, const struct vrrp_vip *vip)
{
	const struct vrrp_interface *interface = vip->interface;

	if (!vrrp_router_holds(router, vip) || !interface->has_mac)
		return false;
	return !router->run.garp.is_extra ||
	    (interface != router->out &&
		(router->garp_cf.extra_all || interface->is_virtual));
}

void
vrrp_vips_announce(
    struct vrrp_router *router, struct vrrp_outbox *out, struct instant now)
{
	struct vrrp_garp *garp = &router->run.garp;
	size_t which;

	for (int i = 0; i < FRAMES_A_TICK; i++) {
		struct vrrp_vip *vip;
		struct vrrp_act *act;

		if (!vrrp_garp_next(
			garp, &router->garp_cf, router->vips_len, now, &which))
			return;
		vip = &router->vips[which];
		if (!is_announced(router, vip)) {
			vrrp_garp_sent(garp, (struct span){0}, now);
			continue;
		}
		if (instant_before(now, pace_of(vip))) {
			vrrp_garp_wait(garp, pace_of(vip));
			return;
		}
		vrrp_garp_sent(garp, gap_after(router, vip), now);
		keep_pace(vip, now);
		act = vrrp_outbox_add(out, VRRP_ACT_ANNOUNCE);
		act->router = router;
		act->vip = vip;
	}
}

static void
address_is_back(struct vrrp_vip *vip, struct vrrp_outbox *out)
{
	struct vrrp_router_run *run = &vip->router->run;

	vip->restoring = false;
	run->counters.addresses_restored++;
	run->announce = true;
	note_vip(vip, out, VRRP_NOTE_ADDRESS_BACK, 0);
}

static void
address_failed(const struct vrrp_act *act, int err, bool failed_before,
    struct vrrp_outbox *out, struct instant now)
{
	struct vrrp_vip *vip = act->vip;

	if (vip->lease.seen == VRRP_SEEN_PERMANENT && act->op == VRRP_LEASE_ADD)
		return; /* it is there: the next reading says whose it is */
	if (!failed_before) {
		note_vip(vip, out, VRRP_NOTE_ADDRESS_FAILED, err);
		out->acts[out->len - 1].note.up = act->op != VRRP_LEASE_REMOVE;
	}
	if (act->op == VRRP_LEASE_ADD && !vip->no_track)
		vip->router->run.address_fault =
		    instant_add(now, vrrp_address_fault_lasts);
}

void
vrrp_vips_done(
    const struct vrrp_act *act, int err, struct vrrp_outbox *out, struct instant now)
{
	struct vrrp_vip *vip = act->vip;
	bool failed_before = vip->lease.failed;

	vrrp_lease_done(&vip->lease, act->op, err, act->router->lease, now);
	if (vip->lease.failed)
		address_failed(act, err, failed_before, out, now);
	else if (vip->restoring && act->op != VRRP_LEASE_REMOVE)
		address_is_back(vip, out);
	vrrp_router_wake_at(act->router, now);
	act->router->changed = true;
}

void
vrrp_vips_observe(struct vrrp_vip *vip, enum vrrp_seen seen, struct instant now)
{
	bool lost = vrrp_lease_observe(&vip->lease, seen, now);

	vrrp_router_wake_at(vip->router, now);
	vip->router->changed = true;
	if (seen != VRRP_SEEN_PERMANENT)
		vip->told_foreign = false;
	if (lost && is_wanted(vip))
		vip->restoring = true;
}

struct instant
vrrp_vips_due(const struct vrrp_router *router)
{
	struct instant due = INSTANT_NEVER;

	for (size_t i = 0; i < router->vips_len; i++) {
		const struct vrrp_vip *vip = &router->vips[i];

		due = instant_earlier(
		    due, vrrp_lease_due(&vip->lease, is_wanted(vip), router->lease));
	}
	return due;
}

bool
vrrp_vips_are_gone(const struct vrrp_router *router)
{
	for (size_t i = 0; i < router->vips_len; i++)
		if (router->vips[i].lease.ours)
			return false;
	return true;
}
