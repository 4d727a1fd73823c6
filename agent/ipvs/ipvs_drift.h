/* SPDX-License-Identifier: Apache-2.0 */
/* What is told of changes that another hand made to our entries. P. */
#ifndef AGENT_IPVS_IPVS_DRIFT_H
#define AGENT_IPVS_IPVS_DRIFT_H

#include <stdbool.h>

#include "agent/ipvs/ipvs_plan.h"
#include "agent/lib/buf.h"
#include "agent/lib/clock.h"

enum {
	/* So many services are told of in a span; two managers that fight over a large
	 * table would fill the log and the history else. */
	IPVS_DRIFT_TOLD_MAX = 32,
	IPVS_DRIFT_SPAN_MS = 10000
};

struct ipvs_drift {
	struct instant since; /* when the span began */
	unsigned told;        /* in it */
};

/* Whether one more is to be told; counts it. */
bool ipvs_drift_is_told(struct ipvs_drift *drift, struct instant now);

/* What was found, from the plan that mends one service: "the service was gone,
 * 10.1.1.163:80 and 2 more gone". Appends. */
void ipvs_drift_say(const struct ipvs_plan *plan, struct buf *out);

#endif
