/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/unit.h"

#include "agent/ipvs/ipvs_opinion.h"

enum { CHECKS = 3, BASE = 10 };

/* Checks by their weights, what they say ("+-" and '?' for not run, which is up), and
 * what follows. */
struct row {
	const char *about;
	uint32_t need;
	int32_t weights[CHECKS];
	bool reverse;
	const char *said;
	bool fit;
	uint32_t weight;
};

static const struct row rows[] = {
    {"all are needed unless said",                  0, {0, 0, 0},     false, "+++", true,  BASE    },
    {"one that fails of all",                       0, {0, 0, 0},     false, "++-", false, BASE    },
    {"any: one is enough",                          1, {0, 0, 0},     false, "--+", true,  BASE    },
    {"any: none is not",			    1, {0, 0, 0},     false, "---", false, BASE    },
    {"two of three",				2, {0, 0, 0},     false, "+-+", true,  BASE    },
    {"one is not two of three",                     2, {0, 0, 0},     false, "-+-", false, BASE    },
    {"not run yet is up",			   0, {0, 0, 0},     false, "???", true,  BASE    },
    {"a weight below 0 counts while down",          0, {0, -4, 0},    false, "+-+", true,  BASE - 4},
    {"and not while up",			    0, {0, -4, 0},    false, "+++", true,  BASE    },
    {"a weight above 0 counts while up",            0, {0, 5, 0},     false, "+++", true,  BASE + 5},
    {"and not while down",                          0, {0, 5, 0},     false, "+-+", true,  BASE    },
    {"reverse: below 0, while up",                  0, {0, -4, 0},    true,  "+++", true,  BASE - 4},
    {"reverse: above 0, while down",                0, {0, 5, 0},     true,  "+-+", true,  BASE + 5},
    {"never below 0",			       0, {-8, -8, 0},   false, "--+", true,  0       },
    {"never above what the kernel takes",           0, {65535, 1, 0}, false, "+++", true,  65535   },
    {"with a weight it is not one of those needed", 1, {0, -1, -1},   false, "-++", false,
     BASE											  },
    {"all have a weight: nothing takes it out",     0, {-1, -1, -1},  false, "---", true,
     BASE - 3										      },
};

static void
set_scene(const struct row *row, struct model_check checks[CHECKS],
    struct ipvs_verdict verdicts[CHECKS])
{
	for (size_t i = 0; i < CHECKS; i++) {
		checks[i] = (struct model_check){
		    .weight = row->weights[i], .weight_reverse = row->reverse};
		verdicts[i] = (struct ipvs_verdict){.known = row->said[i] != '?',
		    .up = row->said[i] != '-',
		    .dynamic_weight = -1};
	}
}

TEST(checks_together_say_whether_it_is_fit_and_how_heavy)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct row *row = &rows[i];
		struct model_check checks[CHECKS];
		struct ipvs_verdict verdicts[CHECKS];
		const struct ipvs_rs_spec spec = {.checks = checks,
		    .checks_len = CHECKS,
		    .checks_need = row->need,
		    .weight = BASE};

		set_scene(row, checks, verdicts);
		if (ipvs_opinion_is_fit(&spec, verdicts) != row->fit ||
		    ipvs_opinion_weight(&spec, verdicts) != row->weight)
			fail_msg("%s: weight %u", row->about,
			    ipvs_opinion_weight(&spec, verdicts));
	}
}

TEST(a_weight_that_a_check_sets_is_moved_by_the_others)
{
	const struct model_check checks[2] = {{.weight = 0}, {.weight = -3}};
	const struct ipvs_verdict verdicts[2] = {
	    {.known = true, .up = true,  .dynamic_weight = 40},
	    {.known = true, .up = false, .dynamic_weight = -1},
	};
	const struct ipvs_rs_spec spec = {
	    .checks = checks, .checks_len = 2, .weight = BASE};

	assert_int_equal(ipvs_opinion_weight(&spec, verdicts), 37);
}

TEST(the_failure_told_is_of_a_check_that_decides)
{
	const struct model_check checks[2] = {{.weight = -3}, {.weight = 0}};
	const struct ipvs_verdict verdicts[2] = {
	    {.known = true, .up = false, .dynamic_weight = -1},
	    {.known = true, .up = false, .dynamic_weight = -1},
	};
	const struct ipvs_rs_spec spec = {.checks = checks, .checks_len = 2};

	assert_ptr_equal(ipvs_opinion_first_failure(&spec, verdicts), &verdicts[1]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(checks_together_say_whether_it_is_fit_and_how_heavy),
	    cmocka_unit_test(a_weight_that_a_check_sets_is_moved_by_the_others),
	    cmocka_unit_test(the_failure_told_is_of_a_check_that_decides),
	};

	return cmocka_run_group_tests_name("ipvs_opinion", tests, NULL, NULL);
}
