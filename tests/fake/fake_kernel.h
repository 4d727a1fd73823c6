/* SPDX-License-Identifier: Apache-2.0 */
/* An IPVS in memory that refuses what the kernel refuses, with the same errno, and
 * fails when told to. One op at a time and by linear search: it shares no thought with
 * the planner that it judges. For tests. */
#ifndef TESTS_FAKE_FAKE_KERNEL_H
#define TESTS_FAKE_FAKE_KERNEL_H

#include <stdbool.h>
#include <stddef.h>

#include "agent/ipvs/ipvs_kernel.h"

struct fake_kernel {
	struct ipvs_kernel kernel; /* first: hand &fake->kernel to what is tested */
	struct ipvs_table table;   /* as it is now; services in no order */
	bool absent;               /* no IPVS: all answers are ENOENT */

	/* Op number `fail_at` from now on (1: the next) fails with `fail_errno`. */
	size_t fail_at;
	int fail_errno;
	/* Every op on this service fails so; 0: none. */
	struct ipvs_key fail_key;
	int fail_key_errno;
	int dump_errno; /* dumps fail so; 0: none */

	struct ipvs_timeouts timeouts;
	struct ipvs_daemon daemons[IPVS_DAEMONS_MAX];
	int daemons_len;

	/* Called after each op that has taken effect. */
	void (*applied)(void *ctx, const struct fake_kernel *fake);
	void *ctx;

	size_t probes, service_dumps, dest_dumps, ops; /* how often each was asked */
};

void fake_kernel_init(struct fake_kernel *fake);
void fake_kernel_fini(struct fake_kernel *fake);

/* One op by the kernel's rules; 0 or a positive errno. Ignores what is to fail. */
int fake_kernel_do(struct fake_kernel *fake, const struct ipvs_op *op);

/* By linear search; NULL when absent; borrowed. */
struct ipvs_service *fake_kernel_service(
    const struct fake_kernel *fake, const struct ipvs_key *key);
struct ipvs_dest *fake_kernel_dest(
    const struct ipvs_service *service, const struct ipvs_dest *dest);

#endif
