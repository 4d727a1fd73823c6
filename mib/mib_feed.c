/* SPDX-License-Identifier: Apache-2.0 */
#include "mib/mib_feed.h"

#include "agent/lib/mem.h"

/* A view with its rows; both owned. */
struct shown {
	struct view *view;
	struct mib_vrrpv2 *vrrpv2;
};

struct mib_feed {
	struct shown newest;
	struct shown told; /* up to here the traps are made; empty: nothing was told */
	struct mib_trap_limits *limits;
	struct mib_trap_list traps; /* items owned */
	size_t traps_taken;
};

static struct shown
shown_take(struct view *view)
{
	return (struct shown){.view = view, .vrrpv2 = mib_vrrpv2_new(view)};
}

static void
shown_fini(struct shown *shown)
{
	mib_vrrpv2_free(shown->vrrpv2);
	view_unref(shown->view);
}

struct mib_feed *
mib_feed_new(void)
{
	struct mib_feed *feed = mem_new(1, sizeof(*feed));

	feed->newest = shown_take(view_new(0));
	feed->limits = mib_trap_limits_new();
	feed->traps.max = MIB_FEED_TRAPS;
	return feed;
}

void
mib_feed_free(struct mib_feed *feed)
{
	shown_fini(&feed->newest);
	shown_fini(&feed->told);
	mib_trap_limits_free(feed->limits);
	mem_free(feed->traps.items);
	mem_free(feed);
}

void
mib_feed_take(struct mib_feed *feed, struct view *view)
{
	shown_fini(&feed->newest);
	feed->newest = shown_take(view);
}

const struct mib_vrrpv2 *
mib_feed_vrrpv2(const struct mib_feed *feed)
{
	return feed->newest.vrrpv2;
}

static void
make_traps(struct mib_feed *feed, struct instant now)
{
	feed->traps.len = 0;
	feed->traps_taken = 0;
	mib_trap_between(
	    feed->limits, feed->told.vrrpv2, feed->newest.vrrpv2, now, &feed->traps);
	shown_fini(&feed->told);
	feed->told = shown_take(view_ref(feed->newest.view));
}

const struct mib_trap *
mib_feed_trap(struct mib_feed *feed, struct instant now)
{
	bool spent = feed->traps_taken == feed->traps.len;

	if (spent && feed->told.view != feed->newest.view)
		make_traps(feed, now);
	if (feed->traps_taken == feed->traps.len)
		return NULL;
	return &feed->traps.items[feed->traps_taken++];
}

uint64_t
mib_feed_take_suppressed(struct mib_feed *feed)
{
	uint64_t suppressed = feed->traps.suppressed;

	feed->traps.suppressed = 0;
	return suppressed;
}
