/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/conf/conf_read.h"

#include <stdarg.h>
#include <string.h>

#include "agent/lib/arena.h"

const char *
conf_word(const struct conf_node *node, size_t index)
{
	return index < node->words_len ? node->words[index].text : NULL;
}

size_t
conf_words_len(const struct conf_node *node)
{
	return node->words_len;
}

struct arena *
conf_arena(struct conf_reader *reader)
{
	return reader->arena;
}

static struct conf_spot
spot_of(struct conf_at at)
{
	const struct conf_node *node = at.node;

	return (struct conf_spot){
	    .source = node->source,
	    .offset = at.word < node->words_len ? node->words[at.word].offset
						: node->end_offset,
	    .order = node->order,
	};
}

struct model_place
conf_place(struct conf_at at)
{
	struct conf_spot spot = spot_of(at);

	return conf_spot_place(&spot);
}

void
conf_hide(struct conf_at at)
{
	struct conf_spot spot = spot_of(at);

	conf_spot_hide(&spot);
}

void
conf_error(struct conf_reader *reader, const struct conf_node *node, size_t word,
    const char *code, const char *fmt, ...)
{
	struct conf_diag form = {.grade = CONF_GRADE_ERROR,
	    .spot = spot_of((struct conf_at){node, word}),
	    .code = code};
	va_list args;

	va_start(args, fmt);
	conf_diag_args(reader->diags, &form, fmt, args);
	va_end(args);
}

void
conf_warning(struct conf_reader *reader, const struct conf_node *node, size_t word,
    const char *code, const char *fmt, ...)
{
	struct conf_diag form = {.grade = CONF_GRADE_WARNING,
	    .spot = spot_of((struct conf_at){node, word}),
	    .code = code};
	va_list args;

	va_start(args, fmt);
	conf_diag_args(reader->diags, &form, fmt, args);
	va_end(args);
}

struct conf_diag *
conf_mistake(struct conf_reader *reader, struct conf_at at, const char *code,
    const char *reading, const char *fmt, ...)
{
	struct conf_diag form = {.grade = CONF_GRADE_MISTAKE,
	    .spot = spot_of(at),
	    .code = code,
	    .reading = reading};
	struct conf_diag *diag;
	va_list args;

	va_start(args, fmt);
	diag = conf_diag_args(reader->diags, &form, fmt, args);
	va_end(args);
	return diag;
}

const struct conf_node *
conf_line_of(const struct conf_node *node, const char *word)
{
	const struct conf_node *found = NULL;

	for (const struct conf_node *line = node->first; line; line = line->next)
		if (line->words_len && strcmp(line->words[0].text, word) == 0)
			found = line;
	return found;
}

void
conf_no_more_words(
    struct conf_reader *reader, const struct conf_node *node, size_t most)
{
	if (node->words_len > most)
		conf_mistake(reader, (struct conf_at){node, most}, "extra_words",
		    "ignored", "'%s' is more than %s takes", conf_word(node, most),
		    conf_word(node, 0));
}

void
conf_missing_value(
    struct conf_reader *reader, const struct conf_node *node, const char *what)
{
	conf_mistake(reader, (struct conf_at){node, 1}, "missing_value",
	    "left at its default", "%s needs %s", conf_word(node, 0), what);
}

struct reading {
	struct conf_reader *reader;
	const struct conf_node *node;
	const struct conf_key *key;
	void *at; /* the member to fill */
};

static void
read_flag(const struct reading *r)
{
	const char *word = conf_word(r->node, 1);
	bool value = true;

	if (word && !conf_word_bool(word, &value))
		conf_mistake(r->reader, (struct conf_at){r->node, 1}, "value",
		    "ignored: the word alone switches it on",
		    "%s: '%s' is neither on nor off", r->key->word, word);
	conf_no_more_words(r->reader, r->node, 2);
	*(bool *)r->at = value;
}

static void
read_number(const struct reading *r)
{
	struct conf_range range = {r->key->min, r->key->max, ""};
	int64_t value;

	if (!range.min && !range.max)
		range.max = UINT32_MAX - 1; /* CONF_UNSET is no value */
	if (!conf_value_number(r->reader, (struct conf_at){r->node, 1}, &range, &value))
		return;
	conf_no_more_words(r->reader, r->node, 2);
	if (r->key->type == CONF_UINT)
		*(uint32_t *)r->at = (uint32_t)value;
	else if (r->key->type == CONF_INT)
		*(int32_t *)r->at = (int32_t)value;
	else if (r->key->type == CONF_U16)
		*(uint16_t *)r->at = (uint16_t)value;
	else
		*(uint8_t *)r->at = (uint8_t)value;
}

static void
read_ms(const struct reading *r)
{
	struct conf_range range = {r->key->min, r->key->max, " s"};
	int64_t value;

	if (!range.min && !range.max)
		range.max = UINT32_MAX - 1;
	if (!conf_value_seconds(
		r->reader, (struct conf_at){r->node, 1}, &range, 1000, &value))
		return;
	conf_no_more_words(r->reader, r->node, 2);
	*(uint32_t *)r->at = (uint32_t)value;
}

static void
read_text(const struct reading *r)
{
	const char *word = conf_word(r->node, 1);

	if (!word) {
		conf_missing_value(r->reader, r->node, "a value");
		return;
	}
	conf_no_more_words(r->reader, r->node, 2);
	*(const char **)r->at = arena_strdup(r->reader->arena, word);
}

static void
read_enum(const struct reading *r)
{
	const char *word = conf_word(r->node, 1);
	struct conf_at at = {r->node, 1};
	int index;

	if (!word) {
		conf_missing_value(r->reader, r->node, "a value");
		return;
	}
	index = conf_word_index(word, r->key->words);
	if (index < 0) {
		conf_mistake(r->reader, at, "value", "left at its default",
		    "%s: '%s' is no value of it", r->key->word, word)
		    ->meant = conf_near_word(word, r->key->words);
		return;
	}
	if (strcmp(word, r->key->words[index]) != 0)
		conf_warning(r->reader, r->node, 1, "case", "%s is written %s", word,
		    r->key->words[index]);
	conf_no_more_words(r->reader, r->node, 2);
	*(int *)r->at = index;
}

static void
read_item(const struct reading *r)
{
	struct conf_items *items = r->at;

	conf_read_block(r->reader, r->node, r->key->block,
	    arena_append(
		r->reader->arena, &items->items, &items->len, r->key->block->size));
}

static void
read_later(const struct reading *r)
{
	conf_warning(r->reader, r->node, 0, "not_served",
	    "%s is not served yet: %s left out", r->key->word,
	    r->node->has_block ? "its block is" : "the line is");
}

static void
read_obsolete(const struct reading *r)
{
	conf_warning(r->reader, r->node, 0, "obsolete", "%s means nothing here: %s",
	    r->key->word, r->key->help);
}

static void
read_value(const struct reading *r)
{
	struct conf_at first = {r->node, 1};

	switch (r->key->type) {
	case CONF_FLAG:
	case CONF_BOOL:
		read_flag(r);
		break;
	case CONF_UINT:
	case CONF_INT:
	case CONF_U16:
	case CONF_U8:
		read_number(r);
		break;
	case CONF_MS:
		read_ms(r);
		break;
	case CONF_TEXT:
		read_text(r);
		break;
	case CONF_ADDR:
		if (conf_value_addr(r->reader, first, r->at))
			conf_no_more_words(r->reader, r->node, 2);
		break;
	case CONF_IFNAME:
		if (conf_value_ifname(r->reader, first, r->at))
			conf_no_more_words(r->reader, r->node, 2);
		break;
	case CONF_COMMAND:
		conf_value_command(r->reader, r->node, 1, r->at);
		break;
	case CONF_ENUM:
		read_enum(r);
		break;
	case CONF_BLOCK:
		conf_read_block(r->reader, r->node, r->key->block, r->at);
		break;
	case CONF_LIST:
		read_item(r);
		break;
	case CONF_FUNCTION:
	case CONF_LATER:
	case CONF_OBSOLETE:
		break;
	}
}

static bool
takes_block(enum conf_type type)
{
	return type == CONF_BLOCK || type == CONF_LIST || type == CONF_FUNCTION ||
	    type == CONF_LATER || type == CONF_OBSOLETE;
}

static void
read_key(const struct reading *r, void *into)
{
	if (r->node->has_block && !takes_block(r->key->type))
		conf_mistake(r->reader, (struct conf_at){r->node, 0}, "no_block",
		    "its block is ignored", "%s has no block", r->key->word);
	if ((r->key->type == CONF_BLOCK || r->key->type == CONF_LIST) &&
	    !r->node->has_block)
		conf_error(r->reader, r->node, r->node->words_len, "missing_block",
		    "%s needs a block: { ... }", r->key->word);
	if (r->key->type == CONF_FUNCTION)
		r->key->read(r->reader, r->node, r->key, into);
	else if (r->key->type == CONF_LATER)
		read_later(r);
	else if (r->key->type == CONF_OBSOLETE)
		read_obsolete(r);
	else
		read_value(r);
}

/* Which keys of a block were said, so that a second time can be told. */
struct seen {
	bool keys[CONF_KEYS_MAX];
};

static bool
may_repeat(enum conf_type type)
{
	return takes_block(type) && type != CONF_BLOCK;
}

static void
note_repeated(const struct reading *r, struct seen *seen, size_t index)
{
	if (index >= CONF_KEYS_MAX || may_repeat(r->key->type))
		return;
	if (seen->keys[index])
		conf_warning(r->reader, r->node, 0, "repeated",
		    "%s is said again: this one counts", r->key->word);
	seen->keys[index] = true;
}

static const char *
nearest_key(const char *word, const struct conf_target *targets, size_t len)
{
	const char *nearest = NULL;
	size_t best = SIZE_MAX;

	for (size_t t = 0; t < len; t++)
		for (size_t i = 0; i < targets[t].block->keys_len; i++)
			nearest = conf_near(
			    word, targets[t].block->keys[i].word, nearest, &best);
	return nearest;
}

static void
report_unknown(struct conf_reader *reader, const struct conf_node *node,
    const struct conf_target *targets, size_t len)
{
	const char *word = conf_word(node, 0);
	bool is_shown = reader->diags->len < CONF_DIAGS_MAX;

	if (!word)
		return;
	conf_mistake(reader, (struct conf_at){node, 0}, "unknown_keyword",
	    node->has_block ? "its block is skipped" : "the line is skipped",
	    "unknown keyword '%s'", word)
	    ->meant = is_shown ? nearest_key(word, targets, len) : NULL;
	conf_hide_unknown(node, targets, len);
}

static const struct conf_key *
find_key(const struct conf_block *block, const char *word)
{
	for (size_t i = 0; i < block->keys_len; i++)
		if (block->keys[i].word[0] == word[0] &&
		    strcmp(block->keys[i].word, word) == 0)
			return &block->keys[i];
	return NULL;
}

static void
read_line(struct conf_reader *reader, const struct conf_node *node,
    const struct conf_target *targets, size_t len, struct seen *seen)
{
	const char *word = conf_word(node, 0);
	size_t before = 0;

	for (size_t t = 0; word && t < len; t++) {
		const struct conf_block *block = targets[t].block;
		const struct conf_key *key = find_key(block, word);
		struct reading r = {reader, node, key, NULL};

		if (key) {
			r.at = (char *)targets[t].into + key->place;
			note_repeated(&r, seen, before + (size_t)(key - block->keys));
			read_key(&r, targets[t].into);
			return;
		}
		before += block->keys_len;
	}
	report_unknown(reader, node, targets, len);
}

void
conf_read_lines(struct conf_reader *reader, const struct conf_node *node,
    const struct conf_target *targets, size_t len)
{
	struct seen seen = {0};

	for (const struct conf_node *line = node->first; line; line = line->next)
		read_line(reader, line, targets, len, &seen);
}

void
conf_read_block(struct conf_reader *reader, const struct conf_node *node,
    const struct conf_block *block, void *into)
{
	struct conf_target target = {block, into};

	if (block->defaults)
		block->defaults(into);
	conf_read_lines(reader, node, &target, 1);
	if (block->finish)
		block->finish(reader, node, into);
}

void
conf_read_tri(struct conf_reader *reader, const struct conf_node *node,
    const struct conf_key *key, void *into)
{
	bool value = true;
	struct reading r = {reader, node, key, &value};

	read_flag(&r);
	*(uint32_t *)(void *)((char *)into + key->place) = value;
}
