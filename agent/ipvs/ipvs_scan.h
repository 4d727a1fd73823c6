/* SPDX-License-Identifier: Apache-2.0 */
/* When to look at which part of the kernel's table. P.
 * IPVS has no notifications (its netlink family has no multicast group, Linux 6.18), so
 * that only looking tells what another hand changed. A round begins with the list of
 * services, and then takes their destinations slice by slice, so that no slice keeps
 * the loop busy for long: measured in user-mode Linux, 3 us a destination and 0.1 ms a
 * service, a slice is 1-2 ms. A round is shorter than a second: what is changed by hand
 * is back within one, up to 10,000 destinations in 100 services; beyond that rounds
 * grow longer, so that looking never takes more than a fixed part of the time. */
#ifndef AGENT_IPVS_IPVS_SCAN_H
#define AGENT_IPVS_IPVS_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agent/ipvs/ipvs_table.h"
#include "agent/lib/clock.h"

enum {
	IPVS_SCAN_ROUND_MS = 800,
	IPVS_SCAN_SLICE_MS = 25,
	IPVS_SCAN_SLICE_COST = 512,  /* in destinations */
	IPVS_SCAN_SERVICE_COST = 32, /* what asking for a service costs by itself */
};

struct ipvs_scan {
	struct ipvs_key *keys; /* owned: this round's services */
	uint32_t *costs;       /* owned */
	size_t len, at;        /* at: the next one */
	struct instant slice_due, round_due;
};

enum ipvs_scan_step {
	IPVS_SCAN_WAIT,
	IPVS_SCAN_ROUND, /* list the services, then ipvs_scan_begin */
	IPVS_SCAN_SLICE  /* look at `keys` */
};

struct ipvs_scan_turn {
	enum ipvs_scan_step step;
	const struct ipvs_key *keys; /* borrowed until the next begin */
	size_t len;
	bool last; /* of its round */
};

/* The first round is due at once. */
struct ipvs_scan ipvs_scan_init(struct instant now);
void ipvs_scan_fini(struct ipvs_scan *scan);

/* A round over all that is desired or in the kernel; `observed` has this round's
 * services with the destinations last seen. What is plainly not as desired is first. */
void ipvs_scan_begin(struct ipvs_scan *scan, struct instant now,
    const struct ipvs_table *desired, const struct ipvs_table *observed);

/* All was just seen by other means: the next round is due a round's time from now. */
void ipvs_scan_skip(struct ipvs_scan *scan, struct instant now);

/* What is to be done at `now`; a slice counts as done once it was handed out. A service
 * larger than a slice is taken whole, and the pause after it is as much longer. */
struct ipvs_scan_turn ipvs_scan_next(struct ipvs_scan *scan, struct instant now);

/* When ipvs_scan_next has something to do. */
struct instant ipvs_scan_due(const struct ipvs_scan *scan);

#endif
