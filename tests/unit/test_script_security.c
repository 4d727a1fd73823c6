/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/unit.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "agent/sys/script_security.h"

struct bench {
	char folder[64], script[96], link[96];
	char why[SCRIPT_WHY_SIZE];
	bool is_root;
};

static int
set_up(void **state)
{
	struct bench *b = test_calloc(1, sizeof(*b));
	int fd;

	(void)snprintf(b->folder, sizeof(b->folder), "/tmp/fairlead-script-XXXXXX");
	assert_non_null(mkdtemp(b->folder)); /* 0700 */
	(void)snprintf(b->script, sizeof(b->script), "%s/script", b->folder);
	(void)snprintf(b->link, sizeof(b->link), "%s/link", b->folder);
	fd = open(b->script, O_WRONLY | O_CREAT, 0755);
	assert_true(fd >= 0);
	(void)close(fd);
	assert_int_equal(chmod(b->script, 0755), 0);
	b->is_root = geteuid() == 0;
	*state = b;
	return 0;
}

static int
tear_down(void **state)
{
	struct bench *b = *state;

	(void)unlink(b->link);
	(void)unlink(b->script);
	(void)rmdir(b->folder);
	test_free(b);
	return 0;
}

static void
what_root_alone_can_write_is_safe_and_another_user_s_is_not(void **state)
{
	struct bench *b = *state;

	assert_int_equal(script_path_safe(b->script, b->why), b->is_root);
	if (!b->is_root)
		assert_non_null(strstr(b->why, "belongs to uid"));
	assert_true(script_path_safe("/bin/sh", b->why)); /* links on the way */
}

static void
each_part_of_the_way_counts(void **state)
{
	struct bench *b = *state;

	if (!b->is_root)
		skip(); /* only root can make files that only root can write */
	assert_int_equal(chmod(b->script, 0757), 0);
	assert_false(script_path_safe(b->script, b->why));
	assert_non_null(strstr(b->why, "script can be written by anyone"));
	assert_int_equal(chmod(b->script, 0775), 0);
	assert_true(script_path_safe(b->script, b->why)); /* root's group */
	assert_int_equal(chown(b->script, 0, 1), 0);
	assert_int_equal(chmod(b->script, 0775), 0);
	assert_false(script_path_safe(b->script, b->why));
	assert_non_null(strstr(b->why, "can be written by gid 1"));
	assert_int_equal(chown(b->script, 0, 0), 0);
	assert_int_equal(chmod(b->folder, 0777), 0);
	assert_false(script_path_safe(b->script, b->why));
	assert_int_equal(chmod(b->folder, 01777), 0); /* as /tmp */
	assert_true(script_path_safe(b->script, b->why));
	assert_int_equal(chown(b->folder, 1, 0), 0);
	assert_false(script_path_safe(b->script, b->why));
}

static void
a_link_is_followed_and_its_target_counts(void **state)
{
	struct bench *b = *state;

	if (!b->is_root)
		skip();
	assert_int_equal(symlink("script", b->link), 0);
	assert_true(script_path_safe(b->link, b->why));
	assert_int_equal(chmod(b->script, 0757), 0);
	assert_false(script_path_safe(b->link, b->why));
	assert_int_equal(unlink(b->link), 0);
	assert_int_equal(symlink(b->link, b->link), 0);
	assert_false(script_path_safe(b->link, b->why));
	assert_non_null(strstr(b->why, "too many links"));
}

static void
what_cannot_be_run_is_refused(void **state)
{
	struct bench *b = *state;

	assert_false(script_path_safe("script", b->why));
	assert_string_equal(b->why, "script is not an absolute path");
	assert_false(script_path_safe("/nonexistent/script", b->why));
	assert_string_equal(b->why, "/nonexistent: No such file or directory");
	assert_false(script_path_safe("/", b->why));
	assert_string_equal(b->why, "/ is not a file");
	assert_false(script_path_safe("/etc/passwd", b->why));
	assert_string_equal(b->why, "/etc/passwd is not executable");
}

static void
only_root_s_scripts_and_only_when_asked(void **state)
{
	struct bench *b = *state;
	struct script_policy policy = script_policy_of("root", NULL, false);

	assert_true(script_allowed(&policy, "relative", NULL, b->why));
	policy.secure = true;
	assert_false(script_allowed(&policy, "relative", NULL, b->why));
	assert_false(script_allowed(&policy, "relative", "0", b->why));
	assert_true(script_allowed(&policy, "relative", "nobody", b->why));
	assert_true(script_allowed(&policy, "relative", "65534", b->why));
	assert_false(script_allowed(&policy, "/bin/sh", "no_such_user", b->why));
	assert_string_equal(b->why, "there is no user no_such_user");
}

static void
a_script_s_own_user_brings_its_own_group(void **state)
{
	const struct script_policy policy = {"u", "g", false};

	(void)state;
	assert_string_equal(script_user(&policy, NULL), "u");
	assert_string_equal(script_group(&policy, NULL, NULL), "g");
	assert_string_equal(script_user(&policy, "own"), "own");
	assert_null(script_group(&policy, "own", NULL));
	assert_string_equal(script_group(&policy, "own", "its"), "its");
}

#define BENCH_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    BENCH_TEST(what_root_alone_can_write_is_safe_and_another_user_s_is_not),
	    BENCH_TEST(each_part_of_the_way_counts),
	    BENCH_TEST(a_link_is_followed_and_its_target_counts),
	    BENCH_TEST(what_cannot_be_run_is_refused),
	    BENCH_TEST(only_root_s_scripts_and_only_when_asked),
	    BENCH_TEST(a_script_s_own_user_brings_its_own_group),
	};

	return cmocka_run_group_tests_name("script_security", tests, NULL, NULL);
}
