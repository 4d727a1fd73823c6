/* SPDX-License-Identifier: Apache-2.0 */
/* Routes, rules and static addresses: what is wanted and what is believed of the kernel
 * -> what to do. P.
 *
 * The kernel's tables may be huge and are never read. That something is there is found
 * by adding it: "it exists" says so. It is doubted when an event or the loss of a link
 * or an address gives cause, since the kernel drops IPv4 routes with those in silence.
 * Nothing is done on the spot when an operation fails: the next plan does it. What a
 * predecessor left was removed before the first (vrrp_leftovers.h). */
#ifndef AGENT_VRRP_VRRP_FIB_H
#define AGENT_VRRP_VRRP_FIB_H

#include <linux/filter.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agent/lib/clock.h"
#include "agent/vrrp/vrrp_fib_encode.h"
#include "agent/vrrp/vrrp_note.h"

struct vrrp_act;
struct vrrp_interface;
struct vrrp_outbox;
struct vrrp_router;

enum vrrp_fib_kind { VRRP_FIB_ADDRESS, VRRP_FIB_ROUTE, VRRP_FIB_RULE };

enum vrrp_fib_seen {
	VRRP_FIB_ABSENT,
	VRRP_FIB_OURS,
	VRRP_FIB_DOUBTED, /* ours, and perhaps gone */
	VRRP_FIB_FOREIGN  /* another's is in its place: left alone */
};

enum vrrp_fib_op {
	VRRP_FIB_NONE,
	VRRP_FIB_ADD,   /* must not exist */
	VRRP_FIB_RENEW, /* exists: its lifetime anew */
	VRRP_FIB_REMOVE
};

/* The number of this link belongs at `offset` of the message. */
struct vrrp_fib_patch {
	uint16_t offset;
	const struct vrrp_interface *interface; /* borrowed */
};

struct vrrp_fib_entry {
	enum vrrp_fib_kind kind;
	const char *text;       /* borrowed from the engine's arena, as all here */
	const uint8_t *message; /* that adds it */
	size_t message_len;
	const struct vrrp_fib_patch *patches;
	size_t patches_len;
	struct vrrp_router *router; /* whose it is; NULL: static */
	uint64_t id;                /* the same in every engine */
	struct vrrp_fib_event key;  /* what an event of it looks like */
	struct span life;           /* 0: for good */
	uint32_t slot;              /* on the keeper's board; VRRP_NO_SLOT */
	bool no_track;
	/* run state */
	enum vrrp_fib_seen seen;
	bool failed;    /* the last operation was refused */
	bool retired;   /* a reload took it away: to be removed */
	bool restoring; /* lost by another hand, to be put back */
	struct instant due;
};

/* Of one owner: in the order in which they are added. */
struct vrrp_fib_part {
	struct vrrp_fib_entry *entries;
	size_t len;
	struct vrrp_fib_entry **needs; /* static ones of its track groups */
	size_t needs_len;
};

/* All of an engine; the static ones first. */
struct vrrp_fib {
	struct vrrp_fib_entry *entries;
	size_t len;
	struct vrrp_fib_part fixed;
	struct vrrp_fib_counters counters; /* of the static ones */
	struct instant fixed_due;
	bool leaving;                   /* the static ones are to be removed */
	struct vrrp_fib_entry **by_key; /* sorted */
	struct vrrp_fib_entry **by_id;  /* sorted */
	struct sock_filter *filter;     /* of the events heard; NULL: all of them */
	uint16_t filter_len;
};

/* Put what is to be done now into `out`: what is added in order, what is removed in
 * reverse. */
void vrrp_fib_plan(const struct vrrp_fib_part *part, bool wanted,
    struct vrrp_outbox *out, struct instant now);
struct instant vrrp_fib_due(const struct vrrp_fib_part *part, bool wanted);

/* `act` was carried out: `err` is 0 or a positive errno. True when something that its
 * router needs cannot be had. What comes of it is counted in `counters`. */
bool vrrp_fib_done(const struct vrrp_act *act, int err,
    struct vrrp_fib_counters *counters, struct vrrp_outbox *out, struct instant now);

/* A static one that cannot be had. */
bool vrrp_fib_is_missing(const struct vrrp_fib_entry *entry);

/* Nothing of it is set any more; `retired`: of what a reload took away. */
bool vrrp_fib_is_gone(const struct vrrp_fib_part *part, bool retired);

/* What may have gone with `interface`, or with an address of it; NULL: all. */
void vrrp_fib_doubt(struct vrrp_fib *fib, const struct vrrp_interface *interface);

/* Another has changed the tables. `replaced`: its new one took another's place. */
void vrrp_fib_hear(
    struct vrrp_fib *fib, const struct vrrp_fib_event *event, bool replaced);

/* Reload: what `young` lacks is to go; what it has goes on as it was. */
void vrrp_fib_retire(struct vrrp_fib *old, const struct vrrp_fib *young);
void vrrp_fib_adopt(struct vrrp_fib *young, const struct vrrp_fib *old);

#endif
