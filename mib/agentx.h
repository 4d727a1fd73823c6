/* SPDX-License-Identifier: Apache-2.0 */
/* The AgentX subagent: net-snmp on a thread of its own, which may block; nobody waits
 * for it. Serves the newest view it was given. E. */
#ifndef MIB_AGENTX_H
#define MIB_AGENTX_H

#include <stdbool.h>
#include <stdint.h>

#include "agent/command.h"
#include "agent/view/view.h"
#include "mib/mib_book.h"

struct agentx;

struct agentx_options {
	const char *socket;    /* "unix:/var/agentx/master", "tcp:localhost:705" */
	bool books[MIB_BOOKS]; /* which MIBs are served */
	bool traps;            /* and of these the notifications sent */
	bool writes;           /* a SET may change what has a command */
};

/* Control thread. Starts the thread; a master agent that is absent is found later
 * (within 15 s of its coming). NULL, logged, when there can be no thread, or there was
 * one before: the library starts once in the life of a process, so a reload that
 * changes SNMP calls agentx_configure. */
struct agentx *agentx_start(const struct agentx_options *options);

/* Control thread: other options, all off included (then it stays connected and serves
 * nothing). Never waits; another socket is connected within 15 s. */
void agentx_configure(struct agentx *agentx, const struct agentx_options *options);

/* Control thread: hand over a newer view (a reference is taken). Never waits. */
void agentx_publish(struct agentx *agentx, struct view *view);

/* Readable when a SET asks for something; watched by the control thread, which then
 * calls agentx_answer with what carries a command out. */
int agentx_asked_fd(const struct agentx *agentx);
void agentx_answer(struct agentx *agentx,
    struct command_reply (*run)(void *ctx, const struct command *command), void *ctx);

/* Any thread. */
bool agentx_is_connected(const struct agentx *agentx);

/* Any thread: what is in the way of the master agent, for mib_absence_advice; -1: there
 * is one, or it was not looked for yet. */
int agentx_absence(const struct agentx *agentx);

struct agentx_totals {
	uint64_t requests, traps_sent, traps_suppressed, reconnects;
};
struct agentx_totals agentx_totals(const struct agentx *agentx);

/* Control thread: ask it to end and wait at most 200 ms; a thread that hangs in its
 * library is left behind (the process ends soon). */
void agentx_stop(struct agentx *agentx);

#endif
