/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/edits_decide.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "agent/lib/mem.h"

bool
edits_exists(const struct edits_scene *scene)
{
	if (scene->edit && scene->edit->removed)
		return false;
	return scene->configured || scene->edit;
}

__attribute__((format(printf, 5, 6))) static void
refuse(struct command_reply *reply, enum command_status status, const char *code,
    const char *pointer, const char *fmt, ...)
{
	va_list args;

	reply->status = status;
	reply->code = code;
	reply->pointer = pointer;
	va_start(args, fmt);
	(void)vsnprintf(reply->detail, sizeof(reply->detail), fmt, args);
	va_end(args);
}

/* ---- preconditions ---- */

static bool
creates(const struct command *command)
{
	return command->kind == COMMAND_RS_ADD || command->kind == COMMAND_RS_PUT;
}

static bool
is_in_order(const struct edits_scene *scene, const struct command *command,
    struct command_reply *reply)
{
	bool exists = edits_exists(scene);

	if (!exists && !creates(command)) {
		refuse(reply, COMMAND_NO_RS, "rs.not_found", NULL,
		    "%s has no such real server", scene->vs->id);
		return false;
	}
	if (exists && command->kind == COMMAND_RS_ADD) {
		refuse(reply, COMMAND_EXISTS, "rs.exists", NULL,
		    "%s has this real server%s", scene->vs->id,
		    scene->edit && scene->edit->drain.end == DRAIN_REMOVE
			? "; it is being drained, to be removed"
			: "");
		return false;
	}
	if (exists && command->only_if_absent) {
		refuse(reply, COMMAND_STALE, "rs.exists", NULL,
		    "the real server exists, and must not");
		return false;
	}
	if (command->if_revision && command->if_revision != scene->revision) {
		refuse(reply, COMMAND_STALE, "rs.stale", NULL,
		    "the real server is at revision %llu",
		    (unsigned long long)scene->revision);
		return false;
	}
	return true;
}

/* ---- validity ---- */

static bool
address_is_valid(const struct edits_scene *scene, const struct command *command,
    enum forward forward, struct command_reply *reply)
{
	const struct addr *addr = &command->addr;

	if (!addr_is_set(addr) || addr_is_any(addr) || addr_is_multicast(addr)) {
		refuse(reply, COMMAND_INVALID, "rs.address", "/address",
		    "must be the address of one host");
		return false;
	}
	/* The kernel tunnels one family in the other, and nothing else. */
	if (model_vs_differs(scene->vs, addr->family) && forward != FORWARD_TUN) {
		refuse(reply, COMMAND_INVALID, "rs.family", "/address",
		    "the virtual server is IPv%u", scene->vs->family);
		return false;
	}
	return true;
}

/* Only NAT rewrites ports: with DR and TUN a packet reaches the real server with the
 * port that the client chose. */
static bool
port_is_valid(const struct edits_scene *scene, const struct command *command,
    enum forward forward, struct command_reply *reply)
{
	const char *pointer = edits_exists(scene) ? "/forward" : "/port";
	uint16_t wanted = scene->vs->fwmark ? 0 : scene->vs->port;

	if (forward == FORWARD_NAT && !scene->vs->fwmark)
		return true;
	/* A group of several ports gives each service its own. */
	if (scene->vs->group && !scene->vs->port)
		return true;
	if (command->port == wanted)
		return true;
	refuse(reply, COMMAND_INVALID, "rs.port", pointer,
	    "forwarding by %s to %s keeps the port: it must be %u, not %u",
	    forward_word(forward), scene->vs->id, wanted, command->port);
	return false;
}

static enum forward
forward_after(const struct edits_scene *scene, const struct command *command)
{
	if (command->has_forward)
		return command->forward;
	if (command->kind != COMMAND_RS_PUT && scene->edit && scene->edit->has_forward)
		return scene->edit->forward;
	return scene->configured ? scene->configured->forward : scene->vs->forward;
}

/* ---- what it would do to the pool ---- */

/* What the operator is to want of it; as it is, when nothing is said of that. */
static enum admin
admin_after(const struct edits_scene *scene, const struct command *command)
{
	if (command->kind == COMMAND_RS_DRAIN || command->kind == COMMAND_RS_REMOVE)
		return ADMIN_DRAIN;
	if (command->kind == COMMAND_RS_MAINTENANCE)
		return ADMIN_MAINTENANCE;
	if (command->has_admin)
		return command->admin;
	return scene->edit && !creates(command) ? scene->edit->admin : ADMIN_READY;
}

/* Who takes a server out takes it out of the quorum. */
static bool
is_harmless(const struct edits_scene *scene, const struct command *command,
    struct command_reply *reply)
{
	if (command->force || admin_after(scene, command) == ADMIN_READY)
		return true;
	if (scene->is_needed) {
		refuse(reply, COMMAND_CONFLICT, "rs.quorum", NULL,
		    "%s would fall under its quorum without it; force does it all the "
		    "same",
		    scene->vs->id);
		return false;
	}
	if (command->has_drain_expires && command->drain_expires &&
	    scene->keeps_pinned) {
		refuse(reply, COMMAND_CONFLICT, "rs.pinned", "/persistence",
		    "clients with a template go on to be sent there: set "
		    "net.ipv4.vs.expire_quiescent_template to 1, or force");
		return false;
	}
	return true;
}

static bool
is_valid(const struct edits_scene *scene, const struct command *command,
    struct command_reply *reply)
{
	enum forward forward = forward_after(scene, command);

	if (command->has_weight && command->weight > IPVS_WEIGHT_MAX) {
		refuse(reply, COMMAND_INVALID, "rs.weight", "/weight", "0..%d, not %lu",
		    IPVS_WEIGHT_MAX, (unsigned long)command->weight);
		return false;
	}
	if (command->no_checks && scene->configured) {
		refuse(reply, COMMAND_INVALID, "rs.checks", "/checks",
		    "its checks are said in the configuration file");
		return false;
	}
	if (edits_exists(scene) && !command->has_forward)
		return true; /* as it is, right or wrong: the file's word */
	if (!address_is_valid(scene, command, forward, reply))
		return false;
	return port_is_valid(scene, command, forward, reply);
}

/* ---- the next edit ---- */

static struct edit
blank(const struct edits_scene *scene, const struct command *command)
{
	struct edit edit = {.addr = command->addr,
	    .port = command->port,
	    .file_print = edits_print(scene->configured),
	    .saved = scene->edit && scene->edit->saved};

	/* Not a part of what is put. */
	if (scene->edit)
		edit.override = scene->edit->override;

	/* As long as the id it is compared with. */
	(void)mem_copy_text(edit.vs_id, sizeof(edit.vs_id), scene->vs->id);
	return edit;
}

/* Of a drain that is under way only what is said anew is another. */
static void
set_drain(struct edit_drain *drain, const struct edits_scene *scene,
    const struct command *command)
{
	if (!drain->begun_ms)
		drain->begun_ms = scene->now_ms;
	if (command->has_timeout)
		drain->deadline_ms = scene->now_ms + command->timeout_ms;
	if (command->has_drain_end)
		drain->end = command->drain_end;
	if (command->has_drain_expires)
		drain->expires = command->drain_expires;
}

static void
set_admin(struct edit *next, const struct edits_scene *scene,
    const struct command *command, enum admin admin)
{
	if (admin != ADMIN_DRAIN || next->admin != ADMIN_DRAIN)
		next->drain = (struct edit_drain){0};
	next->admin = admin;
	if (admin == ADMIN_DRAIN)
		set_drain(&next->drain, scene, command);
}

static void
set_override(struct edit_override *override, const struct edits_scene *scene,
    const struct command *command)
{
	*override = (struct edit_override){.health = command->override};
	if (command->override == OVERRIDE_NONE)
		return;
	override->begun_ms = scene->now_ms;
	if (command->has_duration)
		override->end_ms = scene->now_ms + command->duration_ms;
	/* Both may be cut: they are for people. */
	(void)mem_copy_text(override->actor, sizeof(override->actor),
	    command->actor ? command->actor : "");
	(void)mem_copy_text(override->reason, sizeof(override->reason),
	    command->reason ? command->reason : "");
}

static void
set_members(
    struct edit *next, const struct edits_scene *scene, const struct command *command)
{
	const struct model_real_server *rs = scene->configured;

	if (command->has_weight) {
		next->has_weight = !rs || command->weight != rs->weight;
		next->weight = next->has_weight ? command->weight : 0;
	}
	if (command->has_forward) {
		next->has_forward = !rs || command->forward != rs->forward;
		next->forward = next->has_forward ? command->forward : (enum forward)0;
	}
	if (command->has_admin)
		set_admin(next, scene, command, command->admin);
}

static void
set_removed(struct edit *next)
{
	next->removed = true;
	next->has_weight = next->has_forward = next->no_checks = false;
	next->weight = 0;
	next->forward = (enum forward)0;
	next->admin = ADMIN_READY;
	next->drain = (struct edit_drain){0};
	next->override = (struct edit_override){0};
}

static struct edit
edit_after(const struct edits_scene *scene, const struct command *command)
{
	struct edit next =
	    scene->edit && !creates(command) ? *scene->edit : blank(scene, command);

	switch (command->kind) {
	case COMMAND_RS_ADD:
	case COMMAND_RS_PUT:
		next.no_checks = command->no_checks;
		set_members(&next, scene, command);
		break;
	case COMMAND_RS_PATCH:
		set_members(&next, scene, command);
		break;
	case COMMAND_RS_DRAIN:
		set_admin(&next, scene, command, ADMIN_DRAIN);
		break;
	case COMMAND_RS_READY:
		set_admin(&next, scene, command, ADMIN_READY);
		break;
	case COMMAND_RS_MAINTENANCE:
		set_admin(&next, scene, command, ADMIN_MAINTENANCE);
		break;
	case COMMAND_RS_REMOVE:
		if (command->force) {
			set_removed(&next);
			break;
		}
		set_admin(&next, scene, command, ADMIN_DRAIN);
		next.drain.end = DRAIN_REMOVE;
		break;
	case COMMAND_RS_OVERRIDE:
		set_override(&next.override, scene, command);
		break;
	case COMMAND_CHECK_NOW:
	case COMMAND_CHECK_PAUSE:
	case COMMAND_CHECK_RESUME:
	case COMMAND_RELOAD:
	case COMMAND_VRRP_FAILOVER:
	case COMMAND_VRRP_YIELD:
	case COMMAND_VRRP_PRIORITY:
	case COMMAND_VRRP_RESUME:
	case COMMAND_VRRP_SEND_GARP:
	case COMMAND_VRRP_RESET_STATS:
	case COMMAND_VS_ADD:
	case COMMAND_VS_PUT:
	case COMMAND_VS_PATCH:
	case COMMAND_VS_REMOVE:
	case COMMAND_BEGIN:
	case COMMAND_COMMIT:
	case COMMAND_ROLLBACK:
		break;
	}
	return next;
}

/* ---- whether that is news ---- */

static bool
says_the_same(const struct edit *a, const struct edit *b)
{
	return a->removed == b->removed && a->has_weight == b->has_weight &&
	    a->has_forward == b->has_forward && a->weight == b->weight &&
	    a->forward == b->forward && a->no_checks == b->no_checks &&
	    a->admin == b->admin && a->drain.end == b->drain.end &&
	    a->drain.deadline_ms == b->drain.deadline_ms &&
	    a->drain.expires == b->drain.expires &&
	    a->override.health == b->override.health &&
	    a->override.end_ms == b->override.end_ms &&
	    strcmp(a->override.reason, b->override.reason) == 0;
}

/* Nothing is left to say, and no older edit on disk would speak up at the next start.
 */
static bool
is_spent(const struct edit *next)
{
	if (next->saved && !next->persisted)
		return false;
	return next->file_print ? edits_is_empty(next) : next->removed;
}

static void
conclude(struct edits_decision *decision, const struct edits_scene *scene,
    enum command_persist persist)
{
	struct edit *next = &decision->next;
	bool was_persisted = scene->edit ? scene->edit->persisted : true;
	struct edit unedited = {.file_print = next->file_print};
	const struct edit *now = scene->edit ? scene->edit : &unedited;

	next->persisted = persist == COMMAND_PERSIST_STATE;
	decision->changes = (!scene->edit && !scene->configured) ||
	    !says_the_same(now, next) || (next->persisted && !was_persisted);
	decision->erases = is_spent(next);
	next->saved |= next->persisted;
}

static enum command_status
status_of(const struct edits_scene *scene, const struct command *command)
{
	if (creates(command))
		return edits_exists(scene) ? COMMAND_DONE : COMMAND_CREATED;
	if (command->kind == COMMAND_RS_DRAIN)
		return COMMAND_ACCEPTED;
	if (command->kind == COMMAND_RS_REMOVE && !command->force)
		return COMMAND_ACCEPTED;
	return COMMAND_DONE;
}

struct edits_decision
edits_decide(const struct edits_scene *scene, const struct command *command)
{
	struct edits_decision decision = {0};

	if (!is_in_order(scene, command, &decision.reply) ||
	    !is_valid(scene, command, &decision.reply) ||
	    !is_harmless(scene, command, &decision.reply))
		return decision;
	decision.reply.status = status_of(scene, command);
	decision.next = edit_after(scene, command);
	conclude(&decision, scene, command->persist);
	return decision;
}

struct edits_decision
edits_decide_over(const struct edits_scene *scene, enum edits_over what)
{
	struct edits_decision decision = {.next = *scene->edit};
	struct edit *next = &decision.next;

	switch (what) {
	case EDITS_OVER_GONE:
		set_removed(next);
		break;
	case EDITS_OVER_RESTS:
		next->admin = ADMIN_MAINTENANCE;
		next->drain = (struct edit_drain){0};
		break;
	case EDITS_OVER_OVERRIDE:
		next->override = (struct edit_override){0};
		break;
	}
	conclude(&decision, scene,
	    scene->edit->persisted ? COMMAND_PERSIST_STATE : COMMAND_PERSIST_RUNTIME);
	return decision;
}
