/* SPDX-License-Identifier: Apache-2.0 */
/* SIGUSR1: the whole view as JSON in a file of the state directory. E, control. */
#ifndef AGENT_AGENT_DUMP_H
#define AGENT_AGENT_DUMP_H

#include "agent/view/view.h"

/* Write `directory`/state.json anew (readers see the old or the new one, never half of
 * it). 0 or -errno. */
int agent_dump(const struct view *view, const char *directory);

#endif
