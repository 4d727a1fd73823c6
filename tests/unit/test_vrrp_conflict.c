/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/unit.h"

#include "agent/vrrp/vrrp_conflict.h"

static const struct span hold = {1000000000};

static struct instant
ms(int64_t value)
{
	return (struct instant){value * 1000000};
}

static struct vrrp_rival
by_arp(void)
{
	return (struct vrrp_rival){
	    .has_mac = true, .mac = {2, 0, 0, 0, 0, 9},
                 .claimed = addr_v4(0x0a0101a6)
        };
}

static struct vrrp_rival
by_advert(void)
{
	return (struct vrrp_rival){
	    .peer = addr_v4(0x0a0101a2), .claimed = addr_v4(0x0a0101a6)};
}

static enum vrrp_conflict_change
seen(struct vrrp_conflict *conflict, struct vrrp_rival rival, int64_t at)
{
	return vrrp_conflict_seen(conflict, &rival, hold, ms(at));
}

static enum vrrp_conflict_change
tick(struct vrrp_conflict *conflict, int64_t at, bool *probe)
{
	return vrrp_conflict_tick(conflict, hold, ms(at), probe);
}

TEST(a_second_sighting_after_the_hold_confirms)
{
	struct vrrp_conflict conflict;

	vrrp_conflict_init(&conflict);
	assert_int_equal(seen(&conflict, by_advert(), 0), VRRP_CONFLICT_SAME);
	assert_int_equal(seen(&conflict, by_advert(), 999), VRRP_CONFLICT_SAME);
	assert_int_equal(seen(&conflict, by_advert(), 1000), VRRP_CONFLICT_BEGUN);
	assert_int_equal(seen(&conflict, by_advert(), 2000), VRRP_CONFLICT_SAME);
	assert_true(conflict.confirmed);
}

/* A change of role: five announcements within a moment, then silence. */
TEST(a_burst_that_nobody_stands_by_is_dismissed)
{
	struct vrrp_conflict conflict;
	bool probe;

	vrrp_conflict_init(&conflict);
	for (int i = 0; i < 5; i++)
		assert_int_equal(seen(&conflict, by_arp(), i), VRRP_CONFLICT_SAME);
	assert_int_equal(vrrp_conflict_due(&conflict).ns, ms(1000).ns);
	assert_int_equal(tick(&conflict, 1000, &probe), VRRP_CONFLICT_SAME);
	assert_true(probe);
	/* last sighting 4 ms + hold 1 s + 2 s to answer */
	assert_int_equal(vrrp_conflict_due(&conflict).ns, ms(3004).ns);
	assert_int_equal(tick(&conflict, 3004, &probe), VRRP_CONFLICT_SAME);
	assert_false(conflict.suspected);
}

TEST(an_answer_to_the_probe_confirms)
{
	struct vrrp_conflict conflict;
	bool probe;

	vrrp_conflict_init(&conflict);
	(void)seen(&conflict, by_arp(), 0);
	(void)tick(&conflict, 1000, &probe);
	assert_true(probe);
	assert_int_equal(seen(&conflict, by_arp(), 1001), VRRP_CONFLICT_BEGUN);
}

TEST(silence_ends_it)
{
	struct vrrp_conflict conflict;
	int probes = 0;
	int64_t at;

	vrrp_conflict_init(&conflict);
	(void)seen(&conflict, by_arp(), 0);
	(void)seen(&conflict, by_arp(), 1000);
	for (at = 1000; conflict.confirmed && at < 60000; at++) {
		bool probe;
		enum vrrp_conflict_change change = tick(&conflict, at, &probe);

		probes += probe;
		assert_int_equal(change,
		    conflict.confirmed ? VRRP_CONFLICT_SAME : VRRP_CONFLICT_ENDED);
	}
	assert_in_range(probes, 3, 5);
	/* 1 s + 16 s, seen at the next probe: at most 5 s later */
	assert_in_range(at, 17000, 22001);
}

TEST(a_rival_that_goes_on_answering_stays_flagged)
{
	struct vrrp_conflict conflict;

	vrrp_conflict_init(&conflict);
	(void)seen(&conflict, by_arp(), 0);
	(void)seen(&conflict, by_arp(), 1000);
	for (int64_t at = 1000; at < 120000; at += 10) {
		bool probe;

		assert_int_equal(tick(&conflict, at, &probe), VRRP_CONFLICT_SAME);
		if (probe)
			(void)seen(&conflict, by_arp(), at + 1);
	}
	assert_true(conflict.confirmed);
}

TEST(address_and_mac_come_from_different_sightings)
{
	struct vrrp_conflict conflict;
	struct addr peer = addr_v4(0x0a0101a2);

	vrrp_conflict_init(&conflict);
	(void)seen(&conflict, by_arp(), 0);
	(void)seen(&conflict, by_advert(), 500);
	assert_true(conflict.rival.has_mac);
	assert_int_equal(conflict.rival.mac[5], 9);
	assert_true(addr_equal(&conflict.rival.peer, &peer));
}

/* Whoever was killed answers until its lease has run out: look only then. */
TEST(a_new_master_looks_around_after_the_lease)
{
	struct vrrp_conflict conflict;
	bool probe;

	vrrp_conflict_watch(&conflict, span_s(5), ms(0));
	(void)tick(&conflict, 5999, &probe);
	assert_false(probe);
	(void)tick(&conflict, 6000, &probe);
	assert_true(probe);
	assert_int_equal(vrrp_conflict_due(&conflict).ns, ms(66000).ns);
}

TEST(who_holds_nothing_has_no_rival)
{
	struct vrrp_conflict conflict;

	vrrp_conflict_init(&conflict);
	assert_int_equal(vrrp_conflict_drop(&conflict), VRRP_CONFLICT_SAME);
	(void)seen(&conflict, by_advert(), 0);
	(void)seen(&conflict, by_advert(), 1000);
	assert_int_equal(vrrp_conflict_drop(&conflict), VRRP_CONFLICT_ENDED);
	assert_int_equal(vrrp_conflict_due(&conflict).ns, INSTANT_NEVER.ns);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_second_sighting_after_the_hold_confirms),
	    cmocka_unit_test(a_burst_that_nobody_stands_by_is_dismissed),
	    cmocka_unit_test(an_answer_to_the_probe_confirms),
	    cmocka_unit_test(silence_ends_it),
	    cmocka_unit_test(a_rival_that_goes_on_answering_stays_flagged),
	    cmocka_unit_test(address_and_mac_come_from_different_sightings),
	    cmocka_unit_test(a_new_master_looks_around_after_the_lease),
	    cmocka_unit_test(who_holds_nothing_has_no_rival),
	};

	return cmocka_run_group_tests_name("vrrp_conflict", tests, NULL, NULL);
}
