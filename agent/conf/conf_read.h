/* SPDX-License-Identifier: Apache-2.0 */
/* The tree, read by tables of keywords. P. What the key files share. */
#ifndef AGENT_CONF_CONF_READ_H
#define AGENT_CONF_CONF_READ_H

#include "agent/conf/conf.h"
#include "agent/conf/conf_diag.h"
#include "agent/conf/conf_tree.h"

struct conf_work;

struct conf_reader {
	struct arena *arena;   /* borrowed: the model's */
	struct arena *scratch; /* borrowed: of the reading */
	struct conf_diags *diags;
	const struct conf_options *options;
	struct conf_work *work; /* conf_work.h: what is being put together */
	const struct conf_node *first_command; /* of the file; NULL: none so far */
};

/* One of the tables that a block's lines are looked up in, and what it fills. */
struct conf_target {
	const struct conf_block *block;
	void *into;
};

/* Word `word` of a line; past its end: where that word would be. */
struct conf_at {
	const struct conf_node *node;
	size_t word;
};

enum { CONF_KEYS_MAX = 192 }; /* of all tables of one block */

/* Read each line of the node's block by the first table that knows its word. */
void conf_read_lines(struct conf_reader *reader, const struct conf_node *node,
    const struct conf_target *targets, size_t len);

/* Defaults, lines, finish. */
void conf_read_block(struct conf_reader *reader, const struct conf_node *node,
    const struct conf_block *block, void *into);

/* Something that keepalived reads in a known way, which the caller goes on with:
 * an error, or when lenient a warning that ends in `reading`. */
struct conf_diag *conf_mistake(struct conf_reader *reader, struct conf_at at,
    const char *code, const char *reading, const char *fmt, ...)
    __attribute__((format(printf, 5, 6)));

/* More words than `most` (the keyword counted): a mistake, they are ignored. */
void conf_no_more_words(
    struct conf_reader *reader, const struct conf_node *node, size_t most);

/* A keyword without its value. */
void conf_missing_value(
    struct conf_reader *reader, const struct conf_node *node, const char *what);

/* The last line of the block that starts with `word`, or NULL. */
const struct conf_node *conf_line_of(const struct conf_node *node, const char *word);

struct model_place conf_place(struct conf_at at);

/* What is said from there to the end of the line is a secret: no diagnostic shows it.
 */
void conf_hide(struct conf_at at);
/* The same of a line that no table knows, if a row of theirs is a secret. */
void conf_hide_unknown(
    const struct conf_node *node, const struct conf_target *targets, size_t len);

/* Values of one word. Each reports by itself and returns false, *out untouched. */
struct conf_range {
	int64_t min, max; /* both 0: any */
	const char *unit; /* "" or " s" */
};
bool conf_value_number(struct conf_reader *reader, struct conf_at at,
    const struct conf_range *range, int64_t *out);
/* Seconds with decimals, in units of 1/`per_second` s; `range` is in those too. */
bool conf_value_seconds(struct conf_reader *reader, struct conf_at at,
    const struct conf_range *range, int64_t per_second, int64_t *out);
bool conf_value_addr(struct conf_reader *reader, struct conf_at at, struct addr *out);
bool conf_value_ifname(struct conf_reader *reader, struct conf_at at, char *out);
/* on off yes no true false, in any case. Does not report. */
bool conf_word_bool(const char *word, bool *out);
/* Decimal, whole word. Does not report. */
bool conf_word_number(const char *word, int64_t *out);
/* Index into `words` (NULL-terminated) in any case, or -1. Does not report. */
int conf_word_index(const char *word, const char *const *words);

/* CMD [USER [GROUP]] from word `first`. */
void conf_value_command(struct conf_reader *reader, const struct conf_node *node,
    size_t first, struct model_script_command *out);
/* A line that runs something: enable_script_security is asked for once, at the first.
 */
void conf_note_command(struct conf_reader *reader, const struct conf_node *node);
/* Cut a command into words at blanks that are not quoted, and append them. */
void conf_command_split(
    struct arena *arena, const char *text, void **argv, size_t *argc);
/* The inverse of the above, in the arena. */
const char *conf_command_join(struct arena *arena, const char *const *argv);

/* The keyword or word of a list that was probably meant, or NULL. `best` starts as
 * SIZE_MAX and is the distance of the nearest so far. */
const char *conf_near(
    const char *word, const char *candidate, const char *nearest, size_t *best);
const char *conf_near_word(const char *word, const char *const *words);

/* CONF_FUNCTION readers and writers shared by key files. */
/* uint32_t at the row's place: 0 or 1; CONF_UNSET until said. */
conf_read_fn conf_read_tri;

#endif
