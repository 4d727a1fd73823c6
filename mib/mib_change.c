/* SPDX-License-Identifier: Apache-2.0 */
#include "mib/mib_change.h"

#include "agent/lib/mem.h"

/* As the configuration has it: 255 is the owner of the addresses, 0 has left. */
enum { PRIORITY_MIN = 1, PRIORITY_MAX = 254, WEIGHT_MAX = 65535 };

/* AgentX does not say which manager it was. */
static void
sign(struct command *command, const struct mib_change *change)
{
	command->actor = "snmp";
	command->source = "agentx";
	command->instance = change->instance[0] ? change->instance : NULL;
	command->vs_id = change->vs_id[0] ? change->vs_id : NULL;
}

struct command
mib_change_command(const struct mib_change *change, bool undo, int64_t wall_ms)
{
	struct command command = undo ? change->undo : change->command;
	int64_t left_ms = change->undo_end_ms - wall_ms;

	sign(&command, change);
	if (!undo || change->undo_end_ms == 0)
		return command;
	if (left_ms <= 0) { /* what was before has ended meanwhile */
		command.kind = COMMAND_VRRP_RESUME;
		return command;
	}
	command.has_duration = true;
	command.duration_ms = left_ms < UINT32_MAX ? (uint32_t)left_ms : UINT32_MAX;
	return command;
}

uint8_t
mib_priority(const struct view_vrrp *vrrp)
{
	return vrrp->override == VRRP_WISH_PRIORITY ? vrrp->override_priority
						    : vrrp->priority;
}

static struct mib_change
about_instance(const struct view_vrrp *vrrp, enum command_kind kind)
{
	static const enum command_kind before[VRRP_WISHES] = {
	    [VRRP_WISH_NONE] = COMMAND_VRRP_RESUME,
	    [VRRP_WISH_YIELD] = COMMAND_VRRP_YIELD,
	    [VRRP_WISH_PRIORITY] = COMMAND_VRRP_PRIORITY};
	struct mib_change change = {
	    .command = {.kind = kind					 },
	    .undo = { .kind = before[vrrp->override],
			.has_priority = vrrp->override == VRRP_WISH_PRIORITY,
			.priority = vrrp->override_priority,
			.persist = vrrp->override_persisted ? COMMAND_PERSIST_STATE
						    : COMMAND_PERSIST_RUNTIME},
	    .undo_end_ms = vrrp->override_end_ms
        };

	(void)mem_copy_text(
	    change.instance, sizeof(change.instance), vrrp->name); /* fits */
	return change;
}

enum mib_set
mib_change_priority(
    const struct view_vrrp *vrrp, uint64_t priority, struct mib_change *change)
{
	if (priority < PRIORITY_MIN || priority > PRIORITY_MAX)
		return MIB_SET_WRONG_VALUE;
	*change = about_instance(vrrp, COMMAND_VRRP_PRIORITY);
	change->command.has_priority = true;
	change->command.priority = (uint32_t)priority;
	return MIB_SET_GOOD;
}

enum mib_set
mib_change_admin(const struct view_vrrp *vrrp, bool up, struct mib_change *change)
{
	*change = about_instance(vrrp, up ? COMMAND_VRRP_RESUME : COMMAND_VRRP_YIELD);
	return MIB_SET_GOOD;
}

static struct mib_change
about_rs(const char *vs_id, const struct view_rs *rs)
{
	struct mib_change change = {
	    .command = {.kind = COMMAND_RS_PATCH, .addr = rs->addr, .port = rs->port},
	};

	(void)mem_copy_text(change.vs_id, sizeof(change.vs_id), vs_id); /* fits */
	return change;
}

enum mib_set
mib_change_weight(const char *vs_id, const struct view_rs *rs, uint64_t weight,
    struct mib_change *change)
{
	if (weight > WEIGHT_MAX)
		return MIB_SET_WRONG_VALUE;
	*change = about_rs(vs_id, rs);
	change->command.has_weight = true;
	change->command.weight = (uint32_t)weight;
	change->undo = change->command;
	change->undo.weight = rs->weight;
	return MIB_SET_GOOD;
}

enum mib_set
mib_change_rs_admin(const char *vs_id, const struct view_rs *rs, enum admin admin,
    struct mib_change *change)
{
	*change = about_rs(vs_id, rs);
	change->command.has_admin = true;
	change->command.admin = admin;
	change->undo = change->command;
	change->undo.admin = rs->admin;
	return MIB_SET_GOOD;
}
