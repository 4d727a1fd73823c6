/* SPDX-License-Identifier: Apache-2.0 */
/* An instance as read, made whole: what was not said, what does not go together. P. */
#include <string.h>

#include "agent/conf/conf_parts.h"
#include "agent/conf/vrrp_resolve.h"
#include "agent/lib/arena.h"

struct conf_at
vrrp_said_at(const struct resolving *r, const char *word)
{
	const struct conf_node *line = conf_line_of(r->node, word);

	return line ? (struct conf_at){line, 1} : (struct conf_at){r->node, 0};
}

static void
require(const struct resolving *r, bool said, const char *word)
{
	bool is_lenient =
	    r->reader->options->lenient || r->reader->work->global.lenient;

	/* What was said wrongly is an error already, unless when lenient. */
	if (!said && (is_lenient || !conf_line_of(r->node, word)))
		conf_error(r->reader, r->node, 0, "missing_keyword",
		    "vrrp_instance needs %s", word);
}

/* The source address says it, else the first virtual address, else the first peer:
 * keepalived reads it so, too. */
static uint8_t
family_of(const struct raw_instance *raw)
{
	const struct model_vrrp_address *first = raw->addresses.items;
	const struct model_vrrp_peer *peer = raw->peers.items;

	if (addr_is_set(&raw->m.source))
		return raw->m.source.family;
	if (raw->addresses.len)
		return first->prefix.addr.family;
	return raw->peers.len ? peer->addr.family : ADDR_V4;
}

static void
resolve_family(struct resolving *r)
{
	const struct raw_global *global = &r->reader->work->global;
	struct model_vrrp_instance *m = &r->raw->m;

	m->family = family_of(r->raw);
	if (!addr_is_set(&m->group))
		m->group = m->family == ADDR_V6 ? global->group6 : global->group4;
}

static void
check_families(struct resolving *r)
{
	const struct model_vrrp_address *items = r->raw->addresses.items;
	const struct model_vrrp_peer *peers = r->raw->peers.items;
	uint8_t family = r->raw->m.family;

	for (size_t i = 0; i < r->raw->addresses.len; i++)
		if (items[i].prefix.addr.family != family) {
			conf_error(r->reader, vrrp_said_at(r, "virtual_ipaddress").node,
			    0, "conflict",
			    "one instance holds one family: put the other into "
			    "virtual_ipaddress_excluded");
			return;
		}
	for (size_t i = 0; i < r->raw->peers.len; i++)
		if (peers[i].addr.family != family) {
			conf_error(r->reader, vrrp_said_at(r, "unicast_peer").node, 0,
			    "conflict", "a peer's family is not that of the instance");
			return;
		}
	if (r->raw->m.group.family != family || !addr_is_multicast(&r->raw->m.group))
		conf_error(r->reader, r->node, 0, "value",
		    "adverts go to a multicast address of the instance's family");
}

static void
resolve_priority(struct resolving *r)
{
	struct model_vrrp_instance *m = &r->raw->m;

	if (m->priority)
		return;
	m->priority = 100;
	if (m->initial_state != VRRP_MASTER || conf_line_of(r->node, "priority"))
		return;
	m->priority = 255;
	conf_warning(r->reader, r->node, 0, "no_priority",
	    "state MASTER without priority: 255, the owner of the addresses");
}

static void
resolve_preempt(struct resolving *r)
{
	struct model_vrrp_instance *m = &r->raw->m;
	bool master = m->initial_state == VRRP_MASTER;
	struct conf_at nopreempt = vrrp_said_at(r, "nopreempt");
	struct conf_at delay = vrrp_said_at(r, "preempt_delay");

	if (!m->preempt && (master || m->priority == 255)) {
		conf_warning(r->reader, nopreempt.node, 0, "conflict",
		    "nopreempt does not go with %s: it is dropped",
		    master ? "state MASTER" : "priority 255");
		m->preempt = true;
	}
	if (m->preempt_delay_ms && !m->preempt) {
		conf_warning(r->reader, delay.node, 0, "conflict",
		    "preempt_delay means nothing with nopreempt: it is dropped");
		m->preempt_delay_ms = 0;
	} else if (m->preempt_delay_ms && master) {
		conf_warning(r->reader, delay.node, 0, "conflict",
		    "preempt_delay with state MASTER is kept: it delays taking over "
		    "from a weaker master (keepalived drops it)");
	}
}

/* The master-down time rounded up to a second, plus 1 s, at least 2 s. */
static void
resolve_lease(struct resolving *r)
{
	struct model_vrrp_instance *m = &r->raw->m;
	uint32_t whole_cs = m->version == 3 ? m->advert_int_cs : 100;
	uint32_t skew_cs = (256u - m->priority) * whole_cs / 256;
	uint32_t down_cs = (uint32_t)m->down_timer_adverts * m->advert_int_cs + skew_cs;
	uint32_t floor_s = m->advert_int_cs / 100u;

	m->lease_s = (down_cs + 99) / 100 + 1;
	if (r->raw->lease_s == CONF_UNSET)
		return;
	m->lease_s = r->raw->lease_s;
	if (m->lease_s && m->lease_s <= floor_s)
		conf_error(r->reader, vrrp_said_at(r, "vip_lease").node, 0, "range",
		    "vip_lease %u s is not longer than advert_int, which renews it",
		    (unsigned)m->lease_s);
}

static void
take_pass(struct resolving *r, struct conf_at at)
{
	const char *pass = r->raw->auth.pass;
	size_t len = strlen(pass);

	if (!len)
		conf_error(r->reader, at.node, at.word, "value", "auth_pass is empty");
	if (len > MODEL_AUTH_PASS_SIZE) {
		conf_warning(r->reader, at.node, at.word, "auth_pass_length",
		    "auth_pass has %zu bytes: the first %d count", len,
		    MODEL_AUTH_PASS_SIZE);
		len = MODEL_AUTH_PASS_SIZE;
	}
	memcpy(r->raw->m.auth_pass, pass, len);
}

/* The last line of any authentication block that starts with `word`, or NULL. */
static const struct conf_node *
auth_line(const struct resolving *r, const char *word)
{
	const struct conf_node *found = NULL;

	for (const struct conf_node *block = r->node->first; block;
	     block = block->next) {
		const struct conf_node *line = NULL;

		if (block->words_len &&
		    strcmp(conf_word(block, 0), "authentication") == 0)
			line = conf_line_of(block, word);
		found = line ? line : found;
	}
	return found;
}

static void
resolve_auth(struct resolving *r)
{
	const struct conf_node *type = auth_line(r, "auth_type");
	const struct conf_node *pass = auth_line(r, "auth_pass");
	const struct raw_auth *auth = &r->raw->auth;

	if (r->raw->m.version == 3 && (type || pass)) {
		conf_warning(r->reader, type ? type : pass, 0, "conflict",
		    "version 3 of the protocol has no authentication: it is not used");
		return;
	}
	if (auth->type == VRRP_AUTH_AH) {
		conf_error(r->reader, type, 1, "not_supported",
		    "auth_type AH was withdrawn (RFC 3768): use PASS, or none");
		return;
	}
	if (auth->type == VRRP_AUTH_NONE) {
		if (pass)
			conf_warning(r->reader, pass, 0, "conflict",
			    "auth_pass without auth_type PASS is not used");
		return;
	}
	r->raw->m.auth = VRRP_AUTH_PASS;
	if (auth->pass)
		take_pass(r, (struct conf_at){pass, 1});
	else if (!pass)
		conf_error(r->reader, type, 0, "missing_keyword",
		    "auth_type PASS needs auth_pass");
}

static void
resolve_garp(struct resolving *r)
{
	struct model_vrrp_garp *garp = &r->raw->m.garp;

	if (!garp->master_repeat)
		garp->master_repeat = 1; /* keepalived reads 0 so, too */
	if (garp->lower_prio_delay_ms == CONF_UNSET)
		garp->lower_prio_delay_ms = garp->master_delay_ms;
	if (garp->lower_prio_repeat == CONF_UNSET)
		garp->lower_prio_repeat = garp->master_repeat;
}

/* With its IP header, and the password that version 2 always has room for. */
static uint32_t
advert_bytes(const struct raw_instance *raw)
{
	bool is_v6 = raw->m.family == ADDR_V6;

	return (uint32_t)(is_v6 ? 40 + 8 + 16 * raw->addresses.len
				: 20 + 16 + 4 * raw->addresses.len);
}

static void
resolve_rx_buf(struct resolving *r)
{
	const struct raw_global *global = &r->reader->work->global;
	struct model_vrrp_instance *m = &r->raw->m;
	uint32_t one = global->rx.one_bytes;

	if (m->rx_buf_bytes != CONF_UNSET)
		return;
	if (global->rx.by_advert)
		one = advert_bytes(r->raw);
	m->rx_buf_bytes = one * global->rx.adverts;
}

/* Without a peer nothing is unicast, whatever else was said. */
static void
check_peers(struct resolving *r)
{
	const struct conf_node *block = conf_line_of(r->node, "unicast_peer");

	if (block && !block->first && !r->raw->m.unicast_fault_no_peer)
		conf_warning(r->reader, block, 0, "no_peers",
		    "unicast_peer names nobody: adverts are multicast");
}

static void
take_lists(struct raw_instance *raw)
{
	struct model_vrrp_instance *m = &raw->m;

	m->addresses = raw->addresses.items;
	m->addresses_len = raw->addresses.len;
	m->excluded = raw->excluded.items;
	m->excluded_len = raw->excluded.len;
	m->unicast_peers = raw->peers.items;
	m->unicast_peers_len = raw->peers.len;
	m->routes = raw->routes.items;
	m->routes_len = raw->routes.len;
	m->rules = raw->rules.items;
	m->rules_len = raw->rules.len;
}

static void
resolve(struct resolving *r)
{
	struct raw_instance *raw = r->raw;
	const struct conf_node *block = conf_line_of(r->node, "virtual_ipaddress");

	require(r, raw->m.interface[0], "interface");
	require(r, raw->m.vrid, "virtual_router_id");
	check_peers(r);
	resolve_priority(r);
	resolve_preempt(r);
	vrrp_resolve_advert_int(r);
	vrrp_resolve_timer_expired(r);
	resolve_lease(r);
	resolve_auth(r);
	conf_hmac_finish(r->reader, r->node, raw);
	vrrp_resolve_addresses_max(r);
	resolve_garp(r);
	resolve_rx_buf(r);
	if (!raw->addresses.len && !raw->no_addresses && (!block || !block->first))
		conf_warning(r->reader, r->node, 0, "no_addresses",
		    "no virtual_ipaddress: the instance only elects (say "
		    "no_virtual_ipaddress if that is meant)");
	if (raw->smtp_alert == CONF_UNSET)
		raw->smtp_alert = r->reader->work->global.smtp_alert_vrrp;
	raw->m.smtp_alert = raw->smtp_alert == 1;
	take_lists(raw);
	vrrp_resolve_strict(r);
	vrrp_resolve_accept(r);
	vrrp_resolve_vmac(r->reader, r->node, raw);
}

static void
start(const struct raw_global *global, struct raw_instance *raw)
{
	raw->m.sync_group = MODEL_NO_GROUP;
	raw->m.initial_state = VRRP_BACKUP;
	raw->m.preempt = true;
	raw->m.down_timer_adverts = global->down_timer_adverts;
	raw->m.lower_prio_no_advert = global->lower_prio_no_advert;
	raw->m.higher_prio_send_advert = global->higher_prio_send_advert;
	raw->m.skip_check_adv_addr = global->skip_check_adv_addr;
	raw->m.notify.priority_changes = global->notify_priority_changes;
	raw->m.strict = global->strict;
	raw->m.owner_ignore_adverts = global->owner_ignore_adverts;
	raw->m.v3_checksum_as_v2 = global->v3_checksum_as_v2;
	raw->m.checksum_follow_peer = global->checksum_follow_peer;
	raw->m.unicast_ttl = 255;
	raw->m.rx_buf_bytes = CONF_UNSET;
	raw->m.garp = global->garp;
	raw->advert_int_ms = 1000;
	raw->version = CONF_UNSET;
	raw->lease_s = global->lease_s;
	raw->smtp_alert = CONF_UNSET;
}

void
conf_read_instance(struct conf_reader *reader, const struct conf_node *node)
{
	struct conf_items *instances = &reader->work->instances;
	struct raw_instance raw = {0};
	const struct conf_target targets[] = {
	    {&vrrp_instance_block, &raw},
            {&vrrp_notify_block,   &raw},
	    {&vrrp_later_block,    &raw}
        };
	struct resolving r = {reader, node, &raw};

	start(&reader->work->global, &raw);
	raw.m.name = conf_block_name(reader, node);
	raw.m.place = conf_place((struct conf_at){node, 0});
	conf_read_lines(reader, node, targets, sizeof(targets) / sizeof(targets[0]));
	resolve_family(&r);
	vrrp_resolve_version(&r);
	check_families(&r);
	resolve(&r);
	if (!raw.m.name)
		return;
	*(struct model_vrrp_instance *)arena_append(
	    reader->arena, &instances->items, &instances->len, sizeof(raw.m)) = raw.m;
	conf_single_add(reader, &reader->work->instance_lines, instances, node);
	if (raw.m.vmac[0])
		conf_single_add(reader, &reader->work->vmacs.lines, instances, node);
}
