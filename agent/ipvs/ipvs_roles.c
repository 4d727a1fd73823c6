/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on: control. */
#include "agent/ipvs/ipvs_roles.h"

#include <errno.h>
#include <string.h>

void
ipvs_roles_set(
    struct ipvs_roles *roles, const struct model_sync_daemon *daemon, unsigned wanted)
{
	if (daemon) {
		roles->daemon = *daemon;
		roles->daemon.instance = NULL; /* the model's, and not needed here */
		roles->wanted = wanted;
		roles->managed = true;
		roles->stopping = false;
		return;
	}
	roles->wanted = 0;
	roles->stopping = roles->managed;
}

/* Whether a daemon runs as it is wanted; what was not said, the kernel chooses. */
static bool
runs_as(const struct ipvs_daemon *runs, const struct model_sync_daemon *wanted)
{
	return strcmp(runs->interface, wanted->interface) == 0 &&
	    runs->sync_id == wanted->sync_id &&
	    (!wanted->maxlen || runs->maxlen == wanted->maxlen) &&
	    (!wanted->port || runs->port == wanted->port) &&
	    (!wanted->ttl || runs->ttl == wanted->ttl) &&
	    (!addr_is_set(&wanted->group) || addr_equal(&runs->group, &wanted->group));
}

static struct ipvs_failure
count(struct ipvs_sync_status *status, const char *op, int rc)
{
	status->operations++;
	if (rc >= 0)
		return (struct ipvs_failure){0};
	status->errors++;
	return (struct ipvs_failure){.op = op, .err = -rc};
}

static struct ipvs_failure
settle_role(struct ipvs_roles *roles, struct ipvs_kernel *kernel, unsigned role,
    const struct ipvs_daemon *runs /* NULL: does not */,
    struct ipvs_sync_status *status)
{
	bool wanted = roles->wanted & role;
	struct ipvs_failure failure = {0};

	if (runs && wanted && runs_as(runs, &roles->daemon))
		return failure;
	if (runs)
		failure = count(status, "IPVS_CMD_DEL_DAEMON",
		    kernel->ops->daemon_stop(kernel, role));
	if (wanted && !failure.op)
		failure = count(status, "IPVS_CMD_NEW_DAEMON",
		    kernel->ops->daemon_start(kernel, role, &roles->daemon));
	return failure;
}

struct ipvs_failure
ipvs_roles_settle(struct ipvs_roles *roles, struct ipvs_kernel *kernel,
    struct ipvs_sync_status *status)
{
	static const unsigned each[] = {IPVS_DAEMON_MASTER, IPVS_DAEMON_BACKUP};
	struct ipvs_failure first = {0}, failure;
	struct ipvs_daemon runs[IPVS_DAEMONS_MAX];
	int len;

	if (!roles->managed)
		return first;
	len = kernel->ops->daemon_query(kernel, runs);
	if (len < 0)
		return count(status, "IPVS_CMD_GET_DAEMON", len);
	for (size_t i = 0; i < sizeof(each) / sizeof(each[0]); i++) {
		const struct ipvs_daemon *found = NULL;

		for (int j = 0; j < len; j++)
			if (runs[j].role == each[i])
				found = &runs[j];
		failure = settle_role(roles, kernel, each[i], found, status);
		if (!first.op)
			first = failure;
	}
	if (roles->stopping && !first.op)
		*roles = (struct ipvs_roles){0};
	return first;
}
