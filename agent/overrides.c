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

static int
save(const struct overrides_parts *parts, const char *instance, const char *value)
{
	char key[KEY_SIZE];
	const struct store_record record = {key_of(instance, key), value};

	if (!value && !store_get(parts->store, key))
		return 0; /* it was not kept */
	return store_save(parts->store, &record, 1);
}

void
overrides_over(const struct overrides_parts *parts, const char *instance)
{
	/* Left on the disk it has ended all the same: it says when. */
	if (save(parts, instance, NULL) < 0)
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

	/* Names fit; the other two may be cut. */
	(void)mem_copy_text(
	    wished.instance, sizeof(wished.instance), command->instance);
	(void)mem_copy_text(wished.actor, sizeof(wished.actor), command->actor);
	(void)mem_copy_text(wished.reason, sizeof(wished.reason), reason);
	for (char *at = wished.reason; *at; at++)
		if ((unsigned char)*at < 0x20 || *at == 0x7f)
			*at = ' ';
	if (command->has_duration)
		wished.end_ms = wished.begun_ms + command->duration_ms;
	return wished;
}

static struct command_reply
begin(const struct overrides_parts *parts, const struct command *command,
    struct vrrp_wished *wished, const char *what)
{
	struct command_reply reply = {.status = COMMAND_ACCEPTED,
	    .code = "vrrp.override",
	    .persisted = wished->persisted};
	char text[VRRP_WISH_TEXT_SIZE];

	if (command->has_duration && command->duration_ms == 0)
		return refusal(COMMAND_INVALID, "vrrp.duration", "/duration_ms",
		    "a time of 0 has no effect; leave it out to wait for resume");
	vrrp_wish_text(wished, text);
	/* One of before that was kept must not outlive this one. */
	if (save(parts, wished->instance, wished->persisted ? text : NULL) < 0)
		return refusal(COMMAND_NOT_SAVED, "store.failed", NULL, "%s",
		    store_status(parts->store)->error);
	tell(parts, command, wished, what);
	vrrp_control_wish(parts->vrrp, wished);
	return reply;
}

static struct command_reply
yield(const struct overrides_parts *parts, const struct command *command,
    enum vrrp_state state)
{
	struct vrrp_wished wished = wish_of(command);
	const struct vrrp_wished *before =
	    vrrp_control_wished(parts->vrrp, command->instance);
	bool yields = before && before->kind == VRRP_WISH_YIELD;

	if (command->kind == COMMAND_VRRP_FAILOVER && state != VRRP_MASTER && !yields)
		return refusal(COMMAND_CONFLICT, "vrrp.not_master", NULL,
		    "%s is %s here: there is no role to give away; yield keeps it "
		    "from taking one",
		    command->instance, vrrp_state_word(state));
	wished.kind = VRRP_WISH_YIELD;
	return begin(parts, command, &wished,
	    command->kind == COMMAND_VRRP_FAILOVER ? "failover" : "yield");
}

static struct command_reply
set_priority(const struct overrides_parts *parts, const struct command *command)
{
	struct vrrp_wished wished = wish_of(command);
	char what[24];

	if (!command->has_priority || command->priority < 1 || command->priority > 254)
		return refusal(COMMAND_INVALID, "vrrp.priority", "/priority",
		    "a priority for a time is 1..254");
	wished.kind = VRRP_WISH_PRIORITY;
	wished.priority = (uint8_t)command->priority;
	(void)snprintf(what, sizeof(what), "priority %u", wished.priority); /* fits */
	return begin(parts, command, &wished, what);
}

static struct command_reply
resume(const struct overrides_parts *parts, const struct command *command)
{
	struct vrrp_wished none = wish_of(command);
	struct command_reply reply = {
	    .status = COMMAND_DONE, .code = "vrrp.resumed", .persisted = true};

	if (!vrrp_control_wished(parts->vrrp, command->instance))
		return reply; /* as it should be */
	if (save(parts, command->instance, NULL) < 0)
		return refusal(COMMAND_NOT_SAVED, "store.failed", NULL, "%s",
		    store_status(parts->store)->error);
	none.kind = VRRP_WISH_NONE;
	tell(parts, command, &none, "resume");
	vrrp_control_wish(parts->vrrp, &none);
	reply.status = COMMAND_ACCEPTED;
	return reply;
}

/* An order of a moment: nothing to keep. */
static struct command_reply
ask(const struct overrides_parts *parts, const struct command *command,
    enum vrrp_state state)
{
	bool garp = command->kind == COMMAND_VRRP_SEND_GARP;
	enum vrrp_control_act act = garp ? VRRP_CONTROL_ANNOUNCE : VRRP_CONTROL_RESET;

	if (garp && state != VRRP_MASTER)
		return refusal(COMMAND_CONFLICT, "vrrp.not_master", NULL,
		    "%s is %s here: only a master announces its addresses",
		    command->instance, vrrp_state_word(state));
	if (!vrrp_control_ask(parts->vrrp, command->instance, act))
		return refusal(COMMAND_BUSY, "vrrp.busy", NULL,
		    "VRRP takes no orders at the moment: ask again");
	log_event("vrrp", "%s: operator %s: %s", command->instance, command->actor,
	    garp ? "send-garp" : "reset-stats");
	return (struct command_reply){.status = COMMAND_ACCEPTED, .code = "vrrp.asked"};
}

struct command_reply
overrides_command(const struct overrides_parts *parts, const struct command *command)
{
	enum vrrp_state state;

	if (!vrrp_control_find(parts->vrrp, command->instance, &state))
		return refusal(COMMAND_NO_INSTANCE, "vrrp.not_found", NULL,
		    "there is no VRRP instance %s", command->instance);
	if (command->kind == COMMAND_VRRP_RESUME)
		return resume(parts, command);
	if (command->kind == COMMAND_VRRP_PRIORITY)
		return set_priority(parts, command);
	if (command->kind == COMMAND_VRRP_YIELD ||
	    command->kind == COMMAND_VRRP_FAILOVER)
		return yield(parts, command, state);
	return ask(parts, command, state);
}
