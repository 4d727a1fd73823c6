/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/overrides.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "agent/history.h"
#include "agent/lib/log.h"
#include "agent/lib/mem.h"
#include "agent/store/store.h"
#include "agent/sys/now.h"
#include "agent/vrrp/vrrp_control.h"

static const char prefix[] = "vrrp/override/";

enum { KEY_SIZE = sizeof(prefix) + VRRP_WISH_NAME_SIZE };

static const char *
key_of(const char *instance, char out[KEY_SIZE])
{
	(void)snprintf(out, KEY_SIZE, "%s%.*s", prefix, VRRP_WISH_NAME_SIZE - 1,
	    instance); /* fits */
	return out;
}

/* ---- across restarts ---- */

static void
load_one(void *ctx, const char *key, const char *value)
{
	const struct overrides_parts *parts = ctx;
	struct vrrp_wished wished;

	if (!vrrp_wish_parse(value, &wished) ||
	    !mem_copy_text(
		wished.instance, sizeof(wished.instance), key + strlen(prefix))) {
		log_event("store", "%s: not understood, left alone: %s", key, value);
		return;
	}
	if (wished.end_ms && wished.end_ms <= now_wall_ms())
		return; /* its time passed while nobody ran; the next wish replaces it
			 */
	vrrp_control_wish(parts->vrrp, &wished);
	log_event("vrrp", "%s: %s goes on, wished by %s%s%s", wished.instance,
	    vrrp_wish_word(wished.kind), wished.actor, wished.reason[0] ? ": " : "",
	    wished.reason);
}

void
overrides_load(const struct overrides_parts *parts)
{
	store_each(parts->store, prefix, load_one, (void *)(uintptr_t)parts);
}

/* All of them or none; `value` NULL: keep nothing of them. */
static int
save(const struct overrides_parts *parts, const char *const *names, size_t names_len,
    const char *value)
{
	struct store_record *records = mem_new(names_len, sizeof(*records));
	char(*keys)[KEY_SIZE] = mem_new(names_len, sizeof(*keys));
	size_t len = 0;
	int rc;

	for (size_t i = 0; i < names_len; i++)
		/* What was not kept need not be forgotten. */
		if (value || store_get(parts->store, key_of(names[i], keys[len]))) {
			records[len].key = key_of(names[i], keys[len]);
			records[len].value = value;
			len++;
		}
	rc = store_save(parts->store, records, len);
	mem_free(keys);
	mem_free(records);
	return rc;
}

void
overrides_over(const struct overrides_parts *parts, const char *instance)
{
	/* Left on the disk it has ended all the same: it says when. */
	if (save(parts, &instance, 1, NULL) < 0)
		log_event("store", "the end of a wish for %s is not saved: %s",
		    instance, store_status(parts->store)->error);
}

/* ---- one command ---- */

__attribute__((format(printf, 4, 5))) static struct command_reply
refusal(enum command_status status, const char *code, const char *pointer,
    const char *fmt, ...)
{
	struct command_reply reply = {
	    .status = status, .code = code, .pointer = pointer};
	va_list args;

	va_start(args, fmt);
	(void)vsnprintf(reply.detail, sizeof(reply.detail), fmt, args); /* may be cut */
	va_end(args);
	return reply;
}

static void
tell(const struct overrides_parts *parts, const struct command *command,
    const struct vrrp_wished *wished, const char *what)
{
	struct history_event event = {.type = HISTORY_VRRP_OVERRIDE,
	    .at = now_monotonic(),
	    .at_ms = now_wall_ms(),
	    .after = wished->priority};
	char span[48] = "";

	history_ref_instance(&event, wished->instance);
	history_by(&event, command->actor);
	(void)mem_copy_text(event.to, sizeof(event.to), vrrp_wish_word(wished->kind));
	if (command->has_duration)
		(void)snprintf(span, sizeof(span), " for %u.%03u s",
		    command->duration_ms / 1000, command->duration_ms % 1000);
	else if (wished->kind != VRRP_WISH_NONE)
		(void)snprintf(span, sizeof(span), " until resumed");
	history_say(&event, "operator %s: %s%s%s%s%s", command->actor, what, span,
	    wished->reason[0] ? ": '" : "", wished->reason,
	    wished->reason[0] ? "'" : "");
	history_add(parts->history, &event);
	log_event("vrrp", "%s: %s", wished->instance, event.text);
}

static struct vrrp_wished
wish_of(const struct command *command)
{
	struct vrrp_wished wished = {.begun_ms = now_wall_ms(),
	    .persisted = command->persist == COMMAND_PERSIST_STATE};
	const char *reason = command->reason ? command->reason : "";

	/* Either may be cut. */
	(void)mem_copy_text(wished.actor, sizeof(wished.actor), command->actor);
	(void)mem_copy_text(wished.reason, sizeof(wished.reason), reason);
	for (char *at = wished.reason; *at; at++)
		if ((unsigned char)*at < 0x20 || *at == 0x7f)
			*at = ' ';
	if (command->has_duration)
		wished.end_ms = wished.begun_ms + command->duration_ms;
	return wished;
}

/* What it would do, told and not done. */
static void
plan_for(const struct command *command, const struct vrrp_movers *movers)
{
	static const struct {
		enum command_kind kind;
		const char *op;
	} ops[] = {
	    {COMMAND_VRRP_FAILOVER,    "vrrp.yield"       },
	    {COMMAND_VRRP_YIELD,       "vrrp.yield"       },
	    {COMMAND_VRRP_PRIORITY,    "vrrp.set_priority"},
	    {COMMAND_VRRP_RESUME,      "vrrp.resume"      },
	    {COMMAND_VRRP_SEND_GARP,   "vrrp.send_garp"   },
	    {COMMAND_VRRP_RESET_STATS, "vrrp.reset_stats" },
	};
	struct command_plan *plan = command->plan;

	plan->changes =
	    mem_grow(plan->changes, plan->len + movers->len, sizeof(*plan->changes));
	for (size_t i = 0; i < sizeof(ops) / sizeof(ops[0]); i++)
		for (size_t m = 0; ops[i].kind == command->kind && m < movers->len;
		     m++) {
			struct command_change *change = &plan->changes[plan->len++];

			*change = (struct command_change){.op = ops[i].op};
			(void)mem_copy_text(change->instance, sizeof(change->instance),
			    movers->names[m]); /* fits */
		}
}

/* One member that gives way alone would be held by the others, who do not: it is told
 * to all of them in one go. */
static void
wish_all(const struct overrides_parts *parts, const struct command *command,
    const struct vrrp_movers *movers, struct vrrp_wished *wished, const char *what)
{
	char text[VRRP_WISH_NAME_SIZE + 48];

	(void)snprintf(text, sizeof(text), "%s%s%s", what,
	    movers->group ? " of sync group " : "",
	    movers->group ? movers->group : ""); /* fits: 24 + 15 + a name */
	for (size_t i = 0; i < movers->len; i++) {
		(void)mem_copy_text(wished->instance, sizeof(wished->instance),
		    movers->names[i]); /* fits */
		tell(parts, command, wished, text);
		vrrp_control_wish(parts->vrrp, wished);
	}
}

static struct command_reply
begin(const struct overrides_parts *parts, const struct command *command,
    const struct vrrp_movers *movers, struct vrrp_wished *wished, const char *what)
{
	struct command_reply reply = {.status = COMMAND_ACCEPTED,
	    .code = "vrrp.override",
	    .persisted = wished->persisted};
	char text[VRRP_WISH_TEXT_SIZE];

	if (command->has_duration && command->duration_ms == 0)
		return refusal(COMMAND_INVALID, "vrrp.duration", "/duration_ms",
		    "a time of 0 has no effect; leave it out to wait for resume");
	if (command->plan) {
		plan_for(command, movers);
		return reply;
	}
	vrrp_wish_text(wished, text);
	/* One of before that was kept must not outlive this one. */
	if (save(parts, movers->names, movers->len, wished->persisted ? text : NULL) <
	    0)
		return refusal(COMMAND_NOT_SAVED, "store.failed", NULL, "%s",
		    store_status(parts->store)->error);
	wish_all(parts, command, movers, wished, what);
	return reply;
}

static bool
is_master(const struct overrides_parts *parts, const char *instance)
{
	enum vrrp_state state;

	return vrrp_control_find(parts->vrrp, instance, &state) && state == VRRP_MASTER;
}

/* NULL when one of them has a role to give away, or gives it away already; else one
 * that has not. */
static const char *
without_role(const struct overrides_parts *parts, const struct vrrp_movers *movers)
{
	for (size_t i = 0; i < movers->len; i++) {
		const struct vrrp_wished *before =
		    vrrp_control_wished(parts->vrrp, movers->names[i]);

		if (is_master(parts, movers->names[i]) ||
		    (before && before->kind == VRRP_WISH_YIELD))
			return NULL;
	}
	return movers->len ? movers->names[0] : "";
}

static struct command_reply
refuse_role(const struct overrides_parts *parts, const char *instance, const char *rest)
{
	enum vrrp_state state = VRRP_INIT;

	(void)vrrp_control_find(parts->vrrp, instance, &state); /* else as if in init */
	return refusal(COMMAND_CONFLICT, "vrrp.not_master", NULL, "%s is %s here: %s",
	    instance, vrrp_state_word(state), rest);
}

static struct command_reply
yield(const struct overrides_parts *parts, const struct command *command,
    const struct vrrp_movers *movers)
{
	bool failover = command->kind == COMMAND_VRRP_FAILOVER;
	struct vrrp_wished wished = wish_of(command);
	const char *powerless = failover ? without_role(parts, movers) : NULL;

	if (powerless)
		return refuse_role(parts, powerless,
		    "there is no role to give away; yield keeps it from taking one");
	wished.kind = VRRP_WISH_YIELD;
	return begin(parts, command, movers, &wished, failover ? "failover" : "yield");
}

static struct command_reply
set_priority(const struct overrides_parts *parts, const struct command *command,
    const struct vrrp_movers *movers)
{
	struct vrrp_wished wished = wish_of(command);
	char what[24];

	if (!command->has_priority || command->priority < 1 || command->priority > 254)
		return refusal(COMMAND_INVALID, "vrrp.priority", "/priority",
		    "a priority for a time is 1..254");
	wished.kind = VRRP_WISH_PRIORITY;
	wished.priority = (uint8_t)command->priority;
	(void)snprintf(what, sizeof(what), "priority %u", wished.priority); /* fits */
	return begin(parts, command, movers, &wished, what);
}

static bool
any_wished(const struct overrides_parts *parts, const struct vrrp_movers *movers)
{
	for (size_t i = 0; i < movers->len; i++)
		if (vrrp_control_wished(parts->vrrp, movers->names[i]))
			return true;
	return false;
}

static struct command_reply
resume(const struct overrides_parts *parts, const struct command *command,
    const struct vrrp_movers *movers)
{
	struct vrrp_wished none = wish_of(command);
	struct command_reply reply = {
	    .status = COMMAND_DONE, .code = "vrrp.resumed", .persisted = true};

	if (!any_wished(parts, movers))
		return reply; /* as it should be */
	if (command->plan) {
		plan_for(command, movers);
		reply.status = COMMAND_ACCEPTED;
		return reply;
	}
	if (save(parts, movers->names, movers->len, NULL) < 0)
		return refusal(COMMAND_NOT_SAVED, "store.failed", NULL, "%s",
		    store_status(parts->store)->error);
	none.kind = VRRP_WISH_NONE;
	wish_all(parts, command, movers, &none, "resume");
	reply.status = COMMAND_ACCEPTED;
	return reply;
}

/* An order of a moment: nothing to keep, and nothing that moves a role. */
static struct command_reply
ask(const struct overrides_parts *parts, const struct command *command,
    const char *instance)
{
	bool garp = command->kind == COMMAND_VRRP_SEND_GARP;
	enum vrrp_control_act act = garp ? VRRP_CONTROL_ANNOUNCE : VRRP_CONTROL_RESET;

	if (garp && !is_master(parts, instance))
		return refuse_role(
		    parts, instance, "only a master announces its addresses");
	if (command->plan) {
		const struct vrrp_movers one = {.names = &instance, .len = 1};

		plan_for(command, &one);
		return (struct command_reply){.status = COMMAND_ACCEPTED};
	}
	if (!vrrp_control_ask(parts->vrrp, instance, act))
		return refusal(COMMAND_BUSY, "vrrp.busy", NULL,
		    "VRRP takes no orders at the moment: ask again");
	log_event("vrrp", "%s: operator %s: %s", instance, command->actor,
	    garp ? "send-garp" : "reset-stats");
	return (struct command_reply){.status = COMMAND_ACCEPTED, .code = "vrrp.asked"};
}

static struct command_reply
ask_all(const struct overrides_parts *parts, const struct command *command,
    const struct vrrp_movers *movers)
{
	struct command_reply reply = {.status = COMMAND_ACCEPTED};

	if (command->instance)
		return ask(parts, command, command->instance);
	for (size_t i = 0; i < movers->len && reply.status == COMMAND_ACCEPTED; i++)
		reply = ask(parts, command, movers->names[i]);
	return reply;
}

static struct command_reply
carry_out(const struct overrides_parts *parts, const struct command *command,
    const struct vrrp_movers *movers)
{
	if (command->kind == COMMAND_VRRP_RESUME)
		return resume(parts, command, movers);
	if (command->kind == COMMAND_VRRP_PRIORITY)
		return set_priority(parts, command, movers);
	if (command->kind == COMMAND_VRRP_YIELD ||
	    command->kind == COMMAND_VRRP_FAILOVER)
		return yield(parts, command, movers);
	return ask_all(parts, command, movers);
}

struct command_reply
overrides_command(const struct overrides_parts *parts, const struct command *command)
{
	struct vrrp_movers movers;
	struct command_reply reply;

	if (!vrrp_control_movers(
		parts->vrrp, command->instance, command->group, &movers))
		return command->instance
		    ? refusal(COMMAND_NO_INSTANCE, "vrrp.not_found", NULL,
			  "there is no VRRP instance %s", command->instance)
		    : refusal(COMMAND_NO_INSTANCE, "sync_group.not_found", NULL,
			  "there is no sync group %s", command->group);
	reply = carry_out(parts, command, &movers);
	vrrp_movers_fini(&movers);
	return reply;
}
