/* SPDX-License-Identifier: Apache-2.0 */
/* Who changed what: the API's entries, and those of SNMP and signals. E, control
 * thread. */
#ifndef AGENT_AGENT_AUDIT_H
#define AGENT_AGENT_AUDIT_H

#include <stddef.h>
#include <stdint.h>

#include "agent/command.h"

struct buf;

/* Hooks of the API; `ctx` is the agent. */
void agent_audit(void *ctx, const char *members);
uint64_t agent_audit_read(void *ctx, uint64_t before, size_t limit, struct buf *out);

/* A command that no request asked for, and what came of it. */
void agent_audit_command(
    struct agent *agent, const struct command *command, struct command_reply reply);

#endif
