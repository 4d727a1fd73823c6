/* SPDX-License-Identifier: Apache-2.0 */
/* One virtual server as a state machine: its real servers, quorum and sorry server ->
 * what the kernel should have, and what changed. P. */
#ifndef AGENT_IPVS_IPVS_POOL_H
#define AGENT_IPVS_IPVS_POOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agent/conf/model.h"
#include "agent/ipvs/ipvs_member.h"
#include "agent/ipvs/ipvs_table.h"
#include "agent/words.h"

struct ipvs_pool {
	const struct model_virtual_server *vs; /* borrowed */
	struct ipvs_member *members;           /* owned; by address, then port */
	size_t members_len;
	bool first_is_news; /* of a real server: its first result is told, whatever */
	bool settled;       /* was updated once: what changes from now on is news */
	bool configured;    /* since the last update */
	bool owes_all;      /* the kernel is to be told of all, */
	const struct ipvs_member *owes; /* or of this member only; NULL: of nothing */
	bool quorum_met, sorry_in_use;
	bool lenient; /* without those that are held there is no quorum: they serve */
	bool panic;   /* too few are fit: all are in the table */
	uint8_t tier; /* the last one in use */
	uint64_t live_weight;                /* of those that take connections */
	uint64_t needed_weight;              /* to keep or regain the quorum */
	char kernel_error[IPVS_DETAIL_SIZE]; /* why it was refused; "": was not */
	bool present;                        /* in the kernel, as last observed */
	uint64_t healthy, unfit;             /* how many; see ipvs_member_is_unfit */
	size_t draining;                     /* members whose drain is not over */
	uint64_t drain_timeouts; /* drains that ended with connections left */
	size_t timed; /* that change when some time has passed, if nothing else does */
	int64_t since_ms; /* wall clock of the last change of quorum */
};

enum ipvs_pool_event {
	IPVS_POOL_RS_STATE, /* its state's word is another: `from` */
	IPVS_POOL_RS_UP,    /* its health only, whatever the operator wants: scripts */
	IPVS_POOL_RS_DOWN,  /* likewise */
	IPVS_POOL_RS_GONE,  /* to be removed, and now drained or out of time */
	IPVS_POOL_RS_RESTS, /* to be in maintenance, and now drained likewise */
	IPVS_POOL_RS_HELD,  /* it flaps: held down, or for longer */
	IPVS_POOL_RS_OVERRIDE_OVER, /* the time of an override of its health has come */
	IPVS_POOL_QUORUM_UP,        /* the virtual server */
	IPVS_POOL_QUORUM_DOWN,
	IPVS_POOL_TIER, /* other tiers are in use: `tier` was the last one */
	IPVS_POOL_PANIC_BEGIN,
	IPVS_POOL_PANIC_END
};

struct ipvs_pool_change {
	enum ipvs_pool_event event;
	struct addr addr; /* the real server, if it is about one */
	uint16_t port;
	enum rs_state from;
	uint8_t tier;
};

struct ipvs_pool_changes {
	struct ipvs_pool_change *items; /* owned */
	size_t len, room;
};

void ipvs_pool_changes_fini(struct ipvs_pool_changes *changes);

/* A pool of zeros is empty. */
void ipvs_pool_fini(struct ipvs_pool *pool);

/* A copy, the caller's, to try something on. */
struct ipvs_pool ipvs_pool_dup(const struct ipvs_pool *pool);

/* Replace virtual server and members; `specs` are sorted by address and port, each
 * pair once. Who stays keeps verdicts, drain and history. */
void ipvs_pool_configure(struct ipvs_pool *pool, const struct model_virtual_server *vs,
    const struct ipvs_rs_spec *specs, size_t len);

/* Something else is wanted of one member, of the same place. */
void ipvs_pool_configure_one(struct ipvs_pool *pool, struct ipvs_member *member,
    const struct ipvs_rs_spec *spec);

/* NULL: no such member. */
struct ipvs_member *ipvs_pool_find(
    const struct ipvs_pool *pool, const struct addr *addr, uint16_t port);

/* Whether the live weight would fall under what the quorum needs without `member`. */
bool ipvs_pool_needs(const struct ipvs_pool *pool, const struct ipvs_member *member);

/* What the kernel has of it; NULL: nothing. */
void ipvs_pool_observe(struct ipvs_pool *pool, const struct ipvs_service *observed);

/* Work out health, drains, quorum, tiers and states; appends what changed. True when
 * the kernel should have something else than after the last update. The first update is
 * silent: how things are at the start is no news. A member that is gone is left out of
 * the table at once, and stays here until ipvs_pool_configure leaves it out.
 *
 * Quorum: the sum of the weights of live real servers. Lost at 0 or under quorum less
 * hysteresis, regained at quorum plus hysteresis; none of them asks for more than all
 * real servers together have. A slow start counts with its whole weight.
 *
 * Tiers: those are used that together have the quorum, the lowest first; who is fit and
 * not used stands by with weight 0. Panic: when fewer than panic_percent of those that
 * are ready are fit, all of them are used, of every tier; a sorry server goes before
 * that. Flap damping never costs the quorum: then those that are held serve, too. */
bool ipvs_pool_update(struct ipvs_pool *pool, const struct ipvs_now *now,
    struct ipvs_pool_changes *changes);

#endif
