/* SPDX-License-Identifier: Apache-2.0 */
/* What is known of one interface that routers use. P: told by whoever listens. */
#ifndef AGENT_VRRP_VRRP_INTERFACE_H
#define AGENT_VRRP_VRRP_INTERFACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agent/lib/addr.h"
#include "agent/lib/clock.h"

enum { VRRP_IFNAME_SIZE = 16, VRRP_INTERFACE_ADDRS_MAX = 32 };

struct vrrp_interface_addr {
	struct addr_prefix prefix;
	bool stale; /* not seen again since the dump began */
};

struct vrrp_interface {
	char name[VRRP_IFNAME_SIZE];
	uint32_t ifindex; /* 0: absent */
	bool told_absent;
	bool up;                          /* as it counts, after its delay */
	bool link_up;                     /* as the kernel says */
	struct span down_delay, up_delay; /* until `up` is what link_up is */
	bool turning;                     /* it waits for that */
	struct instant turns;             /* when that is; 0: nobody has asked yet */
	bool mute;                        /* its sockets cannot be opened */
	bool has_mac;
	uint8_t mac[6];
	uint32_t parent; /* as in vrrp_link */
	/* It is to carry a virtual MAC: another of the same name is not it. */
	bool is_virtual;
	uint8_t virtual_mac[6];
	bool stale;
	/* Its own addresses, no virtual ones, in the kernel's order. Past the room the
	 * last ones are forgotten: only the first matters. */
	struct vrrp_interface_addr addrs[VRRP_INTERFACE_ADDRS_MAX];
	size_t addrs_len;
	bool addrs_forgotten;
};

/* A link as the kernel shows it. */
struct vrrp_link {
	uint32_t ifindex;
	char name[VRRP_IFNAME_SIZE];
	bool gone;
	bool up; /* switched on and with a carrier */
	bool has_mac;
	uint8_t mac[6];
	uint32_t parent; /* of a macvlan: the interface it is on; 0: it is none */
};

/* An address as the kernel shows it. */
struct vrrp_address {
	uint32_t ifindex;
	struct addr_prefix prefix;
	bool gone;
	bool finite; /* its lifetime will end */
};

/* The kernel says so. One that is new counts at once. */
void vrrp_interface_link(struct vrrp_interface *interface, bool up, bool is_new);

/* Let its delay end, if it is over. When it will be, or INSTANT_NEVER. */
struct instant vrrp_interface_settle(
    struct vrrp_interface *interface, struct instant now);

/* Whether the link is this interface. */
bool vrrp_interface_is(
    const struct vrrp_interface *interface, const struct vrrp_link *link);

/* The first of its own addresses; not set when there is none. */
struct addr vrrp_interface_primary(const struct vrrp_interface *interface);

/* Whether `addr` is one of its own, as far as they are remembered. */
bool vrrp_interface_has(
    const struct vrrp_interface *interface, const struct addr *addr);

void vrrp_interface_put(
    struct vrrp_interface *interface, const struct addr_prefix *prefix);

/* True when the list must be read anew to be right. */
bool vrrp_interface_drop(
    struct vrrp_interface *interface, const struct addr_prefix *prefix);

#endif
