/* SPDX-License-Identifier: Apache-2.0 */
/* The control thread's half of VRRP: starts the VRRP thread, tells it what changed,
 * hears what it did, logs it, runs the tracked scripts. E, control thread. */
#ifndef AGENT_VRRP_VRRP_CONTROL_H
#define AGENT_VRRP_VRRP_CONTROL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agent/conf/model.h"
#include "agent/sys/board.h"
#include "agent/view/view.h"
#include "agent/vrrp/vrrp_wishes.h"

struct loop;
struct history;
struct keeper_link;
struct notify;
struct vrrp_control;

struct vrrp_control_hooks {
	/* Something to be seen has changed; may be called many times a turn. */
	void (*changed)(void *ctx);
	/* An instance has entered `state`. */
	void (*state)(void *ctx, const char *instance, enum vrrp_state state);
	/* After vrrp_control_stop: priority 0 is sent, addresses are gone. */
	void (*stopped)(void *ctx);
	/* What was wished of an instance for a time is over. */
	void (*wish_over)(void *ctx, const char *instance);
	void *ctx;
};

struct vrrp_control_parts {
	struct loop *loop;
	struct keeper_link *keeper;
	struct notify *notify;
	struct board *board;
	struct history *history; /* borrowed; NULL: none is kept */
	bool enabled;            /* false with -C: no thread at all */
	struct vrrp_control_hooks hooks;
};

struct vrrp_control *vrrp_control_new(const struct vrrp_control_parts *parts);

/* Start and reload. An instance that is the same (interface, VRID) keeps its role and
 * timers; what differs is applied live. `model` is borrowed until the next call
 * returns. 0, or -errno when the thread could not be started. */
int vrrp_control_configure(struct vrrp_control *control, const struct model *model);

/* Ask every instance to leave: priority 0, addresses removed. `stopped` follows. */
void vrrp_control_stop(struct vrrp_control *control);
void vrrp_control_free(struct vrrp_control *control);

/* The quorum of a virtual server is met, or is lost. */
void vrrp_control_quorum(struct vrrp_control *control, const char *vs_id, bool met);

/* ---- what operators wish ---- */

/* Obeyed from now on, or from when there is such an instance, until its end; kept over
 * a reload. One of kind VRRP_WISH_NONE takes the wish back. */
void vrrp_control_wish(struct vrrp_control *control, const struct vrrp_wished *wished);

/* NULL: nothing is; borrowed until the next wish. */
const struct vrrp_wished *vrrp_control_wished(
    const struct vrrp_control *control, const char *instance);

/* False: there is no such instance. */
bool vrrp_control_find(
    const struct vrrp_control *control, const char *instance, enum vrrp_state *state);

/* Who changes the role as one: the members of a sync group, or one instance alone. */
struct vrrp_movers {
	const char **names; /* owned; each is borrowed until the next configuration */
	size_t len;
	const char *group; /* likewise borrowed; NULL: alone */
};

/* Those that move with `instance`, or those of `group` when `instance` is NULL. False,
 * and nothing to free, when there is no such one. */
bool vrrp_control_movers(const struct vrrp_control *control, const char *instance,
    const char *group, struct vrrp_movers *out);
void vrrp_movers_fini(struct vrrp_movers *movers);

enum vrrp_control_act { VRRP_CONTROL_ANNOUNCE, VRRP_CONTROL_RESET };

/* False: it cannot be asked now. */
bool vrrp_control_ask(
    struct vrrp_control *control, const char *instance, enum vrrp_control_act act);

/* ---- what can be seen ---- */

/* Fill the vrrp, vrrp_addresses and tracks rows and the vrrp_* facts of `view`. */
void vrrp_control_fill_view(struct vrrp_control *control, struct view *view);

#endif
