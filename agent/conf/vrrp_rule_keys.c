/* SPDX-License-Identifier: Apache-2.0 */
/* virtual_rules, static_rules: a policy rule a line, in the words of `ip rule`. P. */
#include <inttypes.h>
#include <linux/fib_rules.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <string.h>

#include "agent/conf/conf_rows.h"
#include "agent/conf/vrrp_route_keys.h"
#include "agent/lib/arena.h"

static const struct conf_named ip_protocol_words[] = {
    {"icmp",      1  },
    {"tcp",       6  },
    {"udp",       17 },
    {"gre",       47 },
    {"ipv6-icmp", 58 },
    {"sctp",      132}
};
static const struct conf_known_words ip_protocol_names = {
    ROWS(ip_protocol_words), NULL};

static const struct conf_known_words group_names = {NULL, 0, "group"};

/* ---- values of their own ---- */

static const char *
word_after(struct conf_reader *reader, struct conf_at at)
{
	const char *word = conf_word(at.node, at.word + 1);

	if (!word)
		conf_error(reader, at.node, at.word + 1, "missing_value",
		    "%s needs a value", conf_word(at.node, at.word));
	return word;
}

/* A number that may be 0: UINT32_MAX is what was not said. */
static size_t
read_or_none(struct conf_reader *reader, struct conf_at at,
    const struct conf_option *option, void *into)
{
	uint64_t value;

	if (conf_option_number(
		reader, (struct conf_at){at.node, at.word + 1}, option, &value))
		*(uint32_t *)((char *)into + option->place) = (uint32_t)value;
	return 2;
}

static void
write_or_none(
    struct conf_words *words, const struct conf_option *option, const void *from)
{
	uint32_t value = *(const uint32_t *)((const char *)from + option->place);

	if (value != UINT32_MAX)
		conf_words_number(words, option->word, value);
}

/* MARK[/MASK] */
static size_t
read_fwmark(struct conf_reader *reader, struct conf_at at,
    const struct conf_option *option, void *into)
{
	struct model_rule *m = into;
	const char *word = word_after(reader, at);
	size_t len = word ? strcspn(word, "/") : 0;
	uint64_t mark, mask = UINT32_MAX;

	if (!word)
		return 2;
	if (!conf_option_text_number(
		arena_strndup(reader->scratch, word, len), &mark) ||
	    (word[len] && !conf_option_text_number(word + len + 1, &mask)) ||
	    mark > UINT32_MAX || mask > UINT32_MAX || mask == 0) {
		conf_error(reader, at.node, at.word + 1, "value",
		    "%s is MARK[/MASK], not '%s'", option->word, word);
		return 2;
	}
	m->fwmark = (uint32_t)mark;
	m->fwmask = (uint32_t)mask;
	return 2;
}

static void
write_fwmark(
    struct conf_words *words, const struct conf_option *option, const void *from)
{
	const struct model_rule *m = from;
	char text[32];

	if (!m->fwmask)
		return;
	(void)snprintf(text, sizeof(text), "0x%x/0x%x", m->fwmark, m->fwmask);
	conf_words_add(words, option->word);
	conf_words_add(words, text);
}

/* FIRST[-LAST], within 0..most. */
static bool
read_span(struct conf_reader *reader, struct conf_at at, uint64_t most, uint64_t *first,
    uint64_t *last)
{
	const char *word = word_after(reader, at);
	size_t len = word ? strcspn(word, "-") : 0;

	if (!word)
		return false;
	if (conf_option_text_number(arena_strndup(reader->scratch, word, len), first)) {
		*last = *first;
		if ((!word[len] || conf_option_text_number(word + len + 1, last)) &&
		    *first <= *last && *last <= most)
			return true;
	}
	conf_error(reader, at.node, at.word + 1, "value",
	    "%s is FIRST[-LAST] within 0..%" PRIu64 ", not '%s'",
	    conf_word(at.node, at.word), most, word);
	return false;
}

static void
write_span(struct conf_words *words, const char *word, uint32_t first, uint32_t last)
{
	char text[32];

	(void)snprintf(text, sizeof(text), "%u-%u", first, last);
	conf_words_add(words, word);
	conf_words_add(words, text);
}

static size_t
read_ports(struct conf_reader *reader, struct conf_at at,
    const struct conf_option *option, void *into)
{
	uint16_t *ports = (void *)((char *)into + option->place);
	uint64_t first, last;

	if (read_span(reader, at, UINT16_MAX, &first, &last)) {
		ports[0] = (uint16_t)first;
		ports[1] = (uint16_t)last;
	}
	return 2;
}

static void
write_ports(
    struct conf_words *words, const struct conf_option *option, const void *from)
{
	const uint16_t *ports = (const void *)((const char *)from + option->place);

	if (ports[1])
		write_span(words, option->word, ports[0], ports[1]);
}

static size_t
read_uids(struct conf_reader *reader, struct conf_at at,
    const struct conf_option *option, void *into)
{
	struct model_rule *m = into;
	uint64_t first, last;

	(void)option;
	if (read_span(reader, at, UINT32_MAX - 1, &first, &last)) {
		m->uid_first = (uint32_t)first;
		m->uid_last = (uint32_t)last;
	}
	return 2;
}

static void
write_uids(struct conf_words *words, const struct conf_option *option, const void *from)
{
	const struct model_rule *m = from;

	if (m->uid_last != UINT32_MAX)
		write_span(words, option->word, m->uid_first, m->uid_last);
}

static size_t
read_tunnel(struct conf_reader *reader, struct conf_at at,
    const struct conf_option *option, void *into)
{
	const char *word = word_after(reader, at);

	if (word &&
	    !conf_option_text_number(word, &((struct model_rule *)into)->tunnel_id))
		conf_error(reader, at.node, at.word + 1, "value",
		    "%s: '%s' is not a number", option->word, word);
	return 2;
}

static void
write_tunnel(
    struct conf_words *words, const struct conf_option *option, const void *from)
{
	if (((const struct model_rule *)from)->tunnel_id)
		conf_words_number(
		    words, option->word, ((const struct model_rule *)from)->tunnel_id);
}

/* from all, to default: any. */
static size_t
read_selector(struct conf_reader *reader, struct conf_at at,
    const struct conf_option *option, void *into)
{
	const char *word = word_after(reader, at);

	if (!word || strcmp(word, "all") == 0 || strcmp(word, "any") == 0 ||
	    strcmp(word, "default") == 0)
		return 2;
	if (!addr_prefix_parse(word, (void *)((char *)into + option->place)))
		conf_error(reader, at.node, at.word + 1, "value",
		    "%s: '%s' is not an address, or an address with its prefix length",
		    option->word, word);
	return 2;
}

static void
write_selector(
    struct conf_words *words, const struct conf_option *option, const void *from)
{
	struct conf_option plain = *option;
	const struct conf_options_table one = {"", &plain, 1};

	plain.type = OPTION_PREFIX;
	plain.write = NULL;
	conf_option_write(words, &one, from);
}

/* ---- what it does ---- */

static const struct conf_named action_words[] = {
    {"blackhole",   FR_ACT_BLACKHOLE  },
    {"unreachable", FR_ACT_UNREACHABLE},
    {"prohibit",    FR_ACT_PROHIBIT   },
    {"nop",         FR_ACT_NOP        }
};
static const struct conf_known_words action_names = {ROWS(action_words), NULL};

static size_t
read_action(struct conf_reader *reader, struct conf_at at,
    const struct conf_option *option, void *into)
{
	uint64_t action;

	if (conf_option_number(
		reader, (struct conf_at){at.node, at.word + 1}, option, &action))
		((struct model_rule *)into)->action = (uint8_t)action;
	return 2;
}

static size_t
read_bare_action(struct conf_reader *reader, struct conf_at at,
    const struct conf_option *option, void *into)
{
	(void)reader;
	(void)at;
	((struct model_rule *)into)->action = (uint8_t)option->min;
	return 1;
}

static void
write_action(
    struct conf_words *words, const struct conf_option *option, const void *from)
{
	if (((const struct model_rule *)from)->action == option->min)
		conf_words_add(words, option->word);
}

static size_t
read_goto(struct conf_reader *reader, struct conf_at at,
    const struct conf_option *option, void *into)
{
	struct model_rule *m = into;
	uint64_t target;

	if (conf_option_number(
		reader, (struct conf_at){at.node, at.word + 1}, option, &target)) {
		m->target = (uint32_t)target;
		m->action = FR_ACT_GOTO;
	}
	return 2;
}

static void
write_goto(struct conf_words *words, const struct conf_option *option, const void *from)
{
	if (((const struct model_rule *)from)->target)
		conf_words_number(
		    words, option->word, ((const struct model_rule *)from)->target);
}

static size_t
read_family(struct conf_reader *reader, struct conf_at at,
    const struct conf_option *option, void *into)
{
	(void)reader;
	(void)at;
	((struct model_rule *)into)->family = (uint8_t)option->min;
	return 1;
}

static void
write_family(
    struct conf_words *words, const struct conf_option *option, const void *from)
{
	if (((const struct model_rule *)from)->family == option->min)
		conf_words_add(words, option->word);
}

#define PLACE(member) offsetof(struct model_rule, member)
#define BY(w, at, r, wr)                                                               \
  {                                                                                    \
    .word = (w), .type = OPTION_FUNCTION, .place = (at), .read = (r), .write = (wr)    \
  }
#define BARE(w, value, r, wr)                                                          \
  {                                                                                    \
    .word = (w), .type = OPTION_FUNCTION, .min = (value), .read = (r), .write = (wr)   \
  }
#define NUMBER(w, t, member, other, n)                                                 \
  {                                                                                    \
    .word = (w), .type = (t), .place = PLACE(member), .names = (n), .alias = (other)   \
  }

static const struct conf_option rule_rows[] = {
    BARE("inet6", ADDR_V6, read_family, write_family),
    ROW_OF(.word = "inet", .type = OPTION_FUNCTION, .min = ADDR_V4, .read = read_family,
	.alias = true),
    ROW_OF(.word = "not", .type = OPTION_FLAG, .place = PLACE(negated)),
    BY("from", PLACE(from), read_selector, write_selector),
    BY("to", PLACE(to), read_selector, write_selector),
    ROW_OF(.word = "iif", .type = OPTION_IFNAME, .place = PLACE(iif)),
    ROW_OF(.word = "dev", .type = OPTION_IFNAME, .place = PLACE(iif), .alias = true),
    ROW_OF(.word = "oif", .type = OPTION_IFNAME, .place = PLACE(oif)),
    BY("fwmark", PLACE(fwmark), read_fwmark, write_fwmark),
    NUMBER("tos", OPTION_U8, tos, false, &vrrp_tos_names),
    NUMBER("dsfield", OPTION_U8, tos, true, &vrrp_tos_names),
    NUMBER("preference", OPTION_U32, preference, false, NULL),
    NUMBER("order", OPTION_U32, preference, true, NULL),
    NUMBER("priority", OPTION_U32, preference, true, NULL),
    NUMBER("pref", OPTION_U32, preference, true, NULL),
    NUMBER("table", OPTION_U32, table, false, &vrrp_table_names),
    NUMBER("lookup", OPTION_U32, table, true, &vrrp_table_names),
    ROW_OF(.word = "goto", .type = OPTION_FUNCTION, .place = PLACE(target), .min = 1,
	.read = read_goto, .write = write_goto),
    ROW_OF(.word = "type", .type = OPTION_FUNCTION, .names = &action_names,
	.read = read_action, .alias = true),
    BARE("nop", FR_ACT_NOP, read_bare_action, write_action),
    BARE("blackhole", FR_ACT_BLACKHOLE, read_bare_action, write_action),
    BARE("unreachable", FR_ACT_UNREACHABLE, read_bare_action, write_action),
    BARE("prohibit", FR_ACT_PROHIBIT, read_bare_action, write_action),
    BY("realms", PLACE(realms), conf_option_read_realms, conf_option_write_realms),
    BY("suppress_prefixlength", PLACE(suppress_prefixlength), read_or_none,
	write_or_none),
    ROW_OF(.word = "suppress_ifgroup", .type = OPTION_FUNCTION,
	.place = PLACE(suppress_ifgroup), .names = &group_names, .read = read_or_none,
	.write = write_or_none),
    BY("tunnel-id", PLACE(tunnel_id), read_tunnel, write_tunnel),
    BY("uidrange", PLACE(uid_first), read_uids, write_uids),
    ROW_OF(.word = "l3mdev", .type = OPTION_FLAG, .place = PLACE(l3mdev)),
    NUMBER("protocol", OPTION_U8, protocol, false, &vrrp_protocol_names),
    NUMBER("ipproto", OPTION_U8, ip_protocol, false, &ip_protocol_names),
    BY("sport", PLACE(sport_first), read_ports, write_ports),
    BY("dport", PLACE(dport_first), read_ports, write_ports),
    ROW_OF(.word = "no_track", .type = OPTION_FLAG, .place = PLACE(no_track)),
    ROW_OF(.word = "track_group", .type = OPTION_TEXT, .place = PLACE(track_group)),
};
static const struct conf_options_table rule_table = {"a rule", ROWS(rule_rows)};

/* ---- a line ---- */

/* The kernel's own rules begin at 32766; ours are put before, each new one first. */
static uint32_t
next_preference(struct conf_reader *reader, const struct conf_node *line)
{
	uint32_t preference = reader->work->next_rule_preference--;

	conf_warning(reader, line, 0, "no_preference",
	    "a rule without a preference: %u is chosen", preference);
	return preference;
}

static void
resolve(struct conf_reader *reader, const struct conf_node *line, struct model_rule *m)
{
	if (m->from.addr.family || m->to.addr.family)
		m->family =
		    m->from.addr.family ? m->from.addr.family : m->to.addr.family;
	if (!m->family)
		m->family = ADDR_V4;
	if (!m->action)
		m->action = FR_ACT_TO_TBL;
	if (m->action == FR_ACT_TO_TBL && !m->table && !m->l3mdev)
		m->table = RT_TABLE_MAIN;
	if (!m->protocol)
		m->protocol = RTPROT_KEEPALIVED;
	if (!m->preference)
		m->preference = next_preference(reader, line);
}

static const char *
conflict_of(const struct model_rule *m)
{
	if (m->from.addr.family && m->to.addr.family &&
	    m->from.addr.family != m->to.addr.family)
		return "from and to are of different families";
	if (m->action != FR_ACT_TO_TBL && m->table)
		return "a rule that goes elsewhere looks up no table";
	if (m->l3mdev && m->table)
		return "l3mdev looks up the table of the device: say no other";
	if (m->action == FR_ACT_GOTO && m->target <= m->preference)
		return "goto leads to a rule with a higher preference";
	return NULL;
}

static const char *
text_of(struct conf_reader *reader, const struct model_rule *m)
{
	struct conf_words words = {.arena = reader->scratch};

	vrrp_rule_words(m, &words);
	return conf_words_join(&words, reader->arena);
}

static bool
is_listed(const struct conf_items *items, const char *text)
{
	const struct model_rule *listed = items->items;

	for (size_t i = 0; i < items->len; i++)
		if (strcmp(listed[i].text, text) == 0)
			return true;
	return false;
}

static bool
read_words(
    struct conf_reader *reader, const struct conf_node *line, struct model_rule *m)
{
	for (size_t at = 0; at < line->words_len;) {
		const char *word = conf_word(line, at);
		const struct conf_option *row = conf_option_find(&rule_table, word);

		if (!row) {
			conf_error(reader, line, at, "value",
			    "'%s' is no option of a rule (one rule a line)", word);
			return false;
		}
		at += conf_option_read(reader, (struct conf_at){line, at}, row, m);
	}
	return true;
}

static void
read_rule(
    struct conf_reader *reader, const struct conf_node *line, struct conf_items *items)
{
	struct model_rule m = {.suppress_prefixlength = UINT32_MAX,
	    .suppress_ifgroup = UINT32_MAX,
	    .uid_first = UINT32_MAX,
	    .uid_last = UINT32_MAX};
	const char *conflict;

	if (!read_words(reader, line, &m))
		return;
	resolve(reader, line, &m);
	m.place = conf_place((struct conf_at){line, 0});
	conflict = conflict_of(&m);
	if (conflict) {
		conf_error(reader, line, 0, "conflict", "%s", conflict);
		return;
	}
	m.text = text_of(reader, &m);
	if (is_listed(items, m.text)) {
		conf_warning(
		    reader, line, 0, "repeated", "is listed already: once is enough");
		return;
	}
	*(struct model_rule *)arena_append(
	    reader->arena, &items->items, &items->len, sizeof(m)) = m;
}

void
vrrp_read_rule_lines(
    struct conf_reader *reader, const struct conf_node *block, struct conf_items *items)
{
	for (const struct conf_node *line = block->first; line; line = line->next)
		if (line->words_len)
			read_rule(reader, line, items);
}

void
vrrp_rule_words(const struct model_rule *m, struct conf_words *words)
{
	conf_option_write(words, &rule_table, m);
}
