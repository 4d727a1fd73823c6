/* SPDX-License-Identifier: Apache-2.0 */
/* Virtual servers made, changed and taken out, end to end: decided, saved, in the
 * kernel, shown, and held against the next file. */
#include "tests/unit/director_bench.h"

#include <errno.h>
#include <string.h>

#include "agent/command_vs.h"
#include "agent/lib/mem.h"

#define SAVED   .persist = COMMAND_PERSIST_STATE
#define UNSAVED .persist = COMMAND_PERSIST_RUNTIME
#define ID(n)   "10.1.0." #n "-80-tcp"

static struct command_vs
named(size_t service)
{
	return (struct command_vs){
	    .family = ADDR_V4, .addr = bench_vip(service), .port = 80};
}

static struct command_reply
add(struct bench *b, size_t service, struct command_vs vs, struct command command)
{
	struct command_vs who = named(service);

	vs.family = who.family;
	vs.addr = who.addr;
	vs.port = who.port;
	command.vs = &vs;
	command.kind = COMMAND_VS_ADD;
	command.actor = "test";
	return director_command(b->director, &command);
}

static struct command_reply
ask(struct bench *b, const char *id, enum command_kind kind, struct command_vs vs,
    struct command command)
{
	command.vs_id = id;
	command.vs = &vs;
	command.kind = kind;
	command.actor = "test";
	return director_command(b->director, &command);
}

/* A real server 10.2.SERVICE.1:80 for one that the model does not have. */
static struct command_reply
add_rs(struct bench *b, size_t service, const char *id)
{
	struct command command = RS(ADD, SAVED, .has_weight = true, .weight = 3);

	command.vs_id = id;
	command.actor = "test";
	command.addr = bench_host(service, 0);
	command.port = 80;
	return director_command(b->director, &command);
}

#define WANTS(bits, ...) ((struct command_vs){.given = (bits), __VA_ARGS__})
#define NOTHING          ((struct command_vs){0})
#define HOW(...)         ((struct command){__VA_ARGS__})
#define SCHEDULER(word)  WANTS(COMMAND_VS_SCHEDULER, .scheduler = word)

TEST(a_new_one_is_in_the_kernel_and_takes_real_servers)
{
	struct bench *b = bench_new(1, 1);
	struct command_reply reply;
	struct view_pool *pool;

	bench_start(b);
	reply = add(b, 5, SCHEDULER("rr"), HOW(SAVED));
	assert_int_equal(reply.status, COMMAND_CREATED);
	assert_true(reply.persisted);
	assert_string_equal(bench_service(b, 5)->scheduler, "rr");
	pool = director_view_pool(b->director, ID(6));
	assert_int_equal(pool->origin, ORIGIN_API);
	assert_true(pool->persisted);
	assert_int_equal(pool->revision, reply.revision);
	assert_int_equal(pool->position, 2); /* behind the one of the file */
	view_pool_unref(pool);
	reply = add_rs(b, 5, ID(6));
	assert_int_equal(reply.status, COMMAND_CREATED);
	assert_int_equal(bench_dest(b, 5, 0)->weight, 3);
	assert_int_equal(add(b, 5, NOTHING, HOW(SAVED)).status, COMMAND_EXISTS);
	bench_free(b);
}

TEST(a_changed_one_keeps_its_real_servers)
{
	struct bench *b = bench_new(1, 2);
	struct command_reply reply;

	bench_start(b);
	reply = ask(b, ID(1), COMMAND_VS_PATCH, SCHEDULER("sh"), HOW(SAVED));
	assert_int_equal(reply.status, COMMAND_DONE);
	assert_string_equal(bench_service(b, 0)->scheduler, "sh");
	assert_int_equal(bench_service(b, 0)->dests_len, 2);
	assert_true(bench_pool(b, 0)->edited);
	assert_int_equal(bench_pool(b, 0)->revision, reply.revision);
	/* A second member joins the first; PUT without it goes back to the file. */
	(void)ask(b, ID(1), COMMAND_VS_PATCH, WANTS(COMMAND_VS_QUORUM, .quorum = 2),
	    HOW(SAVED));
	assert_string_equal(bench_service(b, 0)->scheduler, "sh");
	assert_int_equal(bench_pool(b, 0)->quorum, 2);
	(void)ask(b, ID(1), COMMAND_VS_PUT, NOTHING, HOW(SAVED));
	assert_string_equal(
	    bench_service(b, 0)->scheduler, b->model.virtual_servers[0].scheduler);
	assert_int_equal(bench_pool(b, 0)->quorum, 1);
	assert_false(bench_pool(b, 0)->edited);
	bench_free(b);
}

TEST(one_that_is_taken_out_stays_out_after_a_restart)
{
	struct bench *b = bench_new(2, 1);
	struct command_reply reply;

	bench_start(b);
	bench_command(b, 0, 0, RS(DRAIN, SAVED, .force = true));
	bench_dest(b, 0, 0)->active = 3;
	bench_let_pass(b);
	reply = ask(b, ID(1), COMMAND_VS_REMOVE, NOTHING, HOW(SAVED));
	assert_int_equal(reply.status, COMMAND_CONFLICT);
	assert_string_equal(reply.code, "vs.in_use");
	assert_non_null(bench_service(b, 0));
	reply = ask(b, ID(1), COMMAND_VS_REMOVE, NOTHING, HOW(SAVED, .force = true));
	assert_int_equal(reply.status, COMMAND_DONE);
	assert_null(bench_service(b, 0));
	assert_non_null(bench_service(b, 1));
	bench_stop(b, false);
	bench_start(b);
	assert_null(bench_service(b, 0));
	/* PUT brings back what the file says, and no old edit of its real servers. */
	reply = ask(b, ID(1), COMMAND_VS_PUT, NOTHING, HOW(SAVED));
	assert_int_equal(reply.status, COMMAND_CREATED);
	assert_int_equal(bench_service(b, 0)->dests_len, 1);
	assert_int_equal(bench_row(b, 0, 0)->admin, ADMIN_READY);
	bench_free(b);
}

TEST(a_restart_brings_back_what_was_saved_and_nothing_else)
{
	struct bench *b = bench_new(1, 1);

	bench_start(b);
	(void)add(b, 5, SCHEDULER("rr"), HOW(SAVED));
	(void)add(b, 6, SCHEDULER("rr"), HOW(UNSAVED));
	(void)add_rs(b, 5, ID(6));
	assert_non_null(bench_service(b, 6));
	bench_stop(b, false);
	bench_start(b);
	assert_string_equal(bench_service(b, 5)->scheduler, "rr");
	assert_int_equal(bench_service(b, 5)->dests_len, 1);
	assert_null(bench_service(b, 6)); /* it was ours: cleared away */
	assert_int_equal(
	    ask(b, ID(6), COMMAND_VS_REMOVE, NOTHING, HOW(SAVED)).status, COMMAND_DONE);
	bench_stop(b, false);
	bench_start(b);
	assert_null(bench_service(b, 5));
	bench_free(b);
}

TEST(a_file_that_says_something_new_goes_first)
{
	struct bench *b = bench_new(3, 1);

	bench_start(b);
	(void)ask(b, ID(1), COMMAND_VS_PATCH, SCHEDULER("sh"), HOW(SAVED));
	(void)ask(b, ID(2), COMMAND_VS_PATCH, SCHEDULER("sh"), HOW(SAVED));
	(void)ask(b, ID(3), COMMAND_VS_REMOVE, NOTHING, HOW(SAVED));
	memcpy(b->vs[0].scheduler, "dh", 3);
	bench_reload(b); /* of the second and third it says what it said */
	assert_string_equal(bench_service(b, 0)->scheduler, "dh");
	assert_string_equal(bench_service(b, 1)->scheduler, "sh");
	assert_null(bench_service(b, 2));
	assert_false(bench_pool(b, 0)->edited);
	b->model.virtual_servers_len = 1; /* it names the others no more */
	bench_reload(b);
	assert_null(bench_service(b, 1));
	b->model.virtual_servers_len = 3;
	bench_reload(b);
	assert_string_not_equal(bench_service(b, 1)->scheduler, "sh");
	assert_non_null(bench_service(b, 2));
	bench_free(b);
}

TEST(a_file_that_names_one_of_ours_takes_it_over)
{
	struct bench *b = bench_new(2, 1);

	b->model.virtual_servers_len = 1;
	bench_start(b);
	(void)add(b, 1, SCHEDULER("sh"), HOW(SAVED));
	b->model.virtual_servers_len = 2;
	bench_reload(b);
	assert_string_equal(bench_service(b, 1)->scheduler, b->vs[1].scheduler);
	assert_int_equal(bench_pool(b, 1)->origin, ORIGIN_CONFIG);
	bench_free(b);
}

TEST(what_the_kernel_refuses_is_undone)
{
	struct bench *b = bench_new(1, 1);
	struct command_reply reply;

	bench_start(b);
	b->kernel.fail_key =
	    (struct ipvs_key){.family = ADDR_V4, .addr = bench_vip(5), .port = 80};
	b->kernel.fail_key_errno = ENOENT; /* no such scheduler */
	reply = add(b, 5, SCHEDULER("nonsense"), HOW(SAVED));
	assert_int_equal(reply.status, COMMAND_REFUSED);
	assert_int_equal(reply.kernel_errno, ENOENT);
	assert_null(director_view_pool(b->director, ID(6)));
	b->kernel.fail_key_errno = 0;
	bench_let_pass(b);
	assert_null(bench_service(b, 5)); /* it is not tried again */
	b->kernel.fail_key.addr = bench_vip(0);
	b->kernel.fail_key_errno = ENOENT;
	reply = ask(b, ID(1), COMMAND_VS_PATCH, SCHEDULER("nonsense"), HOW(SAVED));
	assert_int_equal(reply.status, COMMAND_REFUSED);
	b->kernel.fail_key_errno = 0;
	assert_false(bench_pool(b, 0)->edited);
	bench_stop(b, false);
	bench_start(b);
	assert_string_equal(bench_service(b, 0)->scheduler, b->vs[0].scheduler);
	bench_free(b);
}

TEST(without_ipvs_it_is_kept_for_when_it_comes)
{
	struct bench *b = bench_new(1, 1);
	struct command_reply reply;

	b->kernel.absent = true;
	bench_start(b);
	reply = add(b, 5, SCHEDULER("rr"), HOW(SAVED));
	assert_int_equal(reply.status, COMMAND_KERNEL);
	assert_string_equal(reply.code, "kernel.unavailable");
	assert_true(reply.persisted);
	b->kernel.absent = false;
	bench_let_pass(b);
	assert_string_equal(bench_service(b, 5)->scheduler, "rr");
	bench_free(b);
}

TEST(a_plan_of_one_changes_nothing)
{
	struct bench *b = bench_new(1, 1);
	struct command_plan plan = {0};
	uint64_t revision;

	bench_start(b);
	revision = director_revision(b->director);
	(void)add(b, 5, SCHEDULER("rr"), HOW(SAVED, .plan = &plan));
	assert_int_equal(plan.len, 1);
	assert_string_equal(plan.changes[0].op, "IPVS_CMD_NEW_SERVICE");
	assert_string_equal(plan.changes[0].to.scheduler, "rr");
	(void)ask(b, ID(1), COMMAND_VS_PATCH, SCHEDULER("sh"), HOW(.plan = &plan));
	assert_string_equal(plan.changes[1].op, "IPVS_CMD_SET_SERVICE");
	(void)ask(b, ID(1), COMMAND_VS_REMOVE, NOTHING, HOW(.plan = &plan));
	assert_true(plan.quorum_lost);
	assert_false(plan.changes[plan.len - 1].to.is_there);
	assert_null(bench_service(b, 5));
	assert_int_equal(director_revision(b->director), revision);
	mem_free(plan.changes);
	bench_free(b);
}

TEST(what_cannot_be_is_refused_with_its_place)
{
	static const struct {
		struct command_vs wants;
		const char *pointer;
	} cases[] = {
	    {{.given = COMMAND_VS_SCHEDULER, .scheduler = "W LC"},        "/scheduler"},
	    {{.given = COMMAND_VS_QUORUM, .quorum = 0},                   "/quorum"   },
	    {{.given = COMMAND_VS_PERSISTENCE, .persistence_s = 2678401},
             "/persistence_s"							 },
	};
	struct bench *b = bench_new(1, 1);

	bench_start(b);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct command_reply reply = add(b, 5, cases[i].wants, HOW(SAVED));

		assert_int_equal(reply.status, COMMAND_INVALID);
		assert_string_equal(reply.pointer, cases[i].pointer);
	}
	assert_int_equal(
	    ask(b, ID(9), COMMAND_VS_PATCH, NOTHING, HOW(SAVED)).status, COMMAND_NO_VS);
	assert_int_equal(
	    ask(b, ID(1), COMMAND_VS_PATCH, NOTHING, HOW(.if_revision = 999)).status,
	    COMMAND_STALE);
	assert_int_equal(
	    ask(b, ID(1), COMMAND_VS_PUT, NOTHING, HOW(.only_if_absent = true)).status,
	    COMMAND_STALE);
	bench_free(b);
}

/* ---- transactions ---- */

static struct command_reply
batch(struct bench *b, enum command_kind kind)
{
	const struct command command = {.kind = kind, .actor = "test"};

	return director_command(b->director, &command);
}

TEST(a_transaction_that_is_undone_leaves_no_trace)
{
	struct bench *b = bench_new(2, 2);
	const struct view_rs *row;

	bench_start(b);
	bench_command(b, 1, 0, RS(PATCH, .has_weight = true, .weight = 9, SAVED));
	assert_int_equal(batch(b, COMMAND_BEGIN).status, COMMAND_DONE);
	assert_int_equal(batch(b, COMMAND_BEGIN).status, COMMAND_CONFLICT);
	(void)add(b, 5, SCHEDULER("rr"), HOW(SAVED));
	(void)add_rs(b, 5, ID(6));
	bench_command(b, 0, 0, RS(PATCH, .has_weight = true, .weight = 7, SAVED));
	bench_command(b, 1, 0, RS(PATCH, .has_weight = true, .weight = 1, SAVED));
	(void)ask(b, ID(2), COMMAND_VS_PATCH, SCHEDULER("sh"), HOW(SAVED));
	assert_int_equal(bench_service(b, 5)->dests_len, 1); /* each at once */
	assert_int_equal(batch(b, COMMAND_ROLLBACK).status, COMMAND_DONE);
	assert_null(bench_service(b, 5));
	assert_int_equal(bench_dest(b, 0, 0)->weight, 1);
	assert_int_equal(bench_dest(b, 1, 0)->weight, 9);
	assert_string_equal(bench_service(b, 1)->scheduler, b->vs[1].scheduler);
	row = bench_row(b, 0, 0);
	assert_false(row->edited);
	bench_stop(b, false);
	bench_start(b);
	assert_null(bench_service(b, 5));
	assert_int_equal(bench_dest(b, 0, 0)->weight, 1);
	assert_int_equal(bench_dest(b, 1, 0)->weight, 9);
	bench_free(b);
}

TEST(a_transaction_is_saved_in_one_go_at_its_end)
{
	struct bench *b = bench_new(1, 2);

	bench_start(b);
	(void)batch(b, COMMAND_BEGIN);
	(void)add(b, 5, SCHEDULER("rr"), HOW(SAVED));
	(void)add_rs(b, 5, ID(6));
	bench_stop(b, false); /* it dies before the end */
	bench_start(b);
	assert_null(director_view_pool(b->director, ID(6)));
	(void)batch(b, COMMAND_BEGIN);
	(void)add(b, 5, SCHEDULER("rr"), HOW(SAVED));
	(void)add_rs(b, 5, ID(6));
	assert_int_equal(batch(b, COMMAND_COMMIT).status, COMMAND_DONE);
	assert_int_equal(batch(b, COMMAND_COMMIT).status, COMMAND_CONFLICT);
	bench_stop(b, false);
	bench_start(b);
	assert_int_equal(bench_service(b, 5)->dests_len, 1);
	bench_free(b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_new_one_is_in_the_kernel_and_takes_real_servers),
	    cmocka_unit_test(a_changed_one_keeps_its_real_servers),
	    cmocka_unit_test(one_that_is_taken_out_stays_out_after_a_restart),
	    cmocka_unit_test(a_restart_brings_back_what_was_saved_and_nothing_else),
	    cmocka_unit_test(a_file_that_says_something_new_goes_first),
	    cmocka_unit_test(a_file_that_names_one_of_ours_takes_it_over),
	    cmocka_unit_test(what_the_kernel_refuses_is_undone),
	    cmocka_unit_test(without_ipvs_it_is_kept_for_when_it_comes),
	    cmocka_unit_test(a_plan_of_one_changes_nothing),
	    cmocka_unit_test(what_cannot_be_is_refused_with_its_place),
	    cmocka_unit_test(a_transaction_that_is_undone_leaves_no_trace),
	    cmocka_unit_test(a_transaction_is_saved_in_one_go_at_its_end),
	};

	return cmocka_run_group_tests_name("director_vs", tests, NULL, NULL);
}
