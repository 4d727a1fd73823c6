/* SPDX-License-Identifier: Apache-2.0 */
/* What of all routers comes next: whose time it is, and whose status must be told. P.
 * So that nothing of one turn grows with the number of routers that rest. */
#ifndef AGENT_VRRP_VRRP_AGENDA_H
#define AGENT_VRRP_VRRP_AGENDA_H

#include <stddef.h>

#include "agent/lib/heap.h"

struct arena;
struct vrrp_router;

struct vrrp_agenda {
	struct heap timers; /* of routers: nodes in them, its array in the arena */
	struct vrrp_router **urgent; /* a ring: those whose status must be told now */
	size_t urgent_first, urgent_len;
	size_t room; /* routers */
};

/* For `room` routers; all memory comes from `arena`. */
void vrrp_agenda_init(struct vrrp_agenda *agenda, struct arena *arena, size_t room);

/* A router that has just been built, or was taken: into the order of time. */
void vrrp_agenda_put(struct vrrp_agenda *agenda, struct vrrp_router *router);

/* The router that is due first, if it is due: out of the order until it is put back.
 * NULL when none is. */
struct vrrp_router *vrrp_agenda_take(struct vrrp_agenda *agenda, struct instant now);

struct instant vrrp_agenda_due(const struct vrrp_agenda *agenda);

/* The first whose status must be told; NULL. It stays until vrrp_agenda_told. */
struct vrrp_router *vrrp_agenda_urgent(const struct vrrp_agenda *agenda);
void vrrp_agenda_told(struct vrrp_agenda *agenda);

/* ---- a router's own entries ---- */

/* The timer of its election, or its errand, has moved: its place in the order follows,
 * forth and back. A backup that hears its master is never taken out for nothing. */
void vrrp_router_retime(struct vrrp_router *router);

/* It has something to do at `due`, or when it is due anyhow if that is earlier. */
void vrrp_router_wake_at(struct vrrp_router *router, struct instant due);
void vrrp_router_wake(struct vrrp_router *router); /* with the next tick */

/* Its status must be told now, not with the regular ones. */
void vrrp_router_tell(struct vrrp_router *router);

#endif
