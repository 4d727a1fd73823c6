/* SPDX-License-Identifier: Apache-2.0 */
/* Why there is no master agent, in words that say what to do: for the log, REST and
 * whoever examines a host. P. */
#ifndef MIB_MIB_ABSENCE_H
#define MIB_MIB_ABSENCE_H

#include <stdbool.h>

/* The path of an AgentX address ("unix:/var/agentx/master", "/var/agentx/master"); NULL
 * of one that is none ("tcp:localhost:705"). */
const char *mib_absence_path(const char *socket);

/* What keeps us from the master agent at an address. `err` is the positive errno of
 * looking at its path; 0: it is there and may be used (or has no path), and yet nobody
 * answers. Static. */
const char *mib_absence_advice(const char *socket, int err);

#endif
