/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/unit.h"

#include <string.h>

#include "checks/check.h"

static bool
same_int(const void *a, const void *b)
{
	return *(const int *)a == *(const int *)b;
}

static const struct check_ops ops = {.name = "some", .equal = same_int};
static const struct check_ops other_ops = {.name = "other", .equal = same_int};

TEST(every_code_has_a_word_of_its_own)
{
	for (int i = 0; i < CHECK_CODES; i++) {
		const char *word = check_code_word((enum check_code)i);

		assert_non_null(word);
		for (int j = 0; j < i; j++)
			assert_string_not_equal(
			    word, check_code_word((enum check_code)j));
	}
	assert_string_equal(check_code_word(CHECK_CONNECT_REFUSED), "connect.refused");
	assert_string_equal(check_code_word(CHECK_HTTP_STATUS), "http.status");
}

TEST(equal_is_what_asks_for_the_same_wherever_it_is_kept)
{
	int one = 1, also_one = 1;
	char host[] = "www", also_host[] = "www";
	struct model_check a = {.ops = &ops, .spec = &one, .virtualhost = host};
	struct model_check b = a;

	b.spec = &also_one;
	b.virtualhost = also_host;
	b.place.line = 17;
	assert_true(check_equal(&a, &b));
}

TEST(every_member_that_matters_makes_a_difference)
{
	int one = 1, two = 2;
	const struct model_check a = {.ops = &ops, .spec = &one};
	struct model_check b[19];

	for (size_t i = 0; i < 19; i++)
		b[i] = a;
	b[0].ops = &other_ops;
	b[1].spec = &two;
	b[2].connect_addr = addr_v4(0x0a000001);
	b[3].connect_port = 80;
	b[4].bind_addr = addr_v4(0x0a000001);
	b[5].bind_port = 80;
	b[6].bind_if[0] = 'e';
	b[7].fwmark = 1;
	b[8].connect_timeout_ms = 1;
	b[9].delay_loop_ms = 1;
	b[10].retry = 1;
	b[11].delay_before_retry_ms = 1;
	b[12].warmup_ms = 1;
	b[13].alpha = true;
	b[14].log_all_failures = true;
	b[15].virtualhost = "www";
	b[16].delay_loop_down_ms = 1;
	b[17].rise = 2;
	b[18].proxy_protocol = CHECK_PROXY_V1;
	for (size_t i = 0; i < 19; i++)
		assert_false(check_equal(&a, &b[i]));
}

TEST(texts_may_be_absent)
{
	assert_true(check_same_text(NULL, NULL));
	assert_false(check_same_text(NULL, ""));
	assert_false(check_same_text("a", NULL));
	assert_false(check_same_text("a", "b"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_code_has_a_word_of_its_own),
	    cmocka_unit_test(equal_is_what_asks_for_the_same_wherever_it_is_kept),
	    cmocka_unit_test(every_member_that_matters_makes_a_difference),
	    cmocka_unit_test(texts_may_be_absent),
	};

	return cmocka_run_group_tests_name("check", tests, NULL, NULL);
}
