/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/unit.h"

#include "checks/check_probes.h"
#include "checks/check_slot.h"

enum { PROBES = 1000 };

static const struct check_ops ops = {.name = "tcp"};

static struct model_check
check_of(unsigned server)
{
	return (struct model_check){.ops = &ops,
	    .connect_addr = addr_v4(0x0a000000 + server / 2),
	    .connect_port = (uint16_t)(80 + server % 2)};
}

TEST(an_empty_table_finds_nothing)
{
	struct check_probes probes = {0};
	const struct model_check check = check_of(0);

	assert_null(check_probes_find(&probes, &check));
	check_probes_fini(&probes);
}

TEST(finds_each_of_a_thousand_by_what_it_asks_and_no_other)
{
	static struct check_probe all[PROBES];
	struct check_probes probes = {0};

	for (unsigned i = 0; i < PROBES; i++) {
		all[i].check = check_of(i);
		check_probes_add(&probes, &all[i]);
	}
	for (unsigned i = 0; i < PROBES; i++) {
		struct model_check check = check_of(i);

		assert_ptr_equal(check_probes_find(&probes, &check), &all[i]);
		check.retry = 7; /* is no part of the hash */
		assert_null(check_probes_find(&probes, &check));
	}
	check_probes_fini(&probes);
}

TEST(what_is_removed_is_gone_and_the_rest_stays)
{
	static struct check_probe all[PROBES];
	struct check_probes probes = {0};

	for (unsigned i = 0; i < PROBES; i++) {
		all[i].check = check_of(i);
		check_probes_add(&probes, &all[i]);
	}
	for (unsigned i = 0; i < PROBES; i += 2)
		check_probes_remove(&probes, &all[i]);
	assert_int_equal(probes.len, PROBES / 2);
	for (unsigned i = 0; i < PROBES; i++) {
		const struct model_check check = check_of(i);

		assert_ptr_equal(
		    check_probes_find(&probes, &check), i % 2 ? &all[i] : NULL);
	}
	check_probes_fini(&probes);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(an_empty_table_finds_nothing),
	    cmocka_unit_test(finds_each_of_a_thousand_by_what_it_asks_and_no_other),
	    cmocka_unit_test(what_is_removed_is_gone_and_the_rest_stays),
	};

	return cmocka_run_group_tests_name("check_probes", tests, NULL, NULL);
}
