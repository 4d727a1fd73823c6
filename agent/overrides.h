/* SPDX-License-Identifier: Apache-2.0 */
/* Commands about VRRP instances: what an operator wishes for a time is checked, saved,
 * told and handed to VRRP; so are the orders of a moment. E, control thread. */
#ifndef AGENT_OVERRIDES_H
#define AGENT_OVERRIDES_H

#include "agent/command.h"

struct history;
struct store;
struct vrrp_control;

/* All borrowed. */
struct overrides_parts {
	struct vrrp_control *vrrp;
	struct store *store;
	struct history *history; /* NULL: none is kept */
};

/* At the start, before the first configuration: what is saved and has not ended. */
void overrides_load(const struct overrides_parts *parts);

/* The COMMAND_VRRP_* kinds. */
struct command_reply overrides_command(
    const struct overrides_parts *parts, const struct command *command);

/* The time of this instance's is over. */
void overrides_over(const struct overrides_parts *parts, const char *instance);

#endif
