/* SPDX-License-Identifier: Apache-2.0 */
/* use_vmac: its line, and what follows from it. P. */
#include <stdio.h>
#include <string.h>

#include "agent/conf/conf_dump.h"
#include "agent/conf/conf_parts.h"
#include "agent/lib/mem.h"

static int
hex_digit(char c)
{
	static const char digits[] = "0123456789abcdefABCDEF";
	const char *at = c ? strchr(digits, c) : NULL;
	int value = at ? (int)(at - digits) : -1;

	return value < 16 ? value : value - 6;
}

/* Two digits each, a colon between. */
static bool
read_mac(const char *word, uint8_t *out)
{
	if (strlen(word) != 3 * MODEL_MAC_BYTES - 1)
		return false;
	for (size_t i = 0; i < MODEL_MAC_BYTES; i++) {
		int high = hex_digit(word[3 * i]), low = hex_digit(word[3 * i + 1]);

		if (high < 0 || low < 0 || (i && word[3 * i - 1] != ':'))
			return false;
		out[i] = (uint8_t)(high * 16 + low);
	}
	return true;
}

static void
take_mac(struct conf_reader *reader, struct conf_at at, struct raw_vmac *vmac)
{
	vmac->has_mac = read_mac(conf_word(at.node, at.word), vmac->mac);
	if (!vmac->has_mac || (vmac->mac[0] & 1))
		conf_error(reader, at.node, at.word, "value",
		    "'%s' is no MAC of one station (00:00:5e:00:01:33)",
		    conf_word(at.node, at.word));
}

static void
take_name(struct conf_reader *reader, struct conf_at at, struct raw_vmac *vmac)
{
	if (vmac->base[0])
		conf_error(reader, at.node, at.word, "value",
		    "use_vmac takes a name, an interface and a MAC, not '%s' more",
		    conf_word(at.node, at.word));
	else
		(void)conf_value_ifname(
		    reader, at, vmac->name[0] ? vmac->base : vmac->name);
}

/* One part; returns how many words it took. */
static size_t
read_part(struct conf_reader *reader, struct conf_at at, struct raw_vmac *vmac)
{
	const char *word = conf_word(at.node, at.word);
	bool is_group = strcmp(word, "group") == 0;

	if (is_group || strcmp(word, "netlink_notify_msg") == 0) {
		conf_warning(reader, at.node, at.word, "not_served",
		    "%s is not served yet: it is left out", word);
		return is_group ? 2 : 1;
	}
	if (strchr(word, ':'))
		take_mac(reader, at, vmac);
	else
		take_name(reader, at, vmac);
	return 1;
}

void
vrrp_read_vmac(struct conf_reader *reader, const struct conf_node *node,
    const struct conf_key *key, void *into)
{
	struct raw_vmac *vmac = &((struct raw_instance *)into)->vmac;
	size_t at = 1;

	(void)key;
	*vmac = (struct raw_vmac){.line = node};
	while (at < node->words_len)
		at += read_part(reader, (struct conf_at){node, at}, vmac);
}

void
vrrp_write_vmac(
    struct conf_writer *writer, const struct conf_key *key, const void *from)
{
	const struct model_vrrp_instance *m = from;
	const uint8_t *mac = m->vmac_mac;
	char text[3 * MODEL_MAC_BYTES];

	if (!m->vmac[0])
		return;
	(void)snprintf(text, sizeof(text), "%02x:%02x:%02x:%02x:%02x:%02x", mac[0],
	    mac[1], mac[2], mac[3], mac[4], mac[5]);
	conf_write(writer, key->word, m->vmac, text, NULL);
}

/* PREFIX.VRID, for IPv6 with .6 after it; on a second interface with that VRID, where
 * the name is taken, with the interface's name. False when there is no room for it. */
static bool
name_it(struct conf_work *work, struct model_vrrp_instance *m)
{
	bool v6 = m->family == ADDR_V6;
	uint8_t *taken = &work->vmacs.names[v6][m->vrid / 8];
	uint8_t bit = (uint8_t)(1 << m->vrid % 8);
	char name[MODEL_NAME_MAX + 32];
	bool again = *taken & bit;

	*taken |= bit;
	(void)snprintf(name, sizeof(name), "%.*s.%u%s%s%s", MODEL_NAME_MAX,
	    work->global.vmac_prefix, m->vrid, v6 ? ".6" : "", again ? "." : "",
	    again ? m->interface : "");
	return mem_copy_text(m->vmac, sizeof(m->vmac), name);
}

/* RFC 3768 7.3, RFC 9568 7.3. */
static void
derive_mac(struct model_vrrp_instance *m)
{
	const uint8_t mac[] = {0, 0, 0x5e, 0, m->family == ADDR_V6 ? 2 : 1, m->vrid};

	memcpy(m->vmac_mac, mac, sizeof(mac));
}

/* ---- addresses elsewhere ---- */

static bool
is_elsewhere(
    const struct model_vrrp_instance *m, const struct model_vrrp_address *address)
{
	return address->interface[0] && strcmp(address->interface, m->interface) != 0 &&
	    strcmp(address->interface, m->vmac) != 0;
}

/* PREFIX.VRID.INTERFACE, for IPv6 PREFIX.VRID.6.INTERFACE. */
static void
place_address(struct conf_reader *reader, const struct conf_node *node,
    const struct model_vrrp_instance *m, struct model_vrrp_address *address)
{
	const char *base = address->interface[0] ? address->interface : m->interface;
	char name[MODEL_NAME_MAX + 32];

	address->use_vmac |= m->use_vmac_addr && is_elsewhere(m, address);
	if (!address->use_vmac)
		return;
	if (m->vmac[0] && !is_elsewhere(m, address)) {
		address->interface[0] = '\0'; /* where the instance has its own */
		address->use_vmac = false;
		return;
	}
	(void)snprintf(name, sizeof(name), "%.*s.%u%s.%s", MODEL_NAME_MAX,
	    reader->work->global.vmac_addr_prefix, m->vrid,
	    m->family == ADDR_V6 ? ".6" : "", base);
	if (!mem_copy_text(address->vmac, sizeof(address->vmac), name))
		conf_error(reader, node, 0, "range",
		    "the name of an address's virtual MAC, %s..., has more than %d "
		    "bytes: say a shorter vmac_addr_prefix",
		    address->vmac, MODEL_IFNAME_SIZE - 1);
}

static void
place_addresses(struct conf_reader *reader, const struct conf_node *node,
    const struct model_vrrp_instance *m, struct conf_items *items)
{
	struct model_vrrp_address *addresses = items->items;

	for (size_t i = 0; i < items->len; i++)
		place_address(reader, node, m, &addresses[i]);
}

static void
check_vmac(struct conf_reader *reader, const struct raw_instance *raw)
{
	const struct conf_node *line = raw->vmac.line;

	if (raw->vmac.base[0] && strcmp(raw->vmac.base, raw->m.interface) != 0)
		conf_error(reader, line, 0, "not_supported",
		    "the virtual MAC is on %s, and interface says %s: both are where "
		    "adverts go",
		    raw->vmac.base, raw->m.interface);
	if (strcmp(raw->m.vmac, raw->m.interface) == 0)
		conf_error(reader, line, 1, "conflict",
		    "%s is the interface that the virtual MAC is to be on",
		    raw->m.vmac);
}

static void
resolve_own(
    struct conf_reader *reader, const struct conf_node *node, struct raw_instance *raw)
{
	const struct conf_node *xmit = conf_line_of(node, "vmac_xmit_base");
	struct model_vrrp_instance *m = &raw->m;

	if (!raw->vmac.line) {
		if (m->vmac_xmit_base)
			conf_warning(reader, xmit, 0, "conflict",
			    "vmac_xmit_base without use_vmac is not used");
		m->vmac_xmit_base = false;
		return;
	}
	if (raw->vmac.name[0])
		memcpy(m->vmac, raw->vmac.name, sizeof(m->vmac));
	else if (!name_it(reader->work, m))
		conf_error(reader, raw->vmac.line, 0, "range",
		    "the name of the virtual MAC's interface, %s..., has more than %d "
		    "bytes: say use_vmac NAME",
		    m->vmac, MODEL_IFNAME_SIZE - 1);
	check_vmac(reader, raw);
	if (!m->unicast_peers_len || m->vmac_xmit_base)
		return;
	m->vmac_xmit_base = true;
	conf_warning(reader, raw->vmac.line, 0, "conflict",
	    "unicast with use_vmac needs vmac_xmit_base: it is on");
}

void
vrrp_resolve_vmac(
    struct conf_reader *reader, const struct conf_node *node, struct raw_instance *raw)
{
	if (raw->vmac.has_mac)
		memcpy(raw->m.vmac_mac, raw->vmac.mac, sizeof(raw->m.vmac_mac));
	else
		derive_mac(&raw->m);
	resolve_own(reader, node, raw);
	place_addresses(reader, node, &raw->m, &raw->addresses);
	place_addresses(reader, node, &raw->m, &raw->excluded);
}
