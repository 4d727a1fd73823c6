/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/vrrp/vrrp_override.h"

static const struct vrrp_override none = {0};

bool
vrrp_override_tick(struct vrrp_override *override, struct instant now)
{
	if (!instant_reached(vrrp_override_due(override), now))
		return false;
	*override = none;
	return true;
}

struct instant
vrrp_override_due(const struct vrrp_override *override)
{
	return override->kind == VRRP_WISH_NONE ? INSTANT_NEVER : override->until;
}

uint8_t
vrrp_override_base(const struct vrrp_override *override, uint8_t configured)
{
	return override->kind == VRRP_WISH_PRIORITY ? override->priority : configured;
}

uint8_t
vrrp_override_priority(const struct vrrp_override *override, uint8_t judged)
{
	return override->kind == VRRP_WISH_YIELD ? VRRP_PRIO_YIELD : judged;
}
