/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/unit.h"

#include <string.h>

#include "agent/vs_edits.h"

static struct addr
addr_of(const char *text)
{
	struct addr addr = {0};

	assert_true(addr_parse(text, &addr));
	return addr;
}

static struct vs_edit
whole_edit(void)
{
	struct vs_edit edit = {
	    .vs_id = "2001:db8::10-443-tcp",
	    .revision = 12,
	    .file_print = UINT64_C(0x8000000000000001),
	    .removed = true,
	    .wants = {.family = ADDR_V6,
		      .port = 443,
		      .given = COMMAND_VS_SCHEDULER | COMMAND_VS_FORWARD |
		    COMMAND_VS_PERSISTENCE | COMMAND_VS_QUORUM | COMMAND_VS_HYSTERESIS |
		    COMMAND_VS_SORRY, .scheduler = "wrr",
		      .forward = FORWARD_TUN,
		      .persistence_s = 300,
		      .quorum = 4,
		      .hysteresis = 1,
		      .sorry_port = 8080}
        };

	edit.wants.addr = addr_of("2001:db8::10");
	edit.wants.sorry_addr = addr_of("2001:db8::99");
	return edit;
}

TEST(what_is_written_is_read_again)
{
	struct vs_edit edit = whole_edit(), read;
	char key[VS_EDIT_KEY_SIZE], value[VS_EDIT_VALUE_SIZE],
	    again[VS_EDIT_VALUE_SIZE];

	vs_edit_key(edit.vs_id, key);
	vs_edit_value(&edit, value);
	assert_string_equal(key, "vs/2001:db8::10-443-tcp");
	assert_true(vs_edit_parse(key, value, &read));
	vs_edit_value(&read, again);
	assert_string_equal(value, again);
	assert_true(read.removed && read.persisted && read.saved);
	assert_int_equal(read.revision, 12);
	assert_int_equal(read.wants.given, edit.wants.given);
	assert_true(addr_equal(&read.wants.sorry_addr, &edit.wants.sorry_addr));
}

TEST(a_firewall_mark_is_an_identity_too)
{
	struct vs_edit edit =
			   {
			       .vs_id = "fwmark-7-ipv6",
			       .revision = 1,
			       .wants = {.family = ADDR_V6, .fwmark = 7}
        },
		       read;
	char value[VS_EDIT_VALUE_SIZE];

	vs_edit_value(&edit, value);
	assert_true(vs_edit_parse("vs/fwmark-7-ipv6", value, &read));
	assert_int_equal(read.wants.family, ADDR_V6);
	assert_false(vs_edit_parse("vs/fwmark-7", value, &read));
	assert_false(vs_edit_parse("vs/fwmark-8-ipv6", value, &read));
}

/* Cut anywhere it is another edit of the same virtual server, or none; never a crash,
 * and never another virtual server. */
TEST(a_text_that_is_cut_is_never_anothers)
{
	struct vs_edit edit = whole_edit(), read;
	char key[VS_EDIT_KEY_SIZE], value[VS_EDIT_VALUE_SIZE];

	vs_edit_key(edit.vs_id, key);
	vs_edit_value(&edit, value);
	for (size_t len = strlen(value); len > 0; len--) {
		value[len - 1] = '\0';
		if (vs_edit_parse(key, value, &read))
			assert_string_equal(read.vs_id, edit.vs_id);
	}
}

TEST(nonsense_is_not_understood)
{
	static const char *const values[] = {"", "rev=1", "rev=x address=1.2.3.4",
	    "rev=1 address=1.2.3.4 port=80 protocol=icmp",
	    "rev=1 address=1.2.3.4 port=65536 protocol=tcp",
	    "rev=1 address=1.2.3.5 port=80 protocol=tcp",
	    "rev=1 address=1.2.3.4 port=80 protocol=tcp quorum=4294967296",
	    "rev=1 address=1.2.3.4 port=80 protocol=tcp forward=fly",
	    "rev=1 address=1.2.3.4 port=80 protocol=tcp scheduler=aaaaaaaaaaaaaaaa"};
	static const char good[] =
	    "rev=1 address=1.2.3.4 port=80 protocol=tcp newer=1 word";
	struct vs_edit read;

	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
		assert_false(vs_edit_parse("vs/1.2.3.4-80-tcp", values[i], &read));
	assert_true(vs_edit_parse("vs/1.2.3.4-80-tcp", good, &read));
	assert_false(vs_edit_parse("rs/1.2.3.4-80-tcp", good, &read));
}

TEST(the_print_of_a_file_changes_with_each_member_that_an_edit_may_say)
{
	const struct model_virtual_server said = {.scheduler = "wlc", .quorum = 1};
	struct model_virtual_server other[6];
	uint64_t print = vs_edits_print(&said);

	for (size_t i = 0; i < 6; i++)
		other[i] = said;
	memcpy(other[0].scheduler, "rr", 3);
	other[1].forward = FORWARD_DR;
	other[2].persistence_s = 1;
	other[3].quorum = 2;
	other[4].hysteresis = 1;
	other[5].has_sorry_server = true;
	assert_int_equal(vs_edits_print(NULL), 0);
	assert_int_not_equal(print, 0);
	for (size_t i = 0; i < 6; i++)
		assert_int_not_equal(vs_edits_print(&other[i]), print);
	other[5] = said;
	other[5].delay_loop_ms = 5; /* nothing that an edit could say */
	assert_int_equal(vs_edits_print(&other[5]), print);
}

TEST(edits_are_kept_by_id_and_stay_where_they_are)
{
	struct vs_edits edits = {0};
	struct vs_edit edit = {.revision = 1};
	struct vs_edit *first;

	memcpy(edit.vs_id, "m", 2);
	vs_edits_put(&edits, &edit);
	first = vs_edits_find(&edits, "m");
	for (char name = 'a'; name <= 'z'; name++) {
		edit.vs_id[0] = name;
		edit.revision = (uint64_t)name;
		vs_edits_put(&edits, &edit);
	}
	assert_int_equal(edits.len, 26);
	assert_ptr_equal(vs_edits_find(&edits, "m"), first);
	assert_int_equal(first->revision, 'm');
	vs_edits_remove(&edits, "a");
	vs_edits_remove(&edits, "nobody");
	assert_int_equal(edits.len, 25);
	assert_null(vs_edits_find(&edits, "a"));
	assert_string_equal(edits.items[0]->vs_id, "b");
	vs_edits_fini(&edits);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_is_written_is_read_again),
	    cmocka_unit_test(a_firewall_mark_is_an_identity_too),
	    cmocka_unit_test(a_text_that_is_cut_is_never_anothers),
	    cmocka_unit_test(nonsense_is_not_understood),
	    cmocka_unit_test(
		the_print_of_a_file_changes_with_each_member_that_an_edit_may_say),
	    cmocka_unit_test(edits_are_kept_by_id_and_stay_where_they_are),
	};

	return cmocka_run_group_tests_name("vs_edits", tests, NULL, NULL);
}
