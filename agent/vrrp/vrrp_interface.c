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

struct addr
vrrp_interface_primary(const struct vrrp_interface *interface)
{
	if (interface->addrs_len == 0)
		return (struct addr){0};
	return interface->addrs[0].prefix.addr;
}

bool
vrrp_interface_has(const struct vrrp_interface *interface, const struct addr *addr)
{
	for (size_t i = 0; i < interface->addrs_len; i++)
		if (addr_equal(&interface->addrs[i].prefix.addr, addr))
			return true;
	return interface->addrs_forgotten;
}

static size_t
find(const struct vrrp_interface *interface, const struct addr_prefix *prefix)
{
	size_t i;

	for (i = 0; i < interface->addrs_len; i++) {
		const struct addr_prefix *at = &interface->addrs[i].prefix;

		if (at->prefix_len == prefix->prefix_len &&
		    addr_equal(&at->addr, &prefix->addr))
			break;
	}
	return i;
}

void
vrrp_interface_put(struct vrrp_interface *interface, const struct addr_prefix *prefix)
{
	size_t at = find(interface, prefix);

	if (at == VRRP_INTERFACE_ADDRS_MAX) {
		interface->addrs_forgotten = true;
		return;
	}
	interface->addrs[at] = (struct vrrp_interface_addr){.prefix = *prefix};
	if (at == interface->addrs_len)
		interface->addrs_len++;
}

bool
vrrp_interface_drop(struct vrrp_interface *interface, const struct addr_prefix *prefix)
{
	size_t at = find(interface, prefix);

	if (at < interface->addrs_len) {
		interface->addrs_len--;
		memmove(&interface->addrs[at], &interface->addrs[at + 1],
		    (interface->addrs_len - at) * sizeof(interface->addrs[0]));
	}
	return interface->addrs_len == 0 && interface->addrs_forgotten;
}
