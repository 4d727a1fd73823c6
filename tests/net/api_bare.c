/* SPDX-License-Identifier: Apache-2.0 */
/* The REST server alone, over a made-up view and commands that only pretend, for
 * tests/net/test_api.py. Listens where it is told and ends with standard input. */
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "agent/command_vs.h"
#include "agent/history.h"
#include "agent/lib/arena.h"
#include "agent/lib/buf.h"
#include "agent/lib/log.h"
#include "agent/lib/mem.h"
#include "agent/sys/loop.h"
#include "agent/sys/now.h"
#include "agent/view/view_trial.h"
#include "api/api.h"

enum { LISTENS_MAX = 4, WHY_SIZE = 300 };

struct bare {
	struct loop *loop;
	struct loop_fd *input;
	struct view *view; /* owned reference */
	struct api *api;
	struct api_options options;
	struct api_listen listens[LISTENS_MAX];
	unsigned real_servers; /* in the big virtual server */
	bool not_ready;
	uint64_t revision;
	struct view *before;     /* owned reference: while a transaction is open */
	struct history *history; /* owned */
	struct command wished;   /* of the instance */
	char reason[64];         /* its */
};

static struct addr
addr_of(const char *text)
{
	struct addr addr = {0};

	if (!addr_parse(text, &addr))
		abort(); /* a constant of ours */
	return addr;
}

static void
fill_rs(struct view_rs *rs, struct addr addr, uint16_t port)
{
	char text[ADDR_TEXT_SIZE];

	rs->addr = addr;
	rs->port = port;
	(void)snprintf(
	    rs->id, sizeof(rs->id), "%s-%u", addr_format(&addr, text), (unsigned)port);
	rs->forward = FORWARD_DR;
	rs->weight = 1;
	rs->effective_weight = 1;
	rs->state = RS_UP;
	rs->persisted = true;
	rs->revision = 1;
	rs->since_ms = 1795341662123;
	rs->kernel.present = true;
	rs->kernel.weight = 1;
}

static struct view_pool *
new_pool(const char *vip, uint16_t port, unsigned len)
{
	struct view_pool *pool = view_pool_new(len, len);

	pool->addr = addr_of(vip);
	pool->port = port;
	pool->family = pool->addr.family;
	(void)snprintf(pool->id, sizeof(pool->id), "%s-%u-tcp", vip, (unsigned)port);
	(void)mem_copy_text(pool->scheduler, sizeof(pool->scheduler), "rr");
	pool->forward = FORWARD_DR;
	pool->quorum = 1;
	pool->quorum_met = true;
	pool->state = VS_UP;
	pool->revision = 1;
	pool->kernel.present = true;
	pool->states[RS_UP] = len;
	for (unsigned i = 0; i < len; i++) {
		struct view_rs *rs = &pool->real_servers[i];

		fill_rs(rs, addr_v4(0x0a0101a3 + i), port);
		rs->checks_first = i;
		rs->checks_len = 1;
		pool->checks[i] = (struct view_check){.rs_addr = rs->addr,
		    .rs_port = rs->port,
		    .type = "tcp",
		    .state = "passing",
		    .up = true,
		    .known = true,
		    .code = "ok"};
	}
	return pool;
}

static void
fill_wish(const struct bare *bare, struct view_vrrp *vrrp)
{
	const struct command *wished = &bare->wished;

	if (wished->kind <= COMMAND_RELOAD || wished->kind == COMMAND_VRRP_RESUME)
		return;
	vrrp->override = wished->kind == COMMAND_VRRP_PRIORITY ? VRRP_WISH_PRIORITY
							       : VRRP_WISH_YIELD;
	vrrp->override_priority = (uint8_t)wished->priority;
	vrrp->override_end_ms =
	    wished->has_duration ? 1795341662123 + (int64_t)wished->duration_ms : 0;
	(void)mem_copy_text(
	    vrrp->override_actor, sizeof(vrrp->override_actor), "uid 0");
	(void)mem_copy_text(
	    vrrp->override_reason, sizeof(vrrp->override_reason), bare->reason);
}

static void
fill_vrrp(const struct bare *bare, struct view *view)
{
	struct view_vrrp *vrrp;

	view->vrrp = mem_new(1, sizeof(*view->vrrp));
	view->vrrp_len = 1;
	view->vrrp_addresses = mem_new(1, sizeof(*view->vrrp_addresses));
	view->vrrp_addresses_len = 1;
	view->tracks = mem_new(1, sizeof(*view->tracks));
	view->tracks_len = 1;
	vrrp = view->vrrp;
	(void)mem_copy_text(vrrp->name, sizeof(vrrp->name), "VI 1/a");
	(void)mem_copy_text(vrrp->interface, sizeof(vrrp->interface), "eth0");
	vrrp->ifindex = 2;
	vrrp->vrid = 51;
	vrrp->version = 2;
	vrrp->priority = 200;
	vrrp->effective_priority = 200;
	vrrp->state = VRRP_MASTER;
	vrrp->advert_int_ms = 1000;
	vrrp->primary = addr_of("10.1.1.160");
	vrrp->master = vrrp->primary;
	vrrp->refused[VRRP_BAD_AUTH] = 3;
	vrrp->addresses_len = 1;
	vrrp->tracks_len = 1;
	(void)mem_copy_text(vrrp->why, sizeof(vrrp->why), "took over");
	fill_wish(bare, vrrp);
	view->vrrp_addresses[0] = (struct view_vrrp_address){
	    .prefix = {addr_of("10.1.1.166"), 32},
	    .interface = "eth0",
	    .held = true,
	    .advertised = true
        };
	view->tracks[0] = (struct view_track){
	    .kind = "script", .name = "chk", .weight = -90, .up = true, .known = true};
}

static void
fill_group(struct view *view)
{
	view->sync_groups = mem_new(1, sizeof(*view->sync_groups));
	view->sync_groups_len = 1;
	view->sync_members = mem_new(1, sizeof(*view->sync_members));
	view->sync_members_len = 1;
	(void)mem_copy_text(
	    view->sync_groups->name, sizeof(view->sync_groups->name), "G 1");
	view->sync_groups->state = VRRP_MASTER;
	view->sync_groups->members_len = 1;
	(void)mem_copy_text(view->sync_members->name, sizeof(view->sync_members->name),
	    view->vrrp->name);
}

static void
fill_agent(struct bare *bare, struct view_agent *agent)
{
	(void)mem_copy_text(agent->version, sizeof(agent->version), "0.0-bare");
	(void)mem_copy_text(agent->router_id, sizeof(agent->router_id), "director1");
	(void)mem_copy_text(
	    agent->config_path, sizeof(agent->config_path), "/etc/fairlead/f.conf");
	agent->started_ms = bare->view ? bare->view->agent.started_ms : now_wall_ms();
	agent->config_loaded_ms = agent->started_ms;
	agent->config_last_reload_ok = true;
	agent->config_warnings = 1;
	agent->revision = ++bare->revision;
	agent->ready = !bare->not_ready;
	if (bare->not_ready)
		(void)mem_copy_text(agent->not_ready, sizeof(agent->not_ready),
		    "the kernel has no IPVS");
	agent->ipvs_present = true;
	agent->vrrp_enabled = agent->ipvs_enabled = true;
	agent->store_writable = true;
}

/* What is amiss with the kernel, when it is not ready. */
static void
fill_knobs(const struct bare *bare, struct view *view)
{
	if (!bare->not_ready)
		return;
	view->knobs = mem_new(1, sizeof(*view->knobs));
	view->knobs_len = 1;
	(void)snprintf(view->knobs->name, sizeof(view->knobs->name), "net.some.knob");
	(void)snprintf(view->knobs->reason, sizeof(view->knobs->reason), "it hurts");
	(void)snprintf(view->knobs->remedy, sizeof(view->knobs->remedy),
	    "sysctl -w net.some.knob=1");
}

/* A copy of the pool with room for `more` real servers. */
static struct view_pool *
copy_pool(const struct view_pool *from, unsigned more)
{
	struct view_pool *pool =
	    view_pool_new(from->real_servers_len + more, from->checks_len);
	struct view_rs *rows = pool->real_servers;
	struct view_check *checks = pool->checks;

	memcpy(rows, from->real_servers, from->real_servers_len * sizeof(*rows));
	memcpy(checks, from->checks, from->checks_len * sizeof(*checks));
	*pool = *from;
	pool->count = 1;
	pool->real_servers = rows;
	pool->checks = checks;
	pool->real_servers_len = from->real_servers_len + more;
	for (uint32_t i = 0; i < pool->real_servers_len; i++)
		rows[i].pool = pool;
	return pool;
}

/* Those of the old view with another (NULL: none) in the place `at`, which may be the
 * one behind the last. */
static void
fill_pools(
    struct view *view, const struct view *old, uint32_t at, struct view_pool *pool)
{
	uint32_t old_len = old ? old->pools_len : 0;

	view->pools = mem_new(old_len + 3, sizeof(struct view_pool *));
	for (uint32_t i = 0; i < old_len; i++)
		if (i != at)
			view->pools[view->pools_len++] = view_pool_ref(old->pools[i]);
	if (pool)
		view->pools[view->pools_len++] = pool;
	if (!old)
		view->pools_len = 3;
}

/* The view after the pool at `at` has become another (taken). */
static void
replace_view(struct bare *bare, uint32_t at, struct view_pool *pool)
{
	struct view *old = bare->view;
	struct view *view = view_new(old ? old->generation + 1 : 1);

	view->at_ms = now_wall_ms();
	fill_vrrp(bare, view);
	fill_group(view);
	fill_agent(bare, &view->agent);
	fill_knobs(bare, view);
	view->foreign = mem_new(1, sizeof(*view->foreign));
	view->foreign_len = 1;
	(void)mem_copy_text(view->foreign[0].id, VIEW_ID_SIZE, "10.9.9.9-53-udp");
	view->diagnostics = mem_new(1, sizeof(*view->diagnostics));
	view->diagnostics_len = 1;
	view->diagnostics[0] = (struct view_diagnostic){.file = "f.conf",
	    .line = 7,
	    .column = 3,
	    .code = "obsolete",
	    .text = "nat_mask does nothing"};
	fill_pools(view, old, at, pool);
	if (!old) {
		view->pools[0] = new_pool("10.1.1.166", 80, 2);
		view->pools[1] = new_pool("10.1.1.167", 80, bare->real_servers);
		view->pools[2] = new_pool("10.1.1.166", 443, 0);
	}
	view_finish(view);
	view_unref(old);
	bare->view = view;
}

static struct view *
show(void *ctx)
{
	struct bare *bare = ctx;

	return bare->view;
}

static struct view_pool *
show_pool(void *ctx, const char *vs_id)
{
	struct bare *bare = ctx;

	for (uint32_t i = 0; i < bare->view->pools_len; i++)
		if (strcmp(bare->view->pools[i]->id, vs_id) == 0)
			return view_pool_ref(bare->view->pools[i]);
	return NULL;
}

static struct view_pool *
show_real_server(void *ctx, const char *vs_id, const struct addr *addr, uint16_t port)
{
	(void)addr;
	(void)port;
	return show_pool(ctx, vs_id); /* it is among them */
}

static uint32_t
pool_index(const struct bare *bare, const char *id)
{
	uint32_t at = 0;

	while (at < bare->view->pools_len && strcmp(bare->view->pools[at]->id, id) != 0)
		at++;
	return at;
}

static struct view_rs *
find_rs(struct view_pool *pool, const struct command *command)
{
	for (uint32_t i = 0; i < pool->real_servers_len; i++)
		if (addr_equal(&pool->real_servers[i].addr, &command->addr) &&
		    pool->real_servers[i].port == command->port)
			return &pool->real_servers[i];
	return NULL;
}

static void
remove_rs(struct view_pool *pool, struct view_rs *rs)
{
	struct view_rs *end = pool->real_servers + pool->real_servers_len;

	memmove(rs, rs + 1, (size_t)(end - rs - 1) * sizeof(*rs));
	pool->real_servers_len--;
}

static void
edit_rs(struct view_rs *rs, const struct command *command, uint64_t revision)
{
	if (command->has_weight)
		rs->weight = rs->effective_weight = command->weight;
	if (command->has_forward)
		rs->forward = command->forward;
	if (command->has_admin)
		rs->admin = command->admin;
	if (command->kind == COMMAND_RS_READY) {
		rs->admin = ADMIN_READY;
		rs->state = RS_UP;
	}
	if (command->kind == COMMAND_RS_MAINTENANCE) {
		rs->admin = ADMIN_MAINTENANCE;
		rs->state = RS_MAINTENANCE;
	}
	if (command->kind == COMMAND_RS_DRAIN || command->kind == COMMAND_RS_REMOVE) {
		rs->admin = ADMIN_DRAIN;
		rs->state = rs->kernel.active ? RS_DRAINING : RS_DRAINED;
		rs->removing = command->kind == COMMAND_RS_REMOVE;
		rs->effective_weight = 0;
	}
	if (command->kind == COMMAND_RS_OVERRIDE)
		rs->override = (struct view_override){.health = command->override,
		    .since_ms = 1795341662000,
		    .end_ms = command->has_duration
			? 1795341662000 + command->duration_ms
			: 0};
	rs->drain = (struct view_drain){.end = command->drain_end,
	    .since_ms = 1795341662000,
	    .deadline_ms =
		command->has_timeout ? 1795341662000 + command->timeout_ms : 0,
	    .persistence = "honour"};
	if (command->drain_expires)
		strcpy(rs->drain.persistence, "expire");
	rs->edited = true;
	rs->persisted = command->persist == COMMAND_PERSIST_STATE;
	rs->revision = revision;
}

static struct command_reply
refuse(enum command_status status, const char *code)
{
	struct command_reply reply = {.status = status, .code = code};

	return reply;
}

/* Weights make the agent pretend: 666 kernel, 667 not saved, 668 full, 669 invalid. */
static struct command_reply
pretend(uint32_t weight)
{
	struct command_reply reply = {.status = COMMAND_KERNEL,
	    .code = "kernel.refused",
	    .kernel_op = "IPVS_CMD_NEW_DEST",
	    .kernel_errno = 12,
	    .revision = 5,
	    .persisted = true};

	if (weight == 666)
		return reply;
	if (weight == 667)
		return refuse(COMMAND_NOT_SAVED, NULL);
	if (weight == 668)
		return refuse(COMMAND_FULL, "limit.real_servers");
	reply = refuse(COMMAND_INVALID, "rs.invalid");
	reply.pointer = "/weight";
	(void)snprintf(reply.detail, sizeof(reply.detail), "669 is not liked");
	return reply;
}

static struct command_reply
reload(struct bare *bare)
{
	char why[WHY_SIZE];

	if (bare->not_ready)
		return refuse(COMMAND_NOT_RELOADED, NULL);
	/* Every second reload drops the last listener, and brings it back. */
	bare->options.listens_len =
	    bare->options.listens_len > 1 ? bare->options.listens_len - 1 : 2;
	if (api_configure(bare->api, &bare->options, why, sizeof(why)) != 0)
		fprintf(stderr, "api_bare: %s\n", why);
	return refuse(COMMAND_DONE, NULL);
}

static struct command_reply
wish(struct bare *bare, const struct command *command)
{
	struct command_reply reply = {
	    .status = COMMAND_ACCEPTED, .code = "vrrp.override", .persisted = true};

	if (command->has_duration && command->duration_ms == 0) {
		reply = refuse(COMMAND_INVALID, "vrrp.duration");
		reply.pointer = "/duration_ms";
		return reply;
	}
	if (command->kind == COMMAND_VRRP_SEND_GARP)
		return refuse(COMMAND_CONFLICT, "vrrp.not_master");
	bare->wished = *command;
	(void)mem_copy_text(
	    bare->reason, sizeof(bare->reason), command->reason ? command->reason : "");
	replace_view(bare, UINT32_MAX, NULL); /* no pool changes */
	return reply;
}

/* A drain of a destination with 12 connections; nothing is changed. */
static struct command_reply
plan(const struct command *command, const struct view_rs *rs)
{
	struct command_change *change = mem_new(1, sizeof(*change));

	change->op = "IPVS_CMD_SET_DEST";
	(void)mem_copy_text(change->vs_id, sizeof(change->vs_id), command->vs_id);
	(void)mem_copy_text(
	    change->rs_id, sizeof(change->rs_id), rs ? rs->id : "10.1.1.9-80");
	change->from.is_there = rs;
	change->from.weight = 1;
	change->to.is_there = true;
	command->plan->changes = change;
	command->plan->len = 1;
	command->plan->connections_affected = 12;
	return (struct command_reply){.status = COMMAND_ACCEPTED};
}

static struct view_pool *
laid(const struct view_pool *from, const struct command_vs *wants)
{
	char text[ADDR_TEXT_SIZE];
	struct view_pool *pool = from
	    ? copy_pool(from, 0)
	    : new_pool(addr_format(&wants->addr, text), wants->port, 0);

	pool->edited = from;
	pool->origin = from ? ORIGIN_CONFIG : ORIGIN_API;
	if (wants->given & COMMAND_VS_SCHEDULER)
		(void)mem_copy_text(
		    pool->scheduler, sizeof(pool->scheduler), wants->scheduler);
	if (wants->given & COMMAND_VS_QUORUM)
		pool->quorum = wants->quorum;
	return pool;
}

/* The scheduler "nonsense" is refused by the kernel that is not there. */
static struct command_reply
edit_vs(struct bare *bare, const struct command *command)
{
	struct command_reply reply = {.status = COMMAND_DONE, .persisted = true};
	char text[ADDR_TEXT_SIZE];
	uint32_t at;

	(void)snprintf(reply.object, sizeof(reply.object), "%s-%u-tcp",
	    addr_format(&command->vs->addr, text), (unsigned)command->vs->port);
	at = pool_index(bare, reply.object);
	if (strcmp(command->vs->scheduler, "nonsense") == 0) {
		reply.status = COMMAND_REFUSED;
		reply.kernel_op = "IPVS_CMD_SET_SERVICE";
		reply.kernel_errno = 2;
		return reply;
	}
	if (at < bare->view->pools_len && command->kind == COMMAND_VS_ADD)
		return refuse(COMMAND_EXISTS, "vs.exists");
	if (at == bare->view->pools_len)
		reply.status = COMMAND_CREATED;
	reply.revision = bare->revision + 1;
	replace_view(bare, at,
	    command->kind == COMMAND_VS_REMOVE
		? NULL
		: laid(at < bare->view->pools_len ? bare->view->pools[at] : NULL,
		      command->vs));
	return reply;
}

static struct command_reply
batch(struct bare *bare, const struct command *command)
{
	struct command_reply reply = {.status = COMMAND_DONE};

	if (command->kind == COMMAND_BEGIN) {
		bare->before = view_ref(bare->view);
		return reply;
	}
	if (command->kind == COMMAND_ROLLBACK) {
		view_unref(bare->view);
		bare->view = view_ref(bare->before);
	}
	view_unref(bare->before);
	bare->before = NULL;
	reply.revision = bare->revision;
	return reply;
}

static struct command_reply
run(void *ctx, const struct command *command)
{
	struct bare *bare = ctx;
	struct command_reply reply = {.status = COMMAND_DONE};
	struct view_pool *pool;
	struct view_rs *rs;
	uint32_t at;
	bool adds;

	fprintf(stderr, "command %d by %s from %s\n", (int)command->kind,
	    command->actor, command->source);
	if (command->kind == COMMAND_RELOAD)
		return reload(bare);
	if (command->kind >= COMMAND_BEGIN)
		return batch(bare, command);
	if (command->kind >= COMMAND_VS_ADD)
		return edit_vs(bare, command);
	if (command->kind > COMMAND_RELOAD)
		return wish(bare, command);
	at = pool_index(bare, command->vs_id);
	if (at == bare->view->pools_len)
		return refuse(COMMAND_NO_VS, "vs.not_found");
	if (command->has_weight && command->weight >= 666 && command->weight <= 669)
		return pretend(command->weight);
	adds = command->kind == COMMAND_RS_ADD || command->kind == COMMAND_RS_PUT;
	rs = find_rs(bare->view->pools[at], command);
	if (rs && (command->kind == COMMAND_RS_ADD || command->only_if_absent))
		return refuse(COMMAND_EXISTS, "rs.exists");
	if (rs && command->if_revision && command->if_revision != rs->revision)
		return refuse(COMMAND_STALE, "rs.stale");
	if (!rs && !adds)
		return refuse(COMMAND_NO_RS, "rs.not_found");
	if (command->plan)
		return plan(command, rs);
	if (command->kind == COMMAND_RS_MAINTENANCE && rs && rs->weight == 670 &&
	    !command->force)
		return refuse(COMMAND_CONFLICT, "rs.quorum");
	pool = copy_pool(bare->view->pools[at], rs ? 0 : 1);
	if (!rs) {
		fill_rs(&pool->real_servers[pool->real_servers_len - 1], command->addr,
		    command->port);
		reply.status = COMMAND_CREATED;
	}
	rs = find_rs(pool, command);
	edit_rs(rs, command, bare->revision + 1);
	reply.revision = rs->revision;
	reply.persisted = rs->persisted;
	if (command->kind == COMMAND_RS_DRAIN)
		reply.status = COMMAND_ACCEPTED;
	if (command->kind == COMMAND_RS_REMOVE && command->force)
		remove_rs(pool, rs);
	else if (command->kind == COMMAND_RS_REMOVE)
		reply.status = COMMAND_ACCEPTED;
	replace_view(bare, at, pool);
	return reply;
}

static const struct history *
recall(void *ctx)
{
	const struct bare *bare = ctx;

	return bare->history;
}

static void
make_history(struct bare *bare)
{
	struct history_event script = {.type = HISTORY_TRACK,
	    .at_ms = 1795341662123,
	    .from = "good",
	    .to = "bad",
	    .text = "script chk failed: exited with 1, 3 times in a row"};
	struct history_event priority = {.type = HISTORY_VRRP_PRIORITY,
	    .at_ms = 1795341662124,
	    .before = 150,
	    .after = 60,
	    .text = "priority 150 to 60"};
	struct history_event drained = {.type = HISTORY_RS_ADMIN,
	    .at_ms = 1795341660000,
	    .ref = "virtual-servers/10.1.1.166-80-tcp/real-servers/10.1.1.163-80",
	    .actor = "uid 0",
	    .text = "weight 3"};
	struct history_event change = {.type = HISTORY_VRRP_STATE,
	    .at_ms = 1795341662900,
	    .from = "master",
	    .to = "backup",
	    .reason = "higher_priority_heard",
	    .after = 60,
	    .text = "advert from 10.1.1.162 with priority 100, ours 60: gave way"};

	bare->history = history_new(16);
	history_ref_track(&script, "script", "chk");
	history_add(bare->history, &script);
	history_ref_instance(&priority, "VI 1/a");
	history_add(bare->history, &priority);
	history_ref_instance(&change, "VI 1/a");
	history_add(bare->history, &change);
	history_add(bare->history, &drained);
}

static void
input(void *ctx, unsigned events)
{
	struct bare *bare = ctx;
	char bytes[64];

	(void)events;
	if (read(STDIN_FILENO, bytes, sizeof(bytes)) <= 0)
		loop_stop(bare->loop);
}

/* "unix:PATH", "127.0.0.1:PORT" */
static void
add_listen(struct bare *bare, char *text)
{
	struct api_listen *listen = &bare->listens[bare->options.listens_len++];
	char *colon = strrchr(text, ':');

	if (strncmp(text, "unix:", 5) == 0) {
		listen->unix_path = text + 5;
		listen->unix_mode = 0666;
		return;
	}
	*colon = '\0';
	listen->addr = addr_of(text);
	listen->port = (uint16_t)strtoul(colon + 1, NULL, 10);
}

static void
read_options(struct bare *bare, int argc, char **argv)
{
	int option;

	while ((option = getopt(argc, argv, "l:t:c:k:a:n:rm")) != -1) {
		if (option == 'l' && bare->options.listens_len < LISTENS_MAX)
			add_listen(bare, optarg);
		else if (option == 't')
			bare->options.token_file = optarg;
		else if (option == 'c')
			bare->options.tls_certificate = optarg;
		else if (option == 'k')
			bare->options.tls_key = optarg;
		else if (option == 'a')
			bare->options.client_ca = optarg;
		else if (option == 'n')
			bare->real_servers = (unsigned)strtoul(optarg, NULL, 10);
		else if (option == 'm')
			bare->options.require_if_match = true;
		else if (option == 'r')
			bare->not_ready = true;
	}
}

/* All checks are its checks: one that a script makes, each second. */
static bool
more_of_check(void *ctx, const char *vs_id, const struct view_check *check,
    struct view_check_more *out)
{
	(void)ctx;
	(void)vs_id;
	*out = (struct view_check_more){.target = "10.1.1.163:80",
	    .deadline_ms = 5000,
	    .delay_loop_ms = 1000,
	    .output = check->known ? "said\n" : NULL};
	buf_puts(&out->words, "misc_path /bin/true\n");
	return true;
}

static void
config_text(void *ctx, struct buf *out)
{
	(void)ctx;
	buf_puts(out, "vrrp_instance VI_1 {\n}\n");
}

/* Good is what has no "bad" in it; it would change one of each kind. */
static struct view_trial *
config_try(void *ctx, const char *text, size_t len)
{
	static const char *before[] = {"weight 1"}, *after[] = {"weight 2"};
	static const struct view_trial_fault fault = {
	    true, "-", 2, 3, "unknown_keyword", "bad is no keyword", "good"};
	static const struct view_trial_change changes[] = {
	    {VIEW_TRIAL_ADD,    "vrrp_instance",  "VI_2",          NULL,                {NULL, 0}, {NULL, 0} },
	    {VIEW_TRIAL_CHANGE, "real_server",    "10.1.1.163-80", "10.1.1.166-80-tcp",
             {before, 1},									  {after, 1}},
	    {VIEW_TRIAL_REMOVE, "virtual_server", "fwmark-7",      NULL,                {NULL, 0},
             {NULL, 0}										       },
	};
	struct view_trial *trial = mem_new(1, sizeof(*trial));
	bool is_bad = text && memmem(text, len, "bad", 3);

	(void)ctx;
	trial->arena = arena_new();
	trial->faults = &fault;
	trial->faults_len = trial->errors = is_bad;
	trial->changes = changes;
	trial->changes_len = is_bad ? 0 : 3;
	return trial;
}

int
main(int argc, char **argv)
{
	struct bare bare = {.loop = loop_new()};
	const struct api_hooks hooks = {
	    .view = show,
	    .pool = show_pool,
	    .real_server = show_real_server,
	    .check = more_of_check,
	    .history = recall,
	    .run = run,
	    .config_text = config_text,
	    .config_try = config_try,
	    .ctx = &bare,
	};
	const struct log_options log = {.console = true, .detail = true};
	char why[WHY_SIZE];
	int rc;

	log_open("api_bare", &log);
	bare.options.listens = bare.listens;
	read_options(&bare, argc, argv);
	make_history(&bare);
	replace_view(&bare, 0, NULL);
	bare.api = api_new(bare.loop, &hooks);
	rc = api_configure(bare.api, &bare.options, why, sizeof(why));
	if (rc == 0) {
		bare.input =
		    loop_fd_new(bare.loop, STDIN_FILENO, LOOP_READ, input, &bare);
		printf("ready\n");
		(void)fflush(stdout);
		loop_run(bare.loop);
		loop_fd_free(bare.input);
	} else {
		fprintf(stderr, "api_bare: %s\n", why);
	}
	api_free(bare.api);
	view_unref(bare.view);
	history_free(bare.history);
	loop_free(bare.loop);
	return rc == 0 ? 0 : 1;
}
