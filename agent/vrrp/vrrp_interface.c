/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/vrrp/vrrp_interface.h"

#include <string.h>

void
vrrp_interface_link(struct vrrp_interface *interface, bool up, bool is_new)
{
	struct span delay = up ? interface->up_delay : interface->down_delay;
	bool waits = !is_new && delay.ns && up != interface->up;

	interface->link_up = up;
	if (!waits)
		interface->up = up;
	if (waits && !interface->turning)
		interface->turns = (struct instant){0};
	interface->turning = waits;
}

struct instant
vrrp_interface_settle(struct vrrp_interface *interface, struct instant now)
{
	struct span delay =
	    interface->link_up ? interface->up_delay : interface->down_delay;

	if (!interface->turning)
		return INSTANT_NEVER;
	if (interface->turns.ns == 0)
		interface->turns = instant_add(now, delay);
	if (!instant_reached(interface->turns, now))
		return interface->turns;
	interface->up = interface->link_up;
	interface->turning = false;
	return INSTANT_NEVER;
}

bool
vrrp_interface_is(const struct vrrp_interface *interface, const struct vrrp_link *link)
{
	if (strcmp(interface->name, link->name) != 0)
		return false;
	return !interface->is_virtual ||
	    (link->parent &&
		memcmp(link->mac, interface->virtual_mac, sizeof(link->mac)) == 0);
}

enum vrrp_own
vrrp_own_kind(const struct addr *addr)
{
	if (addr->family == ADDR_V4)
		return VRRP_OWN_V4;
	return addr_is_link_local(addr) ? VRRP_OWN_LINK_LOCAL : VRRP_OWN_V6;
}

struct addr
vrrp_interface_primary(const struct vrrp_interface *interface, enum vrrp_own kind)
{
	const struct vrrp_own_addrs *own = &interface->own[kind];

	return own->len ? own->at[0].prefix.addr : (struct addr){0};
}

bool
vrrp_interface_has(const struct vrrp_interface *interface, const struct addr *addr)
{
	const struct vrrp_own_addrs *own = &interface->own[vrrp_own_kind(addr)];

	for (size_t i = 0; i < own->len; i++)
		if (addr_equal(&own->at[i].prefix.addr, addr))
			return true;
	return own->forgotten;
}

static size_t
find(const struct vrrp_own_addrs *own, const struct addr_prefix *prefix)
{
	size_t i;

	for (i = 0; i < own->len; i++) {
		const struct addr_prefix *at = &own->at[i].prefix;

		if (at->prefix_len == prefix->prefix_len &&
		    addr_equal(&at->addr, &prefix->addr))
			break;
	}
	return i;
}

void
vrrp_interface_put(struct vrrp_interface *interface, const struct addr_prefix *prefix)
{
	struct vrrp_own_addrs *own = &interface->own[vrrp_own_kind(&prefix->addr)];
	size_t at = find(own, prefix);

	if (at == VRRP_INTERFACE_ADDRS_MAX) {
		own->forgotten = true;
		return;
	}
	own->at[at] = (struct vrrp_interface_addr){.prefix = *prefix};
	if (at == own->len)
		own->len++;
}

static void
drop_at(struct vrrp_own_addrs *own, size_t at)
{
	own->len--;
	memmove(&own->at[at], &own->at[at + 1], (own->len - at) * sizeof(own->at[0]));
}

bool
vrrp_interface_drop(struct vrrp_interface *interface, const struct addr_prefix *prefix)
{
	struct vrrp_own_addrs *own = &interface->own[vrrp_own_kind(&prefix->addr)];
	size_t at = find(own, prefix);

	if (at < own->len)
		drop_at(own, at);
	return own->len == 0 && own->forgotten;
}

void
vrrp_interface_dump_begin(struct vrrp_interface *interface)
{
	for (size_t kind = 0; kind < VRRP_OWN_KINDS; kind++) {
		struct vrrp_own_addrs *own = &interface->own[kind];

		own->forgotten = false;
		for (size_t i = 0; i < own->len; i++)
			own->at[i].stale = true;
	}
}

void
vrrp_interface_dump_end(struct vrrp_interface *interface)
{
	for (size_t kind = 0; kind < VRRP_OWN_KINDS; kind++) {
		struct vrrp_own_addrs *own = &interface->own[kind];

		for (size_t i = own->len; i-- > 0;)
			if (own->at[i].stale)
				drop_at(own, i);
	}
}

void
vrrp_interface_forget(struct vrrp_interface *interface)
{
	memset(interface->own, 0, sizeof(interface->own));
}
