/* SPDX-License-Identifier: Apache-2.0 */
/* The LVS half of the agent: model, edits and verdicts -> pools -> the kernel's table.
 * Owns the pools, the edits, their store, the checks and the kernel's edge. E, control
 * thread. */
#ifndef AGENT_DIRECTOR_H
#define AGENT_DIRECTOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agent/command.h"
#include "agent/conf/model.h"
#include "agent/view/view.h"

struct loop;
struct history;
struct keeper_link;
struct notify;
struct store;
struct ipvs_kernel;
struct director;

struct director_hooks {
	/* Something to be seen has changed; may be called many times a turn. */
	void (*changed)(void *ctx);
	/* The quorum of a virtual server: at first, and when it changes. */
	void (*quorum)(void *ctx, const char *vs_id, bool met);
	void *ctx;
};

struct director_parts {
	struct loop *loop;
	struct keeper_link *keeper;
	struct notify *notify;      /* runs notify_up, quorum_down and the like */
	struct history *history;    /* borrowed; NULL: none is kept */
	struct store *store;        /* borrowed; edits and what is ours */
	uint64_t seed;              /* of the checks' jitter */
	bool enabled;               /* false with -P: no pools, no checks, no kernel */
	struct ipvs_kernel *kernel; /* borrowed; NULL: the machine's own, by netlink */
	struct director_hooks hooks;
};

struct director *director_new(const struct director_parts *parts);

/* Leaves the kernel's table in place, unless `stop` and the model says otherwise. */
void director_free(struct director *director, bool stop);

/* Start and reload: adopt what is the same, start and end what differs. `model` is
 * borrowed until the next call returns. */
void director_configure(struct director *director, const struct model *model);

/* The COMMAND_RS_* and COMMAND_VS_* kinds, and the three of a transaction. */
struct command_reply director_command(
    struct director *director, const struct command *command);

/* An instance that lvs_sync_daemon follows has a new role. */
void director_vrrp_state(
    struct director *director, const char *instance, enum vrrp_state state);

/* What the view does not have of one check. False: there is none. */
bool director_check_more(const struct director *director, const char *vs_id,
    const struct view_check *check, struct view_check_more *out);

/* Fill pools, foreign rows and the ipvs_*, check_*, sync_daemon_*, store_* facts of
 * `view`. Pools that have not changed since the last call are shared. */
void director_fill_view(struct director *director, struct view *view);

/* The rows of one virtual server as they are now; no other is looked at. A reference,
 * for view_pool_unref; NULL when there is none of this id. */
struct view_pool *director_view_pool(struct director *director, const char *vs_id);

/* The same, made anew, with the row of addr:port alone, if there is one; what is summed
 * up of all, and its position among them, is left 0. */
struct view_pool *director_view_rs(struct director *director, const char *vs_id,
    const struct addr *addr, uint16_t port);

/* Grows with each edit that took effect; survives a restart. */
uint64_t director_revision(const struct director *director);

/* Whether the kernel has what is desired; else `why` (120 bytes) says what is missing.
 */
bool director_is_ready(const struct director *director, char *why, size_t size);

#endif
