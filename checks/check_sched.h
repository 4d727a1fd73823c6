/* SPDX-License-Identifier: Apache-2.0 */
/* When a check runs next, and what its tries amount to: up or down. P.
 *
 * The first result decides at once, but that one of which too little is thought
 * (alpha) must rise. After that a check that is up goes down when `retry` further
 * tries, `retry_delay` apart, failed too; a check that is down comes up with `rise`
 * successes in a row, as far apart. First tries are spread over the warm-up, later ones
 * jittered, so that checks that were made together do not fire together. */
#ifndef CHECKS_CHECK_SCHED_H
#define CHECKS_CHECK_SCHED_H

#include <stdbool.h>
#include <stdint.h>

#include "agent/lib/clock.h"

struct model_check;

/* What the operator said of it. */
struct check_sched_rule {
	struct span interval;      /* > 0: from start to start */
	struct span interval_down; /* the same while down; 0: no other */
	struct span retry_delay;   /* from a try that speaks against the opinion on */
	struct span warmup;        /* the first try falls within 0..this */
	uint32_t retry;
	uint32_t rise; /* 0 is 1 */
	bool alpha;    /* down until the first success */
};

struct check_sched {
	struct instant due; /* when the next try starts */
	uint64_t dice;      /* state of the jitter's generator */
	uint32_t against;   /* tries in a row that spoke against the opinion */
	bool up;
	bool decided; /* there was a result */
};

struct check_sched_rule check_sched_rule_of(const struct model_check *check);

/* `seed` should differ from check to check: it places the first try. */
void check_sched_init(struct check_sched *sched, const struct check_sched_rule *rule,
    uint64_t seed, struct instant now);

/* A try ended at `now`. Sets the next due. True when the opinion changed, or is the
 * first. */
bool check_sched_note(struct check_sched *sched, const struct check_sched_rule *rule,
    bool passed, struct instant now);

/* A try at `now` that has no opinion, for a reason of our own: one interval later
 * again.
 */
void check_sched_defer(
    struct check_sched *sched, const struct check_sched_rule *rule, struct instant now);

#endif
