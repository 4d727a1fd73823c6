/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/vrrp/vrrp_lease.h"

#include <errno.h>

/* Renewing must be tried again well within the shortest lease (2 s). */
static const struct span retry_after = {200000000};

static enum vrrp_lease_op
plan_wanted(const struct vrrp_lease *lease, struct span length)
{
	switch (lease->seen) {
	case VRRP_SEEN_ABSENT:
		return VRRP_LEASE_ADD;
	case VRRP_SEEN_LEASED: /* ours to renew, or a dead predecessor's to take over */
		return VRRP_LEASE_RENEW;
	case VRRP_SEEN_PERMANENT:
		return lease->ours && length.ns ? VRRP_LEASE_RENEW : VRRP_LEASE_NONE;
	}
	return VRRP_LEASE_NONE;
}

static enum vrrp_lease_op
plan_unwanted(const struct vrrp_lease *lease)
{
	if (lease->seen == VRRP_SEEN_ABSENT)
		return VRRP_LEASE_NONE;
	if (lease->ours || lease->seen == VRRP_SEEN_LEASED)
		return VRRP_LEASE_REMOVE;
	return VRRP_LEASE_NONE;
}

static enum vrrp_lease_op
plan(const struct vrrp_lease *lease, bool wanted, struct span length)
{
	return wanted ? plan_wanted(lease, length) : plan_unwanted(lease);
}

/* A wish that has changed does not wait for the renewal that was planned, nor because
 * another operation was refused. */
static bool
waits(const struct vrrp_lease *lease, enum vrrp_lease_op op)
{
	if (op == VRRP_LEASE_RENEW && lease->ours)
		return true;
	return lease->failed && lease->refused == op;
}

static bool
may_act(const struct vrrp_lease *lease, enum vrrp_lease_op op, struct instant now)
{
	return !waits(lease, op) || instant_reached(lease->due, now);
}

enum vrrp_lease_op
vrrp_lease_plan(
    const struct vrrp_lease *lease, bool wanted, struct span length, struct instant now)
{
	enum vrrp_lease_op op = plan(lease, wanted, length);

	return may_act(lease, op, now) ? op : VRRP_LEASE_NONE;
}

static void
removed(struct vrrp_lease *lease)
{
	*lease = (struct vrrp_lease){.seen = VRRP_SEEN_ABSENT};
}

static bool
is_gone(int err)
{
	return err == 0 || err == EADDRNOTAVAIL || err == ENODEV;
}

void
vrrp_lease_done(struct vrrp_lease *lease, enum vrrp_lease_op op, int err,
    struct span length, struct instant now)
{
	if (op == VRRP_LEASE_REMOVE && is_gone(err)) {
		removed(lease);
		return;
	}
	lease->failed = err != 0;
	lease->refused = op;
	lease->due = instant_add(now, err ? retry_after : (struct span){length.ns / 3});
	if (err == EEXIST) /* not known of; until it is, take it for somebody's own */
		lease->seen = VRRP_SEEN_PERMANENT;
	if (err || op == VRRP_LEASE_REMOVE)
		return;
	lease->ours = true;
	lease->seen = length.ns ? VRRP_SEEN_LEASED : VRRP_SEEN_PERMANENT;
}

bool
vrrp_lease_observe(struct vrrp_lease *lease, enum vrrp_seen seen, struct instant now)
{
	bool lost = lease->ours && seen == VRRP_SEEN_ABSENT;

	lease->seen = seen;
	lease->failed = false;
	if (seen == VRRP_SEEN_ABSENT)
		removed(lease);
	else if (lease->ours && seen == VRRP_SEEN_PERMANENT)
		lease->due = now; /* somebody took its lifetime away: set it again */
	return lost;
}

struct instant
vrrp_lease_due(const struct vrrp_lease *lease, bool wanted, struct span length)
{
	enum vrrp_lease_op op = plan(lease, wanted, length);

	if (op == VRRP_LEASE_NONE)
		return INSTANT_NEVER;
	return waits(lease, op) ? lease->due : (struct instant){0};
}
