/* SPDX-License-Identifier: Apache-2.0 */
/* probe_vip: checks that take the way of the clients' packets. Their sockets carry a
 * mark that leads to a virtual server of its own, which has that one real server: the
 * kernel's IPVS hands them over as it hands over the clients', on the master as on the
 * backup. P. */
#include <string.h>

#include "agent/conf/conf_dump.h"
#include "agent/conf/lvs_words.h"
#include "agent/lib/arena.h"
#include "agent/lib/mem.h"

void
lvs_read_probe_vip(struct conf_reader *reader, const struct conf_node *node,
    const struct conf_key *key, void *into)
{
	const struct conf_range range = {1, UINT32_MAX - 1, ""};
	struct raw_real *raw = into;
	struct addr source;
	int64_t mark;

	(void)key;
	if (!conf_value_number(reader, (struct conf_at){node, 1}, &range, &mark) ||
	    !conf_value_addr(reader, (struct conf_at){node, 2}, &source))
		return;
	conf_no_more_words(reader, node, 3);
	if (!addr_is_set(&raw->vip))
		conf_error(reader, node, 0, "conflict",
		    "probe_vip needs a virtual server with an address");
	else if (source.family != raw->vip.family || addr_equal(&source, &raw->vip))
		conf_error(reader, node, 2, "conflict",
		    "probe_vip MARK SOURCE: the source is an address of this host's "
		    "own, of the family of the virtual one");
	raw->m.probe_mark = (uint32_t)mark;
	raw->m.probe_source = source;
}

void
lvs_write_probe_vip(
    struct conf_writer *writer, const struct conf_key *key, const void *from)
{
	const struct model_real_server *rs = from;
	char number[CONF_NUMBER_SIZE], addr[ADDR_TEXT_SIZE];

	if (rs->probe_mark)
		conf_write(writer, key->word, conf_number(number, rs->probe_mark),
		    addr_format(&rs->probe_source, addr), NULL);
}

void
lvs_probe_aim(const struct raw_real *raw, struct model_check *check)
{
	if (!raw->m.probe_mark)
		return;
	check->connect_addr = raw->vip;
	check->connect_port = raw->vip_port ? raw->vip_port : raw->m.port;
	check->bind_addr = raw->m.probe_source;
	check->fwmark = raw->m.probe_mark;
}

static const struct model_real_server *
only_server(struct conf_reader *reader, const struct model_real_server *rs)
{
	struct model_real_server *only = arena_alloc(reader->arena, sizeof(*only));

	only->addr = rs->addr;
	only->port = rs->port;
	only->forward = rs->forward;
	only->tunnel = rs->tunnel;
	only->weight = 1;
	only->tries = rs->tries;
	only->place = rs->place;
	return only;
}

static void
add_path(struct conf_reader *reader, const struct conf_node *node,
    const struct raw_virtual *raw, const struct model_real_server *rs)
{
	struct conf_items *servers = &reader->work->servers;
	struct model_virtual_server path = {.family = raw->m.family,
	    .protocol = PROTOCOL_TCP,
	    .fwmark = rs->probe_mark,
	    .forward = rs->forward,
	    .tunnel = rs->tunnel,
	    .weight = 1,
	    .persistence_netmask_be = raw->m.persistence_netmask_be,
	    .delay_loop_ms = raw->m.delay_loop_ms,
	    .quorum = 1,
	    .tries = raw->m.tries,
	    .is_probe_path = true,
	    .real_servers = only_server(reader, rs),
	    .real_servers_len = 1,
	    .place = rs->place};

	(void)mem_copy_text(path.scheduler, sizeof(path.scheduler), "rr");
	model_vs_id(&path, path.id);
	*(struct model_virtual_server *)arena_append(
	    reader->arena, &servers->items, &servers->len, sizeof(path)) = path;
	conf_single_add(reader, &reader->work->server_lines, servers, node);
}

void
lvs_probe_paths(struct conf_reader *reader, const struct conf_node *node,
    const struct raw_virtual *raw)
{
	for (size_t i = 0; i < raw->m.real_servers_len; i++)
		if (raw->m.real_servers[i].probe_mark)
			add_path(reader, node, raw, &raw->m.real_servers[i]);
}
