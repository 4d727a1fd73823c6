/* SPDX-License-Identifier: Apache-2.0 */
/* What a virtual router holds while it is master, and what it watches. D. */
#ifndef AGENT_VRRP_VRRP_HELD_H
#define AGENT_VRRP_VRRP_HELD_H

#include "agent/vrrp/vrrp_interface.h"
#include "agent/vrrp/vrrp_lease.h"
#include "agent/vrrp/vrrp_track.h"

struct vrrp_router;

enum { VRRP_NO_SLOT = INT32_MAX };

struct vrrp_vip {
	struct addr_prefix prefix;
	struct vrrp_interface
	    *interface;              /* borrowed; may be another than the router's */
	struct vrrp_interface *wire; /* borrowed: the same, or what is below it: there
				      * others are heard */
	struct vrrp_router *router;  /* borrowed: whose it is */
	char label[VRRP_IFNAME_SIZE];
	uint8_t scope;
	struct addr broadcast;
	struct addr peer;     /* not set: none; the prefix length is its */
	uint32_t flags;       /* IFA_F_* */
	uint32_t preferred_s; /* 0: not said; UINT32_MAX: forever */
	bool deprecated;
	bool no_track;
	bool advertised;
	uint32_t slot; /* on the keeper's board; VRRP_NO_SLOT */
	struct vrrp_lease lease;
	bool retired;   /* a reload took it away: to be removed */
	bool restoring; /* lost by another hand, to be put back */
	bool told_foreign;
	bool stale; /* not seen again since the dump began */
};

struct vrrp_tracked {
	enum model_track_kind kind;
	uint32_t index;                   /* in the model, by kind */
	struct vrrp_interface *interface; /* borrowed; NULL: another kind */
	struct vrrp_track_item item;
};

#endif
