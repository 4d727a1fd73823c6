/* SPDX-License-Identifier: Apache-2.0 */
#include "mib/mib_feed.h"

#include "agent/lib/mem.h"

/* A view with the rows of the MIBs that were asked for. */
struct shown {
	uint32_t users;
	struct view *view;        /* owned reference */
	void *sources[MIB_BOOKS]; /* owned; NULL: not asked for yet */
};

struct mib_feed {
	struct shown *newest; /* owned, all three, and may be the same */
	struct shown *served; /* what requests see */
	struct shown *told;   /* up to here the traps are made; NULL: nothing was told
			       */
	uint32_t transaction;
	bool tells[MIB_BOOKS];
	struct mib_limits *limits[MIB_BOOKS];
	struct mib_notes notes; /* items owned; of `told` */
	size_t notes_taken;
	struct mib_trap trap; /* the last note, spelt out */
};

static struct shown *
shown_take(struct view *view)
{
	struct shown *shown = mem_new(1, sizeof(*shown));

	shown->users = 1;
	shown->view = view;
	return shown;
}

static struct shown *
shown_ref(struct shown *shown)
{
	shown->users++;
	return shown;
}

static void
shown_unref(struct shown *shown)
{
	if (!shown || --shown->users > 0)
		return;
	for (int id = 0; id < MIB_BOOKS; id++)
		if (shown->sources[id])
			mib_books[id].source_free(shown->sources[id]);
	view_unref(shown->view);
	mem_free(shown);
}

/* NULL of no view. */
static const void *
source_of(struct shown *shown, enum mib_book_id id)
{
	if (shown && !shown->sources[id])
		shown->sources[id] = mib_books[id].source_new(shown->view);
	return shown ? shown->sources[id] : NULL;
}

struct mib_feed *
mib_feed_new(void)
{
	struct mib_feed *feed = mem_new(1, sizeof(*feed));

	feed->newest = shown_take(view_new(0));
	feed->served = shown_ref(feed->newest);
	for (int id = 0; id < MIB_BOOKS; id++)
		feed->limits[id] = mib_limits_new();
	feed->notes.max = MIB_FEED_TRAPS;
	return feed;
}

void
mib_feed_free(struct mib_feed *feed)
{
	shown_unref(feed->newest);
	shown_unref(feed->served);
	shown_unref(feed->told);
	for (int id = 0; id < MIB_BOOKS; id++)
		mib_limits_free(feed->limits[id]);
	mem_free(feed->notes.items);
	mem_free(feed);
}

void
mib_feed_take(struct mib_feed *feed, struct view *view)
{
	shown_unref(feed->newest);
	feed->newest = shown_take(view);
}

void
mib_feed_begin(struct mib_feed *feed, uint32_t transaction)
{
	if (transaction == feed->transaction && transaction != 0)
		return;
	feed->transaction = transaction;
	shown_unref(feed->served);
	feed->served = shown_ref(feed->newest);
}

const void *
mib_feed_source(struct mib_feed *feed, enum mib_book_id id)
{
	return source_of(feed->served, id);
}

void
mib_feed_tell(struct mib_feed *feed, enum mib_book_id id, bool tell)
{
	feed->tells[id] = tell && mib_books[id].differ;
}

static void
move_told(struct mib_feed *feed)
{
	shown_unref(feed->told);
	feed->told = shown_ref(feed->newest);
	feed->notes.len = 0;
	feed->notes_taken = 0;
}

static void
make_notes(struct mib_feed *feed, struct instant now)
{
	struct shown *before = feed->told ? shown_ref(feed->told) : NULL;

	move_told(feed);
	for (int id = 0; id < MIB_BOOKS; id++) {
		size_t from = feed->notes.len;

		if (!feed->tells[id])
			continue;
		mib_books[id].differ(feed->limits[id],
		    source_of(before, (enum mib_book_id)id),
		    source_of(feed->told, (enum mib_book_id)id), now, &feed->notes);
		for (size_t i = from; i < feed->notes.len; i++)
			feed->notes.items[i].book = (uint16_t)id;
	}
	shown_unref(before);
}

const struct mib_trap *
mib_feed_trap(struct mib_feed *feed, struct instant now)
{
	const struct mib_note *note;

	if (feed->notes_taken == feed->notes.len && feed->told != feed->newest)
		make_notes(feed, now);
	if (feed->notes_taken == feed->notes.len)
		return NULL;
	note = &feed->notes.items[feed->notes_taken++];
	feed->trap.binds_len = 0;
	feed->trap.held_back = note->held_back;
	mib_books[note->book].tell(
	    source_of(feed->told, (enum mib_book_id)note->book), note, &feed->trap);
	return &feed->trap;
}

void
mib_feed_forget(struct mib_feed *feed)
{
	if (feed->told != feed->newest)
		move_told(feed);
	feed->notes.len = 0;
	feed->notes_taken = 0;
	feed->notes.suppressed = 0;
}

uint64_t
mib_feed_take_suppressed(struct mib_feed *feed)
{
	uint64_t suppressed = feed->notes.suppressed;

	feed->notes.suppressed = 0;
	return suppressed;
}
