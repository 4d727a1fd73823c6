/* SPDX-License-Identifier: Apache-2.0 */
/* The sockets of each interface that routers use: adverts (raw IP, protocol 112) and
 * ARP (packet). E, vrrp thread, but for new and free. */
#ifndef AGENT_VRRP_VRRP_SOCKET_H
#define AGENT_VRRP_VRRP_SOCKET_H

#include "agent/vrrp/vrrp_engine.h"

struct vrrp_socket {
	uint32_t ifindex; /* for which it is open; 0: closed */
	int adverts, arp; /* -1: not open */
	bool has_router;  /* a router's own interface: adverts go there */
	int err;          /* why it could not be opened; positive */
	struct instant retry;
};

/* As many as the engine has interfaces, in their order. */
struct vrrp_sockets {
	size_t len;
	struct vrrp_socket *at; /* owned */
};

/* Control thread: memory only. */
struct vrrp_sockets *vrrp_sockets_new(const struct vrrp_engine *engine);
void vrrp_sockets_free(struct vrrp_sockets *sockets); /* closes what is open */

/* Take over from `old` what serves the same interface and groups. */
void vrrp_sockets_adopt(struct vrrp_sockets *young, const struct vrrp_engine *engine,
    struct vrrp_sockets *old, const struct vrrp_engine *old_engine, int epoll_fd);

/* Open for interfaces that are there, close for those that are not. In `epoll_fd` they
 * are known as 2 * index for adverts and one more for ARP. What cannot be opened is
 * told once in the engine's outbox and tried again every second. */
void vrrp_sockets_sync(struct vrrp_sockets *sockets, struct vrrp_engine *engine,
    int epoll_fd, struct instant now);

/* When to sync again for what could not be opened. */
struct instant vrrp_sockets_due(const struct vrrp_sockets *sockets);

#endif
