/* SPDX-License-Identifier: Apache-2.0 */
/* Values of one word: numbers, seconds, addresses, interfaces. P. */
#include <inttypes.h>
#include <string.h>
#include <strings.h>

#include "agent/conf/conf_read.h"
#include "agent/lib/mem.h"

bool
conf_word_number(const char *word, int64_t *out)
{
	bool negative = *word == '-';
	int64_t value = 0;

	word += negative || *word == '+';
	if (!*word)
		return false;
	for (; *word; word++) {
		if (*word < '0' || *word > '9' || value > INT64_MAX / 10 - 1)
			return false;
		value = value * 10 + (*word - '0');
	}
	*out = negative ? -value : value;
	return true;
}

bool
conf_word_bool(const char *word, bool *out)
{
	static const char *const words[] = {
	    "off", "on", "no", "yes", "false", "true", NULL};
	int at = conf_word_index(word, words);

	if (at < 0)
		return false;
	*out = at % 2 == 1;
	return true;
}

int
conf_word_index(const char *word, const char *const *words)
{
	for (int i = 0; words[i]; i++)
		if (strcasecmp(words[i], word) == 0)
			return i;
	return -1;
}

static const char default_reading[] = "left at its default";

/* The word, or NULL after a report that it is missing. */
static const char *
wanted(struct conf_reader *reader, struct conf_at at, const char *what)
{
	const char *word = conf_word(at.node, at.word);

	if (!word)
		conf_mistake(reader, at, "missing_value", default_reading,
		    "%s needs %s", conf_word(at.node, 0), what);
	return word;
}

static bool
in_range(const struct conf_range *range, int64_t value)
{
	if (!range->min && !range->max)
		return true;
	return value >= range->min && value <= range->max;
}

bool
conf_value_number(struct conf_reader *reader, struct conf_at at,
    const struct conf_range *range, int64_t *out)
{
	const char *word = wanted(reader, at, "a number");
	int64_t value;

	if (!word)
		return false;
	if (!conf_word_number(word, &value)) {
		conf_mistake(reader, at, "value", default_reading,
		    "%s: '%s' is not a number", conf_word(at.node, 0), word);
		return false;
	}
	if (!in_range(range, value)) {
		conf_mistake(reader, at, "range", default_reading,
		    "%s: %s%s is outside %" PRId64 "..%" PRId64 "%s",
		    conf_word(at.node, 0), word, range->unit, range->min, range->max,
		    range->unit);
		return false;
	}
	*out = value;
	return true;
}

/* "2.5" in 1/`per_second` s; what is finer than that is cut off. */
static bool
seconds_of(const char *word, int64_t per_second, int64_t *out)
{
	int64_t value = 0;

	if (!strpbrk(word, "0123456789") || strspn(word, "0123456789.") != strlen(word))
		return false;
	for (; *word && *word != '.'; word++) {
		if (value > INT32_MAX)
			return false;
		value = value * 10 + (*word - '0');
	}
	value *= per_second;
	if (*word == '.')
		word++;
	for (; *word >= '0' && *word <= '9'; word++) {
		per_second /= 10;
		value += (*word - '0') * per_second;
	}
	*out = value;
	return !*word;
}

static void
report_seconds_range(struct conf_reader *reader, struct conf_at at,
    const struct conf_range *range, int64_t per_second)
{
	double min = (double)range->min / (double)per_second;
	double max = (double)range->max / (double)per_second;

	conf_mistake(reader, at, "range", default_reading,
	    "%s: %s s is outside %.7g..%.7g s", conf_word(at.node, 0),
	    conf_word(at.node, at.word), min, max);
}

bool
conf_value_seconds(struct conf_reader *reader, struct conf_at at,
    const struct conf_range *range, int64_t per_second, int64_t *out)
{
	const char *word = wanted(reader, at, "a number of seconds");
	int64_t value;

	if (!word)
		return false;
	if (!seconds_of(word, per_second, &value)) {
		conf_mistake(reader, at, "value", default_reading,
		    "%s: '%s' is not a number of seconds", conf_word(at.node, 0), word);
		return false;
	}
	if (!in_range(range, value)) {
		report_seconds_range(reader, at, range, per_second);
		return false;
	}
	*out = value;
	return true;
}

bool
conf_value_addr(struct conf_reader *reader, struct conf_at at, struct addr *out)
{
	const char *word = conf_word(at.node, at.word);

	if (!word) {
		conf_error(reader, at.node, at.word, "missing_value",
		    "%s needs an address", conf_word(at.node, 0));
		return false;
	}
	if (!addr_parse(word, out)) {
		conf_error(reader, at.node, at.word, "value",
		    "'%s' is not an IPv4 or IPv6 address", word);
		return false;
	}
	return true;
}

bool
conf_value_ifname(struct conf_reader *reader, struct conf_at at, char *out)
{
	const char *word = conf_word(at.node, at.word);

	if (!word) {
		conf_error(reader, at.node, at.word, "missing_value",
		    "%s needs the name of an interface", conf_word(at.node, 0));
		return false;
	}
	if (!*word || strlen(word) >= MODEL_IFNAME_SIZE || strpbrk(word, "/ \t\n") ||
	    strcmp(word, ".") == 0 || strcmp(word, "..") == 0) {
		conf_error(reader, at.node, at.word, "value",
		    "'%s' cannot be the name of an interface (1..15 characters)", word);
		return false;
	}
	return mem_copy_text(out, MODEL_IFNAME_SIZE, word);
}
