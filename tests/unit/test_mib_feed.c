/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/unit.h"

#include "agent/lib/mem.h"
#include "mib/mib_feed.h"
#include "mib/mib_vrrpv2.h"
#include "mib/mib_vrrpv2_trap.h"

static const struct instant start = {0};

/* A view with one instance that has become master so often. */
static struct view *
view_with(uint64_t become_master)
{
	struct view *view = view_new(become_master);

	view->vrrp_len = 1;
	view->vrrp = mem_new(1, sizeof(*view->vrrp));
	view->vrrp[0] = (struct view_vrrp){.ifindex = 3,
	    .vrid = 51,
	    .version = 2,
	    .state = VRRP_BACKUP,
	    .become_master = become_master};
	view_finish(view);
	return view;
}

static int
count_traps(struct mib_feed *feed)
{
	int count = 0;

	while (mib_feed_trap(feed, start))
		count++;
	return count;
}

/* One that tells of VRRP-MIB. */
static struct mib_feed *
telling_feed(void)
{
	struct mib_feed *feed = mib_feed_new();

	mib_feed_tell(feed, MIB_BOOK_VRRPV2, true);
	return feed;
}

static uint64_t
served(struct mib_feed *feed)
{
	const struct mib_vrrpv2 *rows = mib_feed_source(feed, MIB_BOOK_VRRPV2);

	return mib_vrrpv2_len(rows) ? mib_vrrpv2_at(rows, 0)->become_master : 0;
}

TEST(before_the_first_view_there_is_an_empty_one)
{
	struct mib_feed *feed = mib_feed_new();

	assert_int_equal(mib_vrrpv2_len(mib_feed_source(feed, MIB_BOOK_VRRPV2)), 0);
	assert_null(mib_feed_trap(feed, start));
	mib_feed_free(feed);
}

TEST(the_newest_view_is_served)
{
	struct mib_feed *feed = mib_feed_new();

	mib_feed_take(feed, view_with(1));
	mib_feed_take(feed, view_with(2));
	mib_feed_begin(feed, 1);
	assert_int_equal(served(feed), 2);
	mib_feed_free(feed);
}

TEST(one_transaction_sees_one_view)
{
	struct mib_feed *feed = mib_feed_new();

	mib_feed_take(feed, view_with(1));
	mib_feed_begin(feed, 7);
	mib_feed_take(feed, view_with(2));
	mib_feed_begin(feed, 7);
	assert_int_equal(served(feed), 1);
	mib_feed_begin(feed, 8);
	assert_int_equal(served(feed), 2);
	mib_feed_free(feed);
}

/* Also while a transaction holds an older view. */
TEST(traps_are_of_the_newest_view)
{
	struct mib_feed *feed = telling_feed();

	mib_feed_take(feed, view_with(0));
	assert_int_equal(count_traps(feed), 0);
	mib_feed_begin(feed, 7);
	mib_feed_take(feed, view_with(1));
	mib_feed_begin(feed, 7);
	assert_int_equal(count_traps(feed), 1);
	assert_int_equal(served(feed), 0);
	mib_feed_free(feed);
}

TEST(a_mib_that_is_not_asked_for_tells_nothing)
{
	struct mib_feed *feed = mib_feed_new();

	mib_feed_take(feed, view_with(0));
	assert_int_equal(count_traps(feed), 0);
	mib_feed_take(feed, view_with(1));
	assert_int_equal(count_traps(feed), 0);
	mib_feed_free(feed);
}

TEST(what_was_forgotten_is_not_told)
{
	struct mib_feed *feed = telling_feed();

	mib_feed_take(feed, view_with(0));
	assert_int_equal(count_traps(feed), 0);
	mib_feed_take(feed, view_with(1));
	mib_feed_forget(feed);
	assert_int_equal(count_traps(feed), 0);
	mib_feed_take(feed, view_with(2));
	assert_int_equal(count_traps(feed), 1);
	mib_feed_free(feed);
}

TEST(each_transition_is_told_once)
{
	struct mib_feed *feed = telling_feed();

	mib_feed_take(feed, view_with(0));
	assert_int_equal(count_traps(feed), 0);
	mib_feed_take(feed, view_with(1));
	assert_int_equal(count_traps(feed), 1);
	assert_int_equal(count_traps(feed), 0);
	mib_feed_take(feed, view_with(1));
	assert_int_equal(count_traps(feed), 0);
	mib_feed_free(feed);
}

/* While nobody takes traps (no master agent), views come and go; what happened in them
 * is told after. */
TEST(what_happened_while_nobody_listened_is_told_later)
{
	struct mib_feed *feed = telling_feed();

	mib_feed_take(feed, view_with(0));
	assert_int_equal(count_traps(feed), 0);
	for (uint64_t i = 1; i <= 3; i++)
		mib_feed_take(feed, view_with(i));
	assert_int_equal(count_traps(feed), 3);
	mib_feed_free(feed);
}

TEST(a_view_that_comes_between_two_traps_loses_none)
{
	struct mib_feed *feed = telling_feed();

	mib_feed_take(feed, view_with(0));
	assert_int_equal(count_traps(feed), 0);
	mib_feed_take(feed, view_with(3));
	assert_non_null(mib_feed_trap(feed, start));
	mib_feed_take(feed, view_with(5));
	assert_int_equal(count_traps(feed), 4);
	mib_feed_free(feed);
}

TEST(what_was_held_back_is_said_once)
{
	struct mib_feed *feed = telling_feed();

	mib_feed_take(feed, view_with(0));
	assert_int_equal(count_traps(feed), 0);
	mib_feed_take(feed, view_with(MIB_VRRPV2_NEW_MASTER_MAX + 2));
	assert_int_equal(count_traps(feed), MIB_VRRPV2_NEW_MASTER_MAX);
	assert_int_equal(mib_feed_take_suppressed(feed), 2);
	assert_int_equal(mib_feed_take_suppressed(feed), 0);
	mib_feed_free(feed);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(before_the_first_view_there_is_an_empty_one),
	    cmocka_unit_test(the_newest_view_is_served),
	    cmocka_unit_test(one_transaction_sees_one_view),
	    cmocka_unit_test(traps_are_of_the_newest_view),
	    cmocka_unit_test(a_mib_that_is_not_asked_for_tells_nothing),
	    cmocka_unit_test(what_was_forgotten_is_not_told),
	    cmocka_unit_test(each_transition_is_told_once),
	    cmocka_unit_test(what_happened_while_nobody_listened_is_told_later),
	    cmocka_unit_test(a_view_that_comes_between_two_traps_loses_none),
	    cmocka_unit_test(what_was_held_back_is_said_once),
	};

	return cmocka_run_group_tests_name("mib_feed", tests, NULL, NULL);
}
