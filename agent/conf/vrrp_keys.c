/* SPDX-License-Identifier: Apache-2.0 */
/* vrrp_script and vrrp_instance. P. */
#include <string.h>

#include "agent/conf/conf_dump.h"
#include "agent/conf/conf_parts.h"
#include "agent/conf/conf_rows.h"
#include "agent/lib/arena.h"

#define SECONDS_MAX_MS (86400 * 1000)

/* Everything on the line is the command: a quoted string may hold it whole. */
static void
read_script(struct conf_reader *reader, const struct conf_node *node,
    const struct conf_key *key, void *into)
{
	struct model_script_command *command = &((struct raw_script *)into)->m.command;
	void *argv = NULL;
	size_t argc = 0;

	(void)key;
	for (size_t i = 1; i < node->words_len; i++) {
		if (i == 1 && strlen(conf_word(node, i)) > CONF_WORD_MAX / 2)
			conf_error(reader, node, i, "word_too_long",
			    "the command has more than %d bytes", CONF_WORD_MAX / 2);
		else if (i == 1)
			conf_command_split(
			    reader->arena, conf_word(node, i), &argv, &argc);
		else
			*(const char **)arena_append(
			    reader->arena, &argv, &argc, sizeof(const char *)) =
			    arena_strdup(reader->arena, conf_word(node, i));
	}
	if (!argc) {
		conf_error(reader, node, 1, "missing_value", "script needs a command");
		return;
	}
	(void)arena_append(reader->arena, &argv, &argc, sizeof(const char *));
	command->argv = argv;
	conf_note_command(reader, node);
}

static void
write_script(struct conf_writer *writer, const struct conf_key *key, const void *from)
{
	const char *const *argv =
	    ((const struct model_vrrp_script *)from)->command.argv;
	const char *whole = argv ? conf_command_join(writer->arena, argv) : NULL;
	void *words = NULL;
	size_t len = 0;

	if (whole && strlen(whole) <= CONF_WORD_MAX / 2) {
		conf_write(writer, key->word, whole, NULL);
		return;
	}
	for (size_t i = 0; argv && argv[i]; i++) {
		const char *const first[] = {argv[0], NULL};

		*(const char **)arena_append(
		    writer->arena, &words, &len, sizeof(const char *)) =
		    i ? argv[i] : conf_command_join(writer->arena, first);
	}
	if (len)
		conf_write_words(writer, key->word, words, len);
}

static void
read_user(struct conf_reader *reader, const struct conf_node *node,
    const struct conf_key *key, void *into)
{
	struct model_script_command *command = &((struct raw_script *)into)->m.command;

	(void)key;
	if (!conf_word(node, 1)) {
		conf_missing_value(reader, node, "a user");
		return;
	}
	conf_no_more_words(reader, node, 3);
	command->user = arena_strdup(reader->arena, conf_word(node, 1));
	command->group = arena_strdup(reader->arena, conf_word(node, 2));
}

static void
write_user(struct conf_writer *writer, const struct conf_key *key, const void *from)
{
	const struct model_script_command *command =
	    &((const struct model_vrrp_script *)from)->command;

	if (command->user)
		conf_write(writer, key->word, command->user, command->group, NULL);
}

/* N [reverse] */
static void
read_weight(struct conf_reader *reader, const struct conf_node *node,
    const struct conf_key *key, void *into)
{
	struct model_vrrp_script *script = &((struct raw_script *)into)->m;
	const struct conf_range range = {-253, 253, ""};
	bool has_reverse = conf_word(node, 2) && !strcmp(conf_word(node, 2), "reverse");
	int64_t value;

	(void)key;
	if (conf_value_number(reader, (struct conf_at){node, 1}, &range, &value))
		script->weight = (int16_t)value;
	script->reverse = has_reverse;
	conf_no_more_words(reader, node, has_reverse ? 3 : 2);
}

static void
write_weight(struct conf_writer *writer, const struct conf_key *key, const void *from)
{
	const struct model_vrrp_script *script = from;
	char text[CONF_NUMBER_SIZE];

	conf_write(writer, key->word, conf_number(text, script->weight),
	    script->reverse ? "reverse" : NULL, NULL);
}

static const struct conf_key script_rows[] = {
    ROW_BY("script", struct raw_script, m.command, read_script, write_script,
	"COMMAND: run without a shell; 0 is good"),
    ROW_IN("interval", CONF_MS, struct raw_script, m.interval_ms, 1, SECONDS_MAX_MS,
	"seconds between runs (default 1)"),
    ROW_IN("timeout", CONF_MS, struct raw_script, m.timeout_ms, 1, SECONDS_MAX_MS,
	"seconds until a run counts as failed (default: the interval)"),
    ROW_BY("weight", struct raw_script, m.weight, read_weight, write_weight,
	"-253..253 [reverse]: added when good (or, negative, when bad); 0: bad is a "
	"fault (default 0)"),
    ROW_IN("rise", CONF_UINT, struct raw_script, m.rise, 1, 1000000,
	"successes until good (default 1)"),
    ROW_IN("fall", CONF_UINT, struct raw_script, m.fall, 1, 1000000,
	"failures until bad (default 1)"),
    ROW_BY("user", struct raw_script, m.command.user, read_user, write_user,
	"USER [GROUP]: who runs it (default script_user)"),
    ROW("init_fail", CONF_FLAG, struct raw_script, m.init_fail,
	"bad until the first success (default off)"),
};

const struct conf_block vrrp_script_block = {
    ROWS(script_rows), .size = sizeof(struct raw_script)};

void
conf_read_script(struct conf_reader *reader, const struct conf_node *node)
{
	struct conf_items *scripts = &reader->work->scripts;
	const char *name = conf_block_name(reader, node);
	struct raw_script raw = {0};

	raw.m = (struct model_vrrp_script){.name = name,
	    .interval_ms = 1000,
	    .timeout_ms = CONF_UNSET,
	    .rise = 1,
	    .fall = 1,
	    .place = conf_place((struct conf_at){node, 0})};
	conf_read_block(reader, node, &vrrp_script_block, &raw);
	if (raw.m.timeout_ms == CONF_UNSET)
		raw.m.timeout_ms = raw.m.interval_ms;
	if (!raw.m.command.argv && !conf_line_of(node, "script"))
		conf_error(reader, node, 0, "missing_keyword",
		    "vrrp_script needs 'script COMMAND'");
	if (!name)
		return;
	*(struct model_vrrp_script *)arena_append(
	    reader->arena, &scripts->items, &scripts->len, sizeof(raw.m)) = raw.m;
	conf_single_add(reader, &reader->work->script_lines, scripts, node);
}

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
write_garp_interval(
    struct conf_writer *writer, const struct conf_key *key, const void *from)
{
	const struct model_vrrp_instance *m = from;
	char text[CONF_NUMBER_SIZE];

	conf_write(
	    writer, key->word, conf_seconds(text, m->garp.interval_us, 1000000), NULL);
}

static void
write_smtp_alert(
    struct conf_writer *writer, const struct conf_key *key, const void *from)
{
	conf_write(writer, key->word,
	    ((const struct model_vrrp_instance *)from)->smtp_alert ? "on" : "off",
	    NULL);
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

#define ROW_NOTIFY(w, member, h)                                                       \
  ROW(w, CONF_COMMAND, struct raw_instance, m.notify.member, h)

static const struct conf_key instance_rows[] = {
    ROW_BY("state", struct raw_instance, m.initial_state, read_state, write_state,
	"MASTER|BACKUP: where it starts (default BACKUP)"),
    ROW("interface", CONF_IFNAME, struct raw_instance, m.interface,
	"where adverts go; must be said"),
    ROW_IN("virtual_router_id", CONF_U8, struct raw_instance, m.vrid, 1, 255,
	"VRID; must be said"),
    ROW_IN("priority", CONF_U8, struct raw_instance, m.priority, 1, 255,
	"255: owner of the addresses (default 100; 255 with state MASTER)"),
    ROW_IN("version", CONF_UINT, struct raw_instance, version, 2, 3,
	"of the protocol (default vrrp_version)"),
    ROW_OF(.word = "advert_int", .type = CONF_MS, .min = 10, .max = 255000,
	.place = offsetof(struct raw_instance, advert_int_ms),
	.write = write_advert_int,
	.help = "seconds between adverts, whole ones in version 2 (default 1)"),
    ROW_OF(.word = "nopreempt", .type = CONF_FUNCTION, .min = 1, .read = read_preempt,
	.write = write_nopreempt, .help = "leave a weaker master alone (default off)"),
    ROW_OF(.word = "preempt", .type = CONF_FUNCTION, .min = 0, .read = read_preempt,
	.help = "take over from a weaker master (default on)"),
    ROW_IN("preempt_delay", CONF_MS, struct raw_instance, m.preempt_delay_ms, 0,
	1000 * 1000, "seconds to wait before that (default 0)"),
    ROW_OF(.word = "authentication", .type = CONF_BLOCK, .block = &auth_block,
	.place = offsetof(struct raw_instance, auth), .write = write_auth,
	.help = "who may speak (default: anybody)"),
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
	"where adverts go (default vrrp_mcast_group4)"),
    ROW_BY("unicast_peer", struct raw_instance, peers, vrrp_read_peers,
	vrrp_write_peers, "{ ADDRESS ... }: adverts go to these (default: multicast)"),
    ROW_IN("unicast_ttl", CONF_U8, struct raw_instance, m.unicast_ttl, 0, 255,
	"TTL of unicast adverts (default 255)"),
    ROW_BY("virtual_ipaddress", struct raw_instance, addresses, vrrp_read_addresses,
	vrrp_write_addresses,
	"{ ADDRESS[/N] [brd A] [dev IF] [scope S] [label L] [no_track] ... }: held "
	"while master, one a line"),
    ROW_BY("virtual_ipaddress_excluded", struct raw_instance, excluded,
	vrrp_read_addresses, vrrp_write_excluded,
	"{ the same }: held too, but not in the advert"),
    ROW_BY("track_script", struct raw_instance, scripts, vrrp_read_track_scripts,
	vrrp_write_track_scripts, "{ NAME [weight N] [reverse] ... }"),
    ROW_BY("track_interface", struct raw_instance, interfaces,
	vrrp_read_track_interfaces, vrrp_write_track_interfaces,
	"{ IF [weight N] [reverse] ... }"),
    ROW_OF(.word = "no_virtual_ipaddress", .type = CONF_FLAG,
	.place = offsetof(struct raw_instance, no_addresses),
	.write = write_no_addresses, .help = "there is none on purpose (default off)"),
    ROW("accept", CONF_FLAG, struct raw_instance, accept,
	"addresses answer though we are not the owner (always so)"),
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
	write_garp_interval, "seconds between frames (default: global)"),
    ROW_NOTIFY("notify", any, "COMMAND [USER [GROUP]]: at every change"),
    ROW_NOTIFY("notify_master", master, "the same: master"),
    ROW_NOTIFY("notify_backup", backup, "the same: backup"),
    ROW_NOTIFY("notify_fault", fault, "the same: fault"),
    ROW_NOTIFY("notify_stop", stop, "the same: the agent stops"),
    ROW_NOTIFY("notify_master_rx_lower_pri", master_rx_lower_pri,
	"the same: a master heard a lower priority"),
    ROW_OF(.word = "smtp_alert", .type = CONF_FUNCTION, .read = conf_read_tri,
	.place = offsetof(struct raw_instance, smtp_alert), .write = write_smtp_alert,
	.help = "[on|off]: mail at a change (default: global)"),
};

const struct conf_block vrrp_instance_block = {
    ROWS(instance_rows), .size = sizeof(struct raw_instance)};

static const struct conf_key later_rows[] = {
    ROW_LATER("vrf", "adverts within a VRF"),
    ROW_LATER("promote_secondaries", "the kernel keeps secondary addresses"),
    ROW_LATER("virtual_routes", "routes held while master"),
    ROW_LATER("virtual_rules", "policy rules held while master"),
    ROW_LATER("auth_hmac", "HMAC trailer"),
    ROW_LATER("use_vmac", "virtual MAC"),
    ROW_LATER("use_vmac_addr", "virtual MAC for addresses elsewhere"),
    ROW_LATER("vmac_xmit_base", "adverts from the base interface"),
    ROW_LATER("use_ipvlan", "ipvlan instead of a virtual MAC"),
    ROW_LATER("unicast_fault_no_peer", "no peer is a fault"),
    ROW_LATER("check_unicast_src", "drop adverts of those who are no peer"),
    ROW_LATER("old_unicast_checksum", "checksum of keepalived before 1.3.7"),
    ROW_LATER("track_src_ip", "loss of the source address is a fault"),
    ROW_LATER("track_file", "a weight read from a file"),
    ROW_LATER("track_process", "a process whose presence is tracked"),
    ROW_LATER("track_bfd", "a BFD session to track"),
    ROW_LATER("garp_extra_if", "gratuitous ARP on other interfaces"),
    ROW_LATER("vmac_garp_intvl", "old spelling of garp_extra_if"),
    ROW_LATER("owner_ignore_adverts", "the owner drops adverts"),
    ROW_LATER("timer_expired_backup", "yield after a late timer"),
    ROW_LATER("thread_timer_expired", "old spelling of timer_expired_backup"),
    ROW_LATER("no_accept", "addresses answer only to adverts"),
    ROW_LATER("v3_checksum_as_v2", "another checksum of version 3"),
    ROW_LATER("strict_mode", "the RFC's rules and no more"),
    ROW_LATER("debug", "more in the log"),
    ROW_LATER("kernel_rx_buf_size", "receive buffer"),
    ROW_LATER("notify_deleted", "when a reload removes it"),
    ROW_LATER("notify_priority_changes", "notify for priorities too"),
    ROW_OBSOLETE("lvs_sync_daemon_interface", "lvs_sync_daemon in global_defs says it"),
    ROW_OBSOLETE("native_ipv6", "the family is that of the addresses"),
    ROW_OBSOLETE("linkbeat_use_polling", "link state comes from netlink"),
};

const struct conf_block vrrp_later_block = {ROWS(later_rows), .size = 0};
