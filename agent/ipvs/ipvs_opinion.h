/* SPDX-License-Identifier: Apache-2.0 */
/* What all the checks of one real server together say of it. P.
 *
 * A check without a weight decides: all of these must be up, or as many as
 * checks_need. One with a weight never takes the server out, and moves its weight
 * instead: by that much while it is up (reverse: down) when it is above 0, and while it
 * is down (reverse: up) when below, as tracks move a priority. */
#ifndef AGENT_IPVS_IPVS_OPINION_H
#define AGENT_IPVS_IPVS_OPINION_H

#include "agent/ipvs/ipvs_spec.h"

/* `verdicts` has spec->checks_len everywhere here. */
bool ipvs_opinion_is_fit(
    const struct ipvs_rs_spec *spec, const struct ipvs_verdict *verdicts);

bool ipvs_opinion_all_known(
    const struct ipvs_rs_spec *spec, const struct ipvs_verdict *verdicts);

/* The first that decides, has run and failed; NULL when none has. */
const struct ipvs_verdict *ipvs_opinion_first_failure(
    const struct ipvs_rs_spec *spec, const struct ipvs_verdict *verdicts);

/* What is configured, moved by the checks that move it; 0..65535. */
uint32_t ipvs_opinion_weight(
    const struct ipvs_rs_spec *spec, const struct ipvs_verdict *verdicts);

#endif
