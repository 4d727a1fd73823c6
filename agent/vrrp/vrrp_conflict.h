/* SPDX-License-Identifier: Apache-2.0 */
/* Split brain: another host answers for, or announces, an address that we hold. P.
 *
 * A change of role makes both hosts claim an address for some milliseconds, and a host
 * that was killed answers until its lease has run out. So a first sighting only raises
 * suspicion; it is confirmed by a second one after `hold`, and to get that one the
 * caller probes (asks by ARP who has the address). A rival that is gone does not
 * answer. Silence for long enough clears the flag. */
#ifndef AGENT_VRRP_VRRP_CONFLICT_H
#define AGENT_VRRP_VRRP_CONFLICT_H

#include <stdbool.h>
#include <stdint.h>

#include "agent/lib/addr.h"
#include "agent/lib/clock.h"

/* One sighting. */
struct vrrp_rival {
	struct addr peer; /* who sent the advert; not set for ARP */
	bool has_mac;
	uint8_t mac[6];      /* who sent the ARP */
	struct addr claimed; /* our address */
};

struct vrrp_conflict {
	bool suspected, confirmed;
	struct instant first, last; /* sightings */
	struct instant probe;       /* the next one; INSTANT_NEVER */
	struct vrrp_rival rival;
};

enum vrrp_conflict_change {
	VRRP_CONFLICT_SAME,
	VRRP_CONFLICT_BEGUN,
	VRRP_CONFLICT_ENDED
};

void vrrp_conflict_init(struct vrrp_conflict *conflict);

/* We have just become master: look around once old leases have run out. */
void vrrp_conflict_watch(
    struct vrrp_conflict *conflict, struct span lease, struct instant now);

/* `hold`: the time after which whoever only was slow to let go has done so. */
enum vrrp_conflict_change vrrp_conflict_seen(struct vrrp_conflict *conflict,
    const struct vrrp_rival *rival, struct span hold, struct instant now);

/* At `due` or later. *probe: ask now for each address that we hold. */
enum vrrp_conflict_change vrrp_conflict_tick(
    struct vrrp_conflict *conflict, struct span hold, struct instant now, bool *probe);

/* We hold nothing any more. */
enum vrrp_conflict_change vrrp_conflict_drop(struct vrrp_conflict *conflict);

struct instant vrrp_conflict_due(const struct vrrp_conflict *conflict);

#endif
