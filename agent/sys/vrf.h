/* SPDX-License-Identifier: Apache-2.0 */
/* VRFs, interfaces that stand for a table of routes. E, control thread. */
#ifndef AGENT_SYS_VRF_H
#define AGENT_SYS_VRF_H

#include <stdbool.h>

#include "agent/sys/netlink.h"

/* The table of the VRF `name`; 0: there is none, or nobody could be asked. */
uint32_t vrf_table(const char *name);

/* The kernel's message of a link is that of the VRF `name`: its table, else 0. */
uint32_t vrf_decode(const struct netlink_message *message, const char *name);

#endif
