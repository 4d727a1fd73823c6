/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/vrrp/vrrp_recount.h"

#include <stdio.h>

#include "agent/lib/mem.h"

#define PUT(to, from)                                                                  \
  ((void)mem_copy_text(to, sizeof(to), from)) /* fits: our words                       \
					       */

/* "3.610 s" */
enum { SECONDS_SIZE = 32 };

static const char *
seconds(struct span span, char out[SECONDS_SIZE])
{
	int64_t ms = span_to_ms(span);

	(void)snprintf(out, SECONDS_SIZE, "%lld.%03lld s", (long long)ms / 1000,
	    (long long)ms % 1000); /* fits */
	return out;
}

static void
say_master_down(
    const struct vrrp_note *note, const char *peer, struct history_event *event)
{
	char ago[SECONDS_SIZE], limit[SECONDS_SIZE];

	(void)seconds(note->limit, limit);
	if (note->last_heard.ns == 0)
		history_say(event, "no advert heard within %s: took over", limit);
	else
		history_say(event,
		    "last advert from %s with priority %u heard %s ago, limit %s: "
		    "took over",
		    peer, note->theirs,
		    seconds(instant_since(note->at, note->last_heard), ago), limit);
}

static void
say_master(const struct vrrp_note *note, const char *peer, struct history_event *event)
{
	if (note->reason == VRRP_WHY_MASTER_DOWN)
		say_master_down(note, peer, event);
	else if (note->reason == VRRP_WHY_MASTER_RELEASED)
		history_say(
		    event, "%s gave the role up with priority 0: took over", peer);
	else if (note->reason == VRRP_WHY_PREEMPTED_WEAKER)
		history_say(event,
		    "%s was master with priority %u, ours is %u: took over", peer,
		    note->theirs, note->ours);
	else if (note->reason == VRRP_WHY_OWNER)
		history_say(event, "owner of the addresses, priority 255: took over");
	else
		history_say(event, "no better master heard (%s): took over",
		    vrrp_reason_word(note->reason));
}

static void
say_backup(const struct vrrp_note *note, const char *peer, struct history_event *event)
{
	char limit[SECONDS_SIZE];

	if (note->reason == VRRP_WHY_HIGHER_PRIORITY)
		history_say(event, "advert from %s with priority %u, ours %u: gave way",
		    peer, note->theirs, note->ours);
	else if (note->reason == VRRP_WHY_HIGHER_ADDRESS)
		history_say(event,
		    "advert from %s with our priority %u and a higher address: gave "
		    "way",
		    peer, note->ours);
	else if (note->reason == VRRP_WHY_YIELD)
		history_say(event,
		    "gave way because an operator wished it: any other director "
		    "takes over, we do in %s if none does",
		    seconds(note->limit, limit));
	else if (note->reason == VRRP_WHY_GROUP)
		history_say(event,
		    "another member of its sync group gave way: gave way with it");
	else if (note->reason == VRRP_WHY_START)
		history_say(event, "started with priority %u: listens for a master",
		    note->ours);
	else if (note->reason == VRRP_WHY_FAULT_ENDED)
		history_say(event, "the fault has ended: listens for a master");
	else
		history_say(event, "backup (%s)", vrrp_reason_word(note->reason));
}

static void
say_out(const struct vrrp_note *note, struct history_event *event)
{
	if (note->reason == VRRP_WHY_GROUP) {
		history_say(event, "another member of its sync group is in fault%s",
		    note->from == VRRP_MASTER ? ": gave the role up with it" : "");
		return;
	}
	history_say(event, "%s (%s)%s", note->state == VRRP_FAULT ? "fault" : "stopped",
	    vrrp_reason_word(note->reason),
	    note->from == VRRP_MASTER ? ": gave the role up" : "");
}

static void
recount_state(
    const struct vrrp_note *note, const char *peer, struct history_event *event)
{
	event->type = HISTORY_VRRP_STATE;
	PUT(event->from, vrrp_state_word(note->from));
	PUT(event->to, vrrp_state_word(note->state));
	PUT(event->reason, vrrp_reason_word(note->reason));
	event->after = note->ours;
	if (note->state == VRRP_MASTER)
		say_master(note, peer, event);
	else if (note->state == VRRP_BACKUP)
		say_backup(note, peer, event);
	else
		say_out(note, event);
}

/* What an advert meant: follows "advert from ADDRESS with priority N, ours M". */
static const struct {
	enum vrrp_note_kind kind;
	const char *text;
} meanings[] = {
    {VRRP_NOTE_LOWER,          "lower: a new election is forced"           },
    {VRRP_NOTE_HIGHER,         "higher"				    },
    {VRRP_NOTE_HIGHER_ADDRESS, "the same, and a higher address"            },
    {VRRP_NOTE_RELEASE,        "it gives the role up"                      },
    {VRRP_NOTE_DELAY,          "lower: the preempt delay begins"           },
    {VRRP_NOTE_OURSELVES,      "from our own address, a loop or its double"},
};

static const char *
meaning(enum vrrp_note_kind kind)
{
	for (size_t i = 0; i < sizeof(meanings) / sizeof(meanings[0]); i++)
		if (meanings[i].kind == kind)
			return meanings[i].text;
	return NULL;
}

static void
recount_advert(
    const struct vrrp_note *note, const char *peer, struct history_event *event)
{
	event->type = HISTORY_VRRP_ADVERT;
	PUT(event->from, peer);
	event->before = note->theirs;
	event->after = note->ours;
	history_say(event, "advert from %s with priority %u, ours %u: %s", peer,
	    note->theirs, note->ours, meaning(note->kind));
}

static void
recount_priority(const struct vrrp_note *note, struct history_event *event)
{
	event->type = HISTORY_VRRP_PRIORITY;
	event->before = note->theirs;
	event->after = note->ours;
	history_say(event, "priority %u to %u", note->theirs, note->ours);
}

static void
recount_late(
    const struct vrrp_note *note, const char *peer, struct history_event *event)
{
	char silence[SECONDS_SIZE], limit[SECONDS_SIZE];

	event->type = HISTORY_VRRP_LATE;
	PUT(event->from, peer);
	event->before = note->theirs;
	event->after = note->ours;
	history_say(event,
	    "advert from %s came %s after the one before: near the limit of %s", peer,
	    seconds(note->silence, silence), seconds(note->limit, limit));
}

static void
recount_override_over(struct history_event *event)
{
	event->type = HISTORY_VRRP_OVERRIDE;
	PUT(event->to, vrrp_wish_word(VRRP_WISH_NONE));
	history_say(event, "the time of the operator's wish is over");
}

static void
recount_split_brain(
    const struct vrrp_note *note, const char *peer, struct history_event *event)
{
	char addr[ADDR_TEXT_SIZE];

	event->type = HISTORY_VRRP_SPLIT_BRAIN;
	PUT(event->from, peer);
	PUT(event->to, note->up ? "begun" : "ended");
	history_say(event, "split brain has %s: another host %s %s", event->to,
	    note->up ? "holds" : "held", addr_format(&note->addr, addr));
}

static void
recount_address(const struct vrrp_note *note, struct history_event *event)
{
	char addr[ADDR_TEXT_SIZE];

	event->type = HISTORY_VRRP_ADDRESS;
	(void)addr_format(&note->addr, addr);
	if (note->kind == VRRP_NOTE_ADDRESS_BACK)
		history_say(event, "%s had gone from %s by another hand, put back",
		    addr, note->interface);
	else
		history_say(event, "cannot %s %s on %s: error %d",
		    note->up ? "set" : "remove", addr, note->interface, note->err);
}

static void
recount_interface(const struct vrrp_note *note, struct history_event *event)
{
	const char *to = note->up ? "up" : "down";

	if (note->err)
		to = "absent";
	event->type = HISTORY_INTERFACE;
	history_ref_interface(event, note->interface);
	PUT(event->to, to);
	history_say(event, "interface %s is %s", note->interface, to);
}

bool
vrrp_recount(
    const char *name, const struct vrrp_note *note, struct history_event *event)
{
	char peer[ADDR_TEXT_SIZE];

	*event = (struct history_event){.at = note->at};
	history_ref_instance(event, name);
	(void)addr_format(&note->peer, peer);
	if (meaning(note->kind))
		recount_advert(note, peer, event);
	else if (note->kind == VRRP_NOTE_ENTER)
		recount_state(note, peer, event);
	else if (note->kind == VRRP_NOTE_PRIORITY)
		recount_priority(note, event);
	else if (note->kind == VRRP_NOTE_SPLIT_BRAIN)
		recount_split_brain(note, peer, event);
	else if (note->kind == VRRP_NOTE_ADDRESS_BACK ||
	    note->kind == VRRP_NOTE_ADDRESS_FAILED)
		recount_address(note, event);
	else if (note->kind == VRRP_NOTE_LATE)
		recount_late(note, peer, event);
	else if (note->kind == VRRP_NOTE_OVERRIDE_OVER)
		recount_override_over(event);
	else if (note->kind == VRRP_NOTE_INTERFACE)
		recount_interface(note, event);
	else
		return false; /* the log's alone */
	return true;
}

void
vrrp_recount_track(const char *kind, const char *name, bool good, const char *detail,
    uint32_t times, struct history_event *event)
{
	char often[40] = "";

	*event = (struct history_event){.type = HISTORY_TRACK, .after = good};
	history_ref_track(event, kind, name);
	PUT(event->from, good ? "bad" : "good");
	PUT(event->to, good ? "good" : "bad");
	if (times > 1)
		(void)snprintf(often, sizeof(often), ", %u times in a row", times);
	history_say(event, "%s %s %s: %s%s", kind, name,
	    good ? "is good again" : "failed", detail, often);
}

void
vrrp_recount_file(
    const char *name, int32_t value, const char *detail, struct history_event *event)
{
	*event = (struct history_event){.type = HISTORY_TRACK, .after = value};
	history_ref_track(event, "file", name);
	history_say(event, "file %s %s", name, detail);
}
