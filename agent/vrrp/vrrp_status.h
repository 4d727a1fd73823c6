/* SPDX-License-Identifier: Apache-2.0 */
/* What a router says of itself: to its peers, and to the control thread. P. */
#ifndef AGENT_VRRP_VRRP_STATUS_H
#define AGENT_VRRP_VRRP_STATUS_H

#include "agent/vrrp/vrrp_router.h"

/* Its advert to `destination` as bytes; returns the length. The checksum of version 3
 * covers the destination. `out` has VRRP_ADVERT_BYTES_MAX. */
size_t vrrp_status_advert(const struct vrrp_router *router, uint8_t priority,
    const struct addr *destination, uint8_t *out);

void vrrp_status_fill(const struct vrrp_router *router, struct vrrp_status *status);

#endif
