/* SPDX-License-Identifier: Apache-2.0 */
/* What keeper and agent say to each other: one datagram a message on a SOCK_SEQPACKET
 * pair. Both ends are one binary, so host order and plain structs. D. */
#ifndef AGENT_KEEPER_WIRE_H
#define AGENT_KEEPER_WIRE_H

#include <stdint.h>

#include "agent/keeper.h"
#include "agent/sys/spawn.h"

enum { KEEPER_USER_SIZE = 64, KEEPER_ARGS_MAX = 64 };

enum keeper_ask { KEEPER_ASK_RUN, KEEPER_ASK_CANCEL };

struct keeper_request {
	enum keeper_ask ask;
	uint32_t id;
	uint32_t timeout_ms;
	struct spawn_limits limits;
	uint32_t args_bytes; /* of `args`: terminated strings, one after another */
	char user[KEEPER_USER_SIZE];  /* "" : the keeper's own */
	char group[KEEPER_USER_SIZE]; /* "" : the user's */
	char args[KEEPER_ARGS_BYTES_MAX];
};

struct keeper_answer {
	uint32_t id;
	struct keeper_result result;
};

#endif
