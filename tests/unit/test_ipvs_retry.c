/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/unit.h"

#include "agent/ipvs/ipvs_retry.h"
#include "tests/unit/ipvs_make.h"

static struct instant
at_ms(int64_t ms)
{
	return instant_add((struct instant){7}, span_ms(ms));
}

TEST(the_first_retry_comes_soon_and_the_sixth_late)
{
	static const int64_t after_ms[] = {100, 1000, 1000, 1000, 1000, 5000, 5000};
	struct ipvs_retry retry = {0};
	struct ipvs_key key = make_key(1, 80);
	int64_t now_ms = 0;

	for (unsigned i = 0; i < sizeof(after_ms) / sizeof(after_ms[0]); i++) {
		assert_int_equal(ipvs_retry_failed(&retry, &key, at_ms(now_ms)), i + 1);
		now_ms += after_ms[i];
		assert_null(ipvs_retry_next(&retry, at_ms(now_ms - 1)));
		assert_non_null(ipvs_retry_next(&retry, at_ms(now_ms)));
		assert_int_equal(ipvs_retry_due(&retry).ns, at_ms(now_ms).ns);
	}
	assert_int_equal(ipvs_retry_done(&retry, &key), 7);
	assert_int_equal(ipvs_retry_done(&retry, &key), 0);
	assert_int_equal(ipvs_retry_due(&retry).ns, INSTANT_NEVER.ns);
	ipvs_retry_fini(&retry);
}

TEST(each_service_has_its_own_time)
{
	struct ipvs_retry retry = {0};

	for (uint8_t host = 1; host <= 9; host++) {
		struct ipvs_key key = make_key(host, 80);

		(void)ipvs_retry_failed(&retry, &key, at_ms(10 * host));
	}
	for (uint8_t host = 1; host <= 9; host++) {
		struct ipvs_key key = make_key(host, 80);
		const struct ipvs_retry_row *row;

		assert_int_equal(ipvs_retry_due(&retry).ns, at_ms(10 * host + 100).ns);
		row = ipvs_retry_next(&retry, at_ms(10 * host + 100));
		assert_int_equal(ipvs_key_cmp(&row->key, &key), 0);
		assert_ptr_equal(ipvs_retry_find(&retry, &key), row);
		assert_int_equal(ipvs_retry_done(&retry, &key), 1);
		assert_null(ipvs_retry_find(&retry, &key));
	}
	ipvs_retry_fini(&retry);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_first_retry_comes_soon_and_the_sixth_late),
	    cmocka_unit_test(each_service_has_its_own_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
