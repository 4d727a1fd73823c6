/* SPDX-License-Identifier: Apache-2.0 */
/* The body of a write: JSON text -> the members it may have, or all that is wrong with
 * it. Touches nothing; not P only because of the parser's library. */
#ifndef API_API_BODY_H
#define API_API_BODY_H

#include "agent/lib/addr.h"
#include "agent/words.h"
#include "api/api_problem.h"

enum {
	API_WEIGHT_MAX = 65535,
	API_TIMEOUT_MAX_MS = 7 * 24 * 3600 * 1000, /* a drain of a week */
	API_REASON_SIZE = 120
};

/* Members, as bits. */
enum api_member {
	API_M_ID = 1 << 0,
	API_M_ADDRESS = 1 << 1,
	API_M_PORT = 1 << 2,
	API_M_WEIGHT = 1 << 3,
	API_M_FORWARD = 1 << 4,
	API_M_ADMIN = 1 << 5,
	API_M_INHERIT_CHECKS = 1 << 6,
	API_M_ACTION = 1 << 7,
	API_M_TIMEOUT = 1 << 8,
	API_M_REASON = 1 << 9,
	API_M_DURATION = 1 << 10,
	API_M_PRIORITY = 1 << 11,
	API_M_ON_TIMEOUT = 1 << 20,
	API_M_PERSISTENCE = 1 << 21,
	API_M_FORCE = 1 << 22,
	API_M_HEALTH = 1 << 23,
	API_M_TTL = 1 << 24
};

struct api_body {
	unsigned given; /* which members are there */
	char id[VIEW_ID_SIZE];
	struct addr address;
	uint32_t port;   /* 0..65535 */
	uint32_t weight; /* 0..API_WEIGHT_MAX */
	enum forward forward;
	enum admin admin;
	bool inherit_checks; /* false: the new real server has no checks */
	char action[16];
	uint32_t timeout_ms; /* 0..API_TIMEOUT_MAX_MS */
	char reason[API_REASON_SIZE];
	uint32_t duration_ms; /* 1..API_TIMEOUT_MAX_MS by the agent's rule */
	uint32_t priority;    /* 0..255, likewise 1..254 */
	enum drain_end on_timeout;
	bool drain_expires; /* persistence: "expire" */
	bool force;
	enum health_override health; /* up or down */
	uint32_t ttl_ms;             /* 0..API_TIMEOUT_MAX_MS */
};

/* False when something was wrong: `faults` (zeroed by the caller) has it all. Members
 * not in `allowed` are refused, those of `required` must be there. */
bool api_body_parse(const char *text, size_t len, unsigned allowed, unsigned required,
    struct api_body *body, struct api_faults *faults);

#endif
