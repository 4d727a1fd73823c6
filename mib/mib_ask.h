/* SPDX-License-Identifier: Apache-2.0 */
/* A command crosses from the SNMP thread to the control thread, and its reply back.
 * E. The SNMP thread waits for the reply, bounded; the control thread never waits. */
#ifndef MIB_MIB_ASK_H
#define MIB_MIB_ASK_H

#include <stdatomic.h>
#include <stdbool.h>

#include "agent/command.h"
#include "agent/lib/clock.h"
#include "mib/mib_change.h"

struct mib_request;

struct mib_ask {
	_Atomic(struct mib_request *) asked; /* owned; NULL: nothing is asked */
	int asked_fd; /* readable: the control thread should look */
	int done_fd;  /* readable: a reply is there */
};

/* 0 or -errno; then nothing is held. */
int mib_ask_init(struct mib_ask *ask);
void mib_ask_fini(struct mib_ask *ask);

/* SNMP thread: have `change` carried out, or taken back, and wait for the reply until
 * `due`. False when there was none: then it was not begun, or (the control thread has
 * it in its hands) its outcome is for the log alone. */
bool mib_ask_wait(struct mib_ask *ask, const struct mib_change *change, bool undo,
    struct instant due, struct command_reply *reply);

/* Control thread: carry out what is asked, if anything is. */
void mib_ask_answer(struct mib_ask *ask,
    struct command_reply (*run)(void *ctx, const struct command *command), void *ctx);

#endif
