/* SPDX-License-Identifier: Apache-2.0 */
/* Flap damping of one real server: whose checks change their mind too often is held
 * down, each time twice as long. P. */
#ifndef AGENT_IPVS_IPVS_FLAP_H
#define AGENT_IPVS_IPVS_FLAP_H

#include <stdbool.h>
#include <stdint.h>

#include "agent/conf/model_lvs.h"
#include "agent/lib/clock.h"

struct ipvs_flap {
	struct instant changes[MODEL_FLAP_CHANGES_MAX]; /* a ring: the last ones */
	uint8_t next, len;
	uint32_t in_a_row;          /* holds, each soon after the one before */
	bool held;                  /* and not yet let go: */
	struct instant until;       /* when it is */
	struct span length;         /* how long that was for */
	struct instant let_go_last; /* end of the last hold */
};

/* Its checks changed their mind. True when it is held from now on, or for longer. A
 * rule of no changes holds nobody. */
bool ipvs_flap_changed(
    struct ipvs_flap *flap, const struct model_flap *rule, struct instant now);

/* Whether it is held at `now`: lets it go when its time is over, or the rule is. */
bool ipvs_flap_holds(
    struct ipvs_flap *flap, const struct model_flap *rule, struct instant now);

#endif
