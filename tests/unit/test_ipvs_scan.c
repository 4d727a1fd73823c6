/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/unit.h"

#include "agent/ipvs/ipvs_scan.h"
#include "tests/unit/ipvs_make.h"

static struct instant
at_ms(int64_t ms)
{
	return instant_add((struct instant){7}, span_ms(ms));
}

/* `len` services at 10.1.1.1 and up with `dests` destinations each. */
static struct ipvs_table
tables_of(uint8_t len, size_t dests)
{
	struct ipvs_table table = {0};

	for (uint8_t i = 1; i <= len; i++) {
		struct ipvs_service service = make_service(make_key(i, 80));

		service.dests = mem_new(dests, sizeof(*service.dests));
		service.dests_len = dests;
		ipvs_table_put(&table, &service);
	}
	return table;
}

struct seen {
	size_t services, slices, most; /* most: services in one slice */
	int64_t end_ms;
};

/* Follow one round from 0 ms to its last slice. */
static struct seen
follow(struct ipvs_scan *scan)
{
	struct seen seen = {0};
	struct ipvs_scan_turn turn = {0};

	while (!turn.last) {
		struct instant due = ipvs_scan_due(scan);

		assert_int_equal(
		    ipvs_scan_next(scan, (struct instant){due.ns - 1}).step,
		    IPVS_SCAN_WAIT);
		turn = ipvs_scan_next(scan, due);
		assert_int_equal(turn.step, IPVS_SCAN_SLICE);
		seen.services += turn.len;
		seen.slices++;
		if (turn.len > seen.most)
			seen.most = turn.len;
		seen.end_ms = span_to_ms(instant_since(due, at_ms(0)));
	}
	return seen;
}

TEST(a_small_table_is_one_slice_a_round)
{
	struct ipvs_table table = tables_of(3, 10);
	struct ipvs_scan scan = ipvs_scan_init(at_ms(0));
	struct seen seen;

	assert_int_equal(ipvs_scan_next(&scan, at_ms(0)).step, IPVS_SCAN_ROUND);
	ipvs_scan_begin(&scan, at_ms(0), &table, &table);
	seen = follow(&scan);
	assert_int_equal(seen.services, 3);
	assert_int_equal(seen.slices, 1);
	assert_int_equal(seen.end_ms, 0);
	assert_int_equal(ipvs_scan_next(&scan, at_ms(799)).step, IPVS_SCAN_WAIT);
	assert_int_equal(ipvs_scan_next(&scan, at_ms(800)).step, IPVS_SCAN_ROUND);
	ipvs_scan_fini(&scan);
	ipvs_table_fini(&table);
}

TEST(ten_thousand_in_a_hundred_services_take_less_than_a_second)
{
	struct ipvs_table table = tables_of(100, 100);
	struct ipvs_scan scan = ipvs_scan_init(at_ms(0));
	struct seen seen;

	ipvs_scan_begin(&scan, at_ms(0), &table, &table);
	seen = follow(&scan);
	assert_int_equal(seen.services, 100);
	assert_int_equal(seen.most, 3);     /* 3 * (100 + 32) <= 512 */
	assert_int_equal(seen.slices, 34);  /* 100 / 3, rounded up */
	assert_int_equal(seen.end_ms, 825); /* 33 pauses of 25 ms */
	assert_int_equal(ipvs_scan_due(&scan).ns, at_ms(850).ns);
	ipvs_scan_fini(&scan);
	ipvs_table_fini(&table);
}

TEST(a_large_service_is_taken_whole_and_paid_for_by_a_pause)
{
	struct ipvs_table table = tables_of(2, 10000);
	struct ipvs_scan scan = ipvs_scan_init(at_ms(0));
	struct seen seen;

	ipvs_scan_begin(&scan, at_ms(0), &table, &table);
	seen = follow(&scan);
	assert_int_equal(seen.slices, 2);
	assert_int_equal(seen.end_ms, 500); /* (10000 + 32) / 512, up: 20 * 25 ms */
	assert_int_equal(ipvs_scan_due(&scan).ns, at_ms(1000).ns);
	ipvs_scan_fini(&scan);
	ipvs_table_fini(&table);
}

TEST(what_is_not_as_desired_is_looked_at_first)
{
	struct ipvs_table desired = tables_of(6, 1), observed = tables_of(7, 1);
	struct ipvs_scan scan = ipvs_scan_init(at_ms(0));
	struct ipvs_scan_turn turn;
	static const uint8_t order[] = {3, 5, 6, 1, 2, 4, 7};
	struct ipvs_key missing = make_key(5, 80);

	memcpy(observed.services[2].scheduler, "wlc", 4);
	observed.services[5].dests_len = 0;
	ipvs_table_remove(&observed, &missing);
	ipvs_scan_begin(&scan, at_ms(0), &desired, &observed);
	turn = ipvs_scan_next(&scan, at_ms(0));
	assert_int_equal(turn.len, 7);
	assert_true(turn.last);
	for (size_t i = 0; i < turn.len; i++)
		assert_int_equal(turn.keys[i].addr.bytes[3], order[i]);
	ipvs_scan_fini(&scan);
	ipvs_table_fini(&desired);
	ipvs_table_fini(&observed);
}

TEST(a_skipped_round_puts_the_next_off_by_a_whole_one)
{
	struct ipvs_table table = tables_of(100, 100);
	struct ipvs_scan scan = ipvs_scan_init(at_ms(0));

	ipvs_scan_begin(&scan, at_ms(0), &table, &table);
	(void)ipvs_scan_next(&scan, at_ms(0));
	ipvs_scan_skip(&scan, at_ms(20));
	assert_int_equal(ipvs_scan_due(&scan).ns, at_ms(820).ns);
	assert_int_equal(ipvs_scan_next(&scan, at_ms(820)).step, IPVS_SCAN_ROUND);
	ipvs_scan_fini(&scan);
	ipvs_table_fini(&table);
}

TEST(an_empty_table_is_still_listed_each_round)
{
	struct ipvs_table table = {0};
	struct ipvs_scan scan = ipvs_scan_init(at_ms(0));

	ipvs_scan_begin(&scan, at_ms(0), &table, &table);
	assert_int_equal(ipvs_scan_next(&scan, at_ms(799)).step, IPVS_SCAN_WAIT);
	assert_int_equal(ipvs_scan_next(&scan, at_ms(800)).step, IPVS_SCAN_ROUND);
	ipvs_scan_fini(&scan);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_small_table_is_one_slice_a_round),
	    cmocka_unit_test(
		ten_thousand_in_a_hundred_services_take_less_than_a_second),
	    cmocka_unit_test(a_large_service_is_taken_whole_and_paid_for_by_a_pause),
	    cmocka_unit_test(what_is_not_as_desired_is_looked_at_first),
	    cmocka_unit_test(a_skipped_round_puts_the_next_off_by_a_whole_one),
	    cmocka_unit_test(an_empty_table_is_still_listed_each_round),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
