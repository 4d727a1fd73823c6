/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/vrrp/vrrp_conflict.h"

#include <string.h>

/* While nothing is suspected: often enough to find a host that says nothing of its own
 * accord, seldom enough to be no load. */
static const struct span probe_idle = {60LL * 1000000000};
static const struct span probe_alarmed = {5LL * 1000000000};
static const struct span answer_within = {2LL * 1000000000};
/* Three probes without an answer. */
static const struct span quiet = {16LL * 1000000000};

void
vrrp_conflict_init(struct vrrp_conflict *conflict)
{
	*conflict = (struct vrrp_conflict){.probe = INSTANT_NEVER};
}

void
vrrp_conflict_watch(
    struct vrrp_conflict *conflict, struct span lease, struct instant now)
{
	vrrp_conflict_init(conflict);
	conflict->probe = instant_add(instant_add(now, lease), span_s(1));
}

static void
remember(struct vrrp_conflict *conflict, const struct vrrp_rival *rival)
{
	conflict->rival.claimed = rival->claimed;
	if (addr_is_set(&rival->peer))
		conflict->rival.peer = rival->peer;
	if (!rival->has_mac)
		return;
	conflict->rival.has_mac = true;
	memcpy(conflict->rival.mac, rival->mac, sizeof(rival->mac));
}

enum vrrp_conflict_change
vrrp_conflict_seen(struct vrrp_conflict *conflict, const struct vrrp_rival *rival,
    struct span hold, struct instant now)
{
	if (!conflict->suspected) {
		conflict->rival = (struct vrrp_rival){0};
		conflict->suspected = true;
		conflict->first = now;
		conflict->probe = instant_add(now, hold);
	}
	conflict->last = now;
	remember(conflict, rival);
	if (conflict->confirmed || instant_since(now, conflict->first).ns < hold.ns)
		return VRRP_CONFLICT_SAME;
	conflict->confirmed = true;
	return VRRP_CONFLICT_BEGUN;
}

static struct instant
expiry(const struct vrrp_conflict *conflict, struct span hold)
{
	struct span patience = {hold.ns + answer_within.ns};

	if (conflict->confirmed && patience.ns < quiet.ns)
		patience = quiet;
	return instant_add(conflict->last, patience);
}

enum vrrp_conflict_change
vrrp_conflict_tick(
    struct vrrp_conflict *conflict, struct span hold, struct instant now, bool *probe)
{
	bool was = conflict->confirmed;

	*probe = false;
	if (conflict->suspected && instant_reached(expiry(conflict, hold), now)) {
		vrrp_conflict_init(conflict);
		conflict->probe = instant_add(now, probe_idle);
		return was ? VRRP_CONFLICT_ENDED : VRRP_CONFLICT_SAME;
	}
	if (!instant_reached(conflict->probe, now))
		return VRRP_CONFLICT_SAME;
	*probe = true;
	conflict->probe =
	    instant_add(now, conflict->suspected ? probe_alarmed : probe_idle);
	/* The expiry is looked at with the probes, so it needs one after it. */
	if (conflict->suspected && !conflict->confirmed)
		conflict->probe =
		    instant_earlier(conflict->probe, expiry(conflict, hold));
	return VRRP_CONFLICT_SAME;
}

enum vrrp_conflict_change
vrrp_conflict_drop(struct vrrp_conflict *conflict)
{
	bool was = conflict->confirmed;

	vrrp_conflict_init(conflict);
	return was ? VRRP_CONFLICT_ENDED : VRRP_CONFLICT_SAME;
}

struct instant
vrrp_conflict_due(const struct vrrp_conflict *conflict)
{
	return conflict->probe;
}
