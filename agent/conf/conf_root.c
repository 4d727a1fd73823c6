/* SPDX-License-Identifier: Apache-2.0 */
/* The words outside any block, and the order in which blocks are read: what others
 * inherit from or refer to comes first, wherever it stands in the file. P. */
#include "agent/conf/conf_root.h"

#include <string.h>

#include "agent/conf/conf_rows.h"
#include "agent/lib/arena.h"

static void
collect(struct conf_reader *reader, const struct conf_node *node,
    const struct conf_key *key, void *into)
{
	struct conf_items *part = (struct conf_items *)into + key->min;

	if (!node->has_block) {
		conf_error(reader, node, node->words_len, "missing_block",
		    "%s needs a block: { ... }", key->word);
		return;
	}
	*(const struct conf_node **)arena_append(
	    reader->scratch, &part->items, &part->len, sizeof(node)) = node;
}

static void
read_net_namespace(struct conf_reader *reader, const struct conf_node *node,
    const struct conf_key *key, void *into)
{
	const char *name = conf_word(node, 1);

	(void)key;
	(void)into; /* the parts: this is a line */
	conf_no_more_words(reader, node, 2);
	if (!name || !*name)
		conf_missing_value(reader, node, "a name, as of ip netns");
	else if (strchr(name, '/') || strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
		conf_error(reader, node, 1, "value",
		    "'%s' is not the name of a namespace: it has no slash", name);
	else
		reader->work->global.m.process.net_namespace =
		    arena_strdup(reader->arena, name);
}

#define ROW_PART(w, part, h)                                                           \
  {                                                                                    \
    .word = (w), .type = CONF_FUNCTION, .min = (part), .read = collect, .help = (h)    \
  }

static const struct conf_key root_rows[] = {
    ROW_PART("global_defs", CONF_PART_GLOBAL, "settings of the whole process"),
    ROW_PART("api", CONF_PART_API, "where REST listens, and whom it lets in"),
    ROW_PART("vrrp_script", CONF_PART_SCRIPT, "NAME: a script to track"),
    ROW_PART("vrrp_track_file", CONF_PART_TRACK_FILE, "NAME: a file to track"),
    ROW_PART("track_file", CONF_PART_TRACK_FILE, "the same as vrrp_track_file"),
    ROW_PART("vrrp_track_process", CONF_PART_TRACK_PROCESS,
	"NAME: processes whose presence to track"),
    ROW_PART("interface_up_down_delays", CONF_PART_LINK_DELAYS,
	"{ IF DOWN [UP] ... }: seconds until a link that went down, or came up, counts "
	"as such (default 0; UP: as DOWN)"),
    ROW_PART("garp_group", CONF_PART_GARP_GROUP,
	"interfaces that share a rate of announcements"),
    ROW_PART("vrrp_instance", CONF_PART_INSTANCE, "NAME: a virtual router"),
    ROW_PART("vrrp_sync_group", CONF_PART_SYNC_GROUP,
	"NAME: instances that change state together"),
    ROW_PART(
	"SSL", CONF_PART_SSL, "TLS files of the checks that have none of their own"),
    ROW_PART("virtual_server_group", CONF_PART_SERVER_GROUP,
	"NAME: lines of ADDRESS[-LAST|-ADDRESS|/LENGTH] [PORT] and fwmark N "
	"[inet|inet6], served by one virtual_server; at most 4096 addresses"),
    ROW_PART("virtual_server", CONF_PART_VIRTUAL,
	"ADDRESS [PORT], fwmark N or group NAME: a service of IPVS"),
    ROW_PART("static_ipaddress", CONF_PART_STATIC_ADDRESSES,
	"addresses that exist in every state: lines as in virtual_ipaddress, and "
	"track_group NAME"),
    ROW_PART("static_routes", CONF_PART_STATIC_ROUTES,
	"routes that exist in every state: lines as in virtual_routes, and "
	"track_group NAME"),
    ROW_PART("static_rules", CONF_PART_STATIC_RULES,
	"policy rules that exist in every state: lines as in virtual_rules, and "
	"track_group NAME"),
    ROW_PART("track_group", CONF_PART_TRACK_GROUP,
	"NAME { group { INSTANCE ... } }: in fault while a static address, route or "
	"rule that names it is missing"),
    ROW_LATER("bfd_instance", "a BFD session"),
    ROW_OF(.word = "net_namespace", .type = CONF_FUNCTION, .read = read_net_namespace,
	.help = "NAME: the network namespace of ip netns to run in, from the start on "
		"(default: as started)"),
    ROW_LATER("net_namespace_ipvs", "network namespace of IPVS"),
    ROW_LATER("instance", "tag of this process among several (${_INSTANCE})"),
    ROW_OBSOLETE("linkbeat_interfaces", "link state comes from netlink"),
    ROW_OBSOLETE("linkbeat_use_polling", "link state comes from netlink"),
    ROW_OBSOLETE("namespace_with_ipsets", "ipsets are not used"),
    ROW_OBSOLETE("use_pid_dir", "there is one pid file, named by -p"),
    ROW_OBSOLETE("child_wait_time", "the keeper waits as long as it must"),
};

const struct conf_block conf_root_block = {ROWS(root_rows), .size = 0};

void
conf_read_part(struct conf_reader *reader, enum conf_part part, conf_part_fn *read)
{
	const struct conf_items *nodes = &reader->work->parts[part];
	const struct conf_node **items = nodes->items;

	for (size_t i = 0; i < nodes->len; i++)
		read(reader, items[i]);
}

static void
fill_model(const struct conf_work *work, struct model *model)
{
	model->global = work->global.m;
	model->snmp = work->global.snmp;
	model->api = work->api.m;
	model->ssl = work->ssl;
	model->vrrp_scripts = work->scripts.items;
	model->vrrp_scripts_len = work->scripts.len;
	model->track_files = work->track_files.items;
	model->track_files_len = work->track_files.len;
	model->track_processes = work->track_processes.items;
	model->track_processes_len = work->track_processes.len;
	model->sync_groups = work->sync_groups.items;
	model->sync_groups_len = work->sync_groups.len;
	model->link_delays = work->link_delays.items;
	model->link_delays_len = work->link_delays.len;
	model->garp_groups = work->garp_groups.items;
	model->garp_groups_len = work->garp_groups.len;
	model->instances = work->instances.items;
	model->instances_len = work->instances.len;
	conf_statics_fill(work, &model->fixed);
	model->server_groups = work->server_groups.items;
	model->server_groups_len = work->server_groups.len;
	model->virtual_servers = work->servers.items;
	model->virtual_servers_len = work->servers.len;
}

void
conf_read_root(
    struct conf_reader *reader, const struct conf_node *root, struct model *model)
{
	struct conf_work *work = reader->work;
	struct conf_target target = {&conf_root_block, work->parts};

	conf_global_start(work, reader->options);
	conf_statics_start(work);
	conf_read_lines(reader, root, &target, 1);
	conf_read_part(reader, CONF_PART_GLOBAL, conf_read_global);
	conf_global_finish(reader);
	conf_read_part(reader, CONF_PART_API, conf_read_api);
	conf_api_finish(reader);
	conf_read_part(reader, CONF_PART_SCRIPT, conf_read_script);
	conf_read_part(reader, CONF_PART_TRACK_FILE, conf_read_track_file);
	conf_read_part(reader, CONF_PART_TRACK_PROCESS, conf_read_track_process);
	conf_read_part(reader, CONF_PART_LINK_DELAYS, conf_read_link_delays);
	conf_read_part(reader, CONF_PART_GARP_GROUP, conf_read_garp_group);
	conf_read_part(reader, CONF_PART_SSL, conf_read_ssl);
	conf_checkers_block(reader);
	conf_read_part(reader, CONF_PART_SERVER_GROUP, conf_read_server_group);
	conf_names_index_server_groups(reader);
	conf_read_part(reader, CONF_PART_VIRTUAL, conf_read_virtual);
	conf_names_index(reader);
	conf_read_part(reader, CONF_PART_INSTANCE, conf_read_instance);
	conf_names_index_instances(reader);
	conf_read_part(reader, CONF_PART_SYNC_GROUP, conf_read_sync_group);
	conf_statics_read(reader);
	conf_check(reader);
	fill_model(work, model);
}

const char *
conf_block_name(struct conf_reader *reader, const struct conf_node *node)
{
	const char *name = conf_word(node, 1);

	if (!name || !*name) {
		conf_error(reader, node, 1, "missing_name", "%s needs a name",
		    conf_word(node, 0));
		return NULL;
	}
	for (size_t len = 0; name[len]; len++)
		if (len == MODEL_NAME_MAX) {
			conf_error(reader, node, 1, "value",
			    "a name has at most %d bytes", MODEL_NAME_MAX);
			return NULL;
		}
	conf_no_more_words(reader, node, 2);
	return arena_strdup(reader->arena, name);
}
