/* SPDX-License-Identifier: Apache-2.0 */
/* A virtual server of a group: one pool, one check of each real server, many services
 * of the kernel. */
#include "tests/unit/director_bench.h"

#include <string.h>

/* 10.1.0.1 to .3 port 80, 10.1.0.9 port 81, mark 7. */
static const struct model_group_entry entries[] = {
    {.family = ADDR_V4, .first = {ADDR_V4, {10, 1, 0, 1}}, .len = 3, .port = 80},
    {.family = ADDR_V4,
     .first = {ADDR_V4, {10, 1, 0, 9}},
     .len = 1,
     .port = 81,
     .begin = 3},
    {.fwmark = 7,        .len = 1,					   .begin = 4						  },
};
static const struct model_server_group group = {
    .name = "WEB", .entries = entries, .entries_len = 3, .services_len = 5};
static const struct model_server_group smaller = {
    .name = "WEB", .entries = entries, .entries_len = 1, .services_len = 3};

enum { HOSTS = 2 };

static struct bench *
group_bench(void)
{
	struct bench *b = bench_new(1, HOSTS);

	b->vs[0].group = &group;
	b->vs[0].addr = (struct addr){0};
	b->vs[0].port = 0;
	model_vs_id(&b->vs[0], b->vs[0].id);
	return b;
}

/* The group's services, and how many real servers all of them have in the kernel. */
static size_t
dests_in_all(const struct bench *b)
{
	size_t dests = 0;

	for (size_t i = 0; i < b->kernel.table.len; i++)
		dests += b->kernel.table.services[i].dests_len;
	return dests;
}

TEST(each_address_is_a_service_and_each_real_server_is_checked_once)
{
	static const uint16_t ports[] = {80, 80, 80, 81, 0};
	struct bench *b = group_bench();

	bench_start(b);
	assert_string_equal(b->vs[0].id, "group-WEB-tcp");
	assert_int_equal(b->kernel.table.len, 5);
	assert_int_equal(dests_in_all(b), 5 * HOSTS);
	assert_int_equal(bench_world.checks_len, HOSTS);
	for (size_t i = 0; i < 5; i++) {
		struct ipvs_key key = {.family = ADDR_V4, .fwmark = 7};
		const struct ipvs_service *service;

		if (i < 4)
			key = (struct ipvs_key){.family = ADDR_V4,
			    .protocol = PROTOCOL_TCP,
			    .addr =
				addr_v4(i < 3 ? 0x0a010001 + (uint32_t)i : 0x0a010009),
			    .port = ports[i]};
		service = fake_kernel_service(&b->kernel, &key);
		assert_non_null(service);
		assert_int_equal(service->dests[0].port, ports[i]);
	}
	bench_free(b);
}

TEST(a_verdict_and_a_drain_reach_every_service)
{
	struct bench *b = group_bench();
	struct command_reply reply;

	bench_start(b);
	reply = bench_command(b, 0, 0, RS(DRAIN, .persist = COMMAND_PERSIST_STATE));
	assert_int_equal(reply.status, COMMAND_ACCEPTED);
	for (size_t i = 0; i < b->kernel.table.len; i++) {
		struct ipvs_service *service = &b->kernel.table.services[i];

		ipvs_service_sort(service);
		assert_int_equal(service->dests[0].weight, 0);
		assert_int_equal(service->dests[1].weight, 1);
	}
	bench_verdict(b, 0, 1, false);
	bench_turn(b);
	assert_int_equal(dests_in_all(b), 5);
	bench_free(b);
}

TEST(the_view_has_the_group_its_addresses_and_sums)
{
	struct bench *b = group_bench();
	const struct view_pool *pool;

	bench_start(b);
	for (size_t i = 0; i < b->kernel.table.len; i++) {
		b->kernel.table.services[i].counters.connections = 4;
		b->kernel.table.services[i].dests[0].active = 3;
	}
	bench_let_pass(b);
	pool = bench_pool(b, 0);
	assert_string_equal(pool->group, "WEB");
	assert_int_equal(pool->entries_len, 3);
	assert_int_equal(addr_to_v4(&pool->entries[0].last), 0x0a010003);
	assert_int_equal(pool->entries[2].fwmark, 7);
	assert_true(pool->kernel.present);
	assert_int_equal(pool->kernel.connections, 20);
	assert_int_equal(pool->kernel.active, 15);
	assert_int_equal(pool->state, VS_UP);
	bench_free(b);
}

TEST(what_a_group_loses_by_a_reload_leaves_the_kernel_after_a_restart_too)
{
	struct bench *b = group_bench();

	bench_start(b);
	b->vs[0].group = &smaller;
	bench_reload(b);
	assert_int_equal(b->kernel.table.len, 3);
	bench_stop(b, true);
	assert_int_equal(b->kernel.table.len, 3);
	/* A restart without it: what is ours is remembered, and goes. */
	b->model.virtual_servers_len = 0;
	bench_start(b);
	assert_int_equal(b->kernel.table.len, 0);
	bench_free(b);
}

TEST(one_service_that_the_kernel_refuses_makes_the_virtual_server_be_in_error)
{
	struct bench *b = group_bench();

	b->kernel.fail_key = (struct ipvs_key){.family = ADDR_V4,
	    .protocol = PROTOCOL_TCP,
	    .addr = addr_v4(0x0a010002),
	    .port = 80};
	b->kernel.fail_key_errno = 12;
	bench_start(b);
	assert_int_equal(b->kernel.table.len, 4);
	assert_int_equal(bench_pool(b, 0)->state, VS_ERROR);
	b->kernel.fail_key_errno = 0;
	bench_let_pass(b);
	assert_int_equal(b->kernel.table.len, 5);
	assert_int_equal(bench_pool(b, 0)->state, VS_UP);
	bench_free(b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(
		each_address_is_a_service_and_each_real_server_is_checked_once),
	    cmocka_unit_test(a_verdict_and_a_drain_reach_every_service),
	    cmocka_unit_test(the_view_has_the_group_its_addresses_and_sums),
	    cmocka_unit_test(
		what_a_group_loses_by_a_reload_leaves_the_kernel_after_a_restart_too),
	    cmocka_unit_test(
		one_service_that_the_kernel_refuses_makes_the_virtual_server_be_in_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
