/* SPDX-License-Identifier: Apache-2.0 */
/* All virtual routers of this host: who gets which packet, what is due next, and what a
 * reload keeps. P. Built on the control thread, run on the vrrp thread.
 *
 * Every function that is told something puts what is to be done into `outbox`; whoever
 * calls carries it out, gives each outcome to vrrp_engine_done (which may append), and
 * empties it before the next call. */
#ifndef AGENT_VRRP_VRRP_ENGINE_H
#define AGENT_VRRP_VRRP_ENGINE_H

#include "agent/conf/model.h"
#include "agent/vrrp/vrrp_arp.h"
#include "agent/vrrp/vrrp_index.h"
#include "agent/vrrp/vrrp_nd.h"
#include "agent/vrrp/vrrp_router.h"

struct arena;
struct vrrp_group;

enum { VRRP_LOCAL_MACS_MAX = 256 };

/* One router that tracks one object which is no interface. */
struct vrrp_watch {
	struct vrrp_track_name name;
	struct vrrp_router *router;   /* borrowed */
	struct vrrp_tracked *tracked; /* borrowed: in it */
};

struct vrrp_engine {
	struct arena *arena; /* owned; everything below lives in it */
	uint32_t generation;
	struct wall wall; /* told by the edge before each turn */
	struct vrrp_router *routers;
	size_t routers_len;
	struct vrrp_interface *interfaces; /* each name that a router uses, once */
	size_t interfaces_len;
	struct vrrp_watch *watches; /* who tracks what, sorted */
	size_t watches_len;
	struct vrrp_group *groups;
	size_t groups_len;
	struct vrrp_index index;
	struct vrrp_fib fib;
	bool links_changed; /* an interface came, went or was made anew: the edge's */
	struct vrrp_agenda agenda;
	struct vrrp_router **ticked;     /* in this tick: room for all */
	uint64_t refused[VRRP_REFUSALS]; /* of all adverts that came */
	bool log_unknown;                /* adverts of routers that we have not */
	struct vrrp_limit unknown;
	/* Of every link of this host: an ARP frame of ours that comes back by another
	 * one is no rival's. */
	uint8_t local_macs[VRRP_LOCAL_MACS_MAX][VRRP_MAC_BYTES];
	size_t local_macs_len;
	struct vrrp_outbox outbox;
};

/* From the instances of `model`, copying what it needs. */
struct vrrp_engine *vrrp_engine_new(const struct model *model, uint32_t generation);
void vrrp_engine_free(struct vrrp_engine *engine); /* NULL is fine */

/* A router is known by its interface, its family (ADDR_V4, ADDR_V6) and its VRID. NULL
 * when there is none. Source: RFC 9568 1.7, 5.2.3. */
struct vrrp_router *vrrp_engine_find(
    struct vrrp_engine *engine, uint32_t ifindex, uint8_t family, uint8_t vrid);

/* ---- what happens ---- */

/* A datagram, its IP header taken off by the edge. */
void vrrp_engine_hear(struct vrrp_engine *engine, uint32_t ifindex,
    const struct vrrp_datagram *datagram, struct instant now);

/* An ARP frame, or one of neighbour discovery. */
void vrrp_engine_arp(struct vrrp_engine *engine, uint32_t ifindex, const void *frame,
    size_t len, struct instant now);
void vrrp_engine_nd(struct vrrp_engine *engine, uint32_t ifindex, const void *frame,
    size_t len, struct instant now);

void vrrp_engine_link(struct vrrp_engine *engine, const struct vrrp_link *link);

/* True when the addresses must be read anew. */
bool vrrp_engine_address(
    struct vrrp_engine *engine, const struct vrrp_address *address, struct instant now);

/* Whether adverts can be neither heard nor sent by it: no router of it can serve. */
void vrrp_engine_mute(
    struct vrrp_engine *engine, size_t interface, enum vrrp_carrier carrier, bool mute);

/* Around a whole reading of links and addresses: what was not seen in it is gone. */
void vrrp_engine_dump_begin(struct vrrp_engine *engine);
void vrrp_engine_dump_end(struct vrrp_engine *engine, struct instant now);

/* A tracked object of the engine's model. */
void vrrp_engine_track(struct vrrp_engine *engine, struct vrrp_track_name name,
    struct vrrp_track_fact fact);

/* What an operator wishes of a router, by its index. */
void vrrp_engine_override(
    struct vrrp_engine *engine, uint32_t router, const struct vrrp_override *override);
void vrrp_engine_announce(
    struct vrrp_engine *engine, uint32_t router, struct instant now);
void vrrp_engine_reset(struct vrrp_engine *engine, uint32_t router);

/* Time: whatever is due. Stops when the outbox is full; `due` is then at once. */
void vrrp_engine_tick(struct vrrp_engine *engine, struct instant now);

void vrrp_engine_done(
    struct vrrp_engine *engine, size_t act, int err, struct instant now);

struct instant vrrp_engine_due(const struct vrrp_engine *engine);

#endif
