/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/view/view_said.h"

#include <stdatomic.h>

#include "agent/lib/arena.h"
#include "agent/lib/mem.h"

struct view_said *
view_said_new(void)
{
	struct view_said *said = mem_new(1, sizeof(*said));

	said->count = 1;
	said->arena = arena_new();
	return said;
}

struct view_said *
view_said_ref(struct view_said *said)
{
	(void)atomic_fetch_add_explicit(&said->count, 1, memory_order_relaxed);
	return said;
}

void
view_said_unref(struct view_said *said)
{
	if (!said)
		return;
	if (atomic_fetch_sub_explicit(&said->count, 1, memory_order_acq_rel) > 1)
		return;
	arena_free(said->arena);
	mem_free(said);
}
