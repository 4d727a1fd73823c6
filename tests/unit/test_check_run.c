/* SPDX-License-Identifier: Apache-2.0 */
/* The driver, with a checker whose opinion the test makes up. */
#include "tests/unit/unit.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "agent/sys/loop.h"
#include "checks/check_ask.h"
#include "checks/check_io.h"
#include "checks/check_run.h"
#include "tests/fake/edge_loop.h"

enum { SOON_MS = 3000 }; /* a deadline, not a wait */

/* What the made-up checker shall say, and what it saw; the spec points to it. */
struct mock {
	enum check_code code;
	int32_t weight;
	bool hang;
	unsigned started, cancelled, in_flight, most_in_flight;
};

static struct mock *
mock_of(const struct check_try *try)
{
	struct mock *const *spec = check_try_spec(try);

	return *spec;
}

static void
mock_start(struct check_try *try)
{
	struct mock *mock = mock_of(try);

	mock->started++;
	mock->in_flight++;
	if (mock->in_flight > mock->most_in_flight)
		mock->most_in_flight = mock->in_flight;
	if (mock->hang)
		return;
	mock->in_flight--;
	if (mock->weight >= 0)
		check_done_weight(try, mock->weight);
	else
		check_done(try, mock->code, "as told");
}

static void
mock_cancel(struct check_try *try)
{
	mock_of(try)->in_flight--;
	mock_of(try)->cancelled++;
}

static bool
mock_equal(const void *a, const void *b)
{
	return *(struct mock *const *)a == *(struct mock *const *)b;
}

static const struct check_ops mock_ops = {
    .abi = CHECK_ABI,
    .name = "mock",
    .state_size = 64,
    .start = mock_start,
    .cancel = mock_cancel,
    .equal = mock_equal,
    .in_flight_max = 2,
};

struct bench {
	struct loop *loop;
	struct check_run *run;
	struct mock mock;
	struct mock *spec;
	struct model_check check;
	unsigned told;
	struct check_status last_told;
};

static void
changed(void *ctx, const struct check_status *status)
{
	struct bench *bench = ctx;

	bench->told++;
	bench->last_told = *status;
}

static int
set_up(void **state)
{
	struct bench *b = test_calloc(1, sizeof(*b));
	const struct check_run_hooks hooks = {changed, b, NULL};

	b->loop = loop_new();
	b->run = check_run_new(b->loop, NULL, &hooks, 1);
	b->mock.weight = -1;
	b->spec = &b->mock;
	b->check = (struct model_check){
	    .ops = &mock_ops,
	    .spec = &b->spec,
	    .connect_addr = addr_v4(0x7f000001),
	    .connect_port = 80,
	    .connect_timeout_ms = 60000,
	    .delay_loop_ms = 10,
	    .delay_before_retry_ms = 5,
	    .retry = 2,
	};
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

static struct check_wanted
wanted_of(const struct bench *b, const char *vs, uint16_t port)
{
	struct check_wanted wanted = {
	    .rs_addr = addr_v4(0x0a0101a3), .rs_port = port, .check = &b->check};

	(void)snprintf(wanted.vs_id, sizeof(wanted.vs_id), "%s", vs);
	return wanted;
}

static const struct check_status *
status_of(const struct bench *b, const char *vs, uint16_t port)
{
	const struct addr rs = addr_v4(0x0a0101a3);

	return check_run_find(b->run, vs, &rs, port, 0);
}

static void
configure_one(struct bench *b)
{
	const struct check_wanted wanted = wanted_of(b, "vs", 80);

	check_run_configure(b->run, &wanted, 1);
}

static bool
has_run_thrice(void *ctx)
{
	return status_of(ctx, "vs", 80)->runs >= 3;
}

static bool
is_down(void *ctx)
{
	return !status_of(ctx, "vs", 80)->up;
}

static bool
is_up(void *ctx)
{
	return status_of(ctx, "vs", 80)->up;
}

static bool
has_been_told(void *ctx)
{
	return ((struct bench *)ctx)->told > 0;
}

static bool
has_started(void *ctx)
{
	return ((struct bench *)ctx)->mock.started > 0;
}

static void
runs_on_and_tells_the_first_verdict_only(void **state)
{
	struct bench *b = *state;

	configure_one(b);
	assert_false(status_of(b, "vs", 80)->has_run);
	assert_true(edge_loop_until(b->loop, has_run_thrice, b, SOON_MS));
	assert_int_equal(b->told, 1);
	assert_true(b->last_told.up);
	assert_string_equal(b->last_told.type, "mock");
	assert_string_equal(b->last_told.last.detail, "as told");
	assert_int_equal(b->last_told.last.dynamic_weight, -1);
	assert_true(b->last_told.last_at_ms > 0);
}

static void
goes_down_after_its_retries_and_comes_back(void **state)
{
	struct bench *b = *state;

	configure_one(b);
	assert_true(edge_loop_until(b->loop, has_run_thrice, b, SOON_MS));
	b->mock.code = CHECK_HTTP_STATUS;
	b->mock.started = 0;
	assert_true(edge_loop_until(b->loop, is_down, b, SOON_MS));
	/* One and two retries, as told at that moment: the next may have begun. */
	assert_int_equal(b->last_told.failures, 3);
	assert_int_equal(status_of(b, "vs", 80)->last.code, CHECK_HTTP_STATUS);
	assert_true(check_run_totals(b->run).by_code[CHECK_HTTP_STATUS] >= 3);
	assert_int_equal(check_run_totals(b->run).failures,
	    check_run_totals(b->run).by_code[CHECK_HTTP_STATUS]);
	b->mock.code = CHECK_OK;
	assert_true(edge_loop_until(b->loop, is_up, b, SOON_MS));
	assert_int_equal(b->told, 3);
}

static void
a_try_that_hangs_ends_at_its_deadline(void **state)
{
	struct bench *b = *state;

	b->mock.hang = true;
	b->check.connect_timeout_ms = 30;
	configure_one(b);
	assert_true(edge_loop_until(b->loop, has_been_told, b, SOON_MS));
	assert_int_equal(b->mock.cancelled, 1);
	assert_int_equal(b->last_told.last.code, CHECK_TIMEOUT);
	assert_string_equal(b->last_told.last.detail, "timeout after 30 ms");
	assert_false(b->last_told.up);
	assert_in_range(b->last_told.last_latency_us, 30000, 1000000);
}

static void
a_weight_is_told_when_it_changes_and_then_stays(void **state)
{
	struct bench *b = *state;

	b->mock.weight = 7;
	configure_one(b);
	assert_true(edge_loop_until(b->loop, has_run_thrice, b, SOON_MS));
	assert_int_equal(b->told, 1);
	assert_int_equal(b->last_told.last.dynamic_weight, 7);
	b->told = 0;
	b->mock.weight = 9;
	assert_true(edge_loop_until(b->loop, has_been_told, b, SOON_MS));
	assert_int_equal(b->last_told.last.dynamic_weight, 9);
	b->mock.weight = -1;
	b->mock.started = 0;
	assert_true(edge_loop_until(b->loop, has_started, b, SOON_MS));
	assert_int_equal(status_of(b, "vs", 80)->last.dynamic_weight, 9);
}

static void
an_equal_check_goes_on_through_a_reload(void **state)
{
	struct bench *b = *state;
	struct mock *spec = &b->mock;

	b->mock.hang = true;
	configure_one(b);
	assert_true(edge_loop_until(b->loop, has_started, b, SOON_MS));
	b->check.spec = &spec; /* another place, the same to ask */
	configure_one(b);
	assert_int_equal(b->mock.cancelled, 0);
	assert_int_equal(check_run_totals(b->run).in_flight, 1);
	b->check.spec = &b->spec; /* which outlives this */
	configure_one(b);
}

static void
a_changed_check_starts_anew_and_keeps_its_opinion(void **state)
{
	struct bench *b = *state;

	b->mock.code = CHECK_CONNECT_REFUSED;
	configure_one(b);
	assert_true(edge_loop_until(b->loop, has_been_told, b, SOON_MS));
	b->check.delay_loop_ms = 11;
	b->mock.code = CHECK_OK;
	configure_one(b);
	assert_int_equal(status_of(b, "vs", 80)->runs, 0);
	assert_false(status_of(b, "vs", 80)->up);
	assert_true(edge_loop_until(b->loop, is_up, b, SOON_MS));
}

static void
a_check_that_is_not_wanted_any_more_is_cancelled(void **state)
{
	struct bench *b = *state;

	b->mock.hang = true;
	configure_one(b);
	assert_true(edge_loop_until(b->loop, has_started, b, SOON_MS));
	check_run_configure(b->run, NULL, 0);
	assert_int_equal(b->mock.cancelled, 1);
	assert_null(status_of(b, "vs", 80));
	assert_int_equal(check_run_totals(b->run).in_flight, 0);
}

static void
an_edit_of_one_service_leaves_the_others_alone(void **state)
{
	struct bench *b = *state;
	const struct check_wanted wanted[] = {
	    wanted_of(b, "vs", 80), wanted_of(b, "vs", 81), wanted_of(b, "other", 80)};

	check_run_configure(b->run, wanted, 3);
	check_run_configure_vs(b->run, "vs", wanted, 1);
	assert_non_null(status_of(b, "vs", 80));
	assert_null(status_of(b, "vs", 81));
	assert_non_null(status_of(b, "other", 80));
}

static void
a_paused_check_does_not_run_until_it_goes_on(void **state)
{
	struct bench *b = *state;
	struct check_wanted wanted = wanted_of(b, "vs", 80);

	b->check.delay_loop_ms = 3600000;
	wanted.paused = true;
	check_run_configure(b->run, &wanted, 1);
	edge_loop_for(b->loop, 30);
	assert_int_equal(b->mock.started, 0);
	wanted.paused = false;
	check_run_configure(b->run, &wanted, 1);
	assert_true(edge_loop_until(b->loop, has_started, b, SOON_MS));
}

static int
ask(struct bench *b, enum check_act act)
{
	const struct addr rs = addr_v4(0x0a0101a3);

	return check_run_act(b->run, act, "vs", &rs, 80, 0);
}

static bool
has_started_twice(void *ctx)
{
	return ((struct bench *)ctx)->mock.started == 2;
}

static void
a_check_runs_at_once_when_asked_and_not_while_it_is_paused(void **state)
{
	struct bench *b = *state;
	const struct check_wanted wanted = wanted_of(b, "vs", 80);

	b->check.delay_loop_ms = 3600000; /* the next one is far away */
	assert_int_equal(ask(b, CHECK_ACT_NOW), -ENOENT);
	check_run_configure(b->run, &wanted, 1);
	assert_true(edge_loop_until(b->loop, has_started, b, SOON_MS));
	assert_int_equal(ask(b, CHECK_ACT_PAUSE), 0);
	assert_int_equal(ask(b, CHECK_ACT_NOW), -EBUSY);
	assert_true(status_of(b, "vs", 80)->paused);
	assert_true(status_of(b, "vs", 80)->up); /* its opinion stays */
	assert_int_equal(b->mock.started, 1);
	assert_int_equal(ask(b, CHECK_ACT_RESUME), 0); /* and runs, to know */
	assert_true(edge_loop_until(b->loop, has_started_twice, b, SOON_MS));
	b->mock.started = 0;
	assert_int_equal(ask(b, CHECK_ACT_NOW), 0);
	assert_true(edge_loop_until(b->loop, has_started, b, SOON_MS));
}

static void
an_operator_s_pause_outlives_maintenance_and_a_reload(void **state)
{
	struct bench *b = *state;
	struct check_wanted wanted = wanted_of(b, "vs", 80);

	check_run_configure(b->run, &wanted, 1);
	assert_true(edge_loop_until(b->loop, has_started, b, SOON_MS));
	assert_int_equal(ask(b, CHECK_ACT_PAUSE), 0);
	wanted.paused = true;
	check_run_configure(b->run, &wanted, 1);
	wanted.paused = false;
	check_run_configure(b->run, &wanted, 1);
	b->mock.started = 0;
	edge_loop_for(b->loop, 30);
	assert_int_equal(b->mock.started, 0);
	assert_int_equal(ask(b, CHECK_ACT_RESUME), 0);
	assert_true(edge_loop_until(b->loop, has_started, b, SOON_MS));
}

static void
how_a_check_stands_says_when_it_runs_next(void **state)
{
	struct bench *b = *state;
	const struct check_wanted wanted = wanted_of(b, "vs", 80);
	const struct addr rs = addr_v4(0x0a0101a3);
	struct check_standing at;

	b->check.delay_loop_ms = 3600000;
	assert_false(check_run_standing(b->run, "vs", &rs, 80, 0, &at));
	check_run_configure(b->run, &wanted, 1);
	assert_true(edge_loop_until(b->loop, has_started, b, SOON_MS));
	assert_true(check_run_standing(b->run, "vs", &rs, 80, 0, &at));
	assert_false(at.running);
	assert_true(instant_before(loop_now(b->loop), at.next));
	assert_string_equal(at.peer, "127.0.0.1:80");
	assert_int_equal(at.deadline_ms, 60000);
	assert_null(at.output);
	assert_int_equal(ask(b, CHECK_ACT_PAUSE), 0);
	assert_true(check_run_standing(b->run, "vs", &rs, 80, 0, &at));
	assert_false(instant_before(at.next, INSTANT_NEVER));
}

static void
all_different(const struct bench *b, struct check_wanted wanted[10],
    struct model_check checks[10])
{
	for (uint16_t i = 0; i < 10; i++) {
		checks[i] = b->check;
		checks[i].connect_port = i;
		wanted[i] = wanted_of(b, "vs", i);
		wanted[i].check = &checks[i];
	}
}

static bool
all_have_run(void *ctx)
{
	return check_run_totals(((struct bench *)ctx)->run).runs == 10;
}

static void
no_more_than_the_limit_fly_and_the_wait_is_counted(void **state)
{
	struct bench *b = *state;
	struct check_wanted wanted[10];
	struct model_check checks[10];
	struct check_load loads[CHECK_LOADS_MAX];

	b->mock.hang = true;
	b->check.connect_timeout_ms = 10;
	b->check.delay_loop_ms = 3600000;
	all_different(b, wanted, checks);
	check_run_configure(b->run, wanted, 10);
	assert_true(edge_loop_until(b->loop, all_have_run, b, SOON_MS));
	assert_int_equal(b->mock.most_in_flight, 2);
	/* Pairs wait 0, 10, 20, 30, 40 ms: 200 ms in all, at least. */
	assert_true(check_run_totals(b->run).lag_us_sum >= 200000);
	assert_int_equal(check_run_loads(b->run, loads), 1);
	assert_int_equal(loads[0].by_code[CHECK_TIMEOUT], 10);
	assert_int_equal(loads[0].in_flight + loads[0].waiting, 0);
	assert_int_equal(histogram_count(&loads[0].took), 10);
	assert_int_equal(histogram_count(&loads[0].lag), 10);
	assert_true(loads[0].lag.sum_us >= 200000);
	assert_true(loads[0].took.sum_us >= 100000); /* 10 of 10 ms */
}

static void
a_check_that_waits_for_its_turn_can_be_dropped(void **state)
{
	struct bench *b = *state;
	struct check_wanted wanted[10];
	struct model_check checks[10];
	struct check_load loads[CHECK_LOADS_MAX];

	b->mock.hang = true;
	all_different(b, wanted, checks);
	check_run_configure(b->run, wanted, 10);
	assert_true(edge_loop_until(b->loop, has_started, b, SOON_MS));
	assert_int_equal(check_run_loads(b->run, loads), 1);
	assert_int_equal(loads[0].in_flight, 2); /* the limit */
	assert_int_equal(loads[0].waiting, 8);
	for (size_t i = 10; i > 0; i--)
		check_run_configure(b->run, wanted, i - 1);
	assert_int_equal(check_run_totals(b->run).in_flight, 0);
	(void)check_run_loads(b->run, loads);
	assert_int_equal(loads[0].waiting, 0);
}

/* ---- one probe for all who ask for the same ---- */

static bool
all_three_are_told(void *ctx)
{
	return ((struct bench *)ctx)->told == 3;
}

static void
equal_checks_share_one_probe_and_all_hear_of_it(void **state)
{
	struct bench *b = *state;
	const struct check_wanted wanted[] = {
	    wanted_of(b, "vs", 80), wanted_of(b, "vs", 81), wanted_of(b, "other", 80)};

	b->check.delay_loop_ms = 3600000;
	b->mock.code = CHECK_HTTP_STATUS;
	check_run_configure(b->run, wanted, 3);
	assert_true(edge_loop_until(b->loop, all_three_are_told, b, SOON_MS));
	assert_int_equal(b->mock.started, 1);
	assert_int_equal(check_run_totals(b->run).runs, 1);
	assert_int_equal(status_of(b, "other", 80)->runs, 1);
	assert_int_equal(status_of(b, "other", 80)->sharers, 3);
	assert_int_equal(status_of(b, "vs", 81)->last.code, CHECK_HTTP_STATUS);
	assert_false(status_of(b, "vs", 81)->up);
}

static void
who_joins_knows_what_is_known_without_a_try(void **state)
{
	struct bench *b = *state;
	const struct check_wanted wanted[] = {
	    wanted_of(b, "vs", 80), wanted_of(b, "other", 80)};

	b->check.delay_loop_ms = 3600000;
	b->mock.code = CHECK_HTTP_STATUS;
	check_run_configure(b->run, wanted, 1);
	assert_true(edge_loop_until(b->loop, has_been_told, b, SOON_MS));
	check_run_configure(b->run, wanted, 2);
	assert_true(status_of(b, "other", 80)->has_run);
	assert_false(status_of(b, "other", 80)->up);
	assert_string_equal(status_of(b, "other", 80)->last.detail, "as told");
	edge_loop_for(b->loop, 30);
	assert_int_equal(b->mock.started, 1); /* no warm-up again */
}

static void
a_check_that_differs_in_its_schedule_has_a_probe_of_its_own(void **state)
{
	struct bench *b = *state;
	struct model_check other = b->check;
	struct check_wanted wanted[] = {
	    wanted_of(b, "vs", 80), wanted_of(b, "other", 80)};

	other.rise = 2;
	wanted[1].check = &other;
	check_run_configure(b->run, wanted, 2);
	assert_int_equal(status_of(b, "vs", 80)->sharers, 1);
	wanted[1].check = &b->check;
	check_run_configure(b->run, wanted, 2);
	assert_int_equal(status_of(b, "vs", 80)->sharers, 2);
	assert_true(edge_loop_until(b->loop, has_run_thrice, b, SOON_MS));
}

static void
a_shared_probe_runs_while_one_of_its_sharers_is_awake(void **state)
{
	struct bench *b = *state;
	struct check_wanted wanted[] = {
	    wanted_of(b, "vs", 80), wanted_of(b, "other", 80)};

	wanted[1].paused = true;
	check_run_configure(b->run, wanted, 2);
	assert_true(edge_loop_until(b->loop, has_run_thrice, b, SOON_MS));
	assert_int_equal(b->told, 1); /* who is paused is told nothing */
	wanted[0].paused = true;
	check_run_configure(b->run, wanted, 2);
	b->mock.started = 0;
	edge_loop_for(b->loop, 30);
	assert_int_equal(b->mock.started, 0);
	wanted[1].paused = false;
	check_run_configure(b->run, wanted, 2);
	assert_true(edge_loop_until(b->loop, has_started, b, SOON_MS));
}

static void
a_shared_try_under_way_outlives_the_one_who_leaves(void **state)
{
	struct bench *b = *state;
	const struct check_wanted wanted[] = {
	    wanted_of(b, "vs", 80), wanted_of(b, "other", 80)};

	b->mock.hang = true;
	check_run_configure(b->run, wanted, 2);
	assert_true(edge_loop_until(b->loop, has_started, b, SOON_MS));
	check_run_configure(b->run, wanted + 1, 1);
	assert_int_equal(b->mock.cancelled, 0);
	assert_null(status_of(b, "vs", 80));
	check_run_configure(b->run, NULL, 0);
	assert_int_equal(b->mock.cancelled, 1);
}

#define BENCH_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    BENCH_TEST(runs_on_and_tells_the_first_verdict_only),
	    BENCH_TEST(goes_down_after_its_retries_and_comes_back),
	    BENCH_TEST(a_try_that_hangs_ends_at_its_deadline),
	    BENCH_TEST(a_weight_is_told_when_it_changes_and_then_stays),
	    BENCH_TEST(an_equal_check_goes_on_through_a_reload),
	    BENCH_TEST(a_changed_check_starts_anew_and_keeps_its_opinion),
	    BENCH_TEST(a_check_that_is_not_wanted_any_more_is_cancelled),
	    BENCH_TEST(an_edit_of_one_service_leaves_the_others_alone),
	    BENCH_TEST(a_paused_check_does_not_run_until_it_goes_on),
	    BENCH_TEST(a_check_runs_at_once_when_asked_and_not_while_it_is_paused),
	    BENCH_TEST(an_operator_s_pause_outlives_maintenance_and_a_reload),
	    BENCH_TEST(how_a_check_stands_says_when_it_runs_next),
	    BENCH_TEST(equal_checks_share_one_probe_and_all_hear_of_it),
	    BENCH_TEST(who_joins_knows_what_is_known_without_a_try),
	    BENCH_TEST(a_check_that_differs_in_its_schedule_has_a_probe_of_its_own),
	    BENCH_TEST(a_shared_probe_runs_while_one_of_its_sharers_is_awake),
	    BENCH_TEST(a_shared_try_under_way_outlives_the_one_who_leaves),
	    BENCH_TEST(no_more_than_the_limit_fly_and_the_wait_is_counted),
	    BENCH_TEST(a_check_that_waits_for_its_turn_can_be_dropped),
	};

	return cmocka_run_group_tests_name("check_run", tests, NULL, NULL);
}
