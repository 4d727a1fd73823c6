/* SPDX-License-Identifier: Apache-2.0 */
/* What a file says of a real server: the rule, and real files. */
#include "tests/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "checks/check_file.h"
#include "tests/fake/one_try.h"

TEST(the_number_times_the_weight_is_added)
{
	static const struct {
		int32_t weight, number;
		bool reverse;
		enum check_code code;
		int32_t more; /* -1: none is said */
	} cases[] = {
	    {1,    5,         false, CHECK_OK,        5   },
	    {2,    -3,        false, CHECK_OK,        -6  },
	    {1,    -1,        false, CHECK_OK,        -1  },
	    {2,    5,         true,  CHECK_OK,        -10 },
	    {-1,   253,       false, CHECK_OK,        -253},
	    {-1,   254,       false, CHECK_FILE_DOWN, -1  },
	    {1,    254,       false, CHECK_OK,        253 },
	    {254,  INT32_MIN, false, CHECK_FILE_DOWN, -1  },
	    {-254, INT32_MIN, false, CHECK_OK,        253 },
	    {0,    0,         false, CHECK_OK,        -1  },
	    {0,    1,         false, CHECK_FILE_DOWN, -1  },
	    {0,    0,         true,  CHECK_FILE_DOWN, -1  },
	    {0,    -7,        true,  CHECK_OK,        -1  },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct check_file_spec spec = {.name = "f",
		    .weight = cases[i].weight,
		    .reverse = cases[i].reverse};
		struct check_verdict got = check_file_judge(&spec, cases[i].number);
		bool says = cases[i].weight && got.code == CHECK_OK;

		assert_int_equal(got.code, cases[i].code);
		assert_int_equal(got.dynamic_weight, cases[i].more);
		assert_int_equal(
		    got.weight_as, says ? CHECK_WEIGHT_MORE : CHECK_WEIGHT_IS);
	}
}

static struct check_status
read_file(const char *text)
{
	char path[] = "/tmp/test_check_file_XXXXXX";
	const struct check_file_spec spec = {.name = "load", .path = path, .weight = 1};
	const struct model_check check = {
	    .ops = &check_file_ops, .spec = &spec, .delay_loop_ms = 60000};
	struct check_status status;
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	(void)close(fd);
	status = one_try(NULL, NULL, &check);
	(void)unlink(path);
	return status;
}

TEST(a_file_is_read_and_its_weight_told)
{
	struct check_status status = read_file("-1\n");

	assert_int_equal(status.last.code, CHECK_OK);
	assert_string_equal(status.last.detail, "load reads -1");
	assert_int_equal(status.last.weight_as, CHECK_WEIGHT_MORE);
	assert_int_equal(status.last.dynamic_weight, -1);
	assert_int_equal(read_file("-300").last.code, CHECK_FILE_DOWN);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_number_times_the_weight_is_added),
	    cmocka_unit_test(a_file_is_read_and_its_weight_told),
	};

	return cmocka_run_group_tests_name("check_file", tests, NULL, NULL);
}
