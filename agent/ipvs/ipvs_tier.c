/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/ipvs/ipvs_tier.h"

static uint64_t
weight_to_return(const struct ipvs_quorum *quorum, uint64_t reachable)
{
	uint64_t wanted = quorum->quorum + quorum->hysteresis;

	if (wanted <= reachable)
		return wanted;
	return reachable > quorum->quorum ? reachable : quorum->quorum;
}

uint8_t
ipvs_tier_last(const struct ipvs_tier tiers[IPVS_TIERS],
    const struct ipvs_quorum *quorum, uint8_t in_use)
{
	struct ipvs_tier sum = {0};
	uint8_t last = 0;

	for (unsigned i = 0; i < IPVS_TIERS; i++) {
		bool is_beyond = quorum->settled && in_use > i;
		uint64_t needed = quorum->quorum;

		if (!tiers[i].members)
			continue;
		last = (uint8_t)i;
		sum.live += tiers[i].live;
		sum.steady += tiers[i].steady;
		sum.reachable += tiers[i].reachable;
		if (is_beyond)
			needed = weight_to_return(quorum, sum.reachable);
		else if (quorum->settled)
			needed -= quorum->hysteresis;
		if ((is_beyond ? sum.steady : sum.live) >= needed)
			return last;
	}
	return last;
}
