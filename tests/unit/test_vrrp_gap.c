/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/unit.h"

#include "agent/vrrp/vrrp_gap.h"

enum { PEER = 0x0a0101a0, OTHER = 0x0a0101a2 };

/* Interval 1 s, limit 3.6 s: two thirds are 2.4 s. */
static bool
hear(struct vrrp_gap *gap, uint32_t source, bool release, int64_t ms)
{
	struct addr from = addr_v4(source);
	struct span silence;

	return vrrp_gap_hear(gap, &from, release, span_s(1), span_ms(3600),
	    (struct instant){ms * 1000000}, &silence);
}

static uint64_t
counted(const struct vrrp_histogram *histogram)
{
	uint64_t sum = 0;

	for (unsigned i = 0; i < VRRP_BUCKETS; i++)
		sum += histogram->counts[i];
	return sum;
}

/* 1.01 s is the upper end of the third bucket, and in it. */
TEST(a_gap_is_counted_up_to_the_end_of_its_bucket)
{
	struct vrrp_gap gap = {0};

	assert_false(hear(&gap, PEER, false, 1000));
	assert_int_equal(counted(&gap.heard), 0); /* the first closes none */
	assert_false(hear(&gap, PEER, false, 2010));
	assert_int_equal(gap.heard.counts[2], 1);
	assert_false(hear(&gap, PEER, false, 3021));
	assert_int_equal(gap.heard.counts[3], 1);
	assert_int_equal(gap.heard.sum_ns, 2021000000);
	assert_true(hear(&gap, PEER, false, 3021 + 3501));
	assert_int_equal(gap.heard.counts[VRRP_BUCKETS - 1], 1);
}

TEST(a_gap_of_more_than_two_thirds_of_the_limit_is_a_warning)
{
	struct vrrp_gap gap = {0};

	(void)hear(&gap, PEER, false, 1000);
	assert_false(hear(&gap, PEER, false, 1000 + 2400));
	assert_true(hear(&gap, PEER, false, 3400 + 2401));
	assert_int_equal(gap.warnings, 1);
}

TEST(only_the_next_advert_of_the_same_sender_closes_a_gap)
{
	struct vrrp_gap gap = {0};

	(void)hear(&gap, PEER, false, 1000);
	assert_false(hear(&gap, OTHER, false, 9000));
	assert_false(hear(&gap, PEER, false, 17000));
	vrrp_gap_forget(&gap);
	assert_false(hear(&gap, PEER, false, 90000));
	(void)hear(&gap, PEER, true, 99000); /* it leaves: no gap */
	assert_false(hear(&gap, PEER, false, 180000));
	assert_int_equal(counted(&gap.heard), 0);
	assert_int_equal(gap.warnings, 0);
}

/* 50 us is the end of the first bucket; one that leaves too early is not late. */
TEST(lateness_is_counted_from_when_it_was_due)
{
	struct vrrp_gap gap = {0};

	vrrp_gap_sent(&gap, (struct instant){1000}, (struct instant){900});
	vrrp_gap_sent(&gap, (struct instant){1000}, (struct instant){51000});
	assert_int_equal(gap.late.counts[0], 2);
	vrrp_gap_sent(&gap, (struct instant){1000}, (struct instant){51001});
	assert_int_equal(gap.late.counts[1], 1);
	vrrp_gap_sent(&gap, (struct instant){0}, (struct instant){1000000001});
	assert_int_equal(gap.late.counts[VRRP_BUCKETS - 1], 1);
}

TEST(a_warning_is_told_at_once_and_then_one_in_ten_seconds)
{
	struct vrrp_gap gap = {0};
	uint32_t more;

	assert_true(vrrp_gap_tell(&gap, (struct instant){1}, &more));
	assert_false(vrrp_gap_tell(&gap, (struct instant){10000000000}, &more));
	assert_true(vrrp_gap_tell(&gap, (struct instant){10000000001}, &more));
	assert_int_equal(more, 1);
}

TEST(the_ends_of_the_buckets_rise)
{
	for (unsigned i = 1; i < VRRP_BUCKETS - 1; i++) {
		assert_true(vrrp_gap_ends[i - 1] < vrrp_gap_ends[i]);
		assert_true(vrrp_late_ends[i - 1] < vrrp_late_ends[i]);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_gap_is_counted_up_to_the_end_of_its_bucket),
	    cmocka_unit_test(a_gap_of_more_than_two_thirds_of_the_limit_is_a_warning),
	    cmocka_unit_test(only_the_next_advert_of_the_same_sender_closes_a_gap),
	    cmocka_unit_test(lateness_is_counted_from_when_it_was_due),
	    cmocka_unit_test(a_warning_is_told_at_once_and_then_one_in_ten_seconds),
	    cmocka_unit_test(the_ends_of_the_buckets_rise),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
