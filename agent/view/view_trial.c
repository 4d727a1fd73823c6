/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/view/view_trial.h"

#include "agent/lib/arena.h"
#include "agent/lib/mem.h"

void
view_trial_free(struct view_trial *trial)
{
	if (!trial)
		return;
	arena_free(trial->arena);
	mem_free(trial);
}
