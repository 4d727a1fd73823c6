/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on: control. */
#include "agent/agent_audit.h"

#include "agent/agent.h"
#include "agent/lib/buf.h"
#include "agent/store/store_audit.h"
#include "agent/sys/now.h"
#include "api/json_out.h"

void
agent_audit(void *ctx, const char *members)
{
	struct agent *agent = ctx;

	audit_add(agent->audit, members);
	if (!audit_status(agent->audit)->writable)
		agent_changed(agent); /* the view tells how many were lost */
}

uint64_t
agent_audit_read(void *ctx, uint64_t before, size_t limit, struct buf *out)
{
	const struct agent *agent = ctx;

	return audit_read(agent->audit, before, limit, out);
}

static const char *const words[] = {
    [COMMAND_RS_ADD] = "rs.add",
    [COMMAND_RS_PUT] = "rs.put",
    [COMMAND_RS_PATCH] = "rs.patch",
    [COMMAND_RS_REMOVE] = "rs.remove",
    [COMMAND_RS_DRAIN] = "rs.drain",
    [COMMAND_RS_READY] = "rs.ready",
    [COMMAND_RS_MAINTENANCE] = "rs.maintenance",
    [COMMAND_RS_OVERRIDE] = "rs.override",
    [COMMAND_CHECK_NOW] = "check.now",
    [COMMAND_CHECK_PAUSE] = "check.pause",
    [COMMAND_CHECK_RESUME] = "check.resume",
    [COMMAND_RELOAD] = "config.reload",
    [COMMAND_VRRP_FAILOVER] = "vrrp.failover",
    [COMMAND_VRRP_YIELD] = "vrrp.yield",
    [COMMAND_VRRP_PRIORITY] = "vrrp.priority",
    [COMMAND_VRRP_RESUME] = "vrrp.resume",
    [COMMAND_VRRP_SEND_GARP] = "vrrp.send_garp",
    [COMMAND_VRRP_RESET_STATS] = "vrrp.reset_stats",
    [COMMAND_VS_ADD] = "vs.add",
    [COMMAND_VS_PUT] = "vs.put",
    [COMMAND_VS_PATCH] = "vs.patch",
    [COMMAND_VS_REMOVE] = "vs.remove",
    [COMMAND_BEGIN] = "transaction.begin",
    [COMMAND_COMMIT] = "transaction.commit",
    [COMMAND_ROLLBACK] = "transaction.rollback",
};

/* What it was done to: a real server of a virtual server, an instance, a group. */
static void
put_target(struct json_out *out, const struct command *command)
{
	char addr[ADDR_TEXT_SIZE];

	if (command->vs_id)
		json_out_text(out, "virtual_server", command->vs_id);
	if (addr_is_set(&command->addr)) {
		json_out_text(out, "address", addr_format(&command->addr, addr));
		json_out_uint(out, "port", command->port);
	}
	if (command->instance)
		json_out_text(out, "instance", command->instance);
	if (command->group)
		json_out_text(out, "sync_group", command->group);
	if (command->has_weight)
		json_out_uint(out, "weight", command->weight);
	if (command->has_priority)
		json_out_uint(out, "priority", command->priority);
}

void
agent_audit_command(
    struct agent *agent, const struct command *command, struct command_reply reply)
{
	struct buf members = {0};
	struct json_out out = json_out_to(&members);
	char date[VIEW_DATE_SIZE];
	bool done = reply.status <= COMMAND_ACCEPTED;

	json_out_text(&out, "at", view_date(now_wall_ms(), date));
	json_out_text(&out, "actor", command->actor ? command->actor : "");
	json_out_text(&out, "source", command->source ? command->source : "");
	json_out_text(&out, "command", words[command->kind]);
	put_target(&out, command);
	json_out_text(&out, "outcome", done ? "done" : "refused");
	if (reply.code)
		json_out_text(&out, "code", reply.code);
	json_out_bool(&out, "persisted", reply.persisted);
	json_out_uint(&out, "revision", reply.revision);
	agent_audit(agent, buf_text(&members));
	buf_fini(&members);
}
