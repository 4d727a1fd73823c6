/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/unit.h"

#include <string.h>

#include "agent/vrrp/vrrp_process.h"

#define COMMAND(text) (text), sizeof(text)

static bool
matches(const struct model_track_process *said, const char *comm, const char *command,
    size_t command_len)
{
	const struct vrrp_process process = {comm, command, command_len};

	return vrrp_process_matches(said, &process);
}

TEST(without_parameters_the_short_name_decides)
{
	static const char *const argv[] = {"nginx", NULL};
	static const char *const long_one[] = {"a-name-of-20-bytes-x", NULL};
	struct model_track_process said = {.argv = argv};

	assert_true(matches(&said, "nginx", COMMAND("nginx: worker")));
	assert_true(matches(&said, "nginx", "", 0));
	assert_false(matches(&said, "nginx2", COMMAND("nginx")));
	assert_false(matches(&said, "ngin", COMMAND("nginx")));
	/* The kernel shows the first 15 bytes. */
	said.argv = long_one;
	assert_true(matches(&said, "a-name-of-20-by", COMMAND("x")));
	assert_false(matches(&said, "a-name-of-20-b", COMMAND("x")));
}

TEST(with_full_command_the_first_word_of_the_command_line_does)
{
	static const char *const argv[] = {"/usr/sbin/named", NULL};
	const struct model_track_process said = {.argv = argv, .full_command = true};

	assert_true(matches(&said, "x", COMMAND("/usr/sbin/named\0-f")));
	assert_false(matches(&said, "/usr/sbin/named", COMMAND("named")));
	assert_false(matches(&said, "named", "", 0));
}

TEST(parameters_are_compared_as_said)
{
	static const char *const argv[] = {"sh", "-c", "run", NULL};
	static const struct {
		char command[24];
		size_t len;
		bool exact, initial, partial;
	} cases[] = {
	    {"sh\0-c\0run",       10, true,  true,  true },
	    {"sh\0-c\0run\0more", 15, false, true,  true },
	    {"sh\0-c\0runs",      11, false, false, true },
	    {"sh\0-c\0ru",        9,  false, false, false},
	    {"sh\0-cx\0run",      11, false, false, false},
	    {"sh\0-c",            6,  false, false, false},
	    {"sh",                3,  false, false, false},
	    {"",		  0,  false, false, false},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct model_track_process said = {
		    .argv = argv, .params = MODEL_MATCH_EXACT};

		assert_int_equal(matches(&said, "sh", cases[i].command, cases[i].len),
		    cases[i].exact);
		said.params = MODEL_MATCH_INITIAL;
		assert_int_equal(matches(&said, "sh", cases[i].command, cases[i].len),
		    cases[i].initial);
		said.params = MODEL_MATCH_PARTIAL;
		assert_int_equal(matches(&said, "sh", cases[i].command, cases[i].len),
		    cases[i].partial);
	}
}

/* /proc shows what fits: the end of the last word may be missing. */
TEST(a_command_line_cut_at_every_length_is_not_read_past)
{
	static const char *const argv[] = {"sh", "-c", "run", NULL};
	static const char whole[] = "sh\0-c\0run";
	const struct model_track_process said = {.argv = argv};

	for (size_t len = 0; len <= sizeof(whole); len++) {
		char cut[sizeof(whole)];

		memset(cut, 'x', sizeof(cut));
		memcpy(cut, whole, len);
		assert_int_equal(
		    matches(&said, "sh", cut, len), len >= sizeof(whole) - 1);
	}
}

TEST(enough_is_from_the_quorum_to_its_limit)
{
	const struct model_track_process said = {.quorum = 2, .quorum_max = 4};
	const struct model_track_process none = {.quorum = 0, .quorum_max = 0};

	assert_false(vrrp_process_enough(&said, 1));
	assert_true(vrrp_process_enough(&said, 2));
	assert_true(vrrp_process_enough(&said, 4));
	assert_false(vrrp_process_enough(&said, 5));
	assert_true(vrrp_process_enough(&none, 0));
	assert_false(vrrp_process_enough(&none, 1));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(without_parameters_the_short_name_decides),
	    cmocka_unit_test(with_full_command_the_first_word_of_the_command_line_does),
	    cmocka_unit_test(parameters_are_compared_as_said),
	    cmocka_unit_test(a_command_line_cut_at_every_length_is_not_read_past),
	    cmocka_unit_test(enough_is_from_the_quorum_to_its_limit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
