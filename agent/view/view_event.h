/* SPDX-License-Identifier: Apache-2.0 */
/* The last events, as a view shows them: shared between views until there is a new one.
 * Who can read the ring of events itself (REST) does; a view goes to other threads. P.
 */
#ifndef AGENT_VIEW_VIEW_EVENT_H
#define AGENT_VIEW_VIEW_EVENT_H

#include <stdint.h>

#include "agent/view/view_size.h"

enum { VIEW_EVENTS = 256, VIEW_WORD_SIZE = 48 };

/* As struct history_event says it; texts are cut. */
struct view_event {
	uint64_t seq;
	int64_t at_ms; /* wall clock */
	char type[VIEW_WORD_SIZE];
	char ref[2 * VIEW_ID_SIZE];
	char from[VIEW_WORD_SIZE], to[VIEW_WORD_SIZE];
	char reason[VIEW_WORD_SIZE], actor[VIEW_WORD_SIZE];
	int32_t before, after;
	char text[2 * VIEW_TEXT_SIZE];
};

struct view_events {
	_Atomic uint32_t count;    /* references */
	uint64_t first, next;      /* of the first row; of the event that will come */
	struct view_event *events; /* owned; by seq, each one more than the last */
	uint32_t events_len;       /* next - first */
};

/* Room for the events from `first` to `next`, with a count of 1. */
struct view_events *view_events_new(uint64_t first, uint64_t next);
struct view_events *view_events_ref(struct view_events *events);
void view_events_unref(struct view_events *events); /* NULL is fine */

#endif
