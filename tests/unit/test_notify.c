/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/unit.h"

#include <stdio.h>
#include <string.h>

#include "agent/notify.h"
#include "agent/sys/loop.h"
#include "tests/fake/fake_keeper.h"

struct bench {
	struct loop *loop;
	struct keeper_link keeper;
	struct notify *notify;
};

static int
set_up(void **state)
{
	struct bench *b = test_calloc(1, sizeof(*b));

	b->loop = loop_new();
	b->notify =
	    notify_new(&(struct notify_parts){.loop = b->loop, .keeper = &b->keeper});
	*state = b;
	return 0;
}

static int
tear_down(void **state)
{
	struct bench *b = *state;

	notify_free(b->notify);
	loop_free(b->loop);
	test_free(b);
	return 0;
}

static void
run(struct bench *b, const char *object, const char *path)
{
	const char *const argv[] = {path, NULL};
	const struct model_script_command command = {.argv = argv};

	notify_run(b->notify, object, &command, NULL);
}

static void
run_number(struct bench *b, const char *object, unsigned number)
{
	char path[32];

	(void)snprintf(path, sizeof(path), "/bin/%u", number);
	run(b, object, path);
}

static void
finish(struct bench *b, size_t index)
{
	fake_keeper_answer(&b->keeper, index, KEEPER_EXITED, 0, "");
}

static void
a_script_gets_its_own_words_and_the_extra_ones(void **state)
{
	struct bench *b = *state;
	const char *const argv[] = {"/bin/echo", "hello world", NULL};
	const char *const extra[] = {"INSTANCE", "VI_1", "MASTER", "100", NULL};
	const struct model_script_command command = {
	    .argv = argv, .user = "u", .group = "g"};
	const struct fake_script *asked = &b->keeper.asked[0];

	notify_run(b->notify, "VI_1", &command, extra);
	assert_int_equal(asked->args_len, 6);
	assert_string_equal(asked->args[0], "/bin/echo");
	assert_string_equal(asked->args[1], "hello world");
	assert_string_equal(asked->args[2], "INSTANCE");
	assert_string_equal(asked->args[5], "100");
	assert_string_equal(asked->user, "u");
	assert_string_equal(asked->group, "g");
	assert_int_equal(asked->timeout_ms, 60000);
}

static void
an_empty_command_does_nothing(void **state)
{
	struct bench *b = *state;
	const struct model_script_command command = {0};

	notify_run(b->notify, "VI_1", &command, NULL);
	assert_int_equal(b->keeper.asked_len, 0);
	assert_int_equal(notify_pending(b->notify), 0);
}

static void
the_default_user_is_the_configuration_s(void **state)
{
	struct bench *b = *state;
	struct model_global global = {.script_user = "du", .script_group = "dg"};

	notify_configure(b->notify, &global);
	run(b, "VI_1", "/bin/true");
	assert_string_equal(b->keeper.asked[0].user, "du");
	assert_string_equal(b->keeper.asked[0].group, "dg");
}

static void
scripts_of_one_object_run_one_after_the_other(void **state)
{
	struct bench *b = *state;

	run(b, "VI_1", "/bin/a");
	run(b, "VI_1", "/bin/b");
	run(b, "VI_2", "/bin/c");
	assert_int_equal(b->keeper.asked_len, 2);
	assert_string_equal(b->keeper.asked[1].args[0], "/bin/c");
	fake_keeper_answer(&b->keeper, 0, KEEPER_TIMED_OUT, 0, "");
	assert_int_equal(b->keeper.asked_len, 3);
	assert_string_equal(b->keeper.asked[2].args[0], "/bin/b");
	finish(b, 1);
	finish(b, 2);
	assert_int_equal(notify_pending(b->notify), 0);
	assert_int_equal(notify_totals(b->notify).runs, 3);
	assert_int_equal(notify_totals(b->notify).failures, 1);
}

static void
every_bad_end_is_counted(void **state)
{
	struct bench *b = *state;
	static const struct {
		enum keeper_end end;
		int value;
	} ends[] = {
	    {KEEPER_EXITED,      1},
            {KEEPER_SIGNALLED,   9},
            {KEEPER_TIMED_OUT,   0},
	    {KEEPER_NOT_STARTED, 2}
        };

	for (size_t i = 0; i < 4; i++) {
		run(b, "VI_1", "/bin/a");
		fake_keeper_answer(
		    &b->keeper, i, ends[i].end, ends[i].value, "no one sees this");
		assert_int_equal(notify_totals(b->notify).failures, i + 1);
	}
}

static void
no_more_than_the_limit_run_at_once(void **state)
{
	struct bench *b = *state;
	char object[16];

	for (unsigned i = 0; i < 100; i++) {
		(void)snprintf(object, sizeof(object), "RS %u", i);
		run_number(b, object, i);
	}
	assert_int_equal(b->keeper.asked_len, NOTIFY_RUNNING_MAX);
	for (size_t i = 0; i < 100; i++)
		finish(b, i); /* in the order of the changes */
	assert_int_equal(b->keeper.most_running, NOTIFY_RUNNING_MAX);
	assert_int_equal(b->keeper.asked_len, 100);
	assert_string_equal(b->keeper.asked[99].args[0], "/bin/99");
}

static void
when_too_many_wait_for_one_object_the_oldest_go(void **state)
{
	struct bench *b = *state;

	for (unsigned i = 0; i < 1 + NOTIFY_OBJECT_MAX; i++)
		run_number(b, "VI_1", i);
	assert_int_equal(notify_totals(b->notify).dropped, 0);
	run_number(b, "VI_1", 1 + NOTIFY_OBJECT_MAX);
	assert_int_equal(notify_totals(b->notify).dropped, 1);
	assert_int_equal(notify_pending(b->notify), 1 + NOTIFY_OBJECT_MAX);
	finish(b, 0); /* 0 ran; 1 was dropped */
	assert_string_equal(b->keeper.asked[1].args[0], "/bin/2");
}

static void
when_too_many_wait_in_all_the_oldest_go(void **state)
{
	struct bench *b = *state;
	char object[16];

	for (unsigned i = 0; i < NOTIFY_RUNNING_MAX + NOTIFY_WAITING_MAX; i++) {
		(void)snprintf(object, sizeof(object), "RS %u", i);
		run_number(b, object, i);
	}
	assert_int_equal(notify_totals(b->notify).dropped, 0);
	run_number(b, "one more", 9999);
	run_number(b, "RS 33", 9998); /* now the first that waits; it stays in line */
	assert_int_equal(notify_totals(b->notify).dropped, 2);
	assert_int_equal(
	    notify_pending(b->notify), NOTIFY_RUNNING_MAX + NOTIFY_WAITING_MAX);
	finish(b, 0); /* 32 and 33 were dropped */
	assert_string_equal(b->keeper.asked[NOTIFY_RUNNING_MAX].args[0], "/bin/34");
}

static void
what_may_not_run_as_root_is_refused_and_the_next_one_runs(void **state)
{
	struct bench *b = *state;
	struct model_global global = {
	    .script_user = "root", .enable_script_security = true};

	notify_configure(b->notify, &global);
	run(b, "VI_1", "relative");
	run(b, "VI_1", "/bin/sh");
	assert_int_equal(b->keeper.asked_len, 1);
	assert_string_equal(b->keeper.asked[0].args[0], "/bin/sh");
	assert_int_equal(notify_totals(b->notify).failures, 1);
}

static void
what_still_runs_is_ended_with_the_notifier(void **state)
{
	struct bench *b = *state;

	run(b, "VI_1", "/bin/a");
	run(b, "VI_1", "/bin/b");
	assert_int_equal(notify_pending(b->notify), 2);
	notify_free(b->notify);
	b->notify = NULL;
	assert_true(b->keeper.asked[0].cancelled);
	assert_int_equal(b->keeper.asked_len, 1);
}

#define BENCH_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    BENCH_TEST(a_script_gets_its_own_words_and_the_extra_ones),
	    BENCH_TEST(an_empty_command_does_nothing),
	    BENCH_TEST(the_default_user_is_the_configuration_s),
	    BENCH_TEST(scripts_of_one_object_run_one_after_the_other),
	    BENCH_TEST(every_bad_end_is_counted),
	    BENCH_TEST(no_more_than_the_limit_run_at_once),
	    BENCH_TEST(when_too_many_wait_for_one_object_the_oldest_go),
	    BENCH_TEST(when_too_many_wait_in_all_the_oldest_go),
	    BENCH_TEST(what_may_not_run_as_root_is_refused_and_the_next_one_runs),
	    BENCH_TEST(what_still_runs_is_ended_with_the_notifier),
	};

	return cmocka_run_group_tests_name("notify", tests, NULL, NULL);
}
