/* SPDX-License-Identifier: Apache-2.0 */
/* What is known of one interface that routers use. P: told by whoever listens. */
#ifndef AGENT_VRRP_VRRP_INTERFACE_H
#define AGENT_VRRP_VRRP_INTERFACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agent/lib/addr.h"
#include "agent/lib/clock.h"

/* What goes wrong with the sockets of one is no matter of the other. */
enum vrrp_carrier { VRRP_OVER_V4, VRRP_OVER_V6, VRRP_CARRIERS };

enum { VRRP_IFNAME_SIZE = 16, VRRP_INTERFACE_ADDRS_MAX = 16 };

/* Adverts of IPv6 to a group come from a link-local address (RFC 9568 5.1.2.1), those
 * to a peer from one that reaches it. */
enum vrrp_own { VRRP_OWN_V4, VRRP_OWN_LINK_LOCAL, VRRP_OWN_V6, VRRP_OWN_KINDS };

struct vrrp_interface_addr {
	struct addr_prefix prefix;
	bool stale; /* not seen again since the dump began */
};

/* Of one kind, in the kernel's order. Past the room the last ones are forgotten: only
 * the first matters. */
struct vrrp_own_addrs {
	struct vrrp_interface_addr at[VRRP_INTERFACE_ADDRS_MAX];
	size_t len;
	bool forgotten;
};

/* How fast announcements may leave by all the interfaces that share it. */
struct vrrp_pace {
	struct span gap, gap6;      /* of ARP, of neighbour discovery */
	struct instant next, next6; /* no frame before */
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
	bool mute[VRRP_CARRIERS];         /* sockets of it cannot be opened */
	bool has_mac;
	uint8_t mac[6];
	uint32_t parent; /* as in vrrp_link */
	/* It is to carry a virtual MAC: another of the same name is not it. */
	bool is_virtual;
	uint8_t virtual_mac[6];
	bool stale;
	struct vrrp_pace *pace; /* borrowed from its engine; NULL: none */
	struct vrrp_own_addrs own[VRRP_OWN_KINDS]; /* its own, no virtual ones */
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
	bool finite;  /* its lifetime will end */
	bool unready; /* IPv6: tentative, or somebody else has it */
};

/* The kernel says so. One that is new counts at once. */
void vrrp_interface_link(struct vrrp_interface *interface, bool up, bool is_new);

/* Let its delay end, if it is over. When it will be, or INSTANT_NEVER. */
struct instant vrrp_interface_settle(
    struct vrrp_interface *interface, struct instant now);

/* Whether the link is this interface. */
bool vrrp_interface_is(
    const struct vrrp_interface *interface, const struct vrrp_link *link);

/* The first of its own addresses of a kind; not set when there is none. */
struct addr vrrp_interface_primary(
    const struct vrrp_interface *interface, enum vrrp_own kind);

enum vrrp_own vrrp_own_kind(const struct addr *addr);

/* Whether `addr` is one of its own, as far as they are remembered. */
bool vrrp_interface_has(
    const struct vrrp_interface *interface, const struct addr *addr);

void vrrp_interface_put(
    struct vrrp_interface *interface, const struct addr_prefix *prefix);

/* Around a reading of all addresses: what was not put again in between is dropped. */
void vrrp_interface_dump_begin(struct vrrp_interface *interface);
void vrrp_interface_dump_end(struct vrrp_interface *interface);
void vrrp_interface_forget(struct vrrp_interface *interface); /* all of them */

/* True when the list must be read anew to be right. */
bool vrrp_interface_drop(
    struct vrrp_interface *interface, const struct addr_prefix *prefix);

#endif
