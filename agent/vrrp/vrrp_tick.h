/* SPDX-License-Identifier: Apache-2.0 */
/* One turn of a router: all of its parts, in their order. P. */
#ifndef AGENT_VRRP_VRRP_TICK_H
#define AGENT_VRRP_VRRP_TICK_H

#include "agent/vrrp/vrrp_router.h"

/* Facts and time: whatever has become due. */
void vrrp_tick(struct vrrp_router *router, struct vrrp_outbox *out, struct instant now);

/* `act` was carried out: `err` is 0 or a positive errno. */
void vrrp_tick_done(struct vrrp_router *router, const struct vrrp_act *act, int err,
    struct vrrp_outbox *out, struct instant now);

#endif
