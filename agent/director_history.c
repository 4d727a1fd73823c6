/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on: control. What happens to the virtual and real servers, for the history. */
#include <stdio.h>
#include <string.h>

#include "agent/director_history.h"
#include "agent/director_inside.h"
#include "agent/history.h"
#include "agent/lib/mem.h"
#include "agent/sys/now.h"

#define PUT(to, from)                                                                  \
  ((void)mem_copy_text(to, sizeof(to), from)) /* fits: our words                       \
					       */

static struct history_event
begin(enum history_type type, uint64_t revision)
{
	return (struct history_event){.type = type,
	    .at = now_monotonic(),
	    .at_ms = now_wall_ms(),
	    .revision = revision};
}

static void
refer(struct history_event *event, const struct director_pool *pool,
    const struct addr *addr, uint16_t port)
{
	char text[ADDR_TEXT_SIZE];

	(void)snprintf(event->ref, sizeof(event->ref),
	    "virtual-servers/%s/real-servers/%s-%u", pool->vs->id,
	    addr_format(addr, text), (unsigned)port);
}

/* Who asked last for something to be done with it: a drain that ends was begun so. */
static void
credit(const struct history *history, struct history_event *event)
{
	uint64_t seq;

	if (!history)
		return;
	seq = history_next(history);
	while (seq-- > history_first(history)) {
		const struct history_event *asked = history_get(history, seq);

		if (asked->type != HISTORY_RS_ADMIN ||
		    strcmp(asked->ref, event->ref) != 0)
			continue;
		history_by(event, asked->actor);
		return;
	}
}

static bool
is_asked_for(enum rs_state state)
{
	return state == RS_DRAINING || state == RS_DRAINED || state == RS_MAINTENANCE;
}

static void
put_by(const struct history_event *event, char *out, size_t size)
{
	out[0] = '\0';
	if (event->actor[0])
		(void)snprintf(out, size, ", by %s", event->actor); /* may be cut */
}

void
director_keep_state(const struct director *director, const struct director_pool *pool,
    const struct ipvs_member *member, enum rs_state from)
{
	struct history_event event = begin(HISTORY_RS_STATE, member->spec.revision);
	char text[DIRECTOR_RS_TEXT_SIZE], by[HISTORY_WORD_SIZE + 8];

	refer(&event, pool, &member->spec.addr, member->spec.port);
	if (is_asked_for(member->state))
		credit(director->parts.history, &event);
	put_by(&event, by, sizeof(by));
	PUT(event.from, rs_state_word(from));
	PUT(event.to, rs_state_word(member->state));
	history_say(&event, "%s of %s: %s%s%s%s",
	    director_rs_text(&member->spec.addr, member->spec.port, text), pool->vs->id,
	    event.to, member->detail[0] ? ", " : "", member->detail, by);
	history_add(director->parts.history, &event);
}

void
director_keep_left(const struct director *director, const struct director_pool *pool,
    const struct addr *addr, uint16_t port)
{
	struct history_event event = begin(HISTORY_RS_STATE, 0);
	char text[DIRECTOR_RS_TEXT_SIZE], by[HISTORY_WORD_SIZE + 8];

	refer(&event, pool, addr, port);
	credit(director->parts.history, &event);
	put_by(&event, by, sizeof(by));
	PUT(event.from, rs_state_word(RS_DRAINED));
	PUT(event.to, "removed");
	history_say(&event, "%s of %s: removed%s", director_rs_text(addr, port, text),
	    pool->vs->id, by);
	history_add(director->parts.history, &event);
}

void
director_keep_override_over(const struct director *director,
    const struct director_pool *pool, const struct addr *addr, uint16_t port)
{
	struct history_event event = begin(HISTORY_RS_OVERRIDE, 0);
	char text[DIRECTOR_RS_TEXT_SIZE];

	refer(&event, pool, addr, port);
	PUT(event.to, "none");
	PUT(event.reason, "expired");
	history_say(&event, "%s of %s: the override of its health is over",
	    director_rs_text(addr, port, text), pool->vs->id);
	history_add(director->parts.history, &event);
}

static struct history_event
begin_vs(enum history_type type, const struct director_pool *pool)
{
	struct history_event event = begin(type, pool->revision);

	(void)snprintf(
	    event.ref, sizeof(event.ref), "virtual-servers/%s", pool->vs->id);
	return event;
}

void
director_keep_quorum(
    const struct director *director, const struct director_pool *pool, bool up)
{
	struct history_event event = begin_vs(HISTORY_VS_QUORUM, pool);

	PUT(event.to, up ? "regained" : "lost");
	history_say(&event, "%s: quorum %s, weight %llu of %llu", pool->vs->id,
	    event.to, (unsigned long long)pool->pool.live_weight,
	    (unsigned long long)pool->pool.needed_weight);
	history_add(director->parts.history, &event);
}

void
director_keep_tier(
    const struct director *director, const struct director_pool *pool, uint8_t from)
{
	struct history_event event = begin_vs(HISTORY_VS_TIER, pool);

	event.before = from;
	event.after = pool->pool.tier;
	history_say(&event, "%s: tiers up to %u are in use, not up to %u", pool->vs->id,
	    (unsigned)pool->pool.tier, (unsigned)from);
	history_add(director->parts.history, &event);
}

void
director_keep_panic(const struct director *director, const struct director_pool *pool)
{
	struct history_event event = begin_vs(HISTORY_VS_PANIC, pool);
	const struct ipvs_pool *at = &pool->pool;

	PUT(event.to, at->panic ? "begun" : "ended");
	history_say(&event,
	    "%s: panic %s: %llu of %llu are fit, the threshold is %u %%", pool->vs->id,
	    event.to, (unsigned long long)at->healthy,
	    (unsigned long long)(at->healthy + at->unfit), pool->vs->panic_percent);
	history_add(director->parts.history, &event);
}

void
director_keep_held(const struct director *director, const struct director_pool *pool,
    const struct ipvs_member *member)
{
	struct history_event event = begin(HISTORY_RS_STATE, member->spec.revision);
	char text[DIRECTOR_RS_TEXT_SIZE];

	refer(&event, pool, &member->spec.addr, member->spec.port);
	PUT(event.from, rs_state_word(member->state));
	PUT(event.to, "held");
	PUT(event.reason, "flapping");
	history_say(&event, "%s of %s: flapping, held down for %lld s",
	    director_rs_text(&member->spec.addr, member->spec.port, text), pool->vs->id,
	    (long long)span_to_ms(member->flap.length) / 1000);
	history_add(director->parts.history, &event);
}

void
director_keep_drift(const struct director *director, const struct ipvs_key *key,
    size_t operations, const char *what)
{
	struct history_event event = begin(HISTORY_IPVS_DRIFT, 0);
	const struct model_virtual_server vs = {.family = key->family,
	    .protocol = key->protocol,
	    .addr = key->addr,
	    .port = key->port,
	    .fwmark = key->fwmark};
	char id[MODEL_ID_SIZE];

	model_vs_id(&vs, id);
	(void)snprintf(event.ref, sizeof(event.ref), "virtual-servers/%s", id);
	event.after = (int32_t)operations;
	history_say(&event, "%s: changed by somebody else: %s; put back", id, what);
	history_add(director->parts.history, &event);
}

void
director_keep_edit(const struct director *director, const struct director_pool *pool,
    const struct command *command, const char *verb, uint64_t revision)
{
	bool overrides = command->kind == COMMAND_RS_OVERRIDE;
	struct history_event event =
	    begin(overrides ? HISTORY_RS_OVERRIDE : HISTORY_RS_ADMIN, revision);
	char text[DIRECTOR_RS_TEXT_SIZE];

	refer(&event, pool, &command->addr, command->port);
	PUT(event.to, overrides ? health_override_word(command->override) : verb);
	history_by(&event, command->actor);
	history_say(&event, "%s of %s: %s%s%s",
	    director_rs_text(&command->addr, command->port, text), pool->vs->id, verb,
	    command->reason ? ": " : "", command->reason ? command->reason : "");
	history_add(director->parts.history, &event);
}
