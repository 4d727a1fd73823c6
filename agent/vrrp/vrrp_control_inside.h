/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of the control thread's half share; nobody else includes this. E,
 * control thread.
 *   vrrp_control.c  start, reload, end; what can be seen
 *   vrrp_orders.c   what the thread is told, and told again
 *   vrrp_hear.c     what the thread says
 *   vrrp_operator.c what operators wish
 *   vrrp_news.c     what follows from a change of state: scripts, mail, the director */
#ifndef AGENT_VRRP_VRRP_CONTROL_INSIDE_H
#define AGENT_VRRP_VRRP_CONTROL_INSIDE_H

#include "agent/vrrp/vrrp_control.h"
#include "agent/vrrp/vrrp_group_news.h"
#include "agent/vrrp/vrrp_knobs.h"
#include "agent/vrrp/vrrp_msg.h"
#include "agent/vrrp/vrrp_seats.h"
#include "agent/vrrp/vrrp_tracks.h"

struct loop_fd;
struct loop_timer;
struct vrrp_thread;

struct vrrp_control {
	struct vrrp_control_parts parts;
	struct vrrp_thread *thread; /* owned; NULL: does not run */
	struct loop_fd *watch;      /* owned, of the thread's reports */
	struct loop_timer *again;   /* owned: orders that found no room, or the end */
	const struct model *model;  /* borrowed; NULL before the first */
	struct vrrp_seats *seats;   /* owned; NULL before the first */
	struct vrrp_group_seats groups;
	struct vrrp_tracks *tracks; /* owned */
	struct vrrp_vmacs *vmacs;   /* owned */
	struct vrrp_nft *nft;       /* owned */
	struct vrrp_knobs knobs;
	struct vrrp_thread_facts facts;
	struct vrrp_wishes wishes;
	uint64_t reports_lost;
	uint32_t generation;
	/* What found no room in the ring of orders. */
	struct vrrp_order unsent; /* owned: an engine that was not handed over yet */
	bool want_engine, want_report, want_tracks, want_stop;
	bool want_overrides; /* of the seats that say so */
	bool stopping;
};

/* ---- vrrp_orders.c ---- */

/* False: the ring is full. */
bool vrrp_orders_say(struct vrrp_control *control, enum vrrp_order_kind kind);

/* What is known of a tracked object now. */
void vrrp_orders_track(void *control, struct vrrp_track_name name);

/* Say what is wanted and was not said yet; what finds no room is tried again later. */
void vrrp_orders_flush(struct vrrp_control *control);

/* Hand over `engine`, which is owned by this from here on. */
void vrrp_orders_engine(struct vrrp_control *control, struct vrrp_engine *engine);

/* An engine that never got there: the thread hangs, and will be ended for it. */
void vrrp_orders_drop_engine(struct vrrp_control *control);

/* ---- vrrp_hear.c ---- */

/* Of the thread's descriptor. */
void vrrp_hear_ready(void *control, unsigned events);

/* Wait for the thread's end. */
void vrrp_hear_end(struct vrrp_control *control);

/* ---- vrrp_operator.c ---- */

/* What is wished of it, for an engine that is being built. */
struct vrrp_override vrrp_operator_override(
    const struct vrrp_control *control, const char *instance);

/* What found no room in the ring. */
void vrrp_operator_say_again(struct vrrp_control *control);

/* A status came: is what was wished over? */
void vrrp_operator_settle(struct vrrp_control *control, const struct vrrp_seat *seat);

/* ---- vrrp_news.c ---- */

/* The wall clock at `at`, as it is set now; 0 for 0. */
int64_t vrrp_news_wall(struct instant at);

/* Into the history; `seat` may be NULL for what concerns no instance. */
void vrrp_news_keep(
    struct vrrp_control *control, struct vrrp_seat *seat, const struct vrrp_note *note);

/* The script with this index is good or bad now. */
void vrrp_news_track(struct vrrp_control *control, struct vrrp_track_name name);

/* Its state is `entered->state` now: who must know is told, once. */
void vrrp_news_state(struct vrrp_control *control, struct vrrp_seat *seat,
    const struct vrrp_note *entered);

/* A weaker one claims to be master. */
void vrrp_news_lower(struct vrrp_control *control, const struct vrrp_seat *seat);

/* An instance that the new file lacks, told from `seat` of the old seats. */
void vrrp_news_removed(struct vrrp_control *control, struct vrrp_seat *seat);

/* Tracking moved its priority. */
void vrrp_news_priority(
    struct vrrp_control *control, const struct vrrp_seat *seat, uint8_t priority);

/* Every state into the pipes again, for a reader that has lost track. */
void vrrp_news_again(struct vrrp_control *control);

#endif
