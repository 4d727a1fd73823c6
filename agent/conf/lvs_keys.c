/* SPDX-License-Identifier: Apache-2.0 */
/* virtual_server: its words, and its real servers after it. P. */
#include <assert.h>
#include <string.h>

#include "agent/conf/conf_dump.h"
#include "agent/conf/conf_rows.h"
#include "agent/conf/lvs_words.h"
#include "agent/lib/arena.h"
#include "agent/lib/mem.h"

static const char *const schedulers[] = {"rr", "wrr", "lc", "wlc", "lblc", "lblcr",
    "sh", "mh", "dh", "fo", "ovf", "sed", "nq", "twos", NULL};

static void
read_scheduler(struct conf_reader *reader, const struct conf_node *node,
    const struct conf_key *key, void *into)
{
	struct model_virtual_server *m = &((struct raw_virtual *)into)->m;
	const char *word = conf_word(node, 1);
	int at = word ? conf_word_index(word, schedulers) : -1;

	if (at < 0) {
		conf_mistake(reader, (struct conf_at){node, 1}, "value", "read as wlc",
		    "%s: '%s' is no scheduler (rr wrr lc wlc lblc lblcr sh mh dh fo "
		    "ovf sed nq twos)",
		    key->word, word ? word : "")
		    ->meant = word ? conf_near_word(word, schedulers) : NULL;
		return;
	}
	if (strcmp(word, schedulers[at]) != 0)
		conf_warning(
		    reader, node, 1, "case", "%s is written %s", word, schedulers[at]);
	conf_no_more_words(reader, node, 2);
	(void)mem_copy_text(m->scheduler, sizeof(m->scheduler), schedulers[at]);
}

static void
write_scheduler(
    struct conf_writer *writer, const struct conf_key *key, const void *from)
{
	conf_write(writer, key->word,
	    ((const struct model_virtual_server *)from)->scheduler, NULL);
}

static void
read_forward(struct conf_reader *reader, const struct conf_node *node,
    const struct conf_key *key, void *into)
{
	struct raw_virtual *raw = into;

	(void)key;
	raw->has_forward = true;
	lvs_read_forward(reader, node, &raw->m.forward, &raw->m.tunnel);
}

static void
write_forward(struct conf_writer *writer, const struct conf_key *key, const void *from)
{
	const struct model_virtual_server *m = from;

	lvs_write_forward(writer, key->word, m->forward, &m->tunnel);
}

static const char *const protocols[] = {"TCP", "UDP", "SCTP", NULL};

static void
read_protocol(struct conf_reader *reader, const struct conf_node *node,
    const struct conf_key *key, void *into)
{
	struct raw_virtual *raw = into;
	const char *word = conf_word(node, 1);
	int at = word ? conf_word_index(word, protocols) : -1;

	(void)key;
	if (at < 0) {
		conf_mistake(reader, (struct conf_at){node, 1}, "value",
		    "left at its default", "protocol is TCP, UDP or SCTP, not '%s'",
		    word ? word : "")
		    ->meant = word ? conf_near_word(word, protocols) : NULL;
		return;
	}
	if (strcmp(word, protocols[at]) != 0)
		conf_warning(reader, node, 1, "case", "protocol %s is written %s", word,
		    protocols[at]);
	conf_no_more_words(reader, node, 2);
	raw->protocol = at;
}

static void
write_protocol(struct conf_writer *writer, const struct conf_key *key, const void *from)
{
	const struct model_virtual_server *m = from;

	if (!lvs_is_by_mark(m))
		conf_write(writer, key->word, protocols[m->protocol], NULL);
}

/* Seconds; 360 without a value; 0 is off, which keepalived refuses to read. */
static void
read_persistence(struct conf_reader *reader, const struct conf_node *node,
    const struct conf_key *key, void *into)
{
	struct model_virtual_server *m = &((struct raw_virtual *)into)->m;
	const struct conf_range range = {1, 2678400, " s"};
	const char *word = conf_word(node, 1);
	int64_t value = 360;

	(void)key;
	conf_no_more_words(reader, node, 2);
	if (word && strcmp(word, "0") == 0) {
		conf_warning(reader, node, 1, "range",
		    "persistence_timeout 0 switches persistence off");
		m->persistence_s = 0;
		return;
	}
	if (!word ||
	    conf_value_number(reader, (struct conf_at){node, 1}, &range, &value))
		m->persistence_s = (uint32_t)value;
}

static void
write_persistence(
    struct conf_writer *writer, const struct conf_key *key, const void *from)
{
	const struct model_virtual_server *m = from;
	char text[CONF_NUMBER_SIZE];

	if (m->persistence_s)
		conf_write(
		    writer, key->word, conf_number(text, m->persistence_s), NULL);
}

/* A mask (255.255.255.0) for IPv4, a prefix length for either family. */
static void
read_granularity(struct conf_reader *reader, const struct conf_node *node,
    const struct conf_key *key, void *into)
{
	struct model_virtual_server *m = &((struct raw_virtual *)into)->m;
	const char *word = conf_word(node, 1);
	int64_t len = -1;
	struct addr mask;

	(void)key;
	conf_no_more_words(reader, node, 2);
	if (word && addr_parse(word, &mask) && mask.family == ADDR_V4) {
		uint32_t bits = ~addr_to_v4(&mask);

		if ((bits & (bits + 1)) == 0)
			for (len = 32; bits; bits >>= 1)
				len--;
	} else if (word &&
	    (!conf_word_number(word + (*word == '/'), &len) || len > 128)) {
		len = -1;
	}
	if (len < 1)
		conf_error(reader, node, 1, "value",
		    "persistence_granularity is a mask (255.255.255.0) or a prefix "
		    "length");
	else
		m->persistence_netmask_be = (uint32_t)len; /* made a mask when whole */
}

static void
write_granularity(
    struct conf_writer *writer, const struct conf_key *key, const void *from)
{
	const struct model_virtual_server *m = from;
	struct addr mask = {.family = ADDR_V4};
	char text[ADDR_TEXT_SIZE];

	static_assert((int)ADDR_TEXT_SIZE >= (int)CONF_NUMBER_SIZE, "room");
	if (m->family == ADDR_V6) {
		conf_write(writer, key->word,
		    conf_number(text, m->persistence_netmask_be), NULL);
		return;
	}
	memcpy(mask.bytes, &m->persistence_netmask_be, 4);
	conf_write(writer, key->word, addr_format(&mask, text), NULL);
}

/* The kernel has this one: ip_vs_pe_sip. */
static const char *const engines[] = {"sip", NULL};

static void
read_engine(struct conf_reader *reader, const struct conf_node *node,
    const struct conf_key *key, void *into)
{
	struct model_virtual_server *m = &((struct raw_virtual *)into)->m;
	const char *word = conf_word(node, 1);
	int at = word ? conf_word_index(word, engines) : -1;

	conf_no_more_words(reader, node, 2);
	if (at < 0)
		conf_error(reader, node, 1, "value", "%s is sip, not '%s'", key->word,
		    word ? word : "");
	else
		(void)mem_copy_text(
		    m->persistence_engine, sizeof(m->persistence_engine), engines[at]);
}

static void
write_engine(struct conf_writer *writer, const struct conf_key *key, const void *from)
{
	const struct model_virtual_server *m = from;

	if (m->persistence_engine[0])
		conf_write(writer, key->word, m->persistence_engine, NULL);
}

/* IP_VS_SVC_F_ONEPACKET, _SCHED1, _SCHED2, _SCHED3 of linux/ip_vs.h. */
static const struct {
	const char *word;
	uint32_t bit;
} flags[] = {
    {"ops",    0x4 },
    {"flag-1", 0x8 },
    {"flag-2", 0x10},
    {"flag-3", 0x20}
};

static void
read_scheduler_flag(struct conf_reader *reader, const struct conf_node *node,
    const struct conf_key *key, void *into)
{
	uint32_t *said = (uint32_t *)(void *)((char *)into + key->place);

	conf_no_more_words(reader, node, 1);
	*said |= (uint32_t)key->min;
}

static void
write_flags(struct conf_writer *writer, const struct conf_key *key, const void *from)
{
	const struct model_virtual_server *m = from;

	(void)key;
	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
		if (m->scheduler_flags & flags[i].bit)
			conf_write(writer, flags[i].word, NULL);
}

static void
read_sorry(struct conf_reader *reader, const struct conf_node *node,
    const struct conf_key *key, void *into)
{
	struct model_virtual_server *m = &((struct raw_virtual *)into)->m;

	(void)key;
	conf_no_more_words(reader, node, 3);
	m->sorry_server.port = m->port;
	m->has_sorry_server = lvs_read_addr_port(
	    reader, node, &m->sorry_server.addr, &m->sorry_server.port);
	m->sorry_server.place = conf_place((struct conf_at){node, 0});
}

static void
write_sorry(struct conf_writer *writer, const struct conf_key *key, const void *from)
{
	const struct model_virtual_server *m = from;
	char addr[ADDR_TEXT_SIZE], port[CONF_NUMBER_SIZE];

	if (!m->has_sorry_server)
		return;
	conf_write(writer, key->word, addr_format(&m->sorry_server.addr, addr),
	    conf_number(port, m->sorry_server.port), NULL);
	lvs_write_forward(writer, "sorry_server_lvs_method", m->sorry_server.forward,
	    &m->sorry_server.tunnel);
}

static void
read_sorry_forward(struct conf_reader *reader, const struct conf_node *node,
    const struct conf_key *key, void *into)
{
	struct raw_virtual *raw = into;

	(void)key;
	raw->has_sorry_forward = true;
	lvs_read_forward(
	    reader, node, &raw->m.sorry_server.forward, &raw->m.sorry_server.tunnel);
}

/* Real servers wait until all that they inherit has been read. */
static void
collect_real(struct conf_reader *reader, const struct conf_node *node,
    const struct conf_key *key, void *into)
{
	struct conf_items *nodes = &((struct raw_virtual *)into)->real_nodes;

	if (!node->has_block)
		conf_error(reader, node, node->words_len, "missing_block",
		    "%s needs a block: { ... }", key->word);
	*(const struct conf_node **)arena_append(
	    reader->scratch, &nodes->items, &nodes->len, sizeof(node)) = node;
}

static void
write_smtp_alert(
    struct conf_writer *writer, const struct conf_key *key, const void *from)
{
	conf_write(writer, key->word,
	    ((const struct model_virtual_server *)from)->smtp_alert ? "on" : "off",
	    NULL);
}

static const char *const families[] = {"inet", "inet6", NULL};

static void
write_family(struct conf_writer *writer, const struct conf_key *key, const void *from)
{
	const struct model_virtual_server *m = from;

	conf_write(writer, key->word, families[m->family == ADDR_V6], NULL);
}

#define ROW_FLAG(w, bit, member, h)                                                    \
  ROW_OF(.word = (w), .type = CONF_FUNCTION, .min = (bit),                             \
      .place = offsetof(struct raw_virtual, member), .read = read_scheduler_flag,      \
      .help = (h))

static const struct conf_key virtual_rows[] = {
    ROW_OF(.word = "ip_family", .type = CONF_ENUM, .words = families,
	.place = offsetof(struct raw_virtual, family), .write = write_family,
	.help = "of a fwmark (default: the first real server's, else inet)"),
    ROW_BY("lb_algo", struct raw_virtual, m.scheduler, read_scheduler, write_scheduler,
	"scheduler: rr wrr lc wlc lblc lblcr sh mh dh fo ovf sed nq twos (default "
	"wlc)"),
    ROW_OF(.word = "lvs_sched", .type = CONF_FUNCTION, .read = read_scheduler,
	.instead = "lb_algo", .help = "the same"),
    ROW_BY("lb_kind", struct raw_virtual, m.forward, read_forward, write_forward,
	"NAT|DR|TUN [type ipip | gue port N [nocsum|csum|remcsum] | gre "
	"[nocsum|csum]]: forwarding method (default NAT; of TUN ipip)"),
    ROW_OF(.word = "lvs_method", .type = CONF_FUNCTION, .read = read_forward,
	.instead = "lb_kind", .help = "the same"),
    ROW_OF(.word = "ops", .type = CONF_FUNCTION, .min = 0x4,
	.place = offsetof(struct raw_virtual, m.scheduler_flags),
	.read = read_scheduler_flag, .write = write_flags,
	.help = "each packet of UDP by itself (default off)"),
    ROW_FLAG("hashed", 0x8, m.scheduler_flags, "scheduler's first flag (default off)"),
    ROW_FLAG("flag-1", 0x8, m.scheduler_flags, "scheduler's first flag (default off)"),
    ROW_FLAG(
	"flag-2", 0x10, m.scheduler_flags, "scheduler's second flag (default off)"),
    ROW_FLAG("flag-3", 0x20, m.scheduler_flags, "scheduler's third flag (default off)"),
    ROW_FLAG("sh-fallback", 0x8, sh_flags, "of sh: another server if one is down"),
    ROW_FLAG("sh-port", 0x10, sh_flags, "of sh: the port counts too"),
    ROW_FLAG("mh-fallback", 0x8, mh_flags, "of mh: another server if one is down"),
    ROW_FLAG("mh-port", 0x10, mh_flags, "of mh: the port counts too"),
    ROW_BY("protocol", struct raw_virtual, protocol, read_protocol, write_protocol,
	"TCP|UDP|SCTP (default UDP)"),
    ROW_BY("persistence_timeout", struct raw_virtual, m.persistence_s, read_persistence,
	write_persistence,
	"[SECONDS]: a client stays with its server (default off; 360 without a value)"),
    ROW_BY("persistence_granularity", struct raw_virtual, m.persistence_netmask_be,
	read_granularity, write_granularity,
	"MASK or prefix length: clients that count as one (default: each)"),
    ROW_BY("persistence_engine", struct raw_virtual, m.persistence_engine, read_engine,
	write_engine, "sip: one client is one Call-ID (default: one address)"),
    ROW_IN("delay_loop", CONF_MS, struct raw_virtual, m.delay_loop_ms, 1,
	LVS_SECONDS_MAX_MS, "seconds between checks (default 60)"),
    ROW_IN("quorum", CONF_UINT, struct raw_virtual, m.quorum, 1, UINT32_MAX - 1,
	"sum of weights that makes it up (default 1)"),
    ROW("hysteresis", CONF_UINT, struct raw_virtual, m.hysteresis,
	"how far around the quorum nothing changes (default 0)"),
    ROW("alpha", CONF_FLAG, struct raw_virtual, m.alpha,
	"real servers start down (default off)"),
    ROW("omega", CONF_FLAG, struct raw_virtual, m.omega,
	"notify that all is down at stop (default off)"),
    ROW("inhibit_on_failure", CONF_FLAG, struct raw_virtual, m.inhibit_on_failure,
	"weight 0 instead of removal (default off)"),
    ROW("virtualhost", CONF_TEXT, struct raw_virtual, m.virtualhost,
	"Host of HTTP checks (default: none)"),
    ROW("quorum_up", CONF_COMMAND, struct raw_virtual, m.quorum_up,
	"COMMAND [USER [GROUP]]: the quorum is reached"),
    ROW("quorum_down", CONF_COMMAND, struct raw_virtual, m.quorum_down,
	"COMMAND [USER [GROUP]]: the quorum is lost"),
    ROW_IN("weight", CONF_UINT, struct raw_virtual, m.weight, 0, LVS_WEIGHT_MAX,
	"default of real servers (default 1)"),
    ROW_BY("sorry_server", struct raw_virtual, m.sorry_server, read_sorry, write_sorry,
	"ADDRESS [PORT]: serves when nobody else does (default: none)"),
    ROW("sorry_server_inhibit", CONF_FLAG, struct raw_virtual, m.sorry_server_inhibit,
	"inhibit_on_failure holds for it too (default off)"),
    ROW_BY("sorry_server_lvs_method", struct raw_virtual, m.sorry_server.forward,
	read_sorry_forward, NULL, "as lb_kind (default: lb_kind)"),
    ROW_OF(.word = "smtp_alert", .type = CONF_FUNCTION, .read = conf_read_tri,
	.place = offsetof(struct raw_virtual, smtp_alert), .write = write_smtp_alert,
	.help = "[on|off]: mail when the quorum changes (default: global)"),
    LVS_RETRY_ROWS(struct raw_virtual),
    ROW_OF(.word = "real_server", .type = CONF_FUNCTION, .read = collect_real,
	.help = "ADDRESS [PORT] { ... }"),
    ROW("snmp_name", CONF_TEXT, struct raw_virtual, m.snmp_name,
	"its name in keepalived's MIB (default: none)"),
    ROW_OBSOLETE("nat_mask", "keepalived dropped it long ago; it never did anything"),
};

const struct conf_block lvs_virtual_block = {
    ROWS(virtual_rows), .size = sizeof(struct raw_virtual)};
