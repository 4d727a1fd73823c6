/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/unit.h"

#include "agent/ipvs/ipvs_owned.h"
#include "tests/unit/ipvs_make.h"

TEST(adding_joins_what_is_ours_already)
{
	struct ipvs_table owned = make_table(2), more = make_table(4);
	struct ipvs_dest fourth = make_dest(4, 1), fifth = make_dest(5, 1);
	struct ipvs_key key = make_key(166, 80), other = make_key(1, 80);

	ipvs_owned_add(&owned, &more.services[0]);
	assert_int_equal(owned.len, 1);
	assert_int_equal(owned.services[0].dests_len, 4);
	assert_int_equal(owned.services[0].dests[3].weight, 0); /* keys only */
	assert_true(ipvs_owned_has(&owned, &key, NULL));
	assert_true(ipvs_owned_has(&owned, &key, &fourth));
	assert_false(ipvs_owned_has(&owned, &key, &fifth));
	assert_false(ipvs_owned_has(&owned, &other, NULL));
	assert_false(ipvs_owned_has(&owned, &other, &fourth));
	ipvs_table_fini(&owned);
	ipvs_table_fini(&more);
}

TEST(pruning_keeps_what_is_desired_or_in_the_kernel)
{
	struct ipvs_table owned = make_table(4), desired = make_table(1);
	struct ipvs_service observed = make_service(make_key(166, 80));
	struct ipvs_key key = make_key(166, 80);

	add_dest(&observed, make_dest(3, 1));
	add_dest(&observed, make_dest(9, 1)); /* foreign: does not become ours */
	ipvs_owned_prune(&owned, &key, &desired.services[0], &observed);
	assert_int_equal(owned.services[0].dests_len, 2);
	assert_int_equal(owned.services[0].dests[0].addr.bytes[3], 1);
	assert_int_equal(owned.services[0].dests[1].addr.bytes[3], 3);
	ipvs_owned_prune(&owned, &key, NULL, &observed);
	assert_int_equal(owned.services[0].dests_len, 1);
	ipvs_owned_prune(&owned, &key, NULL, NULL);
	assert_int_equal(owned.len, 0);
	ipvs_owned_prune(&owned, &key, NULL, NULL);
	ipvs_service_fini(&observed);
	ipvs_table_fini(&owned);
	ipvs_table_fini(&desired);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(adding_joins_what_is_ours_already),
	    cmocka_unit_test(pruning_keeps_what_is_desired_or_in_the_kernel),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
