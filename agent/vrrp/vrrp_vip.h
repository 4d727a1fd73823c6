/* SPDX-License-Identifier: Apache-2.0 */
/* The kernel's addresses: sets and removes the virtual ones, keeps the keeper's board,
 * and tells the engine of every link and address there is. E, vrrp thread. */
#ifndef AGENT_VRRP_VRRP_VIP_H
#define AGENT_VRRP_VRRP_VIP_H

#include "agent/sys/board.h"
#include "agent/sys/netlink.h"
#include "agent/vrrp/vrrp_engine.h"

struct vrrp_kernel {
	struct netlink request; /* what we do goes by this one */
	struct netlink monitor; /* events of links and addresses */
	struct netlink tables;  /* events of routes and rules; may not be open */
	struct board *board;    /* borrowed */
	bool stale;             /* links and addresses must be read anew */
};

/* 0, or -errno; what could be opened stays open. */
int vrrp_vip_open(struct vrrp_kernel *kernel, struct board *board);
void vrrp_vip_close(struct vrrp_kernel *kernel);

/* Carry out an address act: 0, or a positive errno. */
int vrrp_vip_do(struct vrrp_kernel *kernel, const struct vrrp_act *act);

/* Take the events that are there. Sets `stale` when some were lost. */
void vrrp_vip_listen(
    struct vrrp_kernel *kernel, struct vrrp_engine *engine, struct instant now);

/* Read everything anew: 0, or -errno; then `stale` stays. */
int vrrp_vip_dump(
    struct vrrp_kernel *kernel, struct vrrp_engine *engine, struct instant now);

/* What went without our doing is not held. */
void vrrp_vip_clear_board(struct vrrp_kernel *kernel, const struct vrrp_router *router);

#endif
