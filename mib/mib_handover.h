/* SPDX-License-Identifier: Apache-2.0 */
/* What crosses between the control thread and the SNMP thread: the newest view one way,
 * that it is time to end, and that it has ended the other. E; neither side ever waits
 * for the other, except in mib_handover_wait_end, which is bounded. */
#ifndef MIB_MIB_HANDOVER_H
#define MIB_MIB_HANDOVER_H

#include <stdatomic.h>
#include <stdbool.h>

#include "agent/view/view.h"

struct mib_handover {
	_Atomic(struct view *) inbox; /* owned reference; NULL: nothing new */
	_Atomic bool stop;
	int wake_fd;  /* readable: the SNMP thread should look */
	int ended_fd; /* readable: the SNMP thread is at its end */
};

/* 0 or -errno; then nothing is held. */
int mib_handover_init(struct mib_handover *handover);
void mib_handover_fini(struct mib_handover *handover);

/* Control thread: a newer view; takes a reference of its own. One that was not fetched
 * is dropped: only the newest counts. */
void mib_handover_put(struct mib_handover *handover, struct view *view);

/* Control thread: have the SNMP thread look at what else there is. */
void mib_handover_wake(struct mib_handover *handover);

/* Control thread: ask it to end, wait at most `ms`; false when it has not ended. */
bool mib_handover_wait_end(struct mib_handover *handover, int ms);

/* SNMP thread: the newest view with its reference, NULL when there is no newer one. */
struct view *mib_handover_take(struct mib_handover *handover);

/* SNMP thread: whether to end. Makes wake_fd unreadable again. */
bool mib_handover_ends(struct mib_handover *handover);

/* SNMP thread: the last word. */
void mib_handover_end(struct mib_handover *handover);

#endif
