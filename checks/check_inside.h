/* SPDX-License-Identifier: Apache-2.0 */
/* What check_run (when, and what came of it) and check_set (which) share. E. */
#ifndef CHECKS_CHECK_INSIDE_H
#define CHECKS_CHECK_INSIDE_H

#include "agent/sys/script_security.h"
#include "checks/check_lane.h"
#include "checks/check_probes.h"
#include "checks/check_slot.h"
#include "checks/check_table.h"

struct check_run {
	struct loop *loop;          /* borrowed */
	struct keeper_link *keeper; /* borrowed; NULL: no scripts */
	struct script_policy scripts;
	struct check_run_hooks hooks;
	uint64_t seed;
	struct check_table table;   /* its slots are owned here */
	struct check_probes probes; /* and its probes */
	struct heap heap;
	struct check_curl *curl; /* owned; NULL until wanted */
	struct loop_timer *timer;
	struct instant armed;       /* when the timer fires */
	struct instant quiet_until; /* for complaints about ourselves */
	struct check_lanes lanes;
	uint32_t mark;
	struct check_totals totals;
};

/* When the probe wakes next, if it is awake. */
void check_run_set_due(
    struct check_run *run, struct check_probe *probe, struct instant due);

/* Out of the heap and its lane; a try under way is cancelled. */
void check_run_quiet(struct check_run *run, struct check_probe *probe);

/* The longest that one try may take. */
uint32_t check_run_deadline_ms(const struct check_probe *probe);

/* check_set.c: all of them. */
void check_set_fini(struct check_run *run);

#endif
