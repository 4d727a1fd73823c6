/* SPDX-License-Identifier: Apache-2.0 */
/* What the parts of the model share: limits, a place in a file, a program to run. D. */
#ifndef AGENT_CONF_MODEL_BASE_H
#define AGENT_CONF_MODEL_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agent/lib/addr.h"
#include "agent/words.h"

enum {
	MODEL_NAME_MAX = 127, /* bytes of a name, without the terminator */
	MODEL_ID_SIZE = 160,  /* of an id as REST shows it, with the terminator */
	MODEL_IFNAME_SIZE = 16,
	MODEL_MAC_BYTES = 6,
	MODEL_AUTH_PASS_SIZE = 8,  /* RFC 2338 5.3.10: zero-filled */
	MODEL_SCHEDULER_SIZE = 16, /* IP_VS_SCHEDNAME_MAXLEN, IP_VS_PENAME_MAXLEN */
	MODEL_VRRP_ADDRESSES_MAX = 255
};

/* Where in the operator's files something was said. `file` may be NULL. */
struct model_place {
	const char *file; /* borrowed from the arena, as does every pointer below */
	uint32_t line;    /* from 1 */
	uint32_t column;  /* from 1, in bytes */
};

/* A program to run: no shell. `argv` ends with NULL; NULL when there is none. The user
 * and group are names or numbers as written; NULL: the default (script_user). */
struct model_script_command {
	const char *const *argv;
	const char *user;
	const char *group;
};

/* A named pipe that events are written to, and the program that reads it. */
struct model_fifo {
	const char *path;         /* NULL: none */
	const char *user, *group; /* whose it is when we make it; NULL: ours */
	struct model_script_command script; /* the path is its last argument */
};
enum model_fifo_kind { MODEL_FIFO_ALL, MODEL_FIFO_VRRP, MODEL_FIFO_LVS, MODEL_FIFOS };

#endif
