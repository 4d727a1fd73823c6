/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/unit.h"

#include "mib/mib_table.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

/* A module of a scalar group 9.1 (columns 1, 2) and two tables, 9.3.1 (columns 2, 5)
 * and 9.4.1 (column 1), over rows with a two-part index. */
struct thing {
	uint32_t a, b;
	uint64_t count;
};

struct things {
	struct thing rows[300];
	size_t len;
};

static size_t
things_len(const void *source)
{
	const struct things *things = source;

	return things->len;
}

static const void *
thing_at(const void *source, size_t at)
{
	const struct things *things = source;

	return &things->rows[at];
}

static void
index_of_thing(const void *source, size_t at, struct mib_oid *oid)
{
	const struct thing *thing = thing_at(source, at);

	mib_oid_add(oid, thing->a);
	mib_oid_add(oid, thing->b);
}

static size_t
one(const void *source)
{
	(void)source;
	return 1;
}

static void
scalar_index(const void *source, size_t at, struct mib_oid *oid)
{
	(void)source;
	mib_oid_add(oid, (uint32_t)at);
}

static void
sum(const struct mib_cell *cell, struct mib_value *value)
{
	const struct thing *thing = cell->row;

	value->number = thing->a + thing->b;
}

static const struct mib_column columns[] = {
    {.number = 2,            .type = MIB_INTEGER,             .get = sum},
    { .number = 5, .type = MIB_COUNTER32, .offset = offsetof(struct thing,     count)},
};
static const struct mib_column scalars[] = {
    {.number = 1, .type = MIB_INTEGER, .get = sum},
    {.number = 2, .type = MIB_INTEGER, .get = sum},
};

static const struct mib_table tables[] = {
    {.entry = {.len = 2, .ids = {9, 1}},
     .columns = scalars,
     .columns_len = 2,
     .rows_len = one,
     .row = thing_at,
     .index = scalar_index  },
    {.entry = {.len = 3, .ids = {9, 3, 1}},
     .columns = columns,
     .columns_len = 2,
     .rows_len = things_len,
     .row = thing_at,
     .index = index_of_thing},
    {.entry = {.len = 3, .ids = {9, 4, 1}},
     .columns = columns,
     .columns_len = 1,
     .rows_len = things_len,
     .row = thing_at,
     .index = index_of_thing},
};

static const struct mib_module module = {
    .root = {.len = 1, .ids = {9}},
    .tables = tables,
    .tables_len = 3,
};

static const struct mib_base base = {.uptime_zero_ms = 0};

static const struct things two = {
    .rows = {{.a = 3, .b = 51, .count = 0x100000007}, {.a = 4, .b = 1, .count = 8}},
    .len = 2,
};

/* "9.3.1.2.3.51" */
static struct mib_oid
oid(const char *text)
{
	struct mib_oid out = {0};
	uint32_t id = 0;

	for (const char *at = text; *at; at++) {
		if (*at == '.') {
			mib_oid_add(&out, id);
			id = 0;
		} else {
			id = id * 10 + (uint32_t)(*at - '0');
		}
	}
	mib_oid_add(&out, id);
	return out;
}

static void
assert_oid(const struct mib_oid *got, const char *want)
{
	struct mib_oid expected = oid(want);

	assert_int_equal(mib_oid_cmp(got, &expected), 0);
}

/* Every instance of `two`, in the order of names. */
static const char *const walk[] = {"9.1.1.0", "9.1.2.0", "9.3.1.2.3.51", "9.3.1.2.4.1",
    "9.3.1.5.3.51", "9.3.1.5.4.1", "9.4.1.2.3.51", "9.4.1.2.4.1"};

TEST(an_oid_sorts_by_parts_and_a_prefix_comes_first)
{
	struct mib_oid low = oid("1.3.6"), high = oid("1.3.6.0"), other = oid("1.3.7");

	assert_true(mib_oid_cmp(&low, &high) < 0);
	assert_true(mib_oid_cmp(&high, &other) < 0);
	assert_true(mib_oid_cmp(&other, &low) > 0);
	assert_int_equal(mib_oid_cmp(&high, &high), 0);
}

TEST(a_strangers_oid_is_cut_at_our_limit_and_says_so)
{
	unsigned long ids[MIB_OID_MAX + 1] = {9, 3};
	struct mib_oid out;

	assert_true(mib_oid_from(ids, MIB_OID_MAX, &out));
	assert_int_equal(out.len, MIB_OID_MAX);
	assert_false(mib_oid_from(ids, MIB_OID_MAX + 1, &out));
	assert_int_equal(out.len, MIB_OID_MAX);
	ids[1] = 0xffffffff;
	assert_true(mib_oid_from(ids, 2, &out));
	ids[1] = 0x100000000;
	assert_false(mib_oid_from(ids, 2, &out));
	assert_int_equal(out.ids[1], 0xffffffff);
	assert_true(mib_oid_from(ids, 0, &out));
	assert_int_equal(out.len, 0);
}

TEST(an_exact_name_gives_its_value)
{
	struct mib_found found;
	struct mib_oid name = oid("9.3.1.2.3.51");

	assert_true(mib_get(&module, &two, &base, &name, &found));
	assert_int_equal(found.value.type, MIB_INTEGER);
	assert_int_equal(found.value.number, 54);
	assert_int_equal(mib_oid_cmp(&found.name, &name), 0);
}

TEST(a_counter_shows_its_low_32_bits)
{
	struct mib_found found;
	struct mib_oid name = oid("9.3.1.5.3.51");

	assert_true(mib_get(&module, &two, &base, &name, &found));
	assert_int_equal(found.value.type, MIB_COUNTER32);
	assert_int_equal(found.value.number, 7);
}

TEST(what_is_not_an_instance_is_not_found)
{
	static const char *const names[] = {"9", "9.1", "9.1.1", "9.1.1.1", "9.1.3.0",
	    "9.1.1.0.0", "9.3.1", "9.3.1.2", "9.3.1.2.3", "9.3.1.2.3.50",
	    "9.3.1.2.3.52", "9.3.1.2.3.51.0", "9.3.1.3.3.51", "9.3.1.1.3.51",
	    "9.3.1.9.3.51", "9.3.2.2.3.51", "9.4.1.5.3.51", "8", "10"};
	struct mib_found found;

	for (size_t i = 0; i < COUNT(names); i++) {
		struct mib_oid name = oid(names[i]);

		assert_false(mib_get(&module, &two, &base, &name, &found));
	}
}

TEST(next_goes_through_every_instance_in_order)
{
	struct mib_oid at = oid("9");
	struct mib_found found;

	for (size_t i = 0; i < COUNT(walk); i++) {
		assert_true(mib_next(&module, &two, &base, &at, &found));
		assert_oid(&found.name, walk[i]);
		at = found.name;
	}
	assert_false(mib_next(&module, &two, &base, &at, &found));
}

TEST(next_of_any_place_is_the_first_after_it)
{
	static const char *const cases[][2] = {
	    {"0",		    "9.1.1.0"     }, /* before the module */
	    {"9.1.1",                "9.1.1.0"     },
	    {"9.1.1.0.7",            "9.1.2.0"     },
	    {"9.1.2.0",              "9.3.1.2.3.51"}, /* over the end of a table */
	    {"9.1.9",                "9.3.1.2.3.51"},
	    {"9.2",                  "9.3.1.2.3.51"},
	    {"9.3",                  "9.3.1.2.3.51"},
	    {"9.3.1",                "9.3.1.2.3.51"},
	    {"9.3.1.0",              "9.3.1.2.3.51"}, /* before the first column */
	    {"9.3.1.2",              "9.3.1.2.3.51"},
	    {"9.3.1.2.3",            "9.3.1.2.3.51"}, /* half an index */
	    {"9.3.1.2.3.50",         "9.3.1.2.3.51"},
	    {"9.3.1.2.3.50.9.9.9",   "9.3.1.2.3.51"},
	    {"9.3.1.2.3.51.0",       "9.3.1.2.4.1" }, /* more than an index */
	    {"9.3.1.2.3.4294967295", "9.3.1.2.4.1" },
	    {"9.3.1.2.4.1",          "9.3.1.5.3.51"}, /* end of a column */
	    {"9.3.1.3",              "9.3.1.5.3.51"}, /* a column there is not */
	    {"9.3.1.4.4.1",          "9.3.1.5.3.51"},
	    {"9.3.1.5.4.1",          "9.4.1.2.3.51"}, /* end of the table */
	    {"9.3.1.4294967295",     "9.4.1.2.3.51"},
	    {"9.3.2",                "9.4.1.2.3.51"},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct mib_oid at = oid(cases[i][0]);
		struct mib_found found;

		assert_true(mib_next(&module, &two, &base, &at, &found));
		assert_oid(&found.name, cases[i][1]);
	}
}

TEST(after_the_last_there_is_none)
{
	static const char *const ends[] = {
	    "9.4.1.2.4.1", "9.4.1.2.5", "9.4.1.3", "9.4.2", "9.5", "10"};
	struct mib_found found;

	for (size_t i = 0; i < COUNT(ends); i++) {
		struct mib_oid at = oid(ends[i]);

		assert_false(mib_next(&module, &two, &base, &at, &found));
	}
}

TEST(an_empty_table_is_stepped_over)
{
	struct things none = {.len = 0};
	struct mib_oid at = oid("9.1.1.0");
	struct mib_found found;

	assert_true(mib_next(&module, &none, &base, &at, &found));
	assert_oid(&found.name, "9.1.2.0");
	at = found.name;
	assert_false(mib_next(&module, &none, &base, &at, &found));
	at = oid("9.3.1.2.3.51");
	assert_false(mib_next(&module, &none, &base, &at, &found));
	assert_false(mib_get(&module, &none, &base, &at, &found));
}

/* Property: for n rows, the chain of nexts visits 2 + 3 n instances, ascending, each of
 * which is found by its name. */
TEST(the_chain_of_nexts_visits_every_instance_once_in_order)
{
	for (size_t n = 0; n <= COUNT(two.rows); n = n * 2 + 1) {
		struct things many = {.len = n};
		struct mib_oid at = oid("9");
		struct mib_found found, same;
		size_t seen = 0;

		for (size_t i = 0; i < n; i++)
			many.rows[i] = (struct thing){
			    .a = (uint32_t)(i / 7 * 3 + 1), .b = (uint32_t)(i % 7)};
		while (mib_next(&module, &many, &base, &at, &found)) {
			assert_true(mib_oid_cmp(&at, &found.name) < 0);
			at = found.name;
			assert_true(mib_get(&module, &many, &base, &at, &same));
			assert_int_equal(same.value.number, found.value.number);
			seen++;
		}
		assert_int_equal(seen, 2 + 3 * n);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(an_oid_sorts_by_parts_and_a_prefix_comes_first),
	    cmocka_unit_test(a_strangers_oid_is_cut_at_our_limit_and_says_so),
	    cmocka_unit_test(an_exact_name_gives_its_value),
	    cmocka_unit_test(a_counter_shows_its_low_32_bits),
	    cmocka_unit_test(what_is_not_an_instance_is_not_found),
	    cmocka_unit_test(next_goes_through_every_instance_in_order),
	    cmocka_unit_test(next_of_any_place_is_the_first_after_it),
	    cmocka_unit_test(after_the_last_there_is_none),
	    cmocka_unit_test(an_empty_table_is_stepped_over),
	    cmocka_unit_test(the_chain_of_nexts_visits_every_instance_once_in_order),
	};

	return cmocka_run_group_tests_name("mib_table", tests, NULL, NULL);
}
