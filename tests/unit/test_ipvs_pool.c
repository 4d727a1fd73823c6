/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/pool_bench.h"

TEST(how_things_are_at_the_start_is_no_news)
{
	struct bench *b = bench_with((uint32_t[]){1, 2}, 2);

	assert_true(configure(b));
	assert_int_equal(b->changes.len, 0);
	assert_true(b->pool.quorum_met);
	assert_table(b, "1:1 2:2");
	assert_false(update(b));
	bench_free(b);
}

TEST(the_service_is_made_from_the_virtual_server)
{
	struct bench *b = bench_with((uint32_t[]){1}, 1);
	struct ipvs_service service;

	b->vs.persistence_s = 360;
	b->vs.persistence_netmask_be = 0xffffff;
	b->vs.scheduler_flags = IP_VS_SVC_F_SCHED1;
	b->specs[0].uthreshold = 9;
	b->specs[0].lthreshold = 3;
	configure(b);
	service = ipvs_pool_desired(&b->pool);
	assert_string_equal(service.scheduler, "rr");
	assert_int_equal(service.flags, IP_VS_SVC_F_PERSISTENT | IP_VS_SVC_F_SCHED1);
	assert_int_equal(service.timeout_s, 360);
	assert_int_equal(service.netmask_be, 0xffffff);
	assert_int_equal(service.key.port, 80);
	assert_int_equal(service.dests[0].forward, FORWARD_DR);
	assert_int_equal(service.dests[0].uthreshold, 9);
	assert_int_equal(service.dests[0].lthreshold, 3);
	ipvs_service_fini(&service);
	bench_free(b);
}

TEST(a_firewall_mark_is_the_whole_key)
{
	struct model_virtual_server vs = {
	    .family = ADDR_V6, .fwmark = 7, .port = 80, .protocol = PROTOCOL_UDP};
	struct ipvs_key key = ipvs_pool_key(&vs);

	assert_int_equal(key.fwmark, 7);
	assert_int_equal(key.family, ADDR_V6);
	assert_int_equal(key.port, 0);
	assert_false(addr_is_set(&key.addr));
}

TEST(one_that_fails_leaves_the_table_and_returns)
{
	struct bench *b = bench_with((uint32_t[]){1, 1}, 2);

	configure(b);
	assert_false(hear(b, 0, true)); /* as the kernel has it already */
	assert_int_equal(count(b, IPVS_POOL_RS_UP), 0);
	assert_int_equal(count(b, IPVS_POOL_RS_STATE), 1); /* unchecked -> up */
	assert_true(hear(b, 0, false));
	assert_int_equal(count(b, IPVS_POOL_RS_DOWN), 1);
	assert_int_equal(count(b, IPVS_POOL_QUORUM_DOWN), 0);
	assert_table(b, "2:1");
	assert_true(hear(b, 0, true));
	assert_int_equal(count(b, IPVS_POOL_RS_UP), 1);
	assert_table(b, "1:1 2:1");
	assert_int_equal(b->pool.members[0].state_changes, 3);
	bench_free(b);
}

TEST(an_inhibited_one_that_fails_stays_with_weight_0)
{
	struct bench *b = bench_with((uint32_t[]){5, 1}, 2);

	b->specs[0].inhibit_on_failure = true;
	configure(b);
	hear(b, 0, false);
	assert_table(b, "1:0 2:1");
	bench_free(b);
}

TEST(alpha_waits_for_the_first_success_and_then_that_is_news)
{
	struct bench *b = bench_with((uint32_t[]){1, 1}, 2);

	b->checks[0].alpha = true;
	configure(b);
	assert_int_equal(b->changes.len, 0);
	assert_false(b->pool.quorum_met);
	assert_table(b, "");
	hear(b, 1, true);
	assert_int_equal(count(b, IPVS_POOL_RS_UP), 1);
	assert_int_equal(count(b, IPVS_POOL_QUORUM_UP), 1);
	assert_table(b, "2:1");
	bench_free(b);
}

/* ---- quorum ---- */

struct quorum_row {
	uint32_t quorum, hysteresis;
	uint32_t weights[4];
	size_t len;
	/* With all up at first, how many must fail until it is lost, and then how many
	 * of those return (the last to fail first) until it is regained. */
	size_t lost_after, regained_after;
};

static const struct quorum_row quorum_rows[] = {
    {1,     0, {1, 1, 1, 1},     4, 4, 1},
    {2,     0, {1, 1, 1, 1},     4, 3, 1},
    {4,     0, {1, 1, 1, 1},     4, 1, 1},
    {3,     1, {1, 1, 1, 1},     4, 3, 3}, /* lost under 2, regained at 4 */
    {2,     1, {1, 1, 1, 1},     4, 4, 3}, /* lost at 0, regained at 3 */
    {9,     0, {1, 1, 1, 1},     4, 1, 1}, /* lowered to 4 */
    {4,     2, {1, 1, 1, 1},     4, 3, 3}, /* lost under 2; 6 is out of reach: 4 */
    {2,     7, {1, 1, 1, 1},     4, 4, 3}, /* hysteresis lowered to 1 */
    {0,     0, {1, 1, 1, 1},     4, 4, 1}, /* as 1 */
    {65536, 0, {65535, 1, 0, 0}, 4, 1, 1},
    {65535, 0, {65535, 1, 0, 0}, 4, 1, 1},
    {1,     0, {65535, 1, 0, 0}, 4, 2, 1}, /* what has no weight does not count */
};

TEST(quorum_is_lost_and_regained_at_its_edges)
{
	for (size_t i = 0; i < sizeof(quorum_rows) / sizeof(quorum_rows[0]); i++) {
		const struct quorum_row *row = &quorum_rows[i];
		struct bench *b = bench_with(row->weights, row->len);
		size_t lost, back;

		b->vs.quorum = row->quorum;
		b->vs.hysteresis = row->hysteresis;
		configure(b);
		assert_true(b->pool.quorum_met);
		for (lost = 0; b->pool.quorum_met && lost < row->len; lost++)
			hear(b, lost, false);
		if (lost != row->lost_after)
			fail_msg("row %zu: lost after %zu", i, lost);
		assert_int_equal(count(b, IPVS_POOL_QUORUM_DOWN), 1);
		for (back = 0; !b->pool.quorum_met && back < lost; back++)
			hear(b, lost - 1 - back, true);
		if (!b->pool.quorum_met || back != row->regained_after)
			fail_msg("row %zu: regained after %zu", i, back);
		assert_int_equal(count(b, IPVS_POOL_QUORUM_UP), 1);
		bench_free(b);
	}
}

TEST(without_a_sorry_server_the_live_ones_stay_when_quorum_is_lost)
{
	struct bench *b = bench_with((uint32_t[]){1, 1}, 2);

	b->vs.quorum = 2;
	configure(b);
	hear(b, 0, false);
	assert_false(b->pool.quorum_met);
	assert_table(b, "2:1");
	bench_free(b);
}

TEST(a_pool_without_real_servers_has_no_quorum)
{
	struct bench *b = bench_with(NULL, 0);

	assert_true(configure(b));
	assert_false(b->pool.quorum_met);
	assert_table(b, "");
	bench_free(b);
}

/* ---- sorry server ---- */

static void
set_sorry(struct bench *b, uint32_t last_byte, bool inhibit)
{
	b->vs.has_sorry_server = true;
	b->vs.sorry_server_inhibit = inhibit;
	b->vs.sorry_server = (struct model_real_server){
	    .addr = addr_v4(0x0a000100 + last_byte), .port = 80, .weight = 1};
}

TEST(the_sorry_server_takes_the_place_of_all_until_quorum_returns)
{
	struct bench *b = bench_with((uint32_t[]){1, 1, 1}, 3);

	b->vs.quorum = 2;
	set_sorry(b, 9, false);
	configure(b);
	assert_table(b, "1:1 2:1 3:1");
	hear(b, 0, false);
	hear(b, 1, false);
	assert_table(b, "9:1");
	assert_int_equal(b->pool.members[2].state, RS_STANDBY);
	assert_true(hear(b, 0, true));
	assert_table(b, "1:1 3:1");
	bench_free(b);
}

TEST(an_inhibited_sorry_server_stays_with_weight_0)
{
	struct bench *b = bench_with((uint32_t[]){1, 1}, 2);

	set_sorry(b, 0, true);
	configure(b);
	assert_table(b, "0:0 1:1 2:1");
	hear(b, 0, false);
	hear(b, 1, false);
	assert_table(b, "0:1");
	bench_free(b);
}

TEST(draining_ones_and_those_in_maintenance_stay_beside_the_sorry_server)
{
	struct bench *b = bench_with((uint32_t[]){1, 1, 1}, 3);

	set_sorry(b, 9, false);
	b->specs[0].admin = ADMIN_DRAIN;
	b->specs[1].admin = ADMIN_MAINTENANCE;
	configure(b);
	assert_table(b, "1:0 2:0 3:1");
	hear(b, 2, false);
	assert_table(b, "1:0 2:0 9:1");
	bench_free(b);
}

TEST(a_sorry_server_that_is_a_real_server_too_is_there_once)
{
	struct bench *b = bench_with((uint32_t[]){5, 7}, 2);

	set_sorry(b, 2, true);
	b->specs[1].inhibit_on_failure = true;
	configure(b);
	assert_table(b, "1:5 2:7");
	hear(b, 1, false);
	assert_table(b, "1:5 2:0");
	hear(b, 0, false);
	assert_table(b, "2:1");
	b->specs[1].admin = ADMIN_MAINTENANCE;
	configure(b);
	assert_table(b, "2:0");
	bench_free(b);
}

/* ---- operators ---- */

TEST(draining_the_last_one_loses_the_quorum)
{
	struct bench *b = bench_with((uint32_t[]){1}, 1);

	configure(b);
	b->specs[0].admin = ADMIN_DRAIN;
	assert_true(configure(b));
	assert_int_equal(count(b, IPVS_POOL_QUORUM_DOWN), 1);
	assert_int_equal(count(b, IPVS_POOL_RS_DOWN), 0); /* its health is as it was */
	assert_table(b, "1:0");
	bench_free(b);
}

TEST(who_is_removed_is_told_once_and_leaves_the_table)
{
	struct bench *b = bench_with((uint32_t[]){1, 1}, 2);

	configure(b);
	b->specs[0].admin = ADMIN_DRAIN;
	b->specs[0].drain_end = DRAIN_REMOVE;
	configure(b);
	assert_int_equal(b->pool.draining, 1);
	b->now.scans += 2;
	assert_true(update(b));
	assert_int_equal(count(b, IPVS_POOL_RS_GONE), 1);
	assert_table(b, "2:1");
	assert_false(update(b));
	assert_int_equal(count(b, IPVS_POOL_RS_GONE), 0);
	assert_int_equal(b->pool.draining, 0);
	bench_free(b);
}

TEST(who_leaves_counts_no_more_for_what_the_quorum_may_ask)
{
	struct bench *b = bench_with((uint32_t[]){1, 1}, 2);

	b->vs.quorum = 2;
	configure(b);
	b->specs[0].admin = ADMIN_DRAIN;
	configure(b);
	assert_false(b->pool.quorum_met);
	b->specs[0].drain_end = DRAIN_REMOVE;
	configure(b);
	assert_true(b->pool.quorum_met);
	bench_free(b);
}

TEST(who_stays_keeps_its_verdict_and_its_drain_when_others_come_and_go)
{
	struct bench *b = bench_with((uint32_t[]){1, 1, 1}, 3);
	struct ipvs_rs_spec first = b->specs[0];

	b->specs[1].admin = ADMIN_DRAIN;
	configure(b);
	hear(b, 2, false);
	b->now.scans += 2;
	update(b);
	assert_int_equal(b->pool.members[1].state, RS_DRAINED);

	memmove(&b->specs[0], &b->specs[1], 2 * sizeof(b->specs[0]));
	b->len = 2;
	configure(b);
	assert_int_equal(b->pool.members[0].state, RS_DRAINED);
	assert_int_equal(b->pool.members[1].state, RS_DOWN);
	memmove(&b->specs[1], &b->specs[0], 2 * sizeof(b->specs[0]));
	b->specs[0] = first;
	b->len = 3;
	configure(b);
	assert_int_equal(b->pool.members[0].state, RS_UNCHECKED);
	assert_int_equal(b->pool.members[2].state, RS_DOWN);
	bench_free(b);
}

TEST(finds_members_by_address_and_port)
{
	struct bench *b = bench_with((uint32_t[]){1, 2, 3, 4}, 4);

	configure(b);
	for (uint32_t i = 0; i < 4; i++) {
		struct addr addr = addr_v4(0x0a000101 + i);

		assert_ptr_equal(
		    ipvs_pool_find(&b->pool, &addr, 80), &b->pool.members[i]);
		assert_null(ipvs_pool_find(&b->pool, &addr, 81));
	}
	bench_free(b);
}

TEST(is_applied_when_the_kernel_has_all_that_it_should)
{
	struct bench *b = bench_with((uint32_t[]){1, 1}, 2);
	struct ipvs_service half, whole;

	configure(b);
	whole = ipvs_pool_desired(&b->pool);
	half = ipvs_pool_desired(&b->pool);
	half.dests_len = 1;
	ipvs_pool_observe(&b->pool, NULL);
	assert_false(ipvs_pool_is_applied(&b->pool));
	ipvs_pool_observe(&b->pool, &half);
	assert_false(ipvs_pool_is_applied(&b->pool));
	strcpy(b->pool.kernel_error, "IPVS_CMD_NEW_DEST: no");
	assert_false(update(b));
	assert_int_equal(b->pool.members[0].state, RS_UNCHECKED);
	assert_int_equal(b->pool.members[1].state, RS_ERROR);
	ipvs_pool_observe(&b->pool, &whole);
	assert_true(ipvs_pool_is_applied(&b->pool));
	whole.dests[1].weight++;
	ipvs_pool_observe(&b->pool, &whole);
	assert_false(ipvs_pool_is_applied(&b->pool));
	ipvs_service_fini(&whole);
	ipvs_service_fini(&half);
	bench_free(b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(how_things_are_at_the_start_is_no_news),
	    cmocka_unit_test(the_service_is_made_from_the_virtual_server),
	    cmocka_unit_test(a_firewall_mark_is_the_whole_key),
	    cmocka_unit_test(one_that_fails_leaves_the_table_and_returns),
	    cmocka_unit_test(an_inhibited_one_that_fails_stays_with_weight_0),
	    cmocka_unit_test(alpha_waits_for_the_first_success_and_then_that_is_news),
	    cmocka_unit_test(quorum_is_lost_and_regained_at_its_edges),
	    cmocka_unit_test(
		without_a_sorry_server_the_live_ones_stay_when_quorum_is_lost),
	    cmocka_unit_test(a_pool_without_real_servers_has_no_quorum),
	    cmocka_unit_test(
		the_sorry_server_takes_the_place_of_all_until_quorum_returns),
	    cmocka_unit_test(an_inhibited_sorry_server_stays_with_weight_0),
	    cmocka_unit_test(
		draining_ones_and_those_in_maintenance_stay_beside_the_sorry_server),
	    cmocka_unit_test(a_sorry_server_that_is_a_real_server_too_is_there_once),
	    cmocka_unit_test(draining_the_last_one_loses_the_quorum),
	    cmocka_unit_test(who_is_removed_is_told_once_and_leaves_the_table),
	    cmocka_unit_test(who_leaves_counts_no_more_for_what_the_quorum_may_ask),
	    cmocka_unit_test(
		who_stays_keeps_its_verdict_and_its_drain_when_others_come_and_go),
	    cmocka_unit_test(finds_members_by_address_and_port),
	    cmocka_unit_test(is_applied_when_the_kernel_has_all_that_it_should),
	};

	return cmocka_run_group_tests_name("ipvs_pool", tests, NULL, NULL);
}
