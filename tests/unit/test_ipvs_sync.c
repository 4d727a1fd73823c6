/* SPDX-License-Identifier: Apache-2.0 */
/* On the kernel in memory; the loop never runs: time is what the tests say. */
#include "tests/unit/unit.h"

#include <errno.h>

#include "agent/ipvs/ipvs_sync.h"
#include "agent/sys/loop.h"
#include "tests/fake/fake_kernel.h"
#include "tests/unit/ipvs_make.h"

struct bench {
	struct loop *loop;
	struct fake_kernel fake;
	struct ipvs_sync *sync;
	struct instant now;
	unsigned observed, drifted;
	size_t mended; /* operations that were told */
};

static void
count_observed(void *ctx)
{
	struct bench *b = ctx;

	b->observed++;
}

static void
count_drifted(
    void *ctx, const struct ipvs_key *key, size_t operations, const char *what)
{
	struct bench *b = ctx;
	struct ipvs_key ours = make_key(166, 80);

	assert_int_equal(ipvs_key_cmp(key, &ours), 0);
	assert_string_not_equal(what, "");
	b->drifted++;
	b->mended += operations;
}

static int
set_up(void **state)
{
	struct bench *b = mem_new(1, sizeof(*b));
	const struct ipvs_sync_hooks hooks = {
	    .observed = count_observed, .drifted = count_drifted, .ctx = b};

	b->loop = loop_new();
	fake_kernel_init(&b->fake);
	b->sync = ipvs_sync_new(b->loop, &b->fake.kernel, &hooks);
	b->now = loop_now(b->loop);
	*state = b;
	return 0;
}

static int
tear_down(void **state)
{
	struct bench *b = *state;

	ipvs_sync_free(b->sync);
	fake_kernel_fini(&b->fake);
	loop_free(b->loop);
	mem_free(b);
	return 0;
}

/* All that is due in the next `ms`, at its time. */
static void
pass(struct bench *b, int64_t ms)
{
	struct instant end = instant_add(b->now, span_ms(ms));

	for (int turns = 0; turns < 10000; turns++) {
		struct instant due = ipvs_sync_turn(b->sync, b->now);

		if (!instant_reached(due, end))
			break;
		if (instant_before(b->now, due))
			b->now = due;
	}
	b->now = end;
}

static struct ipvs_failure
set(struct bench *b, struct ipvs_table desired, struct ipvs_table owned)
{
	return ipvs_sync_set(b->sync, &desired, &owned);
}

static void
set_ok(struct bench *b, struct ipvs_table desired)
{
	assert_null(set(b, desired, (struct ipvs_table){0}).op);
}

/* Destinations that the kernel has at 10.1.1.166:80; -1: no such service. */
static int
kernel_has(const struct bench *b)
{
	struct ipvs_key key = make_key(166, 80);
	const struct ipvs_service *service = fake_kernel_service(&b->fake, &key);

	return service ? (int)service->dests_len : -1;
}

/* Somebody else does this. */
static void
other_does(
    struct bench *b, enum ipvs_op_kind kind, struct ipvs_key key, struct ipvs_dest dest)
{
	struct ipvs_op op = {.kind = kind, .service = make_service(key), .dest = dest};

	assert_int_equal(fake_kernel_do(&b->fake, &op), 0);
}

static struct ipvs_service
service_of(uint8_t dests)
{
	struct ipvs_table table = make_table(dests);
	struct ipvs_service service = ipvs_service_dup(&table.services[0]);

	ipvs_table_fini(&table);
	return service;
}

static struct ipvs_failure
edit(struct bench *b, struct ipvs_service service)
{
	return ipvs_sync_set_service(b->sync, &service);
}

static void
what_is_set_is_in_the_kernel_at_once(void **state)
{
	struct bench *b = *state;
	struct ipvs_key key = make_key(166, 80);

	set_ok(b, make_table(3));
	assert_int_equal(kernel_has(b), 3);
	assert_int_equal(ipvs_sync_status(b->sync)->operations, 4);
	assert_string_equal(ipvs_sync_status(b->sync)->version, "1.2.1");
	assert_int_equal(ipvs_sync_observed(b->sync, &key)->dests_len, 3);
	assert_true(ipvs_sync_is_owned(b->sync, &key, NULL));
}

static void
a_table_that_is_there_already_is_adopted_untouched(void **state)
{
	struct bench *b = *state;
	struct ipvs_key key = make_key(166, 80);

	ipvs_table_fini(&b->fake.table);
	b->fake.table = make_table(3);
	set_ok(b, make_table(3));
	assert_int_equal(b->fake.ops, 0);
	assert_true(ipvs_sync_is_owned(b->sync, &key, NULL));
	assert_int_equal(ipvs_sync_status(b->sync)->drift, 0);
}

static void
an_edit_of_one_service_is_one_op_and_no_dump(void **state)
{
	struct bench *b = *state;
	struct ipvs_service service = service_of(3);
	size_t dumps, ops;

	set_ok(b, make_table(3));
	dumps = b->fake.dest_dumps + b->fake.service_dumps;
	ops = b->fake.ops;
	service.dests[1].weight = 5;
	assert_null(edit(b, service).op);
	assert_int_equal(b->fake.ops, ops + 1);
	assert_int_equal(b->fake.dest_dumps + b->fake.service_dumps, dumps);
	pass(b, 3000);
	assert_int_equal(b->fake.ops, ops + 1);
	assert_int_equal(ipvs_sync_status(b->sync)->drift, 0);
}

static void
one_destination_is_set_and_the_others_stay(void **state)
{
	struct bench *b = *state;
	struct ipvs_key key = make_key(166, 80);
	struct ipvs_dest second = make_dest(2, 7), fourth = make_dest(4, 1);
	size_t dumps, ops;

	set_ok(b, make_table(3));
	dumps = b->fake.dest_dumps + b->fake.service_dumps;
	ops = b->fake.ops;
	assert_null(ipvs_sync_set_dest(b->sync, &key, &second).op);
	assert_null(ipvs_sync_set_dest(b->sync, &key, &second).op); /* as it is */
	assert_null(ipvs_sync_set_dest(b->sync, &key, &fourth).op); /* a new one */
	assert_int_equal(b->fake.ops, ops + 2);
	assert_int_equal(b->fake.dest_dumps + b->fake.service_dumps, dumps);
	assert_int_equal(kernel_has(b), 4);
	assert_true(ipvs_sync_is_owned(b->sync, &key, &fourth));
	pass(b, 3000);
	assert_int_equal(b->fake.ops, ops + 2);
	assert_int_equal(ipvs_sync_status(b->sync)->drift, 0);
	assert_int_equal(ipvs_service_find(ipvs_sync_observed(b->sync, &key),
			     &second.addr, second.port)
			     ->weight,
	    7);
}

static void
a_destination_of_a_service_that_is_not_there_brings_all_of_it(void **state)
{
	struct bench *b = *state;
	struct ipvs_key key = make_key(166, 80);
	struct ipvs_dest second = make_dest(2, 7);

	b->fake.fail_at = 1;
	b->fake.fail_errno = ENOMEM;
	assert_non_null(
	    set(b, make_table(3), (struct ipvs_table){0}).op); /* no service */
	assert_int_equal(kernel_has(b), -1);
	assert_null(ipvs_sync_set_dest(b->sync, &key, &second).op);
	assert_int_equal(kernel_has(b), 3);
}

static void
a_destination_that_the_kernel_refuses_is_tried_again(void **state)
{
	struct bench *b = *state;
	struct ipvs_key key = make_key(166, 80);
	struct ipvs_dest fourth = make_dest(4, 1);

	set_ok(b, make_table(3));
	b->fake.fail_at = 1;
	b->fake.fail_errno = ENOMEM;
	assert_int_equal(ipvs_sync_set_dest(b->sync, &key, &fourth).err, ENOMEM);
	assert_int_equal(kernel_has(b), 3);
	pass(b, 200);
	assert_int_equal(kernel_has(b), 4);
	assert_int_equal(ipvs_sync_status(b->sync)->drift, 0);
}

static void
a_destination_that_an_edit_leaves_out_goes(void **state)
{
	struct bench *b = *state;
	struct ipvs_key key = make_key(166, 80);
	struct ipvs_dest third = make_dest(3, 1);

	set_ok(b, make_table(3));
	assert_null(edit(b, service_of(2)).op);
	assert_int_equal(kernel_has(b), 2);
	assert_false(ipvs_sync_is_owned(b->sync, &key, &third));
	other_does(b, IPVS_NEW_DEST, key, third); /* now it is not ours */
	pass(b, 3000);
	assert_int_equal(kernel_has(b), 3);
}

static void
what_others_change_of_ours_is_mended_within_a_second_counted_and_told(void **state)
{
	struct bench *b = *state;
	struct ipvs_key key = make_key(166, 80);

	set_ok(b, make_table(3));
	other_does(b, IPVS_DEL_DEST, key, make_dest(2, 1));
	other_does(b, IPVS_SET_DEST, key, make_dest(1, 9));
	pass(b, 900);
	assert_int_equal(kernel_has(b), 3);
	assert_int_equal(ipvs_sync_status(b->sync)->drift, 2);
	assert_int_equal(b->drifted, 1);
	other_does(b, IPVS_DEL_SERVICE, key, (struct ipvs_dest){0});
	pass(b, 900);
	assert_int_equal(kernel_has(b), 3);
	assert_int_equal(ipvs_sync_status(b->sync)->drift, 6);
	assert_int_equal(b->drifted, 2);
	assert_int_equal(b->mended, 6);
	pass(b, 3000);
	assert_int_equal(ipvs_sync_status(b->sync)->drift, 6);
	assert_int_equal(ipvs_sync_status(b->sync)->errors, 0);
}

static void
what_others_add_is_shown_and_left_alone(void **state)
{
	struct bench *b = *state;
	struct ipvs_key ours = make_key(166, 80), theirs = make_key(9, 80);
	struct ipvs_dest dest = make_dest(99, 1);

	set_ok(b, make_table(3));
	other_does(b, IPVS_NEW_SERVICE, theirs, (struct ipvs_dest){0});
	other_does(b, IPVS_NEW_DEST, theirs, dest);
	other_does(b, IPVS_NEW_DEST, ours, dest);
	pass(b, 2000);
	assert_int_equal(kernel_has(b), 4);
	assert_int_equal(ipvs_sync_observed(b->sync, &theirs)->dests_len, 1);
	assert_false(ipvs_sync_is_owned(b->sync, &theirs, NULL));
	assert_false(ipvs_sync_is_owned(b->sync, &ours, &dest));
	assert_null(ipvs_sync_remove_owned(b->sync).op);
	pass(b, 2000);
	assert_int_equal(kernel_has(b), 1);
	assert_non_null(fake_kernel_service(&b->fake, &theirs));
	assert_int_equal(ipvs_sync_status(b->sync)->drift, 0);
}

static void
what_an_earlier_run_left_goes_when_it_is_not_desired(void **state)
{
	struct bench *b = *state;
	struct ipvs_table before = make_table(2);

	other_does(b, IPVS_NEW_SERVICE, before.services[0].key, (struct ipvs_dest){0});
	other_does(b, IPVS_NEW_DEST, before.services[0].key, make_dest(1, 1));
	assert_null(set(b, (struct ipvs_table){0}, before).op);
	assert_int_equal(kernel_has(b), -1);
	assert_int_equal(ipvs_sync_owned_table(b->sync)->len, 0);
}

static void
without_ipvs_it_asks_again_every_five_seconds_and_keeps_all(void **state)
{
	struct bench *b = *state;
	static const int64_t probes_ms[] = {250, 500, 1000, 2000, 4000, 5000, 5000};
	size_t probes;

	b->fake.absent = true;
	set_ok(b, make_table(3));
	assert_false(ipvs_sync_status(b->sync)->available);
	assert_string_equal(
	    ipvs_sync_status(b->sync)->error, "the kernel has no IPVS (module ip_vs)");
	probes = b->fake.probes;
	for (size_t i = 0; i < sizeof(probes_ms) / sizeof(probes_ms[0]); i++) {
		pass(b, probes_ms[i] - 1);
		assert_int_equal(b->fake.probes, probes + i);
		pass(b, 1);
		assert_int_equal(b->fake.probes, probes + i + 1);
	}
	assert_null(edit(b, service_of(4)).op);
	assert_int_equal(b->fake.ops, 0);
	b->fake.absent = false;
	pass(b, 5001);
	assert_int_equal(kernel_has(b), 4);
	assert_true(ipvs_sync_status(b->sync)->available);
	assert_string_equal(ipvs_sync_status(b->sync)->error, "");
	assert_int_equal(ipvs_sync_status(b->sync)->drift, 0);
}

static void
when_ipvs_goes_and_comes_back_all_is_loaded_again(void **state)
{
	struct bench *b = *state;
	struct ipvs_key key = make_key(166, 80);
	unsigned before;

	set_ok(b, make_table(3));
	before = b->observed;
	ipvs_table_fini(&b->fake.table);
	b->fake.absent = true;
	pass(b, 1100);
	assert_false(ipvs_sync_status(b->sync)->available);
	assert_null(ipvs_sync_observed(b->sync, &key));
	assert_int_equal(b->observed, before + 1);
	b->fake.absent = false;
	pass(b, 5001);
	assert_int_equal(kernel_has(b), 3);
	assert_int_equal(ipvs_sync_status(b->sync)->drift, 0);
}

static void
a_failed_op_is_told_and_tried_again_within_a_second(void **state)
{
	struct bench *b = *state;
	struct ipvs_failure failure;

	set_ok(b, make_table(3));
	b->fake.fail_at = 1;
	b->fake.fail_errno = ENOMEM;
	failure = edit(b, service_of(4));
	assert_string_equal(failure.op, "IPVS_CMD_NEW_DEST");
	assert_int_equal(failure.err, ENOMEM);
	assert_int_equal(kernel_has(b), 3);
	pass(b, 200);
	assert_int_equal(kernel_has(b), 4);
	assert_int_equal(ipvs_sync_status(b->sync)->errors, 1);
	assert_int_equal(ipvs_sync_status(b->sync)->drift, 0);
	assert_string_equal(
	    ipvs_sync_status(b->sync)->last_failure.op, "IPVS_CMD_NEW_DEST");
}

static void
an_edit_on_a_stale_observation_is_put_right_by_looking(void **state)
{
	struct bench *b = *state;
	struct ipvs_service service = service_of(3);

	set_ok(b, make_table(3));
	other_does(b, IPVS_DEL_DEST, make_key(166, 80), make_dest(2, 1));
	service.dests[1].weight = 7;
	assert_int_equal(edit(b, service).err, ENOENT);
	pass(b, 200);
	assert_int_equal(kernel_has(b), 3);
}

static void
a_service_that_fails_for_good_does_not_hinder_the_others(void **state)
{
	struct bench *b = *state;
	struct ipvs_table desired = make_table(3);
	struct ipvs_service other = make_service(make_key(1, 80));
	struct ipvs_failure failure;
	size_t ops;

	memcpy(other.scheduler, "no_such", 8);
	for (unsigned i = 0; i < 250; i++)
		add_dest(&other, make_dest((uint8_t)i, 1));
	ipvs_table_put(&desired, &other);
	failure = set(b, desired, (struct ipvs_table){0});
	assert_string_equal(failure.op, "IPVS_CMD_NEW_SERVICE");
	assert_int_equal(failure.err, ENOENT);
	assert_int_equal(kernel_has(b), 3);
	/* A batch of the failing one, 150 not even sent, 4 ops of the good one. */
	assert_int_equal(b->fake.ops, 104);
	ops = b->fake.ops;
	pass(b, 60000);
	/* 0.1, 1.1, .. 4.1, then each 5 s: 5 + 11 tries of 100 ops in the minute */
	assert_int_equal(b->fake.ops - ops, 1600);
	assert_int_equal(ipvs_sync_status(b->sync)->drift, 0);
}

static void
a_large_table_is_seen_slice_by_slice(void **state)
{
	struct bench *b = *state;
	struct ipvs_table desired = {0};
	uint64_t scans;
	size_t dumps;

	for (uint8_t i = 0; i < 100; i++) {
		struct ipvs_service service = make_service(make_key(i, 80));

		for (uint8_t j = 0; j < 100; j++)
			add_dest(&service, make_dest(j, 1));
		ipvs_table_put(&desired, &service);
	}
	set_ok(b, desired);
	scans = ipvs_sync_status(b->sync)->scans;
	b->now = instant_add(b->now, span_ms(1000));
	for (int i = 0; ipvs_sync_status(b->sync)->scans == scans && i < 100; i++) {
		dumps = b->fake.dest_dumps;
		b->now = ipvs_sync_turn(b->sync, b->now);
		assert_true(b->fake.dest_dumps - dumps <= 3);
	}
	assert_int_equal(ipvs_sync_status(b->sync)->scans, scans + 1);
	assert_true(instant_since(b->now, loop_now(b->loop)).ns <= span_ms(2000).ns);
}

static void
each_round_is_told_once(void **state)
{
	struct bench *b = *state;
	unsigned before;

	set_ok(b, make_table(3));
	before = b->observed;
	pass(b, 10500);
	assert_in_range(b->observed - before, 12, 13); /* 10500 / 800 */
}

/* ---- sync daemons and timeouts ---- */

static const struct model_sync_daemon on_eth0 = {.interface = "eth0", .sync_id = 51};

static void
a_sync_daemon_is_started_kept_and_stopped(void **state)
{
	struct bench *b = *state;

	set_ok(b, make_table(1));
	assert_null(ipvs_sync_daemon(b->sync, &on_eth0, IPVS_DAEMON_BACKUP).op);
	assert_int_equal(b->fake.daemons_len, 1);
	assert_int_equal(b->fake.daemons[0].role, IPVS_DAEMON_BACKUP);
	b->fake.daemons_len = 0; /* somebody stops it */
	pass(b, 1100);
	assert_int_equal(b->fake.daemons_len, 1);
	assert_null(ipvs_sync_daemon(b->sync, &on_eth0, IPVS_DAEMON_MASTER).op);
	assert_int_equal(b->fake.daemons_len, 1);
	assert_int_equal(b->fake.daemons[0].role, IPVS_DAEMON_MASTER);
	b->fake.daemons[0].sync_id = 52; /* somebody starts another */
	pass(b, 1100);
	assert_int_equal(b->fake.daemons[0].sync_id, 51);
	assert_null(ipvs_sync_daemon(b->sync, NULL, 0).op);
	assert_int_equal(b->fake.daemons_len, 0);
}

static void
a_sync_daemon_that_we_were_not_told_of_is_left_alone(void **state)
{
	struct bench *b = *state;

	(void)b->fake.kernel.ops->daemon_start(
	    &b->fake.kernel, IPVS_DAEMON_MASTER, &on_eth0);
	set_ok(b, make_table(1));
	assert_null(ipvs_sync_daemon(b->sync, NULL, 0).op);
	pass(b, 2500);
	assert_int_equal(b->fake.daemons_len, 1);
}

static void
a_sync_daemon_that_cannot_start_is_tried_each_round(void **state)
{
	struct bench *b = *state;
	struct model_sync_daemon bad = on_eth0;
	struct ipvs_failure failure;

	memcpy(bad.interface, "no_such", 8);
	set_ok(b, make_table(1));
	failure =
	    ipvs_sync_daemon(b->sync, &bad, IPVS_DAEMON_MASTER | IPVS_DAEMON_BACKUP);
	assert_string_equal(failure.op, "IPVS_CMD_NEW_DAEMON");
	assert_int_equal(failure.err, ENODEV);
	pass(b, 3100);
	/* both roles, now and in three rounds */
	assert_int_equal(ipvs_sync_status(b->sync)->errors, 8);
}

static void
roles_and_timeouts_are_set_once_ipvs_is_there(void **state)
{
	struct bench *b = *state;

	b->fake.absent = true;
	set_ok(b, make_table(1));
	assert_null(ipvs_sync_timeouts(b->sync, 900, 0, 300).op);
	assert_null(ipvs_sync_daemon(b->sync, &on_eth0, IPVS_DAEMON_MASTER).op);
	b->fake.absent = false;
	pass(b, 5001);
	assert_int_equal(b->fake.timeouts.tcp_s, 900);
	assert_int_equal(b->fake.timeouts.udp_s, 300);
	assert_int_equal(b->fake.daemons_len, 1);
}

int
main(void)
{
#define SYNC_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
	    SYNC_TEST(what_is_set_is_in_the_kernel_at_once),
	    SYNC_TEST(a_table_that_is_there_already_is_adopted_untouched),
	    SYNC_TEST(an_edit_of_one_service_is_one_op_and_no_dump),
	    SYNC_TEST(one_destination_is_set_and_the_others_stay),
	    SYNC_TEST(a_destination_of_a_service_that_is_not_there_brings_all_of_it),
	    SYNC_TEST(a_destination_that_the_kernel_refuses_is_tried_again),
	    SYNC_TEST(a_destination_that_an_edit_leaves_out_goes),
	    SYNC_TEST(
		what_others_change_of_ours_is_mended_within_a_second_counted_and_told),
	    SYNC_TEST(what_others_add_is_shown_and_left_alone),
	    SYNC_TEST(what_an_earlier_run_left_goes_when_it_is_not_desired),
	    SYNC_TEST(without_ipvs_it_asks_again_every_five_seconds_and_keeps_all),
	    SYNC_TEST(when_ipvs_goes_and_comes_back_all_is_loaded_again),
	    SYNC_TEST(a_failed_op_is_told_and_tried_again_within_a_second),
	    SYNC_TEST(an_edit_on_a_stale_observation_is_put_right_by_looking),
	    SYNC_TEST(a_service_that_fails_for_good_does_not_hinder_the_others),
	    SYNC_TEST(a_large_table_is_seen_slice_by_slice),
	    SYNC_TEST(each_round_is_told_once),
	    SYNC_TEST(a_sync_daemon_is_started_kept_and_stopped),
	    SYNC_TEST(a_sync_daemon_that_we_were_not_told_of_is_left_alone),
	    SYNC_TEST(a_sync_daemon_that_cannot_start_is_tried_each_round),
	    SYNC_TEST(roles_and_timeouts_are_set_once_ipvs_is_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
