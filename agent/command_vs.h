/* SPDX-License-Identifier: Apache-2.0 */
/* What may be said of a virtual server while the agent runs. D. */
#ifndef AGENT_COMMAND_VS_H
#define AGENT_COMMAND_VS_H

#include <stdbool.h>
#include <stdint.h>

#include "agent/lib/addr.h"
#include "agent/words.h"

/* Members that are said, as bits; the others stay as they are, or have the defaults of
 * the configuration. */
enum command_vs_member {
	COMMAND_VS_SCHEDULER = 1 << 0,
	COMMAND_VS_FORWARD = 1 << 1,
	COMMAND_VS_PERSISTENCE = 1 << 2,
	COMMAND_VS_QUORUM = 1 << 3,
	COMMAND_VS_HYSTERESIS = 1 << 4,
	COMMAND_VS_SORRY = 1 << 5
};

enum {
	COMMAND_VS_SCHEDULER_SIZE = 16,
	COMMAND_VS_PERSISTENCE_MAX_S = 31 * 24 * 3600 /* as the configuration's */
};

struct command_vs {
	/* Its identity: address, port and protocol, or a firewall mark and a family. */
	uint8_t family; /* ADDR_V4, ADDR_V6 */
	enum protocol protocol;
	struct addr addr;
	uint16_t port;
	uint32_t fwmark;
	unsigned given; /* enum command_vs_member */
	char scheduler[COMMAND_VS_SCHEDULER_SIZE];
	enum forward forward; /* default of its real servers */
	uint32_t persistence_s;
	uint32_t quorum, hysteresis;
	struct addr sorry_addr; /* not set: none */
	uint16_t sorry_port;
};

#endif
