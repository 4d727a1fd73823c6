/* SPDX-License-Identifier: Apache-2.0 */
/* Opening one socket of an interface. E, vrrp thread. */
#ifndef AGENT_VRRP_VRRP_OPEN_H
#define AGENT_VRRP_VRRP_OPEN_H

#include "agent/vrrp/vrrp_socket.h"

/* A descriptor, or -errno. `receive_bytes` as in struct vrrp_socket. */
int vrrp_open(enum vrrp_socket_kind kind, const struct vrrp_engine *engine,
    const struct vrrp_interface *interface, int receive_bytes);

/* Listen to every group that a router of the interface and the kind's family listens
 * to; to those it listened to before it goes on listening. 0, or -errno. */
int vrrp_open_join(int fd, enum vrrp_socket_kind kind, const struct vrrp_engine *engine,
    const struct vrrp_interface *interface);

#endif
