/* SPDX-License-Identifier: Apache-2.0 */
/* What becomes of the routers at a reload and at the end. P. */
#ifndef AGENT_VRRP_VRRP_ADOPT_H
#define AGENT_VRRP_VRRP_ADOPT_H

#include "agent/vrrp/vrrp_engine.h"

/* `old` goes on without the routers and addresses that `young` lacks. */
void vrrp_engine_retire(struct vrrp_engine *old, const struct vrrp_engine *young);

/* Every router leaves. */
void vrrp_engine_stop(struct vrrp_engine *engine);

/* What was retired or stopped has left: addresses are gone. */
bool vrrp_engine_has_left(const struct vrrp_engine *engine);

/* `young` takes over the run state of the routers of `old` that are the same
 * (interface, family and VRID), of their addresses and of the interfaces. Roles and
 * timers stay. */
void vrrp_engine_adopt(
    struct vrrp_engine *young, const struct vrrp_engine *old, struct instant now);

#endif
