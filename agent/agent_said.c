/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/agent_said.h"

#include <string.h>

#include "agent/ipvs/ipvs_table.h"
#include "agent/lib/arena.h"
#include "agent/lib/buf.h"

#define NEW(said, len, type) arena_alloc((said)->arena, (len) * sizeof(type))

/* ---- texts ---- */

static const char *
text(struct view_said *said, const char *from)
{
	return from && *from ? arena_strdup(said->arena, from) : NULL;
}

/* Each word in quotes, as keepalived shows it; NULL: there is no program. */
static const char *
words(struct view_said *said, const char *const *argv)
{
	struct buf out = {0};
	const char *joined;

	if (!argv || !argv[0])
		return NULL;
	for (size_t i = 0; argv[i]; i++)
		buf_printf(&out, "%s'%s'", i ? " " : "", argv[i]);
	joined = arena_strndup(said->arena, buf_text(&out), out.len);
	buf_fini(&out);
	return joined;
}

static const char *
command(struct view_said *said, const struct model_script_command *from)
{
	return words(said, from->argv);
}

/* ---- of the whole ---- */

static void
fill_mail(struct view_said *said, const struct model_mail *from)
{
	struct view_said_global *to = &said->global;

	said->mail_to = NEW(said, from->to_len, *said->mail_to);
	for (size_t i = 0; i < from->to_len; i++)
		said->mail_to[said->mail_to_len++] = text(said, from->to[i]);
	to->mail_from = text(said, from->from);
	to->mail_server = text(said, from->server);
	if (!from->server || !addr_parse(from->server, &to->mail_addr))
		to->mail_addr = (struct addr){0}; /* a name */
	to->mail_port = from->port;
	to->mail_timeout_s = from->connect_timeout_ms / 1000;
	to->mail_faults = !from->no_faults;
}

static void
fill_sync(struct view_said *said, const struct model_sync_daemon *from)
{
	struct view_said_global *to = &said->global;

	to->sync_interface = text(said, from->interface);
	to->sync_instance = text(said, from->instance);
	to->sync_id = from->sync_id;
	to->sync_maxlen = from->maxlen;
	to->sync_port = from->port;
	to->sync_ttl = from->ttl;
	to->sync_group = from->group;
}

static void
fill_global(struct view_said *said, const struct model *model)
{
	const struct model_global *from = &model->global;
	struct view_said_global *to = &said->global;

	to->version = "fairlead " FAIRLEAD_VERSION;
	to->router_id = text(said, from->router_id);
	to->traps = model->snmp.traps;
	to->lvs_flush = from->lvs_flush;
	to->lvs_flush_on_stop = from->lvs_flush_on_stop;
	to->timeout_tcp_s = from->lvs_timeout_tcp_s;
	to->timeout_tcpfin_s = from->lvs_timeout_tcpfin_s;
	to->timeout_udp_s = from->lvs_timeout_udp_s;
	fill_mail(said, &from->mail);
	fill_sync(said, &from->sync_daemon);
}

/* ---- instances and groups ---- */

static struct view_said_scripts
scripts(struct view_said *said, const struct model_vrrp_notify *from)
{
	struct view_said_scripts to = {
	    .any = command(said, &from->any),
	    .master = command(said, &from->master),
	    .backup = command(said, &from->backup),
	    .fault = command(said, &from->fault),
	    .stop = command(said, &from->stop),
	    .master_rx_lower_pri = command(said, &from->master_rx_lower_pri),
	    .deleted = command(said, &from->deleted),
	};

	to.any_at_all = to.any || to.master || to.backup || to.fault || to.stop ||
	    to.master_rx_lower_pri || to.deleted;
	return to;
}

static struct view_said_address *
add_address(struct view_said *said, const struct model_vrrp_address *from,
    const char *interface)
{
	struct view_said_address *to = &said->addresses[said->addresses_len++];

	to->prefix = from->prefix;
	to->broadcast = from->broadcast;
	to->peer = from->peer.addr;
	to->scope = from->scope;
	to->interface = text(said, *from->interface ? from->interface : interface);
	to->label = text(said, from->label);
	return to;
}

static void
add_static_addresses(struct view_said *said, const struct model_static *from)
{
	for (size_t i = 0; i < from->addresses_len; i++) {
		struct view_said_address *to =
		    add_address(said, &from->addresses[i], "");

		to->nth = (uint32_t)i + 1;
		to->entry = (uint32_t)i;
	}
}

static void
add_addresses(struct view_said *said, const struct model_vrrp_instance *from,
    const struct model_vrrp_address *list, size_t len, uint32_t *nth)
{
	bool advertised = list == from->addresses;

	for (size_t i = 0; i < len; i++) {
		struct view_said_address *to =
		    add_address(said, &list[i], from->interface);

		to->vrrp = said->vrrp_len + 1;
		to->nth = ++*nth;
		to->advertised = advertised;
	}
}

static void
fill_instance(struct view_said *said, const struct model *model,
    const struct model_vrrp_instance *from)
{
	const struct model_sync_daemon *sync = &model->global.sync_daemon;
	struct view_said_vrrp *to = &said->vrrp[said->vrrp_len];
	uint32_t nth = 0;

	add_addresses(said, from, from->addresses, from->addresses_len, &nth);
	add_addresses(said, from, from->excluded, from->excluded_len, &nth);
	if (sync->instance && strcmp(sync->instance, from->name) == 0)
		to->sync_interface = text(said, sync->interface);
	to->garp_delay_s = from->garp.master_delay_ms / 1000;
	to->smtp_alert = from->smtp_alert;
	to->track_primary = !from->dont_track_primary;
	to->tells_deleted = from->notify.tells_deleted;
	to->promote_secondaries = from->promote_secondaries;
	to->scripts = scripts(said, &from->notify);
	said->vrrp_len++;
}

static void
fill_group(struct view_said *said, const struct model *model,
    const struct model_sync_group *from)
{
	struct view_said_group *to = &said->groups[said->groups_len++];

	to->name = text(said, from->name);
	to->smtp_alert = from->smtp_alert;
	to->weights = from->weights;
	to->scripts = scripts(said, &from->notify);
	for (size_t i = 0; i < from->members_len; i++)
		said->members[said->members_len++] =
		    (struct view_said_member){.group = said->groups_len,
			.nth = (uint32_t)i + 1,
			.name = text(said, model->instances[from->members[i]].name)};
}

static void
fill_vrrp(struct view_said *said, const struct model *model)
{
	size_t addresses = model->fixed.addresses_len, members = 0;

	for (size_t i = 0; i < model->instances_len; i++)
		addresses += model->instances[i].addresses_len +
		    model->instances[i].excluded_len;
	for (size_t i = 0; i < model->sync_groups_len; i++)
		members += model->sync_groups[i].members_len;
	said->vrrp = NEW(said, model->instances_len, *said->vrrp);
	said->addresses = NEW(said, addresses, *said->addresses);
	said->groups = NEW(said, model->sync_groups_len, *said->groups);
	said->members = NEW(said, members, *said->members);
	add_static_addresses(said, &model->fixed);
	for (size_t i = 0; i < model->instances_len; i++)
		fill_instance(said, model, &model->instances[i]);
	for (size_t i = 0; i < model->sync_groups_len; i++)
		fill_group(said, model, &model->sync_groups[i]);
}

/* ---- what is tracked ---- */

static const enum view_said_kind kinds[MODEL_TRACK_KINDS] = {
    [MODEL_TRACK_INTERFACE] = VIEW_SAID_INTERFACE,
    [MODEL_TRACK_SCRIPT] = VIEW_SAID_SCRIPT,
    [MODEL_TRACK_FILE] = VIEW_SAID_FILE,
    [MODEL_TRACK_PROCESS] = VIEW_SAID_PROCESS,
    [MODEL_TRACK_VIRTUAL] = VIEW_SAID_KINDS, /* nobody asks for it here */
};

static void
count_tracks(const struct model_tracks *from, size_t *counts)
{
	for (size_t i = 0; i < from->len; i++)
		counts[kinds[from->items[i].kind]]++;
}

static void
make_tracks(struct view_said *said, const size_t *counts, struct view_said_tracks *to)
{
	for (int i = 0; i < VIEW_SAID_KINDS; i++)
		to[i].at = NEW(said, counts[i], *to[i].at);
}

static void
add_tracks(struct view_said *said, const struct model *model,
    const struct model_tracks *from, uint32_t owner, struct view_said_tracks *to)
{
	uint32_t nth[VIEW_SAID_KINDS + 1] = {0};

	for (size_t i = 0; i < from->len; i++) {
		const struct model_track *track = &from->items[i];
		enum view_said_kind kind = kinds[track->kind];

		if (kind == VIEW_SAID_KINDS)
			continue;
		to[kind].at[to[kind].len++] = (struct view_said_track){.owner = owner,
		    .nth = ++nth[kind],
		    .name = text(said, model_track_name(model, track)),
		    .weight = track->weight,
		    .reverse = track->reverse};
	}
}

static void
fill_tracks(struct view_said *said, const struct model *model)
{
	size_t own[VIEW_SAID_KINDS + 1] = {0}, shared[VIEW_SAID_KINDS + 1] = {0};

	for (size_t i = 0; i < model->instances_len; i++)
		count_tracks(&model->instances[i].tracks, own);
	for (size_t i = 0; i < model->sync_groups_len; i++)
		count_tracks(&model->sync_groups[i].tracks, shared);
	make_tracks(said, own, said->vrrp_tracks);
	make_tracks(said, shared, said->group_tracks);
	for (size_t i = 0; i < model->instances_len; i++)
		add_tracks(said, model, &model->instances[i].tracks, (uint32_t)i + 1,
		    said->vrrp_tracks);
	for (size_t i = 0; i < model->sync_groups_len; i++)
		add_tracks(said, model, &model->sync_groups[i].tracks, (uint32_t)i + 1,
		    said->group_tracks);
}

static void
fill_scripts(struct view_said *said, const struct model *model)
{
	struct view_said_trackeds *list = &said->tracked[VIEW_SAID_SCRIPT];

	list->at = NEW(said, model->vrrp_scripts_len, *list->at);
	for (size_t i = 0; i < model->vrrp_scripts_len; i++) {
		const struct model_vrrp_script *from = &model->vrrp_scripts[i];

		list->at[list->len++] =
		    (struct view_said_tracked){.name = text(said, from->name),
			.command = command(said, &from->command),
			.weight = from->weight,
			.reverse = from->reverse,
			.interval_ms = from->interval_ms,
			.timeout_ms = from->timeout_ms,
			.rise = from->rise,
			.fall = from->fall};
	}
}

static void
fill_files(struct view_said *said, const struct model *model)
{
	struct view_said_trackeds *list = &said->tracked[VIEW_SAID_FILE];

	list->at = NEW(said, model->track_files_len, *list->at);
	for (size_t i = 0; i < model->track_files_len; i++) {
		const struct model_track_file *from = &model->track_files[i];

		list->at[list->len++] =
		    (struct view_said_tracked){.name = text(said, from->name),
			.command = text(said, from->path),
			.weight = from->weight,
			.reverse = from->reverse};
	}
}

static void
fill_processes(struct view_said *said, const struct model *model)
{
	static const uint32_t matches[] = {[MODEL_MATCH_EXACT] = 1,
	    [MODEL_MATCH_INITIAL] = 3,
	    [MODEL_MATCH_PARTIAL] = 2};
	struct view_said_trackeds *list = &said->tracked[VIEW_SAID_PROCESS];

	list->at = NEW(said, model->track_processes_len, *list->at);
	for (size_t i = 0; i < model->track_processes_len; i++) {
		const struct model_track_process *from = &model->track_processes[i];

		list->at[list->len++] =
		    (struct view_said_tracked){.name = text(said, from->name),
			.command = text(said, from->argv[0]),
			.params = from->argv[1] ? words(said, from->argv + 1) : "",
			.param_match = from->argv[1] ? matches[from->params] : 0,
			.weight = from->weight,
			.reverse = from->reverse,
			.quorum = from->quorum,
			.quorum_max = from->quorum_max,
			.fork_delay_ms = from->fork_delay_ms,
			.terminate_delay_ms = from->terminate_delay_ms,
			.full_command = from->full_command};
	}
}

/* ---- servers ---- */

static uint32_t
said_or_0(uint32_t value)
{
	return value == UINT32_MAX ? 0 : value;
}

static void
fill_tries(struct view_said_rs *to, const struct model_tries *from)
{
	to->retry = said_or_0(from->retry);
	to->delay_before_retry_ms = said_or_0(from->delay_before_retry_ms);
	to->warmup_ms = said_or_0(from->warmup_ms);
	to->delay_loop_ms = from->delay_loop_ms;
	to->connect_timeout_ms = from->connect_timeout_ms;
}

static struct view_said_rs
real_server(struct view_said *said, const struct model_real_server *from)
{
	struct view_said_rs to = {.uthreshold = from->uthreshold,
	    .lthreshold = from->lthreshold,
	    .inhibit = from->inhibit_on_failure,
	    .alpha = from->alpha,
	    .smtp_alert = from->smtp_alert,
	    .notify_up = command(said, &from->notify_up),
	    .notify_down = command(said, &from->notify_down),
	    .virtualhost = text(said, from->virtualhost),
	    .snmp_name = text(said, from->snmp_name)};

	fill_tries(&to, &from->tries);
	return to;
}

static void
fill_flags(struct view_said_vs *to, uint32_t flags)
{
	to->one_packet = flags & IP_VS_SVC_F_ONEPACKET;
	to->hashed = flags & IP_VS_SVC_F_HASHED;
	to->sched1 = flags & IP_VS_SVC_F_SCHED1;
	to->sched2 = flags & IP_VS_SVC_F_SCHED2;
	to->sched3 = flags & IP_VS_SVC_F_SCHED3;
}

static void
fill_vs(struct view_said *said, const struct model_virtual_server *from)
{
	struct view_said_vs *to = &said->vs[said->vs_len++];

	fill_flags(to, from->scheduler_flags);
	to->omega = from->omega;
	to->smtp_alert = from->smtp_alert;
	to->weight = from->weight;
	to->netmask_be = from->persistence_netmask_be;
	to->quorum_up = command(said, &from->quorum_up);
	to->quorum_down = command(said, &from->quorum_down);
	to->snmp_name = text(said, from->snmp_name);
	to->defaults.inhibit = from->inhibit_on_failure;
	to->defaults.alpha = from->alpha;
	to->defaults.smtp_alert = from->rs_smtp_alert;
	to->defaults.virtualhost = text(said, from->virtualhost);
	fill_tries(&to->defaults, &from->tries);
	to->rs = NEW(said, from->real_servers_len, *to->rs);
	for (size_t i = 0; i < from->real_servers_len; i++)
		to->rs[to->rs_len++] = real_server(said, &from->real_servers[i]);
}

static struct view_said_entry
entry(const struct model_group_entry *from)
{
	struct view_said_entry to = {
	    .kind = 1, .fwmark = from->fwmark, .any = from->first, .port = from->port};

	if (from->fwmark)
		return to;
	to.kind = from->len > 1 ? 3 : 2;
	if (from->len == 1) {
		to.only = from->first;
		return to;
	}
	to.first = from->first;
	to.last = model_addr_after(&from->first, from->len - 1);
	return to;
}

static void
fill_server_groups(struct view_said *said, const struct model *model)
{
	said->server_groups = NEW(said, model->server_groups_len, *said->server_groups);
	for (size_t i = 0; i < model->server_groups_len; i++) {
		const struct model_server_group *from = &model->server_groups[i];
		struct view_said_server_group *to =
		    &said->server_groups[said->server_groups_len++];

		to->name = text(said, from->name);
		to->entries = NEW(said, from->entries_len, *to->entries);
		for (size_t e = 0; e < from->entries_len; e++)
			to->entries[to->entries_len++] = entry(&from->entries[e]);
	}
}

struct view_said *
agent_said(const struct model *model)
{
	struct view_said *said = view_said_new();

	fill_global(said, model);
	fill_vrrp(said, model);
	agent_said_routes(said, model);
	fill_tracks(said, model);
	fill_scripts(said, model);
	fill_files(said, model);
	fill_processes(said, model);
	fill_server_groups(said, model);
	said->vs = NEW(said, model->virtual_servers_len, *said->vs);
	for (size_t i = 0; i < model->virtual_servers_len; i++)
		fill_vs(said, &model->virtual_servers[i]);
	return said;
}
