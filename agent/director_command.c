/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on: control. One command touches one virtual server: find, decide, save, apply,
 * tell the kernel, answer. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "agent/director_batch.h"
#include "agent/director_edit.h"
#include "agent/director_history.h"
#include "agent/director_inside.h"
#include "agent/director_vs.h"
#include "agent/lib/log.h"
#include "agent/lib/mem.h"
#include "agent/store/store.h"
#include "agent/sys/now.h"

__attribute__((format(printf, 4, 5))) static struct command_reply
refusal(enum command_status status, const char *code, uint64_t revision,
    const char *fmt, ...)
{
	struct command_reply reply = {
	    .status = status, .code = code, .revision = revision};
	va_list args;

	va_start(args, fmt);
	/* May be cut: a text for people. */
	(void)vsnprintf(reply.detail, sizeof(reply.detail), fmt, args);
	va_end(args);
	return reply;
}

/* A client with a template goes elsewhere when its server has weight 0. */
static bool
expires_templates(const struct director *director)
{
	return director->knobs.seen.values[IPVS_KNOB_EXPIRE_QUIESCENT] > 0;
}

static struct edits_scene
scene_of(const struct director *director, const struct director_pool *pool,
    const struct command *command)
{
	const struct ipvs_member *member =
	    ipvs_pool_find(&pool->pool, &command->addr, command->port);

	return (struct edits_scene){.vs = pool->vs,
	    .configured = edits_configured(
		pool->sorted, pool->sorted_len, &command->addr, command->port),
	    .edit = edits_find(
		&director->edits, pool->vs->id, &command->addr, command->port),
	    .revision = member ? member->spec.revision : 0,
	    .is_needed = member && ipvs_pool_needs(&pool->pool, member),
	    .keeps_pinned = pool->vs->persistence_s > 0 && !expires_templates(director),
	    .now_ms = now_wall_ms()};
}

/* ---- the log: who wanted what ---- */

static const char *
verb_of(const struct command *command)
{
	static const char *const verbs[OVERRIDES] = {[OVERRIDE_NONE] = "override ended",
	    [OVERRIDE_UP] = "force up",
	    [OVERRIDE_DOWN] = "force down"};

	switch (command->kind) {
	case COMMAND_RS_ADD:
		return "add";
	case COMMAND_RS_PUT:
		return "set";
	case COMMAND_RS_PATCH:
		return "change";
	case COMMAND_RS_REMOVE:
		return command->force ? "remove at once" : "drain and remove";
	case COMMAND_RS_DRAIN:
		return "drain";
	case COMMAND_RS_READY:
		return "ready";
	case COMMAND_RS_MAINTENANCE:
		return "maintenance";
	case COMMAND_RS_OVERRIDE:
		return verbs[command->override];
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
	return "?";
}

/* Somebody else's words, so that they cannot pass for lines of ours. */
static const char *
printable(const char *from, char *out, size_t size)
{
	(void)mem_copy_text(out, size, from ? from : ""); /* may be cut */
	for (char *at = out; *at; at++)
		if ((unsigned char)*at < 0x20 || *at == 0x7f)
			*at = '?';
	return out;
}

static void
tell(const struct director_pool *pool, const struct command *command,
    const struct command_reply *reply)
{
	char text[DIRECTOR_RS_TEXT_SIZE], said[160], actor[80], source[80], why[160];
	size_t at = 0;

	said[0] = '\0';
	if (command->has_weight)
		at += (size_t)snprintf(
		    said, sizeof(said), ", weight %u", command->weight);
	if (command->has_forward)
		at += (size_t)snprintf(said + at, sizeof(said) - at, ", forward %s",
		    forward_word(command->forward));
	if (command->has_admin)
		at += (size_t)snprintf(said + at, sizeof(said) - at, ", admin %s",
		    admin_word(command->admin));
	if (command->has_timeout)
		at += (size_t)snprintf(said + at, sizeof(said) - at, ", within %u ms",
		    command->timeout_ms);
	if (command->has_drain_end)
		at += (size_t)snprintf(said + at, sizeof(said) - at, ", then %s",
		    drain_end_word(command->drain_end));
	if (command->has_duration)
		(void)snprintf(said + at, sizeof(said) - at, ", for %u ms",
		    command->duration_ms); /* fits: 120 at most in all */
	log_event("rs", "%s of %s: edit, %s%s%s, by %s over %s, revision %llu%s%s",
	    director_rs_text(&command->addr, command->port, text), pool->vs->id,
	    verb_of(command), said, reply->persisted ? "" : ", not persisted",
	    printable(command->actor, actor, sizeof(actor)),
	    printable(command->source, source, sizeof(source)),
	    (unsigned long long)reply->revision, command->reason ? ": " : "",
	    printable(command->reason, why, sizeof(why)));
}

/* ---- acting ---- */

static void
answer_kernel(const struct director *director, const struct ipvs_failure *failure,
    struct command_reply *reply)
{
	const struct ipvs_sync_status *status = ipvs_sync_status(director->sync);

	if (failure->op) {
		reply->status = COMMAND_KERNEL;
		reply->code = "kernel.refused";
		reply->kernel_op = failure->op;
		reply->kernel_errno = failure->err;
		(void)snprintf(reply->detail, sizeof(reply->detail),
		    "the kernel refused %s: %s; it is tried again", failure->op,
		    strerrordesc_np(failure->err)); /* may be cut */
	} else if (!status->available) {
		reply->status = COMMAND_KERNEL;
		reply->code = "kernel.unavailable";
		reply->kernel_op = "IPVS_CMD_GET_INFO";
		reply->kernel_errno = ENOENT;
		(void)snprintf(reply->detail, sizeof(reply->detail),
		    "kept, and applied once the kernel has IPVS: %s",
		    status->error); /* likewise */
	}
}

static struct command_reply
act(struct director *director, struct director_pool *pool,
    const struct command *command, const struct edits_decision *decision)
{
	struct command_reply reply = decision->reply;
	struct ipvs_failure failure;

	if (director->edits.len >= EDITS_MAX && !decision->erases &&
	    !edits_find(&director->edits, pool->vs->id, &command->addr, command->port))
		return refusal(COMMAND_FULL, "edits.full", 0,
		    "there are %d edits: write them into the configuration file",
		    EDITS_MAX);
	if (director_save_edit(director, decision, pool->vs) < 0)
		return refusal(COMMAND_NOT_SAVED, "store.failed", 0, "%s",
		    store_status(director->store)->error);
	reply.revision = director->edits.revision;
	reply.persisted = decision->next.persisted;
	tell(pool, command, &reply);
	director_keep_edit(director, pool, command, verb_of(command), reply.revision);
	if (director_pool_lay_one(director, pool, &command->addr, command->port))
		director_check_pool(director, pool);
	failure = director_pool_settle(director, pool);
	answer_kernel(director, &failure, &reply);
	pool->view_stale = true;
	director_changed(director);
	return reply;
}

/* Who is wanted back has another chance, however often it changed. */
static void
forgive(struct director *director, struct director_pool *pool,
    const struct command *command)
{
	struct ipvs_member *member =
	    ipvs_pool_find(&pool->pool, &command->addr, command->port);

	if (command->kind != COMMAND_RS_READY || !member || !member->held)
		return;
	member->flap = (struct ipvs_flap){0};
	pool->view_stale = true;
	/* What the kernel refuses is kept in the pool and told there. */
	(void)director_pool_settle(director, pool);
}

static bool
is_ours(enum command_kind kind)
{
	return kind < COMMAND_RELOAD;
}

struct command_reply
director_command(struct director *director, const struct command *command)
{
	struct director_pool *pool;
	struct edits_scene scene;
	struct edits_decision decision;
	const struct ipvs_member *member;

	if (command->kind >= COMMAND_BEGIN)
		return director_batch(director, command);
	if (command->kind >= COMMAND_VS_ADD)
		return director_vs_command(director, command);
	if (!is_ours(command->kind))
		return refusal(
		    COMMAND_INVALID, "command.unknown", 0, "not about a real server");
	pool = command->vs_id ? director_find(director, command->vs_id) : NULL;
	if (!pool)
		return refusal(COMMAND_NO_VS, "vs.not_found", 0,
		    "there is no virtual server %s",
		    command->vs_id ? command->vs_id : "");
	if (director_is_about_checks(command->kind))
		return director_check_command(director, pool, command);
	scene = scene_of(director, pool, command);
	decision = edits_decide(&scene, command);
	if (decision.reply.status == COMMAND_DONE && !command->plan)
		forgive(director, pool, command);
	if (decision.changes && command->plan)
		director_try(director, pool, &decision, command->plan);
	else if (decision.changes)
		return act(director, pool, command, &decision);
	member = ipvs_pool_find(&pool->pool, &command->addr, command->port);
	decision.reply.revision = member ? member->spec.revision : 0;
	decision.reply.persisted = member && member->spec.persisted;
	return decision.reply;
}
