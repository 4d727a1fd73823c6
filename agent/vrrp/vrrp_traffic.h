/* SPDX-License-Identifier: Apache-2.0 */
/* What goes out by the sockets. E, vrrp thread. */
#ifndef AGENT_VRRP_VRRP_TRAFFIC_H
#define AGENT_VRRP_VRRP_TRAFFIC_H

#include "agent/vrrp/vrrp_socket.h"

/* Carry out an advert, an announcement or a probe: 0, or a positive errno. */
int vrrp_traffic_send(struct vrrp_sockets *sockets, const struct vrrp_engine *engine,
    const struct vrrp_act *act);

#endif
