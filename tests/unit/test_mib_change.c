/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/unit.h"

#include "mib/mib_change.h"

static struct command
forth(const struct mib_change *change)
{
	return mib_change_command(change, false, 5000);
}

static struct command
back(const struct mib_change *change)
{
	return mib_change_command(change, true, 5000);
}

TEST(a_priority_is_wished_of_the_instance_until_it_is_taken_back)
{
	const struct view_vrrp vrrp = {.name = "VI_1", .priority = 100};
	struct mib_change change;
	struct command command;

	assert_int_equal(mib_change_priority(&vrrp, 200, &change), MIB_SET_GOOD);
	command = forth(&change);
	assert_int_equal(command.kind, COMMAND_VRRP_PRIORITY);
	assert_string_equal(command.instance, "VI_1");
	assert_string_equal(command.actor, "snmp");
	assert_true(command.has_priority);
	assert_int_equal(command.priority, 200);
	assert_false(command.has_duration);
	assert_null(command.vs_id);
	assert_int_equal(back(&change).kind, COMMAND_VRRP_RESUME);
}

TEST(priorities_are_1_to_254)
{
	static const struct {
		uint64_t priority;
		enum mib_set want;
	} cases[] = {
	    {0,            MIB_SET_WRONG_VALUE},
	    {1,            MIB_SET_GOOD       },
	    {254,          MIB_SET_GOOD       },
	    {255,          MIB_SET_WRONG_VALUE},
	    {(uint64_t)-1, MIB_SET_WRONG_VALUE},
	};
	const struct view_vrrp vrrp = {.name = "VI_1"};
	struct mib_change change;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(mib_change_priority(&vrrp, cases[i].priority, &change),
		    cases[i].want);
}

TEST(what_was_wished_before_comes_back)
{
	struct view_vrrp vrrp = {
	    .name = "VI_1", .override = VRRP_WISH_PRIORITY, .override_priority = 40};
	struct mib_change change;
	struct command command;

	assert_int_equal(mib_change_admin(&vrrp, false, &change), MIB_SET_GOOD);
	assert_int_equal(forth(&change).kind, COMMAND_VRRP_YIELD);
	command = back(&change);
	assert_int_equal(command.kind, COMMAND_VRRP_PRIORITY);
	assert_int_equal(command.priority, 40);
	vrrp.override = VRRP_WISH_YIELD;
	assert_int_equal(mib_change_admin(&vrrp, true, &change), MIB_SET_GOOD);
	assert_int_equal(forth(&change).kind, COMMAND_VRRP_RESUME);
	assert_int_equal(back(&change).kind, COMMAND_VRRP_YIELD);
}

/* It was to end at 7000, and it is 5000; or it has ended. */
TEST(what_had_an_end_comes_back_for_what_is_left_of_it)
{
	struct view_vrrp vrrp = {
	    .name = "VI_1", .override = VRRP_WISH_YIELD, .override_end_ms = 7000};
	struct mib_change change;
	struct command command;

	assert_int_equal(mib_change_priority(&vrrp, 9, &change), MIB_SET_GOOD);
	command = back(&change);
	assert_int_equal(command.kind, COMMAND_VRRP_YIELD);
	assert_true(command.has_duration);
	assert_int_equal(command.duration_ms, 2000);
	command = mib_change_command(&change, true, 7000);
	assert_int_equal(command.kind, COMMAND_VRRP_RESUME);
	assert_false(command.has_duration);
}

TEST(a_weight_is_changed_of_the_real_server_alone)
{
	const struct view_rs rs = {
	    .addr = {.family = ADDR_V4, .bytes = {10, 1, 1, 7}},
	    .port = 80,
	    .weight = 3
        };
	struct mib_change change;
	struct command command;

	assert_int_equal(
	    mib_change_weight("vs", &rs, 65536, &change), MIB_SET_WRONG_VALUE);
	assert_int_equal(mib_change_weight("vs", &rs, 65535, &change), MIB_SET_GOOD);
	command = forth(&change);
	assert_int_equal(command.kind, COMMAND_RS_PATCH);
	assert_string_equal(command.vs_id, "vs");
	assert_true(addr_equal(&command.addr, &rs.addr));
	assert_int_equal(command.port, 80);
	assert_true(command.has_weight);
	assert_int_equal(command.weight, 65535);
	assert_false(command.has_admin || command.has_forward);
	assert_null(command.instance);
	assert_int_equal(back(&change).weight, 3);
}

TEST(the_priority_shown_is_the_one_wished)
{
	struct view_vrrp vrrp = {.priority = 100, .override_priority = 7};

	assert_int_equal(mib_priority(&vrrp), 100);
	vrrp.override = VRRP_WISH_YIELD;
	assert_int_equal(mib_priority(&vrrp), 100);
	vrrp.override = VRRP_WISH_PRIORITY;
	assert_int_equal(mib_priority(&vrrp), 7);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(
		a_priority_is_wished_of_the_instance_until_it_is_taken_back),
	    cmocka_unit_test(priorities_are_1_to_254),
	    cmocka_unit_test(what_was_wished_before_comes_back),
	    cmocka_unit_test(what_had_an_end_comes_back_for_what_is_left_of_it),
	    cmocka_unit_test(a_weight_is_changed_of_the_real_server_alone),
	    cmocka_unit_test(the_priority_shown_is_the_one_wished),
	};

	return cmocka_run_group_tests_name("mib_change", tests, NULL, NULL);
}
