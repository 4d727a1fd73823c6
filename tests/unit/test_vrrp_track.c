/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/unit.h"

#include "agent/vrrp/vrrp_track.h"

TEST(weights_move_the_priority_within_1_and_254)
{
	static const struct {
		uint8_t configured;
		int16_t weight;
		bool reverse, known, up;
		uint8_t want;
	} cases[] = {
	    {150, -90,  false, true,  false, 60 },
	    {150, -90,  false, true,  true,  150},
	    {150, -90,  false, false, false, 150},
	    {150, -90,  true,  true,  true,  60 },
	    {100, 20,   false, true,  true,  120},
	    {100, 20,   false, true,  false, 100},
	    {100, 20,   true,  true,  false, 120},
	    {100, 20,   false, false, true,  100},
	    {90,  -90,  false, true,  false, 1  },
	    {91,  -90,  false, true,  false, 1  },
	    {92,  -90,  false, true,  false, 2  },
	    {200, 54,   false, true,  true,  254},
	    {200, 55,   false, true,  true,  254},
	    {255, -253, false, true,  false, 255},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct vrrp_track_item item = {.weight = cases[i].weight,
		    .reverse = cases[i].reverse,
		    .known = cases[i].known,
		    .up = cases[i].up};
		struct vrrp_track_verdict got =
		    vrrp_track_judge(cases[i].configured, &item, 1);

		assert_int_equal(got.priority, cases[i].want);
		assert_false(got.faulty || got.pending);
	}
}

TEST(a_number_is_multiplied_by_its_weight)
{
	static const struct {
		int32_t weight, value;
		bool reverse;
		uint8_t want;
		bool faulty;
	} cases[] = {
	    {1,         50,        false, 150, false},
	    {2,         -20,       false, 60,  false},
	    {2,         -20,       true,  140, false},
	    {1,         -253,      false, 1,   false},
	    {1,         -254,      false, 1,   true },
	    {-127,      2,         false, 1,   true },
	    {-1,        254,       true,  254, false},
	    {INT32_MAX, INT32_MAX, false, 254, false},
	    {INT32_MAX, INT32_MIN, false, 1,   true },
	    {0,         0,         false, 100, false},
	    {0,         1,         false, 100, true },
	    {0,         -1,        false, 100, true },
	    {0,         0,         true,  100, true },
	    {0,         1,         true,  100, false},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct vrrp_track_item item = {.weight = cases[i].weight,
		    .value = cases[i].value,
		    .reverse = cases[i].reverse,
		    .known = true,
		    .counts = true};
		struct vrrp_track_verdict got = vrrp_track_judge(100, &item, 1);

		assert_int_equal(got.priority, cases[i].want);
		assert_int_equal(got.faulty, cases[i].faulty);
	}
}

TEST(a_number_that_is_not_known_adds_nothing)
{
	const struct vrrp_track_item item = {.weight = 1, .value = 7, .counts = true};

	assert_int_equal(vrrp_track_judge(100, &item, 1).priority, 100);
}

TEST(all_weights_are_summed_before_the_limit)
{
	struct vrrp_track_item items[] = {
	    {.weight = 200,  .known = true, .up = true },
	    {.weight = -100, .known = true, .up = false},
	};

	assert_int_equal(vrrp_track_judge(150, items, 2).priority, 250);
}

TEST(weight_zero_decides_between_fault_and_none)
{
	static const struct {
		bool reverse, known, up, faulty, pending;
	} cases[] = {
	    {false, true,  true,  false, false},
	    {false, true,  false, true,  false},
	    {true,  true,  true,  true,  false},
	    {true,  true,  false, false, false},
	    {false, false, false, false, true },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct vrrp_track_item item = {.reverse = cases[i].reverse,
		    .known = cases[i].known,
		    .up = cases[i].up};
		struct vrrp_track_verdict got = vrrp_track_judge(100, &item, 1);

		assert_int_equal(got.priority, 100);
		assert_int_equal(got.faulty, cases[i].faulty);
		assert_int_equal(got.pending, cases[i].pending);
	}
}

TEST(the_first_result_decides_at_once)
{
	struct vrrp_script_state good = vrrp_script_init(false);
	struct vrrp_script_state bad = vrrp_script_init(false);

	assert_false(good.known);
	assert_true(vrrp_script_result(&good, 5, 5, true));
	assert_true(good.known && good.up);
	assert_true(vrrp_script_result(&bad, 5, 5, false));
	assert_true(bad.known && !bad.up);
}

TEST(later_three_failures_in_a_row_are_needed)
{
	struct vrrp_script_state script = vrrp_script_init(false);

	(void)vrrp_script_result(&script, 1, 3, true);
	assert_false(vrrp_script_result(&script, 1, 3, false));
	assert_false(vrrp_script_result(&script, 1, 3, false));
	assert_false(vrrp_script_result(&script, 1, 3, true));
	assert_false(vrrp_script_result(&script, 1, 3, false));
	assert_false(vrrp_script_result(&script, 1, 3, false));
	assert_true(vrrp_script_result(&script, 1, 3, false));
	assert_false(script.up);
	assert_true(vrrp_script_result(&script, 1, 3, true));
	assert_true(script.up);
}

TEST(init_fail_starts_bad_and_must_rise)
{
	struct vrrp_script_state script = vrrp_script_init(true);

	assert_true(script.known && !script.up);
	assert_false(vrrp_script_result(&script, 2, 3, true));
	assert_true(vrrp_script_result(&script, 2, 3, true));
	assert_true(script.up);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(weights_move_the_priority_within_1_and_254),
	    cmocka_unit_test(a_number_is_multiplied_by_its_weight),
	    cmocka_unit_test(a_number_that_is_not_known_adds_nothing),
	    cmocka_unit_test(all_weights_are_summed_before_the_limit),
	    cmocka_unit_test(weight_zero_decides_between_fault_and_none),
	    cmocka_unit_test(the_first_result_decides_at_once),
	    cmocka_unit_test(later_three_failures_in_a_row_are_needed),
	    cmocka_unit_test(init_fail_starts_bad_and_must_rise),
	};

	return cmocka_run_group_tests_name("vrrp_track", tests, NULL, NULL);
}
