/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/unit.h"

#include "agent/vrrp/vrrp_garp.h"

static struct instant
ms(int64_t value)
{
	return (struct instant){value * 1000000};
}

static size_t
frames_at(
    struct vrrp_garp *garp, const struct vrrp_garp_config *cf, size_t count, int64_t at)
{
	size_t sent = 0, which;

	while (vrrp_garp_next(garp, cf, count, ms(at), &which)) {
		vrrp_garp_sent(garp, cf->gap, ms(at));
		sent++;
	}
	return sent;
}

static const struct vrrp_garp_config usual = {.delay = {5000000000},
    .repeat = 5,
    .lower_prio_delay = {5000000000},
    .lower_prio_repeat = 5,
    .refresh_repeat = 1};

TEST(five_at_once_and_five_after_five_seconds)
{
	struct vrrp_garp garp;

	vrrp_garp_stop(&garp);
	assert_int_equal(vrrp_garp_due(&garp).ns, INSTANT_NEVER.ns);
	vrrp_garp_start(&garp, &usual, 1, ms(0));
	assert_int_equal(frames_at(&garp, &usual, 1, 0), 5);
	assert_int_equal(vrrp_garp_due(&garp).ns, ms(5000).ns);
	assert_int_equal(frames_at(&garp, &usual, 1, 4999), 0);
	assert_int_equal(frames_at(&garp, &usual, 1, 5000), 5);
	assert_int_equal(vrrp_garp_due(&garp).ns, INSTANT_NEVER.ns);
}

TEST(each_address_is_announced_once_before_any_is_twice)
{
	static const size_t want[] = {0, 1, 2, 0, 1, 2};
	struct vrrp_garp_config cf = {.repeat = 2};
	struct vrrp_garp garp;
	size_t which = 9;

	vrrp_garp_start(&garp, &cf, 3, ms(0));
	for (size_t i = 0; i < 6; i++) {
		assert_true(vrrp_garp_next(&garp, &cf, 3, ms(0), &which));
		vrrp_garp_sent(&garp, cf.gap, ms(0));
		assert_int_equal(which, want[i]);
	}
	assert_false(vrrp_garp_next(&garp, &cf, 3, ms(0), &which));
}

TEST(a_gap_spreads_the_frames)
{
	struct vrrp_garp_config cf = {.repeat = 3, .gap = {10000000}};
	struct vrrp_garp garp;

	vrrp_garp_start(&garp, &cf, 1, ms(0));
	assert_int_equal(frames_at(&garp, &cf, 1, 0), 1);
	assert_int_equal(vrrp_garp_due(&garp).ns, ms(10).ns);
	assert_int_equal(frames_at(&garp, &cf, 1, 9), 0);
	assert_int_equal(frames_at(&garp, &cf, 1, 10), 1);
	assert_int_equal(frames_at(&garp, &cf, 1, 20), 1);
	assert_int_equal(frames_at(&garp, &cf, 1, 30), 0);
}

TEST(refreshes_go_on_for_as_long_as_it_is_master)
{
	struct vrrp_garp_config cf = {
	    .repeat = 1, .refresh = {60000000000}, .refresh_repeat = 2};
	struct vrrp_garp garp;

	vrrp_garp_start(&garp, &cf, 1, ms(0));
	assert_int_equal(frames_at(&garp, &cf, 1, 0), 1);
	assert_int_equal(frames_at(&garp, &cf, 1, 59999), 0);
	assert_int_equal(frames_at(&garp, &cf, 1, 60000), 2);
	assert_int_equal(frames_at(&garp, &cf, 1, 120000), 2);
	vrrp_garp_stop(&garp);
	assert_int_equal(frames_at(&garp, &cf, 1, 180000), 0);
}

TEST(a_weaker_claimant_cannot_make_us_flood)
{
	struct vrrp_garp_config cf = usual;
	struct vrrp_garp garp;

	cf.gap = (struct span){1000000};
	vrrp_garp_start(&garp, &cf, 1, ms(0));
	for (int i = 0; i < 100; i++)
		vrrp_garp_again(&garp, &cf, 1, ms(0));
	assert_int_equal(garp.left, 5);
	vrrp_garp_stop(&garp);
	vrrp_garp_again(&garp, &cf, 1, ms(100));
	assert_int_equal(garp.left, 5);
	assert_int_equal(garp.second.ns, ms(5100).ns);
}

TEST(without_addresses_there_is_nothing_to_announce)
{
	struct vrrp_garp garp;

	vrrp_garp_start(&garp, &usual, 0, ms(0));
	assert_int_equal(frames_at(&garp, &usual, 0, 0), 0);
	assert_int_equal(frames_at(&garp, &usual, 0, 5000), 0);
}

TEST(what_may_not_be_sent_yet_is_the_next_all_the_same)
{
	struct vrrp_garp_config cf = {.repeat = 1};
	struct vrrp_garp garp;
	size_t which;

	vrrp_garp_start(&garp, &cf, 2, ms(0));
	assert_true(vrrp_garp_next(&garp, &cf, 2, ms(0), &which));
	assert_int_equal(which, 0);
	vrrp_garp_wait(&garp, ms(30));
	assert_int_equal(vrrp_garp_due(&garp).ns, ms(30).ns);
	assert_false(vrrp_garp_next(&garp, &cf, 2, ms(29), &which));
	assert_true(vrrp_garp_next(&garp, &cf, 2, ms(30), &which));
	assert_int_equal(which, 0);
	vrrp_garp_sent(&garp, span_ms(10), ms(30));
	assert_false(vrrp_garp_next(&garp, &cf, 2, ms(39), &which));
	assert_true(vrrp_garp_next(&garp, &cf, 2, ms(40), &which));
	assert_int_equal(which, 1);
}

TEST(other_interfaces_have_blocks_of_their_own)
{
	struct vrrp_garp_config cf = {
	    .repeat = 2, .refresh = span_ms(1000), .refresh_repeat = 2};
	struct vrrp_garp garp;
	size_t which;

	cf.extra = span_ms(700);
	vrrp_garp_start(&garp, &cf, 3, ms(0));
	assert_int_equal(frames_at(&garp, &cf, 3, 0), 6);
	assert_false(garp.is_extra);
	assert_int_equal(vrrp_garp_due(&garp).ns, ms(700).ns);
	assert_int_equal(frames_at(&garp, &cf, 3, 699), 0);
	assert_true(vrrp_garp_next(&garp, &cf, 3, ms(700), &which));
	assert_true(garp.is_extra);
	assert_int_equal(frames_at(&garp, &cf, 3, 700), 3); /* one an address */
	assert_int_equal(frames_at(&garp, &cf, 3, 1000), 6);
	assert_false(garp.is_extra);
	assert_int_equal(vrrp_garp_due(&garp).ns, ms(1400).ns);
}

TEST(a_reload_replans_what_it_changed_and_nothing_else)
{
	struct vrrp_garp_config before = {.repeat = 1, .refresh_repeat = 1};
	struct vrrp_garp_config cf;
	struct vrrp_garp garp;

	before.refresh = span_ms(1000);
	cf = before;
	cf.extra = span_ms(700);
	vrrp_garp_start(&garp, &before, 1, ms(0));
	assert_int_equal(frames_at(&garp, &before, 1, 0), 1);
	vrrp_garp_replan(&garp, &cf, &before, ms(500));
	assert_int_equal(vrrp_garp_due(&garp).ns, ms(1000).ns); /* as it was */
	assert_int_equal(garp.extra.ns, ms(1200).ns);
	vrrp_garp_replan(&garp, &before, &cf, ms(600));
	assert_int_equal(garp.extra.ns, INSTANT_NEVER.ns);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(five_at_once_and_five_after_five_seconds),
	    cmocka_unit_test(each_address_is_announced_once_before_any_is_twice),
	    cmocka_unit_test(a_gap_spreads_the_frames),
	    cmocka_unit_test(refreshes_go_on_for_as_long_as_it_is_master),
	    cmocka_unit_test(a_weaker_claimant_cannot_make_us_flood),
	    cmocka_unit_test(without_addresses_there_is_nothing_to_announce),
	    cmocka_unit_test(other_interfaces_have_blocks_of_their_own),
	    cmocka_unit_test(a_reload_replans_what_it_changed_and_nothing_else),
	    cmocka_unit_test(what_may_not_be_sent_yet_is_the_next_all_the_same),
	};

	return cmocka_run_group_tests_name("vrrp_garp", tests, NULL, NULL);
}
