/* SPDX-License-Identifier: Apache-2.0 */
/* Brings the kernel's table to what is desired: plan, apply, note what was done,
 * remember what failed. E, control thread: asks and tells the kernel, and logs. */
#ifndef AGENT_IPVS_IPVS_SETTLE_H
#define AGENT_IPVS_IPVS_SETTLE_H

#include "agent/ipvs/ipvs_drift.h"
#include "agent/ipvs/ipvs_kernel.h"
#include "agent/ipvs/ipvs_retry.h"
#include "agent/ipvs/ipvs_sync.h"
#include "agent/ipvs/ipvs_table.h"
#include "agent/lib/clock.h"

struct ipvs_settle {
	struct ipvs_kernel *kernel;                 /* borrowed */
	struct ipvs_sync_status *status;            /* borrowed; counts are kept here */
	const struct ipvs_sync_hooks *hooks;        /* borrowed */
	struct ipvs_drift drift;                    /* how much of it was told lately */
	struct ipvs_table desired, observed, owned; /* owned and sorted, all three */
	struct ipvs_retry retry; /* owned: services that are not as desired */
};

void ipvs_settle_fini(struct ipvs_settle *settle);

/* List the services that the kernel has; destinations stay as last seen. Like every
 * dump below: what went wrong with it; then observed is as it was. */
struct ipvs_failure ipvs_settle_list(struct ipvs_settle *settle);

/* Look at everything, then make all as desired; *first is the first op that failed. */
struct ipvs_failure ipvs_settle_all(
    struct ipvs_settle *settle, struct instant now, struct ipvs_failure *first);

/* Look at one service, and make it as desired, unless it fails and is not due. A
 * difference in one that did not fail is somebody else's doing: drift. */
struct ipvs_failure ipvs_settle_look(
    struct ipvs_settle *settle, const struct ipvs_key *key, struct instant now);

/* Make one service as desired without looking. The first op that failed. */
struct ipvs_failure ipvs_settle_one(
    struct ipvs_settle *settle, const struct ipvs_key *key, struct instant now);

/* The same of one destination, whose place is `place`, if the service is otherwise as
 * desired; else of all of it. */
struct ipvs_failure ipvs_settle_dest(struct ipvs_settle *settle,
    const struct ipvs_key *key, const struct ipvs_dest *place, struct instant now);

#endif
