/* SPDX-License-Identifier: Apache-2.0 */
/* One virtual address as a lease: what is wanted and what is seen -> what to do. P.
 *
 * The kernel drops an address whose valid lifetime has run out, so a master that dies,
 * hangs or is stopped loses its addresses without anybody's help. A living one renews
 * every third of the lifetime. Nothing is done on the spot when an operation fails: the
 * next plan does it. */
#ifndef AGENT_VRRP_VRRP_LEASE_H
#define AGENT_VRRP_VRRP_LEASE_H

#include <stdbool.h>

#include "agent/lib/clock.h"

/* What the interface shows. A finite lifetime on an address that is configured as a
 * virtual one is the mark of a lease: ours, or that of a predecessor who died. */
enum vrrp_seen { VRRP_SEEN_ABSENT, VRRP_SEEN_LEASED, VRRP_SEEN_PERMANENT };

enum vrrp_lease_op {
	VRRP_LEASE_NONE,
	VRRP_LEASE_ADD,   /* must not exist */
	VRRP_LEASE_RENEW, /* exists: set its lifetime anew */
	VRRP_LEASE_REMOVE
};

struct vrrp_lease {
	enum vrrp_seen seen;
	bool ours;                  /* we have set it, or taken it over, in this life */
	bool failed;                /* the last operation was refused */
	enum vrrp_lease_op refused; /* which; to be tried again after a while */
	struct instant due;         /* no operation before */
};

/* What is to be done now. `wanted`: its router is master. `length` 0: no lease, the
 * address is set for good. Never touches a permanent address that somebody else set
 * (the owner's own). */
enum vrrp_lease_op vrrp_lease_plan(const struct vrrp_lease *lease, bool wanted,
    struct span length, struct instant now);

/* `op` was carried out: `err` is 0 or a positive errno. */
void vrrp_lease_done(struct vrrp_lease *lease, enum vrrp_lease_op op, int err,
    struct span length, struct instant now);

/* The interface shows another thing than before. True when an address of ours is gone
 * by another hand. */
bool vrrp_lease_observe(
    struct vrrp_lease *lease, enum vrrp_seen seen, struct instant now);

/* When to plan again; INSTANT_NEVER if nothing is left to do. */
struct instant vrrp_lease_due(
    const struct vrrp_lease *lease, bool wanted, struct span length);

#endif
