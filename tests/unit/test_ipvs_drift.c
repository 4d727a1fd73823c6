/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/unit.h"

#include "agent/ipvs/ipvs_drift.h"
#include "tests/unit/ipvs_make.h"

/* What is said of a kernel that has `observed` where the table of three is wanted. */
static void
expect(struct ipvs_table observed, const char *said)
{
	struct ipvs_table desired = make_table(3);
	struct ipvs_plan plan = ipvs_plan_tables(&desired, &observed, &desired);
	struct buf out = {0};

	ipvs_drift_say(&plan, &out);
	assert_string_equal(buf_text(&out), said);
	buf_fini(&out);
	ipvs_plan_fini(&plan);
	ipvs_table_fini(&desired);
	ipvs_table_fini(&observed);
}

TEST(a_deleted_service_takes_its_real_servers_along)
{
	expect((struct ipvs_table){0},
	    "the service was gone, 10.2.0.1:80 and 2 more gone");
}

TEST(a_deleted_and_an_altered_real_server_are_named)
{
	struct ipvs_table observed = make_table(2);

	observed.services[0].dests[1].weight = 7;
	expect(observed, "10.2.0.3:80 gone, 10.2.0.2:80 altered");
}

TEST(an_altered_service_is_named)
{
	struct ipvs_table observed = make_table(3);

	memcpy(observed.services[0].scheduler, "wlc", 4);
	expect(observed, "the service was altered");
}

TEST(a_real_server_of_ours_that_came_back_is_named_with_brackets_for_ipv6)
{
	struct ipvs_service service = make_service(make_key(166, 80)), owned;
	struct ipvs_dest dest = {
	    .addr = {ADDR_V6, {0x20, 1, [15] = 9}},
              .port = 53
        };
	struct ipvs_plan plan = {0};
	struct buf out = {0};

	add_dest(&service, dest);
	owned = ipvs_service_dup(&service);
	ipvs_plan_service(
	    &plan, &(struct ipvs_service){.key = service.key}, &service, &owned);
	ipvs_drift_say(&plan, &out);
	assert_string_equal(
	    buf_text(&out), "the service was altered, [2001::9]:53 made again");
	buf_fini(&out);
	ipvs_plan_fini(&plan);
	ipvs_service_fini(&service);
	ipvs_service_fini(&owned);
}

TEST(thirty_two_are_told_in_ten_seconds)
{
	struct ipvs_drift drift = {0};
	struct instant start = {.ns = 7}, now = start;

	for (int i = 0; i < IPVS_DRIFT_TOLD_MAX; i++)
		assert_true(ipvs_drift_is_told(&drift, now));
	now = instant_add(start, span_ms(IPVS_DRIFT_SPAN_MS - 1));
	assert_false(ipvs_drift_is_told(&drift, now));
	now = instant_add(start, span_ms(IPVS_DRIFT_SPAN_MS));
	assert_true(ipvs_drift_is_told(&drift, now));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_deleted_service_takes_its_real_servers_along),
	    cmocka_unit_test(a_deleted_and_an_altered_real_server_are_named),
	    cmocka_unit_test(an_altered_service_is_named),
	    cmocka_unit_test(
		a_real_server_of_ours_that_came_back_is_named_with_brackets_for_ipv6),
	    cmocka_unit_test(thirty_two_are_told_in_ten_seconds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
