/* SPDX-License-Identifier: Apache-2.0 */
/* What is decided on a request before a handler sees it. E, control thread. */
#ifndef API_API_GATE_H
#define API_API_GATE_H

#include <stdbool.h>
#include <stdint.h>

#include "api/api_refusal.h"

struct api;
struct api_call;

/* Somebody at `source` was turned away: counted and, at a limited rate, logged. */
void api_note_refusal(
    struct api *api, enum api_refusal refusal, const char *source, const char *detail);

/* The same of a request, which is answered with the problem. False. */
bool api_turn_away(struct api_call *call, enum api_refusal refusal, unsigned status,
    const char *detail);

/* Decide on a request by its head: `declared_bytes` of body are to come. False: the
 * response says why not. */
bool api_gate(struct api_call *call, uint64_t declared_bytes);

/* Whether the person has the route's role, or a grant that may do; what the grant has
 * to allow is told by the body, for api_granted_body. False: the response says why not.
 */
bool api_granted(struct api_call *call);
bool api_granted_body(struct api_call *call);

#endif
