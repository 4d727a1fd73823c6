/* SPDX-License-Identifier: Apache-2.0 */
/* startup_script and shutdown_script: run by the keeper's process while there is no
 * agent, and waited for. E. */
#ifndef AGENT_SCRIPT_ONCE_H
#define AGENT_SCRIPT_ONCE_H

#include "agent/conf/model.h"

/* Run it, and wait until it ends or is killed at its time-out: it, and all that it
 * started. What went wrong is logged, and hinders nothing. No command: nothing is done.
 * `what` names it in the log. */
void script_once_run(const char *what, const struct model_script_command *command,
    uint32_t timeout_ms, const struct model_global *global);

/* A copy of a model's process words and of all that these need; the caller's. */
struct model_global *script_once_dup(const struct model_global *global);
void script_once_free(struct model_global *copy); /* NULL is fine */

#endif
