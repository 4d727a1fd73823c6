/* SPDX-License-Identifier: Apache-2.0 */
/* One virtual router whole: its configuration, its election, its addresses. P.
 * It is told what happens and puts what is to be done into an outbox; packets are
 * answered at once, everything else at the next tick. */
#ifndef AGENT_VRRP_VRRP_ROUTER_H
#define AGENT_VRRP_VRRP_ROUTER_H

#include "agent/vrrp/vrrp_act.h"
#include "agent/vrrp/vrrp_agenda.h"
#include "agent/vrrp/vrrp_auth.h"
#include "agent/vrrp/vrrp_conflict.h"
#include "agent/vrrp/vrrp_fsm.h"
#include "agent/vrrp/vrrp_gap.h"
#include "agent/vrrp/vrrp_garp.h"
#include "agent/vrrp/vrrp_held.h"
#include "agent/vrrp/vrrp_hmac.h"
#include "agent/vrrp/vrrp_limit.h"
#include "agent/vrrp/vrrp_override.h"
#include "agent/vrrp/vrrp_peer.h"

struct vrrp_group;

enum { VRRP_ROUTER_NAME_SIZE = 128 };

/* What a reload carries over. */
struct vrrp_router_run {
	struct vrrp_fsm fsm;
	struct vrrp_garp garp;
	struct vrrp_conflict conflict;
	struct vrrp_counters counters;
	struct vrrp_limit refused[VRRP_REFUSALS];
	struct vrrp_limit heard[VRRP_HEARD_KINDS], sending;
	struct vrrp_auth_failure auth_failure;
	struct vrrp_lately lately;
	struct vrrp_spoken spoken; /* in the group */
	struct instant begins;     /* after a startup delay; 0: not known yet */
	struct vrrp_last_advert last_advert;
	struct vrrp_gap gap;
	struct instant scheduled; /* of the advert being sent; 0: an answer */
	struct vrrp_override override;
	bool override_is_new;
	struct instant started;       /* 0: in init */
	struct instant address_fault; /* until then no new try; 0: none */
	bool announce;                /* once all addresses are set */
	bool faulty;                  /* by itself, whatever its group does */
	size_t probes_left;
};

struct vrrp_router {
	uint32_t index; /* in its engine */
	char name[VRRP_ROUTER_NAME_SIZE];
	uint8_t version, vrid, family;    /* ADDR_*: the carrier of its adverts */
	struct vrrp_interface *interface; /* borrowed: where adverts come in */
	struct vrrp_interface *out;  /* borrowed: where they leave; its virtual MAC's */
	struct vrrp_interface *vmac; /* borrowed; NULL: it has none */
	struct vrrp_fsm_config fsm_cf;
	struct vrrp_garp_config garp_cf;
	struct vrrp_auth_key auth;
	uint32_t rx_bytes;       /* its share of a receive buffer; 0: the usual one */
	struct vrrp_hmac *hmac;  /* borrowed, with its run state; NULL: none */
	const struct wall *wall; /* borrowed: the engine's */
	struct span lease;       /* of its addresses; 0: none */
	struct vrrp_rules rules;
	bool dont_track_primary;
	/* Since the start, and on the clock (which starts with the host). */
	struct span startup_delay;
	struct instant not_before;
	struct addr source; /* not set: the interface's first address */
	struct addr group;
	struct vrrp_peer *peers; /* borrowed; unicast when there are any */
	size_t peers_len;
	uint8_t unicast_ttl;
	const uint8_t *list;   /* borrowed: the advertised addresses as on the wire */
	size_t list_len;       /* addresses */
	const uint8_t *sorted; /* borrowed: the same, sorted by their bytes */
	struct vrrp_vip *vips; /* borrowed: advertised ones first */
	size_t vips_len;
	struct vrrp_tracked *tracked; /* borrowed */
	size_t tracked_len;
	struct vrrp_fib_part fib;      /* borrowed: its routes and rules */
	struct vrrp_track_item *items; /* borrowed: room for their facts */
	/* run state */
	struct vrrp_router_run run;
	struct vrrp_agenda *agenda; /* borrowed: its engine's */
	struct heap_node timer;     /* when its next tick is due */
	struct instant errand;      /* the same, but for its election's timer */
	bool reconfigured;          /* by a reload: the timer must follow */
	bool leaving;               /* to init, for good */
	enum vrrp_reason why_leaving;
	struct vrrp_group *sync; /* borrowed; NULL: it decides alone */
	bool seen;               /* its group knows of its faults */
	bool changed;            /* its status should be told with the regular ones */
	bool urgent;             /* the agenda's: it is to be told now */
};

void vrrp_router_begin(struct vrrp_router *router); /* it has never run */

/* One step of its election, and what follows from it. */
void vrrp_router_step(struct vrrp_router *router, const struct vrrp_event *event,
    struct vrrp_outbox *out, struct instant now);

/* Somebody else claims one of its addresses. */
void vrrp_router_rival(struct vrrp_router *router, const struct vrrp_rival *rival,
    struct span hold, struct vrrp_outbox *out, struct instant now);

/* How long a rival may linger that has only been slow. */
struct span vrrp_router_hold(const struct vrrp_router *router);

/* As master: a rival that has gone, and a question for others now and then. */
void vrrp_router_watch(
    struct vrrp_router *router, struct vrrp_outbox *out, struct instant now);

/* Whether it cannot send, or cannot hear, for want of sockets of its family. */
bool vrrp_router_mute(const struct vrrp_router *router);

/* Whether it has `vip` set, or somebody has for it. */
bool vrrp_router_holds(const struct vrrp_router *router, const struct vrrp_vip *vip);

#endif
