/* SPDX-License-Identifier: Apache-2.0 */
/* A virtual server as read, made whole: its name, what was not said, what does not go
 * together. P. */
#include <string.h>

#include "agent/conf/lvs_words.h"
#include "agent/lib/arena.h"
#include "agent/lib/mem.h"

/* IP_VS_SVC_F_ONEPACKET, and what _SCHED1 and _SCHED2 are to sh and mh. */
enum { FLAG_ONE_PACKET = 0x4, FLAG_FALLBACK = 0x8, FLAG_PORT = 0x10 };

static bool
read_fwmark(
    struct conf_reader *reader, const struct conf_node *node, struct raw_virtual *raw)
{
	const struct conf_range range = {1, UINT32_MAX, ""};
	const char *word = conf_word(node, 2);
	int64_t mark;

	if (!word || !conf_word_number(word, &mark) || mark < 1 || mark > UINT32_MAX) {
		conf_error(reader, node, 2, "range", "a fwmark is a number in 1..%u",
		    (unsigned)range.max);
		return false;
	}
	raw->m.fwmark = (uint32_t)mark;
	conf_no_more_words(reader, node, 3);
	return true;
}

/* What comes after "virtual_server". False when there is no more to read. */
static bool
read_name(
    struct conf_reader *reader, const struct conf_node *node, struct raw_virtual *raw)
{
	const char *word = conf_word(node, 1);

	if (!word) {
		conf_error(reader, node, 1, "missing_name",
		    "virtual_server needs ADDRESS [PORT], fwmark N or group NAME");
		return false;
	}
	if (strcmp(word, "group") == 0)
		return lvs_read_group(reader, node, raw);
	if (strcmp(word, "fwmark") == 0)
		return read_fwmark(reader, node, raw);
	conf_no_more_words(reader, node, 3);
	return lvs_read_addr_port(reader, node, &raw->m.addr, &raw->m.port);
}

/* Of a group: its first address's. Of a fwmark: as said, else the first real server's.
 */
static uint8_t
family_of(const struct raw_virtual *raw)
{
	const struct conf_node **nodes = raw->real_nodes.items;
	struct addr first;

	if (addr_is_set(&raw->m.addr))
		return raw->m.addr.family;
	if (raw->m.group && lvs_group_family(raw->m.group))
		return lvs_group_family(raw->m.group);
	if (raw->family >= 0)
		return raw->family ? ADDR_V6 : ADDR_V4;
	if (raw->real_nodes.len && conf_word(nodes[0], 1) &&
	    addr_parse(conf_word(nodes[0], 1), &first))
		return first.family;
	return ADDR_V4;
}

static void
resolve_family(
    struct conf_reader *reader, const struct conf_node *node, struct raw_virtual *raw)
{
	raw->m.family = family_of(raw);
	if (raw->family >= 0 && raw->m.family != (raw->family ? ADDR_V6 : ADDR_V4))
		conf_error(reader, conf_line_of(node, "ip_family"), 1, "conflict",
		    "ip_family is not that of the address");
}

static void
resolve_protocol(
    struct conf_reader *reader, const struct conf_node *node, struct raw_virtual *raw)
{
	const struct conf_node *line = conf_line_of(node, "protocol");

	if (lvs_is_by_mark(&raw->m)) {
		if (line)
			conf_warning(reader, line, 0, "conflict",
			    "protocol means nothing with a fwmark: it is ignored");
		raw->m.protocol = PROTOCOL_TCP;
		return;
	}
	raw->m.protocol =
	    raw->protocol < 0 ? PROTOCOL_UDP : (enum protocol)raw->protocol;
	if (!line)
		conf_warning(reader, node, 0, "no_protocol",
		    "virtual_server without protocol: read as UDP");
}

static void
resolve_quorum(struct conf_reader *reader, const struct conf_node *node,
    struct model_virtual_server *m)
{
	if (m->hysteresis < m->quorum)
		return;
	conf_mistake(reader, (struct conf_at){conf_line_of(node, "hysteresis"), 1},
	    "range", "read as quorum - 1",
	    "hysteresis %u is not below the quorum, which is %u",
	    (unsigned)m->hysteresis, (unsigned)m->quorum);
	m->hysteresis = m->quorum - 1;
}

/* The kernel takes a mask for IPv4 and a length for IPv6. */
static void
resolve_granularity(struct conf_reader *reader, const struct conf_node *node,
    struct model_virtual_server *m)
{
	uint32_t most = m->family == ADDR_V6 ? 128 : 32;
	uint32_t len = m->persistence_netmask_be;
	struct addr mask;

	if (len == CONF_UNSET)
		len = most;
	if (len > most)
		conf_error(reader, conf_line_of(node, "persistence_granularity"), 1,
		    "range", "%u is no prefix length of IPv4", (unsigned)len);
	if (len < most && model_vs_differs(m, m->family))
		conf_warning(reader, conf_line_of(node, "persistence_granularity"), 1,
		    "conflict",
		    "it holds for IPv%u, the family of the group's first "
		    "address; each client of the other counts for itself",
		    (unsigned)m->family);
	m->persistence_netmask_be = len;
	if (m->family == ADDR_V6 || len > most)
		return;
	mask = addr_v4(UINT32_MAX << (32 - len));
	memcpy(&m->persistence_netmask_be, mask.bytes, 4);
}

/* One that another scheduler does not have. */
static void
resolve_flag(struct conf_reader *reader, const struct conf_node *node,
    struct model_virtual_server *m, const char *word, uint32_t bits)
{
	const struct conf_node *line = conf_line_of(node, word);

	if (!line)
		return;
	if (strncmp(word, m->scheduler, 2) == 0 && m->scheduler[2] == '\0')
		m->scheduler_flags |= bits;
	else
		conf_warning(reader, line, 0, "conflict",
		    "%s is of the scheduler %.2s: with %s it is ignored", word, word,
		    m->scheduler);
}

static void
resolve_flags(
    struct conf_reader *reader, const struct conf_node *node, struct raw_virtual *raw)
{
	struct model_virtual_server *m = &raw->m;

	resolve_flag(reader, node, m, "sh-fallback", raw->sh_flags & FLAG_FALLBACK);
	resolve_flag(reader, node, m, "sh-port", raw->sh_flags & FLAG_PORT);
	resolve_flag(reader, node, m, "mh-fallback", raw->mh_flags & FLAG_FALLBACK);
	resolve_flag(reader, node, m, "mh-port", raw->mh_flags & FLAG_PORT);
	if (!(m->scheduler_flags & FLAG_ONE_PACKET) || lvs_is_by_mark(m) ||
	    m->protocol == PROTOCOL_UDP)
		return;
	conf_warning(reader, conf_line_of(node, "ops"), 0, "conflict",
	    "ops is for UDP: it is ignored");
	m->scheduler_flags &= ~(uint32_t)FLAG_ONE_PACKET;
}

/* What tells clients apart means nothing where they are not kept apart. */
static void
resolve_persistence(struct conf_reader *reader, const struct conf_node *node,
    struct model_virtual_server *m)
{
	static const char *const words[] = {
	    "persistence_engine", "persistence_granularity"};

	for (size_t i = 0; i < 2 && !m->persistence_s; i++)
		if (conf_line_of(node, words[i]))
			conf_warning(reader, conf_line_of(node, words[i]), 0,
			    "conflict", "%s means nothing without persistence_timeout",
			    words[i]);
	if (m->persistence_engine[0] && !lvs_is_by_mark(m) &&
	    m->protocol != PROTOCOL_UDP)
		conf_warning(reader, conf_line_of(node, "persistence_engine"), 1,
		    "conflict",
		    "sip looks into UDP only: other clients are told apart "
		    "by their addresses");
}

static void
resolve_sorry(
    struct conf_reader *reader, const struct conf_node *node, struct raw_virtual *raw)
{
	struct model_real_server *sorry = &raw->m.sorry_server;

	sorry->weight = 1;
	if (!raw->has_sorry_forward) {
		sorry->forward = raw->m.forward;
		sorry->tunnel = raw->m.tunnel;
	}
	if (!raw->m.has_sorry_server)
		return;
	lvs_check_family(reader,
	    (struct conf_at){conf_line_of(node, "sorry_server"), 1}, &raw->m, sorry);
}

static void
resolve(
    struct conf_reader *reader, const struct conf_node *node, struct raw_virtual *raw)
{
	uint32_t alert = reader->work->global.smtp_alert_checker;

	resolve_family(reader, node, raw);
	resolve_protocol(reader, node, raw);
	resolve_quorum(reader, node, &raw->m);
	resolve_granularity(reader, node, &raw->m);
	resolve_flags(reader, node, raw);
	resolve_persistence(reader, node, &raw->m);
	resolve_sorry(reader, node, raw);
	if (!raw->has_forward)
		conf_warning(reader, node, 0, "no_lb_kind",
		    "virtual_server without lb_kind: read as NAT");
	if (lvs_has_any_port(&raw->m) && !raw->m.persistence_s)
		conf_error(reader, node, 2, "conflict",
		    "port 0 (all ports) needs persistence_timeout");
	if (raw->smtp_alert != CONF_UNSET)
		alert = raw->smtp_alert;
	raw->m.smtp_alert = alert == 1;
	raw->m.rs_smtp_alert = reader->work->global.smtp_alert_checker != 0;
}

static void
start(struct raw_virtual *raw)
{
	raw->m.forward = FORWARD_NAT;
	raw->m.weight = 1;
	raw->m.delay_loop_ms = 60000;
	raw->m.quorum = 1;
	raw->m.persistence_netmask_be = CONF_UNSET;
	(void)mem_copy_text(raw->m.scheduler, sizeof(raw->m.scheduler), "wlc");
	raw->retry = (struct model_tries){.connect_timeout_ms = 5000,
	    .rise = 1,
	    .retry = CONF_UNSET,
	    .delay_before_retry_ms = CONF_UNSET,
	    .warmup_ms = CONF_UNSET,
	    .delay_loop_down_ms = CONF_UNSET};
	raw->family = -1;
	raw->protocol = -1;
	raw->smtp_alert = CONF_UNSET;
}

void
conf_read_virtual(struct conf_reader *reader, const struct conf_node *node)
{
	struct conf_items *servers = &reader->work->servers;
	struct raw_virtual raw = {0};
	const struct conf_target targets[] = {
	    {&lvs_virtual_block, &raw},
            {&lvs_pool_block,    &raw}
        };
	const struct conf_node **reals;

	start(&raw);
	if (!read_name(reader, node, &raw))
		return;
	raw.m.place = conf_place((struct conf_at){node, 0});
	conf_read_lines(reader, node, targets, 2);
	resolve(reader, node, &raw);
	reals = raw.real_nodes.items;
	/* Exactly so much: they are the bulk of a large model, which stays. */
	raw.real_servers.items = arena_alloc(
	    reader->arena, raw.real_nodes.len * sizeof(struct model_real_server));
	for (size_t i = 0; i < raw.real_nodes.len; i++)
		lvs_read_real(reader, reals[i], &raw);
	raw.m.tries = raw.retry;
	raw.m.tries.delay_loop_ms = raw.m.delay_loop_ms;
	raw.m.real_servers = raw.real_servers.items;
	raw.m.real_servers_len = raw.real_servers.len;
	lvs_check_pool(reader, node, &raw);
	model_vs_id(&raw.m, raw.m.id);
	conf_check_real_servers(reader, &raw);
	*(struct model_virtual_server *)arena_append(
	    reader->arena, &servers->items, &servers->len, sizeof(raw.m)) = raw.m;
	conf_single_add(reader, &reader->work->server_lines, servers, node);
	lvs_probe_paths(reader, node, &raw);
}
