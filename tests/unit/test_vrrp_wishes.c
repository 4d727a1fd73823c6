/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/unit.h"

#include <string.h>

#include "agent/vrrp/vrrp_override.h"
#include "agent/vrrp/vrrp_wishes.h"

static const struct vrrp_wished kept = {.instance = "VI_1",
    .kind = VRRP_WISH_PRIORITY,
    .priority = 60,
    .begun_ms = 1000,
    .end_ms = 2000,
    .actor = "uid 0",
    .reason = "kernel update"};

TEST(a_wish_is_replaced_and_taken_back_by_its_instance)
{
	struct vrrp_wishes wishes = {0};
	struct vrrp_wished other = kept, none = {.instance = "VI_1"};

	vrrp_wishes_put(&wishes, &none); /* there is nothing to take back */
	assert_int_equal(wishes.len, 0);
	vrrp_wishes_put(&wishes, &kept);
	strcpy(other.instance, "VI_2");
	vrrp_wishes_put(&wishes, &other);
	other = kept;
	other.priority = 70;
	vrrp_wishes_put(&wishes, &other);
	assert_int_equal(wishes.len, 2);
	assert_int_equal(vrrp_wishes_of(&wishes, "VI_1")->priority, 70);
	assert_int_equal(vrrp_wishes_of(&wishes, "VI_2")->priority, 60);
	vrrp_wishes_put(&wishes, &none);
	assert_null(vrrp_wishes_of(&wishes, "VI_1"));
	assert_non_null(vrrp_wishes_of(&wishes, "VI_2"));
	vrrp_wishes_fini(&wishes);
}

TEST(a_text_comes_back_as_it_was)
{
	struct vrrp_wished read = {0};
	char text[VRRP_WISH_TEXT_SIZE];

	vrrp_wish_text(&kept, text);
	assert_string_equal(text, "priority 60 1000 2000\tuid 0\tkernel update");
	assert_true(vrrp_wish_parse(text, &read));
	assert_int_equal(read.kind, VRRP_WISH_PRIORITY);
	assert_int_equal(read.priority, 60);
	assert_int_equal(read.begun_ms, 1000);
	assert_int_equal(read.end_ms, 2000);
	assert_string_equal(read.actor, "uid 0");
	assert_string_equal(read.reason, "kernel update");
	assert_true(read.persisted);
}

/* The widest there is: 8 + 3 + 2 x 19 + 47 + 119 and what stands between. */
TEST(the_longest_text_fits_and_control_characters_become_blanks)
{
	struct vrrp_wished wide = kept, read;
	char text[VRRP_WISH_TEXT_SIZE];

	wide.priority = 254;
	wide.begun_ms = wide.end_ms = INT64_MAX;
	memset(wide.actor, 'a', sizeof(wide.actor) - 1);
	memset(wide.reason, 'r', sizeof(wide.reason) - 1);
	wide.reason[0] = '\t';
	wide.reason[1] = '\n';
	vrrp_wish_text(&wide, text);
	assert_true(vrrp_wish_parse(text, &read));
	assert_int_equal(read.end_ms, INT64_MAX);
	assert_int_equal(strlen(read.reason), sizeof(wide.reason) - 1);
	assert_memory_equal(read.reason, "  rr", 4);
}

TEST(what_is_no_wish_is_not_read)
{
	static const char *const bad[] = {"", "yield", "priority 0 1 2\ta\tb",
	    "priority 255 1 2\ta\tb", "none 0 1 2\ta\tb", "yield 0 1 2\ta",
	    "yield 0 1 2\ta\tb\tc", "yield 0 1\ta\tb", "yield -1 1 2\ta\tb",
	    "yield 0 x 2\ta\tb", "master 0 1 2\ta\tb", "yield  0 1 2\ta\tb"};
	struct vrrp_wished read = {.priority = 7};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(vrrp_wish_parse(bad[i], &read));
	assert_int_equal(read.priority, 7);
	assert_true(vrrp_wish_parse("yield 0 1 0\t\t", &read));
}

TEST(a_text_cut_anywhere_is_not_read_or_lacks_its_end)
{
	char text[VRRP_WISH_TEXT_SIZE];
	size_t len;

	vrrp_wish_text(&kept, text);
	len = strlen(text);
	while (len--) {
		struct vrrp_wished read;

		text[len] = '\0';
		if (vrrp_wish_parse(text, &read))
			assert_true(strlen(read.reason) < strlen(kept.reason));
	}
}

/* ---- the override that a wish becomes ---- */

TEST(an_override_ends_at_its_instant_and_not_before)
{
	struct vrrp_override override = {VRRP_WISH_YIELD, 0, {1000}};

	assert_int_equal(vrrp_override_due(&override).ns, 1000);
	assert_false(vrrp_override_tick(&override, (struct instant){999}));
	assert_true(vrrp_override_tick(&override, (struct instant){1000}));
	assert_int_equal(override.kind, VRRP_WISH_NONE);
	assert_false(vrrp_override_tick(&override, (struct instant){1001}));
	assert_int_equal(vrrp_override_due(&override).ns, INSTANT_NEVER.ns);
}

TEST(an_override_without_an_end_stays)
{
	struct vrrp_override override = {VRRP_WISH_YIELD, 0, INSTANT_NEVER};

	assert_false(vrrp_override_tick(&override, (struct instant){INT64_MAX - 1}));
	assert_int_equal(override.kind, VRRP_WISH_YIELD);
}

TEST(a_priority_stands_in_for_the_configured_one_a_yield_for_all)
{
	struct vrrp_override none = {0};
	struct vrrp_override yield = {VRRP_WISH_YIELD, 0, INSTANT_NEVER};
	struct vrrp_override priority = {VRRP_WISH_PRIORITY, 60, INSTANT_NEVER};

	assert_int_equal(vrrp_override_base(&none, 150), 150);
	assert_int_equal(vrrp_override_priority(&none, 140), 140);
	assert_int_equal(vrrp_override_base(&yield, 150), 150);
	assert_int_equal(vrrp_override_priority(&yield, 140), 1);
	assert_int_equal(vrrp_override_base(&priority, 150), 60);
	assert_int_equal(vrrp_override_priority(&priority, 50), 50);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_wish_is_replaced_and_taken_back_by_its_instance),
	    cmocka_unit_test(a_text_comes_back_as_it_was),
	    cmocka_unit_test(
		the_longest_text_fits_and_control_characters_become_blanks),
	    cmocka_unit_test(what_is_no_wish_is_not_read),
	    cmocka_unit_test(a_text_cut_anywhere_is_not_read_or_lacks_its_end),
	    cmocka_unit_test(an_override_ends_at_its_instant_and_not_before),
	    cmocka_unit_test(an_override_without_an_end_stays),
	    cmocka_unit_test(
		a_priority_stands_in_for_the_configured_one_a_yield_for_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
