/* SPDX-License-Identifier: Apache-2.0 */
/* What was done to the kernel, written into the observed table without asking it. P. */
#ifndef AGENT_IPVS_IPVS_NOTE_H
#define AGENT_IPVS_IPVS_NOTE_H

#include <stddef.h>

#include "agent/ipvs/ipvs_plan.h"

/* Take over the ops whose err is 0; they are in a plan's order, and `observed` is
 * sorted before and after. Counters of what was only changed stay. A service costs
 * O(its destinations + its ops). */
void ipvs_note(struct ipvs_table *observed, const struct ipvs_op *ops, size_t len);

#endif
