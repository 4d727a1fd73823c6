/* SPDX-License-Identifier: Apache-2.0 */
/* What a core wants the world to do: a list that the edge carries out in order, telling
 * the outcome of each. D. */
#ifndef AGENT_VRRP_VRRP_ACT_H
#define AGENT_VRRP_VRRP_ACT_H

#include <stddef.h>

#include "agent/vrrp/vrrp_fib.h"
#include "agent/vrrp/vrrp_lease.h"
#include "agent/vrrp/vrrp_note.h"

struct vrrp_router;
struct vrrp_vip;

enum vrrp_act_kind {
	VRRP_ACT_ADVERT,   /* router, priority */
	VRRP_ACT_ADDRESS,  /* router, vip, op */
	VRRP_ACT_ANNOUNCE, /* router, vip */
	VRRP_ACT_PROBE,    /* router, vip */
	VRRP_ACT_FIB,      /* entry, fib_op; router or NULL */
	VRRP_ACT_NOTE      /* note */
};

struct vrrp_act {
	enum vrrp_act_kind kind;
	struct vrrp_router *router; /* borrowed from the engine, as is vip */
	struct vrrp_vip *vip;
	uint8_t priority;
	struct instant due; /* of a regular advert; 0: none */
	enum vrrp_lease_op op;
	struct vrrp_fib_entry *entry;
	enum vrrp_fib_op fib_op;
	struct vrrp_note note;
};

/* VRRP_OUTBOX_FULL is where a tick stops and comes back in the next turn, so that
 * nobody waits long for a packet to be read; what one router may add fits above it. */
enum { VRRP_OUTBOX_MAX = 1024, VRRP_OUTBOX_FULL = 512 };

struct vrrp_outbox {
	size_t len;
	struct vrrp_act acts[VRRP_OUTBOX_MAX];
};

/* The next free item, zeroed but for its kind. */
struct vrrp_act *vrrp_outbox_add(struct vrrp_outbox *out, enum vrrp_act_kind kind);

struct vrrp_note *vrrp_outbox_note(
    struct vrrp_outbox *out, enum vrrp_note_kind kind, uint32_t router);

#endif
