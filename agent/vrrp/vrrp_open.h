/* SPDX-License-Identifier: Apache-2.0 */
/* Opening one socket of an interface. E, vrrp thread. */
#ifndef AGENT_VRRP_VRRP_OPEN_H
#define AGENT_VRRP_VRRP_OPEN_H

#include "agent/vrrp/vrrp_socket.h"

/* A descriptor, or -errno. For `socket`, whose buffer size it gets and whose group
 * sockets it may open. */
int vrrp_open(enum vrrp_socket_kind kind, const struct vrrp_engine *engine,
    const struct vrrp_interface *interface, struct vrrp_socket *socket);

/* socket->fd[kind] was open before a reload. It listens to every group that a router of
 * the interface and the kind's family listens to; to those it listened to before it
 * goes on listening. It has room for as much as is wanted now, or for as much as it
 * had. 0, or -errno. */
int vrrp_open_again(enum vrrp_socket_kind kind, const struct vrrp_engine *engine,
    const struct vrrp_interface *interface, struct vrrp_socket *socket);

#endif
