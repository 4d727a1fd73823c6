/* SPDX-License-Identifier: Apache-2.0 */
/* Which tiers of real servers are in use: the first ones that together have the quorum.
 * P. */
#ifndef AGENT_IPVS_IPVS_TIER_H
#define AGENT_IPVS_IPVS_TIER_H

#include <stdbool.h>
#include <stdint.h>

enum { IPVS_TIERS = 256 };

struct ipvs_tier {
	uint32_t members;   /* 0: there is no such tier */
	uint64_t live;      /* weight of those that take connections */
	uint64_t steady;    /* the same without those that start slowly */
	uint64_t reachable; /* of all that are to stay */
};

struct ipvs_quorum {
	uint64_t quorum, hysteresis;
	bool settled; /* it is known what was in use before */
};

/* The last tier in use, by number. What is in use beyond a tier stays until those
 * before have quorum plus hysteresis (or all they can have) at full weight: a server
 * that starts slowly does not take the work of a tier alone. */
uint8_t ipvs_tier_last(const struct ipvs_tier tiers[IPVS_TIERS],
    const struct ipvs_quorum *quorum, uint8_t in_use);

#endif
