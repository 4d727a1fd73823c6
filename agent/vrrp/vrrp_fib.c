/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/vrrp/vrrp_fib.h"

#include <errno.h>
#include <linux/rtnetlink.h>
#include <string.h>

#include "agent/vrrp/vrrp_fib_build.h"

enum { OPS_A_TICK = 32, NOTES_ROOM = 64 };

static const struct span retry_after = {1000000000};

/* ---- the plan ---- */

static enum vrrp_fib_op
op_of(const struct vrrp_fib_entry *entry, bool wanted)
{
	wanted = wanted && !entry->retired;
	switch (entry->seen) {
	case VRRP_FIB_ABSENT:
		return wanted ? VRRP_FIB_ADD : VRRP_FIB_NONE;
	case VRRP_FIB_OURS:
		if (!wanted)
			return VRRP_FIB_REMOVE;
		return entry->life.ns ? VRRP_FIB_RENEW : VRRP_FIB_NONE;
	case VRRP_FIB_DOUBTED:
		return wanted ? VRRP_FIB_ADD : VRRP_FIB_REMOVE;
	case VRRP_FIB_FOREIGN:
		return VRRP_FIB_NONE;
	}
	return VRRP_FIB_NONE;
}

static struct instant
due_of(const struct vrrp_fib_entry *entry, bool wanted)
{
	enum vrrp_fib_op op = op_of(entry, wanted);

	if (op == VRRP_FIB_NONE)
		return INSTANT_NEVER;
	if (op == VRRP_FIB_RENEW || entry->failed)
		return entry->due;
	return (struct instant){0};
}

static bool
plan_one(struct vrrp_fib_entry *entry, bool wanted, struct vrrp_outbox *out,
    struct instant now)
{
	struct vrrp_act *act;

	if (!instant_reached(due_of(entry, wanted), now))
		return false;
	act = vrrp_outbox_add(out, VRRP_ACT_FIB);
	act->router = entry->router;
	act->entry = entry;
	act->fib_op = op_of(entry, wanted);
	return true;
}

void
vrrp_fib_plan(const struct vrrp_fib_part *part, bool wanted, struct vrrp_outbox *out,
    struct instant now)
{
	int planned = 0;

	for (size_t i = 0; i < part->len && planned < OPS_A_TICK; i++) {
		size_t at = wanted ? i : part->len - 1 - i;

		planned += plan_one(&part->entries[at], wanted, out, now);
	}
}

struct instant
vrrp_fib_due(const struct vrrp_fib_part *part, bool wanted)
{
	struct instant due = INSTANT_NEVER;

	for (size_t i = 0; i < part->len; i++)
		due = instant_earlier(due, due_of(&part->entries[i], wanted));
	return due;
}

/* ---- outcomes ---- */

static void
note(const struct vrrp_fib_entry *entry, struct vrrp_outbox *out,
    enum vrrp_note_kind kind, int err, bool adding)
{
	struct vrrp_note *told;

	if (out->len > VRRP_OUTBOX_MAX - NOTES_ROOM)
		return; /* a flood of failures: the first of them have been told */
	told = vrrp_outbox_note(
	    out, kind, entry->router ? entry->router->index : VRRP_NO_ROUTER);
	told->text = entry->text;
	told->err = err;
	told->up = adding;
}

static void
failed(struct vrrp_fib_entry *entry, const struct vrrp_act *act, int err,
    struct vrrp_outbox *out, struct instant now)
{
	bool adding = act->fib_op != VRRP_FIB_REMOVE;

	if (!entry->failed)
		note(entry, out, VRRP_NOTE_FIB_FAILED, err, adding);
	if (entry->seen == VRRP_FIB_DOUBTED && adding) {
		entry->seen = VRRP_FIB_ABSENT;
		entry->restoring = true;
	}
	entry->failed = true;
	entry->due = instant_add(now, retry_after);
}

static bool
is_gone(int err)
{
	return err == 0 || err == ESRCH || err == ENOENT || err == EADDRNOTAVAIL ||
	    err == ENODEV;
}

static void
removed(struct vrrp_fib_entry *entry)
{
	entry->seen = VRRP_FIB_ABSENT;
	entry->failed = false;
	entry->restoring = false;
}

static void
added(struct vrrp_fib_entry *entry, struct vrrp_fib_counters *counters,
    struct vrrp_outbox *out, struct instant now)
{
	if (entry->restoring || entry->seen == VRRP_FIB_DOUBTED) {
		note(entry, out, VRRP_NOTE_FIB_BACK, 0, true);
		counters->restored++;
	}
	entry->seen = VRRP_FIB_OURS;
	entry->failed = false;
	entry->restoring = false;
	entry->due = instant_add(now, (struct span){entry->life.ns / 3});
}

static void
exists(struct vrrp_fib_entry *entry, struct vrrp_outbox *out)
{
	entry->failed = false;
	entry->restoring = false;
	if (entry->seen == VRRP_FIB_DOUBTED) {
		entry->seen = VRRP_FIB_OURS; /* it had not gone */
		return;
	}
	entry->seen = VRRP_FIB_FOREIGN;
	note(entry, out, VRRP_NOTE_FIB_FOREIGN, 0, true);
}

bool
vrrp_fib_done(const struct vrrp_act *act, int err, struct vrrp_fib_counters *counters,
    struct vrrp_outbox *out, struct instant now)
{
	struct vrrp_fib_entry *entry = act->entry;

	if (act->fib_op == VRRP_FIB_REMOVE && is_gone(err))
		removed(entry);
	else if (act->fib_op == VRRP_FIB_ADD && err == EEXIST)
		exists(entry, out);
	else if (err) {
		counters->failures++;
		failed(entry, act, err, out, now);
	} else
		added(entry, counters, out, now);
	return entry->failed && act->fib_op != VRRP_FIB_REMOVE && !entry->no_track;
}

bool
vrrp_fib_is_missing(const struct vrrp_fib_entry *entry)
{
	return entry->failed && entry->seen == VRRP_FIB_ABSENT && !entry->no_track;
}

bool
vrrp_fib_is_gone(const struct vrrp_fib_part *part, bool retired)
{
	for (size_t i = 0; i < part->len; i++) {
		const struct vrrp_fib_entry *entry = &part->entries[i];

		if (retired && !entry->retired)
			continue;
		if (entry->seen == VRRP_FIB_OURS || entry->seen == VRRP_FIB_DOUBTED)
			return false;
	}
	return true;
}

/* ---- doubts ---- */

static void
wake(struct vrrp_fib *fib, const struct vrrp_fib_entry *entry)
{
	if (entry->router)
		vrrp_router_wake(entry->router);
	else
		fib->fixed_due = (struct instant){0};
}

static void
doubt(struct vrrp_fib *fib, struct vrrp_fib_entry *entry)
{
	if (entry->seen == VRRP_FIB_OURS)
		entry->seen = VRRP_FIB_DOUBTED;
	else if (entry->seen == VRRP_FIB_FOREIGN)
		entry->seen = VRRP_FIB_ABSENT;
	if (entry->failed)
		entry->due = (struct instant){0}; /* now it may do */
	wake(fib, entry);
}

static bool
concerns(const struct vrrp_fib_entry *entry, const struct vrrp_interface *interface)
{
	if (!interface || !entry->patches_len)
		return entry->kind != VRRP_FIB_RULE || !interface;
	for (size_t i = 0; i < entry->patches_len; i++)
		if (entry->patches[i].interface == interface)
			return true;
	return false;
}

void
vrrp_fib_doubt(struct vrrp_fib *fib, const struct vrrp_interface *interface)
{
	for (size_t i = 0; i < fib->len; i++)
		if (concerns(&fib->entries[i], interface))
			doubt(fib, &fib->entries[i]);
}

/* ---- events ---- */

/* NEW and DEL of one kind are neighbours, in pairs of four. */
static int
kind_of(const struct vrrp_fib_event *event)
{
	return event->type & ~3;
}

static int
compare_keys(const struct vrrp_fib_event *a, const struct vrrp_fib_event *b)
{
	int order = kind_of(a) - kind_of(b);

	if (!order)
		order = a->family - b->family;
	if (!order)
		order = a->table < b->table ? -1 : a->table > b->table;
	if (!order)
		order = addr_cmp(&a->to.addr, &b->to.addr);
	if (!order)
		order = a->to.prefix_len - b->to.prefix_len;
	return order;
}

/* The first that is not before `event`. */
static size_t
first_of(const struct vrrp_fib *fib, const struct vrrp_fib_event *event)
{
	size_t low = 0, high = fib->len;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare_keys(&fib->by_key[middle]->key, event) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void
hear_of(struct vrrp_fib *fib, struct vrrp_fib_entry *entry,
    const struct vrrp_fib_event *event, bool replaced)
{
	bool gone = event->type == RTM_DELROUTE || event->type == RTM_DELRULE;

	if (entry->kind == VRRP_FIB_RULE && entry->key.preference != event->preference)
		return;
	if (gone) {
		doubt(fib, entry);
		return;
	}
	if (!replaced || entry->key.preference != event->preference)
		return;
	if (entry->seen != VRRP_FIB_OURS && entry->seen != VRRP_FIB_DOUBTED)
		return;
	entry->seen = VRRP_FIB_ABSENT;
	entry->restoring = true;
	wake(fib, entry);
}

void
vrrp_fib_hear(struct vrrp_fib *fib, const struct vrrp_fib_event *event, bool replaced)
{
	for (size_t i = first_of(fib, event);
	     i < fib->len && compare_keys(&fib->by_key[i]->key, event) == 0; i++)
		hear_of(fib, fib->by_key[i], event, replaced);
}

int
vrrp_fib_compare_keys(const void *a, const void *b)
{
	const struct vrrp_fib_entry *const *left = a, *const *right = b;

	return compare_keys(&(*left)->key, &(*right)->key);
}

/* ---- reload ---- */

int
vrrp_fib_compare_ids(const void *a, const void *b)
{
	const struct vrrp_fib_entry *const *left = a, *const *right = b;

	return (*left)->id < (*right)->id ? -1 : (*left)->id > (*right)->id;
}

static const struct vrrp_fib_entry *
same(const struct vrrp_fib *fib, uint64_t id)
{
	size_t low = 0, high = fib->len;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (fib->by_id[middle]->id == id)
			return fib->by_id[middle];
		if (fib->by_id[middle]->id < id)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

void
vrrp_fib_retire(struct vrrp_fib *old, const struct vrrp_fib *young)
{
	for (size_t i = 0; i < old->len; i++) {
		struct vrrp_fib_entry *entry = &old->entries[i];

		entry->retired = !same(young, entry->id);
		if (entry->retired)
			wake(old, entry);
	}
}

void
vrrp_fib_adopt(struct vrrp_fib *young, const struct vrrp_fib *old)
{
	young->counters = old->counters;
	for (size_t i = 0; i < young->len; i++) {
		struct vrrp_fib_entry *entry = &young->entries[i];
		const struct vrrp_fib_entry *was = same(old, entry->id);

		wake(young, entry);
		if (!was)
			continue;
		entry->seen = was->seen;
		entry->failed = was->failed;
		entry->restoring = was->restoring;
		/* Another lifetime is set at once. */
		entry->due =
		    entry->life.ns == was->life.ns ? was->due : (struct instant){0};
	}
}
