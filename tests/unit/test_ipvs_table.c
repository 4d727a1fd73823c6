/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/unit.h"

#include "tests/unit/ipvs_make.h"

static struct ipvs_key
fwmark(uint32_t mark, uint8_t family)
{
	return (struct ipvs_key){.family = family, .fwmark = mark};
}

static struct ipvs_key
key_v6(uint16_t port)
{
	struct ipvs_key key = {
	    .family = ADDR_V6, .protocol = PROTOCOL_UDP, .port = port};

	assert_true(addr_parse("2001:db8::1", &key.addr));
	return key;
}

TEST(keys_are_ordered_by_family_address_port_protocol_and_then_by_mark)
{
	struct ipvs_key udp = make_key(2, 80);
	struct ipvs_key ordered[] = {make_key(1, 443), make_key(2, 80), udp,
	    make_key(2, 443), key_v6(53), fwmark(7, ADDR_V4), fwmark(7, ADDR_V6),
	    fwmark(8, ADDR_V4)};
	size_t len = sizeof(ordered) / sizeof(ordered[0]);

	ordered[2].protocol = PROTOCOL_UDP;
	for (size_t i = 0; i < len; i++)
		for (size_t j = 0; j < len; j++) {
			int order = ipvs_key_cmp(&ordered[i], &ordered[j]);

			assert_int_equal((order > 0) - (order < 0), (i > j) - (i < j));
		}
}

TEST(a_mark_makes_address_port_and_protocol_meaningless)
{
	struct ipvs_key a = fwmark(7, ADDR_V4), b = a;

	b.port = 80;
	b.protocol = PROTOCOL_UDP;
	b.addr = addr_v4(1);
	assert_int_equal(ipvs_key_cmp(&a, &b), 0);
}

TEST(put_keeps_the_order_and_replaces_what_has_the_same_key)
{
	struct ipvs_table table = {0};
	static const uint8_t hosts[] = {5, 1, 9, 3, 5};

	for (size_t i = 0; i < sizeof(hosts); i++) {
		struct ipvs_service service = make_service(make_key(hosts[i], 80));

		add_dest(&service, make_dest((uint8_t)i, 1));
		ipvs_table_put(&table, &service);
		assert_null(service.dests);
	}
	assert_int_equal(table.len, 4);
	for (size_t i = 1; i < table.len; i++)
		assert_true(ipvs_key_cmp(&table.services[i - 1].key,
				&table.services[i].key) < 0);
	assert_int_equal(table.services[2].dests[0].addr.bytes[3], 4);
	ipvs_table_fini(&table);
	assert_int_equal(table.len, 0);
}

TEST(put_may_grow_a_table_that_was_made_elsewhere)
{
	struct ipvs_table table = {.services = mem_new(5, sizeof(*table.services))};

	for (; table.len < 5; table.len++)
		table.services[table.len] =
		    make_service(make_key((uint8_t)(2 * table.len), 80));
	for (uint8_t host = 1; host < 8; host += 2) {
		struct ipvs_service service = make_service(make_key(host, 80));

		ipvs_table_put(&table, &service);
	}
	assert_int_equal(table.len, 9);
	ipvs_table_fini(&table);
}

TEST(finds_every_entry_and_nothing_else)
{
	struct ipvs_table table = make_table(20);
	struct ipvs_key other = make_key(166, 81);
	const struct ipvs_service *service;

	for (uint8_t host = 0; host < 22; host++) {
		struct ipvs_dest dest = make_dest(host, 1);

		service = &table.services[0];
		assert_int_equal(
		    ipvs_service_find(service, &dest.addr, dest.port) != NULL,
		    host >= 1 && host <= 20);
		assert_null(ipvs_service_find(service, &dest.addr, 81));
	}
	assert_ptr_equal(
	    ipvs_table_find(&table, &table.services[0].key), &table.services[0]);
	assert_null(ipvs_table_find(&table, &other));
	ipvs_table_fini(&table);
}

TEST(remove_takes_one_service_out)
{
	struct ipvs_table table = make_table(1);
	struct ipvs_service more = make_service(make_key(200, 80));
	struct ipvs_key gone = make_key(166, 80);

	ipvs_table_put(&table, &more);
	ipvs_table_remove(&table, &gone);
	ipvs_table_remove(&table, &gone);
	assert_int_equal(table.len, 1);
	assert_int_equal(table.services[0].key.addr.bytes[3], 200);
	ipvs_table_fini(&table);
}

TEST(sort_orders_services_and_destinations)
{
	struct ipvs_table table = {.services = mem_new(2, sizeof(*table.services))};
	struct ipvs_dest dests[] = {make_dest(9, 1), make_dest(3, 1)};
	struct ipvs_service service = make_service(make_key(7, 80));

	service.dests = dests;
	service.dests_len = 2;
	table.len = 2;
	table.services[0] = ipvs_service_dup(&service);
	table.services[1] = make_service(make_key(6, 80));
	ipvs_table_sort(&table);
	assert_int_equal(table.services[0].key.addr.bytes[3], 6);
	assert_int_equal(table.services[1].dests[0].addr.bytes[3], 3);
	assert_int_equal(dests[0].addr.bytes[3], 9); /* the copy is a copy */
	ipvs_table_fini(&table);
}

TEST(timeout_and_netmask_count_only_with_persistence)
{
	struct ipvs_service a = make_service(make_key(1, 80)), b = a;

	b.timeout_s = 300;
	b.netmask_be = 0x00ffffff;
	assert_true(ipvs_service_same(&a, &b));
	a.flags = b.flags = IP_VS_SVC_F_PERSISTENT;
	assert_false(ipvs_service_same(&a, &b));
	a.timeout_s = 300;
	assert_false(ipvs_service_same(&a, &b));
	a.netmask_be = b.netmask_be;
	assert_true(ipvs_service_same(&a, &b));
}

TEST(no_netmask_means_that_of_a_host)
{
	struct ipvs_service v4 = make_service(make_key(1, 80));
	struct ipvs_service v6 = make_service(key_v6(80)), other = v6;

	assert_int_equal(ipvs_service_netmask_be(&v4), 0xffffffff);
	assert_int_equal(ipvs_service_netmask_be(&v6), 128);
	v6.flags = other.flags = IP_VS_SVC_F_PERSISTENT;
	other.netmask_be = 128;
	assert_true(ipvs_service_same(&v6, &other));
	other.netmask_be = 64;
	assert_false(ipvs_service_same(&v6, &other));
}

TEST(services_differ_by_scheduler_and_flags)
{
	struct ipvs_service a = make_service(make_key(1, 80)), b = a;

	b.flags = IP_VS_SVC_F_ONEPACKET;
	assert_false(ipvs_service_same(&a, &b));
	b = a;
	memcpy(b.scheduler, "wrr", 4);
	assert_false(ipvs_service_same(&a, &b));
}

TEST(destinations_differ_by_what_is_set_not_by_what_is_observed)
{
	struct ipvs_dest a = make_dest(1, 1), b = a;

	b.active = 7;
	b.counters.connections = 9;
	assert_true(ipvs_dest_same(&a, &b));
	b.weight = 2;
	assert_false(ipvs_dest_same(&a, &b));
	b = a;
	b.forward = FORWARD_NAT;
	assert_false(ipvs_dest_same(&a, &b));
	b = a;
	b.uthreshold = 1;
	assert_false(ipvs_dest_same(&a, &b));
	b = a;
	b.lthreshold = 1;
	assert_false(ipvs_dest_same(&a, &b));
}

TEST(a_key_is_named_as_operators_write_it)
{
	char out[IPVS_KEY_TEXT_SIZE];
	struct ipvs_key v4 = make_key(166, 80), v6 = key_v6(53);
	struct ipvs_key mark = fwmark(7, ADDR_V4), mark6 = fwmark(7, ADDR_V6);

	assert_string_equal(ipvs_key_format(&v4, out), "10.1.1.166:80/tcp");
	assert_string_equal(ipvs_key_format(&v6, out), "[2001:db8::1]:53/udp");
	assert_string_equal(ipvs_key_format(&mark, out), "fwmark 7");
	assert_string_equal(ipvs_key_format(&mark6, out), "fwmark 7 IPv6");
}

TEST(a_tunnel_counts_only_where_there_is_one_and_only_what_it_has)
{
	static const struct {
		enum forward forward;
		struct tunnel a, b;
		bool same;
	} rows[] = {
	    {FORWARD_TUN, {TUNNEL_IPIP, TUNNEL_CSUM, 1}, {TUNNEL_IPIP, 0, 2},             true },
	    {FORWARD_TUN, {TUNNEL_GRE, TUNNEL_CSUM, 1},  {TUNNEL_GRE, TUNNEL_CSUM, 2},
             true									      },
	    {FORWARD_TUN, {TUNNEL_GRE, TUNNEL_CSUM, 0},  {TUNNEL_GRE, 0, 0},              false},
	    {FORWARD_TUN, {TUNNEL_GUE, 0, 1},            {TUNNEL_GUE, 0, 2},              false},
	    {FORWARD_TUN, {TUNNEL_GUE, 0, 1},            {TUNNEL_GUE, TUNNEL_REMCSUM, 1}, false},
	    {FORWARD_TUN, {TUNNEL_GUE, 0, 1},            {TUNNEL_GRE, 0, 1},              false},
	    {FORWARD_NAT, {TUNNEL_GUE, 0, 1},            {TUNNEL_GRE, TUNNEL_CSUM, 2},    true },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct ipvs_dest a = {.forward = rows[i].forward, .tunnel = rows[i].a};
		struct ipvs_dest b = {.forward = rows[i].forward, .tunnel = rows[i].b};

		assert_int_equal(ipvs_dest_same(&a, &b), rows[i].same);
	}
}

TEST(a_tunnel_is_told_as_it_is_written)
{
	static const struct {
		enum forward forward;
		struct tunnel tunnel;
		const char *text;
	} rows[] = {
	    {FORWARD_TUN, {TUNNEL_IPIP, 0, 0},                 "ipip"    },
	    {FORWARD_TUN, {TUNNEL_GUE, TUNNEL_REMCSUM, 65535},
             "gue port 65535 remcsum"                                    },
	    {FORWARD_TUN, {TUNNEL_GRE, TUNNEL_CSUM, 0},        "gre csum"},
	    {FORWARD_DR,  {TUNNEL_GRE, TUNNEL_CSUM, 0},        ""        },
	};
	char text[TUNNEL_TEXT_SIZE];

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_string_equal(
		    tunnel_text(rows[i].forward, &rows[i].tunnel, text), rows[i].text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(
		keys_are_ordered_by_family_address_port_protocol_and_then_by_mark),
	    cmocka_unit_test(a_mark_makes_address_port_and_protocol_meaningless),
	    cmocka_unit_test(put_keeps_the_order_and_replaces_what_has_the_same_key),
	    cmocka_unit_test(put_may_grow_a_table_that_was_made_elsewhere),
	    cmocka_unit_test(finds_every_entry_and_nothing_else),
	    cmocka_unit_test(remove_takes_one_service_out),
	    cmocka_unit_test(sort_orders_services_and_destinations),
	    cmocka_unit_test(timeout_and_netmask_count_only_with_persistence),
	    cmocka_unit_test(no_netmask_means_that_of_a_host),
	    cmocka_unit_test(services_differ_by_scheduler_and_flags),
	    cmocka_unit_test(
		destinations_differ_by_what_is_set_not_by_what_is_observed),
	    cmocka_unit_test(a_key_is_named_as_operators_write_it),
	    cmocka_unit_test(
		a_tunnel_counts_only_where_there_is_one_and_only_what_it_has),
	    cmocka_unit_test(a_tunnel_is_told_as_it_is_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
