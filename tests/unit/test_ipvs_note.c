/* SPDX-License-Identifier: Apache-2.0 */
/* That notes and the kernel agree after any plan is in test_ipvs_plan_random.c. */
#include "tests/unit/unit.h"

#include <errno.h>

#include "agent/ipvs/ipvs_note.h"
#include "tests/unit/ipvs_make.h"

TEST(a_changed_weight_leaves_the_counters)
{
	struct ipvs_table observed = make_table(2);
	struct ipvs_op op = {.kind = IPVS_SET_DEST,
	    .service = make_service(make_key(166, 80)),
	    .dest = make_dest(2, 9)};

	observed.services[0].dests[1].active = 5;
	ipvs_note(&observed, &op, 1);
	assert_int_equal(observed.services[0].dests[1].weight, 9);
	assert_int_equal(observed.services[0].dests[1].active, 5);
	ipvs_table_fini(&observed);
}

TEST(a_new_destination_starts_from_zero_and_a_failed_one_is_not_there)
{
	struct ipvs_table observed = make_table(1);
	struct ipvs_op ops[] = {
	    {.kind = IPVS_NEW_DEST, .service = make_service(make_key(166, 80))},
	    {.kind = IPVS_NEW_DEST, .service = make_service(make_key(166, 80))},
	    {.kind = IPVS_DEL_DEST, .service = make_service(make_key(166, 80))},
	};

	ops[0].dest = make_dest(2, 1);
	ops[0].err = EINVAL;
	ops[1].dest = make_dest(3, 1);
	ops[1].dest.active = 4;
	ops[2].dest = make_dest(1, 1);
	ipvs_note(&observed, ops, 3);
	assert_int_equal(observed.services[0].dests_len, 1);
	assert_int_equal(observed.services[0].dests[0].addr.bytes[3], 3);
	assert_int_equal(observed.services[0].dests[0].active, 0);
	ipvs_table_fini(&observed);
}

TEST(what_is_noted_of_an_unknown_service_is_dropped)
{
	struct ipvs_table observed = {0};
	struct ipvs_op ops[] = {
	    {.kind = IPVS_SET_DEST,    .service = make_service(make_key(166, 80))},
	    {.kind = IPVS_DEL_SERVICE, .service = make_service(make_key(1,   80))},
	};

	ops[0].dest = make_dest(1, 1);
	ipvs_note(&observed, ops, 2);
	ipvs_note(&observed, ops, 0);
	assert_int_equal(observed.len, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_changed_weight_leaves_the_counters),
	    cmocka_unit_test(
		a_new_destination_starts_from_zero_and_a_failed_one_is_not_there),
	    cmocka_unit_test(what_is_noted_of_an_unknown_service_is_dropped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
