/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on: vrrp. One pair of sockets an interface: a socket that is bound to its
 * interface needs no look at where a packet came from, and the kernel's limit of
 * memberships a socket is never met. */
#include "agent/vrrp/vrrp_socket.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/filter.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "agent/lib/mem.h"

enum { PRIORITY_CONTROL = 7 };

static const struct span retry_after = {1000000000};

struct vrrp_sockets *
vrrp_sockets_new(const struct vrrp_engine *engine)
{
	struct vrrp_sockets *sockets = mem_new(1, sizeof(*sockets));

	sockets->len = engine->interfaces_len;
	sockets->at = mem_new(sockets->len, sizeof(*sockets->at));
	for (size_t i = 0; i < sockets->len; i++) {
		sockets->at[i].adverts = -1;
		sockets->at[i].arp = -1;
	}
	for (size_t i = 0; i < engine->routers_len; i++) {
		const struct vrrp_router *router = &engine->routers[i];

		sockets->at[router->interface - engine->interfaces].has_router = true;
		sockets->at[router->out - engine->interfaces].has_router = true;
	}
	return sockets;
}

static void
close_one(struct vrrp_socket *socket)
{
	if (socket->adverts >= 0)
		(void)close(socket->adverts); /* leaves the groups, and the epoll set */
	if (socket->arp >= 0)
		(void)close(socket->arp);
	socket->adverts = -1;
	socket->arp = -1;
	socket->ifindex = 0;
}

void
vrrp_sockets_free(struct vrrp_sockets *sockets)
{
	if (!sockets)
		return;
	for (size_t i = 0; i < sockets->len; i++)
		close_one(&sockets->at[i]);
	mem_free(sockets->at);
	mem_free(sockets);
}

/* ---- opening ---- */

static int
set_int(int fd, int level, int option, int value)
{
	return setsockopt(fd, level, option, &value, sizeof(value)) < 0 ? -errno : 0;
}

static int
join(int fd, uint32_t ifindex, const struct addr *group)
{
	struct ip_mreqn request = {.imr_ifindex = (int)ifindex};

	memcpy(&request.imr_multiaddr, group->bytes, 4);
	/* EADDRINUSE: joined already, for another router of this interface. */
	if (setsockopt(fd, IPPROTO_IP, IP_ADD_MEMBERSHIP, &request, sizeof(request)) <
		0 &&
	    errno != EADDRINUSE)
		return -errno;
	return 0;
}

static int
join_groups(
    int fd, const struct vrrp_engine *engine, const struct vrrp_interface *interface)
{
	for (size_t i = 0; i < engine->routers_len; i++) {
		const struct vrrp_router *router = &engine->routers[i];
		int rc;

		if (router->interface != interface || router->peers_len)
			continue;
		rc = join(fd, interface->ifindex, &router->group);
		if (rc < 0)
			return rc;
	}
	return 0;
}

static int
set_up_adverts(int fd, const struct vrrp_interface *interface)
{
	struct ip_mreqn out = {.imr_ifindex = (int)interface->ifindex};
	const int options[][2] = {
	    {IP_MULTICAST_ALL,  0       },
            {IP_MULTICAST_LOOP, 0       },
            {IP_MULTICAST_TTL,  VRRP_TTL},
	    {IP_TOS,            VRRP_TOS}
        };

	if (setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, interface->name,
		(socklen_t)strlen(interface->name) + 1) < 0)
		return -errno;
	if (setsockopt(fd, IPPROTO_IP, IP_MULTICAST_IF, &out, sizeof(out)) < 0)
		return -errno;
	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
		int rc = set_int(fd, IPPROTO_IP, options[i][0], options[i][1]);

		if (rc < 0)
			return rc;
	}
	return set_int(fd, SOL_SOCKET, SO_PRIORITY, PRIORITY_CONTROL);
}

static int
open_adverts(const struct vrrp_engine *engine, const struct vrrp_interface *interface)
{
	int fd =
	    socket(AF_INET, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, VRRP_IP_PROTOCOL);
	int rc;

	if (fd < 0)
		return -errno;
	rc = set_up_adverts(fd, interface);
	if (rc == 0)
		rc = join_groups(fd, engine, interface);
	if (rc == 0)
		return fd;
	(void)close(fd);
	return rc;
}

/* Only ARP over Ethernet for IPv4 wakes us, and never what we sent. */
static int
filter_arp(int fd)
{
	struct sock_filter code[] = {
	    BPF_STMT(BPF_LD | BPF_H | BPF_ABS, 12),
	    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ETH_P_ARP, 0, 5),
	    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 14),
	    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0x00010800, 0, 3),
	    BPF_STMT(BPF_LD | BPF_B | BPF_ABS, (uint32_t)(SKF_AD_OFF + SKF_AD_PKTTYPE)),
	    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, PACKET_OUTGOING, 1, 0),
	    BPF_STMT(BPF_RET | BPF_K, VRRP_ARP_FRAME_BYTES),
	    BPF_STMT(BPF_RET | BPF_K, 0),
	};
	struct sock_fprog program = {sizeof(code) / sizeof(code[0]), code};

	if (setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof(program)) < 0)
		return -errno;
	return 0;
}

static int
open_arp(const struct vrrp_interface *interface)
{
	struct sockaddr_ll us = {.sll_family = AF_PACKET,
	    .sll_protocol = htons(ETH_P_ARP),
	    .sll_ifindex = (int)interface->ifindex};
	/* Protocol 0: hears nothing before it is bound. */
	int fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	int rc;

	if (fd < 0)
		return -errno;
	rc = filter_arp(fd);
	if (rc == 0 && bind(fd, (struct sockaddr *)&us, sizeof(us)) < 0)
		rc = -errno;
	if (rc == 0)
		return fd;
	(void)close(fd);
	return rc;
}

static int
watch(int epoll_fd, int fd, uint64_t id)
{
	struct epoll_event event = {.events = EPOLLIN, .data.u64 = id};

	return epoll_ctl(epoll_fd, EPOLL_CTL_ADD, fd, &event) < 0 ? -errno : 0;
}

static int
open_one(struct vrrp_socket *socket, const struct vrrp_engine *engine,
    const struct vrrp_interface *interface)
{
	if (socket->has_router) {
		socket->adverts = open_adverts(engine, interface);
		if (socket->adverts < 0)
			return socket->adverts;
	}
	if (interface->has_mac) {
		socket->arp = open_arp(interface);
		if (socket->arp < 0)
			return socket->arp;
	}
	socket->ifindex = interface->ifindex;
	return 0;
}

static int
watch_one(const struct vrrp_socket *socket, int epoll_fd, uint64_t id)
{
	int rc = 0;

	if (socket->adverts >= 0)
		rc = watch(epoll_fd, socket->adverts, id);
	if (rc == 0 && socket->arp >= 0)
		rc = watch(epoll_fd, socket->arp, id + 1);
	return rc;
}

static void
tell_failure(
    struct vrrp_engine *engine, const struct vrrp_interface *interface, int err)
{
	struct vrrp_note *told;

	if (engine->outbox.len >= VRRP_OUTBOX_FULL)
		return;
	told =
	    vrrp_outbox_note(&engine->outbox, VRRP_NOTE_SOCKET_FAILED, VRRP_NO_ROUTER);
	told->err = err;
	memcpy(told->interface, interface->name, sizeof(told->interface));
}

static void
sync_one(struct vrrp_socket *socket, struct vrrp_engine *engine,
    const struct vrrp_interface *interface, int epoll_fd, struct instant now)
{
	uint64_t id = (uint64_t)(interface - engine->interfaces) * 2;
	int rc;

	if (interface->ifindex == 0) {
		close_one(socket);
		socket->err = 0;
		vrrp_engine_mute(
		    engine, (size_t)(interface - engine->interfaces), false);
		return;
	}
	if (socket->ifindex == interface->ifindex ||
	    (socket->err && instant_before(now, socket->retry)))
		return;
	close_one(socket);
	rc = open_one(socket, engine, interface);
	if (rc == 0)
		rc = watch_one(socket, epoll_fd, id);
	if (rc < 0) {
		close_one(socket);
		socket->retry = instant_add(now, retry_after);
		if (socket->err != -rc)
			tell_failure(engine, interface, -rc);
	}
	socket->err = -rc;
	vrrp_engine_mute(engine, (size_t)(interface - engine->interfaces), rc < 0);
}

void
vrrp_sockets_sync(struct vrrp_sockets *sockets, struct vrrp_engine *engine,
    int epoll_fd, struct instant now)
{
	for (size_t i = 0; i < sockets->len; i++)
		sync_one(
		    &sockets->at[i], engine, &engine->interfaces[i], epoll_fd, now);
}

struct instant
vrrp_sockets_due(const struct vrrp_sockets *sockets)
{
	struct instant due = INSTANT_NEVER;

	for (size_t i = 0; i < sockets->len; i++)
		if (sockets->at[i].err)
			due = instant_earlier(due, sockets->at[i].retry);
	return due;
}

/* ---- reload ---- */

static bool
has_group(
    const struct vrrp_engine *engine, const char *interface, const struct addr *group)
{
	for (size_t i = 0; i < engine->routers_len; i++) {
		const struct vrrp_router *router = &engine->routers[i];

		if (router->peers_len == 0 && addr_equal(&router->group, group) &&
		    strcmp(router->interface->name, interface) == 0)
			return true;
	}
	return false;
}

/* Every group that `a` listens to on the interface, `b` listens to as well. */
static bool
covers(const struct vrrp_engine *b, const struct vrrp_engine *a, const char *interface)
{
	for (size_t i = 0; i < a->routers_len; i++) {
		const struct vrrp_router *router = &a->routers[i];

		if (router->peers_len ||
		    strcmp(router->interface->name, interface) != 0)
			continue;
		if (!has_group(b, interface, &router->group))
			return false;
	}
	return true;
}

static void
adopt_one(struct vrrp_socket *young, struct vrrp_socket *old)
{
	bool has_router = young->has_router;

	if (young->has_router != old->has_router)
		return;
	*young = *old;
	young->has_router = has_router;
	old->adverts = -1;
	old->arp = -1;
	old->ifindex = 0;
}

/* The epoll set knows a socket by its index, so what moved is watched anew. */
static void
rewatch(struct vrrp_socket *socket, int epoll_fd, uint64_t id)
{
	if (socket->adverts >= 0)
		(void)epoll_ctl(epoll_fd, EPOLL_CTL_DEL, socket->adverts, NULL);
	if (socket->arp >= 0)
		(void)epoll_ctl(epoll_fd, EPOLL_CTL_DEL, socket->arp, NULL);
	if (watch_one(socket, epoll_fd, id) < 0)
		close_one(socket); /* the next sync opens it again */
}

void
vrrp_sockets_adopt(struct vrrp_sockets *young, const struct vrrp_engine *engine,
    struct vrrp_sockets *old, const struct vrrp_engine *old_engine, int epoll_fd)
{
	for (size_t i = 0; i < young->len; i++) {
		const char *name = engine->interfaces[i].name;

		for (size_t j = 0; j < old->len; j++) {
			if (strcmp(name, old_engine->interfaces[j].name) != 0)
				continue;
			if (!covers(engine, old_engine, name) ||
			    !covers(old_engine, engine, name))
				continue;
			adopt_one(&young->at[i], &old->at[j]);
			rewatch(&young->at[i], epoll_fd, i * 2);
		}
	}
}
