/* SPDX-License-Identifier: Apache-2.0 */
/* The checks of one type share a lane: how many tries of them fly at once, which checks
 * wait for one to land, and the memory of tries that have. P. */
#ifndef CHECKS_CHECK_LANE_H
#define CHECKS_CHECK_LANE_H

#include "agent/lib/histogram.h"
#include "checks/check_slot.h"

struct check_lane {
	const struct check_ops *ops;
	uint32_t in_flight, waiting_len;
	uint64_t by_code[CHECK_CODES];              /* of tries that ended */
	struct histogram took, lag;                 /* lag: begun after it was due */
	struct check_probe *waiting, **waiting_end; /* borrowed; the longest first */
	struct check_try *idle;                     /* owned: to use again */
	uint32_t idle_len;
};

/* All zero: none yet. */
struct check_lanes {
	struct check_lane **of; /* owned, each */
	size_t len;
};

/* The lane of a type, made if need be; stays where it is. */
struct check_lane *check_lane_of(
    struct check_lanes *lanes, const struct check_ops *ops);
void check_lanes_fini(struct check_lanes *lanes);

bool check_lane_has_room(const struct check_lane *lane);

/* A try of the probe, zeroed but for the probe, fd (-1) and late (CHECK_TIMEOUT). */
struct check_try *check_lane_take(struct check_lane *lane, struct check_probe *probe);

/* The try is over. The probe that waited longest, now no longer waiting, or NULL. */
struct check_probe *check_lane_give_back(
    struct check_lane *lane, struct check_try *try);

void check_lane_wait(struct check_lane *lane, struct check_probe *probe);
void check_lane_leave(
    struct check_lane *lane, struct check_probe *probe); /* if it waits */

#endif
