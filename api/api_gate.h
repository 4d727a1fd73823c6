/* SPDX-License-Identifier: Apache-2.0 */
/* What is decided on a request before a handler sees it. E, control thread. */
#ifndef API_API_GATE_H
#define API_API_GATE_H

#include <stdbool.h>
#include <stdint.h>

struct api_call;

/* Decide on a request by its head: `declared_bytes` of body are to come. False: the
 * response says why not. */
bool api_gate(struct api_call *call, uint64_t declared_bytes);

/* Whether the person has the route's role, or a grant that may do; what the grant has
 * to allow is told by the body, for api_granted_body. False: the response says why not.
 */
bool api_granted(struct api_call *call);
bool api_granted_body(struct api_call *call);

#endif
