/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/history.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>

#include "agent/lib/mem.h"

struct history {
	struct history_event *events; /* owned: seq is at (seq - 1) % room */
	size_t room;
	uint64_t next;
	void (*added)(void *ctx); /* NULL: nobody watches */
	void *ctx;
};

static const char *const words[] = {
    [HISTORY_AGENT_STARTED] = "agent.started",
    [HISTORY_AGENT_STOPPING] = "agent.stopping",
    [HISTORY_VRRP_STATE] = "vrrp.state",
    [HISTORY_VRRP_PRIORITY] = "vrrp.priority",
    [HISTORY_VRRP_ADVERT] = "vrrp.advert",
    [HISTORY_VRRP_OVERRIDE] = "vrrp.override",
    [HISTORY_VRRP_LATE] = "vrrp.late",
    [HISTORY_VRRP_SPLIT_BRAIN] = "vrrp.split_brain",
    [HISTORY_VRRP_ADDRESS] = "vrrp.address",
    [HISTORY_TRACK] = "track.state",
    [HISTORY_INTERFACE] = "interface.state",
    [HISTORY_CONFIG_APPLIED] = "config.applied",
    [HISTORY_CONFIG_REJECTED] = "config.rejected",
    [HISTORY_RS_STATE] = "rs.effective",
    [HISTORY_RS_ADMIN] = "rs.admin",
    [HISTORY_RS_OVERRIDE] = "rs.override",
    [HISTORY_VS_QUORUM] = "vs.quorum",
    [HISTORY_VS_TIER] = "vs.tier",
    [HISTORY_VS_PANIC] = "vs.panic",
    [HISTORY_IPVS_DRIFT] = "ipvs.drift",
};

static_assert(sizeof(words) / sizeof(words[0]) == HISTORY_TYPES, "a word for each");

const char *
history_type_word(enum history_type type)
{
	return words[type];
}

struct history *
history_new(size_t room)
{
	struct history *history = mem_new(1, sizeof(*history));

	history->events = mem_new(room, sizeof(*history->events));
	history->room = room;
	history->next = 1;
	return history;
}

void
history_free(struct history *history)
{
	if (!history)
		return;
	mem_free(history->events);
	mem_free(history);
}

void
history_watch(struct history *history, void (*added)(void *ctx), void *ctx)
{
	history->added = added;
	history->ctx = ctx;
}

void
history_add(struct history *history, const struct history_event *event)
{
	struct history_event *to;

	if (!history)
		return;
	to = &history->events[(history->next - 1) % history->room];
	*to = *event;
	to->seq = history->next++;
	if (history->added)
		history->added(history->ctx);
}

uint64_t
history_first(const struct history *history)
{
	return history->next > history->room ? history->next - history->room : 1;
}

uint64_t
history_next(const struct history *history)
{
	return history->next;
}

const struct history_event *
history_get(const struct history *history, uint64_t seq)
{
	if (seq < history_first(history) || seq >= history->next)
		return NULL;
	return &history->events[(seq - 1) % history->room];
}

void
history_say(struct history_event *event, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	(void)vsnprintf(event->text, sizeof(event->text), fmt, args); /* may be cut */
	va_end(args);
}

void
history_by(struct history_event *event, const char *actor)
{
	(void)mem_copy_text(
	    event->actor, sizeof(event->actor), actor ? actor : ""); /* likewise */
}

/* ---- refs: a name that is too long is cut, in what is kept and in what is looked for
 */

void
history_ref_instance(struct history_event *event, const char *name)
{
	(void)snprintf(event->ref, sizeof(event->ref), "vrrp/instances/%s", name);
}

void
history_ref_track(struct history_event *event, const char *kind, const char *name)
{
	(void)snprintf(
	    event->ref, sizeof(event->ref), "vrrp/tracking/%s/%s", kind, name);
}

void
history_ref_interface(struct history_event *event, const char *name)
{
	history_ref_track(event, "interface", name);
}
