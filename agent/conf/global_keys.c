/* SPDX-License-Identifier: Apache-2.0 */
/* global_defs: settings of the whole process, and defaults of the rest. P. */
#include <stdio.h>
#include <string.h>

#include "agent/conf/conf_dump.h"
#include "agent/conf/conf_parts.h"
#include "agent/conf/conf_rows.h"
#include "agent/lib/addr.h"
#include "agent/lib/arena.h"

static void
read_mail_to(struct conf_reader *reader, const struct conf_node *node,
    const struct conf_key *key, void *into)
{
	struct raw_global *raw = into;
	struct conf_items *to = &raw->mail_to;

	(void)key;
	if (!node->has_block)
		conf_missing_value(reader, node, "a block of addresses");
	for (const struct conf_node *line = node->first; line; line = line->next)
		for (size_t i = 0; i < line->words_len; i++)
			*(const char **)arena_append(
			    reader->arena, &to->items, &to->len, sizeof(const char *)) =
			    arena_strdup(reader->arena, line->words[i].text);
	raw->m.mail.to = to->items;
	raw->m.mail.to_len = to->len;
}

static void
read_smtp_server(struct conf_reader *reader, const struct conf_node *node,
    const struct conf_key *key, void *into)
{
	struct model_mail *mail = &((struct raw_global *)into)->m.mail;
	const struct conf_range ports = {1, UINT16_MAX, ""};
	int64_t port;

	(void)key;
	if (!conf_word(node, 1)) {
		conf_missing_value(reader, node, "a host");
		return;
	}
	mail->server = arena_strdup(reader->arena, conf_word(node, 1));
	conf_no_more_words(reader, node, 3);
	if (conf_word(node, 2) &&
	    conf_value_number(reader, (struct conf_at){node, 2}, &ports, &port))
		mail->port = (uint16_t)port;
}

static void
read_script_user(struct conf_reader *reader, const struct conf_node *node,
    const struct conf_key *key, void *into)
{
	struct model_global *m = &((struct raw_global *)into)->m;

	(void)key;
	if (!conf_word(node, 1)) {
		conf_missing_value(reader, node, "a user");
		return;
	}
	m->script_user = arena_strdup(reader->arena, conf_word(node, 1));
	m->script_group = arena_strdup(reader->arena, conf_word(node, 2));
	conf_no_more_words(reader, node, 3);
}

/* [tcp S] [tcpfin S] [udp S] */
static void
read_lvs_timeouts(struct conf_reader *reader, const struct conf_node *node,
    const struct conf_key *key, void *into)
{
	static const char *const words[] = {"tcp", "tcpfin", "udp", NULL};
	struct model_global *m = &((struct raw_global *)into)->m;
	uint32_t *const places[] = {
	    &m->lvs_timeout_tcp_s, &m->lvs_timeout_tcpfin_s, &m->lvs_timeout_udp_s};
	const struct conf_range range = {1, 2678400, " s"};
	int64_t value;

	(void)key;
	if (node->words_len < 2)
		conf_missing_value(reader, node, "tcp, tcpfin or udp and seconds");
	for (size_t i = 1; i < node->words_len; i += 2) {
		int at = conf_word_index(conf_word(node, i), words);

		if (at < 0) {
			conf_mistake(reader, (struct conf_at){node, i}, "value",
			    "ignored", "lvs_timeouts: '%s' is not tcp, tcpfin or udp",
			    conf_word(node, i));
			return;
		}
		if (conf_value_number(
			reader, (struct conf_at){node, i + 1}, &range, &value))
			*places[at] = (uint32_t)value;
	}
}

static void
read_flush_on_stop(struct conf_reader *reader, const struct conf_node *node,
    const struct conf_key *key, void *into)
{
	(void)key;
	if (conf_word(node, 1) && strcmp(conf_word(node, 1), "VS") != 0)
		conf_no_more_words(reader, node, 1);
	conf_no_more_words(reader, node, 2);
	((struct raw_global *)into)->m.lvs_flush_on_stop = true;
}

static void
read_snmp_rfc(struct conf_reader *reader, const struct conf_node *node,
    const struct conf_key *key, void *into)
{
	struct model_snmp *snmp = &((struct raw_global *)into)->snmp;

	(void)key;
	conf_no_more_words(reader, node, 1);
	snmp->rfcv2 = true;
	snmp->rfcv3 = true;
}

/* Seconds or off, as uint32_t at the row's place: also an instance's. */
void
conf_read_lease(struct conf_reader *reader, const struct conf_node *node,
    const struct conf_key *key, void *into)
{
	uint32_t *lease_s = (void *)((char *)into + key->place);
	const struct conf_range range = {2, 86400, " s"};
	const char *word = conf_word(node, 1);
	bool on = true;
	int64_t value;

	if (word && conf_word_bool(word, &on) && !on)
		*lease_s = 0;
	else if (conf_value_number(reader, (struct conf_at){node, 1}, &range, &value))
		*lease_s = (uint32_t)value;
	conf_no_more_words(reader, node, 2);
}

/* Seconds with decimals, as microseconds in a uint32_t. */
void
conf_read_us(struct conf_reader *reader, const struct conf_node *node,
    const struct conf_key *key, void *into)
{
	const struct conf_range range = {0, 3600LL * 1000000, " s"};
	int64_t value;

	if (conf_value_seconds(
		reader, (struct conf_at){node, 1}, &range, 1000000, &value))
		*(uint32_t *)(void *)((char *)into + key->place) = (uint32_t)value;
	conf_no_more_words(reader, node, 2);
}

static void
read_rx_policy(struct conf_reader *reader, const struct conf_node *node,
    const struct conf_key *key, void *into)
{
	static const char *const words[] = {"MTU", "ADVERT", NULL};
	const struct conf_range range = {1, 1048576, " bytes"};
	struct raw_global *raw = into;
	const char *word = conf_word(node, 1);
	int at = word ? conf_word_index(word, words) : -1;
	int64_t value = 1500; /* of Ethernet */

	(void)key;
	conf_no_more_words(reader, node, 2);
	if (at < 0 &&
	    !conf_value_number(reader, (struct conf_at){node, 1}, &range, &value))
		return;
	raw->rx.by_advert = at == 1;
	raw->rx.one_bytes = (uint32_t)value;
}

/* Looked at by conf_file while it includes. */
static void
read_nothing(struct conf_reader *reader, const struct conf_node *node,
    const struct conf_key *key, void *into)
{
	(void)reader;
	(void)node;
	(void)key;
	(void)into;
}

static void
write_mail_to(struct conf_writer *writer, const struct conf_key *key, const void *from)
{
	const struct model_mail *mail = &((const struct raw_global *)from)->m.mail;

	if (!mail->to_len)
		return;
	conf_write_open(writer, key->word, NULL);
	for (size_t i = 0; i < mail->to_len; i++)
		conf_write(writer, mail->to[i], NULL);
	conf_write_close(writer);
}

static void
write_smtp_server(
    struct conf_writer *writer, const struct conf_key *key, const void *from)
{
	const struct model_mail *mail = &((const struct raw_global *)from)->m.mail;
	char port[CONF_NUMBER_SIZE];

	if (mail->server)
		conf_write(writer, key->word, mail->server,
		    conf_number(port, mail->port), NULL);
}

static void
write_script_user(
    struct conf_writer *writer, const struct conf_key *key, const void *from)
{
	const struct model_global *m = &((const struct raw_global *)from)->m;

	if (m->script_user)
		conf_write(writer, key->word, m->script_user, m->script_group, NULL);
}

static void
write_lvs_timeouts(
    struct conf_writer *writer, const struct conf_key *key, const void *from)
{
	const struct model_global *m = &((const struct raw_global *)from)->m;
	char text[CONF_NUMBER_SIZE];

	if (m->lvs_timeout_tcp_s)
		conf_write(writer, key->word, "tcp",
		    conf_number(text, m->lvs_timeout_tcp_s), NULL);
	if (m->lvs_timeout_tcpfin_s)
		conf_write(writer, key->word, "tcpfin",
		    conf_number(text, m->lvs_timeout_tcpfin_s), NULL);
	if (m->lvs_timeout_udp_s)
		conf_write(writer, key->word, "udp",
		    conf_number(text, m->lvs_timeout_udp_s), NULL);
}

static void
write_flush_on_stop(
    struct conf_writer *writer, const struct conf_key *key, const void *from)
{
	if (((const struct raw_global *)from)->m.lvs_flush_on_stop)
		conf_write(writer, key->word, NULL);
}

static void
write_delay(struct conf_writer *writer, const struct conf_key *key, const void *from)
{
	uint32_t ms =
	    *(const uint32_t *)(const void *)((const char *)from + key->place);
	char text[CONF_NUMBER_SIZE];

	if (ms)
		conf_write(writer, key->word, conf_seconds(text, ms, 1000), NULL);
}

#define SECONDS_MAX_MS (86400 * 1000)

static const struct conf_key global_rows[] = {
    ROW("router_id", CONF_TEXT, struct raw_global, m.router_id,
	"name of this director (default: the host's)"),
    ROW("state_directory", CONF_TEXT, struct raw_global, m.state_directory,
	"where edits are kept (default /var/lib/fairlead)"),
    ROW("iproute_etc_dir", CONF_TEXT, struct raw_global, m.iproute_etc_dir,
	"names of tables, protocols and scopes (default /etc/iproute2)"),
    ROW("iproute_usr_dir", CONF_TEXT, struct raw_global, m.iproute_usr_dir,
	"the same, looked at second (default /usr/share/iproute2)"),
    ROW("lenient", CONF_FLAG, struct raw_global, lenient,
	"mistakes that keepalived reads past are warnings (default: errors)"),
    ROW_BY("notification_email", struct raw_global, mail_to, read_mail_to,
	write_mail_to, "{ ADDRESS ... }: who gets mail (default: nobody)"),
    ROW("notification_email_from", CONF_TEXT, struct raw_global, m.mail.from,
	"sender of mail (default: fairlead@HOST)"),
    ROW_BY("smtp_server", struct raw_global, m.mail, read_smtp_server,
	write_smtp_server,
	"HOST [PORT]: mail relay, plain SMTP; an address needs no DNS (default: none; "
	"port "
	"25)"),
    ROW("smtp_helo_name", CONF_TEXT, struct raw_global, m.mail.helo_name,
	"name said to the mail relay (default: the host's)"),
    ROW_IN("smtp_connect_timeout", CONF_MS, struct raw_global,
	m.mail.connect_timeout_ms, 1, SECONDS_MAX_MS, "of the mail relay (default 30)"),
    ROW("no_email_faults", CONF_FLAG, struct raw_global, m.mail.no_faults,
	"no mail about an instance in fault (default off)"),
    ROW_OF(.word = "smtp_alert", .type = CONF_FUNCTION, .read = conf_read_tri,
	.place = offsetof(struct raw_global, smtp_alert),
	.help = "on|off: default of every smtp_alert (default: by kind)"),
    ROW_OF(.word = "smtp_alert_vrrp", .type = CONF_FUNCTION, .read = conf_read_tri,
	.place = offsetof(struct raw_global, smtp_alert_vrrp),
	.help = "on|off: default of instances (default: smtp_alert, else off)"),
    ROW_OF(.word = "smtp_alert_checker", .type = CONF_FUNCTION, .read = conf_read_tri,
	.place = offsetof(struct raw_global, smtp_alert_checker),
	.help = "on|off: default of servers (default: smtp_alert, else virtual servers "
		"off, real servers on)"),
    ROW("checker_log_all_failures", CONF_BOOL, struct raw_global, log_all_failures,
	"log every failed try, not only changes (default off)"),
    ROW_BY("script_user", struct raw_global, m.script_user, read_script_user,
	write_script_user,
	"USER [GROUP]: who runs scripts (default: fairlead_script, else root)"),
    ROW("enable_script_security", CONF_FLAG, struct raw_global,
	m.enable_script_security,
	"run no script as root that others may change (default off)"),
    ROW("check_plugin_directory", CONF_TEXT, struct raw_global,
	m.check_plugin_directory,
	"where plug-ins of PLUGIN_CHECK are (default: fairlead's own, LIBDIR/fairlead/"
	"checks)"),
    ROW_BY("lvs_timeouts", struct raw_global, m.lvs_timeout_tcp_s, read_lvs_timeouts,
	write_lvs_timeouts,
	"[tcp S] [tcpfin S] [udp S]: IPVS time-outs (default: the kernel's)"),
    ROW("rs_init_notifies", CONF_FLAG, struct raw_global, m.rs_init_notifies,
	"scripts, pipes and mail tell of a real server's first result, too (default "
	"off)"),
    ROW("lvs_flush", CONF_FLAG, struct raw_global, m.lvs_flush,
	"clear the IPVS table at start (default off)"),
    ROW_BY("lvs_flush_on_stop", struct raw_global, m.lvs_flush_on_stop,
	read_flush_on_stop, write_flush_on_stop,
	"[VS]: clear our services at stop (default off)"),
    ROW_OF(.word = "lvs_flush_onstop", .type = CONF_FUNCTION,
	.read = read_flush_on_stop, .instead = "lvs_flush_on_stop",
	.help = "old spelling"),
    ROW_BY("lvs_sync_daemon", struct raw_global, m.sync_daemon, global_read_sync,
	global_write_sync,
	"IF [[inst] INSTANCE] [id N] [maxlen N] [port N] [ttl N] [group A]: IPVS "
	"connection synchronisation (default: none)"),
    ROW("vrrp_mcast_group4", CONF_ADDR, struct raw_global, group4,
	"where IPv4 adverts go (default 224.0.0.18)"),
    ROW("vrrp_mcast_group6", CONF_ADDR, struct raw_global, group6,
	"where IPv6 adverts go (default ff02::12)"),
    ROW_IN("vrrp_garp_master_delay", CONF_MS, struct raw_global, garp.master_delay_ms,
	0, SECONDS_MAX_MS, "default of garp_master_delay (default 5)"),
    ROW_IN("vrrp_garp_master_repeat", CONF_UINT, struct raw_global, garp.master_repeat,
	0, 1000, "default of garp_master_repeat (default 5)"),
    ROW_IN("vrrp_garp_master_refresh", CONF_MS, struct raw_global,
	garp.master_refresh_ms, 0, SECONDS_MAX_MS,
	"default of garp_master_refresh (default 0: none)"),
    ROW_IN("vrrp_garp_master_refresh_repeat", CONF_UINT, struct raw_global,
	garp.master_refresh_repeat, 1, 1000,
	"default of garp_master_refresh_repeat (default 1)"),
    ROW_IN("vrrp_garp_lower_prio_delay", CONF_MS, struct raw_global,
	garp.lower_prio_delay_ms, 0, SECONDS_MAX_MS,
	"default of garp_lower_prio_delay (default: the master delay)"),
    ROW_IN("vrrp_garp_lower_prio_repeat", CONF_UINT, struct raw_global,
	garp.lower_prio_repeat, 0, 1000,
	"default of garp_lower_prio_repeat (default: the master repeat)"),
    ROW_BY("vrrp_garp_interval", struct raw_global, garp.interval_us, conf_read_us,
	NULL, "seconds between frames of gratuitous ARP (default 0)"),
    ROW_BY("vrrp_gna_interval", struct raw_global, garp.gna_interval_us, conf_read_us,
	NULL, "seconds between neighbour advertisements (default 0)"),
    ROW_BY("vrrp_rx_bufs_policy", struct raw_global, rx.one_bytes, read_rx_policy, NULL,
	"MTU|ADVERT|BYTES: what one advert takes of a receive buffer; MTU: 1500 "
	"(default: fairlead's)"),
    ROW_IN("vrrp_rx_bufs_multiplier", CONF_UINT, struct raw_global, rx.adverts, 1, 1000,
	"as many adverts of each instance as vrrp_rx_bufs_policy (default 3)"),
    ROW_BY("vrrp_garp_extra_if", struct raw_global, garp, conf_read_extra_if, NULL,
	"default of garp_extra_if (default 0: none)"),
    ROW_OF(.word = "vrrp_vmac_garp_intvl", .type = CONF_FUNCTION,
	.place = offsetof(struct raw_global, garp), .read = conf_read_extra_if,
	.instead = "vrrp_garp_extra_if", .help = "old spelling"),
    ROW("vrrp_min_garp", CONF_BOOL, struct raw_global, min_garp,
	"one gratuitous ARP, no second block (default off)"),
    ROW("vrrp_lower_prio_no_advert", CONF_BOOL, struct raw_global, lower_prio_no_advert,
	"do not answer a lower priority (default off)"),
    ROW("vrrp_higher_prio_send_advert", CONF_BOOL, struct raw_global,
	higher_prio_send_advert, "one last advert before yielding (default off)"),
    ROW("vrrp_skip_check_adv_addr", CONF_BOOL, struct raw_global, skip_check_adv_addr,
	"compare addresses only when the sender changes (default off)"),
    ROW("vmac_addr_prefix", CONF_TEXT, struct raw_global, vmac_addr_prefix,
	"first part of the names that use_vmac_addr makes (default vrrp)"),
    ROW("vmac_prefix", CONF_TEXT, struct raw_global, vmac_prefix,
	"first part of the names that use_vmac makes (default vrrp)"),
    ROW("vrrp_check_unicast_src", CONF_FLAG, struct raw_global, check_unicast_src,
	"only peers are heard by unicast instances (always so)"),
    ROW("vrrp_strict", CONF_FLAG, struct raw_global, strict,
	"[on|off]: default of strict_mode (default off)"),
    ROW("vrrp_owner_ignore_adverts", CONF_FLAG, struct raw_global, owner_ignore_adverts,
	"[on|off]: default of owner_ignore_adverts (default off)"),
    ROW("v3_checksum_as_v2", CONF_FLAG, struct raw_global, v3_checksum_as_v2,
	"[on|off]: default of v3_checksum_as_v2 (default off)"),
    ROW("vrrp_checksum_follow_peer", CONF_FLAG, struct raw_global, checksum_follow_peer,
	"[on|off]: default of checksum_follow_peer (default off)"),
    ROW_OF(.word = "vrrp_startup_delay", .type = CONF_MS, .max = SECONDS_MAX_MS,
	.place = offsetof(struct raw_global, m.vrrp_startup_delay_ms),
	.write = write_delay,
	.help = "seconds from the start until instances begin (default 0)"),
    ROW_OF(.word = "vrrp_delay_after_boot", .type = CONF_MS, .max = SECONDS_MAX_MS,
	.place = offsetof(struct raw_global, m.vrrp_delay_after_boot_ms),
	.write = write_delay,
	.help = "seconds from the start of the host until instances begin (default 0)"),
    ROW("log_unknown_vrids", CONF_FLAG, struct raw_global, m.log_unknown_vrids,
	"log adverts of routers that are not configured (default off)"),
    ROW_IN("vrrp_down_timer_adverts", CONF_U8, struct raw_global, down_timer_adverts, 1,
	100, "missed adverts until the master counts as gone (default 3)"),
    ROW_IN("vrrp_version", CONF_UINT, struct raw_global, version, 2, 3,
	"default version of the protocol (default 2; IPv6 is always 3)"),
    ROW_BY("vip_lease", struct raw_global, lease_s, conf_read_lease, NULL,
	"SECONDS|off: lifetime of addresses, renewed while master (default: the "
	"master-down time + 1)"),
    ROW_IN("vrrp_rt_priority", CONF_UINT, struct raw_global, m.vrrp_rt_priority, 1, 99,
	"SCHED_RR priority of the VRRP thread (default: fairlead's)"),
    ROW_BY("vrrp_cpu_affinity", struct raw_global, m.vrrp_cpus, global_read_cpus,
	global_write_cpus,
	"CPU ...: where the VRRP thread may run, from its start (default: anywhere)"),
    ROW("enable_traps", CONF_FLAG, struct raw_global, snmp.traps,
	"send SNMP notifications (default off)"),
    ROW_BY("enable_snmp_rfc", struct raw_global, snmp, read_snmp_rfc, NULL,
	"SNMP: both RFC MIBs of VRRP (default off)"),
    ROW("enable_snmp_rfcv2", CONF_FLAG, struct raw_global, snmp.rfcv2,
	"SNMP: VRRP-MIB, RFC 2787 (default off)"),
    ROW("enable_snmp_rfcv3", CONF_FLAG, struct raw_global, snmp.rfcv3,
	"SNMP: VRRPV3-MIB, RFC 6527 (default off)"),
    ROW("enable_snmp_vrrp", CONF_FLAG, struct raw_global, snmp.keepalived_vrrp,
	"SNMP: the VRRP tables of keepalived's MIB (default off)"),
    ROW_OF(.word = "enable_snmp_keepalived", .type = CONF_FLAG,
	.place = offsetof(struct raw_global, snmp.keepalived_vrrp),
	.instead = "enable_snmp_vrrp", .help = "old spelling"),
    ROW("enable_snmp_checker", CONF_FLAG, struct raw_global, snmp.keepalived_checker,
	"SNMP: the server tables of keepalived's MIB (default off)"),
    ROW("enable_snmp_fairlead", CONF_FLAG, struct raw_global, snmp.fairlead,
	"SNMP: FAIRLEAD-MIB (default off)"),
    ROW("enable_snmp_writes", CONF_FLAG, struct raw_global, snmp.writes,
	"SNMP: a SET may change weights, priorities and states (default off)"),
    ROW("snmp_socket", CONF_TEXT, struct raw_global, snmp.socket,
	"AgentX address (default unix:/var/agentx/master)"),
    ROW_OF(.word = "include_check", .type = CONF_FUNCTION, .read = read_nothing,
	.help = "[+|-][readable match wildcard_match brace_match]: what include "
		"insists on (default: nothing)"),
};

const struct conf_block global_keys_block = {
    ROWS(global_rows), .size = sizeof(struct raw_global)};

void
conf_global_start(struct conf_work *work, const struct conf_options *options)
{
	struct raw_global *raw = &work->global;

	raw->m.router_id = options->host_name;
	raw->m.state_directory = "/var/lib/fairlead";
	conf_process_start(&raw->m.process);
	raw->m.script_limits =
	    (struct model_script_limits){CONF_UNSET, CONF_UNSET, CONF_UNSET};
	raw->m.mail.port = 25;
	raw->m.mail.connect_timeout_ms = 30000;
	raw->snmp.socket = "unix:/var/agentx/master";
	raw->garp = (struct model_vrrp_garp){.master_delay_ms = CONF_UNSET,
	    .master_repeat = CONF_UNSET,
	    .master_refresh_repeat = 1,
	    .lower_prio_delay_ms = CONF_UNSET,
	    .lower_prio_repeat = CONF_UNSET};
	raw->rx.adverts = 3;
	raw->down_timer_adverts = 3;
	raw->vmac_prefix = "vrrp";
	raw->vmac_addr_prefix = "vrrp";
	raw->version = CONF_UNSET;
	raw->group4 = addr_v4(0xe0000012); /* 224.0.0.18, RFC 3768 5.2.2 */
	raw->group6 = (struct addr){
	    ADDR_V6, {0xff, 2, [15] = 0x12}
        }; /* RFC 9568 5.1.2.2 */
	raw->lease_s = CONF_UNSET;
	raw->smtp_alert = CONF_UNSET;
	raw->smtp_alert_vrrp = CONF_UNSET;
	raw->smtp_alert_checker = CONF_UNSET;
}

void
conf_read_global(struct conf_reader *reader, const struct conf_node *node)
{
	const struct conf_target targets[] = {
	    {&global_keys_block,    &reader->work->global},
	    {&global_fifo_block,    &reader->work->global},
	    {&global_process_block, &reader->work->global},
	    {&global_script_block,  &reader->work->global},
	    {&global_later_block,   &reader->work->global}
        };

	conf_no_more_words(reader, node, 1);
	conf_read_lines(reader, node, targets, sizeof(targets) / sizeof(targets[0]));
	conf_check_fifos(reader, node);
}

/* vrrp_min_garp is the default of the two words that make blocks. */
void
conf_global_finish(struct conf_reader *reader)
{
	struct raw_global *raw = &reader->work->global;
	struct model_vrrp_garp *garp = &raw->garp;

	if (garp->master_delay_ms == CONF_UNSET)
		garp->master_delay_ms = raw->min_garp ? 0 : 5000;
	if (garp->master_repeat == CONF_UNSET)
		garp->master_repeat = raw->min_garp ? 1 : 5;
	raw->m.router_id = arena_strdup(reader->arena, raw->m.router_id);
	if (raw->smtp_alert_vrrp == CONF_UNSET)
		raw->smtp_alert_vrrp = raw->smtp_alert;
	if (raw->smtp_alert_checker == CONF_UNSET)
		raw->smtp_alert_checker = raw->smtp_alert;
}
