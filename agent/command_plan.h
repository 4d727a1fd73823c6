/* SPDX-License-Identifier: Apache-2.0 */
/* What a command would do, for those who ask before they act. D. */
#ifndef AGENT_COMMAND_PLAN_H
#define AGENT_COMMAND_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agent/words.h"

enum { COMMAND_OBJECT_SIZE = 160 }; /* as ids in the view */

/* A service or a destination of it as the kernel has it, or would. */
struct command_state {
	bool is_there;
	char scheduler[16]; /* of a service */
	uint32_t persistence_s;
	uint32_t weight; /* of a destination */
	enum forward forward;
};

/* One step: an operation on the kernel's table, or an order to VRRP. */
struct command_change {
	const char *op;                  /* "IPVS_CMD_SET_DEST", "vrrp.yield"; static */
	char vs_id[COMMAND_OBJECT_SIZE]; /* "": not about one */
	char rs_id[COMMAND_OBJECT_SIZE]; /* "": the virtual server itself */
	char instance[COMMAND_OBJECT_SIZE]; /* of VRRP */
	struct command_state from, to;
};

struct command_plan {
	struct command_change *changes; /* owned, mem_free */
	size_t len;
	/* Active and inactive ones at destinations that would get no new ones, be
	 * reached by another way, or leave the table: the last two break them. */
	uint64_t connections_affected;
	bool quorum_lost; /* of a virtual server that has it now */
};

#endif
