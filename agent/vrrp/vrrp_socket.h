/* SPDX-License-Identifier: Apache-2.0 */
/* The sockets of each interface that routers use: adverts of each family (raw, protocol
 * 112), and what claims an address, ARP and neighbour discovery (packet). E, vrrp
 * thread, but for new and free. */
#ifndef AGENT_VRRP_VRRP_SOCKET_H
#define AGENT_VRRP_VRRP_SOCKET_H

#include "agent/vrrp/vrrp_engine.h"

/* Adverts before claims: an advert explains the announcement that follows it. */
enum vrrp_socket_kind {
	VRRP_SOCKET_ADVERTS4,
	VRRP_SOCKET_ADVERTS6,
	VRRP_SOCKET_ARP,
	VRRP_SOCKET_ND,
	VRRP_SOCKET_KINDS
};

/* Beside the one that listens: 13 of 20 groups each are enough for 255 routers. */
enum { VRRP_GROUP_SOCKETS = 12 };

struct vrrp_socket {
	bool wanted[VRRP_SOCKET_KINDS];   /* by a router or an address on it */
	int fd[VRRP_SOCKET_KINDS];        /* -1: not open */
	int group_fd[VRRP_GROUP_SOCKETS]; /* hold groups of IPv4; -1: not open */
	uint32_t ifindex;                 /* for which they are; 0: none is open */
	bool complete;                    /* all that are wanted are open */
	int receive_bytes;                /* of each; 0: the kernel's own size */
	int err[VRRP_CARRIERS]; /* why one of them could not be opened; positive */
	struct instant retry;
};

/* Whether it serves IPv6, for which a router of IPv4 has no use. */
enum vrrp_carrier vrrp_socket_carrier(enum vrrp_socket_kind kind);

/* As many as the engine has interfaces, in their order. */
struct vrrp_sockets {
	size_t len;
	struct vrrp_socket *at; /* owned */
	struct instant retry;   /* of the first that must be; INSTANT_NEVER */
};

/* Control thread: memory only. */
struct vrrp_sockets *vrrp_sockets_new(const struct vrrp_engine *engine);
void vrrp_sockets_free(struct vrrp_sockets *sockets); /* closes what is open */

/* Take over from `old` what serves the same interface. */
void vrrp_sockets_adopt(struct vrrp_sockets *young, const struct vrrp_engine *engine,
    struct vrrp_sockets *old, const struct vrrp_engine *old_engine, int epoll_fd);

/* Open for interfaces that are there, close for those that are not. In `epoll_fd` they
 * are known as VRRP_SOCKET_KINDS * index + kind. What cannot be opened is told once in
 * the engine's outbox and tried again every second. */
void vrrp_sockets_sync(struct vrrp_sockets *sockets, struct vrrp_engine *engine,
    int epoll_fd, struct instant now);

/* When to sync again for what could not be opened. */
struct instant vrrp_sockets_due(const struct vrrp_sockets *sockets);

#endif
