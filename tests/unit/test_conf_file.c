/* SPDX-License-Identifier: Apache-2.0 */
/* What may lie where a configuration is looked for. In a folder of its own in /tmp. */
#include "tests/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "agent/lib/buf.h"
#include "tests/unit/conf_bench.h"

static void
write_file(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

static struct model *
load(const char *path)
{
	const struct conf_options options = conf_bench_options();

	return conf_load(path, &options);
}

static void
expect_error(const char *path, const char *code)
{
	struct model *model = load(path);

	assert_true(model->errors > 0);
	assert_non_null(conf_bench_find(model, code));
	model_free(model);
}

TEST(a_missing_file_is_an_error)
{
	expect_error("missing.conf", "unreadable");
}

TEST(a_directory_is_an_error)
{
	expect_error(".", "unreadable");
}

TEST(a_fifo_is_an_error_and_holds_nobody_up)
{
	assert_int_equal(mkfifo("fifo", 0600), 0);
	expect_error("fifo", "unreadable");
	expect_error("/dev/null", "unreadable");
}

TEST(an_unreadable_file_is_an_error)
{
	write_file("secret.conf", "global_defs {\n}\n");
	assert_int_equal(chmod("secret.conf", 0), 0);
	if (geteuid() == 0)
		skip(); /* root may read anything */
	expect_error("secret.conf", "unreadable");
}

TEST(an_empty_file_is_an_error)
{
	write_file("empty.conf", "");
	expect_error("empty.conf", "empty");
	write_file("empty.conf", "# nothing\n\n   \n! at all\n");
	expect_error("empty.conf", "empty");
}

TEST(a_file_that_includes_itself_is_an_error)
{
	write_file("loop.conf", "include loop.conf\n");
	expect_error("loop.conf", "include_loop");
}

TEST(files_include_each_other_sixteen_deep_and_no_deeper)
{
	for (int deep = 16; deep <= 17; deep++) {
		char name[32], text[64];
		struct model *model;

		for (int i = 0; i < deep; i++) {
			(void)snprintf(name, sizeof(name), "deep%d.conf", i);
			(void)snprintf(
			    text, sizeof(text), "include deep%d.conf\n", i + 1);
			write_file(name, text);
		}
		(void)snprintf(name, sizeof(name), "deep%d.conf", deep);
		write_file(name, "global_defs {\n}\n");
		model = load("deep0.conf");
		assert_int_equal(model->errors, deep > 16);
		model_free(model);
	}
}

TEST(included_files_come_in_order_and_where_they_are_named)
{
	struct model *model;

	assert_int_equal(mkdir("conf.d", 0700), 0);
	write_file("conf.d/2.conf", "priority 2\n");
	write_file("conf.d/1.conf", "priority 1\ninclude ../name.inc\n");
	write_file("name.inc", "interface eth7\nvirtual_router_id 7\n");
	write_file("main.conf",
	    "vrrp_instance V {\ninclude conf.d/*.conf\n"
	    "no_virtual_ipaddress\nnotify ${_PWD}/n.sh\n}\n");
	model = load("main.conf");
	assert_int_equal(model->errors, 0);
	assert_int_equal(model->instances[0].priority, 2);
	assert_string_equal(model->instances[0].interface, "eth7");
	assert_int_equal(model->instances[0].notify.any.argv[0][0], '/');
	model_free(model);
}

TEST(the_host_name_is_the_systems_unless_given)
{
	const struct conf_options options = {.checkers = NULL};
	char host[256] = "";
	struct model *model;

	write_file("host.conf", "global_defs {\n}\n");
	model = conf_load("host.conf", &options);
	assert_int_equal(gethostname(host, sizeof(host) - 1), 0);
	assert_string_equal(model->global.router_id, host);
	model_free(model);
}

TEST(the_environment_is_asked)
{
	struct model *model;

	assert_int_equal(setenv("CONF_FILE_TEST", "LVS_9", 1), 0);
	write_file("env.conf", "global_defs {\nrouter_id ${_ENV CONF_FILE_TEST}\n}\n");
	model = load("env.conf");
	assert_string_equal(model->global.router_id, "LVS_9");
	model_free(model);
}

TEST(the_digest_changes_with_any_file_that_was_read)
{
	char before[65];
	struct model *model;

	write_file("part.inc", "# one\n");
	write_file("whole.conf", "global_defs {\n}\ninclude part.inc\n");
	model = load("whole.conf");
	(void)memcpy(before, model->sha256, sizeof(before));
	model_free(model);
	write_file("part.inc", "# two\n");
	model = load("whole.conf");
	assert_string_not_equal(before, model->sha256);
	model_free(model);
}

static int
enter(void **state)
{
	static const char form[] = "/tmp/fairlead-conf-XXXXXX";
	char *dir = malloc(sizeof(form));

	if (!dir)
		return -1;
	(void)memcpy(dir, form, sizeof(form));
	*state = dir;
	return mkdtemp(dir) ? chdir(dir) : -1;
}

static int
leave(void **state)
{
	static const char *const files[] = {"fifo", "secret.conf", "empty.conf",
	    "loop.conf", "conf.d/1.conf", "conf.d/2.conf", "name.inc", "main.conf",
	    "host.conf", "env.conf", "part.inc", "whole.conf"};
	char name[32];

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		(void)unlink(files[i]); /* a test that failed may not have made it */
	for (int i = 0; i <= 17; i++) {
		(void)snprintf(name, sizeof(name), "deep%d.conf", i);
		(void)unlink(name);
	}
	(void)rmdir("conf.d");
	if (chdir("/") != 0 || rmdir(*state) != 0)
		return -1;
	free(*state);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_missing_file_is_an_error),
	    cmocka_unit_test(a_directory_is_an_error),
	    cmocka_unit_test(a_fifo_is_an_error_and_holds_nobody_up),
	    cmocka_unit_test(an_unreadable_file_is_an_error),
	    cmocka_unit_test(an_empty_file_is_an_error),
	    cmocka_unit_test(a_file_that_includes_itself_is_an_error),
	    cmocka_unit_test(files_include_each_other_sixteen_deep_and_no_deeper),
	    cmocka_unit_test(included_files_come_in_order_and_where_they_are_named),
	    cmocka_unit_test(the_host_name_is_the_systems_unless_given),
	    cmocka_unit_test(the_environment_is_asked),
	    cmocka_unit_test(the_digest_changes_with_any_file_that_was_read),
	};

	return cmocka_run_group_tests_name("conf_file", tests, enter, leave);
}
