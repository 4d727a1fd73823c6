/* SPDX-License-Identifier: Apache-2.0 */
/* The configurations that are installed as examples are read without a word of
 * complaint. */
#include "tests/unit/unit.h"

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>

#include "agent/conf/conf.h"
#include "agent/lib/buf.h"
#include "checks/check_registry.h"

/* Of one file: how many complaints, each printed. */
static size_t
complaints(const char *path)
{
	struct conf_options options = {.config_id = "host", .host_name = "host"};
	struct buf text = {0};
	struct model *model;
	size_t count;

	options.checkers = check_registry(&options.checkers_len);
	model = conf_load(path, &options);
	count = model->errors + model->warnings;
	if (count) {
		conf_print_diagnostics(model, &text);
		print_message("%s\n", buf_text(&text));
	}
	buf_fini(&text);
	model_free(model);
	return count;
}

static void
assert_clean(const char *pattern, size_t at_least)
{
	const char *source = getenv("srcdir");
	char path[4096];
	glob_t found;

	(void)snprintf(path, sizeof(path), "%s/%s", source ? source : ".", pattern);
	assert_int_equal(glob(path, 0, NULL, &found), 0);
	assert_true(found.gl_pathc >= at_least);
	for (size_t i = 0; i < found.gl_pathc; i++)
		assert_int_equal(complaints(found.gl_pathv[i]), 0);
	globfree(&found);
}

TEST(the_first_configuration_is_clean)
{
	assert_clean("etc/fairlead.conf.example", 1);
}

TEST(every_example_is_clean)
{
	assert_clean("etc/examples/*.conf", 6);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_first_configuration_is_clean),
	    cmocka_unit_test(every_example_is_clean),
	};

	return cmocka_run_group_tests_name("examples", tests, NULL, NULL);
}
