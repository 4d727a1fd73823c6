/* SPDX-License-Identifier: Apache-2.0 */
/* How long a backup waits before it takes over. P. */
#ifndef AGENT_VRRP_VRRP_WAIT_H
#define AGENT_VRRP_VRRP_WAIT_H

#include "agent/vrrp/vrrp_fsm.h"

/* (256 - priority) / 256 s in version 2, of the master's interval in version 3:
 * RFC 3768 6.1, RFC 9568 6.1. */
struct span vrrp_wait_skew(
    const struct vrrp_fsm_config *cf, struct span interval, uint8_t priority);

/* For a master of this interval that says nothing any more. */
struct span vrrp_wait_master_down(
    const struct vrrp_fsm_config *cf, struct span interval, uint8_t priority);

#endif
