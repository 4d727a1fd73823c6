/* SPDX-License-Identifier: Apache-2.0 */
/* The addresses of a router: their leases and announcements. P. */
#ifndef AGENT_VRRP_VRRP_VIPS_H
#define AGENT_VRRP_VRRP_VIPS_H

#include "agent/vrrp/vrrp_router.h"

/* How long an address, route or rule that could not be set keeps its router away. */
extern const struct span vrrp_address_fault_lasts;

/* Put what the leases need now into `out`. True when every address that is wanted is
 * set, or has at least been tried. */
bool vrrp_vips_plan(
    struct vrrp_router *router, struct vrrp_outbox *out, struct instant now);

struct instant vrrp_vips_due(const struct vrrp_router *router);

/* Put the announcements that are due into `out`. */
void vrrp_vips_announce(
    struct vrrp_router *router, struct vrrp_outbox *out, struct instant now);

/* Say once of each address that it is somebody's own and stays as it is. */
void vrrp_vips_tell_foreign(struct vrrp_router *router, struct vrrp_outbox *out);

/* An address act was carried out. */
void vrrp_vips_done(
    const struct vrrp_act *act, int err, struct vrrp_outbox *out, struct instant now);

/* The interface shows another thing than before. */
void vrrp_vips_observe(struct vrrp_vip *vip, enum vrrp_seen seen, struct instant now);

/* Nothing of it is set any more, nor left to be removed. */
bool vrrp_vips_are_gone(const struct vrrp_router *router);

#endif
