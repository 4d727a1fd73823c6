/* SPDX-License-Identifier: Apache-2.0 */
/* A ring of events: what changed, when, why, who. P, used on the control thread.
 *
 * An event never changes once it is added, so who shows them reads the ring itself and
 * not a copy in the view. Sequence numbers grow by one and are never used twice in the
 * life of an agent: a stream of events goes on from the last one it sent, and sees by
 * history_first whether some were lost meanwhile. */
#ifndef AGENT_HISTORY_H
#define AGENT_HISTORY_H

#include <stddef.h>
#include <stdint.h>

#include "agent/lib/clock.h"

/* What kind of thing happened; history_type_word tells it as "vrrp.state". */
enum history_type {
	HISTORY_AGENT_STARTED,
	HISTORY_AGENT_STOPPING,
	HISTORY_VRRP_STATE,       /* from, to: states; reason; after: priority */
	HISTORY_VRRP_PRIORITY,    /* before, after */
	HISTORY_VRRP_ADVERT,      /* of another that mattered; from: its address */
	HISTORY_VRRP_OVERRIDE,    /* to: what an operator wished; "none" */
	HISTORY_VRRP_LATE,        /* adverts come so late that a failover is near */
	HISTORY_VRRP_SPLIT_BRAIN, /* to: "begun", "ended" */
	HISTORY_VRRP_ADDRESS,     /* lost, refused */
	HISTORY_TRACK,            /* something tracked: from, to: "good", "bad";
				   * a file: after: its number */
	HISTORY_INTERFACE,        /* to: "up", "down", "absent" */
	HISTORY_CONFIG_APPLIED,
	HISTORY_CONFIG_REJECTED,
	HISTORY_RS_STATE,    /* from, to: states, "removed"; reason; actor: who asked */
	HISTORY_RS_ADMIN,    /* an edit: actor, revision */
	HISTORY_RS_OVERRIDE, /* to: "up", "down", "none"; reason: "expired" */
	HISTORY_VS_QUORUM,
	HISTORY_VS_TIER,    /* before, after: the last one in use */
	HISTORY_VS_PANIC,   /* to: "begun", "ended" */
	HISTORY_IPVS_DRIFT, /* another hand; after: operations that mend it */
	HISTORY_TYPES
};

enum {
	HISTORY_ROOM = 4096,
	HISTORY_REF_SIZE = 352, /* a virtual server's id and a real server's */
	HISTORY_WORD_SIZE = 48,
	HISTORY_TEXT_SIZE = 240
};

/* Words and texts that are not said are "". */
struct history_event {
	uint64_t seq;      /* from 1; set by history_add */
	struct instant at; /* when it happened, as far as is known */
	int64_t at_ms;     /* the same, wall clock */
	enum history_type type;
	char ref[HISTORY_REF_SIZE]; /* the object: its path below /api/v1/ */
	char from[HISTORY_WORD_SIZE], to[HISTORY_WORD_SIZE];
	char reason[HISTORY_WORD_SIZE]; /* a machine's word */
	char actor[HISTORY_WORD_SIZE];  /* who wanted it: "uid 0" */
	int32_t before, after;          /* numbers that changed: priorities */
	uint64_t revision;              /* of the object; 0: it has none */
	char text[HISTORY_TEXT_SIZE];   /* one sentence for people */
};

struct history;

/* Room for so many events; the oldest goes when there is a new one. */
struct history *history_new(size_t room);
void history_free(struct history *history); /* NULL is fine */

/* Call `added` after each event from now on; NULL: nobody. */
void history_watch(struct history *history, void (*added)(void *ctx), void *ctx);

/* Copied. A `history` of NULL keeps nothing. */
void history_add(struct history *history, const struct history_event *event);

/* The oldest there is (what precedes it is lost), and the one that comes next. */
uint64_t history_first(const struct history *history);
uint64_t history_next(const struct history *history);

/* Borrowed until the next history_add; NULL: lost, or not there yet. */
const struct history_event *history_get(const struct history *history, uint64_t seq);

const char *history_type_word(enum history_type type);

/* The sentence; cut where there is no more room. */
void history_say(struct history_event *event, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* Who wanted it; NULL: nobody, it happened. */
void history_by(struct history_event *event, const char *actor);

/* The ref of a VRRP instance, of something tracked, of a link. */
void history_ref_instance(struct history_event *event, const char *name);
void history_ref_track(struct history_event *event, const char *kind, const char *name);
void history_ref_interface(struct history_event *event, const char *name);

#endif
