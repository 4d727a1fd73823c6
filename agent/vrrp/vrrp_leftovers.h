/* SPDX-License-Identifier: Apache-2.0 */
/* Routes, rules and static addresses of a predecessor that died with its keeper: known
 * by the protocol number that marks ours (RTPROT_KEEPALIVED, as the field does it), so
 * that they are found whatever the configuration says now. E, control thread. */
#ifndef AGENT_VRRP_VRRP_LEFTOVERS_H
#define AGENT_VRRP_VRRP_LEFTOVERS_H

/* Before the first engine: remove them, and say so. */
void vrrp_leftovers_remove(void);

#endif
