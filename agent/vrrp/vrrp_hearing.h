/* SPDX-License-Identifier: Apache-2.0 */
/* What an advert that was heard has to tell: who was heard last, how regular its
 * adverts are, and what it meant for the election. P. */
#ifndef AGENT_VRRP_VRRP_HEARING_H
#define AGENT_VRRP_VRRP_HEARING_H

#include "agent/vrrp/vrrp_router.h"

/* Before the election looks at it. */
void vrrp_hearing_note(struct vrrp_router *router, const struct vrrp_event *advert,
    struct vrrp_outbox *out, struct instant now);

/* What the election found it to be. */
void vrrp_hearing_tell(struct vrrp_router *router, enum vrrp_heard heard,
    const struct vrrp_event *advert, struct vrrp_outbox *out, struct instant now);

#endif
