/* SPDX-License-Identifier: Apache-2.0 */
/* MISC_CHECK, with a keeper that answers as the test says. */
#include "tests/unit/unit.h"

#include <errno.h>
#include <string.h>

#include "agent/sys/loop.h"
#include "agent/sys/script_security.h"
#include "checks/check_exec.h"
#include "checks/check_run.h"
#include "tests/fake/edge_loop.h"
#include "tests/fake/fake_keeper.h"

enum { SOON_MS = 5000 };

struct bench {
	struct loop *loop;
	struct keeper_link keeper;
	struct check_run *run;
	const char *argv[3];
	struct check_exec_spec spec;
	struct model_check check;
	bool told;
	struct check_status status;
};

static void
changed(void *ctx, const struct check_status *status)
{
	struct bench *b = ctx;

	b->told = true;
	b->status = *status;
}

static int
set_up(void **state)
{
	struct bench *b = test_calloc(1, sizeof(*b));
	const struct check_run_hooks hooks = {changed, b, NULL};

	b->loop = loop_new();
	b->run = check_run_new(b->loop, &b->keeper, &hooks, 1);
	b->argv[0] = "/bin/check";
	b->argv[1] = "--fast";
	b->spec.command.argv = b->argv;
	b->spec.timeout_ms = 60000;
	b->check = (struct model_check){
	    .ops = &check_exec_ops, .spec = &b->spec, .delay_loop_ms = 30000};
	*state = b;
	return 0;
}

static int
tear_down(void **state)
{
	struct bench *b = *state;

	check_run_free(b->run);
	loop_free(b->loop);
	test_free(b);
	return 0;
}

static bool
was_asked(void *ctx)
{
	return ((struct bench *)ctx)->keeper.asked_len > 0;
}

static bool
was_told(void *ctx)
{
	return ((struct bench *)ctx)->told;
}

static const struct fake_script *
asked(struct bench *b)
{
	const struct check_wanted wanted = {.vs_id = "vs", .check = &b->check};

	check_run_configure(b->run, &wanted, 1);
	assert_true(edge_loop_until(b->loop, was_asked, b, SOON_MS));
	return &b->keeper.asked[0];
}

static void
asks_the_keeper_as_it_was_told(void **state)
{
	struct bench *b = *state;
	const struct fake_script *script = asked(b);

	assert_int_equal(script->args_len, 2);
	assert_string_equal(script->args[0], "/bin/check");
	assert_string_equal(script->args[1], "--fast");
	assert_string_equal(script->user, "-");
	assert_int_equal(script->timeout_ms, 61000); /* after the driver's own */
}

static void
the_nearest_user_runs_it(void **state)
{
	static const struct {
		const char *word, *command, *policy, *want;
	} cases[] = {
	    {"w",  "c",  "p", "w"},
            {NULL, "c",  "p", "c"},
            {NULL, NULL, "p", "p"}
        };

	for (size_t i = 0; i < 3; i++) {
		struct script_policy policy = {.user = cases[i].policy};
		struct bench *b;

		assert_int_equal(set_up(state), 0);
		b = *state;
		check_run_scripts(b->run, &policy);
		b->spec.user = cases[i].word;
		b->spec.command.user = cases[i].command;
		assert_string_equal(asked(b)->user, cases[i].want);
		assert_int_equal(tear_down(state), 0);
	}
}

static void
each_end_has_its_verdict(void **state)
{
	static const struct {
		enum keeper_end end;
		int value;
		const char *output;
		bool dynamic;
		enum check_code code;
		int32_t weight;
		const char *detail;
	} cases[] = {
	    {KEEPER_EXITED,      0,   "",               false, CHECK_OK,          -1,  "exit status 0"},
	    {KEEPER_EXITED,      0,   "",               true,  CHECK_OK,          -1,  "exit status 0"},
	    {KEEPER_EXITED,      1,   "no route\nmore", false, CHECK_EXIT_STATUS, -1,
             "exit status 1: no route"								},
	    {KEEPER_EXITED,      1,   "",               true,  CHECK_EXIT_STATUS, -1,  "exit status 1"},
	    {KEEPER_EXITED,      2,   "",               false, CHECK_EXIT_STATUS, -1,  "exit status 2"},
	    {KEEPER_EXITED,      2,   "",               true,  CHECK_OK,          0,   "weight 0"     },
	    {KEEPER_EXITED,      255, "",               true,  CHECK_OK,          253, "weight 253"   },
	    {KEEPER_EXITED,      3,   "a\tb\x1b[2J",    false, CHECK_EXIT_STATUS, -1,
             "exit status 3: a b [2J"								 },
	    {KEEPER_SIGNALLED,   11,  "",               false, CHECK_KILLED,      -1,
             "ended by signal 11 (SIGSEGV)"							   },
	    {KEEPER_TIMED_OUT,   0,   "",               false, CHECK_TIMEOUT,     -1,
             "timeout after 60000 ms"								 },
	    {KEEPER_NOT_STARTED, 2,   "",               false, CHECK_NOT_STARTED, -1,
             "cannot be run: No such file or directory"                                               },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct bench *b;

		assert_int_equal(set_up(state), 0);
		b = *state;
		b->spec.dynamic = cases[i].dynamic;
		(void)asked(b);
		fake_keeper_answer(
		    &b->keeper, 0, cases[i].end, cases[i].value, cases[i].output);
		assert_true(b->told);
		assert_string_equal(b->status.last.detail, cases[i].detail);
		assert_int_equal(b->status.last.code, cases[i].code);
		assert_int_equal(b->status.last.dynamic_weight, cases[i].weight);
		assert_int_equal(b->status.up, cases[i].code == CHECK_OK);
		assert_string_equal(b->status.output, cases[i].output);
		assert_int_equal(tear_down(state), 0);
	}
}

static bool
has_run_once(void *ctx)
{
	return check_run_totals(((struct bench *)ctx)->run).runs > 0;
}

static void
a_keeper_with_its_hands_full_says_nothing_about_the_server(void **state)
{
	struct bench *b = *state;
	const struct addr none = {0};
	const struct check_status *status;

	(void)asked(b);
	fake_keeper_answer(&b->keeper, 0, KEEPER_NOT_STARTED, EAGAIN, "");
	assert_true(has_run_once(b));
	status = check_run_find(b->run, "vs", &none, 0, 0);
	assert_true(status->up);
	assert_false(status->has_run);
	assert_false(b->told);
	assert_int_equal(status->last.code, CHECK_INTERNAL);
}

static void
a_script_that_hangs_is_killed_at_its_timeout(void **state)
{
	struct bench *b = *state;

	b->spec.timeout_ms = 30;
	(void)asked(b);
	assert_true(edge_loop_until(b->loop, was_told, b, SOON_MS));
	assert_int_equal(b->status.last.code, CHECK_TIMEOUT);
	assert_string_equal(b->status.last.detail, "timeout after 30 ms");
	assert_true(b->keeper.asked[0].cancelled);
}

static void
without_a_timeout_the_interval_is_it(void **state)
{
	struct bench *b = *state;

	b->spec.timeout_ms = CONF_UNSET;
	assert_int_equal(asked(b)->timeout_ms, 31000);
}

static void
a_check_that_is_dropped_takes_its_script_with_it(void **state)
{
	struct bench *b = *state;

	(void)asked(b);
	check_run_configure(b->run, NULL, 0);
	assert_true(b->keeper.asked[0].cancelled);
}

static void
what_may_not_run_as_root_is_refused(void **state)
{
	struct bench *b = *state;
	const struct script_policy policy = {.user = "root", .secure = true};
	const struct check_wanted wanted = {.vs_id = "vs", .check = &b->check};

	b->argv[0] = "check.sh";
	check_run_scripts(b->run, &policy);
	check_run_configure(b->run, &wanted, 1);
	assert_true(edge_loop_until(b->loop, was_told, b, SOON_MS));
	assert_int_equal(b->status.last.code, CHECK_NOT_STARTED);
	assert_string_equal(
	    b->status.last.detail, "refused: check.sh is not an absolute path");
	assert_int_equal(b->keeper.asked_len, 0);
}

static void
equal_asks_for_the_same_arguments_user_and_time(void **state)
{
	const char *same[] = {"/bin/check", "--fast", NULL};
	const char *longer[] = {"/bin/check", "--fast", "x", NULL};
	const char *shorter[] = {"/bin/check", NULL};
	struct bench *b = *state;
	struct check_exec_spec other = b->spec;

	other.command.argv = same;
	assert_true(check_exec_ops.equal(&b->spec, &other));
	other.command.argv = longer;
	assert_false(check_exec_ops.equal(&b->spec, &other));
	other.command.argv = shorter;
	assert_false(check_exec_ops.equal(&b->spec, &other));
	other = b->spec;
	other.user = "u";
	assert_false(check_exec_ops.equal(&b->spec, &other));
	other = b->spec;
	other.timeout_ms = 1;
	assert_false(check_exec_ops.equal(&b->spec, &other));
	other = b->spec;
	other.dynamic = true;
	assert_false(check_exec_ops.equal(&b->spec, &other));
}

#define BENCH_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    BENCH_TEST(asks_the_keeper_as_it_was_told),
	    cmocka_unit_test(the_nearest_user_runs_it),
	    cmocka_unit_test(each_end_has_its_verdict),
	    BENCH_TEST(a_keeper_with_its_hands_full_says_nothing_about_the_server),
	    BENCH_TEST(a_script_that_hangs_is_killed_at_its_timeout),
	    BENCH_TEST(without_a_timeout_the_interval_is_it),
	    BENCH_TEST(a_check_that_is_dropped_takes_its_script_with_it),
	    BENCH_TEST(what_may_not_run_as_root_is_refused),
	    BENCH_TEST(equal_asks_for_the_same_arguments_user_and_time),
	};

	return cmocka_run_group_tests_name("check_exec", tests, NULL, NULL);
}
