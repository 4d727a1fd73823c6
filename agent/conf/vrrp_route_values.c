/* SPDX-License-Identifier: Apache-2.0 */
/* Options of a route that are more than a number or a name. P. */
#include <linux/rtnetlink.h>
#include <string.h>

#include "agent/conf/vrrp_route_keys.h"
#include "agent/lib/arena.h"
#include "agent/lib/mem.h"

size_t
vrrp_route_read_scope(struct conf_reader *reader, struct conf_at at,
    const struct conf_option *option, void *into)
{
	struct raw_route *raw = into;
	uint64_t scope;

	if (conf_option_number(
		reader, (struct conf_at){at.node, at.word + 1}, option, &scope)) {
		raw->m.scope = (uint8_t)scope;
		raw->has_scope = true;
	}
	return 2;
}

void
vrrp_route_write_scope(
    struct conf_words *words, const struct conf_option *option, const void *from)
{
	conf_words_number(
	    words, option->word, ((const struct model_route *)from)->scope);
}

/* Metrics may be locked: "mtu lock 1400". Times have units: "rtt 20ms". */
static uint32_t
unit_of(struct conf_reader *reader, struct conf_at at, const struct conf_option *option,
    const char **number)
{
	const char *word = conf_word(at.node, at.word);
	size_t digits = word ? strspn(word, "0123456789") : 0;
	bool is_time = option->place == RTAX_RTT || option->place == RTAX_RTTVAR ||
	    option->place == RTAX_RTO_MIN;
	/* The kernel counts rtt in 1/8 ms and rttvar in 1/4 ms. */
	uint32_t per_ms = option->place == RTAX_RTT ? 8 : 1;

	*number = word;
	if (option->place == RTAX_RTTVAR)
		per_ms = 4;
	if (!is_time || !digits || !word[digits])
		return 1;
	*number = arena_strndup(reader->scratch, word, digits);
	if (strcmp(word + digits, "ms") == 0)
		return per_ms;
	if (strcmp(word + digits, "s") == 0)
		return per_ms * 1000;
	*number = word;
	return 1;
}

size_t
vrrp_route_read_metric(struct conf_reader *reader, struct conf_at at,
    const struct conf_option *option, void *into)
{
	struct model_route *m = &((struct raw_route *)into)->m;
	const char *next = conf_word(at.node, at.word + 1), *number;
	bool locked = next && strcmp(next, "lock") == 0;
	struct conf_at value = {at.node, at.word + 1 + locked};
	uint32_t unit = unit_of(reader, value, option, &number);
	uint64_t said;

	if (!number || !conf_option_text_number(number, &said) || said == 0 ||
	    said > UINT32_MAX / unit || (option->max && said > (uint64_t)option->max)) {
		conf_error(reader, value.node, value.word,
		    number ? "value" : "missing_value",
		    "%s [lock] needs a number, 1..%u", option->word,
		    option->max ? (unsigned)option->max : UINT32_MAX);
		return 2u + locked;
	}
	m->metrics[option->place] = (uint32_t)said * unit;
	if (locked)
		m->locked |= 1u << option->place;
	return 2u + locked;
}

void
vrrp_route_write_metric(
    struct conf_words *words, const struct conf_option *option, const void *from)
{
	const struct model_route *m = from;

	if (!m->metrics[option->place])
		return;
	if (m->locked & 1u << option->place)
		conf_words_add(words, option->word);
	conf_words_number(words,
	    m->locked & 1u << option->place ? "lock" : option->word,
	    m->metrics[option->place]);
}

size_t
vrrp_route_read_features(struct conf_reader *reader, struct conf_at at,
    const struct conf_option *option, void *into)
{
	const char *word = conf_word(at.node, at.word + 1);

	if (!word || strcmp(word, "ecn") != 0)
		conf_error(reader, at.node, at.word + 1, "value",
		    "features knows ecn, not '%s'", word ? word : "");
	else
		((struct raw_route *)into)->m.metrics[option->place] |=
		    RTAX_FEATURE_ECN;
	return 2;
}

void
vrrp_route_write_features(
    struct conf_words *words, const struct conf_option *option, const void *from)
{
	if (!((const struct model_route *)from)->metrics[option->place])
		return;
	conf_words_add(words, option->word);
	conf_words_add(words, "ecn");
}

size_t
vrrp_route_read_congctl(struct conf_reader *reader, struct conf_at at,
    const struct conf_option *option, void *into)
{
	struct model_route *m = &((struct raw_route *)into)->m;
	const char *word = conf_word(at.node, at.word + 1);
	bool locked = word && strcmp(word, "lock") == 0;

	if (locked)
		word = conf_word(at.node, at.word + 2);
	if (!word || !*word || !mem_copy_text(m->congctl, sizeof(m->congctl), word))
		conf_error(reader, at.node, at.word + 1, "value",
		    "congctl is the name of a congestion control, 1..15 characters");
	if (locked)
		m->locked |= 1u << option->place;
	return 2u + locked;
}

void
vrrp_route_write_congctl(
    struct conf_words *words, const struct conf_option *option, const void *from)
{
	const struct model_route *m = from;

	if (!m->congctl[0])
		return;
	conf_words_add(words, option->word);
	if (m->locked & 1u << option->place)
		conf_words_add(words, "lock");
	conf_words_add(words, m->congctl);
}

/* One of two or three words -> its index + 1. */
size_t
vrrp_route_read_choice(struct conf_reader *reader, struct conf_at at,
    const struct conf_option *option, void *into)
{
	static const struct {
		const char *option;
		const char *const words[4];
	} choices[] = {
	    {"pref",          {"medium", "high", NULL, "low"}},
	    {"ttl-propagate", {"disabled", "enabled"}        },
	};
	const char *word = conf_word(at.node, at.word + 1);
	size_t which = strcmp(option->word, "pref") == 0 ? 0 : 1;

	for (uint8_t i = 0; word && i < 4; i++)
		if (choices[which].words[i] &&
		    strcmp(choices[which].words[i], word) == 0) {
			*((uint8_t *)into + option->place) = (uint8_t)(i + 1);
			return 2;
		}
	conf_error(reader, at.node, at.word + 1, "value", "%s is %s", option->word,
	    which == 0 ? "low, medium or high" : "enabled or disabled");
	return 2;
}

void
vrrp_route_write_choice(
    struct conf_words *words, const struct conf_option *option, const void *from)
{
	/* ICMPV6_ROUTER_PREF_*: medium 0, high 1, low 3 */
	static const char *const prefs[] = {"", "medium", "high", "", "low"};
	uint8_t said = *((const uint8_t *)from + option->place);

	if (!said)
		return;
	conf_words_add(words, option->word);
	if (strcmp(option->word, "pref") == 0)
		conf_words_add(words, prefs[said]);
	else
		conf_words_add(words, said == 1 ? "disabled" : "enabled");
}

size_t
vrrp_route_read_add(struct conf_reader *reader, struct conf_at at,
    const struct conf_option *option, void *into)
{
	(void)reader;
	(void)at;
	((struct raw_route *)into)->m.add = (enum model_route_place)option->min;
	return 1;
}

void
vrrp_route_write_add(
    struct conf_words *words, const struct conf_option *option, const void *from)
{
	if (option->min &&
	    ((const struct model_route *)from)->add ==
		(enum model_route_place)option->min)
		conf_words_add(words, option->word);
}

size_t
vrrp_route_read_type(struct conf_reader *reader, struct conf_at at,
    const struct conf_option *option, void *into)
{
	uint64_t type;

	if (conf_option_number(
		reader, (struct conf_at){at.node, at.word + 1}, option, &type))
		((struct raw_route *)into)->m.type = (uint8_t)type;
	return 2;
}

void
vrrp_route_write_type(
    struct conf_words *words, const struct conf_option *option, const void *from)
{
	uint8_t type = ((const struct model_route *)from)->type;

	for (size_t i = 0; type != RTN_UNICAST && i < option->names->len; i++)
		if (option->names->words[i].value == type) {
			conf_words_add(words, option->word);
			conf_words_add(words, option->names->words[i].word);
		}
}

/* via [inet|inet6] ADDRESS */
size_t
vrrp_route_read_via(struct conf_reader *reader, struct conf_at at,
    const struct conf_option *option, void *into)
{
	const char *word = conf_word(at.node, at.word + 1);
	bool family = word && (!strcmp(word, "inet") || !strcmp(word, "inet6"));

	(void)conf_value_addr(reader, (struct conf_at){at.node, at.word + 1 + family},
	    (void *)((char *)into + option->place));
	return 2u + family;
}

/* vrf NAME: the table that it stands for now. */
size_t
vrrp_route_read_vrf(struct conf_reader *reader, struct conf_at at,
    const struct conf_option *option, void *into)
{
	struct conf_at name = {at.node, at.word + 1};
	struct raw_route *raw = into;
	const char *word = conf_word(name.node, name.word);
	uint32_t (*table_of)(const char *) = reader->options->vrf_table;

	(void)option;
	raw->m.table = word && table_of ? table_of(word) : 0;
	raw->is_left_out = raw->m.table == 0;
	if (raw->is_left_out)
		conf_mistake(reader, name, "undefined", "this route is left out",
		    "there is no VRF '%s'", word ? word : "");
	return 2;
}
