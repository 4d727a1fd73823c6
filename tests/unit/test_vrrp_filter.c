/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/unit.h"

#include <string.h>

#include "agent/lib/buf.h"
#include "agent/vrrp/vrrp_filter.h"

static const struct model_vrrp_address two[] = {
    {.prefix = {{ADDR_V4, {10, 0, 0, 1}}, 32}},
    {.prefix = {{ADDR_V4, {10, 0, 0, 2}}, 24}},
};
static const struct model_vrrp_address one_v6[] = {
    {.prefix = {{ADDR_V6, {0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}},
	 64}},
};

static struct model_vrrp_instance
closed(void)
{
	return (struct model_vrrp_instance){.no_accept = true,
	    .addresses = two,
	    .addresses_len = 2,
	    .excluded = one_v6,
	    .excluded_len = 1};
}

static bool
write(const struct model_vrrp_instance *said, size_t len, struct buf *out)
{
	struct model model = {.instances = said, .instances_len = len};

	return vrrp_filter_write(&model, out);
}

TEST(addresses_that_answer_need_no_table)
{
	struct model_vrrp_instance said = closed();
	struct buf out = {0};

	assert_false(write(&said, 0, &out));
	said.no_accept = false;
	assert_false(write(&said, 1, &out));
	buf_fini(&out);
}

TEST(what_is_sent_to_the_others_is_dropped_but_for_neighbour_discovery)
{
	struct model_vrrp_instance said = closed();
	struct buf out = {0};

	assert_true(write(&said, 1, &out));
	assert_string_equal(buf_text(&out),
	    "table inet fairlead {\n"
	    "\tflags owner\n"
	    "}\n"
	    "delete table inet fairlead\n"
	    "table inet fairlead {\n"
	    "\tflags owner\n"
	    "\tset held4 {\n"
	    "\t\ttype ipv4_addr\n"
	    "\t\telements = { 10.0.0.1, 10.0.0.2 }\n"
	    "\t}\n"
	    "\tset held6 {\n"
	    "\t\ttype ipv6_addr\n"
	    "\t\telements = { 2001:db8::1 }\n"
	    "\t}\n"
	    "\tchain input {\n"
	    "\t\ttype filter hook input priority 110; policy accept\n"
	    "\t\tiif lo accept\n"
	    "\t\tip daddr @held4 counter drop\n"
	    "\t\ticmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } accept\n"
	    "\t\tip6 daddr @held6 counter drop\n"
	    "\t}\n"
	    "}\n");
	buf_fini(&out);
}

TEST(a_family_without_an_address_has_no_rule)
{
	struct model_vrrp_instance said = closed();
	struct buf out = {0};

	said.excluded_len = 0;
	assert_true(write(&said, 1, &out));
	assert_null(strstr(buf_text(&out), "ip6 daddr"));
	assert_non_null(
	    strstr(buf_text(&out), "\tset held6 {\n\t\ttype ipv6_addr\n\t}\n"));
	buf_fini(&out);
}

TEST(only_the_addresses_of_those_that_say_so_are_in_it)
{
	struct model_vrrp_instance said[] = {closed(), closed()};
	struct buf out = {0};

	said[0].no_accept = false;
	said[1].addresses = &two[1];
	said[1].addresses_len = 1;
	assert_true(write(said, 2, &out));
	assert_null(strstr(buf_text(&out), "10.0.0.1"));
	assert_non_null(strstr(buf_text(&out), "{ 10.0.0.2 }"));
	buf_fini(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(addresses_that_answer_need_no_table),
	    cmocka_unit_test(
		what_is_sent_to_the_others_is_dropped_but_for_neighbour_discovery),
	    cmocka_unit_test(a_family_without_an_address_has_no_rule),
	    cmocka_unit_test(only_the_addresses_of_those_that_say_so_are_in_it),
	};

	return cmocka_run_group_tests_name("vrrp_filter", tests, NULL, NULL);
}
