/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/ipvs/ipvs_opinion.h"

static bool
decides(const struct ipvs_rs_spec *spec, size_t check)
{
	return spec->checks[check].weight == 0;
}

bool
ipvs_opinion_is_fit(
    const struct ipvs_rs_spec *spec, const struct ipvs_verdict *verdicts)
{
	size_t deciding = 0, up = 0;

	for (size_t i = 0; i < spec->checks_len; i++) {
		deciding += decides(spec, i);
		up += decides(spec, i) && verdicts[i].up;
	}
	return up == deciding || (spec->checks_need && up >= spec->checks_need);
}

bool
ipvs_opinion_all_known(
    const struct ipvs_rs_spec *spec, const struct ipvs_verdict *verdicts)
{
	for (size_t i = 0; i < spec->checks_len; i++)
		if (!verdicts[i].known)
			return false;
	return true;
}

const struct ipvs_verdict *
ipvs_opinion_first_failure(
    const struct ipvs_rs_spec *spec, const struct ipvs_verdict *verdicts)
{
	for (size_t i = 0; i < spec->checks_len; i++)
		if (decides(spec, i) && verdicts[i].known && !verdicts[i].up)
			return &verdicts[i];
	return NULL;
}

static int64_t
moved_by(const struct model_check *check, bool up)
{
	bool when_up = (check->weight > 0) != check->weight_reverse;

	return up == when_up ? check->weight : 0;
}

uint32_t
ipvs_opinion_weight(
    const struct ipvs_rs_spec *spec, const struct ipvs_verdict *verdicts)
{
	int64_t base = spec->weight, weight = base;

	for (size_t i = 0; i < spec->checks_len; i++) {
		weight += moved_by(&spec->checks[i], verdicts[i].up);
		if (verdicts[i].dynamic_weight >= 0)
			weight += verdicts[i].dynamic_weight - base;
	}
	if (weight < 0)
		return 0;
	return weight > IPVS_WEIGHT_MAX ? IPVS_WEIGHT_MAX : (uint32_t)weight;
}
