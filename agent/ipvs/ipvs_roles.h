/* SPDX-License-Identifier: Apache-2.0 */
/* Keeps the kernel's connection-sync daemons in the roles wanted. E, control thread:
 * asks and tells the kernel; what differs is decided by comparing, each time anew. */
#ifndef AGENT_IPVS_IPVS_ROLES_H
#define AGENT_IPVS_IPVS_ROLES_H

#include <stdbool.h>

#include "agent/conf/model.h"
#include "agent/ipvs/ipvs_kernel.h"
#include "agent/ipvs/ipvs_sync.h"

struct ipvs_roles {
	struct model_sync_daemon daemon; /* without its instance's name */
	unsigned wanted;                 /* IPVS_DAEMON_* */
	bool managed;  /* we were told of a daemon: nobody else's are kept beside */
	bool stopping; /* no longer wanted at all; ours must go once */
};

/* NULL: none is wanted, and one that we have not been told to keep is left alone. */
void ipvs_roles_set(
    struct ipvs_roles *roles, const struct model_sync_daemon *daemon, unsigned wanted);

/* Make it so; counts what it told the kernel in `status`. */
struct ipvs_failure ipvs_roles_settle(struct ipvs_roles *roles,
    struct ipvs_kernel *kernel, struct ipvs_sync_status *status);

#endif
