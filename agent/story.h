/* SPDX-License-Identifier: Apache-2.0 */
/* Why did it fail over? The story of an instance's role changes, out of the ring of
 * events: each change with the events that led to it. P. */
#ifndef AGENT_STORY_H
#define AGENT_STORY_H

#include "agent/history.h"
#include "agent/view/view.h"

enum { STORY_CAUSES_MAX = 8 };

/* Whose story, and what it watches. Borrowed. */
struct story_of {
	const char *instance, *interface;
	const struct view_track *tracks;
	size_t tracks_len;
	const struct view *view;             /* with its mates */
	const struct view_sync_group *group; /* NULL: it has none */
};

/* Events are borrowed from the ring. */
struct story_change {
	const struct history_event *change;                   /* HISTORY_VRRP_STATE */
	const struct history_event *causes[STORY_CAUSES_MAX]; /* the oldest first */
	size_t causes_len;
};

/* The last changes, newest first, at most `max` of them into `out`; returns how many.
 * One pass over the ring, from its end. */
size_t story_tell(const struct history *history, const struct story_of *of,
    struct story_change *out, size_t max);

/* The row of the view, for the above. */
struct story_of story_of_row(const struct view *view, const struct view_vrrp *vrrp);

#endif
