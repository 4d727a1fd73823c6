/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/unit.h"

#include <stdio.h>
#include <string.h>

#include "agent/lib/mem.h"
#include "agent/store/store_journal.h"
#include "agent/store/store_map.h"

static void
take(void *ctx, const struct store_record *record)
{
	store_map_put(ctx, record->key, record->value);
}

static struct store_journal_found
read_all(const char *bytes, size_t len, struct store_map *map)
{
	store_map_fini(map);
	return store_journal_read(bytes, len, take, map);
}

/* Lines: begin, a=1, (b=2 c=3), -a, (d="" e=odd). */
enum { LINES = 5 };

static void
write_sample(struct buf *out, size_t ends[LINES])
{
	static const struct store_record one =
					     {
						 "a", "1"
        },
					 two[] = {{"b", "2"}, {"c", "3"}},
					 gone = {"a", NULL},
					 odd[] = {
					     {"d", ""}, {"e%\t", "tab\t lf\n % \x7f"}};
	uint32_t chain = store_journal_begin(out);

	ends[0] = out->len;
	chain = store_journal_line(out, chain, &one, 1);
	ends[1] = out->len;
	chain = store_journal_line(out, chain, two, 2);
	ends[2] = out->len;
	chain = store_journal_line(out, chain, &gone, 1);
	ends[3] = out->len;
	(void)store_journal_line(out, chain, odd, 2);
	ends[4] = out->len;
}

/* What must be known after so many whole lines. */
static void
assert_known(const struct store_map *map, size_t lines)
{
	static const size_t lens[LINES + 1] = {0, 0, 1, 3, 2, 4};

	assert_int_equal(map->len, lens[lines]);
	if (lines == 2 || lines == 3)
		assert_string_equal(store_map_get(map, "a"), "1");
	if (lines >= 3)
		assert_string_equal(store_map_get(map, "c"), "3");
	if (lines >= 4)
		assert_null(store_map_get(map, "a"));
	if (lines == 5) {
		assert_string_equal(store_map_get(map, "d"), "");
		assert_string_equal(store_map_get(map, "e%\t"), "tab\t lf\n % \x7f");
	}
}

TEST(what_was_written_is_read)
{
	struct buf bytes = {0};
	struct store_map map = {0};
	size_t ends[LINES];
	struct store_journal_found found;

	write_sample(&bytes, ends);
	found = read_all(bytes.bytes, bytes.len, &map);
	assert_int_equal(found.end, STORE_JOURNAL_WHOLE);
	assert_int_equal(found.lines, LINES);
	assert_int_equal(found.good_bytes, bytes.len);
	assert_known(&map, LINES);
	store_map_fini(&map);
	buf_fini(&bytes);
}

TEST(the_checksum_is_the_one_of_ethernet)
{
	struct buf bytes = {0};

	/* CRC-32 of "\t=journal\t1", as zlib's crc32 gives it. */
	assert_int_equal(store_journal_begin(&bytes), 0xd1b2bcf7);
	buf_fini(&bytes);
}

TEST(a_further_line_goes_on_where_reading_ended)
{
	static const struct store_record more = {"f", "6"};
	struct buf bytes = {0};
	struct store_map map = {0};
	size_t ends[LINES];
	struct store_journal_found found;

	write_sample(&bytes, ends);
	found = read_all(bytes.bytes, bytes.len, &map);
	(void)store_journal_line(&bytes, found.chain, &more, 1);
	found = read_all(bytes.bytes, bytes.len, &map);
	assert_int_equal(found.end, STORE_JOURNAL_WHOLE);
	assert_string_equal(store_map_get(&map, "f"), "6");
	store_map_fini(&map);
	buf_fini(&bytes);
}

TEST(cut_at_every_length_the_whole_lines_are_read)
{
	struct buf bytes = {0};
	struct store_map map = {0};
	size_t ends[LINES], lines = 0;

	write_sample(&bytes, ends);
	for (size_t len = 0; len <= bytes.len; len++) {
		/* A copy of just that size, so that reading past it is seen. */
		char *cut = mem_new(len, 1);
		struct store_journal_found found;

		memcpy(cut, bytes.bytes, len);
		while (lines < LINES && ends[lines] <= len)
			lines++;
		found = read_all(cut, len, &map);
		assert_int_equal(found.lines, lines);
		assert_int_equal(found.good_bytes, lines ? ends[lines - 1] : 0);
		assert_int_equal(found.end,
		    found.good_bytes == len ? STORE_JOURNAL_WHOLE : STORE_JOURNAL_TORN);
		assert_known(&map, lines);
		mem_free(cut);
	}
	store_map_fini(&map);
	buf_fini(&bytes);
}

TEST(a_changed_byte_anywhere_is_found_and_what_precedes_it_is_read)
{
	struct buf bytes = {0};
	struct store_map map = {0};
	size_t ends[LINES];

	write_sample(&bytes, ends);
	for (size_t at = 0; at < bytes.len; at++) {
		size_t lines = 0;

		while (ends[lines] <= at)
			lines++;
		for (int flip = 1; flip < 256; flip++) {
			struct store_journal_found found;

			bytes.bytes[at] = (char)(bytes.bytes[at] ^ flip);
			found = read_all(bytes.bytes, bytes.len, &map);
			bytes.bytes[at] = (char)(bytes.bytes[at] ^ flip);
			if (found.lines != lines || found.end == STORE_JOURNAL_WHOLE)
				fail_msg(
				    "byte %zu ^ %d: %zu lines", at, flip, found.lines);
			assert_known(&map, lines);
		}
	}
	store_map_fini(&map);
	buf_fini(&bytes);
}

TEST(a_line_that_is_lost_or_doubled_is_found)
{
	struct buf bytes = {0}, other = {0};
	struct store_map map = {0};
	size_t ends[LINES];

	write_sample(&bytes, ends);
	buf_put(&other, bytes.bytes, ends[1]);
	buf_put(&other, bytes.bytes + ends[2], bytes.len - ends[2]);
	assert_int_equal(read_all(other.bytes, other.len, &map).lines, 2);
	buf_clear(&other);
	buf_put(&other, bytes.bytes, ends[2]);
	buf_put(&other, bytes.bytes + ends[1], bytes.len - ends[1]);
	assert_int_equal(read_all(other.bytes, other.len, &map).lines, 3);
	assert_known(&map, 3);
	store_map_fini(&map);
	buf_fini(&other);
	buf_fini(&bytes);
}

TEST(what_begins_otherwise_is_refused)
{
	static const struct store_record newer = {"journal", "2"}, other = {"a", "1"};
	struct buf bytes = {0};
	struct store_map map = {0};

	(void)store_journal_line(&bytes, 0, &newer, 1);
	assert_int_equal(
	    read_all(bytes.bytes, bytes.len, &map).end, STORE_JOURNAL_NEWER);
	buf_clear(&bytes);
	(void)store_journal_line(&bytes, 0, &other, 1);
	assert_int_equal(
	    read_all(bytes.bytes, bytes.len, &map).end, STORE_JOURNAL_DAMAGED);
	assert_int_equal(map.len, 0);
	buf_fini(&bytes);
}

TEST(nothing_at_all_is_whole)
{
	struct store_map map = {0};

	assert_int_equal(read_all("", 0, &map).end, STORE_JOURNAL_WHOLE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_was_written_is_read),
	    cmocka_unit_test(the_checksum_is_the_one_of_ethernet),
	    cmocka_unit_test(a_further_line_goes_on_where_reading_ended),
	    cmocka_unit_test(cut_at_every_length_the_whole_lines_are_read),
	    cmocka_unit_test(
		a_changed_byte_anywhere_is_found_and_what_precedes_it_is_read),
	    cmocka_unit_test(a_line_that_is_lost_or_doubled_is_found),
	    cmocka_unit_test(what_begins_otherwise_is_refused),
	    cmocka_unit_test(nothing_at_all_is_whole),
	};

	return cmocka_run_group_tests_name("store_journal", tests, NULL, NULL);
}
