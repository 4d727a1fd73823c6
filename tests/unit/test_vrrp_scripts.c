/* SPDX-License-Identifier: Apache-2.0 */
/* Tracked scripts over a keeper that runs nothing. */
#include "tests/unit/unit.h"

#include <string.h>

#include "agent/sys/loop.h"
#include "agent/vrrp/vrrp_scripts.h"
#include "tests/fake/edge_loop.h"
#include "tests/fake/fake_keeper.h"

struct bench {
	struct loop *loop;
	struct keeper_link *keeper;
	struct vrrp_scripts *scripts;
	size_t changes;
	size_t wanted; /* asked runs to wait for */
};

static const char *const pidof[] = {"/bin/pidof", "nfsd", NULL};
static const char *const other[] = {"/bin/pidof", "httpd", NULL};

static struct model_vrrp_script
script(const char *const *argv)
{
	return (struct model_vrrp_script){.name = "chk_nfs",
	    .command = {.argv = argv},
	    .interval_ms = 5,
	    .timeout_ms = 1000,
	    .rise = 1,
	    .fall = 3};
}

static struct model_track track = {.kind = MODEL_TRACK_SCRIPT, .weight = -90};
static const struct model_vrrp_instance tracking = {
    .tracks = {&track, 1}
};
static const struct model_vrrp_instance not_tracking;

static void
configure(struct bench *b, const struct model_vrrp_script *said,
    const struct model_vrrp_instance *instance)
{
	struct model model = {.vrrp_scripts = said,
	    .vrrp_scripts_len = 1,
	    .instances = instance,
	    .instances_len = 1};

	vrrp_scripts_configure(b->scripts, &model);
}

static void
changed(void *ctx, uint32_t index)
{
	struct bench *b = ctx;

	assert_int_equal(index, 0);
	b->changes++;
}

static int
set_up(void **state)
{
	static struct bench bench;
	static struct keeper_link keeper;
	struct vrrp_scripts_parts parts = {.changed = changed, .ctx = &bench};

	memset(&keeper, 0, sizeof(keeper));
	bench = (struct bench){.loop = loop_new(), .keeper = &keeper};
	parts.loop = bench.loop;
	parts.keeper = &keeper;
	bench.scripts = vrrp_scripts_new(&parts);
	*state = &bench;
	return 0;
}

static int
tear_down(void **state)
{
	struct bench *b = *state;

	vrrp_scripts_free(b->scripts);
	assert_int_equal(b->keeper->running, 0);
	loop_free(b->loop);
	return 0;
}

static bool
has_asked(void *ctx)
{
	struct bench *b = ctx;

	return b->keeper->asked_len >= b->wanted;
}

/* The n-th run, from 1, is asked for, and ends so. */
static void
run_ends(struct bench *b, size_t nth, enum keeper_end end, int value)
{
	b->wanted = nth;
	assert_true(edge_loop_until(b->loop, has_asked, b, 2000));
	fake_keeper_answer(b->keeper, nth - 1, end, value, "");
}

static const struct vrrp_script_facts *
facts(const struct bench *b)
{
	return vrrp_scripts_get(b->scripts, 0);
}

static void
it_fails_after_three_failures_and_rises_after_one_success(void **state)
{
	struct model_vrrp_script said = script(pidof);
	struct bench *b = *state;

	configure(b, &said, &tracking);
	assert_false(facts(b)->state.known);
	run_ends(b, 1, KEEPER_EXITED, 0);
	assert_true(facts(b)->state.up);
	assert_int_equal(b->changes, 1);
	run_ends(b, 2, KEEPER_EXITED, 1);
	run_ends(b, 3, KEEPER_TIMED_OUT, 0);
	assert_true(facts(b)->state.up);
	assert_string_equal(facts(b)->detail, "timed out");
	run_ends(b, 4, KEEPER_SIGNALLED, 9);
	assert_false(facts(b)->state.up);
	assert_int_equal(b->changes, 2);
	run_ends(b, 5, KEEPER_EXITED, 0);
	assert_true(facts(b)->state.up);
	assert_int_equal(b->changes, 3);
	assert_string_equal(b->keeper->asked[0].args[0], "/bin/pidof");
	assert_string_equal(b->keeper->asked[0].args[1], "nfsd");
	assert_int_equal(b->keeper->asked[0].timeout_ms, 1000);
	vrrp_scripts_halt(b->scripts);
}

static void
a_run_that_lasts_is_not_joined_by_a_second(void **state)
{
	struct model_vrrp_script said = script(pidof);
	struct bench *b = *state;

	configure(b, &said, &tracking);
	b->wanted = 1;
	assert_true(edge_loop_until(b->loop, has_asked, b, 2000));
	edge_loop_for(b->loop, 50);
	assert_int_equal(b->keeper->asked_len, 1);
	assert_int_equal(b->keeper->most_running, 1);
	fake_keeper_answer(b->keeper, 0, KEEPER_EXITED, 0, "");
	b->wanted = 2;
	assert_true(edge_loop_until(b->loop, has_asked, b, 2000));
	vrrp_scripts_halt(b->scripts);
}

static void
a_reload_keeps_the_state_of_the_same_command_only(void **state)
{
	struct model_vrrp_script said = script(pidof), again = said;
	struct model_vrrp_script changed_command = script(other);
	struct bench *b = *state;

	configure(b, &said, &tracking);
	run_ends(b, 1, KEEPER_EXITED, 0);
	again.fall = 1;
	configure(b, &again, &tracking);
	assert_true(facts(b)->state.up);
	run_ends(b, 2, KEEPER_EXITED, 1);
	assert_false(facts(b)->state.up);
	assert_true(facts(b)->state.known);
	configure(b, &changed_command, &tracking);
	assert_false(facts(b)->state.known);
	vrrp_scripts_halt(b->scripts);
}

static void
a_script_that_is_changed_while_it_runs_is_ended(void **state)
{
	struct model_vrrp_script said = script(pidof);
	struct model_vrrp_script changed_command = script(other);
	struct bench *b = *state;

	configure(b, &said, &tracking);
	b->wanted = 1;
	assert_true(edge_loop_until(b->loop, has_asked, b, 2000));
	configure(b, &changed_command, &tracking);
	assert_true(b->keeper->asked[0].cancelled);
	vrrp_scripts_halt(b->scripts);
}

static void
a_script_that_nobody_tracks_does_not_run(void **state)
{
	struct model_vrrp_script said = script(pidof);
	struct bench *b = *state;

	configure(b, &said, &not_tracking);
	edge_loop_for(b->loop, 30);
	assert_int_equal(b->keeper->asked_len, 0);
}

int
main(void)
{
#define BENCH(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
	const struct CMUnitTest tests[] = {
	    BENCH(it_fails_after_three_failures_and_rises_after_one_success),
	    BENCH(a_run_that_lasts_is_not_joined_by_a_second),
	    BENCH(a_reload_keeps_the_state_of_the_same_command_only),
	    BENCH(a_script_that_is_changed_while_it_runs_is_ended),
	    BENCH(a_script_that_nobody_tracks_does_not_run),
	};

	return cmocka_run_group_tests_name("vrrp_scripts", tests, NULL, NULL);
}
