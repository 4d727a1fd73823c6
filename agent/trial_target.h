/* SPDX-License-Identifier: Apache-2.0 */
/* What a trial of a check may be aimed at: who may ask for one must not reach by it
 * what only this host reaches. P. */
#ifndef AGENT_TRIAL_TARGET_H
#define AGENT_TRIAL_TARGET_H

#include <stddef.h>

#include "agent/lib/addr.h"

/* NULL, or what the address is that it may not be: "a loopback address". Loopback is
 * fine within `allowed`; what else is refused, always is. An IPv6 address that stands
 * for an IPv4 one is judged as that. */
const char *trial_target_refusal(
    const struct addr *addr, const struct addr_prefix *allowed, size_t allowed_len);

#endif
