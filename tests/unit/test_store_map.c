/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/unit.h"

#include <stdio.h>
#include <string.h>

#include "agent/store/store_map.h"

TEST(what_is_put_is_found_in_order)
{
	static const char *const keys[] = {"m", "a", "z", "aa", "b", "a/b", "m"};
	struct store_map map = {0};

	for (size_t i = 0; i < 7; i++)
		store_map_put(&map, keys[i], keys[6 - i]);
	assert_int_equal(map.len, 6);
	assert_string_equal(store_map_get(&map, "m"), "m"); /* the later one counts */
	assert_string_equal(store_map_get(&map, "aa"), "aa");
	assert_null(store_map_get(&map, "ab"));
	for (size_t i = 1; i < map.len; i++)
		assert_true(strcmp(map.items[i - 1].key, map.items[i].key) < 0);
	assert_int_equal(store_map_place(&map, ""), 0);
	assert_int_equal(store_map_place(&map, "zz"), 6);
	store_map_fini(&map);
}

TEST(what_is_taken_out_is_gone_and_its_bytes_with_it)
{
	struct store_map map = {0};
	char key[16];

	for (int i = 0; i < 100; i++) {
		(void)snprintf(key, sizeof(key), "key%03d", i * 37 % 100);
		store_map_put(&map, key, "four");
	}
	assert_int_equal(map.bytes, 100 * (6 + 4));
	store_map_put(&map, "key007", "longer");
	assert_int_equal(map.bytes, 100 * (6 + 4) + 2);
	for (int i = 0; i < 100; i += 2) {
		(void)snprintf(key, sizeof(key), "key%03d", i);
		store_map_put(&map, key, NULL);
		store_map_put(&map, key, NULL); /* is gone: nothing happens */
		assert_null(store_map_get(&map, key));
	}
	assert_int_equal(map.len, 50);
	assert_int_equal(map.bytes, 50 * (6 + 4) + 2);
	assert_string_equal(store_map_get(&map, "key007"), "longer");
	store_map_fini(&map);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_is_put_is_found_in_order),
	    cmocka_unit_test(what_is_taken_out_is_gone_and_its_bytes_with_it),
	};

	return cmocka_run_group_tests_name("store_map", tests, NULL, NULL);
}
