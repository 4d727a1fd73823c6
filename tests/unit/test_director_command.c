/* SPDX-License-Identifier: Apache-2.0 */
/* Commands end to end: decided, saved, in the kernel, shown. */
#include "tests/unit/director_bench.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "agent/director_inside.h"
#include "agent/ipvs/ipvs_sync.h"
#include "agent/lib/mem.h"
#include "checks/check_ask.h"

#define SAVED   .persist = COMMAND_PERSIST_STATE
#define UNSAVED .persist = COMMAND_PERSIST_RUNTIME

TEST(an_addition_is_in_the_kernel_when_the_command_returns)
{
	struct bench *b = bench_new(1, 2);
	struct command_reply reply;
	const struct view_rs *row;

	bench_start(b);
	assert_int_equal(bench_service(b, 0)->dests_len, 2);
	reply = bench_command(b, 0, 5, RS(ADD, .has_weight = true, .weight = 3));
	assert_int_equal(reply.status, COMMAND_CREATED);
	assert_true(reply.persisted);
	assert_int_equal(reply.revision, director_revision(b->director));
	assert_int_equal(bench_dest(b, 0, 5)->weight, 3);
	row = bench_row(b, 0, 5);
	assert_int_equal(row->origin, ORIGIN_API);
	assert_true(row->persisted);
	assert_int_equal(row->weight, 3);
	assert_int_equal(row->revision, reply.revision);
	bench_free(b);
}

TEST(an_addition_is_checked_as_the_first_real_server_but_at_its_own_address)
{
	struct bench *b = bench_new(1, 2);
	struct addr own = bench_host(0, 5);

	bench_start(b);
	assert_int_equal(bench_world.checks_len, 2);
	bench_command(b, 0, 5, RS(ADD, SAVED));
	assert_int_equal(bench_world.checks_len, 3);
	assert_true(addr_equal(&bench_world.checks[2].rs_addr, &own));
	assert_true(addr_equal(&bench_world.connect_addrs[2], &own));
	bench_command(b, 0, 6, RS(ADD, .no_checks = true));
	assert_int_equal(bench_world.checks_len, 3);
	assert_int_equal(bench_row(b, 0, 6)->state, RS_UNCHECKED);
	bench_free(b);
}

TEST(a_changed_weight_is_in_the_kernel_and_back_without_an_edit)
{
	struct bench *b = bench_new(1, 2);
	struct command_reply reply;

	bench_start(b);
	reply = bench_command(b, 0, 1, RS(PATCH, .has_weight = true, .weight = 65535));
	assert_int_equal(reply.status, COMMAND_DONE);
	assert_int_equal(bench_dest(b, 0, 1)->weight, 65535);
	assert_true(bench_row(b, 0, 1)->edited);
	assert_false(bench_row(b, 0, 0)->edited);
	reply = bench_command(b, 0, 1, RS(PATCH, .has_weight = true, .weight = 1));
	assert_int_equal(bench_dest(b, 0, 1)->weight, 1);
	assert_false(bench_row(b, 0, 1)->edited);
	assert_int_equal(bench_row(b, 0, 1)->revision, reply.revision);
	bench_free(b);
}

TEST(checks_are_run_paused_and_resumed_one_or_all)
{
	struct bench *b = bench_new(1, 2);
	struct command one = {
	    .kind = COMMAND_CHECK_PAUSE, .has_check = true, .check = 0};
	struct command other = {
	    .kind = COMMAND_CHECK_RESUME, .has_check = true, .check = 1};
	struct command all = {.kind = COMMAND_CHECK_NOW};
	uint64_t revision;

	bench_start(b);
	memset(bench_world.acts, 0, sizeof(bench_world.acts));
	revision = bench_row(b, 0, 0)->revision;
	assert_int_equal(bench_command(b, 0, 0, one).status, COMMAND_DONE);
	assert_int_equal(bench_world.acts[CHECK_ACT_PAUSE], 1);
	assert_int_equal(bench_command(b, 0, 0, other).status, COMMAND_NO_CHECK);
	assert_int_equal(bench_command(b, 0, 0, all).status, COMMAND_DONE);
	assert_int_equal(bench_world.acts[CHECK_ACT_NOW], 1); /* it has one check */
	assert_int_equal(bench_command(b, 0, 7, all).status, COMMAND_NO_RS);
	bench_world.checks_busy = true;
	assert_int_equal(bench_command(b, 0, 0, all).status, COMMAND_CONFLICT);
	bench_world.checks_busy = false;
	assert_int_equal(bench_row(b, 0, 0)->revision, revision); /* no edit */
	bench_free(b);
}

TEST(what_changes_nothing_keeps_the_revision)
{
	struct bench *b = bench_new(1, 2);
	uint64_t revision;
	struct command_reply reply;

	bench_start(b);
	revision = director_revision(b->director);
	reply = bench_command(b, 0, 1, RS(READY, SAVED));
	assert_int_equal(reply.status, COMMAND_DONE);
	assert_true(reply.persisted);
	assert_int_equal(director_revision(b->director), revision);
	assert_int_equal(reply.revision, bench_row(b, 0, 1)->revision);
	bench_free(b);
}

TEST(a_stale_revision_is_refused_and_the_right_one_taken)
{
	struct bench *b = bench_new(1, 2);
	uint64_t revision;

	bench_start(b);
	revision = bench_row(b, 0, 1)->revision;
	bench_command(b, 0, 0, RS(MAINTENANCE, SAVED)); /* another's */
	assert_int_equal(
	    bench_command(b, 0, 1, RS(DRAIN, .if_revision = revision, .force = true))
		.status,
	    COMMAND_ACCEPTED);
	assert_int_equal(
	    bench_command(b, 0, 1, RS(READY, .if_revision = revision)).status,
	    COMMAND_STALE);
	bench_free(b);
}

TEST(who_is_not_there_is_not_found)
{
	struct bench *b = bench_new(1, 1);
	struct command command = RS(DRAIN, .vs_id = "10.9.9.9-80-tcp");
	struct command_reply reply;

	bench_start(b);
	reply = director_command(b->director, &command);
	assert_int_equal(reply.status, COMMAND_NO_VS);
	assert_string_equal(reply.code, "vs.not_found");
	assert_int_equal(
	    bench_command(b, 0, 9, RS(DRAIN, SAVED)).status, COMMAND_NO_RS);
	bench_free(b);
}

/* ---- drain, remove ---- */

TEST(added_drained_and_removed_when_its_connections_have_ended)
{
	struct bench *b = bench_new(1, 2);

	bench_start(b);
	bench_command(b, 0, 5, RS(ADD, SAVED));
	bench_dest(b, 0, 5)->active = 2;
	assert_int_equal(
	    bench_command(b, 0, 5, RS(REMOVE, SAVED)).status, COMMAND_ACCEPTED);
	assert_int_equal(bench_dest(b, 0, 5)->weight, 0);
	bench_let_pass(b);
	assert_int_equal(bench_row(b, 0, 5)->state, RS_DRAINING);
	assert_true(bench_row(b, 0, 5)->removing);
	bench_dest(b, 0, 5)->active = 0;
	bench_dest(b, 0, 5)->inactive = 1;
	bench_let_pass(b);
	assert_non_null(bench_dest(b, 0, 5));
	bench_dest(b, 0, 5)->inactive = 0;
	bench_let_pass(b);
	assert_null(bench_dest(b, 0, 5));
	assert_null(bench_row(b, 0, 5));
	assert_int_equal(bench_world.checks_len, 2);
	assert_int_equal(b->director->edits.len, 0);
	bench_free(b);
}

TEST(a_drain_alone_keeps_who_is_drained)
{
	struct bench *b = bench_new(1, 2);

	bench_start(b);
	bench_dest(b, 0, 1)->active = 1;
	bench_command(b, 0, 1, RS(DRAIN, SAVED));
	bench_let_pass(b);
	assert_int_equal(bench_row(b, 0, 1)->state, RS_DRAINING);
	bench_dest(b, 0, 1)->active = 0;
	bench_let_pass(b);
	assert_int_equal(bench_row(b, 0, 1)->state, RS_DRAINED);
	assert_int_equal(bench_dest(b, 0, 1)->weight, 0);
	bench_command(b, 0, 1, RS(READY, SAVED));
	assert_int_equal(bench_dest(b, 0, 1)->weight, 1);
	bench_free(b);
}

TEST(at_its_deadline_a_removal_cuts_what_is_left)
{
	struct bench *b = bench_new(1, 3);

	bench_start(b);
	bench_dest(b, 0, 1)->active = 9;
	bench_command(b, 0, 1, RS(REMOVE, .has_timeout = true, .timeout_ms = 0));
	assert_null(bench_dest(b, 0, 1));
	bench_dest(b, 0, 0)->active = 9;
	bench_command(b, 0, 0, RS(REMOVE, .has_timeout = true, .timeout_ms = 60000));
	bench_let_pass(b);
	assert_int_equal(bench_row(b, 0, 0)->state, RS_DRAINING);
	bench_free(b);
}

TEST(at_its_deadline_a_drain_may_end_in_maintenance)
{
	struct bench *b = bench_new(1, 2);

	bench_start(b);
	bench_dest(b, 0, 1)->active = 9;
	bench_command(b, 0, 1,
	    RS(DRAIN, .has_timeout = true, .timeout_ms = 60000, .has_drain_end = true,
		.drain_end = DRAIN_MAINTENANCE));
	bench_let_pass(b);
	assert_int_equal(bench_row(b, 0, 1)->state, RS_DRAINING);
	assert_int_equal(bench_row(b, 0, 1)->drain.connections, 9);
	assert_int_equal(bench_row(b, 0, 1)->drain.end, DRAIN_MAINTENANCE);
	assert_false(bench_world.paused[1]);
	bench_command(b, 0, 1, RS(DRAIN, .has_timeout = true, .timeout_ms = 0));
	assert_int_equal(bench_row(b, 0, 1)->state, RS_MAINTENANCE);
	assert_int_equal(bench_row(b, 0, 1)->drain.since_ms, 0);
	assert_true(bench_world.paused[1]);
	assert_int_equal(bench_pool(b, 0)->drain_timeouts, 1);
	bench_stop(b, false);
	bench_start(b);
	assert_int_equal(bench_row(b, 0, 1)->state, RS_MAINTENANCE);
	bench_free(b);
}

TEST(a_drain_that_would_cost_the_quorum_is_refused_unless_forced)
{
	struct bench *b = bench_new(1, 2);
	struct command_reply reply;

	bench_start(b);
	bench_verdict(b, 0, 1, false);
	bench_turn(b);
	reply = bench_command(b, 0, 0, RS(DRAIN, SAVED));
	assert_int_equal(reply.status, COMMAND_CONFLICT);
	assert_string_equal(reply.code, "rs.quorum");
	assert_int_equal(bench_row(b, 0, 0)->admin, ADMIN_READY);
	/* One that is down may go, and takes nothing away. */
	assert_int_equal(
	    bench_command(b, 0, 1, RS(DRAIN, SAVED)).status, COMMAND_ACCEPTED);
	assert_int_equal(
	    bench_command(b, 0, 0, RS(DRAIN, .force = true)).status, COMMAND_ACCEPTED);
	bench_free(b);
}

TEST(an_override_is_shown_and_survives_a_restart_until_its_end)
{
	struct bench *b = bench_new(1, 2);
	const struct view_rs *row;

	bench_start(b);
	bench_command(b, 0, 1,
	    RS(OVERRIDE, .override = OVERRIDE_DOWN, .reason = "CHG-1",
		.has_duration = true, .duration_ms = 3600000));
	assert_null(bench_dest(b, 0, 1));
	bench_stop(b, false);
	bench_start(b);
	row = bench_row(b, 0, 1);
	assert_int_equal(row->state, RS_DOWN);
	assert_string_equal(row->reason, "override.down");
	assert_int_equal(row->override.health, OVERRIDE_DOWN);
	assert_string_equal(row->override.actor, "test");
	assert_string_equal(row->override.reason, "CHG-1");
	assert_true(row->override.end_ms == row->override.since_ms + 3600000);
	/* One that ends at once is over, and leaves no edit. */
	bench_command(b, 0, 1,
	    RS(OVERRIDE, .override = OVERRIDE_DOWN, .has_duration = true,
		.duration_ms = 0));
	assert_int_equal(bench_row(b, 0, 1)->override.health, OVERRIDE_NONE);
	assert_non_null(bench_dest(b, 0, 1));
	assert_int_equal(b->director->edits.len, 0);
	bench_free(b);
}

TEST(who_wants_it_ready_lets_a_flapping_one_go)
{
	struct bench *b = bench_new(1, 2);

	b->vs[0].flap = (struct model_flap){
	    .changes = 2, .within_ms = 60000, .hold_ms = 60000, .hold_max_ms = 60000};
	bench_start(b);
	for (unsigned i = 0; i < 2; i++) {
		bench_verdict(b, 0, 1, i);
		bench_turn(b);
	}
	assert_string_equal(bench_row(b, 0, 1)->reason, "flapping");
	assert_true(bench_row(b, 0, 1)->held_until_ms > 0);
	assert_null(bench_dest(b, 0, 1));
	bench_command(b, 0, 1, RS(READY, SAVED));
	assert_non_null(bench_dest(b, 0, 1));
	assert_int_equal(bench_row(b, 0, 1)->held_until_ms, 0);
	bench_free(b);
}

TEST(a_real_server_of_the_file_stays_removed_after_a_restart)
{
	struct bench *b = bench_new(1, 2);

	bench_start(b);
	assert_int_equal(
	    bench_command(b, 0, 1, RS(REMOVE, .force = true)).status, COMMAND_DONE);
	assert_null(bench_dest(b, 0, 1));
	bench_stop(b, true);
	bench_start(b);
	assert_null(bench_row(b, 0, 1));
	assert_null(bench_dest(b, 0, 1));
	assert_int_equal(
	    bench_command(b, 0, 1, RS(ADD, SAVED)).status, COMMAND_CREATED);
	assert_int_equal(bench_row(b, 0, 1)->origin, ORIGIN_CONFIG);
	assert_non_null(bench_dest(b, 0, 1));
	bench_free(b);
}

TEST(maintenance_pauses_the_checks)
{
	struct bench *b = bench_new(1, 2);

	bench_start(b);
	bench_command(b, 0, 0, RS(MAINTENANCE, SAVED));
	assert_int_equal(bench_dest(b, 0, 0)->weight, 0);
	assert_true(bench_world.paused[0]);
	assert_false(bench_world.paused[1]);
	bench_command(b, 0, 0, RS(READY, SAVED));
	assert_false(bench_world.paused[0]);
	assert_int_equal(bench_dest(b, 0, 0)->weight, 1);
	bench_free(b);
}

/* ---- restarts ---- */

TEST(a_restart_brings_edits_back_and_touches_no_connection)
{
	struct bench *b = bench_new(1, 2);
	uint64_t revision;
	size_t ops;

	bench_start(b);
	bench_command(b, 0, 5, RS(ADD, .has_weight = true, .weight = 3));
	bench_command(b, 0, 0, RS(PATCH, .has_weight = true, .weight = 7));
	bench_command(b, 0, 1, RS(DRAIN, .has_timeout = true, .timeout_ms = 3600000));
	revision = director_revision(b->director);
	bench_dest(b, 0, 1)->active = 4;
	bench_stop(b, false); /* as after a crash */
	ops = b->kernel.ops;
	bench_start(b);
	assert_int_equal(b->kernel.ops, ops);
	assert_int_equal(bench_dest(b, 0, 5)->weight, 3);
	assert_int_equal(bench_row(b, 0, 0)->weight, 7);
	assert_int_equal(bench_row(b, 0, 1)->state, RS_DRAINING);
	assert_true(bench_row(b, 0, 1)->drain_deadline_ms > 0);
	assert_int_equal(director_revision(b->director), revision);
	bench_free(b);
}

TEST(what_is_not_persisted_ends_with_the_agent_but_not_its_traces)
{
	struct bench *b = bench_new(1, 2);
	struct command_reply reply;
	uint64_t revision;

	bench_start(b);
	reply = bench_command(b, 0, 5, RS(ADD, UNSAVED));
	assert_false(reply.persisted);
	assert_false(bench_row(b, 0, 5)->persisted);
	assert_non_null(bench_dest(b, 0, 5));
	revision = director_revision(b->director);
	bench_stop(b, false);
	bench_start(b);
	assert_null(bench_row(b, 0, 5));
	assert_null(bench_dest(b, 0, 5)); /* was ours, and is cleared away */
	assert_true(director_revision(b->director) >= revision);
	bench_free(b);
}

/* ---- a disk that refuses ---- */

TEST(what_cannot_be_saved_changes_nothing_unless_it_is_not_meant_to_last)
{
	struct bench *b = bench_new(1, 2);
	struct command_reply reply;
	char aside[48];

	bench_start(b);
	bench_stop(b, false);
	(void)snprintf(aside, sizeof(aside), "%s/aside", b->parent);
	assert_int_equal(rename(b->directory, aside), 0);
	/* A file in the directory's place: no store. */
	assert_int_equal(symlink("/dev/null", b->directory), 0);
	bench_start(b);
	reply = bench_command(b, 0, 1, RS(PATCH, .has_weight = true, .weight = 9));
	assert_int_equal(reply.status, COMMAND_NOT_SAVED);
	assert_string_equal(reply.code, "store.failed");
	assert_true(reply.detail[0]);
	assert_int_equal(bench_dest(b, 0, 1)->weight, 1);
	assert_int_equal(bench_row(b, 0, 1)->weight, 1);
	assert_false(b->view->agent.store_writable);
	reply =
	    bench_command(b, 0, 1, RS(PATCH, .has_weight = true, .weight = 9, UNSAVED));
	assert_int_equal(reply.status, COMMAND_DONE);
	assert_false(reply.persisted);
	assert_int_equal(bench_dest(b, 0, 1)->weight, 9);
	assert_int_equal(unlink(b->directory), 0);
	assert_int_equal(rename(aside, b->directory), 0);
	bench_free(b);
}

/* ---- a kernel that refuses ---- */

TEST(what_the_kernel_refuses_is_kept_told_and_tried_again)
{
	struct bench *b = bench_new(2, 2);
	struct command_reply reply;
	char why[120];

	bench_start(b);
	b->kernel.fail_at = 1;
	b->kernel.fail_errno = ENOMEM;
	reply = bench_command(b, 0, 5, RS(ADD, SAVED));
	assert_int_equal(reply.status, COMMAND_KERNEL);
	assert_string_equal(reply.kernel_op, "IPVS_CMD_NEW_DEST");
	assert_int_equal(reply.kernel_errno, ENOMEM);
	assert_true(reply.persisted);
	assert_int_equal(bench_row(b, 0, 5)->state, RS_ERROR);
	assert_int_equal(bench_pool(b, 0)->state, VS_ERROR);
	assert_int_equal(bench_pool(b, 1)->state, VS_UP);
	assert_false(director_is_ready(b->director, why, sizeof(why)));
	assert_non_null(strstr(why, "10.1.0.1-80-tcp"));
	bench_let_pass(b);
	assert_non_null(bench_dest(b, 0, 5));
	assert_int_equal(bench_row(b, 0, 5)->state, RS_UNCHECKED);
	assert_int_equal(bench_pool(b, 0)->state, VS_UP);
	assert_true(director_is_ready(b->director, why, sizeof(why)));
	bench_free(b);
}

TEST(without_ipvs_an_edit_is_kept_for_when_it_comes)
{
	struct bench *b = bench_new(1, 2);
	struct command_reply reply;
	char why[120];

	b->kernel.absent = true;
	bench_start(b);
	reply = bench_command(b, 0, 1, RS(PATCH, .has_weight = true, .weight = 4));
	assert_int_equal(reply.status, COMMAND_KERNEL);
	assert_string_equal(reply.code, "kernel.unavailable");
	assert_int_equal(bench_pool(b, 0)->state, VS_ERROR);
	assert_true(bench_pool(b, 0)->reason[0]);
	assert_false(director_is_ready(b->director, why, sizeof(why)));
	b->kernel.absent = false;
	bench_let_pass(b);
	assert_int_equal(bench_dest(b, 0, 1)->weight, 4);
	assert_int_equal(bench_pool(b, 0)->state, VS_UP);
	assert_true(director_is_ready(b->director, why, sizeof(why)));
	bench_free(b);
}

/* ---- one among many ---- */

static double
cpu_ms(void)
{
	struct timespec spec;

	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &spec);
	return (double)spec.tv_sec * 1e3 + (double)spec.tv_nsec / 1e6;
}

TEST(an_edit_among_10000_real_servers_touches_its_own_pool_only)
{
	struct bench *b = bench_new(100, 100);
	struct view_pool *other;
	size_t ops, dumps;
	double began;

	bench_start(b);
	(void)bench_pool(b, 0);
	other = view_pool_ref(b->view->pools[1]);
	ops = b->kernel.ops;
	dumps = b->kernel.dest_dumps + b->kernel.service_dumps;
	bench_world.configured = bench_world.configured_vs = 0;
	began = cpu_ms();
	for (uint32_t i = 0; i < 100; i++)
		bench_command(b, 0, i, RS(PATCH, .has_weight = true, .weight = 2));
	print_message("%.3f ms of CPU an edit, the journal's write included\n",
	    (cpu_ms() - began) / 100);
	assert_int_equal(b->kernel.ops, ops + 100);
	assert_int_equal(b->kernel.dest_dumps + b->kernel.service_dumps, dumps);
	assert_int_equal(bench_world.configured + bench_world.configured_vs, 0);
	(void)bench_pool(b, 0);
	assert_ptr_equal(b->view->pools[1], other);
	assert_int_equal(b->view->pools[0]->real_servers[7].weight, 2);
	view_pool_unref(other);
	bench_free(b);
}

TEST(there_are_at_most_65536_edits_and_the_last_one_fits)
{
	struct bench *b = bench_new(1, 3);
	struct edit edit = {.vs_id = "elsewhere", .revision = 1};
	struct command_reply reply;

	bench_start(b);
	for (uint32_t i = 0; i < EDITS_MAX - 1; i++) {
		edit.addr = addr_v4(i);
		edits_put(&b->director->edits, &edit);
	}
	assert_int_equal(
	    bench_command(b, 0, 0, RS(DRAIN, SAVED)).status, COMMAND_ACCEPTED);
	reply = bench_command(b, 0, 1, RS(DRAIN, SAVED));
	assert_int_equal(reply.status, COMMAND_FULL);
	assert_true(reply.detail[0]);
	assert_int_equal(bench_dest(b, 0, 1)->weight, 1);
	/* Those that are there can be changed and dropped. */
	assert_int_equal(
	    bench_command(b, 0, 0, RS(MAINTENANCE, SAVED)).status, COMMAND_DONE);
	assert_int_equal(bench_command(b, 0, 0, RS(READY, SAVED)).status, COMMAND_DONE);
	assert_int_equal(
	    bench_command(b, 0, 1, RS(DRAIN, SAVED)).status, COMMAND_ACCEPTED);
	bench_free(b);
}

/* ---- dry runs ---- */

static struct command_reply
would(struct bench *b, size_t host, struct command command, struct command_plan *plan)
{
	command.plan = plan;
	return bench_command(b, 0, host, command);
}

TEST(a_plan_says_what_would_be_done_and_does_nothing)
{
	struct bench *b = bench_new(1, 2);
	struct command_plan plan = {0};
	struct command_reply reply;
	uint64_t revision;

	bench_start(b);
	revision = director_revision(b->director);
	bench_dest(b, 0, 1)->active = 7;
	bench_dest(b, 0, 1)->inactive = 5;
	bench_let_pass(b);
	reply = would(b, 1, RS(DRAIN, SAVED), &plan);
	assert_int_equal(reply.status, COMMAND_ACCEPTED);
	assert_int_equal(plan.len, 1);
	assert_string_equal(plan.changes[0].op, "IPVS_CMD_SET_DEST");
	assert_string_equal(plan.changes[0].vs_id, "10.1.0.1-80-tcp");
	assert_string_equal(plan.changes[0].rs_id, "10.2.0.2-80");
	assert_int_equal(plan.changes[0].from.weight, 1);
	assert_int_equal(plan.changes[0].to.weight, 0);
	assert_int_equal(plan.connections_affected, 12); /* 7 + 5 */
	assert_false(plan.quorum_lost);
	assert_int_equal(bench_dest(b, 0, 1)->weight, 1);
	assert_int_equal(bench_row(b, 0, 1)->admin, ADMIN_READY);
	assert_int_equal(director_revision(b->director), revision);
	mem_free(plan.changes);
	bench_free(b);
}

TEST(a_plan_and_the_deed_are_the_same)
{
	struct bench *b = bench_new(1, 2);
	struct command_plan plan = {0}, again = {0};
	const struct command add = RS(ADD, SAVED, .has_weight = true, .weight = 3);

	bench_start(b);
	assert_int_equal(would(b, 5, add, &plan).status, COMMAND_CREATED);
	assert_int_equal(plan.len, 1);
	assert_string_equal(plan.changes[0].op, "IPVS_CMD_NEW_DEST");
	assert_false(plan.changes[0].from.is_there);
	assert_null(bench_dest(b, 0, 5));
	assert_int_equal(bench_command(b, 0, 5, add).status, COMMAND_CREATED);
	assert_int_equal(bench_dest(b, 0, 5)->weight, plan.changes[0].to.weight);
	/* What is so already needs nothing; what cannot be is refused as ever. */
	assert_int_equal(
	    would(b, 5, RS(PATCH, .has_weight = true, .weight = 3), &again).status,
	    COMMAND_DONE);
	assert_int_equal(again.len, 0);
	assert_int_equal(would(b, 5, add, &again).status, COMMAND_EXISTS);
	mem_free(plan.changes);
	mem_free(again.changes);
	bench_free(b);
}

TEST(a_plan_tells_that_the_quorum_would_be_lost)
{
	struct bench *b = bench_new(1, 1);
	struct command_plan plan = {0};

	bench_start(b);
	(void)would(b, 0, RS(REMOVE, SAVED, .force = true), &plan);
	assert_true(plan.quorum_lost);
	assert_string_equal(plan.changes[0].op, "IPVS_CMD_DEL_DEST");
	assert_false(plan.changes[0].to.is_there);
	mem_free(plan.changes);
	bench_free(b);
}

TEST(the_row_of_one_real_server_is_that_of_the_whole_virtual_server)
{
	struct bench *b = bench_new(2, 5);
	struct addr none = {0};
	struct view_pool *alone;

	b->vs[1].has_sorry_server = true;
	b->vs[1].sorry_server = (struct model_real_server){
	    .addr = bench_host(1, 3), .port = 81, .weight = 1};
	bench_start(b);
	bench_command(b, 1, 7, RS(ADD, .has_weight = true, .weight = 4));
	bench_command(b, 1, 2, RS(PATCH, .has_weight = true, .weight = 9));
	bench_verdict(b, 1, 0, false);
	bench_turn(b);
	assert_int_equal(bench_pool(b, 1)->real_servers_len, 7);
	for (uint32_t i = 0; i < 7; i++) {
		const struct view_pool *all = b->view->pools[1];
		const struct view_rs *row = &all->real_servers[i], *one;

		alone = director_view_rs(b->director, all->id, &row->addr, row->port);
		assert_int_equal(alone->real_servers_len, 1);
		one = alone->real_servers;
		assert_string_equal(one->id, row->id);
		assert_int_equal(one->weight, row->weight);
		assert_int_equal(one->effective_weight, row->effective_weight);
		assert_int_equal(one->state, row->state);
		assert_string_equal(one->reason_detail, row->reason_detail);
		assert_int_equal(one->revision, row->revision);
		assert_int_equal(one->sorry, row->sorry);
		assert_int_equal(one->kernel.weight, row->kernel.weight);
		assert_int_equal(one->checks_len, row->checks_len);
		assert_int_equal(alone->revision, all->revision);
		view_pool_unref(alone);
	}
	alone = director_view_rs(b->director, b->vs[1].id, &none, 0);
	assert_int_equal(alone->real_servers_len, 0);
	view_pool_unref(alone);
	assert_null(director_view_rs(b->director, "none", &none, 0));
	bench_free(b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(an_addition_is_in_the_kernel_when_the_command_returns),
	    cmocka_unit_test(
		an_addition_is_checked_as_the_first_real_server_but_at_its_own_address),
	    cmocka_unit_test(
		a_changed_weight_is_in_the_kernel_and_back_without_an_edit),
	    cmocka_unit_test(checks_are_run_paused_and_resumed_one_or_all),
	    cmocka_unit_test(what_changes_nothing_keeps_the_revision),
	    cmocka_unit_test(a_stale_revision_is_refused_and_the_right_one_taken),
	    cmocka_unit_test(who_is_not_there_is_not_found),
	    cmocka_unit_test(added_drained_and_removed_when_its_connections_have_ended),
	    cmocka_unit_test(a_drain_alone_keeps_who_is_drained),
	    cmocka_unit_test(at_its_deadline_a_removal_cuts_what_is_left),
	    cmocka_unit_test(at_its_deadline_a_drain_may_end_in_maintenance),
	    cmocka_unit_test(
		a_drain_that_would_cost_the_quorum_is_refused_unless_forced),
	    cmocka_unit_test(an_override_is_shown_and_survives_a_restart_until_its_end),
	    cmocka_unit_test(who_wants_it_ready_lets_a_flapping_one_go),
	    cmocka_unit_test(a_real_server_of_the_file_stays_removed_after_a_restart),
	    cmocka_unit_test(maintenance_pauses_the_checks),
	    cmocka_unit_test(a_restart_brings_edits_back_and_touches_no_connection),
	    cmocka_unit_test(
		what_is_not_persisted_ends_with_the_agent_but_not_its_traces),
	    cmocka_unit_test(
		what_cannot_be_saved_changes_nothing_unless_it_is_not_meant_to_last),
	    cmocka_unit_test(what_the_kernel_refuses_is_kept_told_and_tried_again),
	    cmocka_unit_test(without_ipvs_an_edit_is_kept_for_when_it_comes),
	    cmocka_unit_test(there_are_at_most_65536_edits_and_the_last_one_fits),
	    cmocka_unit_test(
		an_edit_among_10000_real_servers_touches_its_own_pool_only),
	    cmocka_unit_test(a_plan_says_what_would_be_done_and_does_nothing),
	    cmocka_unit_test(a_plan_and_the_deed_are_the_same),
	    cmocka_unit_test(a_plan_tells_that_the_quorum_would_be_lost),
	    cmocka_unit_test(
		the_row_of_one_real_server_is_that_of_the_whole_virtual_server),
	};

	return cmocka_run_group_tests_name("director_command", tests, NULL, NULL);
}
