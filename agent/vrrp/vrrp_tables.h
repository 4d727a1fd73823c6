/* SPDX-License-Identifier: Apache-2.0 */
/* The kernel's tables of routes and rules (and static addresses): sets and removes what
 * was prepared, and hears what others do. E, vrrp thread. */
#ifndef AGENT_VRRP_VRRP_TABLES_H
#define AGENT_VRRP_VRRP_TABLES_H

#include "agent/vrrp/vrrp_vip.h"

/* Carry out a VRRP_ACT_FIB: 0, or a positive errno. */
int vrrp_tables_do(struct vrrp_kernel *kernel, const struct vrrp_act *act);

/* Hear of changes from now on, if `engine` has something in the tables. */
void vrrp_tables_watch(struct vrrp_kernel *kernel, const struct vrrp_engine *engine,
    int epoll_fd, uint64_t id);

/* Take the events that are there. */
void vrrp_tables_listen(struct vrrp_kernel *kernel, struct vrrp_engine *engine);

/* What went without our doing is not held. */
void vrrp_tables_clear_board(
    struct vrrp_kernel *kernel, const struct vrrp_fib_part *part);

#endif
