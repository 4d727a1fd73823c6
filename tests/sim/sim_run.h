/* SPDX-License-Identifier: Apache-2.0 */
/* One plan from its beginning to its end: chaos, then order, then quiet, then what an
 * operator does on a quiet day. For the simulator. */
#ifndef TESTS_SIM_SIM_RUN_H
#define TESTS_SIM_SIM_RUN_H

#include <stdio.h>

#include "tests/sim/sim_plan.h"

struct sim_outcome {
	bool failed;
	char failure[256];
	uint64_t elections; /* how often a router became master */
	uint64_t hash;      /* of all that was done and sent */
};

/* `story`, `pcap`: where to tell it, NULL: nowhere. */
struct sim_outcome sim_run(const struct sim_plan *plan, FILE *story, const char *pcap);

#endif
