/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/view/view_event.h"

#include <stdatomic.h>

#include "agent/lib/mem.h"

struct view_events *
view_events_new(uint64_t first, uint64_t next)
{
	struct view_events *events = mem_new(1, sizeof(*events));

	events->count = 1;
	events->first = first;
	events->next = next;
	events->events_len = (uint32_t)(next - first);
	events->events = mem_new(events->events_len, sizeof(*events->events));
	return events;
}

struct view_events *
view_events_ref(struct view_events *events)
{
	(void)atomic_fetch_add_explicit(&events->count, 1, memory_order_relaxed);
	return events;
}

void
view_events_unref(struct view_events *events)
{
	if (!events)
		return;
	if (atomic_fetch_sub_explicit(&events->count, 1, memory_order_acq_rel) > 1)
		return;
	mem_free(events->events);
	mem_free(events);
}
