/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/vrrp/vrrp_engine.h"

#include <errno.h>
#include <string.h>

#include "agent/vrrp/vrrp_receive.h"
#include "agent/vrrp/vrrp_vips.h"

static const struct instant at_once = {0};

struct vrrp_router *
vrrp_engine_find(
    struct vrrp_engine *engine, uint32_t ifindex, uint8_t family, uint8_t vrid)
{
	for (size_t i = 0; i < engine->routers_len; i++) {
		struct vrrp_router *router = &engine->routers[i];

		if (router->vrid == vrid && router->family == family &&
		    router->interface->ifindex == ifindex && ifindex)
			return router;
	}
	return NULL;
}

/* ---- who holds an address ---- */

/* The first of the addresses equal to `addr`, or by_addr_len. */
static size_t
first_of(const struct vrrp_engine *engine, const struct addr *addr)
{
	size_t low = 0, high = engine->by_addr_len;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (addr_cmp(&engine->by_addr[middle]->prefix.addr, addr) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Walk the addresses equal to `addr` on `ifindex`: start with *at = first_of. */
static struct vrrp_vip *
next_of(const struct vrrp_engine *engine, const struct addr *addr, uint32_t ifindex,
    size_t *at)
{
	while (*at < engine->by_addr_len) {
		struct vrrp_vip *vip = engine->by_addr[(*at)++];

		if (!addr_equal(&vip->prefix.addr, addr))
			return NULL;
		if (vip->interface->ifindex == ifindex && ifindex)
			return vip;
	}
	return NULL;
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
	size_t at = first_of(engine, &rival->claimed);
	struct vrrp_vip *vip;

	while ((vip = next_of(engine, &rival->claimed, ifindex, &at)))
		if (vrrp_router_holds(vip->router, vip) &&
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

void
vrrp_engine_hear(struct vrrp_engine *engine, uint32_t ifindex, const void *bytes,
    size_t len, struct instant now)
{
	struct vrrp_datagram datagram;
	struct vrrp_router *router;
	struct vrrp_verdict verdict;

	if (!vrrp_datagram_decode(bytes, len, &datagram)) {
		engine->refused[VRRP_BAD_LENGTH]++;
		return;
	}
	router = vrrp_engine_find(
	    engine, ifindex, datagram.source.family, vrrp_datagram_vrid(&datagram));
	verdict = vrrp_receive_check(router, &datagram);
	engine->refused[verdict.refusal]++;
	if (router)
		vrrp_receive_deliver(router, &datagram, &verdict, &engine->outbox, now);
	meet_sender(engine, ifindex, &datagram, &verdict, now);
}

void
vrrp_engine_arp(struct vrrp_engine *engine, uint32_t ifindex, const void *frame,
    size_t len, struct instant now)
{
	struct vrrp_rival rival = {.has_mac = true};
	struct vrrp_arp arp;

	if (!vrrp_arp_decode(frame, len, &arp))
		return;
	for (size_t i = 0; i < engine->local_macs_len; i++)
		if (memcmp(engine->local_macs[i], arp.sender_mac, VRRP_MAC_BYTES) == 0)
			return;
	rival.claimed = arp.sender;
	memcpy(rival.mac, arp.sender_mac, sizeof(rival.mac));
	meet(engine, ifindex, &rival, NULL, now);
}

/* ---- interfaces ---- */

static void
touch_all(struct vrrp_engine *engine)
{
	for (size_t i = 0; i < engine->routers_len; i++) {
		engine->routers[i].due = at_once;
		engine->routers[i].changed = true;
	}
}

static void
remember_mac(struct vrrp_engine *engine, const struct vrrp_link *link)
{
	if (!link->has_mac || link->gone)
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
	told->up = interface->up;
	told->err = interface->ifindex ? 0 : ENODEV;
	memcpy(told->interface, interface->name, sizeof(told->interface));
}

static void
vanish(struct vrrp_engine *engine, struct vrrp_interface *interface)
{
	if (interface->ifindex == 0)
		return;
	interface->ifindex = 0;
	interface->up = false;
	interface->has_mac = false;
	interface->addrs_len = 0;
	interface->addrs_forgotten = false;
	for (size_t i = 0; i < engine->by_addr_len; i++)
		if (engine->by_addr[i]->interface == interface)
			engine->by_addr[i]->lease = (struct vrrp_lease){0};
	tell_interface(engine, interface);
	touch_all(engine);
}

static void
appear(struct vrrp_engine *engine, struct vrrp_interface *interface,
    const struct vrrp_link *link)
{
	bool news = interface->ifindex != link->ifindex || interface->up != link->up;

	interface->ifindex = link->ifindex;
	interface->up = link->up;
	interface->has_mac = link->has_mac;
	memcpy(interface->mac, link->mac, sizeof(interface->mac));
	interface->stale = false;
	if (!news)
		return;
	tell_interface(engine, interface);
	touch_all(engine);
}

void
vrrp_engine_link(struct vrrp_engine *engine, const struct vrrp_link *link)
{
	remember_mac(engine, link);
	for (size_t i = 0; i < engine->interfaces_len; i++) {
		struct vrrp_interface *interface = &engine->interfaces[i];
		bool named = strcmp(interface->name, link->name) == 0;
		bool known = interface->ifindex == link->ifindex;

		/* Removed, renamed, or made anew under the same name. */
		if (known ? link->gone || !named : named && !link->gone)
			vanish(engine, interface);
		if (named && !link->gone)
			appear(engine, interface, link);
	}
}

void
vrrp_engine_mute(struct vrrp_engine *engine, size_t interface, bool mute)
{
	if (engine->interfaces[interface].mute == mute)
		return;
	engine->interfaces[interface].mute = mute;
	touch_all(engine);
}

static struct vrrp_interface *
interface_of(struct vrrp_engine *engine, uint32_t ifindex)
{
	for (size_t i = 0; i < engine->interfaces_len; i++)
		if (engine->interfaces[i].ifindex == ifindex && ifindex)
			return &engine->interfaces[i];
	return NULL;
}

/* A configured virtual address that is set for good by somebody else is also an address
 * of the interface: the owner's. */
static bool
is_own(
    struct vrrp_engine *engine, const struct vrrp_address *address, struct instant now)
{
	enum vrrp_seen seen = address->finite ? VRRP_SEEN_LEASED : VRRP_SEEN_PERMANENT;
	size_t at = first_of(engine, &address->prefix.addr);
	bool own = true;
	struct vrrp_vip *vip;

	if (address->gone)
		seen = VRRP_SEEN_ABSENT;
	while ((vip = next_of(engine, &address->prefix.addr, address->ifindex, &at))) {
		if (vip->prefix.prefix_len != address->prefix.prefix_len)
			continue;
		vip->stale = false;
		if (address->finite || vip->lease.ours)
			own = false;
		vrrp_vips_observe(vip, seen, now);
	}
	return own;
}

bool
vrrp_engine_address(
    struct vrrp_engine *engine, const struct vrrp_address *address, struct instant now)
{
	struct vrrp_interface *interface = interface_of(engine, address->ifindex);
	bool own, again = false;

	if (!interface || address->prefix.addr.family != ADDR_V4)
		return false;
	own = is_own(engine, address, now);
	if (address->gone || !own)
		again = vrrp_interface_drop(interface, &address->prefix);
	else
		vrrp_interface_put(interface, &address->prefix);
	touch_all(engine);
	return again;
}

void
vrrp_engine_dump_begin(struct vrrp_engine *engine)
{
	engine->local_macs_len = 0;
	for (size_t i = 0; i < engine->interfaces_len; i++) {
		struct vrrp_interface *interface = &engine->interfaces[i];

		interface->stale = true;
		interface->addrs_forgotten = false;
		for (size_t j = 0; j < interface->addrs_len; j++)
			interface->addrs[j].stale = true;
	}
	for (size_t i = 0; i < engine->by_addr_len; i++)
		engine->by_addr[i]->stale = true;
}

void
vrrp_engine_dump_end(struct vrrp_engine *engine, struct instant now)
{
	for (size_t i = 0; i < engine->interfaces_len; i++) {
		struct vrrp_interface *interface = &engine->interfaces[i];

		if (interface->stale)
			vanish(engine, interface);
		if (interface->ifindex == 0 && !interface->told_absent)
			tell_interface(engine, interface); /* it never was there */
		for (size_t j = interface->addrs_len; j-- > 0;)
			if (interface->addrs[j].stale)
				(void)vrrp_interface_drop(
				    interface, &interface->addrs[j].prefix);
	}
	for (size_t i = 0; i < engine->by_addr_len; i++)
		if (engine->by_addr[i]->stale)
			vrrp_vips_observe(engine->by_addr[i], VRRP_SEEN_ABSENT, now);
	touch_all(engine);
}

/* ---- time, outcomes ---- */

void
vrrp_engine_tick(struct vrrp_engine *engine, struct instant now)
{
	for (size_t i = 0; i < engine->routers_len; i++) {
		struct vrrp_router *router =
		    &engine->routers[engine->turn % engine->routers_len];

		if (engine->outbox.len >= VRRP_OUTBOX_FULL)
			return;
		engine->turn++;
		if (instant_reached(router->due, now))
			vrrp_router_tick(router, &engine->outbox, now);
	}
}

void
vrrp_engine_done(struct vrrp_engine *engine, size_t act, int err, struct instant now)
{
	const struct vrrp_act done = engine->outbox.acts[act];

	vrrp_router_done(done.router, &done, err, &engine->outbox, now);
}

struct instant
vrrp_engine_due(const struct vrrp_engine *engine)
{
	struct instant due = INSTANT_NEVER;

	for (size_t i = 0; i < engine->routers_len; i++)
		due = instant_earlier(due, engine->routers[i].due);
	return due;
}
