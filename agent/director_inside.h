/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of the director share; nobody else includes this. E, control thread.
 *   director.c           its life, and what wakes it
 *   director_configure.c start and reload
 *   director_checks.c    which checks run, and who hears them
 *   director_check_command.c what is asked of a check, and how it stands
 *   director_pool.c      one virtual server: layers -> pool -> log, scripts
 *   director_pool_kernel.c and from it to the kernel, and back
 *   director_command.c   what is asked for while it runs; director_try.c: what if
 *   director_vs.c        virtual servers made, changed, taken out while it runs
 *   director_history.c   what happened, for the history
 *   director_suspend.c   checks that pause while the addresses are elsewhere
 *   director_store.c     edits, and what is ours, across restarts
 *   director_view.c      what can be seen of it
 *   director_load.c      and how busy its checks are
 *   director_knobs.c     the kernel's settings that could hurt */
#ifndef AGENT_DIRECTOR_INSIDE_H
#define AGENT_DIRECTOR_INSIDE_H

#include "agent/director.h"
#include "agent/director_checks.h"
#include "agent/director_pool.h"
#include "agent/edits_layers.h"
#include "agent/ipvs/ipvs_knobs.h"
#include "agent/ipvs/ipvs_sync.h"
#include "agent/vs_edits.h"
#include "checks/check_run.h"

struct store;
struct store_record;
struct loop_timer;
struct director_batch;
struct host_addresses;

struct director_role {
	char *instance; /* owned */
	enum vrrp_state state;
};

struct director_knobs {
	struct ipvs_knobs seen;
	unsigned amiss;     /* bits of ipvs_knobs_judge */
	struct instant due; /* to be read again */
};

struct director {
	struct director_parts parts;
	const struct model *model; /* borrowed; NULL before the first configure */
	struct store *store;       /* borrowed */
	struct edits edits;
	struct vs_edits vs_edits;
	struct director_batch *batch; /* owned; NULL: none is open */
	struct ipvs_kernel *netlink;  /* owned; NULL: parts.kernel is used */
	struct ipvs_sync *sync;
	struct check_run *checks;
	struct host_addresses *addresses; /* owned; NULL: nobody asks for them */
	struct loop_timer *soon;          /* settles what is stirred */
	struct loop_timer *every;         /* drains, and what the kernel refused */
	struct director_pool **pools;     /* owned; by id */
	size_t pools_len;
	bool stirred;                /* `soon` is set */
	uint32_t modprobe_id;        /* of the keeper; 0: not asked for */
	bool was_available;          /* the kernel had IPVS */
	struct director_role *roles; /* owned */
	size_t roles_len;
	struct view_foreign *foreign; /* owned; as of foreign_age */
	uint32_t foreign_len;
	uint64_t foreign_age;
	struct director_knobs knobs;
};

/* ---- director.c ---- */

struct director_pool *director_find(const struct director *director, const char *vs_id);
void director_changed(struct director *director);
struct ipvs_now director_now(const struct director *director);
void director_settle_daemon(struct director *director);
unsigned director_daemon_roles(const struct director *director); /* 0: has none */
void director_look_again(void *ctx);

/* ---- director_configure.c ---- */

/* The kernel was asked for all: who is not as it should be has this `failure`. */
void director_take_outcomes(
    struct director *director, const struct ipvs_failure *failure);

/* ---- director_check_command.c ---- */

bool director_is_about_checks(enum command_kind kind);
struct command_reply director_check_command(struct director *director,
    struct director_pool *pool, const struct command *command);

/* ---- director_load.c ---- */

void director_fill_loads(const struct director *director, struct view *view);

/* ---- director_knobs.c ---- */

void director_look_at_knobs(struct director *director);
void director_fill_knobs(const struct director *director, struct view *view);

/* ---- director_store.c ---- */

void director_load(struct director *director);

/* Hold the edits against the model: those that gave way are told and forgotten. */
void director_judge(struct director *director);

/* What counts as ours: all that the pools may ever give the kernel and, so that it can
 * be cleared away, what they had; saved, for after a crash too. The caller's. What is
 * neither wanted nor in the kernel is forgotten, unless nobody has looked: `first`. */
struct ipvs_table director_own(struct director *director, bool first);

#endif
