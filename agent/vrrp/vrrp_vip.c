/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on: vrrp. */
#include "agent/vrrp/vrrp_vip.h"

#include <errno.h>
#include <linux/rtnetlink.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/socket.h>

#include "agent/sys/link.h"

int
vrrp_vip_open(struct vrrp_kernel *kernel, struct board *board)
{
	int rc, monitor_rc;

	kernel->board = board;
	kernel->stale = true;
	rc = netlink_open(&kernel->request, 0);
	monitor_rc = netlink_open(
	    &kernel->monitor, RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR);
	return rc < 0 ? rc : monitor_rc;
}

void
vrrp_vip_close(struct vrrp_kernel *kernel)
{
	netlink_close(&kernel->request);
	netlink_close(&kernel->monitor);
	netlink_close(&kernel->tables);
}

/* ---- the keeper's board ---- */

static struct board_address *
slot_of(const struct vrrp_kernel *kernel, const struct vrrp_vip *vip)
{
	if (!kernel->board || vip->slot >= BOARD_ADDRESSES_MAX)
		return NULL;
	return &kernel->board->addresses[vip->slot];
}

static void
mark_held(const struct vrrp_kernel *kernel, const struct vrrp_vip *vip)
{
	struct board_address *slot = slot_of(kernel, vip);

	if (!slot)
		return;
	slot->ifindex = vip->interface->ifindex;
	slot->prefix = vip->prefix;
	slot->peer = vip->peer;
	atomic_store_explicit(&slot->held, 1, memory_order_release);
}

static void
mark_free(const struct vrrp_kernel *kernel, const struct vrrp_vip *vip)
{
	struct board_address *slot = slot_of(kernel, vip);

	if (slot)
		atomic_store_explicit(&slot->held, 0, memory_order_release);
}

void
vrrp_vip_clear_board(struct vrrp_kernel *kernel, const struct vrrp_router *router)
{
	for (size_t i = 0; i < router->vips_len; i++)
		if (!router->vips[i].lease.ours)
			mark_free(kernel, &router->vips[i]);
}

/* ---- acts ---- */

static int
set(struct vrrp_kernel *kernel, const struct vrrp_vip *vip,
    const struct link_address_spec *spec)
{
	int rc;

	/* Before it is there: a death in between must not leave it behind. */
	mark_held(kernel, vip);
	rc = link_set_address(&kernel->request, spec);
	if (rc < 0 && !vip->lease.ours)
		mark_free(kernel, vip);
	if (rc == -EEXIST) /* whose is it? we have missed something */
		kernel->stale = true;
	return -rc;
}

int
vrrp_vip_do(struct vrrp_kernel *kernel, const struct vrrp_act *act)
{
	const struct vrrp_vip *vip = act->vip;
	struct link_address_spec spec = {.ifindex = vip->interface->ifindex,
	    .prefix = vip->prefix,
	    .broadcast = vip->broadcast,
	    .peer = vip->peer,
	    .flags = vip->flags,
	    .preferred_s = vip->preferred_s,
	    .deprecated = vip->deprecated,
	    .label = vip->label,
	    .scope = vip->scope,
	    .valid_s = (uint32_t)(act->router->lease.ns / 1000000000),
	    .replace = act->op == VRRP_LEASE_RENEW};
	int rc;

	if (spec.ifindex == 0)
		return ENODEV;
	if (act->op != VRRP_LEASE_REMOVE)
		return set(kernel, vip, &spec);
	rc = link_remove_address(&kernel->request, &spec);
	if (rc == 0 || rc == -EADDRNOTAVAIL || rc == -ENODEV)
		mark_free(kernel, vip);
	return -rc;
}

/* ---- events ---- */

struct hearing {
	struct vrrp_kernel *kernel;
	struct vrrp_engine *engine;
	struct instant now;
};

static void
hear_link(struct hearing *hearing, const struct link_facts *facts)
{
	struct vrrp_link link = {.ifindex = facts->ifindex,
	    .gone = facts->gone,
	    .up = facts->up,
	    .has_mac = facts->has_mac,
	    .parent = facts->parent};

	memcpy(link.name, facts->name, sizeof(link.name));
	memcpy(link.mac, facts->mac, sizeof(link.mac));
	vrrp_engine_link(hearing->engine, &link);
}

static void
hear(void *ctx, const struct netlink_message *message)
{
	struct hearing *hearing = ctx;
	struct link_facts facts;
	struct link_address found;
	struct vrrp_address address;

	if (link_decode(message, &facts)) {
		hear_link(hearing, &facts);
		return;
	}
	if (!link_decode_address(message, &found))
		return;
	address = (struct vrrp_address){.ifindex = found.ifindex,
	    .prefix = found.prefix,
	    .gone = found.gone,
	    .finite = found.finite,
	    .unready = found.unready};
	if (vrrp_engine_address(hearing->engine, &address, hearing->now))
		hearing->kernel->stale = true;
}

/* What we did ourselves was answered already; heard again, later, it would look like
 * another's doing. */
static void
hear_event(void *ctx, const struct netlink_message *message)
{
	const struct hearing *hearing = ctx;

	if (message->port_id != hearing->kernel->request.port_id)
		hear(ctx, message);
}

void
vrrp_vip_listen(
    struct vrrp_kernel *kernel, struct vrrp_engine *engine, struct instant now)
{
	struct hearing hearing = {kernel, engine, now};
	struct netlink_each each = {hear_event, &hearing};

	if (netlink_listen(&kernel->monitor, &each) < 0)
		kernel->stale = true;
}

/* A list that changed while it was read is read again by the next turn. */
int
vrrp_vip_dump(
    struct vrrp_kernel *kernel, struct vrrp_engine *engine, struct instant now)
{
	struct hearing hearing = {kernel, engine, now};
	struct netlink_each each = {hear, &hearing};
	int rc;

	kernel->stale = false;
	vrrp_engine_dump_begin(engine);
	rc = netlink_dump(&kernel->request, RTM_GETLINK, AF_UNSPEC, &each);
	if (rc == 0)
		rc = netlink_dump(&kernel->request, RTM_GETADDR, AF_INET, &each);
	if (rc == 0)
		rc = netlink_dump(&kernel->request, RTM_GETADDR, AF_INET6, &each);
	if (rc == 0)
		vrrp_engine_dump_end(engine, now);
	else
		kernel->stale = true;
	return rc;
}
