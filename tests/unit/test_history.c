/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/unit.h"

#include "agent/history.h"

static void
add(struct history *history, int32_t number)
{
	struct history_event event = {.type = HISTORY_VRRP_PRIORITY, .after = number};

	history_add(history, &event);
}

TEST(an_empty_ring_has_lost_nothing_and_has_nothing)
{
	struct history *history = history_new(4);

	assert_int_equal(history_first(history), 1);
	assert_int_equal(history_next(history), 1);
	assert_null(history_get(history, 0));
	assert_null(history_get(history, 1));
	history_free(history);
}

TEST(events_are_numbered_from_one)
{
	struct history *history = history_new(4);

	add(history, 10);
	add(history, 20);
	assert_int_equal(history_next(history), 3);
	assert_int_equal(history_get(history, 1)->after, 10);
	assert_int_equal(history_get(history, 2)->after, 20);
	assert_int_equal(history_get(history, 2)->seq, 2);
	assert_null(history_get(history, 3));
	history_free(history);
}

/* Room for 4: of 6 events the first two are lost, and their numbers are not used again.
 */
TEST(the_oldest_goes_when_the_ring_is_full)
{
	struct history *history = history_new(4);

	for (int32_t i = 1; i <= 4; i++)
		add(history, i);
	assert_int_equal(history_first(history), 1);
	add(history, 5);
	assert_int_equal(history_first(history), 2);
	add(history, 6);
	assert_int_equal(history_first(history), 3);
	assert_null(history_get(history, 2));
	for (int32_t i = 3; i <= 6; i++)
		assert_int_equal(history_get(history, (uint64_t)i)->after, i);
	assert_null(history_get(history, 7));
	history_free(history);
}

TEST(without_a_ring_nothing_is_kept)
{
	add(NULL, 1);
	history_free(NULL);
}

TEST(each_type_has_its_word)
{
	for (unsigned i = 0; i < HISTORY_TYPES; i++)
		assert_non_null(history_type_word((enum history_type)i));
	assert_string_equal(history_type_word(HISTORY_VRRP_STATE), "vrrp.state");
	assert_string_equal(history_type_word(HISTORY_VS_QUORUM), "vs.quorum");
}

TEST(refs_are_paths_of_the_api)
{
	struct history_event event = {0};

	history_ref_instance(&event, "VI_1");
	assert_string_equal(event.ref, "vrrp/instances/VI_1");
	history_ref_track(&event, "script", "chk");
	assert_string_equal(event.ref, "vrrp/tracking/script/chk");
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
	    cmocka_unit_test(an_empty_ring_has_lost_nothing_and_has_nothing),
	    cmocka_unit_test(events_are_numbered_from_one),
	    cmocka_unit_test(the_oldest_goes_when_the_ring_is_full),
	    cmocka_unit_test(without_a_ring_nothing_is_kept),
	    cmocka_unit_test(each_type_has_its_word),
	    cmocka_unit_test(refs_are_paths_of_the_api),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
