/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/conf/conf_option.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agent/lib/arena.h"

/* ---- reading ---- */

const struct conf_option *
conf_option_find(const struct conf_options_table *table, const char *word)
{
	for (size_t i = 0; i < table->len; i++)
		if (strcmp(table->rows[i].word, word) == 0)
			return &table->rows[i];
	return NULL;
}

bool
conf_option_text_number(const char *text, uint64_t *out)
{
	bool is_hex = strncmp(text, "0x", 2) == 0;
	const char *digits = is_hex ? "0123456789abcdefABCDEF" : "0123456789";
	const char *from = is_hex ? text + 2 : text;
	size_t len = strspn(from, digits);

	if (len == 0 || len > 16 || from[len])
		return false;
	*out = strtoull(from, NULL, is_hex ? 16 : 10);
	return true;
}

static bool
named(struct conf_reader *reader, const struct conf_known_words *names,
    const char *word, uint64_t *out)
{
	uint32_t value;

	if (!names)
		return false;
	for (size_t i = 0; i < names->len; i++)
		if (strcmp(names->words[i].word, word) == 0) {
			*out = names->words[i].value;
			return true;
		}
	if (!names->file || !conf_iproute_find(reader, names->file, word, &value))
		return false;
	*out = value;
	return true;
}

/* The option's value, or NULL after a report. */
static const char *
value_of(struct conf_reader *reader, struct conf_at at)
{
	const char *word = conf_word(at.node, at.word);

	if (!word)
		conf_error(reader, at.node, at.word, "missing_value",
		    "%s needs a value", conf_word(at.node, at.word - 1));
	return word;
}

static int64_t
most_of(const struct conf_option *option)
{
	if (option->max)
		return option->max;
	if (option->type == OPTION_U8)
		return UINT8_MAX;
	return option->type == OPTION_U16 ? UINT16_MAX : UINT32_MAX;
}

bool
conf_option_number(struct conf_reader *reader, struct conf_at at,
    const struct conf_option *option, uint64_t *out)
{
	const char *word = value_of(reader, at);
	uint64_t value;

	if (!word)
		return false;
	if (!conf_option_text_number(word, &value) &&
	    !named(reader, option->names, word, &value)) {
		conf_error(reader, at.node, at.word, "value",
		    "%s: '%s' is not a number%s", option->word, word,
		    option->names ? ", nor a known name" : "");
		return false;
	}
	if (value < (uint64_t)option->min || value > (uint64_t)most_of(option)) {
		conf_error(reader, at.node, at.word, "range",
		    "%s: %s is outside %" PRId64 "..%" PRId64, option->word, word,
		    option->min, most_of(option));
		return false;
	}
	*out = value;
	return true;
}

static void
read_prefix(struct conf_reader *reader, struct conf_at at, struct addr_prefix *out)
{
	const char *word = value_of(reader, at);

	if (word && !addr_prefix_parse(word, out))
		conf_error(reader, at.node, at.word, "value",
		    "'%s' is not an address, or an address with its prefix length",
		    word);
}

static void
read_number(struct conf_reader *reader, struct conf_at value,
    const struct conf_option *option, void *place)
{
	uint64_t number;

	if (!conf_option_number(reader, value, option, &number))
		return;
	if (option->type == OPTION_U8)
		*(uint8_t *)place = (uint8_t)number;
	else if (option->type == OPTION_U16)
		*(uint16_t *)place = (uint16_t)number;
	else
		*(uint32_t *)place = (uint32_t)number;
}

static void
read_text(struct conf_reader *reader, struct conf_at at, const char **out)
{
	const char *word = value_of(reader, at);

	if (word)
		*out = arena_strdup(reader->arena, word);
}

size_t
conf_option_read(struct conf_reader *reader, struct conf_at at,
    const struct conf_option *option, void *into)
{
	struct conf_at value = {at.node, at.word + 1};
	void *place = (char *)into + option->place;

	switch (option->type) {
	case OPTION_FLAG:
		*(bool *)place = true;
		return 1;
	case OPTION_U8:
	case OPTION_U16:
	case OPTION_U32:
		read_number(reader, value, option, place);
		return 2;
	case OPTION_ADDR:
		(void)conf_value_addr(reader, value, place);
		return 2;
	case OPTION_PREFIX:
		read_prefix(reader, value, place);
		return 2;
	case OPTION_IFNAME:
		(void)conf_value_ifname(reader, value, place);
		return 2;
	case OPTION_TEXT:
		read_text(reader, value, place);
		return 2;
	case OPTION_FUNCTION:
		return option->read(reader, at, option, into);
	case OPTION_LATER:
		conf_warning(reader, at.node, at.word, "not_served",
		    "%s is not served: it is left out", option->word);
		return (size_t)option->min;
	}
	return 1;
}

/* ---- writing ---- */

void
conf_words_add(struct conf_words *words, const char *word)
{
	if (words->len < sizeof(words->words) / sizeof(words->words[0]))
		words->words[words->len++] = arena_strdup(words->arena, word);
}

void
conf_words_number(struct conf_words *words, const char *word, uint64_t value)
{
	char text[24];

	(void)snprintf(text, sizeof(text), "%" PRIu64, value);
	conf_words_add(words, word);
	conf_words_add(words, text);
}

static void
write_addr(struct conf_words *words, const char *word, const struct addr *addr)
{
	char text[ADDR_TEXT_SIZE];

	if (!addr_is_set(addr))
		return;
	conf_words_add(words, word);
	conf_words_add(words, addr_format(addr, text));
}

void
conf_words_prefix(struct conf_words *words, const struct addr_prefix *prefix)
{
	char addr[ADDR_TEXT_SIZE], text[ADDR_TEXT_SIZE + 4];

	(void)snprintf(text, sizeof(text), "%s/%u", addr_format(&prefix->addr, addr),
	    prefix->prefix_len);
	conf_words_add(words, text);
}

static void
write_prefix(
    struct conf_words *words, const char *word, const struct addr_prefix *prefix)
{
	if (!addr_is_set(&prefix->addr))
		return;
	conf_words_add(words, word);
	conf_words_prefix(words, prefix);
}

static void
write_text(struct conf_words *words, const char *word, const char *text)
{
	if (!text || !*text)
		return;
	conf_words_add(words, word);
	conf_words_add(words, text);
}

static void
write_number(struct conf_words *words, const char *word, uint64_t value)
{
	if (value)
		conf_words_number(words, word, value);
}

static void
write_option(
    struct conf_words *words, const struct conf_option *option, const void *from)
{
	const void *place = (const char *)from + option->place;

	switch (option->type) {
	case OPTION_FLAG:
		if (*(const bool *)place)
			conf_words_add(words, option->word);
		break;
	case OPTION_U8:
		write_number(words, option->word, *(const uint8_t *)place);
		break;
	case OPTION_U16:
		write_number(words, option->word, *(const uint16_t *)place);
		break;
	case OPTION_U32:
		write_number(words, option->word, *(const uint32_t *)place);
		break;
	case OPTION_ADDR:
		write_addr(words, option->word, place);
		break;
	case OPTION_PREFIX:
		write_prefix(words, option->word, place);
		break;
	case OPTION_IFNAME:
		write_text(words, option->word, place);
		break;
	case OPTION_TEXT:
		write_text(words, option->word, *(const char *const *)place);
		break;
	case OPTION_FUNCTION:
	case OPTION_LATER:
		break;
	}
}

void
conf_option_write(
    struct conf_words *words, const struct conf_options_table *table, const void *from)
{
	for (size_t i = 0; i < table->len; i++) {
		const struct conf_option *option = &table->rows[i];

		if (option->alias)
			continue;
		if (option->write)
			option->write(words, option, from);
		else
			write_option(words, option, from);
	}
}

const char *
conf_words_join(const struct conf_words *words, struct arena *arena)
{
	size_t size = 1, at = 0;
	char *text;

	for (size_t i = 0; i < words->len; i++)
		size += strlen(words->words[i]) + 1;
	text = arena_alloc(arena, size);
	for (size_t i = 0; i < words->len; i++) {
		size_t len = strlen(words->words[i]);

		if (i)
			text[at++] = ' ';
		memcpy(text + at, words->words[i], len);
		at += len;
	}
	return text;
}

/* ---- realms ---- */

static bool
realm_number(struct conf_reader *reader, const char *word, uint64_t *out)
{
	static const struct conf_known_words names = {NULL, 0, "rt_realms"};

	return (conf_option_text_number(word, out) ||
		   named(reader, &names, word, out)) &&
	    *out <= UINT16_MAX;
}

size_t
conf_option_read_realms(struct conf_reader *reader, struct conf_at at,
    const struct conf_option *option, void *into)
{
	struct conf_at value = {at.node, at.word + 1};
	const char *word = value_of(reader, value);
	const char *slash = word ? strchr(word, '/') : NULL;
	uint64_t from = 0, to;

	if (!word)
		return 2;
	if ((slash &&
		!realm_number(reader,
		    arena_strndup(reader->scratch, word, (size_t)(slash - word)),
		    &from)) ||
	    !realm_number(reader, slash ? slash + 1 : word, &to))
		conf_error(reader, value.node, value.word, "value",
		    "%s is [FROM/]TO, each a name or 0..65535", option->word);
	else
		*(uint32_t *)((char *)into + option->place) =
		    (uint32_t)(from << 16 | to);
	return 2;
}

void
conf_option_write_realms(
    struct conf_words *words, const struct conf_option *option, const void *from)
{
	uint32_t realms = *(const uint32_t *)((const char *)from + option->place);
	char text[16];

	if (!realms)
		return;
	(void)snprintf(text, sizeof(text), "%u/%u", realms >> 16, realms & 0xffff);
	conf_words_add(words, option->word);
	conf_words_add(words, text);
}
