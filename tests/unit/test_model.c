/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/unit.h"

#include <string.h>

#include "agent/conf/model.h"

static struct addr
addr_of(const char *text)
{
	struct addr addr;

	assert_true(addr_parse(text, &addr));
	return addr;
}

TEST(a_virtual_server_is_named_by_what_the_kernel_knows_it_by)
{
	struct model_virtual_server vs = {.addr = addr_of("10.1.1.166"),
	    .family = ADDR_V4,
	    .port = 80,
	    .protocol = PROTOCOL_TCP};
	char id[MODEL_ID_SIZE];

	model_vs_id(&vs, id);
	assert_string_equal(id, "10.1.1.166-80-tcp");
	vs = (struct model_virtual_server){.addr = addr_of("2001:db8::10"),
	    .family = ADDR_V6,
	    .port = 443,
	    .protocol = PROTOCOL_UDP};
	model_vs_id(&vs, id);
	assert_string_equal(id, "2001:db8::10-443-udp");
	vs = (struct model_virtual_server){.fwmark = 7, .family = ADDR_V4};
	model_vs_id(&vs, id);
	assert_string_equal(id, "fwmark-7");
	vs.family = ADDR_V6;
	model_vs_id(&vs, id);
	assert_string_equal(id, "fwmark-7-ipv6");
}

TEST(the_id_of_a_real_server_reads_back)
{
	static const char *const ids[] = {
	    "10.1.1.163-80", "2001:db8::10-443", "10.1.1.1-0", "10.1.1.1-65535"};

	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
		char out[MODEL_ID_SIZE];
		struct addr addr;
		uint16_t port;

		assert_true(model_rs_id_parse(ids[i], &addr, &port));
		model_rs_id(&addr, port, out);
		assert_string_equal(out, ids[i]);
	}
}

TEST(what_is_no_id_of_a_real_server_is_refused)
{
	static const char *const ids[] = {"", "-", "10.1.1.163", "10.1.1.163-",
	    "10.1.1.163-65536", "10.1.1.163-080", "10.1.1.163-8x", "10.1.1.163-+80",
	    "-80", "10.1.1-80", "10.1.1.163-80-tcp", "10.1.1.163--1",
	    "1111111111111111111111111111111111111111111111-1"};

	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
		struct addr addr = {0};
		uint16_t port = 9;

		assert_false(model_rs_id_parse(ids[i], &addr, &port));
		assert_int_equal(port, 9);
		assert_false(addr_is_set(&addr));
	}
}

TEST(no_model_is_freed_too)
{
	model_free(NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_virtual_server_is_named_by_what_the_kernel_knows_it_by),
	    cmocka_unit_test(the_id_of_a_real_server_reads_back),
	    cmocka_unit_test(what_is_no_id_of_a_real_server_is_refused),
	    cmocka_unit_test(no_model_is_freed_too),
	};

	return cmocka_run_group_tests_name("model", tests, NULL, NULL);
}
