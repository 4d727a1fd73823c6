/* SPDX-License-Identifier: Apache-2.0 */
/* A pool whose virtual server is a group: many services, one set of real servers. */
#include "tests/unit/pool_bench.h"

#include "agent/ipvs/ipvs_services.h"
#include "agent/lib/mem.h"

/* 10.0.9.254-10.0.10.1 port 80, 2001:db8::ffff-2001:db8::1:0 port 81, mark 7. */
static const struct model_group_entry entries[] = {
    {.family = ADDR_V4, .first = {ADDR_V4, {10, 0, 9, 254}}, .len = 4,   .port = 80},
    {.family = ADDR_V6,
     .first = {ADDR_V6, {0x20, 1, 0xd, 0xb8, [14] = 0xff, [15] = 0xff}},
     .len = 2,
     .port = 81,
     .begin = 4},
    {.fwmark = 7,        .len = 1,					     .begin = 6						      },
};
static const struct model_server_group group = {
    .name = "WEB", .entries = entries, .entries_len = 3, .services_len = 7};

static const uint32_t weights[] = {3, 5};

static struct bench *
group_bench(void)
{
	struct bench *b = bench_with(weights, 2);

	b->vs.group = &group;
	b->vs.port = 0;
	b->vs.addr = (struct addr){0};
	b->vs.persistence_s = 60;
	b->vs.persistence_netmask_be = 0x00ffffff;
	b->specs[0].forward = b->specs[1].forward = FORWARD_TUN;
	b->specs[1].port = 8080;
	(void)configure(b);
	return b;
}

TEST(a_group_is_a_service_for_each_address_and_mark_in_its_order)
{
	static const char *const texts[] = {"10.0.9.254:80/tcp", "10.0.9.255:80/tcp",
	    "10.0.10.0:80/tcp", "10.0.10.1:80/tcp", "[2001:db8::ffff]:81/tcp",
	    "[2001:db8::1:0]:81/tcp", "fwmark 7"};
	struct bench *b = group_bench();
	char text[IPVS_KEY_TEXT_SIZE];

	assert_int_equal(ipvs_services_len(&b->vs), 7);
	for (size_t i = 0; i < 7; i++) {
		struct ipvs_key key = ipvs_services_key(&b->vs, i);

		assert_string_equal(ipvs_key_format(&key, text), texts[i]);
	}
	bench_free(b);
}

TEST(without_a_group_there_is_one_service)
{
	struct bench *b = bench_with(weights, 2);
	struct ipvs_service desired;
	char text[IPVS_KEY_TEXT_SIZE];

	(void)configure(b);
	assert_int_equal(ipvs_services_len(&b->vs), 1);
	desired = ipvs_services_desired(&b->pool, 0);
	assert_string_equal(ipvs_key_format(&desired.key, text), "10.0.0.1:80/tcp");
	assert_int_equal(desired.dests_len, 2);
	ipvs_service_fini(&desired);
	bench_free(b);
}

TEST(each_service_has_all_real_servers_at_its_own_port)
{
	static const uint16_t ports[] = {80, 80, 80, 80, 81, 81, 0};
	struct bench *b = group_bench();

	for (size_t i = 0; i < 7; i++) {
		struct ipvs_service desired = ipvs_services_desired(&b->pool, i);

		assert_int_equal(desired.dests_len, 2);
		assert_int_equal(desired.dests[0].port, ports[i]);
		assert_int_equal(desired.dests[1].port, ports[i]);
		assert_int_equal(desired.dests[1].weight, 5);
		/* The mask is IPv4's. */
		assert_int_equal(
		    desired.netmask_be, desired.key.family == ADDR_V4 ? 0x00ffffff : 0);
		ipvs_service_fini(&desired);
	}
	bench_free(b);
}

TEST(nat_keeps_the_real_servers_port_in_each_service_and_the_list_in_order)
{
	struct bench *b = group_bench();

	/* One address: by NAT at 8080, and tunnelled, which takes the service's. */
	b->specs[0].port = 8080;
	b->specs[0].forward = FORWARD_NAT;
	b->specs[1].addr = b->specs[0].addr;
	b->specs[1].port = 9000;
	(void)configure(b);
	for (size_t i = 0; i < 7; i++) {
		struct ipvs_service desired = ipvs_services_desired(&b->pool, i);

		assert_int_equal(desired.dests[1].port, 8080);
		assert_int_equal(desired.dests[1].forward, FORWARD_NAT);
		assert_true(ipvs_dest_cmp(&desired.dests[0], &desired.dests[1]) < 0);
		ipvs_service_fini(&desired);
	}
	bench_free(b);
}

/* ---- what was observed ---- */

static struct ipvs_table
table_of(const struct bench *b)
{
	struct ipvs_table table = {0};

	for (size_t i = 0; i < ipvs_services_len(&b->vs); i++) {
		struct ipvs_service service = ipvs_services_desired(&b->pool, i);

		service.counters.connections = 10;
		service.dests[1].active = 1;
		service.dests[1].counters.packets_in = 3;
		ipvs_table_put(&table, &service);
	}
	return table;
}

TEST(what_all_services_have_is_summed)
{
	struct bench *b = group_bench();
	struct ipvs_table table = table_of(b);
	struct ipvs_service got;

	assert_true(ipvs_services_gather(&b->pool, &table, &got));
	assert_int_equal(got.counters.connections, 70);
	assert_int_equal(got.dests_len, 2);
	assert_int_equal(got.dests[1].active, 7);
	assert_int_equal(got.dests[1].port, 8080); /* as the pool says it */
	assert_int_equal(got.dests[1].weight, 5);
	assert_int_equal(got.dests[1].counters.packets_in, 21);
	ipvs_pool_observe(&b->pool, &got);
	assert_true(ipvs_pool_is_applied(&b->pool));
	ipvs_service_fini(&got);
	ipvs_table_fini(&table);
	bench_free(b);
}

TEST(one_service_that_differs_makes_the_pool_differ)
{
	struct bench *b = group_bench();
	struct ipvs_table table = table_of(b);
	struct ipvs_service got;

	table.services[2].dests[0].weight = 9;
	assert_true(ipvs_services_gather(&b->pool, &table, &got));
	assert_int_equal(got.dests[0].weight, 9);
	ipvs_pool_observe(&b->pool, &got);
	assert_false(ipvs_pool_is_applied(&b->pool));
	ipvs_service_fini(&got);

	table.services[2].dests_len = 1; /* its second one is missing */
	assert_true(ipvs_services_gather(&b->pool, &table, &got));
	assert_int_equal(got.dests_len, 1);
	ipvs_service_fini(&got);
	ipvs_table_fini(&table);
	bench_free(b);
}

TEST(without_one_of_its_services_a_group_is_not_there)
{
	struct bench *b = group_bench();
	struct ipvs_table table = table_of(b);
	struct ipvs_key key = ipvs_services_key(&b->vs, 3);
	struct ipvs_service got = {.dests_len = 99};

	ipvs_table_remove(&table, &key);
	assert_false(ipvs_services_gather(&b->pool, &table, &got));
	assert_int_equal(got.dests_len, 99);
	ipvs_table_fini(&table);
	bench_free(b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(
		a_group_is_a_service_for_each_address_and_mark_in_its_order),
	    cmocka_unit_test(without_a_group_there_is_one_service),
	    cmocka_unit_test(each_service_has_all_real_servers_at_its_own_port),
	    cmocka_unit_test(
		nat_keeps_the_real_servers_port_in_each_service_and_the_list_in_order),
	    cmocka_unit_test(what_all_services_have_is_summed),
	    cmocka_unit_test(one_service_that_differs_makes_the_pool_differ),
	    cmocka_unit_test(without_one_of_its_services_a_group_is_not_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
