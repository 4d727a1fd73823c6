/* SPDX-License-Identifier: Apache-2.0 */
/* What all measurements share: the clock, the figures, the kernel's table. */
#ifndef TESTS_BENCH_EDIT_EDIT_RUN_H
#define TESTS_BENCH_EDIT_EDIT_RUN_H

#include <sys/types.h>

#include "agent/ipvs/ipvs_kernel.h"
#include "agent/lib/clock.h"
#include "tests/bench/edit/edit_conf.h"

struct edit_run {
	struct ipvs_kernel *kernel;
	const char *who, *directory, *daemon;
	struct edit_size size;
	uint32_t edits;
	char conf[256], socket[256];
	pid_t pid;
	int http;
};

/* A network namespace of its own, and so an empty table: the kernel keeps what was
 * removed for minutes, and searches all of it with each destination that comes. */
void edit_run_begin(struct edit_run *run);

double edit_run_ms_since(struct instant start);

/* "WHAT WHO n=... p50 p90 p99 max"; sorts `ms`. */
void edit_run_report(
    const struct edit_run *run, const char *what, double *ms, uint32_t len);

/* Say why and end; the lab ends what was started. */
_Noreturn void edit_run_die(const char *what);

/* A service's destinations, from the kernel; yours. */
struct ipvs_service edit_run_look(const struct edit_run *run, uint32_t service);

/* All must succeed. */
void edit_run_apply(const struct edit_run *run, struct ipvs_op *ops, size_t len);

/* Edit i changes one destination after another in one service after another. */
struct edit_change edit_run_change_of(
    const struct edit_run *run, uint32_t i, uint32_t weight);

#endif
