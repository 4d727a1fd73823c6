/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on: control. What happens to the virtual and real servers, for the history. */
#include <stdio.h>

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

void
director_keep_state(const struct director *director, const struct director_pool *pool,
    const struct ipvs_member *member, enum rs_state from)
{
	struct history_event event = begin(HISTORY_RS_STATE, member->spec.revision);
	char text[DIRECTOR_RS_TEXT_SIZE];

	refer(&event, pool, &member->spec.addr, member->spec.port);
	PUT(event.from, rs_state_word(from));
	PUT(event.to, rs_state_word(member->state));
	history_say(&event, "%s of %s: %s%s%s",
	    director_rs_text(&member->spec.addr, member->spec.port, text), pool->vs->id,
	    event.to, member->detail[0] ? ", " : "", member->detail);
	history_add(director->parts.history, &event);
}

void
director_keep_quorum(
    const struct director *director, const struct director_pool *pool, bool up)
{
	struct history_event event = begin(HISTORY_VS_QUORUM, pool->revision);

	(void)snprintf(
	    event.ref, sizeof(event.ref), "virtual-servers/%s", pool->vs->id);
	PUT(event.to, up ? "regained" : "lost");
	history_say(&event, "%s: quorum %s, weight %llu of %llu", pool->vs->id,
	    event.to, (unsigned long long)pool->pool.live_weight,
	    (unsigned long long)pool->pool.needed_weight);
	history_add(director->parts.history, &event);
}

void
director_keep_edit(const struct director *director, const struct director_pool *pool,
    const struct command *command, const char *verb, uint64_t revision)
{
	struct history_event event = begin(HISTORY_RS_ADMIN, revision);
	char text[DIRECTOR_RS_TEXT_SIZE];

	refer(&event, pool, &command->addr, command->port);
	PUT(event.to, verb);
	history_by(&event, command->actor);
	history_say(&event, "%s of %s: %s%s%s",
	    director_rs_text(&command->addr, command->port, text), pool->vs->id, verb,
	    command->reason ? ": " : "", command->reason ? command->reason : "");
	history_add(director->parts.history, &event);
}
