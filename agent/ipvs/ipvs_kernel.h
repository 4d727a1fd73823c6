/* SPDX-License-Identifier: Apache-2.0 */
/* The joint between keeping the table and what keeps it: netlink in life, memory in
 * tests. D. All calls are synchronous; 0 or -errno unless said. Control thread. */
#ifndef AGENT_IPVS_IPVS_KERNEL_H
#define AGENT_IPVS_IPVS_KERNEL_H

#include <stddef.h>
#include <stdint.h>

#include "agent/conf/model.h"
#include "agent/ipvs/ipvs_plan.h"
#include "agent/ipvs/ipvs_table.h"

struct ipvs_kernel;

enum {
	IPVS_BATCH_MAX = 100,   /* ops of one apply */
	IPVS_VERSION_SIZE = 16, /* "1.2.1" */
	IPVS_DAEMONS_MAX = 2    /* a master and a backup at most */
};

struct ipvs_timeouts {
	uint32_t tcp_s, tcpfin_s, udp_s; /* 0: leave as it is */
};

/* A sync daemon that runs in the kernel. */
struct ipvs_daemon {
	unsigned role; /* IPVS_DAEMON_MASTER or IPVS_DAEMON_BACKUP */
	char interface[MODEL_IFNAME_SIZE];
	uint32_t sync_id;
	uint16_t maxlen, port; /* 0 where an old kernel does not say, as below */
	uint8_t ttl;
	struct addr group;
};

struct ipvs_kernel_ops {
	/* Is IPVS there, and which? -ENOENT: the kernel has none (yet): its modules
	 * were asked for. `version` has IPVS_VERSION_SIZE bytes. */
	int (*probe)(struct ipvs_kernel *kernel, char *version);

	/* All services without destinations, and the destinations of one (`service`
	 * has the key; its list is replaced), with counters; sorted. On an error
	 * nothing is changed. -ENOENT: IPVS is gone. The destinations of a service
	 * that is not there are none. */
	int (*dump_services)(struct ipvs_kernel *kernel, struct ipvs_table *out);
	int (*dump_dests)(struct ipvs_kernel *kernel, struct ipvs_service *service);

	/* At most IPVS_BATCH_MAX ops, in order; each one's err is set, and a failed one
	 * does not stop the others. */
	void (*apply)(struct ipvs_kernel *kernel, struct ipvs_op *ops, size_t len);

	int (*set_timeouts)(
	    struct ipvs_kernel *kernel, const struct ipvs_timeouts *timeouts);

	/* `role` is one of IPVS_DAEMON_*. start: -EEXIST when it runs; stop: -ESRCH
	 * when it does not. query: how many run, in out[IPVS_DAEMONS_MAX]. */
	int (*daemon_start)(struct ipvs_kernel *kernel, unsigned role,
	    const struct model_sync_daemon *as);
	int (*daemon_stop)(struct ipvs_kernel *kernel, unsigned role);
	int (*daemon_query)(struct ipvs_kernel *kernel, struct ipvs_daemon *out);
};

/* The first member of whatever implements it. */
struct ipvs_kernel {
	const struct ipvs_kernel_ops *ops;
};

#endif
