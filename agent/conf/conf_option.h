/* SPDX-License-Identifier: Apache-2.0 */
/* Lines of many options (routes, rules): an option is a row, read and dumped by it. P.
 * What a line fills is a struct; a row says where in it, and within which limits. */
#ifndef AGENT_CONF_CONF_OPTION_H
#define AGENT_CONF_CONF_OPTION_H

#include "agent/conf/conf_read.h"

enum conf_option_type {
	OPTION_FLAG, /* bool, the word alone */
	OPTION_U8,   /* a number or one of `names`; 0 is not dumped */
	OPTION_U16,
	OPTION_U32,
	OPTION_ADDR,   /* struct addr */
	OPTION_PREFIX, /* struct addr_prefix */
	OPTION_IFNAME, /* char[16] */
	OPTION_TEXT,   /* const char * */
	OPTION_FUNCTION,
	OPTION_LATER /* known, not served: `min` words are skipped */
};

/* Words that stand for numbers: fixed ones, and those of iproute2's file, if any. */
struct conf_named {
	const char *word;
	uint32_t value;
};
struct conf_known_words {
	const struct conf_named *words;
	size_t len;
	const char *file; /* "rt_tables"; NULL: none */
};

struct conf_option;

/* A line on its way into the dump. */
struct conf_words {
	struct arena *arena; /* borrowed */
	const char *words[512];
	size_t len;
};

/* `at` is the option's word; how many words it took. */
typedef size_t conf_option_read_fn(struct conf_reader *reader, struct conf_at at,
    const struct conf_option *option, void *into);
typedef void conf_option_write_fn(
    struct conf_words *words, const struct conf_option *option, const void *from);

struct conf_option {
	const char *word;
	enum conf_option_type type;
	size_t place;
	int64_t min, max;
	const struct conf_known_words *names;
	bool alias;                  /* read like the row it repeats, never dumped */
	conf_option_read_fn *read;   /* OPTION_FUNCTION */
	conf_option_write_fn *write; /* instead of what the type says */
};

struct conf_options_table {
	const char *what; /* "a route" */
	const struct conf_option *rows;
	size_t len;
};

/* The row of `word`, or NULL. */
const struct conf_option *conf_option_find(
    const struct conf_options_table *table, const char *word);

/* One option by its row: how many words it took. Reports by itself. */
size_t conf_option_read(struct conf_reader *reader, struct conf_at at,
    const struct conf_option *option, void *into);

/* All options of `from` that say something. */
void conf_option_write(
    struct conf_words *words, const struct conf_options_table *table, const void *from);

void conf_words_add(struct conf_words *words, const char *word);
void conf_words_number(struct conf_words *words, const char *word, uint64_t value);
void conf_words_prefix(struct conf_words *words, const struct addr_prefix *prefix);
/* The words joined by blanks, in the arena. */
const char *conf_words_join(const struct conf_words *words, struct arena *arena);

/* A number (decimal or 0x...) or a name. False after a report. */
bool conf_option_number(struct conf_reader *reader, struct conf_at at,
    const struct conf_option *option, uint64_t *out);
/* "FROM/TO" or "TO" -> from << 16 | to. */
conf_option_read_fn conf_option_read_realms;
conf_option_write_fn conf_option_write_realms;

/* The same without a report. */
bool conf_option_text_number(const char *text, uint64_t *out);

/* conf_iproute.c: the number that iproute2's files give `word`. */
bool conf_iproute_find(
    struct conf_reader *reader, const char *file, const char *word, uint32_t *out);

#endif
