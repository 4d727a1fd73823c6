/* SPDX-License-Identifier: Apache-2.0 */
/* The body of a write about a virtual server, and its id. Touches nothing; not P only
 * because of the parser's library. */
#ifndef API_API_VS_BODY_H
#define API_API_VS_BODY_H

#include "agent/command_vs.h"
#include "api/api_problem.h"

/* Its identity is in `vs` beforehand where the path says it; then the members of the
 * body may repeat it, not contradict it, and not where they are to be merged. */
struct api_vs_body {
	struct command_vs vs;
	bool named;  /* by the path */
	bool merged; /* PATCH */
	char reason[120];
};

/* False when something was wrong: `faults` (zeroed by the caller) has it all. */
bool api_vs_body_parse(
    const char *text, size_t len, struct api_vs_body *body, struct api_faults *faults);

/* "10.1.1.166-80-tcp", "2001:db8::10-443-udp", "fwmark-7", "fwmark-7-ipv6": identity
 * only. False: of no such form. */
bool api_vs_id_parse(const char *id, struct command_vs *vs);

#endif
