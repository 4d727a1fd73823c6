/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/unit.h"

#include <string.h>

#include "agent/conf/conf_tree.h"
#include "agent/lib/arena.h"
#include "agent/lib/buf.h"

struct bench {
	struct arena *arena;
	struct conf_diags diags;
	struct buf text; /* the tree as (word word (child) (child)) */
};

static void
print(const struct conf_node *node, struct buf *out)
{
	for (size_t i = 0; i < node->words_len; i++)
		buf_printf(out, "%s<%s>", i ? " " : "", node->words[i].text);
	if (!node->has_block)
		return;
	buf_puts(out, "{");
	for (const struct conf_node *at = node->first; at; at = at->next) {
		buf_puts(out, "(");
		print(at, out);
		buf_puts(out, ")");
	}
	buf_puts(out, "}");
}

static const char *
run(struct bench *b, const char *text)
{
	struct conf_cursor cursor = {0};
	struct conf_lines lines = {0};
	struct conf_line line;
	struct conf_node *root;

	memset(b, 0, sizeof(*b));
	b->arena = arena_new();
	b->diags.arena = b->arena;
	cursor.arena = b->arena;
	cursor.diags = &b->diags;
	cursor.source = conf_source_new(b->arena, "test", ".", text, strlen(text));
	while (conf_lines_next(&cursor, &line))
		*(struct conf_line *)arena_append(
		    b->arena, &lines.items, &lines.len, sizeof(line)) = line;
	root = conf_tree_build(b->arena, &b->diags, &lines);
	root->has_block = true;
	print(root, &b->text);
	return buf_text(&b->text);
}

static void
finish(struct bench *b)
{
	buf_fini(&b->text);
	arena_free(b->arena);
}

struct tree_case {
	const char *in, *out;
};

static const struct tree_case fine[] = {
    {"",				    "{}"		      },
    {"a b",				 "{(<a> <b>)}"             },
    {"a {\nb\n}",			   "{(<a>{(<b>)})}"          },
    {"a\n{\nb\n}",			  "{(<a>{(<b>)})}"          },
    {"a { b }",			     "{(<a>{(<b>)})}"          },
    {"a { b c }\nd",			"{(<a>{(<b> <c>)})(<d>)}" },
    {"a { }",			       "{(<a>{})}"               },
    {"a {}",				"{(<a>{})}"               },
    {"a { b { c } }",		       "{(<a>{(<b>{(<c>)})})}"   },
    {"a { b { c }}",			"{(<a>{(<b>{(<c>)})})}"   },
    {"a {b}",			       "{(<a>{(<b>)})}"          },
    {"a {\nb } c",			  "{(<a>{(<b>)})(<c>)}"     },
 /* quoting */
    {"a \"b c\" 'd e'",                     "{(<a> <b c> <d e>)}"     },
    {"a b\" c \"d",			 "{(<a> <b c d>)}"         },
    {"a \"\" ''",			   "{(<a> <> <>)}"           },
    {"a \"'\" '\"'",			"{(<a> <'> <\">)}"        },
    {"a \"{ }\" '}'",		       "{(<a> <{ }> <}>)}"       },
    {"a \"\\a\\b\\n\\t\\\\\\\"\\q\"",       "{(<a> <\a\b\n\t\\\"q>)}" },
    {"a \"\\x41\\x4a4\\101\\1012\\cA\\E\"", "{(<a> <AJ4AA2\001\033>)}"},
    {"a \\\"b\\' c\\d",                     "{(<a> <\"b'> <c\\d>)}"   },
 /* braces within words are the word's */
    {"regex a{2,3}b",		       "{(<regex> <a{2,3}b>)}"   },
    {"regex a{2}",			  "{(<regex> <a{2}>)}"      },
};

TEST(lines_become_nodes)
{
	for (size_t i = 0; i < sizeof(fine) / sizeof(fine[0]); i++) {
		struct bench b;

		assert_string_equal(run(&b, fine[i].in), fine[i].out);
		assert_int_equal(b.diags.len, 0);
		finish(&b);
	}
}

struct mistake_case {
	const char *in, *code;
	uint32_t line, column;
};

static const struct mistake_case mistakes[] = {
    {"a 80{\n}",     "glued_brace",        1, 5},
    {"a {\nb\n",     "missing_brace",      1, 1},
    {"x\n  }\n",     "stray_brace",        2, 3},
    {"a {\n}\n{\n}", "stray_brace",        3, 1},
    {"a \"b",        "unterminated_quote", 1, 3},
    {"a 'b\nc'",     "unterminated_quote", 1, 3},
    {"a \"\\0\"",    "escape",             1, 5},
    {"<<<<<<< HEAD", "merge_marker",       1, 1},
    {"=======",      "merge_marker",       1, 1},
    {"  >>>>>>> x",  "merge_marker",       1, 3},
    {"a {{ b }}",    "template_leftover",  1, 3},
    {"{% if %}",     "template_leftover",  1, 1},
};

TEST(what_is_no_tree_is_told_with_its_place)
{
	for (size_t i = 0; i < sizeof(mistakes) / sizeof(mistakes[0]); i++) {
		const struct conf_diag *diag;
		struct model_place place;
		struct bench b;

		(void)run(&b, mistakes[i].in);
		assert_true(b.diags.len >= 1);
		diag = b.diags.items;
		place = conf_spot_place(&diag->spot);
		assert_string_equal(diag->code, mistakes[i].code);
		assert_int_equal(place.line, mistakes[i].line);
		assert_int_equal(place.column, mistakes[i].column);
		finish(&b);
	}
}

TEST(blocks_nest_sixteen_deep_and_no_deeper)
{
	for (size_t deep = CONF_DEPTH_MAX; deep <= CONF_DEPTH_MAX + 3; deep++) {
		struct buf text = {0};
		struct bench b;

		for (size_t i = 0; i < deep; i++)
			buf_puts(&text, "a {\n");
		for (size_t i = 0; i < deep; i++)
			buf_puts(&text, "}\n");
		(void)run(&b, buf_text(&text));
		assert_int_equal(b.diags.len, deep > CONF_DEPTH_MAX);
		finish(&b);
		buf_fini(&text);
	}
}

TEST(a_word_may_have_4096_bytes_and_not_one_more)
{
	for (size_t extra = 0; extra < 2; extra++) {
		struct buf text = {0};
		struct bench b;

		for (size_t i = 0; i < CONF_WORD_MAX + extra; i++)
			buf_putc(&text, 'x');
		(void)run(&b, buf_text(&text));
		assert_int_equal(b.diags.len, extra);
		finish(&b);
		buf_fini(&text);
	}
}

TEST(a_line_may_have_1023_words_and_not_one_more)
{
	for (size_t extra = 0; extra < 2; extra++) {
		struct buf text = {0};
		struct bench b;

		for (size_t i = 0; i < CONF_LINE_WORDS_MAX - 1 + extra; i++)
			buf_puts(&text, "x ");
		(void)run(&b, buf_text(&text));
		assert_int_equal(b.diags.len, extra);
		finish(&b);
		buf_fini(&text);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(lines_become_nodes),
	    cmocka_unit_test(what_is_no_tree_is_told_with_its_place),
	    cmocka_unit_test(blocks_nest_sixteen_deep_and_no_deeper),
	    cmocka_unit_test(a_word_may_have_4096_bytes_and_not_one_more),
	    cmocka_unit_test(a_line_may_have_1023_words_and_not_one_more),
	};

	return cmocka_run_group_tests_name("conf_tree", tests, NULL, NULL);
}
