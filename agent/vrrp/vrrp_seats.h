/* SPDX-License-Identifier: Apache-2.0 */
/* What the control thread knows of the routers of one engine: a seat each, in the
 * engine's order. E, control thread. */
#ifndef AGENT_VRRP_VRRP_SEATS_H
#define AGENT_VRRP_VRRP_SEATS_H

#include "agent/history.h"
#include "agent/vrrp/vrrp_engine.h"

struct vrrp_seat_address {
	struct addr_prefix prefix;
	char interface[VRRP_IFNAME_SIZE];
	bool advertised;
	uint32_t slot; /* on the keeper's board; VRRP_NO_SLOT */
};

struct vrrp_seat {
	char name[VRRP_ROUTER_NAME_SIZE];
	char interface[VRRP_IFNAME_SIZE];
	uint8_t family, vrid;
	const struct model_vrrp_instance *said; /* borrowed; NULL: its model is gone */
	enum vrrp_state told;                   /* what was logged and notified last */
	enum vrrp_state mailed;      /* what the last mail said; VRRP_INIT: none yet */
	char why[HISTORY_TEXT_SIZE]; /* of the last change of state */
	struct vrrp_status status;
	bool has_status;
	bool override_unsaid; /* the thread does not know what is wished of it */
	int64_t since_ms, started_ms;        /* wall clock */
	int64_t counted_ms;                  /* its counters count since; wall clock */
	struct vrrp_seat_address *addresses; /* owned */
	size_t addresses_len;
};

/* A place on the keeper's board. */
struct vrrp_seat_entry {
	uint64_t id; /* vrrp_fib_entry's */
	uint32_t slot;
};

struct vrrp_seats {
	uint32_t generation;
	struct vrrp_seat *at;     /* owned */
	struct vrrp_seat **by_id; /* owned: the same by interface, family and VRID */
	size_t len;
	struct vrrp_seat_entry *entries; /* owned; as in the engine's fib */
	size_t entries_len;
	struct vrrp_seats *older; /* owned: an engine that is not yet given back */
};

/* For `engine`, built from `model`; takes over what `older` (may be NULL) knows of the
 * routers that are the same, and gives each address its place on the board: the one it
 * had, or a free one, written into the engine too. */
struct vrrp_seats *vrrp_seats_new(
    struct vrrp_engine *engine, const struct model *model, struct vrrp_seats *older);
void vrrp_seats_free(struct vrrp_seats *seats); /* with all older ones */

/* The model of these, and of all older ones, is about to die. */
void vrrp_seats_forget_model(struct vrrp_seats *seats);

/* The engine of `generation` came back: forget its seats. */
void vrrp_seats_retire(struct vrrp_seats *seats, uint32_t generation);

/* The seat that a report is about, NULL when there is none: `router` of `generation`,
 * in the newest seats if it is still there. */
struct vrrp_seat *vrrp_seats_find(
    struct vrrp_seats *seats, uint32_t generation, uint32_t router);

/* The same router, or NULL. */
struct vrrp_seat *vrrp_seats_same(
    const struct vrrp_seats *seats, const struct vrrp_seat *seat);

#endif
