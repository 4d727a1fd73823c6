/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/vrrp/vrrp_agenda.h"

#include <assert.h>

#include "agent/lib/arena.h"
#include "agent/vrrp/vrrp_router.h"

void
vrrp_agenda_init(struct vrrp_agenda *agenda, struct arena *arena, size_t room)
{
	size_t bytes = (room + 1) * sizeof(struct vrrp_router *);

	*agenda = (struct vrrp_agenda){.room = room};
	agenda->urgent = arena_alloc(arena, bytes);
	/* Room for all from the start: the heap never grows its array. */
	agenda->timers.nodes = arena_alloc(arena, bytes);
	agenda->timers.room = room + 1;
}

static struct vrrp_router *
router_of(struct heap_node *node)
{
	char *at = (char *)node - offsetof(struct vrrp_router, timer);

	return (struct vrrp_router *)(void *)at;
}

/* ---- time ---- */

void
vrrp_agenda_put(struct vrrp_agenda *agenda, struct vrrp_router *router)
{
	assert(agenda->timers.len < agenda->room || heap_has(&router->timer));
	heap_set(&agenda->timers, &router->timer, router->timer.due);
}

struct vrrp_router *
vrrp_agenda_take(struct vrrp_agenda *agenda, struct instant now)
{
	struct heap_node *first = heap_first(&agenda->timers);

	if (!first || !instant_reached(first->due, now))
		return NULL;
	heap_remove(&agenda->timers, first);
	return router_of(first);
}

struct instant
vrrp_agenda_due(const struct vrrp_agenda *agenda)
{
	const struct heap_node *first = heap_first(&agenda->timers);

	return first ? first->due : INSTANT_NEVER;
}

void
vrrp_router_retime(struct vrrp_router *router)
{
	struct instant due = instant_earlier(router->errand, router->run.fsm.due);

	if (!heap_has(&router->timer))
		router->timer.due = due;
	else if (due.ns != router->timer.due.ns)
		heap_set(&router->agenda->timers, &router->timer, due);
}

void
vrrp_router_wake_at(struct vrrp_router *router, struct instant due)
{
	if (!instant_before(due, router->errand))
		return;
	router->errand = due;
	vrrp_router_retime(router);
}

void
vrrp_router_wake(struct vrrp_router *router)
{
	vrrp_router_wake_at(router, (struct instant){0});
}

/* ---- status ---- */

void
vrrp_router_tell(struct vrrp_router *router)
{
	struct vrrp_agenda *agenda = router->agenda;
	size_t at = agenda->urgent_first + agenda->urgent_len;

	if (router->urgent)
		return;
	assert(agenda->urgent_len < agenda->room);
	router->urgent = true;
	agenda->urgent[at % agenda->room] = router;
	agenda->urgent_len++;
}

struct vrrp_router *
vrrp_agenda_urgent(const struct vrrp_agenda *agenda)
{
	return agenda->urgent_len ? agenda->urgent[agenda->urgent_first] : NULL;
}

void
vrrp_agenda_told(struct vrrp_agenda *agenda)
{
	agenda->urgent[agenda->urgent_first]->urgent = false;
	agenda->urgent_first = (agenda->urgent_first + 1) % agenda->room;
	agenda->urgent_len--;
}
