/* SPDX-License-Identifier: Apache-2.0 */
/* Telling the same thing often: the first at once, then one in ten seconds. P. */
#ifndef AGENT_VRRP_VRRP_LIMIT_H
#define AGENT_VRRP_VRRP_LIMIT_H

#include <stdbool.h>
#include <stdint.h>

#include "agent/lib/clock.h"

/* All zero: nothing was told yet. */
struct vrrp_limit {
	struct instant next;
	uint32_t more; /* not told since */
};

/* Whether to tell now; `*more` is then how many were not told since the last time. */
bool vrrp_limit_take(struct vrrp_limit *limit, struct instant now, uint32_t *more);

#endif
