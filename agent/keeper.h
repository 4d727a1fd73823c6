/* SPDX-License-Identifier: Apache-2.0 */
/* The parent process: starts the agent again when it dies or hangs, removes the virtual
 * addresses of a dead one, and runs scripts, since the agent itself never forks. E.
 * This header is both ends: keeper_* runs in the parent, keeper_link_* on the agent's
 * control thread. */
#ifndef AGENT_KEEPER_H
#define AGENT_KEEPER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "agent/sys/board.h"

struct loop;

/* ---- in the parent ---- */

struct keeper_agent_args {
	int fd;               /* the agent's end of the socketpair */
	struct board *board;  /* shared */
	unsigned start_count; /* 0 at the first start, then 1, 2, ... */
	void *ctx;
};

struct keeper_options {
	/* Runs in the child after fork; its return value is the exit status. Signals
	 * are blocked: it lets them in when it can take them, so that none is lost. */
	int (*run_agent)(const struct keeper_agent_args *args);
	/* Runs in the keeper once the first agent has its copy of everything: give back
	 * what only that one needed, since a small keeper forks fast. */
	void (*agent_has_begun)(void *ctx);
	void *ctx;
	bool all_groups; /* scripts have those of their user, too */
};

/* Forks the agent and looks after it until it ends for good: exit status 0 (stopped by
 * TERM or INT) or a status that a restart cannot mend (KEEPER_EXIT_CONFIG). Anything
 * else: the addresses on the board are removed at once and the agent is started again,
 * with back-off from 100 ms to 10 s. Returns the exit status for main. */
enum { KEEPER_EXIT_CONFIG = 2 };
int keeper_main(const struct keeper_options *options);

/* ---- in the agent ---- */

struct keeper_link;

enum { KEEPER_OUTPUT_MAX = 4096 + 1, KEEPER_ARGS_BYTES_MAX = 3072 };

struct keeper_script {
	const char *const *argv; /* NULL-terminated; argv[0] is the path */
	const char *user;        /* name or number; NULL: the keeper's own */
	const char *group;       /* NULL: the user's */
	uint32_t timeout_ms; /* then the whole process group gets TERM, 2 s later KILL;
			      * so does, at once, what has left the group */
};

enum keeper_end {
	KEEPER_EXITED,    /* value: the exit status */
	KEEPER_SIGNALLED, /* value: the signal */
	KEEPER_TIMED_OUT,
	KEEPER_NOT_STARTED /* value: errno */
};

struct keeper_result {
	enum keeper_end end;
	int value;
	char
	    output[KEEPER_OUTPUT_MAX]; /* stdout and stderr's first bytes, terminated */
};

struct keeper_link *keeper_link_new(struct loop *loop, int fd);
void keeper_link_free(struct keeper_link *link);

/* Run a script; `done` is called once, unless cancelled. Returns an id > 0; a request
 * that could not be sent is answered by `done` with KEEPER_NOT_STARTED in a later turn.
 */
uint32_t keeper_link_run(struct keeper_link *link, const struct keeper_script *script,
    void (*done)(void *ctx, const struct keeper_result *result), void *ctx);

/* What each script may take from now on. Until the first call: as the keeper itself. */
struct spawn_limits;
void keeper_link_limit(struct keeper_link *link, const struct spawn_limits *limits);

/* Kill it, its process group and what has left that, and forget it: `done` is not
 * called. Unknown ids are fine. */
void keeper_link_cancel(struct keeper_link *link, uint32_t id);

#endif
