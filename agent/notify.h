/* SPDX-License-Identifier: Apache-2.0 */
/* Runs the operator's scripts upon a change, in order for one object, off every thread
 * that matters: through the keeper. E, control thread. */
#ifndef AGENT_NOTIFY_H
#define AGENT_NOTIFY_H

#include "agent/conf/model.h"

struct keeper_link;
struct notify;

struct notify *notify_new(struct keeper_link *keeper);
void notify_free(struct notify *notify);

/* The defaults for scripts without a user of their own; borrowed until the next call.
 */
void notify_configure(struct notify *notify, const struct model_global *global);

/* Queue one run. `object` orders: a script of the same object starts after the one
 * before has ended. `extra` (NULL-terminated, may be NULL) is appended to argv, as
 * "INSTANCE" "VI_1" "MASTER" "100". An empty command does nothing. */
void notify_run(struct notify *notify, const char *object,
    const struct model_script_command *command, const char *const *extra);

#endif
