/* SPDX-License-Identifier: Apache-2.0 */
/* What becomes of the routers at a reload and at the end. A router is the same when its
 * interface, its family and its VRID are: its name, its priority and all else may
 * change. */
#include "agent/vrrp/vrrp_adopt.h"

#include <string.h>

#include "agent/vrrp/vrrp_group.h"
#include "agent/vrrp/vrrp_vips.h"

static struct vrrp_router *
same_router(const struct vrrp_engine *engine, const struct vrrp_router *router)
{
	const struct vrrp_interface *interface =
	    vrrp_index_named(&engine->index, router->interface->name);
	struct vrrp_router *same = NULL;

	if (interface)
		same = vrrp_index_router(
		    &engine->index, interface, router->family, router->vrid);
	return same && same->version == router->version ? same : NULL;
}

/* That of `router`, of `engine`, which is the same as `vip` of another engine. */
static const struct vrrp_vip *
same_vip(const struct vrrp_engine *engine, const struct vrrp_router *router,
    const struct vrrp_vip *vip)
{
	size_t at = vrrp_index_first_vip(&engine->index, &vip->prefix.addr);
	const struct vrrp_vip *same;

	while ((same = vrrp_index_next_vip(&engine->index, &vip->prefix.addr, &at)))
		if (same->router == router &&
		    same->prefix.prefix_len == vip->prefix.prefix_len &&
		    strcmp(same->interface->name, vip->interface->name) == 0)
			return same;
	return NULL;
}

static void
leave(struct vrrp_router *router, enum vrrp_reason why)
{
	router->leaving = true;
	router->why_leaving = why;
	vrrp_router_wake(router);
}

void
vrrp_engine_retire(struct vrrp_engine *old, const struct vrrp_engine *young)
{
	vrrp_fib_retire(&old->fib, &young->fib);
	for (size_t i = 0; i < old->routers_len; i++) {
		struct vrrp_router *router = &old->routers[i];
		const struct vrrp_router *heir = same_router(young, router);

		if (!heir)
			leave(router, VRRP_WHY_CONFIG);
		for (size_t j = 0; heir && j < router->vips_len; j++) {
			struct vrrp_vip *vip = &router->vips[j];

			vip->retired = !same_vip(young, heir, vip);
			if (vip->retired)
				vrrp_router_wake(router);
		}
	}
}

void
vrrp_engine_stop(struct vrrp_engine *engine)
{
	engine->fib.leaving = true;
	engine->fib.fixed_due = (struct instant){0};
	for (size_t i = 0; i < engine->routers_len; i++)
		leave(&engine->routers[i], VRRP_WHY_STOP);
}

static bool
router_has_left(const struct vrrp_router *router)
{
	if (router->leaving && router->run.fsm.state != VRRP_INIT)
		return false;
	for (size_t i = 0; i < router->vips_len; i++) {
		const struct vrrp_vip *vip = &router->vips[i];

		if ((router->leaving || vip->retired) && vip->lease.ours)
			return false;
	}
	return vrrp_fib_is_gone(&router->fib, !router->leaving);
}

bool
vrrp_engine_has_left(const struct vrrp_engine *engine)
{
	if (!vrrp_fib_is_gone(&engine->fib.fixed, !engine->fib.leaving))
		return false;
	for (size_t i = 0; i < engine->routers_len; i++)
		if (!router_has_left(&engine->routers[i]))
			return false;
	return true;
}

/* One that is to have another MAC is another. */
static bool
is_same(const struct vrrp_interface *a, const struct vrrp_interface *b)
{
	return a->is_virtual == b->is_virtual &&
	    memcmp(a->virtual_mac, b->virtual_mac, sizeof(a->virtual_mac)) == 0;
}

static void
adopt_interfaces(struct vrrp_engine *young, const struct vrrp_engine *old)
{
	for (size_t i = 0; i < young->interfaces_len; i++) {
		struct vrrp_interface *interface = &young->interfaces[i];
		const struct vrrp_interface *was =
		    vrrp_index_named(&old->index, interface->name);
		struct span down_delay = interface->down_delay;
		struct span up_delay = interface->up_delay;
		struct vrrp_pace *pace;

		if (!was || !is_same(interface, was))
			continue;
		pace = interface->pace;
		*interface = *was;
		interface->down_delay = down_delay;
		interface->up_delay = up_delay;
		interface->pace = pace;
		interface->ifindex = 0;
		vrrp_index_renumber(&young->index, interface, was->ifindex);
	}
}

static void
adopt_vips(struct vrrp_router *router, const struct vrrp_engine *old,
    const struct vrrp_router *was, struct instant now)
{
	for (size_t i = 0; i < router->vips_len; i++) {
		struct vrrp_vip *vip = &router->vips[i];
		const struct vrrp_vip *before = same_vip(old, was, vip);

		if (!before) { /* a new one: set and announced with the next tick */
			router->run.announce |= was->run.fsm.state == VRRP_MASTER;
			continue;
		}
		vip->lease = before->lease;
		vip->told_foreign = before->told_foreign;
		if (router->lease.ns != was->lease.ns)
			vip->lease.due = now;
	}
}

static bool
is_timed_otherwise(const struct vrrp_fsm_config *a, const struct vrrp_fsm_config *b)
{
	return a->interval.ns != b->interval.ns || a->down_adverts != b->down_adverts ||
	    a->priority != b->priority || a->grouped != b->grouped;
}

static void
adopt_router(struct vrrp_router *router, const struct vrrp_engine *old,
    const struct vrrp_router *was, struct instant now)
{
	router->run = was->run;
	router->run.fsm.cf = &router->fsm_cf;
	if (router->hmac && was->hmac)
		vrrp_hmac_adopt(router->hmac, was->hmac);
	vrrp_peer_adopt(router->peers, router->peers_len, was->peers, was->peers_len);
	if (router->run.fsm.state == VRRP_MASTER)
		vrrp_garp_replan(
		    &router->run.garp, &router->garp_cf, &was->garp_cf, now);
	router->run.probes_left = 0; /* counted in the addresses of before */
	router->reconfigured = is_timed_otherwise(&router->fsm_cf, &was->fsm_cf);
	vrrp_router_wake(router);
	vrrp_router_tell(router);
	adopt_vips(router, old, was, now);
}

void
vrrp_engine_adopt(
    struct vrrp_engine *young, const struct vrrp_engine *old, struct instant now)
{
	adopt_interfaces(young, old);
	vrrp_fib_adopt(&young->fib, &old->fib);
	memcpy(young->refused, old->refused, sizeof(young->refused));
	memcpy(young->local_macs, old->local_macs, sizeof(young->local_macs));
	young->local_macs_len = old->local_macs_len;
	for (size_t i = 0; i < young->routers_len; i++) {
		const struct vrrp_router *was = same_router(old, &young->routers[i]);

		if (was)
			adopt_router(&young->routers[i], old, was, now);
		else /* the agent started long ago: no delay for it */
			young->routers[i].run.begins = now;
	}
	for (size_t i = 0; i < young->groups_len; i++)
		vrrp_group_begin(&young->groups[i]);
}
