/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/conf/conf_tree.h"

#include <string.h>

#include "agent/lib/arena.h"

struct builder {
	struct arena *arena;
	struct conf_diags *diags;
	const struct conf_line *line;
	struct conf_node *open[CONF_DEPTH_MAX + 1]; /* open[0] is the root */
	size_t depth;
	size_t surplus; /* blocks nested too deep, which are skipped */
};

static struct conf_spot
node_spot(const struct conf_node *node)
{
	return (struct conf_spot){node->source,
	    node->words_len ? node->words[0].offset : node->end_offset, node->order};
}

static struct conf_diag *
report(struct builder *b, enum conf_grade grade, size_t at, const char *code,
    const char *text)
{
	struct conf_spot spot = conf_line_spot(b->line, at);

	return conf_diag_at(b->diags, grade, &spot, code, "%s", text);
}

static struct conf_node *
add_node(struct builder *b, const struct conf_token *tokens, size_t len)
{
	struct conf_node *parent = b->open[b->depth];
	struct conf_node *node = arena_alloc(b->arena, sizeof(*node));
	struct conf_word *words = arena_alloc(b->arena, (len + 1) * sizeof(*words));

	for (size_t i = 0; i < len; i++) {
		words[i].text = tokens[i].text;
		words[i].offset = conf_line_spot(b->line, tokens[i].at).offset;
	}
	node->source = b->line->source;
	node->order = b->line->order;
	node->words = words;
	node->words_len = (uint32_t)len;
	node->end_offset =
	    conf_line_spot(b->line, len ? tokens[len - 1].end - 1 : 0).offset + 1;
	*(parent->last ? &parent->last->next : &parent->first) = node;
	parent->last = node;
	return node;
}

/* A brace on a line of its own belongs to the line before. */
static struct conf_node *
block_owner(struct builder *b, const struct conf_token *brace)
{
	struct conf_node *last = b->open[b->depth]->last;

	if (last && !last->has_block)
		return last;
	report(b, CONF_GRADE_ERROR, brace->at, "stray_brace",
	    "'{' without a keyword before it");
	return add_node(b, NULL, 0);
}

static void
open_block(struct builder *b, const struct conf_token *brace, struct conf_node *node)
{
	if (b->surplus || b->depth == CONF_DEPTH_MAX) {
		if (!b->surplus++)
			report(b, CONF_GRADE_ERROR, brace->at, "too_deep",
			    "blocks nested more than 16 deep");
		return;
	}
	if (brace->glued)
		report(b, CONF_GRADE_WARNING, brace->at, "glued_brace",
		    "no blank before '{': read as the start of the block");
	if (!node)
		node = block_owner(b, brace);
	node->has_block = true;
	b->open[++b->depth] = node;
}

static void
close_block(struct builder *b, const struct conf_token *brace)
{
	if (b->surplus)
		b->surplus--;
	else if (b->depth)
		b->depth--;
	else
		report(b, CONF_GRADE_ERROR, brace->at, "stray_brace",
		    "'}' that closes no block");
}

static bool
is_merge_marker(const struct conf_line *line)
{
	static const char *const markers[] = {
	    "<<<<<<<", "=======", ">>>>>>>", "|||||||"};

	for (size_t i = 0; i < sizeof(markers) / sizeof(markers[0]); i++)
		if (line->len >= 7 && memcmp(line->text, markers[i], 7) == 0)
			return true;
	return false;
}

static void
build_line(struct builder *b, const struct conf_tokens *tokens)
{
	struct conf_node *node = NULL;
	size_t at = 0;

	while (at < tokens->len) {
		const struct conf_token *token = &tokens->items[at];
		size_t words = 0;

		while (at + words < tokens->len && token[words].kind == CONF_TOKEN_WORD)
			words++;
		if (words) {
			node = b->surplus ? NULL : add_node(b, token, words);
			at += words;
			continue;
		}
		if (token->kind == CONF_TOKEN_OPEN)
			open_block(b, token, node);
		else
			close_block(b, token);
		node = NULL;
		at++;
	}
}

static void
report_open_blocks(struct builder *b)
{
	for (size_t i = b->depth; i > 0; i--) {
		struct conf_spot spot = node_spot(b->open[i]);

		conf_diag_at(b->diags, CONF_GRADE_ERROR, &spot, "missing_brace",
		    "the block of %s is not closed: '}' is missing",
		    b->open[i]->words_len ? b->open[i]->words[0].text : "this line");
	}
}

struct conf_node *
conf_tree_build(
    struct arena *arena, struct conf_diags *diags, const struct conf_lines *lines)
{
	struct conf_tokens *tokens = arena_alloc(arena, sizeof(*tokens));
	struct conf_node *root = arena_alloc(arena, sizeof(*root));
	struct builder b = {.arena = arena, .diags = diags, .open = {root}};
	const struct conf_line *items = lines->items;

	for (size_t i = 0; i < lines->len; i++) {
		b.line = &items[i];
		if (is_merge_marker(b.line)) {
			report(&b, CONF_GRADE_MISTAKE, 0, "merge_marker",
			    "the mark of an unfinished merge")
			    ->reading = "skipped";
			continue;
		}
		conf_lex(arena, diags, b.line, tokens);
		build_line(&b, tokens);
	}
	report_open_blocks(&b);
	return root;
}
