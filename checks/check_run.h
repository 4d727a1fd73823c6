/* SPDX-License-Identifier: Apache-2.0 */
/* Runs every check of every real server: binds a spec to ops, io and schedule, and
 * tells who asked. Checks that are equal in all (check_equal), for whomever, are made
 * once, and all hear of it. E, control thread. */
#ifndef CHECKS_CHECK_RUN_H
#define CHECKS_CHECK_RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agent/lib/clock.h"
#include "agent/lib/histogram.h"
#include "checks/check.h"

struct loop;
struct keeper_link;
struct script_policy;
struct check_run;
struct check_step;

/* A check to run. The key is who it is for and survives a reload: the same key with an
 * equal check keeps its schedule and verdict; a changed one is scheduled and counted
 * anew, and keeps its opinion until its first try, which decides. */
struct check_wanted {
	char vs_id[MODEL_ID_SIZE];
	struct addr rs_addr;
	uint16_t rs_port;
	uint16_t index;                  /* which of the real server's checks */
	const struct model_check *check; /* copied; what it points to (spec, texts) is
					  * borrowed until the next configure returns */
	bool paused;                     /* maintenance: keep its place, do not run */
};

/* What is known of one check, as plain values. */
struct check_status {
	char vs_id[MODEL_ID_SIZE];
	struct addr rs_addr;
	uint16_t rs_port;
	uint16_t index;
	const char *type; /* static */
	bool paused;      /* by an operator, or in maintenance */
	bool has_run;
	bool up; /* after retries: the check's lasting opinion */
	struct check_verdict last;
	uint64_t runs, failures;
	uint32_t last_latency_us;
	int64_t last_at_ms;    /* wall clock; 0: never */
	int64_t changed_at_ms; /* when `up` last changed; 0: never */
	const char *output; /* what its script last said; NULL: it has none. Borrowed */
	/* This one and those that hear of the same tries, which are counted for each;
	 * as of the last check_run_find. */
	uint32_t sharers;
};

struct check_run_hooks {
	/* `up` or the dynamic weight changed, or the first verdict came. Must not
	 * configure: not before the loop's next turn. */
	void (*changed)(void *ctx, const struct check_status *status);
	void *ctx;
	/* Each step of each try, the verdict last; must not configure either. NULL:
	 * nobody asks. */
	void (*traced)(void *ctx, const struct check_step *step);
};

struct check_run *check_run_new(struct loop *loop, struct keeper_link *keeper,
    const struct check_run_hooks *hooks, uint64_t jitter_seed);
void check_run_free(struct check_run *run);

/* As whom MISC_CHECK runs scripts that name no user, and what is refused; its texts are
 * borrowed until the next call. Until the first: as the keeper, and nothing refused. */
void check_run_scripts(struct check_run *run, const struct script_policy *policy);

/* Replace the whole set: start what is new, keep what is equal, stop the rest. */
void check_run_configure(
    struct check_run *run, const struct check_wanted *wanted, size_t len);

/* The checks of one virtual server only (an edit): others are untouched. */
void check_run_configure_vs(struct check_run *run, const char *vs_id,
    const struct check_wanted *wanted, size_t len);

/* NULL when there is no such check. Borrowed until the loop's next turn. */
const struct check_status *check_run_find(const struct check_run *run,
    const char *vs_id, const struct addr *rs_addr, uint16_t rs_port, uint16_t index);

struct check_totals {
	uint64_t runs, failures;
	uint64_t by_code[CHECK_CODES];
	uint32_t in_flight;
	uint64_t lag_us_sum; /* scheduled against started, over runs */
};
struct check_totals check_run_totals(const struct check_run *run);

enum { CHECK_LOADS_MAX = 32 };

/* All checks of one type together. */
struct check_load {
	const char *type; /* static */
	uint32_t in_flight, waiting;
	uint64_t by_code[CHECK_CODES];
	struct histogram took, lag;
};

/* Into out[CHECK_LOADS_MAX], a type each that was ever asked for, the first ones if
 * plug-ins make them more; returns how many. */
size_t check_run_loads(const struct check_run *run, struct check_load *out);

#endif
