/* SPDX-License-Identifier: Apache-2.0 */
/* Lines into words, words into nodes: a node is a line and its block. P. */
#ifndef AGENT_CONF_CONF_TREE_H
#define AGENT_CONF_CONF_TREE_H

#include "agent/conf/conf_lines.h"

enum { CONF_DEPTH_MAX = 16, CONF_LINE_WORDS_MAX = 1024 };

enum conf_token_kind { CONF_TOKEN_WORD, CONF_TOKEN_OPEN, CONF_TOKEN_CLOSE };

struct conf_token {
	enum conf_token_kind kind;
	const char *text; /* of a word, unquoted, terminated; in the arena */
	uint32_t at;      /* byte of the line */
	uint32_t end;     /* byte after it */
	bool glued;       /* an opening brace with no blank before it */
};

struct conf_word {
	const char *text;
	uint32_t offset; /* in the source */
};

struct conf_node {
	const struct conf_source *source;
	const struct conf_word *words;
	uint32_t words_len;
	uint32_t order;
	uint32_t end_offset; /* after the last word: where a missing one would be */
	bool has_block;
	bool ignored; /* reported already: a template's leftover, a merge marker */
	struct conf_node *first, *last; /* of the block */
	struct conf_node *next;
};

/* Where a line's tokens go; used again for each line. */
struct conf_tokens {
	struct conf_token items[CONF_LINE_WORDS_MAX];
	size_t len;
};

/* Cut a line into words and braces. What cannot be cut is reported. */
void conf_lex(struct arena *arena, struct conf_diags *diags,
    const struct conf_line *line, struct conf_tokens *out);

/* All lines as a tree; never NULL. Braces that do not match are reported. */
struct conf_node *conf_tree_build(
    struct arena *arena, struct conf_diags *diags, const struct conf_lines *lines);

#endif
