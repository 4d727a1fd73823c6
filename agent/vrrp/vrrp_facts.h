/* SPDX-License-Identifier: Apache-2.0 */
/* What is known of the world -> what a router's election is told of it. P. */
#ifndef AGENT_VRRP_VRRP_FACTS_H
#define AGENT_VRRP_VRRP_FACTS_H

#include "agent/vrrp/vrrp_router.h"

/* Faults, priority, primary address, an override's end: whatever has changed since the
 * last look. Starts a router that may begin, stops one that leaves. */
void vrrp_facts_look(
    struct vrrp_router *router, struct vrrp_outbox *out, struct instant now);

/* When to look again though nobody said anything. */
struct instant vrrp_facts_due(struct vrrp_router *router, struct instant now);

#endif
