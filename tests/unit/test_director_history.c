/* SPDX-License-Identifier: Apache-2.0 */
/* What is kept of real servers: who asked for a drain, when it began and how it ended.
 */
#include "tests/unit/director_bench.h"

#include <string.h>

#include "agent/history.h"

/* The last event, or the one so many before it. */
static const struct history_event *
event(const struct bench *b, uint64_t before)
{
	return history_get(b->history, history_next(b->history) - 1 - before);
}

TEST(a_drain_is_told_from_its_beginning_to_its_end_with_who_asked)
{
	struct bench *b = bench_new(1, 2);

	bench_start(b);
	bench_dest(b, 0, 1)->active = 1;
	bench_command(b, 0, 1, RS(DRAIN, .reason = "new disk"));
	bench_let_pass(b);
	assert_int_equal(event(b, 1)->type, HISTORY_RS_ADMIN);
	assert_string_equal(event(b, 1)->to, "drain");
	assert_string_equal(event(b, 1)->actor, "test");
	assert_non_null(strstr(event(b, 1)->text, "drain: new disk"));
	assert_int_equal(event(b, 0)->type, HISTORY_RS_STATE);
	assert_string_equal(event(b, 0)->to, "draining");
	assert_string_equal(event(b, 0)->actor, "test");
	bench_dest(b, 0, 1)->active = 0;
	bench_let_pass(b);
	assert_string_equal(event(b, 0)->from, "draining");
	assert_string_equal(event(b, 0)->to, "drained");
	assert_string_equal(event(b, 0)->actor, "test");
	assert_string_equal(event(b, 0)->ref,
	    "virtual-servers/10.1.0.1-80-tcp/real-servers/10.2.0.2-80");
	assert_non_null(strstr(event(b, 0)->text, ", by test"));
	bench_free(b);
}

TEST(what_another_hand_changed_in_the_kernel_is_kept_as_drift)
{
	struct bench *b = bench_new(1, 2);

	bench_start(b);
	bench_dest(b, 0, 1)->weight = 9;
	bench_let_pass(b);
	assert_int_equal(bench_dest(b, 0, 1)->weight, 1);
	assert_int_equal(event(b, 0)->type, HISTORY_IPVS_DRIFT);
	assert_string_equal(event(b, 0)->ref, "virtual-servers/10.1.0.1-80-tcp");
	assert_int_equal(event(b, 0)->after, 1);
	assert_string_equal(event(b, 0)->actor, "");
	assert_string_equal(event(b, 0)->text,
	    "10.1.0.1-80-tcp: changed by somebody else: 10.2.0.2:80 altered; put back");
	bench_free(b);
}

TEST(a_removal_after_a_drain_is_its_end)
{
	struct bench *b = bench_new(1, 2);

	bench_start(b);
	bench_command(b, 0, 5, RS(ADD, .has_weight = true, .weight = 1));
	bench_dest(b, 0, 5)->active = 1;
	bench_command(b, 0, 5, RS(REMOVE, .has_timeout = false));
	bench_let_pass(b);
	assert_string_equal(event(b, 0)->to, "draining");
	bench_dest(b, 0, 5)->active = 0;
	bench_let_pass(b);
	assert_null(bench_row(b, 0, 5));
	assert_string_equal(event(b, 0)->to, "removed");
	assert_string_equal(event(b, 0)->actor, "test");
	bench_free(b);
}

/* What a check does has nobody behind it, also where an operator was there before. */
TEST(what_a_check_finds_is_nobodys_wish)
{
	struct bench *b = bench_new(1, 2);

	bench_start(b);
	bench_command(b, 0, 1, RS(PATCH, .has_weight = true, .weight = 7));
	bench_verdict(b, 0, 1, false);
	bench_turn(b);
	assert_int_equal(event(b, 0)->type, HISTORY_RS_STATE);
	assert_string_equal(event(b, 0)->to, "down");
	assert_string_equal(event(b, 0)->actor, "");
	bench_free(b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(
		a_drain_is_told_from_its_beginning_to_its_end_with_who_asked),
	    cmocka_unit_test(what_another_hand_changed_in_the_kernel_is_kept_as_drift),
	    cmocka_unit_test(a_removal_after_a_drain_is_its_end),
	    cmocka_unit_test(what_a_check_finds_is_nobodys_wish),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
