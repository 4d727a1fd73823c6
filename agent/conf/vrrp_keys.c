/* SPDX-License-Identifier: Apache-2.0 */
/* vrrp_instance. P. */
#include <string.h>

#include "agent/conf/conf_dump.h"
#include "agent/conf/conf_parts.h"
#include "agent/conf/conf_rows.h"
#include "agent/lib/arena.h"

#define SECONDS_MAX_MS (86400 * 1000)

static void
read_state(struct conf_reader *reader, const struct conf_node *node,
    const struct conf_key *key, void *into)
{
	static const char *const words[] = {"BACKUP", "MASTER", NULL};
	enum vrrp_state *state = &((struct raw_instance *)into)->m.initial_state;
	const char *word = conf_word(node, 1);
	int at = word ? conf_word_index(word, words) : -1;

	(void)key;
	if (at < 0) {
		conf_mistake(reader, (struct conf_at){node, 1}, "value",
		    "read as BACKUP", "state is MASTER or BACKUP, not '%s'",
		    word ? word : "")
		    ->meant = word ? conf_near_word(word, words) : NULL;
		return;
	}
	if (strcmp(word, words[at]) != 0)
		conf_warning(
		    reader, node, 1, "case", "state %s is written %s", word, words[at]);
	conf_no_more_words(reader, node, 2);
	*state = at == 1 ? VRRP_MASTER : VRRP_BACKUP;
}

static void
write_state(struct conf_writer *writer, const struct conf_key *key, const void *from)
{
	const struct model_vrrp_instance *m = from;

	conf_write(writer, key->word,
	    m->initial_state == VRRP_MASTER ? "MASTER" : "BACKUP", NULL);
}

static void
write_version(struct conf_writer *writer, const struct conf_key *key, const void *from)
{
	if (((const struct model_vrrp_instance *)from)->version == 3)
		conf_write(writer, key->word, "3", NULL);
}

static void
write_advert_int(
    struct conf_writer *writer, const struct conf_key *key, const void *from)
{
	char text[CONF_NUMBER_SIZE];

	conf_write(writer, key->word,
	    conf_seconds(
		text, ((const struct model_vrrp_instance *)from)->advert_int_cs, 100),
	    NULL);
}

static void
read_preempt(struct conf_reader *reader, const struct conf_node *node,
    const struct conf_key *key, void *into)
{
	conf_no_more_words(reader, node, 1);
	((struct raw_instance *)into)->m.preempt = key->min == 0;
}

static void
write_nopreempt(
    struct conf_writer *writer, const struct conf_key *key, const void *from)
{
	if (!((const struct model_vrrp_instance *)from)->preempt)
		conf_write(writer, key->word, NULL);
}

static void
write_lease(struct conf_writer *writer, const struct conf_key *key, const void *from)
{
	uint32_t lease_s = ((const struct model_vrrp_instance *)from)->lease_s;
	char text[CONF_NUMBER_SIZE];

	conf_write(
	    writer, key->word, lease_s ? conf_number(text, lease_s) : "off", NULL);
}

static void
write_no_addresses(
    struct conf_writer *writer, const struct conf_key *key, const void *from)
{
	if (!((const struct model_vrrp_instance *)from)->addresses_len)
		conf_write(writer, key->word, NULL);
}

static void
write_no_accept(
    struct conf_writer *writer, const struct conf_key *key, const void *from)
{
	if (((const struct model_vrrp_instance *)from)->no_accept)
		conf_write(writer, key->word, NULL);
}

static void
write_gna_interval(
    struct conf_writer *writer, const struct conf_key *key, const void *from)
{
	if (((const struct model_vrrp_instance *)from)->garp.gna_interval_us)
		conf_write_us(writer, key, from);
}

static void
write_rx_buf(struct conf_writer *writer, const struct conf_key *key, const void *from)
{
	const struct model_vrrp_instance *m = from;
	char text[CONF_NUMBER_SIZE];

	if (m->rx_buf_bytes)
		conf_write(writer, key->word, conf_number(text, m->rx_buf_bytes), NULL);
}

static void
write_auth(struct conf_writer *writer, const struct conf_key *key, const void *from)
{
	const struct model_vrrp_instance *m = from;
	char pass[MODEL_AUTH_PASS_SIZE + 1] = "";

	if (m->auth != VRRP_AUTH_PASS)
		return;
	memcpy(pass, m->auth_pass, MODEL_AUTH_PASS_SIZE);
	conf_write_open(writer, key->word, NULL);
	conf_write(writer, "auth_type", "PASS", NULL);
	conf_write(writer, "auth_pass", pass, NULL);
	conf_write_close(writer);
}

static const char *const auth_types[] = {"none", "PASS", "AH", "SIMPLE_PASSWORD", NULL};

static const struct conf_key auth_rows[] = {
    ROW_OF(.word = "auth_type", .type = CONF_ENUM,
	.place = offsetof(struct raw_auth, type), .words = auth_types,
	.help = "PASS (AH is refused; default: none)"),
    ROW("auth_pass", CONF_TEXT, struct raw_auth, pass, "at most 8 bytes"),
};

static const struct conf_block auth_block = {
    ROWS(auth_rows), .size = sizeof(struct raw_auth)};

static const struct conf_key instance_rows[] = {
    ROW_BY("state", struct raw_instance, m.initial_state, read_state, write_state,
	"MASTER|BACKUP: where it starts (default BACKUP)"),
    ROW("interface", CONF_IFNAME, struct raw_instance, m.interface,
	"where adverts go; must be said"),
    ROW_IN("virtual_router_id", CONF_U8, struct raw_instance, m.vrid, 1, 255,
	"VRID; must be said"),
    ROW_IN("priority", CONF_U8, struct raw_instance, m.priority, 1, 255,
	"255: owner of the addresses (default 100; 255 with state MASTER)"),
    ROW_OF(.word = "version", .type = CONF_UINT, .min = 2, .max = 3,
	.place = offsetof(struct raw_instance, version), .write = write_version,
	.help = "of the protocol (default vrrp_version; IPv6 is always 3)"),
    ROW_OF(.word = "advert_int", .type = CONF_MS, .min = 10, .max = 255000,
	.place = offsetof(struct raw_instance, advert_int_ms),
	.write = write_advert_int,
	.help = "seconds between adverts, whole ones in version 2, at most 40.95 in "
		"version "
		"3 (default 1)"),
    ROW_OF(.word = "nopreempt", .type = CONF_FUNCTION, .min = 1, .read = read_preempt,
	.write = write_nopreempt, .help = "leave a weaker master alone (default off)"),
    ROW_OF(.word = "preempt", .type = CONF_FUNCTION, .min = 0, .read = read_preempt,
	.help = "take over from a weaker master (default on)"),
    ROW_IN("preempt_delay", CONF_MS, struct raw_instance, m.preempt_delay_ms, 0,
	1000 * 1000, "seconds to wait before that (default 0)"),
    ROW_OF(.word = "authentication", .type = CONF_BLOCK, .block = &auth_block,
	.place = offsetof(struct raw_instance, auth), .write = write_auth,
	.help = "who may speak (default: anybody)"),
    ROW_OF(.word = "auth_hmac", .type = CONF_BLOCK, .block = &vrrp_hmac_block,
	.place = offsetof(struct raw_instance, hmac), .write = vrrp_write_hmac,
	.help = "adverts carry a keyed digest (default off)"),
    ROW_IN("down_timer_adverts", CONF_U8, struct raw_instance, m.down_timer_adverts, 1,
	100, "missed adverts until the master counts as gone (default 3)"),
    ROW_BY("vip_lease", struct raw_instance, lease_s, conf_read_lease, write_lease,
	"SECONDS|off: lifetime of addresses, renewed while master (default: the "
	"master-down time + 1)"),
    ROW("lower_prio_no_advert", CONF_BOOL, struct raw_instance, m.lower_prio_no_advert,
	"do not answer a lower priority (default: global)"),
    ROW("higher_prio_send_advert", CONF_BOOL, struct raw_instance,
	m.higher_prio_send_advert, "one last advert before yielding (default: global)"),
    ROW("skip_check_adv_addr", CONF_BOOL, struct raw_instance, m.skip_check_adv_addr,
	"compare addresses only when the sender changes (default: global)"),
    ROW("dont_track_primary", CONF_FLAG, struct raw_instance, m.dont_track_primary,
	"its own interface down is no fault (default off)"),
    ROW("unicast_src_ip", CONF_ADDR, struct raw_instance, m.source,
	"source of unicast adverts (default: the interface's address)"),
    ROW_OF(.word = "mcast_src_ip", .type = CONF_ADDR,
	.place = offsetof(struct raw_instance, m.source), .instead = "unicast_src_ip",
	.help = "source of multicast adverts (default: the interface's address)"),
    ROW("mcast_dst_ip", CONF_ADDR, struct raw_instance, m.group,
	"where adverts go (default vrrp_mcast_group4 or 6)"),
    ROW_BY("unicast_peer", struct raw_instance, peers, vrrp_read_peers,
	vrrp_write_peers,
	"{ ADDRESS [min_ttl N] [max_ttl N] ... }: adverts go to these, and come "
	"from them with such a TTL or hop limit (default: multicast)"),
    ROW_IN("unicast_ttl", CONF_U8, struct raw_instance, m.unicast_ttl, 0, 255,
	"TTL of unicast adverts (default 255)"),
    ROW("unicast_fault_no_peer", CONF_FLAG, struct raw_instance,
	m.unicast_fault_no_peer,
	"unicast_peer that names nobody is a fault (default: then multicast)"),
    ROW("check_unicast_src", CONF_FLAG, struct raw_instance, check_unicast_src,
	"only peers are heard by a unicast instance (always so)"),
    ROW("track_src_ip", CONF_FLAG, struct raw_instance, m.track_src_ip,
	"the source address not on the interface is a fault (default off)"),
    ROW("strict_mode", CONF_FLAG, struct raw_instance, m.strict,
	"[on|off]: the RFC's rules and no more (default: vrrp_strict)"),
    ROW("owner_ignore_adverts", CONF_FLAG, struct raw_instance, m.owner_ignore_adverts,
	"[on|off]: priority 255 hears nobody (default: global)"),
    ROW_BY("timer_expired_backup", struct raw_instance, m.timer_expired_backup,
	vrrp_read_timer_expired, vrrp_write_timer_expired,
	"[N]: a master whose timer is N intervals late steps back (default off; N: "
	"down_timer_adverts)"),
    ROW_OF(.word = "thread_timer_expired", .type = CONF_FUNCTION,
	.read = vrrp_read_timer_expired,
	.place = offsetof(struct raw_instance, m.timer_expired_backup),
	.instead = "timer_expired_backup", .help = "old spelling"),
    ROW("v3_checksum_as_v2", CONF_FLAG, struct raw_instance, m.v3_checksum_as_v2,
	"[on|off]: no pseudo header in what is sent, as RFC 9568 reads (default: "
	"global)"),
    ROW("checksum_follow_peer", CONF_FLAG, struct raw_instance, m.checksum_follow_peer,
	"[on|off]: send the form of checksum that the other side sends (default: "
	"global)"),
    ROW_BY("old_unicast_checksum", struct raw_instance, m.old_unicast_checksum,
	vrrp_read_old_checksum, vrrp_write_old_checksum,
	"[never]: send the checksum of keepalived before 1.3.7, or never accept it "
	"(default: follow each peer)"),
    ROW_BY("virtual_ipaddress", struct raw_instance, addresses, vrrp_read_addresses,
	vrrp_write_addresses,
	"{ ADDRESS[/N] [brd A] [dev IF] [scope S] [label L] [no_track] [use_vmac] ... "
	"}: held "
	"while master, one a line"),
    ROW_BY("virtual_ipaddress_excluded", struct raw_instance, excluded,
	vrrp_read_addresses, vrrp_write_excluded,
	"{ the same }: held too, but not in the advert"),
    ROW_BY("virtual_routes", struct raw_instance, routes, vrrp_read_routes,
	vrrp_write_routes,
	"{ [to] PREFIX|default [via A] [dev IF] [table T] [metric N] ... }: held while "
	"master, one a line, in the words of ip route"),
    ROW_BY("virtual_rules", struct raw_instance, rules, vrrp_read_rules,
	vrrp_write_rules,
	"{ [from P] [to P] [iif IF] [fwmark M] [preference N] [table T] ... }: held "
	"while master, one a line, in the words of ip rule"),
    ROW("promote_secondaries", CONF_FLAG, struct raw_instance, m.promote_secondaries,
	"removing an interface's first address keeps the others (default off)"),
    VRRP_TRACK_ROWS(struct raw_instance),
    ROW_BY("use_vmac", struct raw_instance, vmac, vrrp_read_vmac, vrrp_write_vmac,
	"[NAME [INTERFACE]] [MAC]: addresses and adverts have an interface with the "
	"virtual MAC (default off; NAME vrrp.VRID, IPv6 vrrp.VRID.6; MAC "
	"00:00:5e:00:01:VRID, IPv6 00:00:5e:00:02:VRID)"),
    ROW("use_vmac_addr", CONF_FLAG, struct raw_instance, m.use_vmac_addr,
	"addresses on another interface have a virtual MAC there (default off; named "
	"vrrp.VRID.INTERFACE)"),
    ROW("vmac_xmit_base", CONF_FLAG, struct raw_instance, m.vmac_xmit_base,
	"adverts leave by the interface below it (default off; on with unicast)"),
    ROW_OF(.word = "no_virtual_ipaddress", .type = CONF_FLAG,
	.place = offsetof(struct raw_instance, no_addresses),
	.write = write_no_addresses, .help = "there is none on purpose (default off)"),
    ROW("accept", CONF_FLAG, struct raw_instance, accept,
	"addresses answer though we are not the owner (default on, unless strict)"),
    ROW_OF(.word = "no_accept", .type = CONF_FLAG,
	.place = offsetof(struct raw_instance, no_accept), .write = write_no_accept,
	.help = "what is sent to the addresses is dropped, but for neighbour discovery "
		"and what a virtual_server takes (default off, unless strict)"),
    ROW_IN("garp_master_delay", CONF_MS, struct raw_instance, m.garp.master_delay_ms, 0,
	SECONDS_MAX_MS, "seconds to the second block, 0: none (default: global)"),
    ROW_IN("garp_master_repeat", CONF_UINT, struct raw_instance, m.garp.master_repeat,
	0, 1000, "frames a block (default: global)"),
    ROW_IN("garp_master_refresh", CONF_MS, struct raw_instance,
	m.garp.master_refresh_ms, 0, SECONDS_MAX_MS,
	"seconds between blocks while master, 0: none (default: global)"),
    ROW_IN("garp_master_refresh_repeat", CONF_UINT, struct raw_instance,
	m.garp.master_refresh_repeat, 1, 1000,
	"frames a refreshing block (default: global)"),
    ROW_IN("garp_lower_prio_delay", CONF_MS, struct raw_instance,
	m.garp.lower_prio_delay_ms, 0, SECONDS_MAX_MS,
	"as garp_master_delay, after a lower priority (default: global)"),
    ROW_IN("garp_lower_prio_repeat", CONF_UINT, struct raw_instance,
	m.garp.lower_prio_repeat, 0, 1000,
	"as garp_master_repeat, after a lower priority (default: global)"),
    ROW_BY("garp_interval", struct raw_instance, m.garp.interval_us, conf_read_us,
	conf_write_us, "seconds between frames (default: global)"),
    ROW_BY("garp_extra_if", struct raw_instance, m.garp, conf_read_extra_if,
	conf_write_extra_if,
	"[all] SECONDS: between announcements of addresses that are not where adverts "
	"leave, so that switches remember their MACs; without all those on virtual "
	"MACs, 0: none (default: global)"),
    ROW_OF(.word = "vmac_garp_intvl", .type = CONF_FUNCTION,
	.place = offsetof(struct raw_instance, m.garp), .read = conf_read_extra_if,
	.instead = "garp_extra_if", .help = "old spelling"),
    ROW_OF(.word = "kernel_rx_buf_size", .type = CONF_UINT, .min = 0, .max = INT32_MAX,
	.place = offsetof(struct raw_instance, m.rx_buf_bytes), .write = write_rx_buf,
	.help = "bytes of the interface's receive buffer that are for it, 0: as many "
		"as four adverts need (default: vrrp_rx_bufs_policy)"),
    ROW_BY("gna_interval", struct raw_instance, m.garp.gna_interval_us, conf_read_us,
	write_gna_interval,
	"seconds between neighbour advertisements (default: global)"),
};

const struct conf_block vrrp_instance_block = {
    ROWS(instance_rows), .size = sizeof(struct raw_instance)};

static const struct conf_key later_rows[] = {
    ROW_LATER("vrf", "adverts within a VRF"),
    ROW_LATER("use_ipvlan", "ipvlan instead of a virtual MAC"),
    ROW_LATER("track_bfd", "a BFD session to track"),
    ROW_OBSOLETE("debug", "--log-detail says how much is logged"),
    ROW_OBSOLETE("lvs_sync_daemon_interface", "lvs_sync_daemon in global_defs says it"),
    ROW_OBSOLETE("native_ipv6", "the family is that of the addresses"),
    ROW_OBSOLETE("linkbeat_use_polling", "link state comes from netlink"),
};

const struct conf_block vrrp_later_block = {ROWS(later_rows), .size = 0};
