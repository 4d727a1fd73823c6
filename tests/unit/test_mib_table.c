/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/unit.h"

#include <string.h>

#include "mib/mib_rows.h"
#include "mib/mib_table.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

/* What the tests' SET asks for. */
struct mib_change {
	uint64_t number;
};

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

/* What is even is not there. */
static void
odd(const struct mib_cell *cell, struct mib_value *value)
{
	const struct thing *thing = cell->row;

	value->number = thing->count;
	value->absent = thing->count % 2 == 0;
}

static enum mib_set
wish(const struct mib_cell *cell, const struct mib_value *value,
    struct mib_change *change)
{
	const struct thing *thing = cell->row;

	if (value->number > 9)
		return MIB_SET_WRONG_VALUE;
	change->number = thing->a * 100 + value->number;
	return MIB_SET_GOOD;
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

TEST(a_counter64_shows_all_of_it)
{
	static const struct mib_column wide[] = {
	    MIB_MEMBER(1, COUNTER64, thing, count)};
	const struct mib_table table =
	    MIB_TABLE(wide, MIB_OID(9, 1), things_len, thing_at, index_of_thing);
	const struct mib_module of = {MIB_OID(9), &table, 1};
	struct mib_found found;
	struct mib_oid name = oid("9.1.1.3.51");

	assert_true(mib_get(&of, &two, &base, &name, &found));
	assert_int_equal(found.value.type, MIB_COUNTER64);
	assert_true(found.value.number == 0x100000007);
}

/* Rows with the counts 0..5 of which the odd ones have a cell in column 1, all in 2. */
TEST(a_cell_that_a_row_has_not_is_stepped_over)
{
	static const struct mib_column some[] = {
	    MIB_COLUMN(1, UNSIGNED32, odd), MIB_MEMBER(2, COUNTER64, thing, count)};
	const struct mib_table table =
	    MIB_TABLE(some, MIB_OID(9, 1), things_len, thing_at, index_of_thing);
	const struct mib_module of = {MIB_OID(9), &table, 1};
	static const char *const seen[] = {"9.1.1.1.0", "9.1.1.3.0", "9.1.1.5.0",
	    "9.1.2.0.0", "9.1.2.1.0", "9.1.2.2.0", "9.1.2.3.0", "9.1.2.4.0",
	    "9.1.2.5.0"};
	struct things six = {.len = 6};
	struct mib_oid at = oid("9");
	struct mib_found found;

	for (uint32_t i = 0; i < 6; i++)
		six.rows[i] = (struct thing){.a = i, .count = i};
	for (size_t i = 0; i < COUNT(seen); i++) {
		assert_true(mib_next(&of, &six, &base, &at, &found));
		assert_oid(&found.name, seen[i]);
		at = found.name;
	}
	assert_false(mib_next(&of, &six, &base, &at, &found));
	at = oid("9.1.1.2.0");
	assert_false(mib_get(&of, &six, &base, &at, &found));
}

TEST(a_set_becomes_what_the_column_makes_of_it)
{
	static const struct mib_column some[] = {
	    MIB_COLUMN(1, INTEGER, sum), MIB_WRITABLE(2, INTEGER, sum, wish)};
	const struct mib_table table =
	    MIB_TABLE(some, MIB_OID(9, 1), things_len, thing_at, index_of_thing);
	const struct mib_module of = {MIB_OID(9), &table, 1};
	static const struct {
		const char *name;
		enum mib_type type;
		uint64_t number;
		enum mib_set want;
	} cases[] = {
	    {"9.1.2.3.51", MIB_INTEGER,    9,  MIB_SET_GOOD        },
	    {"9.1.2.3.51", MIB_INTEGER,    10, MIB_SET_WRONG_VALUE },
	    {"9.1.2.3.51", MIB_UNSIGNED32, 9,  MIB_SET_WRONG_TYPE  },
	    {"9.1.1.3.51", MIB_INTEGER,    9,  MIB_SET_NOT_WRITABLE},
	    {"9.1.2.3.52", MIB_INTEGER,    9,  MIB_SET_NO_CREATION },
	    {"9.1.3.3.51", MIB_INTEGER,    9,  MIB_SET_NO_CREATION },
	};
	struct mib_change change = {0};

	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct mib_oid name = oid(cases[i].name);
		const struct mib_value value = {
		    .type = cases[i].type, .number = cases[i].number};

		assert_int_equal(
		    mib_set(&of, &two, &base, &name, &value, &change), cases[i].want);
	}
	assert_int_equal(change.number, 309);
}

TEST(octets_are_an_index_with_their_number_before_them)
{
	struct mib_oid name = oid("9");
	char most[MIB_OID_MAX + 1] = {0};

	mib_oid_add_text(&name, "ab");
	assert_oid(&name, "9.2.97.98");
	mib_oid_add_text(&name, "");
	assert_oid(&name, "9.2.97.98.0");
	memset(most, 'x', MIB_OID_MAX);
	mib_oid_add_text(&name, most);
	assert_int_equal(name.len, MIB_OID_MAX);
	assert_int_equal(name.ids[5], MIB_OID_MAX - 6);
	mib_oid_add_text(&name, "full");
	assert_int_equal(name.len, MIB_OID_MAX);
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
	    cmocka_unit_test(a_counter64_shows_all_of_it),
	    cmocka_unit_test(a_cell_that_a_row_has_not_is_stepped_over),
	    cmocka_unit_test(a_set_becomes_what_the_column_makes_of_it),
	    cmocka_unit_test(octets_are_an_index_with_their_number_before_them),
	    cmocka_unit_test(the_chain_of_nexts_visits_every_instance_once_in_order),
	};

	return cmocka_run_group_tests_name("mib_table", tests, NULL, NULL);
}
