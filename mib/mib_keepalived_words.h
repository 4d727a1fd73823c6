/* SPDX-License-Identifier: Apache-2.0 */
/* Our words in keepalived's numbers; for mib_keepalived_* alone. P. */
#ifndef MIB_MIB_KEEPALIVED_WORDS_H
#define MIB_MIB_KEEPALIVED_WORDS_H

#include <stdint.h>

#include "agent/view/view.h"

/* VrrpState: init(0), backup(1), master(2), fault(3). */
uint32_t mib_keepalived_state(enum vrrp_state state);

/* fwmark(1), ip(2); tcp(1), udp(2), sctp(3). */
uint32_t mib_keepalived_vs_type(const struct view_pool *pool);
uint32_t mib_keepalived_protocol(enum protocol protocol);

/* InetScopeType for a RT_SCOPE_* of the kernel. */
uint32_t mib_keepalived_scope(uint32_t scope);

#endif
