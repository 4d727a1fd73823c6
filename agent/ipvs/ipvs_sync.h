/* SPDX-License-Identifier: Apache-2.0 */
/* Keeps the kernel's table as desired: scan, plan, apply, and again. E, control thread.
 * The kernel is written only as the outcome of a plan; what fails is counted and tried
 * by the next plan. Entries that are not in `owned` are never touched. */
#ifndef AGENT_IPVS_IPVS_SYNC_H
#define AGENT_IPVS_IPVS_SYNC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agent/conf/model.h"
#include "agent/ipvs/ipvs_table.h"
#include "agent/lib/clock.h"

struct loop;
struct ipvs_sync;
struct ipvs_kernel; /* ipvs_kernel.h: the joint; netlink in life, memory in tests */

struct ipvs_sync_hooks {
	/* All services and destinations were looked at once more (a round of
	 * ipvs_scan.h), or the kernel's IPVS came or went. */
	void (*observed)(void *ctx);

	/* Somebody else changed what is ours at `key`; it is put right after this call,
	 * by so many operations. `what` says it for people. Not each one is told when
	 * there are very many; all are counted. */
	void (*drifted)(
	    void *ctx, const struct ipvs_key *key, size_t operations, const char *what);
	void *ctx;
};

struct ipvs_failure {
	const char *op; /* "IPVS_CMD_NEW_DEST"; static; NULL: all went well */
	int err;        /* positive errno */
};

/* `kernel` is borrowed. No IPVS in it is no error here: modprobe is tried (by the
 * kernel's edge), it is asked again every 5 s, and all desired is kept. */
struct ipvs_sync *ipvs_sync_new(
    struct loop *loop, struct ipvs_kernel *kernel, const struct ipvs_sync_hooks *hooks);

/* Leaves the kernel's table as it is (a restart must not drop connections). */
void ipvs_sync_free(struct ipvs_sync *sync);

/* Replace what is desired as a whole, and say what is ours (keys only) beside what
 * this process itself has put there; both are swallowed. Applied at once, against a
 * fresh observation, if the kernel has IPVS; if not, that is no failure (see status)
 * and it is applied as soon as it has. */
struct ipvs_failure ipvs_sync_set(struct ipvs_sync *sync,
    struct ipvs_table *desired_take, struct ipvs_table *owned_take);

/* Replace one service (swallowed): only it is planned and applied, at once, against
 * what was last observed and applied. Costs no scan. */
struct ipvs_failure ipvs_sync_set_service(
    struct ipvs_sync *sync, struct ipvs_service *desired_take);

/* The same of one destination of a service that was set before. */
struct ipvs_failure ipvs_sync_set_dest(
    struct ipvs_sync *sync, const struct ipvs_key *key, const struct ipvs_dest *dest);

/* At an orderly stop with lvs_flush_on_stop, or when only ours must go. */
struct ipvs_failure ipvs_sync_remove_owned(struct ipvs_sync *sync);

/* The last observation, with counters; NULL when the kernel does not have it. */
const struct ipvs_service *ipvs_sync_observed(
    const struct ipvs_sync *sync, const struct ipvs_key *key);
const struct ipvs_table *ipvs_sync_observed_table(const struct ipvs_sync *sync);
bool ipvs_sync_is_owned(const struct ipvs_sync *sync, const struct ipvs_key *key,
    const struct ipvs_dest *dest /* NULL: the service itself */);

struct ipvs_sync_status {
	bool available;
	char version[16]; /* "1.2.1" */
	char error[120];  /* why not available; "" when it is */
	uint64_t operations, errors, scans,
	    drift; /* drift: others changed what is ours */
	struct ipvs_failure last_failure;
};
const struct ipvs_sync_status *ipvs_sync_status(const struct ipvs_sync *sync);

/* All that is ours now, keys only: what to remember across a restart. Borrowed. */
const struct ipvs_table *ipvs_sync_owned_table(const struct ipvs_sync *sync);

/* What the timer does: all that is due at `now`; the next due time. For tests. */
struct instant ipvs_sync_turn(struct ipvs_sync *sync, struct instant now);

/* Connection synchronisation: what role(s) the kernel's daemon should have; applied
 * and kept as the table is. */
enum { IPVS_DAEMON_MASTER = 1, IPVS_DAEMON_BACKUP = 2 };
struct ipvs_failure ipvs_sync_daemon(struct ipvs_sync *sync,
    const struct model_sync_daemon *daemon /* NULL: none */, unsigned roles);

/* lvs_timeouts; zeros leave the kernel's. */
struct ipvs_failure ipvs_sync_timeouts(
    struct ipvs_sync *sync, uint32_t tcp_s, uint32_t tcpfin_s, uint32_t udp_s);

#endif
