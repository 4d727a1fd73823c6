/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/vrrp/vrrp_engine.h"

#include <errno.h>
#include <string.h>

#include "agent/vrrp/vrrp_receive.h"
#include "agent/vrrp/vrrp_tick.h"
#include "agent/vrrp/vrrp_vips.h"

struct vrrp_router *
vrrp_engine_find(
    struct vrrp_engine *engine, uint32_t ifindex, uint8_t family, uint8_t vrid)
{
	const struct vrrp_interface *interface =
	    vrrp_index_numbered(&engine->index, ifindex);

	return interface ? vrrp_index_router(&engine->index, interface, family, vrid)
			 : NULL;
}

/* ---- packets ---- */

/* Who sends for our own router and is weaker is corrected by the election. Only if it
 * never listens is it a rival. */
static struct span
patience(const struct vrrp_router *holder, const struct vrrp_router *accepted_by)
{
	struct span hold = vrrp_router_hold(holder);

	if (holder == accepted_by)
		hold.ns += vrrp_fsm_master_down(&holder->run.fsm).ns;
	return hold;
}

static void
meet(struct vrrp_engine *engine, uint32_t ifindex, const struct vrrp_rival *rival,
    const struct vrrp_router *accepted_by, struct instant now)
{
	size_t at = vrrp_index_first_vip(&engine->index, &rival->claimed);
	struct vrrp_vip *vip;

	while ((vip = vrrp_index_next_vip(&engine->index, &rival->claimed, &at)))
		if (vip->wire->ifindex == ifindex &&
		    vrrp_router_holds(vip->router, vip) &&
		    !addr_equal(&rival->peer, &vip->router->run.fsm.primary))
			vrrp_router_rival(vip->router, rival,
			    patience(vip->router, accepted_by), &engine->outbox, now);
}

/* An advert lists addresses that its sender holds. */
static void
meet_sender(struct vrrp_engine *engine, uint32_t ifindex,
    const struct vrrp_datagram *datagram, const struct vrrp_verdict *verdict,
    struct instant now)
{
	const struct vrrp_advert *ad = &verdict->advert;
	struct vrrp_rival rival = {.peer = datagram->source};
	const struct vrrp_router *accepted_by = NULL;

	if (!verdict->has_advert || ad->priority == VRRP_PRIO_RELEASE)
		return;
	if (verdict->refusal == VRRP_ACCEPTED)
		accepted_by = vrrp_engine_find(
		    engine, ifindex, datagram->source.family, ad->vrid);
	for (size_t i = 0; i < ad->addrs_len; i++) {
		rival.claimed = vrrp_advert_addr(ad, i);
		meet(engine, ifindex, &rival, accepted_by, now);
	}
}

static void
note_unknown(struct vrrp_engine *engine, uint32_t ifindex,
    const struct vrrp_datagram *datagram, const struct vrrp_verdict *verdict,
    struct instant now)
{
	const struct vrrp_interface *interface =
	    vrrp_index_numbered(&engine->index, ifindex);
	struct vrrp_note *told;
	uint32_t more;

	if (!engine->log_unknown || !interface ||
	    !vrrp_limit_take(&engine->unknown, now, &more))
		return;
	told =
	    vrrp_outbox_note(&engine->outbox, VRRP_NOTE_UNKNOWN_VRID, VRRP_NO_ROUTER);
	told->theirs = verdict->advert.vrid;
	told->peer = datagram->source;
	told->more = more;
	memcpy(told->interface, interface->name, sizeof(told->interface));
}

void
vrrp_engine_hear(struct vrrp_engine *engine, uint32_t ifindex,
    const struct vrrp_datagram *datagram, struct instant now)
{
	struct vrrp_router *router;
	struct vrrp_verdict verdict;

	router = vrrp_engine_find(
	    engine, ifindex, datagram->source.family, vrrp_datagram_vrid(datagram));
	verdict = vrrp_receive_check(router, datagram);
	engine->refused[verdict.refusal]++;
	if (router)
		vrrp_receive_deliver(router, datagram, &verdict, &engine->outbox, now);
	else if (verdict.refusal == VRRP_BAD_VRID)
		note_unknown(engine, ifindex, datagram, &verdict, now);
	meet_sender(engine, ifindex, datagram, &verdict, now);
}

/* A frame claims an address for a station that is none of this host's. */
static void
meet_claim(struct vrrp_engine *engine, uint32_t ifindex, const struct addr *claimed,
    const uint8_t *mac, struct instant now)
{
	struct vrrp_rival rival = {.has_mac = true, .claimed = *claimed};

	if (vrrp_index_has_mac(&engine->index, mac))
		return;
	for (size_t i = 0; i < engine->local_macs_len; i++)
		if (memcmp(engine->local_macs[i], mac, VRRP_MAC_BYTES) == 0)
			return;
	memcpy(rival.mac, mac, sizeof(rival.mac));
	meet(engine, ifindex, &rival, NULL, now);
}

void
vrrp_engine_arp(struct vrrp_engine *engine, uint32_t ifindex, const void *frame,
    size_t len, struct instant now)
{
	struct vrrp_arp arp;

	if (vrrp_arp_decode(frame, len, &arp))
		meet_claim(engine, ifindex, &arp.sender, arp.sender_mac, now);
}

void
vrrp_engine_nd(struct vrrp_engine *engine, uint32_t ifindex, const void *frame,
    size_t len, struct instant now)
{
	struct vrrp_nd nd;

	if (vrrp_nd_decode(frame, len, &nd))
		meet_claim(engine, ifindex, &nd.target, nd.sender_mac, now);
}

/* ---- interfaces ---- */

/* Whoever uses it looks at it anew. */
static void
touch(struct vrrp_engine *engine, const struct vrrp_interface *interface)
{
	size_t at = vrrp_index_first_use(&engine->index, interface);
	struct vrrp_router *router;

	while ((router = vrrp_index_next_use(&engine->index, interface, &at))) {
		vrrp_router_wake(router);
		router->changed = true;
	}
}

static void
remember_mac(struct vrrp_engine *engine, const struct vrrp_link *link)
{
	if (!link->has_mac || link->gone ||
	    vrrp_index_has_mac(&engine->index, link->mac))
		return;
	for (size_t i = 0; i < engine->local_macs_len; i++)
		if (memcmp(engine->local_macs[i], link->mac, VRRP_MAC_BYTES) == 0)
			return;
	if (engine->local_macs_len == VRRP_LOCAL_MACS_MAX)
		engine->local_macs_len = 0; /* the next dump fills it again */
	memcpy(engine->local_macs[engine->local_macs_len++], link->mac, VRRP_MAC_BYTES);
}

static void
tell_interface(struct vrrp_engine *engine, struct vrrp_interface *interface)
{
	struct vrrp_note *told;

	if (engine->outbox.len >= VRRP_OUTBOX_FULL)
		return;
	interface->told_absent = interface->ifindex == 0;
	told = vrrp_outbox_note(&engine->outbox, VRRP_NOTE_INTERFACE, VRRP_NO_ROUTER);
	told->up = interface->link_up;
	told->err = interface->ifindex ? 0 : ENODEV;
	memcpy(told->interface, interface->name, sizeof(told->interface));
}

/* Its addresses went with it. */
static void
forget_leases(struct vrrp_engine *engine, const struct vrrp_interface *interface)
{
	size_t at = vrrp_index_first_use(&engine->index, interface);
	struct vrrp_router *router;

	while ((router = vrrp_index_next_use(&engine->index, interface, &at)))
		for (size_t i = 0; i < router->vips_len; i++)
			if (router->vips[i].interface == interface)
				router->vips[i].lease = (struct vrrp_lease){0};
}

static void
vanish(struct vrrp_engine *engine, struct vrrp_interface *interface)
{
	if (interface->ifindex == 0)
		return;
	vrrp_index_renumber(&engine->index, interface, 0);
	engine->links_changed = true;
	vrrp_interface_link(interface, false, true);
	interface->has_mac = false;
	interface->parent = 0;
	vrrp_interface_forget(interface);
	forget_leases(engine, interface);
	vrrp_fib_doubt(&engine->fib, interface);
	tell_interface(engine, interface);
	touch(engine, interface);
}

static void
appear(struct vrrp_engine *engine, struct vrrp_interface *interface,
    const struct vrrp_link *link)
{
	bool news = interface->ifindex != link->ifindex ||
	    interface->link_up != link->up || interface->parent != link->parent;

	engine->links_changed |= interface->ifindex != link->ifindex;
	vrrp_interface_link(interface, link->up, interface->ifindex != link->ifindex);
	vrrp_index_renumber(&engine->index, interface, link->ifindex);
	interface->has_mac = link->has_mac;
	interface->parent = link->parent;
	memcpy(interface->mac, link->mac, sizeof(interface->mac));
	interface->stale = false;
	if (!news)
		return;
	vrrp_fib_doubt(&engine->fib, interface);
	tell_interface(engine, interface);
	touch(engine, interface);
}

void
vrrp_engine_link(struct vrrp_engine *engine, const struct vrrp_link *link)
{
	struct vrrp_interface *known =
	    vrrp_index_numbered(&engine->index, link->ifindex);
	struct vrrp_interface *named = vrrp_index_named(&engine->index, link->name);

	if (named && !vrrp_interface_is(named, link)) /* somebody else's */
		named = NULL;

	remember_mac(engine, link);
	if (known && (link->gone || known != named)) /* removed, or renamed */
		vanish(engine, known);
	if (!named || link->gone)
		return;
	if (named != known) /* made anew under the same name */
		vanish(engine, named);
	appear(engine, named, link);
}

void
vrrp_engine_mute(
    struct vrrp_engine *engine, size_t interface, enum vrrp_carrier carrier, bool mute)
{
	if (engine->interfaces[interface].mute[carrier] == mute)
		return;
	engine->interfaces[interface].mute[carrier] = mute;
	touch(engine, &engine->interfaces[interface]);
}

/* A configured virtual address that is set for good by somebody else is also an address
 * of the interface: the owner's. */
static bool
is_own(
    struct vrrp_engine *engine, const struct vrrp_address *address, struct instant now)
{
	enum vrrp_seen seen = address->finite ? VRRP_SEEN_LEASED : VRRP_SEEN_PERMANENT;
	size_t at = vrrp_index_first_vip(&engine->index, &address->prefix.addr);
	bool own = true;
	struct vrrp_vip *vip;

	if (address->gone)
		seen = VRRP_SEEN_ABSENT;
	while (
	    (vip = vrrp_index_next_vip(&engine->index, &address->prefix.addr, &at))) {
		if (vip->interface->ifindex != address->ifindex ||
		    vip->prefix.prefix_len != address->prefix.prefix_len)
			continue;
		vip->stale = false;
		if (address->finite || vip->lease.ours)
			own = false;
		vrrp_vips_observe(vip, seen, now);
	}
	return own;
}

/* Its own addresses in short: another first one, or one more or less. */
struct owned {
	struct addr first[VRRP_OWN_KINDS];
	size_t len[VRRP_OWN_KINDS];
};

static struct owned
owned_by(const struct vrrp_interface *interface)
{
	struct owned owned;

	for (size_t kind = 0; kind < VRRP_OWN_KINDS; kind++) {
		owned.first[kind] =
		    vrrp_interface_primary(interface, (enum vrrp_own)kind);
		owned.len[kind] = interface->own[kind].len;
	}
	return owned;
}

/* A virtual address that comes or goes does not wake all who use its link. */
static void
touch_if_other(struct vrrp_engine *engine, const struct vrrp_interface *interface,
    const struct owned *before)
{
	struct owned now = owned_by(interface);

	for (size_t kind = 0; kind < VRRP_OWN_KINDS; kind++)
		if (before->len[kind] != now.len[kind] ||
		    !addr_equal(&before->first[kind], &now.first[kind])) {
			touch(engine, interface);
			return;
		}
}

bool
vrrp_engine_address(
    struct vrrp_engine *engine, const struct vrrp_address *address, struct instant now)
{
	struct vrrp_interface *interface =
	    vrrp_index_numbered(&engine->index, address->ifindex);
	struct owned before;
	bool own, again = false;

	if (!interface)
		return false;
	if (address->gone)
		vrrp_fib_doubt(&engine->fib, interface);
	before = owned_by(interface);
	own = is_own(engine, address, now);
	if (address->gone || address->unready || !own)
		again = vrrp_interface_drop(interface, &address->prefix);
	else
		vrrp_interface_put(interface, &address->prefix);
	touch_if_other(engine, interface, &before);
	return again;
}

void
vrrp_engine_dump_begin(struct vrrp_engine *engine)
{
	engine->local_macs_len = 0;
	for (size_t i = 0; i < engine->interfaces_len; i++) {
		struct vrrp_interface *interface = &engine->interfaces[i];

		interface->stale = true;
		vrrp_interface_dump_begin(interface);
	}
	for (size_t i = 0; i < engine->index.vips_len; i++)
		engine->index.vips[i]->stale = true;
}

void
vrrp_engine_dump_end(struct vrrp_engine *engine, struct instant now)
{
	struct owned before;

	for (size_t i = 0; i < engine->interfaces_len; i++) {
		struct vrrp_interface *interface = &engine->interfaces[i];

		before = owned_by(interface);
		if (interface->stale)
			vanish(engine, interface);
		if (interface->ifindex == 0 && !interface->told_absent)
			tell_interface(engine, interface); /* it never was there */
		vrrp_interface_dump_end(interface);
		touch_if_other(engine, interface, &before);
	}
	for (size_t i = 0; i < engine->index.vips_len; i++)
		if (engine->index.vips[i]->stale)
			vrrp_vips_observe(engine->index.vips[i], VRRP_SEEN_ABSENT, now);
	vrrp_fib_doubt(&engine->fib, NULL);
}

/* ---- time, outcomes ---- */

/* What exists in every state. */
static void
tick_fixed(struct vrrp_engine *engine, struct instant now)
{
	struct vrrp_fib *fib = &engine->fib;

	if (!instant_reached(fib->fixed_due, now))
		return;
	vrrp_fib_plan(&fib->fixed, !fib->leaving, &engine->outbox, now);
	fib->fixed_due = vrrp_fib_due(&fib->fixed, !fib->leaving);
}

/* Whoever needs it looks at it anew, when it has come or gone. */
static void
fixed_done(
    struct vrrp_engine *engine, const struct vrrp_act *act, int err, struct instant now)
{
	struct vrrp_fib *fib = &engine->fib;
	bool was_missing = vrrp_fib_is_missing(act->entry);

	(void)vrrp_fib_done(act, err, &fib->counters, &engine->outbox, now);
	fib->fixed_due = instant_earlier(fib->fixed_due, now);
	if (vrrp_fib_is_missing(act->entry) == was_missing)
		return;
	for (size_t i = 0; i < engine->routers_len; i++)
		if (engine->routers[i].fib.needs_len)
			vrrp_router_wake_at(&engine->routers[i], now);
}

void
vrrp_engine_tick(struct vrrp_engine *engine, struct instant now)
{
	struct vrrp_agenda *agenda = &engine->agenda;
	struct vrrp_router *router;
	size_t ticked = 0;

	tick_fixed(engine, now);
	/* What one tick asked for is not done yet: none has two before it is. */
	while (engine->outbox.len < VRRP_OUTBOX_FULL &&
	    (router = vrrp_agenda_take(agenda, now))) {
		vrrp_tick(router, &engine->outbox, now);
		engine->ticked[ticked++] = router;
	}
	while (ticked)
		vrrp_agenda_put(agenda, engine->ticked[--ticked]);
}

void
vrrp_engine_done(struct vrrp_engine *engine, size_t act, int err, struct instant now)
{
	const struct vrrp_act done = engine->outbox.acts[act];

	if (!done.router)
		fixed_done(engine, &done, err, now);
	else
		vrrp_tick_done(done.router, &done, err, &engine->outbox, now);
}

struct instant
vrrp_engine_due(const struct vrrp_engine *engine)
{
	return instant_earlier(vrrp_agenda_due(&engine->agenda), engine->fib.fixed_due);
}
