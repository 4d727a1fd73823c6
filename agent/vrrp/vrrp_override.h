/* SPDX-License-Identifier: Apache-2.0 */
/* What an operator wishes of a router for a time, over what is configured. P.
 * A router that yields has the lowest priority that may become master (1): any other
 * director takes over from it, and it takes over itself if there is none. */
#ifndef AGENT_VRRP_VRRP_OVERRIDE_H
#define AGENT_VRRP_VRRP_OVERRIDE_H

#include <stdbool.h>
#include <stdint.h>

#include "agent/lib/clock.h"
#include "agent/words.h"

enum { VRRP_PRIO_YIELD = 1 };

struct vrrp_override {
	enum vrrp_wish kind;
	uint8_t priority;     /* VRRP_WISH_PRIORITY: 1..254 */
	struct instant until; /* INSTANT_NEVER: until it is taken back */
};

/* True when it has ended just now; it is none then. */
bool vrrp_override_tick(struct vrrp_override *override, struct instant now);

/* INSTANT_NEVER when there is none, or no end. */
struct instant vrrp_override_due(const struct vrrp_override *override);

/* What stands in for the configured priority: what is tracked is weighed against it. */
uint8_t vrrp_override_base(const struct vrrp_override *override, uint8_t configured);

/* What becomes of the priority that tracking arrived at. */
uint8_t vrrp_override_priority(const struct vrrp_override *override, uint8_t judged);

#endif
