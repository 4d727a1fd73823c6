/* SPDX-License-Identifier: Apache-2.0 */
/* virtual_routes, static_routes: a route a line, in the words of `ip route`. P. */
#include <linux/rtnetlink.h>
#include <string.h>

#include "agent/conf/conf_rows.h"
#include "agent/conf/vrrp_route_keys.h"
#include "agent/lib/arena.h"

static const struct conf_named table_words[] = {
    {"default", RT_TABLE_DEFAULT},
    {"main",    RT_TABLE_MAIN   },
    {"local",   RT_TABLE_LOCAL  }
};
const struct conf_known_words vrrp_table_names = {ROWS(table_words), "rt_tables"};

static const struct conf_named protocol_words[] = {
    {"redirect",   RTPROT_REDIRECT  },
    {"kernel",     RTPROT_KERNEL    },
    {"boot",       RTPROT_BOOT      },
    {"static",     RTPROT_STATIC    },
    {"ra",         RTPROT_RA        },
    {"keepalived", RTPROT_KEEPALIVED}
};
const struct conf_known_words vrrp_protocol_names = {ROWS(protocol_words), "rt_protos"};

static const struct conf_named scope_words[] = {
    {"global",  RT_SCOPE_UNIVERSE},
    {"site",    RT_SCOPE_SITE    },
    {"link",    RT_SCOPE_LINK    },
    {"host",    RT_SCOPE_HOST    },
    {"nowhere", RT_SCOPE_NOWHERE }
};
static const struct conf_known_words scope_names = {ROWS(scope_words), "rt_scopes"};

const struct conf_known_words vrrp_tos_names = {NULL, 0, "rt_dsfield"};

static const struct conf_named type_words[] = {
    {"unicast",     RTN_UNICAST    },
    {"local",       RTN_LOCAL      },
    {"broadcast",   RTN_BROADCAST  },
    {"anycast",     RTN_ANYCAST    },
    {"multicast",   RTN_MULTICAST  },
    {"blackhole",   RTN_BLACKHOLE  },
    {"unreachable", RTN_UNREACHABLE},
    {"prohibit",    RTN_PROHIBIT   },
    {"throw",       RTN_THROW      }
};
static const struct conf_known_words type_names = {ROWS(type_words), NULL};

#define HOP(member) offsetof(struct model_nexthop, member)

/* What a nexthop says, and a route with one way alike. */
static const struct conf_option hop_rows[] = {
    ROW_OF(.word = "via", .type = OPTION_ADDR, .place = HOP(via)),
    ROW_OF(.word = "gw", .type = OPTION_ADDR, .place = HOP(via), .alias = true),
    ROW_OF(.word = "dev", .type = OPTION_IFNAME, .place = HOP(interface)),
    ROW_OF(.word = "oif", .type = OPTION_IFNAME, .place = HOP(interface),
	.alias = true),
    ROW_OF(.word = "weight", .type = OPTION_U32, .place = HOP(weight), .min = 1,
	.max = 256),
    ROW_OF(.word = "onlink", .type = OPTION_FLAG, .place = HOP(onlink)),
    ROW_OF(.word = "realms", .type = OPTION_FUNCTION, .place = HOP(realms),
	.read = conf_option_read_realms, .write = conf_option_write_realms),
    ROW_OF(.word = "encap", .type = OPTION_FUNCTION, .place = HOP(encap),
	.read = vrrp_read_encap, .write = vrrp_write_encap),
};
static const struct conf_options_table hop_table = {"a nexthop", ROWS(hop_rows)};

static size_t
read_nexthop(struct conf_reader *reader, struct conf_at at,
    const struct conf_option *option, void *into)
{
	struct raw_route *raw = into;
	struct model_nexthop *hop;
	size_t took = 1;

	(void)option;
	if (raw->nexthops.len == MODEL_NEXTHOPS_MAX) {
		conf_error(reader, at.node, at.word, "range", "more than %d nexthops",
		    MODEL_NEXTHOPS_MAX);
		return SIZE_MAX / 2;
	}
	hop = arena_append(
	    reader->arena, &raw->nexthops.items, &raw->nexthops.len, sizeof(*hop));
	hop->weight = 1;
	while (at.word + took < at.node->words_len) {
		struct conf_at next = {at.node, at.word + took};
		const char *word = conf_word(next.node, next.word);
		const struct conf_option *row = conf_option_find(&hop_table, word);

		if (!row)
			break;
		if (strcmp(row->word, "via") == 0)
			took += vrrp_route_read_via(reader, next, row, hop);
		else
			took += conf_option_read(reader, next, row, hop);
	}
	return took;
}

static void
write_nexthops(
    struct conf_words *words, const struct conf_option *option, const void *from)
{
	const struct model_route *m = from;

	for (size_t i = 0; i < m->nexthops_len; i++) {
		conf_words_add(words, option->word);
		conf_option_write(words, &hop_table, &m->nexthops[i]);
	}
}

/* via A or B: the old spelling of two nexthops. */
static size_t
read_or(struct conf_reader *reader, struct conf_at at, const struct conf_option *option,
    void *into)
{
	struct raw_route *raw = into;
	struct model_nexthop *hop;

	(void)option;
	if (raw->ors.len == MODEL_NEXTHOPS_MAX - 1) {
		conf_error(reader, at.node, at.word, "range", "more than %d nexthops",
		    MODEL_NEXTHOPS_MAX);
		return SIZE_MAX / 2;
	}
	conf_warning(reader, at.node, at.word, "deprecated",
	    "or is an old word: nexthop via A nexthop via B says it");
	hop =
	    arena_append(reader->scratch, &raw->ors.items, &raw->ors.len, sizeof(*hop));
	(void)conf_value_addr(
	    reader, (struct conf_at){at.node, at.word + 1}, &hop->via);
	return 2;
}

/* The gateway before the first `or` is the first way; all go by the same link. */
static void
resolve_or(struct conf_reader *reader, struct raw_route *raw)
{
	const struct model_nexthop *others = raw->ors.items;
	size_t len = raw->ors.len + 1;
	struct model_nexthop *ways = arena_alloc(reader->arena, len * sizeof(*ways));

	for (size_t i = 0; i < len; i++) {
		ways[i] = raw->m.hop;
		ways[i].weight = 1;
		if (i > 0)
			ways[i].via = others[i - 1].via;
	}
	raw->nexthops = (struct conf_items){.items = ways, .len = len};
	raw->m.hop = (struct model_nexthop){.weight = 0};
}

static void
write_via(struct conf_words *words, const struct conf_option *option, const void *from)
{
	const struct conf_option plain = {
	    .word = option->word, .type = OPTION_ADDR, .place = option->place};
	const struct conf_options_table one = {"", &plain, 1};

	conf_option_write(words, &one, from);
}

#define PLACE(member) offsetof(struct raw_route, m.member)
#define METRIC(w, rtax, most)                                                          \
  {                                                                                    \
    .word = (w), .type = OPTION_FUNCTION, .place = (rtax), .max = (most),              \
    .read = vrrp_route_read_metric, .write = vrrp_route_write_metric                   \
  }
#define ADD(w, how)                                                                    \
  {                                                                                    \
    .word = (w), .type = OPTION_FUNCTION, .min = (how), .read = vrrp_route_read_add,   \
    .write = vrrp_route_write_add                                                      \
  }

static const struct conf_option route_rows[] = {
    ROW_OF(.word = "type", .type = OPTION_FUNCTION, .names = &type_names,
	.read = vrrp_route_read_type, .write = vrrp_route_write_type),
    ROW_OF(.word = "src", .type = OPTION_ADDR, .place = PLACE(source)),
    ROW_OF(.word = "via", .type = OPTION_FUNCTION, .place = PLACE(hop.via),
	.read = vrrp_route_read_via, .write = write_via),
    ROW_OF(.word = "gw", .type = OPTION_FUNCTION, .place = PLACE(hop.via),
	.read = vrrp_route_read_via, .alias = true),
    ROW_OF(.word = "dev", .type = OPTION_IFNAME, .place = PLACE(hop.interface)),
    ROW_OF(.word = "oif", .type = OPTION_IFNAME, .place = PLACE(hop.interface),
	.alias = true),
    ROW_OF(.word = "onlink", .type = OPTION_FLAG, .place = PLACE(hop.onlink)),
    ROW_OF(.word = "realms", .type = OPTION_FUNCTION, .place = PLACE(hop.realms),
	.read = conf_option_read_realms, .write = conf_option_write_realms),
    ROW_OF(.word = "encap", .type = OPTION_FUNCTION, .place = PLACE(hop.encap),
	.read = vrrp_read_encap, .write = vrrp_write_encap),
    ROW_OF(.word = "table", .type = OPTION_U32, .place = PLACE(table),
	.names = &vrrp_table_names),
    ROW_OF(.word = "metric", .type = OPTION_U32, .place = PLACE(metric)),
    ROW_OF(.word = "priority", .type = OPTION_U32, .place = PLACE(metric),
	.alias = true),
    ROW_OF(.word = "preference", .type = OPTION_U32, .place = PLACE(metric),
	.alias = true),
    ROW_OF(.word = "scope", .type = OPTION_FUNCTION, .names = &scope_names,
	.max = UINT8_MAX, .read = vrrp_route_read_scope,
	.write = vrrp_route_write_scope),
    ROW_OF(.word = "protocol", .type = OPTION_U8, .place = PLACE(protocol),
	.names = &vrrp_protocol_names),
    ROW_OF(.word = "proto", .type = OPTION_U8, .place = PLACE(protocol),
	.names = &vrrp_protocol_names, .alias = true),
    ROW_OF(.word = "tos", .type = OPTION_U8, .place = PLACE(tos),
	.names = &vrrp_tos_names),
    ROW_OF(.word = "dsfield", .type = OPTION_U8, .place = PLACE(tos),
	.names = &vrrp_tos_names, .alias = true),
    ROW_OF(.word = "expires", .type = OPTION_U32, .place = PLACE(expires_s), .min = 1),
    METRIC("mtu", RTAX_MTU, 0),
    METRIC("window", RTAX_WINDOW, 0),
    METRIC("rtt", RTAX_RTT, 0),
    METRIC("rttvar", RTAX_RTTVAR, 0),
    METRIC("ssthresh", RTAX_SSTHRESH, 0),
    METRIC("cwnd", RTAX_CWND, 0),
    METRIC("advmss", RTAX_ADVMSS, 0),
    METRIC("reordering", RTAX_REORDERING, 0),
    METRIC("hoplimit", RTAX_HOPLIMIT, 255),
    METRIC("initcwnd", RTAX_INITCWND, 0),
    METRIC("rto_min", RTAX_RTO_MIN, 0),
    METRIC("initrwnd", RTAX_INITRWND, 0),
    METRIC("quickack", RTAX_QUICKACK, 1),
    METRIC("fastopen_no_cookie", RTAX_FASTOPEN_NO_COOKIE, 1),
    ROW_OF(.word = "features", .type = OPTION_FUNCTION, .place = RTAX_FEATURES,
	.read = vrrp_route_read_features, .write = vrrp_route_write_features),
    ROW_OF(.word = "congctl", .type = OPTION_FUNCTION, .place = RTAX_CC_ALGO,
	.read = vrrp_route_read_congctl, .write = vrrp_route_write_congctl),
    ROW_OF(.word = "pref", .type = OPTION_FUNCTION, .place = PLACE(preference),
	.read = vrrp_route_read_choice, .write = vrrp_route_write_choice),
    ROW_OF(.word = "ttl-propagate", .type = OPTION_FUNCTION,
	.place = PLACE(ttl_propagate), .read = vrrp_route_read_choice,
	.write = vrrp_route_write_choice),
    ADD("add", MODEL_ROUTE_ADD),
    ADD("append", MODEL_ROUTE_APPEND),
    ADD("prepend", MODEL_ROUTE_PREPEND),
    ROW_OF(.word = "vrf", .type = OPTION_FUNCTION, .read = vrrp_route_read_vrf,
	.alias = true),
    ROW_OF(.word = "or", .type = OPTION_FUNCTION, .read = read_or, .alias = true),
    ROW_OF(.word = "no_track", .type = OPTION_FLAG, .place = PLACE(no_track)),
    ROW_OF(.word = "track_group", .type = OPTION_TEXT, .place = PLACE(track_group)),
    ROW_OF(.word = "nexthop", .type = OPTION_FUNCTION, .read = read_nexthop,
	.write = write_nexthops),
};
static const struct conf_options_table route_table = {"a route", ROWS(route_rows)};

/* ---- a line ---- */

static bool
is_default(const char *word)
{
	return strcmp(word, "default") == 0 || strcmp(word, "any") == 0 ||
	    strcmp(word, "all") == 0;
}

/* [to] PREFIX, or the name of a type before it. */
static size_t
read_destination(struct conf_reader *reader, struct conf_at at, struct raw_route *raw)
{
	const char *word = conf_word(at.node, at.word);
	size_t took = 1;

	for (size_t i = 0; i < type_names.len; i++)
		if (strcmp(type_names.words[i].word, word) == 0) {
			raw->m.type = (uint8_t)type_names.words[i].value;
			return 1;
		}
	if (strcmp(word, "to") == 0) {
		word = conf_word(at.node, at.word + 1);
		took = 2;
	}
	if (word && !raw->has_to && is_default(word))
		raw->has_to = true;
	else if (word && !raw->has_to && addr_prefix_parse(word, &raw->m.to))
		raw->has_to = true;
	else {
		conf_error(reader, at.node, at.word + took - 1, "value",
		    "'%s' is no option of a route, nor its destination (one route a "
		    "line)",
		    word ? word : "");
		return SIZE_MAX / 2;
	}
	return took;
}

static uint8_t
family_said(const struct raw_route *raw)
{
	const struct model_nexthop *hops = raw->nexthops.items;

	if (raw->m.to.addr.family)
		return raw->m.to.addr.family;
	if (raw->m.hop.via.family)
		return raw->m.hop.via.family;
	if (raw->m.source.family)
		return raw->m.source.family;
	if (raw->nexthops.len && hops[0].via.family)
		return hops[0].via.family;
	return ADDR_V4;
}

/* As iproute2 does: what has no gateway is on the link itself. */
static uint8_t
default_scope(const struct model_route *m)
{
	if (m->family == ADDR_V6)
		return RT_SCOPE_UNIVERSE;
	if (m->type == RTN_LOCAL)
		return RT_SCOPE_HOST;
	if (m->type == RTN_BROADCAST || m->type == RTN_MULTICAST ||
	    m->type == RTN_ANYCAST)
		return RT_SCOPE_LINK;
	if (m->type == RTN_UNICAST && !m->nexthops_len && !addr_is_set(&m->hop.via))
		return RT_SCOPE_LINK;
	return RT_SCOPE_UNIVERSE;
}

static void
resolve(struct raw_route *raw)
{
	struct model_route *m = &raw->m;

	m->family = family_said(raw);
	m->to.addr.family = m->family;
	m->nexthops = raw->nexthops.items;
	m->nexthops_len = raw->nexthops.len;
	if (!m->type)
		m->type = RTN_UNICAST;
	if (!m->table)
		m->table = m->type == RTN_LOCAL || m->type == RTN_BROADCAST ||
			m->type == RTN_ANYCAST
		    ? RT_TABLE_LOCAL
		    : RT_TABLE_MAIN;
	if (!m->protocol)
		m->protocol = RTPROT_KEEPALIVED;
	if (!raw->has_scope)
		m->scope = default_scope(m);
}

/* What does not go together. */
static const char *
conflict_of(const struct model_route *m)
{
	bool has_hop = addr_is_set(&m->hop.via) || m->hop.interface[0];
	bool leads = m->type == RTN_UNICAST || m->type == RTN_LOCAL ||
	    m->type == RTN_BROADCAST || m->type == RTN_MULTICAST ||
	    m->type == RTN_ANYCAST;

	if (m->nexthops_len && has_hop)
		return "nexthop does not go with via or dev beside it";
	if (leads && !has_hop && !m->nexthops_len)
		return "a route needs via, dev or nexthop";
	if (!leads && (has_hop || m->nexthops_len) && m->family == ADDR_V4)
		return "such a route leads nowhere: via, dev and nexthop are not for "
		       "it";
	if (addr_is_set(&m->source) && m->source.family != m->family)
		return "the family of src is not that of the route";
	if (m->family == ADDR_V6 && addr_is_set(&m->hop.via) &&
	    m->hop.via.family != m->family)
		return "an IPv6 route does not go by an IPv4 gateway";
	if (m->expires_s && m->family == ADDR_V4)
		return "expires is for IPv6 routes";
	if (m->preference && m->family == ADDR_V4)
		return "pref is for IPv6 routes";
	return NULL;
}

static void
warn_untracked(
    struct conf_reader *reader, const struct conf_node *line, struct model_route *m)
{
	if (m->hop.interface[0] || m->nexthops_len || m->no_track)
		return;
	if (m->type != RTN_UNICAST)
		return;
	conf_warning(reader, line, 0, "not_tracked",
	    "a route without an interface: its loss is no fault");
	m->no_track = true;
}

static const char *
text_of(struct conf_reader *reader, const struct model_route *m)
{
	struct conf_words words = {.arena = reader->scratch};

	vrrp_route_words(m, &words);
	return conf_words_join(&words, reader->arena);
}

static bool
is_listed(const struct conf_items *items, const char *text)
{
	const struct model_route *listed = items->items;

	for (size_t i = 0; i < items->len; i++)
		if (strcmp(listed[i].text, text) == 0)
			return true;
	return false;
}

static void
read_words(
    struct conf_reader *reader, const struct conf_node *line, struct raw_route *raw)
{
	for (size_t at = 0; at < line->words_len;) {
		struct conf_at word = {line, at};
		const struct conf_option *row =
		    conf_option_find(&route_table, conf_word(line, at));

		at += row ? conf_option_read(reader, word, row, raw)
			  : read_destination(reader, word, raw);
	}
}

/* False after a report, or when it is left out. */
static bool
is_whole(
    struct conf_reader *reader, const struct conf_node *line, struct raw_route *raw)
{
	const char *conflict;

	if (raw->is_left_out)
		return false;
	if (raw->ors.len && (!addr_is_set(&raw->m.hop.via) || raw->nexthops.len)) {
		conf_error(reader, line, 0, "conflict",
		    "or needs via before it, and does not go with nexthop");
		return false;
	}
	if (raw->ors.len)
		resolve_or(reader, raw);
	if (!raw->has_to) {
		conf_error(reader, line, 0, "value", "a route needs its destination");
		return false;
	}
	resolve(raw);
	conflict = conflict_of(&raw->m);
	if (conflict)
		conf_error(reader, line, 0, "conflict", "%s", conflict);
	return !conflict;
}

static void
read_route(
    struct conf_reader *reader, const struct conf_node *line, struct conf_items *items)
{
	struct raw_route raw = {0};

	read_words(reader, line, &raw);
	if (!is_whole(reader, line, &raw))
		return;
	raw.m.place = conf_place((struct conf_at){line, 0});
	warn_untracked(reader, line, &raw.m);
	raw.m.text = text_of(reader, &raw.m);
	if (is_listed(items, raw.m.text)) {
		conf_warning(
		    reader, line, 0, "repeated", "is listed already: once is enough");
		return;
	}
	*(struct model_route *)arena_append(
	    reader->arena, &items->items, &items->len, sizeof(raw.m)) = raw.m;
}

void
vrrp_read_route_lines(
    struct conf_reader *reader, const struct conf_node *block, struct conf_items *items)
{
	for (const struct conf_node *line = block->first; line; line = line->next)
		if (line->words_len)
			read_route(reader, line, items);
}

void
vrrp_route_words(const struct model_route *m, struct conf_words *words)
{
	conf_words_prefix(words, &m->to);
	conf_option_write(words, &route_table, m);
}
