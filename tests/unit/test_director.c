/* SPDX-License-Identifier: Apache-2.0 */
/* Start, reload, verdicts, stop, and what is seen of it. */
#include "tests/unit/director_bench.h"

#include <stdio.h>
#include <string.h>

#include "agent/director_inside.h"
#include "agent/ipvs/ipvs_plan.h"

#define SAVED .persist = COMMAND_PERSIST_STATE

/* ---- verdicts ---- */

TEST(a_verdict_moves_the_table_and_runs_the_scripts)
{
	struct bench *b = bench_new(2, 2);
	size_t ops;

	bench_start(b);
	ops = b->kernel.ops;
	bench_verdict(b, 0, 1, false);
	bench_turn(b);
	assert_null(bench_dest(b, 0, 1));
	assert_int_equal(b->kernel.ops, ops + 1);
	assert_int_equal(bench_row(b, 0, 1)->state, RS_DOWN);
	assert_string_equal(bench_row(b, 0, 1)->reason, "check.failed");
	assert_string_equal(bench_row(b, 0, 1)->reason_detail, "connect.refused");
	bench_verdict(b, 0, 0, false);
	bench_turn(b);
	assert_int_equal(bench_pool(b, 0)->state, VS_DOWN);
	bench_verdict(b, 0, 0, true);
	bench_turn(b);
	assert_non_null(bench_dest(b, 0, 0));
	assert_string_equal(bench_world.scripts,
	    "rs 10.2.0.2:80 of 10.1.0.1-80-tcp: down.sh\n"
	    "rs 10.2.0.1:80 of 10.1.0.1-80-tcp: down.sh\n"
	    "vs 10.1.0.1-80-tcp: quorum_down.sh\n"
	    "rs 10.2.0.1:80 of 10.1.0.1-80-tcp: up.sh\n"
	    "vs 10.1.0.1-80-tcp: quorum_up.sh\n");
	bench_free(b);
}

TEST(a_weight_that_a_check_says_is_made_one_of_the_servers)
{
	static const struct {
		enum check_weight_as as;
		int32_t said;
		uint32_t own;
		int32_t weight; /* -1: leaves it alone */
	} cases[] = {
	    {CHECK_WEIGHT_IS,      -1,   10,    -1   },
	    {CHECK_WEIGHT_IS,      7,    10,    7    },
	    {CHECK_WEIGHT_PERCENT, 100,  10,    10   },
	    {CHECK_WEIGHT_PERCENT, 75,   10,    8    }, /* 7.5 */
	    {CHECK_WEIGHT_PERCENT, 1,    10,    1    }, /* not nothing */
	    {CHECK_WEIGHT_PERCENT, 0,    10,    0    },
	    {CHECK_WEIGHT_PERCENT, 256,  65535, 65535},
	    {CHECK_WEIGHT_MORE,    -1,   10,    9    },
	    {CHECK_WEIGHT_MORE,    -253, 10,    0    },
	    {CHECK_WEIGHT_MORE,    253,  65535, 65535},
	};
	const struct model_check check = {0};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct ipvs_rs_spec spec = {
		    .weight = cases[i].own, .checks = &check, .checks_len = 1};
		const struct check_status status = {
		    .has_run = true,
		    .up = true,
		    .last = {
			     .dynamic_weight = cases[i].said, .weight_as = cases[i].as}
                };
		struct ipvs_member member = {0};

		ipvs_member_configure(&member, &spec);
		director_member_hear(&member, &status);
		assert_int_equal(member.verdicts[0].dynamic_weight, cases[i].weight);
		ipvs_member_fini(&member);
	}
}

TEST(script_checks_run_as_the_file_says)
{
	struct bench *b = bench_new(1, 1);

	b->model.global.script_user = "nobody";
	bench_start(b);
	assert_string_equal(bench_world.script_policy.user, "nobody");
	assert_false(bench_world.script_policy.secure);
	b->model.global.enable_script_security = true;
	bench_reload(b);
	assert_true(bench_world.script_policy.secure);
	bench_free(b);
}

TEST(many_verdicts_of_one_turn_are_one_plan)
{
	struct bench *b = bench_new(1, 50);
	unsigned told;

	bench_start(b);
	told = b->told;
	for (size_t h = 0; h < 49; h++)
		bench_verdict(b, 0, h, false);
	assert_int_equal(bench_service(b, 0)->dests_len, 50);
	bench_turn(b);
	assert_int_equal(bench_service(b, 0)->dests_len, 1);
	assert_true(b->told - told < 5);
	bench_free(b);
}

TEST(what_alpha_makes_wait_comes_with_its_first_success)
{
	struct bench *b = bench_new(1, 2);
	struct model_check *check = (void *)(uintptr_t)b->rs[0][1].checks;

	check->alpha = true;
	bench_start(b);
	assert_null(bench_dest(b, 0, 1));
	assert_int_equal(bench_row(b, 0, 1)->state, RS_STARTING);
	bench_verdict(b, 0, 1, true);
	bench_turn(b);
	assert_non_null(bench_dest(b, 0, 1));
	assert_string_equal(
	    bench_world.scripts, "rs 10.2.0.2:80 of 10.1.0.1-80-tcp: up.sh\n");
	bench_free(b);
}

TEST(the_sorry_server_serves_while_quorum_is_lost)
{
	struct bench *b = bench_new(1, 2);
	struct ipvs_dest sorry = {.addr = bench_host(9, 9), .port = 80};

	b->vs[0].has_sorry_server = true;
	b->vs[0].sorry_server = (struct model_real_server){
	    .addr = sorry.addr, .port = 80, .weight = 1, .forward = FORWARD_DR};
	bench_start(b);
	assert_null(fake_kernel_dest(bench_service(b, 0), &sorry));
	assert_int_equal(bench_row(b, 0, 0)->state, RS_UNCHECKED);
	assert_int_equal(bench_pool(b, 0)->real_servers_len, 3);
	assert_int_equal(bench_pool(b, 0)->real_servers[2].state, RS_STANDBY);
	assert_true(bench_pool(b, 0)->real_servers[2].sorry);
	bench_verdict(b, 0, 0, false);
	bench_verdict(b, 0, 1, false);
	bench_turn(b);
	assert_int_equal(bench_service(b, 0)->dests_len, 1);
	assert_non_null(fake_kernel_dest(bench_service(b, 0), &sorry));
	assert_true(bench_pool(b, 0)->sorry_in_use);
	assert_int_equal(bench_pool(b, 0)->states[RS_DOWN], 2);
	bench_free(b);
}

/* Rows are in the order of addresses: positions tell the file's. */
TEST(rows_know_their_places_in_the_file_and_new_ones_come_after)
{
	struct bench *b = bench_new(2, 3);
	struct model_real_server first = b->rs[1][0];

	b->rs[1][0] = b->rs[1][2];
	b->rs[1][2] = first;
	bench_start(b);
	assert_int_equal(bench_pool(b, 0)->position, 1);
	assert_int_equal(bench_pool(b, 1)->position, 2);
	assert_int_equal(bench_row(b, 1, 0)->position, 3);
	assert_int_equal(bench_row(b, 1, 1)->position, 2);
	assert_int_equal(bench_row(b, 1, 2)->position, 1);
	assert_int_equal(
	    bench_command(b, 1, 50, RS(ADD, .has_weight = true, .weight = 1)).status,
	    COMMAND_CREATED);
	assert_int_equal(bench_row(b, 1, 50)->position, 4);
	bench_free(b);
}

/* ---- reload ---- */

TEST(a_reload_that_changes_one_real_server_is_one_operation)
{
	struct bench *b = bench_new(3, 2);
	size_t ops;

	bench_start(b);
	ops = b->kernel.ops;
	bench_reload(b);
	assert_int_equal(b->kernel.ops, ops);
	b->rs[1][0].weight = 6;
	bench_reload(b);
	assert_int_equal(b->kernel.ops, ops + 1);
	assert_int_equal(bench_dest(b, 1, 0)->weight, 6);
	bench_free(b);
}

TEST(a_reload_keeps_what_is_the_same_and_takes_over_what_is_not)
{
	struct bench *b = bench_new(3, 2);
	uint64_t revision;

	bench_start(b);
	bench_verdict(b, 0, 1, false);
	bench_turn(b);
	revision = bench_row(b, 0, 0)->revision;
	b->rs[0][1].weight = 5;
	b->rs[1][0].weight = 6;
	b->model.virtual_servers_len = 2;
	bench_reload(b);
	assert_int_equal(bench_row(b, 0, 1)->state, RS_DOWN);
	assert_int_equal(bench_dest(b, 1, 0)->weight, 6);
	assert_null(bench_service(b, 2));
	assert_null(bench_pool(b, 2));
	assert_int_equal(bench_row(b, 0, 0)->revision, revision);
	assert_true(bench_row(b, 0, 1)->revision > revision);
	b->model.virtual_servers_len = 3;
	bench_reload(b);
	assert_non_null(bench_service(b, 2));
	bench_free(b);
}

TEST(an_edit_goes_before_the_file_until_the_file_says_something_else)
{
	struct bench *b = bench_new(1, 3);

	bench_start(b);
	bench_command(b, 0, 0, RS(PATCH, .has_weight = true, .weight = 7));
	bench_command(b, 0, 1, RS(PATCH, .has_weight = true, .weight = 7));
	bench_command(b, 0, 1, RS(DRAIN, SAVED));
	bench_command(b, 0, 5, RS(ADD, .has_weight = true, .weight = 7));
	bench_reload(b);
	assert_int_equal(bench_dest(b, 0, 0)->weight, 7);
	b->rs[0][0].weight = 3;
	b->rs[0][1].weight = 3;
	bench_reload(b);
	assert_int_equal(bench_dest(b, 0, 0)->weight, 3);
	assert_false(bench_row(b, 0, 0)->edited);
	assert_int_equal(bench_row(b, 0, 1)->weight, 3);
	assert_int_equal(bench_row(b, 0, 1)->admin, ADMIN_DRAIN);
	assert_int_equal(bench_dest(b, 0, 5)->weight, 7);
	bench_stop(b, true);
	bench_start(b); /* what gave way has been forgotten on the disk too */
	assert_int_equal(bench_dest(b, 0, 0)->weight, 3);
	assert_int_equal(bench_row(b, 0, 1)->admin, ADMIN_DRAIN);
	bench_free(b);
}

TEST(a_file_that_changed_while_the_agent_was_away_goes_first_as_well)
{
	struct bench *b = bench_new(1, 2);

	bench_start(b);
	bench_command(b, 0, 0, RS(PATCH, .has_weight = true, .weight = 7));
	bench_command(b, 0, 5, RS(ADD, .has_weight = true, .weight = 7));
	bench_stop(b, true);
	b->rs[0][0].weight = 3;
	b->rs[0][1].addr = bench_host(0, 5); /* the file names it now */
	bench_start(b);
	assert_int_equal(bench_dest(b, 0, 0)->weight, 3);
	assert_int_equal(bench_row(b, 0, 5)->origin, ORIGIN_CONFIG);
	assert_int_equal(bench_dest(b, 0, 5)->weight, 1);
	bench_free(b);
}

TEST(edits_wait_for_a_virtual_server_that_the_file_lacks_for_a_while)
{
	struct bench *b = bench_new(2, 2);

	bench_start(b);
	bench_command(b, 1, 5, RS(ADD, .has_weight = true, .weight = 7));
	b->model.virtual_servers_len = 1;
	bench_reload(b);
	assert_null(bench_service(b, 1));
	b->model.virtual_servers_len = 2;
	bench_reload(b);
	assert_int_equal(bench_dest(b, 1, 5)->weight, 7);
	bench_free(b);
}

/* ---- what is ours ---- */

static void
put_foreign(struct bench *b, size_t service, size_t host)
{
	struct ipvs_op op = {
	    .kind = IPVS_NEW_DEST,
	    .service.key = {.family = ADDR_V4, .addr = bench_vip(service), .port = 80},
	    .dest = { .addr = bench_host(service, host),
			    .port = 80,
			    .forward = FORWARD_DR,
			    .weight = 1}
        };
	struct ipvs_op make = op;

	make.kind = IPVS_NEW_SERVICE;
	strcpy(make.service.scheduler, "rr");
	if (!bench_service(b, service))
		assert_int_equal(fake_kernel_do(&b->kernel, &make), 0);
	assert_int_equal(fake_kernel_do(&b->kernel, &op), 0);
}

TEST(what_left_the_file_while_the_agent_was_away_is_cleared_and_nothing_else)
{
	struct bench *b = bench_new(3, 3);

	bench_start(b);
	bench_command(b, 0, 7, RS(ADD, SAVED));
	bench_stop(b, false);
	put_foreign(b, 0, 50);
	put_foreign(b, 9, 50);
	b->vs[0].real_servers_len = 2;
	b->model.virtual_servers_len = 2;
	bench_start(b);
	assert_null(bench_dest(b, 0, 2)); /* was in the file */
	assert_null(bench_service(b, 2));
	assert_non_null(bench_dest(b, 0, 0));
	assert_non_null(bench_dest(b, 0, 7));  /* an edit */
	assert_non_null(bench_dest(b, 0, 50)); /* somebody else's */
	assert_non_null(bench_dest(b, 9, 50));
	(void)bench_pool(b, 0);
	assert_int_equal(b->view->foreign_len, 3);
	bench_free(b);
}

TEST(what_was_cleared_is_not_ours_for_ever)
{
	struct bench *b = bench_new(1, 3);

	bench_start(b);
	b->vs[0].real_servers_len = 2;
	bench_reload(b); /* cleared */
	assert_null(bench_dest(b, 0, 2));
	bench_reload(b); /* seen to be gone: forgotten */
	bench_stop(b, true);
	put_foreign(b, 0, 2);
	bench_start(b);
	assert_non_null(bench_dest(b, 0, 2));
	bench_free(b);
}

TEST(lvs_flush_clears_at_the_start_what_is_not_ours)
{
	struct bench *b = bench_new(1, 2);

	put_foreign(b, 9, 50);
	put_foreign(b, 0, 50);
	put_foreign(b, 0, 0);
	b->model.global.lvs_flush = true;
	bench_start(b);
	assert_null(bench_service(b, 9));
	assert_null(bench_dest(b, 0, 50));
	assert_int_equal(bench_service(b, 0)->dests_len, 2);
	bench_free(b);
}

/* ---- stop ---- */

TEST(a_stop_leaves_the_table_unless_it_is_to_be_flushed)
{
	struct bench *b = bench_new(2, 2);

	put_foreign(b, 9, 50);
	bench_start(b);
	bench_stop(b, true);
	assert_int_equal(bench_service(b, 0)->dests_len, 2);
	b->model.global.lvs_flush_on_stop = true;
	bench_start(b);
	bench_stop(b, false);
	assert_int_equal(bench_service(b, 0)->dests_len, 2);
	bench_start(b);
	bench_stop(b, true);
	assert_null(bench_service(b, 0));
	assert_non_null(bench_service(b, 9));
	bench_free(b);
}

TEST(omega_runs_the_scripts_of_what_is_up_at_a_stop)
{
	struct bench *b = bench_new(2, 2);

	b->vs[0].omega = true;
	bench_start(b);
	bench_verdict(b, 0, 1, false);
	bench_turn(b);
	bench_world.scripts[0] = '\0';
	bench_stop(b, true);
	assert_string_equal(bench_world.scripts,
	    "rs 10.2.0.1:80 of 10.1.0.1-80-tcp: down.sh\n"
	    "vs 10.1.0.1-80-tcp: quorum_down.sh\n");
	bench_free(b);
}

/* ---- beside the table ---- */

TEST(the_sync_daemon_follows_its_instance)
{
	struct bench *b = bench_new(1, 1);
	struct model_sync_daemon *daemon = &b->model.global.sync_daemon;

	strcpy(daemon->interface, "eth0");
	daemon->instance = "VI_1";
	daemon->sync_id = 51;
	bench_start(b);
	assert_int_equal(b->kernel.daemons_len, 1);
	assert_int_equal(b->kernel.daemons[0].role, IPVS_DAEMON_BACKUP);
	director_vrrp_state(b->director, "VI_2", VRRP_MASTER);
	assert_int_equal(b->kernel.daemons[0].role, IPVS_DAEMON_BACKUP);
	director_vrrp_state(b->director, "VI_1", VRRP_MASTER);
	assert_int_equal(b->kernel.daemons_len, 1);
	assert_int_equal(b->kernel.daemons[0].role, IPVS_DAEMON_MASTER);
	assert_int_equal(b->kernel.daemons[0].sync_id, 51);
	(void)bench_pool(b, 0);
	assert_string_equal(b->view->agent.sync_daemon_role, "master");
	director_vrrp_state(b->director, "VI_1", VRRP_FAULT);
	assert_int_equal(b->kernel.daemons[0].role, IPVS_DAEMON_BACKUP);
	daemon->instance = NULL;
	bench_reload(b);
	assert_int_equal(b->kernel.daemons_len, 2);
	bench_stop(b, true);
	assert_int_equal(b->kernel.daemons_len, 0);
	bench_free(b);
}

TEST(the_timeouts_of_the_file_are_the_kernel_s)
{
	struct bench *b = bench_new(1, 1);

	b->model.global.lvs_timeout_tcp_s = 7200;
	bench_start(b);
	assert_int_equal(b->kernel.timeouts.tcp_s, 7200);
	assert_int_equal(b->kernel.timeouts.udp_s, 0);
	bench_free(b);
}

/* ---- what is seen ---- */

TEST(rows_show_the_kernel_s_counters_and_unchanged_pools_are_shared)
{
	struct bench *b = bench_new(2, 2);
	const struct view_pool *first;
	struct view_pool *second;

	bench_start(b);
	bench_dest(b, 0, 0)->active = 3;
	bench_dest(b, 0, 0)->counters.connections = 99;
	bench_service(b, 0)->counters.bytes_in = UINT64_C(1) << 40;
	bench_let_pass(b);
	b->director->pools[0]->view_at_ms -= 1000; /* a second later */
	first = bench_pool(b, 0);
	assert_int_equal(first->real_servers[0].kernel.active, 3);
	assert_int_equal(first->real_servers[0].kernel.connections, 99);
	assert_int_equal(first->kernel.active, 3);
	assert_true(first->kernel.bytes_in == UINT64_C(1) << 40);
	assert_int_equal(first->states[RS_UNCHECKED], 2);
	assert_int_equal(first->checks_len, 2);
	second =
	    view_pool_ref(b->view->pools[1]); /* so that its place is not used again */
	bench_verdict(b, 1, 0, true);
	bench_turn(b);
	assert_ptr_equal(bench_pool(b, 0), first);
	assert_ptr_not_equal(b->view->pools[1], second);
	view_pool_unref(second);
	assert_int_equal(bench_row(b, 1, 0)->state, RS_UP);
	assert_int_equal(b->view->agent.check_runs, 7);
	assert_true(b->view->agent.ipvs_present);
	assert_true(b->view->agent.store_writable);
	bench_free(b);
}

/* The bench's load: 7 tries, of which 4 went well and 2 waited in vain. */
TEST(what_the_checks_of_a_type_do_is_told_by_result_and_by_code)
{
	struct bench *b = bench_new(1, 1);
	const struct view_check_type *type;

	bench_start(b);
	assert_non_null(bench_pool(b, 0));
	assert_int_equal(b->view->check_types_len, 1);
	type = &b->view->check_types[0];
	assert_string_equal(type->type, "tcp");
	assert_int_equal(type->in_flight, 2);
	assert_int_equal(type->waiting, 1);
	assert_string_equal(type->results[0].word, "ok");
	assert_int_equal(type->results[0].count, 4);
	assert_string_equal(type->results[1].word, "fail");
	assert_int_equal(type->results[1].count, 1);
	assert_string_equal(type->results[2].word, "timeout");
	assert_int_equal(type->results[2].count, 2);
	assert_int_equal(type->results[3].count, 0);
	assert_int_equal(type->codes_len, CHECK_CODES - 1);
	assert_string_equal(type->codes[CHECK_CONNECT_REFUSED - 1].word,
	    check_code_word(CHECK_CONNECT_REFUSED));
	assert_int_equal(type->codes[CHECK_CONNECT_REFUSED - 1].count, 1);
	bench_free(b);
}

static void
count_quorum(void *ctx, const char *vs_id, bool met)
{
	(void)vs_id;
	*(int *)ctx += met;
}

/* But for telling that nobody need wait for a quorum that is not looked after. */
TEST(switched_off_it_does_nothing)
{
	struct bench *b = bench_new(1, 1);
	int met = 0;
	struct director_parts parts = {
	    .loop = b->loop, .hooks = {.quorum = count_quorum, .ctx = &met}
        };
	char why[120];

	b->director = director_new(&parts);
	director_configure(b->director, &b->model);
	assert_int_equal(met, 1);
	assert_int_equal(
	    bench_command(b, 0, 0, RS(DRAIN, SAVED)).status, COMMAND_NO_VS);
	director_vrrp_state(b->director, "VI_1", VRRP_MASTER);
	assert_true(director_is_ready(b->director, why, sizeof(why)));
	assert_null(bench_pool(b, 0));
	assert_false(b->view->agent.ipvs_enabled);
	bench_stop(b, true);
	bench_free(b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_verdict_moves_the_table_and_runs_the_scripts),
	    cmocka_unit_test(a_weight_that_a_check_says_is_made_one_of_the_servers),
	    cmocka_unit_test(script_checks_run_as_the_file_says),
	    cmocka_unit_test(many_verdicts_of_one_turn_are_one_plan),
	    cmocka_unit_test(what_alpha_makes_wait_comes_with_its_first_success),
	    cmocka_unit_test(the_sorry_server_serves_while_quorum_is_lost),
	    cmocka_unit_test(
		rows_know_their_places_in_the_file_and_new_ones_come_after),
	    cmocka_unit_test(a_reload_that_changes_one_real_server_is_one_operation),
	    cmocka_unit_test(
		a_reload_keeps_what_is_the_same_and_takes_over_what_is_not),
	    cmocka_unit_test(
		an_edit_goes_before_the_file_until_the_file_says_something_else),
	    cmocka_unit_test(
		a_file_that_changed_while_the_agent_was_away_goes_first_as_well),
	    cmocka_unit_test(
		edits_wait_for_a_virtual_server_that_the_file_lacks_for_a_while),
	    cmocka_unit_test(
		what_left_the_file_while_the_agent_was_away_is_cleared_and_nothing_else),
	    cmocka_unit_test(what_was_cleared_is_not_ours_for_ever),
	    cmocka_unit_test(lvs_flush_clears_at_the_start_what_is_not_ours),
	    cmocka_unit_test(a_stop_leaves_the_table_unless_it_is_to_be_flushed),
	    cmocka_unit_test(omega_runs_the_scripts_of_what_is_up_at_a_stop),
	    cmocka_unit_test(the_sync_daemon_follows_its_instance),
	    cmocka_unit_test(the_timeouts_of_the_file_are_the_kernel_s),
	    cmocka_unit_test(
		rows_show_the_kernel_s_counters_and_unchanged_pools_are_shared),
	    cmocka_unit_test(
		what_the_checks_of_a_type_do_is_told_by_result_and_by_code),
	    cmocka_unit_test(switched_off_it_does_nothing),
	};

	return cmocka_run_group_tests_name("director", tests, NULL, NULL);
}
