/* SPDX-License-Identifier: Apache-2.0 */
/* An instance's protocol: which version, how often, by which rules. P. */
#include <string.h>

#include "agent/conf/conf_dump.h"
#include "agent/conf/conf_parts.h"
#include "agent/conf/vrrp_resolve.h"
#include "agent/lib/arena.h"

enum {
	INTERVAL_MAX_V3_MS = 40950, /* RFC 9568 5.2.7: 12 bits of hundredths */
	LATE_BY_DOWN_TIMER = 255,   /* timer_expired_backup without a number */
	/* (1500 - 40 - 8) / 16: an MTU of Ethernet, less the headers; and less the 28
	 * bytes of auth_hmac. Of IPv4 as many fit as can be counted, 255. */
	IPV6_ADDRESSES_MAX = 90,
	IPV6_SIGNED_ADDRESSES_MAX = 89
};

void
vrrp_resolve_version(struct resolving *r)
{
	struct model_vrrp_instance *m = &r->raw->m;
	uint32_t version = r->raw->version;

	if (version == 2 && m->family == ADDR_V6)
		conf_warning(r->reader, vrrp_said_at(r, "version").node, 0, "conflict",
		    "IPv6 has no version 2 of the protocol: version 3 is used");
	if (version == CONF_UNSET)
		version = r->reader->work->global.version;
	m->version = version == 3 || m->family == ADDR_V6 ? 3 : 2;
}

/* RFC 3768 5.3.7: version 2 counts whole seconds. */
static uint16_t
whole_seconds(struct resolving *r)
{
	uint32_t ms = r->raw->advert_int_ms;
	uint32_t whole_s = (ms + 500) / 1000;

	if (ms % 1000)
		conf_mistake(r->reader, vrrp_said_at(r, "advert_int"), "range",
		    "rounded to whole seconds, at least 1",
		    "advert_int is in whole seconds in VRRP version 2");
	return (uint16_t)(whole_s ? whole_s * 100 : 100);
}

static uint16_t
hundredths(struct resolving *r)
{
	uint32_t ms = r->raw->advert_int_ms;

	if (ms > INTERVAL_MAX_V3_MS) {
		conf_mistake(r->reader, vrrp_said_at(r, "advert_int"), "range",
		    "40.95 is used", "advert_int is at most 40.95 s in VRRP version 3");
		ms = INTERVAL_MAX_V3_MS;
	} else if (ms % 10) {
		conf_mistake(r->reader, vrrp_said_at(r, "advert_int"), "range",
		    "rounded", "advert_int is in hundredths of a second");
	}
	return (uint16_t)((ms + 5) / 10);
}

void
vrrp_resolve_advert_int(struct resolving *r)
{
	r->raw->m.advert_int_cs =
	    r->raw->m.version == 3 ? hundredths(r) : whole_seconds(r);
}

/* What does not fit into an advert is held all the same, as keepalived does. */
void
vrrp_resolve_addresses_max(struct resolving *r)
{
	struct conf_items *said = &r->raw->addresses, *over = &r->raw->excluded;
	const struct model_vrrp_address *addresses = said->items;
	size_t max = r->raw->m.auth == VRRP_AUTH_HMAC ? IPV6_SIGNED_ADDRESSES_MAX
						      : IPV6_ADDRESSES_MAX;

	if (r->raw->m.family != ADDR_V6 || said->len <= max)
		return;
	conf_warning(r->reader, vrrp_said_at(r, "virtual_ipaddress").node, 0, "range",
	    "an advert of 1500 bytes has room for %zu IPv6 addresses: the other %zu "
	    "are "
	    "as in virtual_ipaddress_excluded",
	    max, said->len - max);
	for (size_t i = max; i < said->len; i++)
		*(struct model_vrrp_address *)arena_append(r->reader->arena,
		    &over->items, &over->len, sizeof(addresses[i])) = addresses[i];
	said->len = max;
}

/* As late as others take to declare us gone, unless a number was said. */
void
vrrp_resolve_timer_expired(struct resolving *r)
{
	struct model_vrrp_instance *m = &r->raw->m;

	if (m->timer_expired_backup == LATE_BY_DOWN_TIMER)
		m->timer_expired_backup = m->down_timer_adverts;
}

/* ---- strict mode ---- */

static void
forbid(struct resolving *r, bool said, const char *word, const char *reading)
{
	if (said)
		conf_mistake(r->reader, vrrp_said_at(r, word), "strict", reading,
		    "strict_mode does not allow %s", word);
}

static void
strict_addresses(struct resolving *r)
{
	const struct model_vrrp_instance *m = &r->raw->m;
	struct conf_at at = vrrp_said_at(r, "virtual_ipaddress");

	if (!m->addresses_len)
		conf_error(r->reader, r->node, 0, "strict",
		    "strict_mode needs a virtual_ipaddress");
	else if (m->family == ADDR_V6 &&
	    !addr_is_link_local(&m->addresses[0].prefix.addr))
		conf_error(r->reader, at.node, 0, "strict",
		    "strict_mode: the first IPv6 address is link-local (RFC 9568 "
		    "5.2.9)");
	if (m->unicast_peers_len)
		conf_error(r->reader, vrrp_said_at(r, "unicast_peer").node, 0, "strict",
		    "strict_mode does not allow unicast_peer: the RFC has multicast "
		    "only");
}

/* The list of keepalived's manual for vrrp_strict. */
void
vrrp_resolve_strict(struct resolving *r)
{
	struct model_vrrp_instance *m = &r->raw->m;
	bool owner = m->priority == 255;

	if (!m->strict)
		return;
	strict_addresses(r);
	if (owner != (m->initial_state == VRRP_MASTER))
		conf_mistake(r->reader, vrrp_said_at(r, "state"), "strict",
		    owner ? "read as MASTER" : "read as BACKUP",
		    "strict_mode: state is MASTER with priority 255, and only then");
	m->initial_state = owner ? VRRP_MASTER : VRRP_BACKUP;
	forbid(r, m->auth != VRRP_AUTH_NONE, "authentication", "none is used");
	m->auth = VRRP_AUTH_NONE;
	forbid(r, m->preempt_delay_ms > 0, "preempt_delay", "it is dropped");
	m->preempt_delay_ms = 0;
	forbid(r, m->version == 2 && r->raw->accept, "accept", "it is dropped");
	r->raw->accept = r->raw->accept && m->version == 3;
	forbid(r,
	    conf_line_of(r->node, "lower_prio_no_advert") && !m->lower_prio_no_advert,
	    "lower_prio_no_advert", "it is on");
	forbid(r,
	    conf_line_of(r->node, "higher_prio_send_advert") &&
		m->higher_prio_send_advert,
	    "higher_prio_send_advert", "it is off");
	m->lower_prio_no_advert = true;
	m->higher_prio_send_advert = false;
	m->garp.lower_prio_repeat = 0;
	m->garp.master_refresh_ms = 0;
}

/* ---- rows ---- */

void
vrrp_read_timer_expired(struct conf_reader *reader, const struct conf_node *node,
    const struct conf_key *key, void *into)
{
	uint8_t *late = (uint8_t *)into + key->place;
	const struct conf_range range = {1, 254, ""};
	int64_t value;

	conf_no_more_words(reader, node, 2);
	if (!conf_word(node, 1))
		*late = LATE_BY_DOWN_TIMER;
	else if (conf_value_number(reader, (struct conf_at){node, 1}, &range, &value))
		*late = (uint8_t)value;
}

void
vrrp_write_timer_expired(
    struct conf_writer *writer, const struct conf_key *key, const void *from)
{
	const struct model_vrrp_instance *m = from;
	char text[CONF_NUMBER_SIZE];

	if (m->timer_expired_backup)
		conf_write(writer, key->word,
		    conf_number(text, m->timer_expired_backup), NULL);
}

void
vrrp_read_old_checksum(struct conf_reader *reader, const struct conf_node *node,
    const struct conf_key *key, void *into)
{
	enum vrrp_old_checksum *old = (void *)((char *)into + key->place);
	const char *word = conf_word(node, 1);

	if (!word)
		*old = VRRP_OLD_ALWAYS;
	else if (strcmp(word, "never") == 0)
		*old = VRRP_OLD_NEVER;
	else
		conf_mistake(reader, (struct conf_at){node, 1}, "value", "ignored",
		    "'%s' is not never", word);
	conf_no_more_words(reader, node, 2);
}

void
vrrp_write_old_checksum(
    struct conf_writer *writer, const struct conf_key *key, const void *from)
{
	const struct model_vrrp_instance *m = from;

	if (m->old_unicast_checksum != VRRP_OLD_AUTO)
		conf_write(writer, key->word,
		    m->old_unicast_checksum == VRRP_OLD_NEVER ? "never" : NULL, NULL);
}

/* ---- accept mode ---- */

/* RFC 9568 6.1: an owner's addresses always answer. Version 2 knows no other answer
 * (RFC 3768 6.4.3), which strict mode takes at its word. */
void
vrrp_resolve_accept(struct resolving *r)
{
	const struct raw_instance *raw = r->raw;
	struct model_vrrp_instance *m = &r->raw->m;
	bool owner = m->priority == 255;

	m->no_accept = !owner && !raw->accept && (raw->no_accept || m->strict);
	if (raw->no_accept && !m->no_accept)
		conf_warning(r->reader, vrrp_said_at(r, "no_accept").node, 0,
		    "conflict", "no_accept does not go with %s: it is dropped",
		    owner ? "priority 255" : "accept");
}
