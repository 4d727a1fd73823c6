/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/unit.h"

#include <stdlib.h>
#include <string.h>

#include "agent/conf/conf_lines.h"
#include "agent/lib/arena.h"

struct bench {
	struct arena *arena;
	struct conf_diags diags;
	struct conf_cursor cursor;
};

static void
start(struct bench *b, const char *text, size_t len)
{
	memset(b, 0, sizeof(*b));
	b->arena = arena_new();
	b->diags.arena = b->arena;
	b->cursor = (struct conf_cursor){.arena = b->arena, .diags = &b->diags};
	b->cursor.source = conf_source_new(b->arena, "test", ".", text, len);
}

static void
expect_lines(const char *text, const char *const *want, size_t len)
{
	struct bench b;
	struct conf_line line;
	size_t got = 0;

	start(&b, text, strlen(text));
	while (conf_lines_next(&b.cursor, &line)) {
		assert_true(got < len);
		assert_int_equal(line.len, strlen(want[got]));
		assert_memory_equal(line.text, want[got], line.len);
		assert_int_equal(line.order, got);
		got++;
	}
	assert_int_equal(got, len);
	arena_free(b.arena);
}

TEST(blanks_comments_and_line_ends_are_gone)
{
	static const char *const want[] = {"a b", "c", "d"};

	expect_lines(" a b \r\n# x\n! y\n\n\tc # x ! y\nd", want, 3);
}

TEST(quotes_and_backslashes_hide_comment_characters)
{
	static const char *const want[] = {"a \"#\" '!' b", "c \\# d", "\"e \\\" #\""};

	expect_lines("a \"#\" '!' b #\nc \\# d\n\"e \\\" #\" # x", want, 3);
}

TEST(a_backslash_joins_lines_and_skips_blank_ones)
{
	static const char *const want[] = {"a\nb\nc", "d"};

	expect_lines("a \\\n  b \\\n\n# x\n c\nd \\", want, 2);
}

TEST(places_are_those_of_the_file_after_joining)
{
	static const char text[] = "\n a \\\n   bc\n";
	struct bench b;
	struct conf_line line;
	struct conf_spot spot;
	struct model_place place;

	start(&b, text, strlen(text));
	assert_true(conf_lines_next(&b.cursor, &line));
	spot = conf_line_spot(&line, 0);
	place = conf_spot_place(&spot);
	assert_int_equal(place.line, 2);
	assert_int_equal(place.column, 2);
	spot = conf_line_spot(&line, 3); /* "a\nbc": the c */
	place = conf_spot_place(&spot);
	assert_int_equal(place.line, 3);
	assert_int_equal(place.column, 5);
	arena_free(b.arena);
}

TEST(a_line_may_have_64_kib_and_not_a_byte_more)
{
	for (size_t extra = 0; extra < 2; extra++) {
		size_t len = CONF_LINE_MAX + extra;
		char *text = malloc(len);
		struct bench b;
		struct conf_line line;

		assert_non_null(text);
		memset(text, 'x', len);
		start(&b, text, len);
		assert_int_equal(conf_lines_next(&b.cursor, &line), extra == 0);
		assert_int_equal(b.diags.len, extra);
		arena_free(b.arena);
		free(text);
	}
}

TEST(a_byte_that_is_no_text_is_told_once_a_file)
{
	static const char text[] = "a\0b\nc\001d\n";
	struct bench b;
	struct conf_line line;
	const struct conf_diag *diag;

	start(&b, text, sizeof(text) - 1);
	while (conf_lines_next(&b.cursor, &line))
		;
	assert_int_equal(b.diags.len, 1);
	diag = b.diags.items;
	assert_string_equal(diag->code, "control_character");
	assert_int_equal(diag->spot.offset, 1);
	arena_free(b.arena);
}

TEST(a_comment_glued_to_a_word_is_a_warning)
{
	static const char text[] = "auth_pass abc#def\nvirtual_server x {# fine\n";
	struct bench b;
	struct conf_line line;

	start(&b, text, strlen(text));
	while (conf_lines_next(&b.cursor, &line))
		;
	assert_int_equal(b.diags.by_grade[CONF_GRADE_WARNING], 1);
	arena_free(b.arena);
}

struct include_case {
	const char *line;
	bool is_include;
	unsigned checks;
	const char *pattern;
};

static const struct include_case include_cases[] = {
    {"include a.conf",       true,  0,					     "a.conf"  },
    {"include \"a b.conf\"", true,  0,					     "a b.conf"},
    {"includer a",           true,  CONF_INCLUDE_READABLE,                         "a"       },
    {"includem a",           true,  CONF_INCLUDE_READABLE | CONF_INCLUDE_MATCH,    "a"       },
    {"includew a*",          true,  CONF_INCLUDE_READABLE | CONF_INCLUDE_WILDCARD, "a*"      },
    {"includeb {a,b}",       true,  CONF_INCLUDE_READABLE | CONF_INCLUDE_BRACE,    "{a,b}"   },
    {"includea a",           true,  CONF_INCLUDE_ALL,                              "a"       },
    {"includex a",           false, 0,					     ""        },
    {"include_check match",  false, 0,					     ""        },
    {"inc a",		false, 0,					     ""        },
};

TEST(each_variant_of_include_asks_for_its_own)
{
	for (size_t i = 0; i < sizeof(include_cases) / sizeof(include_cases[0]); i++) {
		const struct include_case *c = &include_cases[i];
		struct conf_include include = {.checks = 0};
		struct conf_line line;
		struct bench b;

		start(&b, c->line, strlen(c->line));
		assert_true(conf_lines_next(&b.cursor, &line));
		assert_int_equal(
		    conf_line_include(&line, &b.diags, &include), c->is_include);
		assert_string_equal(include.pattern, c->pattern);
		assert_int_equal(include.checks, c->checks);
		arena_free(b.arena);
	}
}

TEST(include_check_sets_adds_and_removes)
{
	static const char text[] =
	    "include_check match\ninclude_check +wildcard_match\n"
	    "include_check -match\ninclude_check\n";
	static const unsigned want[] = {CONF_INCLUDE_READABLE | CONF_INCLUDE_MATCH,
	    CONF_INCLUDE_READABLE | CONF_INCLUDE_MATCH | CONF_INCLUDE_WILDCARD,
	    CONF_INCLUDE_READABLE | CONF_INCLUDE_WILDCARD,
	    CONF_INCLUDE_READABLE | CONF_INCLUDE_WILDCARD};
	struct conf_line line;
	struct bench b;
	unsigned checks = 0;

	start(&b, text, strlen(text));
	for (size_t i = 0; conf_lines_next(&b.cursor, &line); i++) {
		conf_line_include_check(&line, &checks);
		assert_int_equal(checks, want[i]);
	}
	arena_free(b.arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(blanks_comments_and_line_ends_are_gone),
	    cmocka_unit_test(quotes_and_backslashes_hide_comment_characters),
	    cmocka_unit_test(a_backslash_joins_lines_and_skips_blank_ones),
	    cmocka_unit_test(places_are_those_of_the_file_after_joining),
	    cmocka_unit_test(a_line_may_have_64_kib_and_not_a_byte_more),
	    cmocka_unit_test(a_byte_that_is_no_text_is_told_once_a_file),
	    cmocka_unit_test(a_comment_glued_to_a_word_is_a_warning),
	    cmocka_unit_test(each_variant_of_include_asks_for_its_own),
	    cmocka_unit_test(include_check_sets_adds_and_removes),
	};

	return cmocka_run_group_tests_name("conf_lines", tests, NULL, NULL);
}
