/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/unit.h"

#include <string.h>

#include "agent/notify_line.h"

static struct model_virtual_server
service(const char *addr)
{
	struct model_virtual_server vs = {.protocol = PROTOCOL_TCP, .port = 80};

	assert_true(addr_parse(addr, &vs.addr));
	return vs;
}

static void
an_instance_is_named_in_quotes_with_its_word_and_priority(void **state)
{
	char line[NOTIFY_LINE_SIZE];

	(void)state;
	assert_string_equal(
	    notify_line_vrrp(line, "INSTANCE", "VI_1", "MASTER_RX_LOWER_PRI", 150),
	    "INSTANCE \"VI_1\" MASTER_RX_LOWER_PRI 150\n");
}

static void
a_service_is_its_address_protocol_and_port_or_its_mark(void **state)
{
	struct model_virtual_server vs = service("10.1.1.166");
	struct model_virtual_server marked = {.fwmark = 7};
	char line[NOTIFY_LINE_SIZE];

	(void)state;
	assert_string_equal(
	    notify_line_vs(line, &vs, true), "VS [10.1.1.166]:tcp:80 UP\n");
	assert_string_equal(notify_line_vs(line, &marked, false), "VS fwmark 7 DOWN\n");
}

static void
a_real_server_is_named_with_its_service(void **state)
{
	struct model_virtual_server vs = service("2001:db8::10");
	char line[NOTIFY_LINE_SIZE];
	struct addr rs;

	(void)state;
	vs.protocol = PROTOCOL_UDP;
	assert_true(addr_parse("2001:db8::163", &rs));
	assert_string_equal(notify_line_rs(line, &vs, &rs, 8080, false),
	    "RS [2001:db8::163]:udp:8080 [2001:db8::10]:udp:80 DOWN\n");
}

static void
the_longest_name_fits(void **state)
{
	char line[NOTIFY_LINE_SIZE], name[MODEL_NAME_MAX + 1];

	(void)state;
	memset(name, 'x', MODEL_NAME_MAX);
	name[MODEL_NAME_MAX] = '\0';
	notify_line_vrrp(line, "INSTANCE", name, "MASTER_RX_LOWER_PRI", 255);
	assert_int_equal(line[strlen(line) - 1], '\n');
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(an_instance_is_named_in_quotes_with_its_word_and_priority),
	    cmocka_unit_test(a_service_is_its_address_protocol_and_port_or_its_mark),
	    cmocka_unit_test(a_real_server_is_named_with_its_service),
	    cmocka_unit_test(the_longest_name_fits),
	};

	return cmocka_run_group_tests_name("notify_line", tests, NULL, NULL);
}
