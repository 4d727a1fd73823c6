/* SPDX-License-Identifier: Apache-2.0 */
/* The ring is read backwards. A change of state opens a chapter; what lies before it,
 * back to the change before, may be among its causes if it concerns the instance, is of
 * a type that can lead to such a change (a row of `plots`), and has not been undone by
 * something later: of each object and type only the last event before the change
 * counts. What merely makes something else happen (a script that moves a priority, an
 * operator's wish) is a cause only close before what it made happen. Who changed its
 * state with its sync group has no cause of its own: the member's that took it along is
 * looked for, and from there on that one's causes. */
#include "agent/story.h"

#include <stdio.h>
#include <string.h>

#define BIT(type) (1u << (type))

enum {
	MADE_BY = BIT(HISTORY_TRACK) | BIT(HISTORY_INTERFACE) |
	    BIT(HISTORY_VRRP_OVERRIDE) | BIT(HISTORY_CONFIG_APPLIED) |
	    BIT(HISTORY_VRRP_ADDRESS) | BIT(HISTORY_AGENT_STARTED) |
	    BIT(HISTORY_AGENT_STOPPING),
	RIVAL = BIT(HISTORY_VRRP_SPLIT_BRAIN)
};

/* From what made it happen to what happened: rings between threads, and a tick. */
static const struct span close_before = {2LL * 1000000000};

/* Which events lead to a change with this reason; `way`: -1 a priority that fell, 1 one
 * that rose, 0 none has a part in it. */
static const struct plot {
	enum vrrp_reason why;
	unsigned types;
	int way;
} plots[] = {
    {VRRP_WHY_MASTER_DOWN,      BIT(HISTORY_VRRP_LATE),                     0 },
    {VRRP_WHY_MASTER_RELEASED,  BIT(HISTORY_VRRP_ADVERT),                   0 },
    {VRRP_WHY_PREEMPTED_WEAKER, BIT(HISTORY_VRRP_ADVERT) | MADE_BY,         1 },
    {VRRP_WHY_HIGHER_PRIORITY,  BIT(HISTORY_VRRP_ADVERT) | RIVAL | MADE_BY, -1},
    {VRRP_WHY_HIGHER_ADDRESS,   BIT(HISTORY_VRRP_ADVERT) | RIVAL | MADE_BY, -1},
    {VRRP_WHY_GROUP,            0,					  0 },
};

/* Start, stop, fault, and an operator's wish to yield. */
static const struct plot any_other = {VRRP_WHY_START, MADE_BY, 0};

static const struct plot *
plot_of(const struct history_event *change)
{
	for (size_t i = 0; i < sizeof(plots) / sizeof(plots[0]); i++)
		if (strcmp(change->reason, vrrp_reason_word(plots[i].why)) == 0)
			return &plots[i];
	return &any_other;
}

/* ---- whom it concerns ---- */

static bool
is_own(const struct story_of *of, const struct history_event *event)
{
	struct history_event own;

	history_ref_instance(&own, of->instance);
	return strcmp(own.ref, event->ref) == 0;
}

static bool
is_watched(const struct story_of *of, const struct history_event *event)
{
	struct history_event watched;

	history_ref_interface(&watched, of->interface);
	if (strcmp(watched.ref, event->ref) == 0)
		return true;
	for (size_t i = 0; i < of->tracks_len; i++) {
		history_ref_track(&watched, of->tracks[i].kind, of->tracks[i].name);
		if (strcmp(watched.ref, event->ref) == 0)
			return true;
	}
	return false;
}

static bool
concerns(const struct story_of *of, const struct history_event *event)
{
	switch (event->type) {
	case HISTORY_TRACK:
	case HISTORY_INTERFACE:
		return is_watched(of, event);
	case HISTORY_AGENT_STARTED:
	case HISTORY_AGENT_STOPPING:
	case HISTORY_CONFIG_APPLIED:
		return true;
	case HISTORY_VRRP_PRIORITY:
	case HISTORY_VRRP_ADVERT:
	case HISTORY_VRRP_OVERRIDE:
	case HISTORY_VRRP_LATE:
	case HISTORY_VRRP_SPLIT_BRAIN:
	case HISTORY_VRRP_ADDRESS:
		return is_own(of, event);
	case HISTORY_VRRP_STATE: /* a chapter of its own, or a culprit's */
	case HISTORY_CONFIG_REJECTED:
	case HISTORY_RS_STATE:
	case HISTORY_RS_ADMIN:
	case HISTORY_RS_OVERRIDE:
	case HISTORY_VS_QUORUM:
	case HISTORY_VS_TIER:
	case HISTORY_VS_PANIC:
	case HISTORY_IPVS_DRIFT:
	case HISTORY_TYPES:
		break;
	}
	return false;
}

/* ---- what led to it ---- */

/* A chapter while it is read: its causes lie newest first. */
struct reading {
	struct story_change *chapter;
	struct story_of whose;              /* causes are looked for */
	const struct history_event *led_to; /* the change that they led to */
	bool healed;                        /* a split brain had ended before */
};

static const struct history_event *
earliest(const struct story_change *chapter)
{
	return chapter->causes_len ? chapter->causes[chapter->causes_len - 1]
				   : chapter->change;
}

static bool
is_undone(const struct story_change *chapter, const struct history_event *event)
{
	for (size_t i = 0; i < chapter->causes_len; i++)
		if (chapter->causes[i]->type == event->type &&
		    strcmp(chapter->causes[i]->ref, event->ref) == 0)
			return true;
	return false;
}

static bool
is_close(const struct story_change *chapter, const struct history_event *event)
{
	struct instant then = instant_add(event->at, close_before);

	return !instant_before(then, earliest(chapter)->at);
}

static bool
is_cause(const struct reading *reading, const struct history_event *event)
{
	const struct plot *plot = plot_of(reading->led_to);
	unsigned bit = BIT(event->type);

	if (is_undone(reading->chapter, event))
		return false;
	if (event->type == HISTORY_VRRP_PRIORITY)
		return (event->after - event->before) * plot->way > 0;
	if (!(plot->types & bit) || ((bit & RIVAL) && reading->healed))
		return false;
	return !(bit & MADE_BY) || is_close(reading->chapter, event);
}

static void
add_cause(struct reading *reading, const struct history_event *event)
{
	struct story_change *chapter = reading->chapter;

	if (chapter->causes_len < STORY_CAUSES_MAX)
		chapter->causes[chapter->causes_len++] = event;
}

/* The member that the event is about, other than whose story it is; NULL: none. */
static const struct view_vrrp *
mate_of(const struct story_of *of, const struct history_event *event)
{
	for (uint32_t i = 0; of->group && i < of->group->members_len; i++) {
		const char *name =
		    of->view->sync_members[of->group->members_first + i].name;
		const struct story_of mate = {.instance = name};

		if (strcmp(name, of->instance) != 0 && is_own(&mate, event))
			return view_find_vrrp(of->view, name);
	}
	return NULL;
}

/* A member that went where its group then went, for a reason of its own. */
static bool
is_culprit(struct reading *reading, const struct history_event *event)
{
	const char *group = vrrp_reason_word(VRRP_WHY_GROUP);
	const struct view_vrrp *mate;

	if (event->type != HISTORY_VRRP_STATE ||
	    strcmp(reading->led_to->reason, group) != 0 ||
	    strcmp(event->reason, group) == 0 ||
	    strcmp(event->to, reading->led_to->to) != 0 ||
	    !is_close(reading->chapter, event))
		return false;
	mate = mate_of(&reading->whose, event);
	if (!mate)
		return false;
	reading->whose = story_of_row(reading->whose.view, mate);
	reading->led_to = event;
	return true;
}

static void
read_on(struct reading *reading, const struct history_event *event)
{
	bool is_rival = event->type == HISTORY_VRRP_SPLIT_BRAIN;

	if (is_culprit(reading, event)) {
		add_cause(reading, event);
		return;
	}
	if (!concerns(&reading->whose, event))
		return;
	if (is_rival && strcmp(event->to, "begun") != 0)
		reading->healed = true;
	if (is_cause(reading, event))
		add_cause(reading, event);
}

/* Newest first -> oldest first. */
static void
close_chapter(struct story_change *chapter)
{
	for (size_t i = 0, j = chapter->causes_len; i + 1 < j; i++) {
		const struct history_event *swapped = chapter->causes[i];

		chapter->causes[i] = chapter->causes[--j];
		chapter->causes[j] = swapped;
	}
}

size_t
story_tell(const struct history *history, const struct story_of *of,
    struct story_change *out, size_t max)
{
	struct reading reading = {0};
	size_t len = 0;

	for (uint64_t seq = history_next(history) - 1; seq >= history_first(history);
	     seq--) {
		const struct history_event *event = history_get(history, seq);

		if (event->type == HISTORY_VRRP_STATE && is_own(of, event)) {
			if (len == max)
				break;
			out[len] = (struct story_change){.change = event};
			reading = (struct reading){&out[len++], *of, event, false};
		} else if (len) {
			read_on(&reading, event);
		}
	}
	for (size_t i = 0; i < len; i++)
		close_chapter(&out[i]);
	return len;
}

struct story_of
story_of_row(const struct view *view, const struct view_vrrp *vrrp)
{
	return (struct story_of){.instance = vrrp->name,
	    .interface = vrrp->interface,
	    .tracks = vrrp->tracks_len ? &view->tracks[vrrp->tracks_first] : NULL,
	    .tracks_len = vrrp->tracks_len,
	    .view = view,
	    .group = vrrp->sync_group[0] ? view_find_sync_group(view, vrrp->sync_group)
					 : NULL};
}
