/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on: vrrp. A set of sockets an interface: those that its routers want. */
#include "agent/vrrp/vrrp_socket.h"

#include <errno.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "agent/lib/mem.h"
#include "agent/vrrp/vrrp_open.h"

/* One advert in a receive buffer, as the kernel counts: the packet, the page it lies
 * in, and what describes it. */
enum { ADVERT_IN_BUFFER_BYTES = 2048, ADVERTS_WAITING = 4 };

/* What the kernel gives anyhow is enough for a few. */
enum { RECEIVE_BYTES_MIN = 212992 };

static const struct span retry_after = {1000000000};

/* ---- memory ---- */

static struct vrrp_socket *
of(struct vrrp_sockets *sockets, const struct vrrp_engine *engine,
    const struct vrrp_interface *interface)
{
	return &sockets->at[interface - engine->interfaces];
}

/* The kernel takes no more than this, twice over. */
enum { RECEIVE_BYTES_MAX = INT32_MAX / 2 };

static void
add_receive(struct vrrp_socket *socket, const struct vrrp_router *router)
{
	uint32_t more = router->rx_bytes
	    ? router->rx_bytes
	    : (uint32_t)ADVERTS_WAITING * ADVERT_IN_BUFFER_BYTES;
	uint32_t left = (uint32_t)(RECEIVE_BYTES_MAX - socket->receive_bytes);

	socket->receive_bytes += (int)(more < left ? more : left);
}

/* Adverts are heard on its interface and may leave by another; the same goes for claims
 * and the link that an address is on. */
static void
want(struct vrrp_sockets *sockets, const struct vrrp_engine *engine,
    const struct vrrp_router *router)
{
	size_t kind =
	    router->family == ADDR_V6 ? VRRP_SOCKET_ADVERTS6 : VRRP_SOCKET_ADVERTS4;

	of(sockets, engine, router->interface)->wanted[kind] = true;
	of(sockets, engine, router->out)->wanted[kind] = true;
	add_receive(of(sockets, engine, router->interface), router);
	for (size_t i = 0; i < router->vips_len; i++) {
		const struct vrrp_vip *vip = &router->vips[i];

		kind = vip->prefix.addr.family == ADDR_V6 ? VRRP_SOCKET_ND
							  : VRRP_SOCKET_ARP;
		of(sockets, engine, vip->interface)->wanted[kind] = true;
		of(sockets, engine, vip->wire)->wanted[kind] = true;
	}
}

struct vrrp_sockets *
vrrp_sockets_new(const struct vrrp_engine *engine)
{
	struct vrrp_sockets *sockets = mem_new(1, sizeof(*sockets));

	sockets->len = engine->interfaces_len;
	sockets->retry = INSTANT_NEVER;
	sockets->at = mem_new(sockets->len, sizeof(*sockets->at));
	for (size_t i = 0; i < sockets->len; i++) {
		for (size_t kind = 0; kind < VRRP_SOCKET_KINDS; kind++)
			sockets->at[i].fd[kind] = -1;
		for (size_t j = 0; j < VRRP_GROUP_SOCKETS; j++)
			sockets->at[i].group_fd[j] = -1;
	}
	for (size_t i = 0; i < engine->routers_len; i++)
		want(sockets, engine, &engine->routers[i]);
	for (size_t i = 0; i < sockets->len; i++)
		if (sockets->at[i].receive_bytes <= RECEIVE_BYTES_MIN)
			sockets->at[i].receive_bytes = 0;
	return sockets;
}

static void
close_groups(struct vrrp_socket *socket)
{
	for (size_t i = 0; i < VRRP_GROUP_SOCKETS; i++) {
		if (socket->group_fd[i] >= 0)
			(void)close(socket->group_fd[i]); /* leaves its groups */
		socket->group_fd[i] = -1;
	}
}

static void
close_kind(struct vrrp_socket *socket, size_t kind)
{
	if (socket->fd[kind] >= 0)
		(void)close(socket->fd[kind]); /* leaves groups and the epoll set */
	socket->fd[kind] = -1;
	socket->complete = false;
}

static void
close_all(struct vrrp_socket *socket)
{
	for (size_t kind = 0; kind < VRRP_SOCKET_KINDS; kind++)
		close_kind(socket, kind);
	close_groups(socket);
	socket->ifindex = 0;
}

void
vrrp_sockets_free(struct vrrp_sockets *sockets)
{
	if (!sockets)
		return;
	for (size_t i = 0; i < sockets->len; i++)
		close_all(&sockets->at[i]);
	mem_free(sockets->at);
	mem_free(sockets);
}

/* ---- opening ---- */

static int
watch(int epoll_fd, int fd, size_t index, size_t kind)
{
	struct epoll_event event = {
	    .events = EPOLLIN, .data.u64 = index * VRRP_SOCKET_KINDS + kind};

	return epoll_ctl(epoll_fd, EPOLL_CTL_ADD, fd, &event) < 0 ? -errno : 0;
}

static int
open_kind(struct vrrp_socket *socket, const struct vrrp_engine *engine, size_t index,
    size_t kind, int epoll_fd)
{
	int rc;

	socket->fd[kind] = vrrp_open(
	    (enum vrrp_socket_kind)kind, engine, &engine->interfaces[index], socket);
	if (socket->fd[kind] < 0) {
		rc = socket->fd[kind];
		socket->fd[kind] = -1;
		return rc;
	}
	rc = watch(epoll_fd, socket->fd[kind], index, kind);
	if (rc < 0)
		close_kind(socket, kind);
	return rc;
}

/* Nobody claims an address by frames on a link that is not like Ethernet. */
static bool
may_open(const struct vrrp_interface *interface, size_t kind)
{
	return interface->has_mac || kind == VRRP_SOCKET_ADVERTS4 ||
	    kind == VRRP_SOCKET_ADVERTS6;
}

enum vrrp_carrier
vrrp_socket_carrier(enum vrrp_socket_kind kind)
{
	return kind == VRRP_SOCKET_ADVERTS6 || kind == VRRP_SOCKET_ND ? VRRP_OVER_V6
								      : VRRP_OVER_V4;
}

/* What could not be opened of each carrier goes into `err`. */
static void
open_missing(struct vrrp_socket *socket, const struct vrrp_engine *engine, size_t index,
    int epoll_fd, int err[VRRP_CARRIERS])
{
	const struct vrrp_interface *interface = &engine->interfaces[index];

	for (size_t kind = 0; kind < VRRP_SOCKET_KINDS; kind++) {
		int *failed = &err[vrrp_socket_carrier((enum vrrp_socket_kind)kind)];

		if (*failed == 0 && socket->wanted[kind] && socket->fd[kind] < 0 &&
		    may_open(interface, kind))
			*failed = -open_kind(socket, engine, index, kind, epoll_fd);
	}
}

static void
tell_failure(struct vrrp_engine *engine, const struct vrrp_interface *interface,
    enum vrrp_carrier carrier, int err)
{
	struct vrrp_note *told;

	if (engine->outbox.len >= VRRP_OUTBOX_FULL)
		return;
	told =
	    vrrp_outbox_note(&engine->outbox, VRRP_NOTE_SOCKET_FAILED, VRRP_NO_ROUTER);
	told->err = err;
	told->up = carrier == VRRP_OVER_V6;
	memcpy(told->interface, interface->name, sizeof(told->interface));
}

static void
note_outcome(struct vrrp_socket *socket, struct vrrp_engine *engine, size_t index,
    const int err[VRRP_CARRIERS])
{
	for (size_t i = 0; i < VRRP_CARRIERS; i++) {
		enum vrrp_carrier carrier = (enum vrrp_carrier)i;

		if (err[i] && err[i] != socket->err[i])
			tell_failure(
			    engine, &engine->interfaces[index], carrier, err[i]);
		socket->err[i] = err[i];
		vrrp_engine_mute(engine, index, carrier, err[i] != 0);
	}
}

static bool
has_failed(const struct vrrp_socket *socket)
{
	return socket->err[VRRP_OVER_V4] || socket->err[VRRP_OVER_V6];
}

static void
sync_one(struct vrrp_socket *socket, struct vrrp_engine *engine, size_t index,
    int epoll_fd, struct instant now)
{
	const struct vrrp_interface *interface = &engine->interfaces[index];
	int err[VRRP_CARRIERS] = {0};

	if (socket->ifindex != interface->ifindex) {
		close_all(socket);
		socket->ifindex = interface->ifindex;
	}
	if (interface->ifindex == 0) {
		note_outcome(socket, engine, index, err);
		return;
	}
	if (socket->complete ||
	    (has_failed(socket) && instant_before(now, socket->retry)))
		return;
	open_missing(socket, engine, index, epoll_fd, err);
	note_outcome(socket, engine, index, err);
	socket->complete = !has_failed(socket);
	if (!socket->complete)
		socket->retry = instant_add(now, retry_after);
}

void
vrrp_sockets_sync(struct vrrp_sockets *sockets, struct vrrp_engine *engine,
    int epoll_fd, struct instant now)
{
	if (!engine->links_changed && instant_before(now, sockets->retry))
		return;
	engine->links_changed = false;
	sockets->retry = INSTANT_NEVER;
	for (size_t i = 0; i < sockets->len; i++) {
		sync_one(&sockets->at[i], engine, i, epoll_fd, now);
		if (has_failed(&sockets->at[i]))
			sockets->retry =
			    instant_earlier(sockets->retry, sockets->at[i].retry);
	}
}

struct instant
vrrp_sockets_due(const struct vrrp_sockets *sockets)
{
	return sockets->retry;
}

/* ---- reload ---- */

static bool
has_group(const struct vrrp_engine *engine, const struct vrrp_interface *interface,
    const struct vrrp_router *like)
{
	size_t at = vrrp_index_first_use(&engine->index, interface);
	const struct vrrp_router *router;

	while ((router = vrrp_index_next_use(&engine->index, interface, &at)))
		if (router->interface == interface && router->peers_len == 0 &&
		    addr_equal(&router->group, &like->group))
			return true;
	return false;
}

/* No router of the old ones listened to a group that none of the young ones does: there
 * is none to be left. */
static bool
keeps_groups(const struct vrrp_engine *young, const struct vrrp_interface *interface,
    const struct vrrp_engine *old, const struct vrrp_interface *was)
{
	size_t at = vrrp_index_first_use(&old->index, was);
	const struct vrrp_router *router;

	while ((router = vrrp_index_next_use(&old->index, was, &at)))
		if (router->interface == was && router->peers_len == 0 &&
		    !has_group(young, interface, router))
			return false;
	return true;
}

static void
adopt_groups(struct vrrp_socket *socket, struct vrrp_socket *old)
{
	for (size_t i = 0; i < VRRP_GROUP_SOCKETS; i++) {
		socket->group_fd[i] = old->group_fd[i];
		old->group_fd[i] = -1;
	}
}

/* The epoll set knows a socket by its number, so what moved is watched anew; the next
 * sync opens what could not be. */
static void
adopt_kind(struct vrrp_sockets *young, const struct vrrp_engine *engine, size_t index,
    size_t kind, struct vrrp_socket *old, int epoll_fd)
{
	struct vrrp_socket *socket = &young->at[index];
	int fd = old->fd[kind];
	int rc;

	if (fd < 0 || !socket->wanted[kind])
		return;
	old->fd[kind] = -1;
	socket->fd[kind] = fd;
	(void)epoll_ctl(epoll_fd, EPOLL_CTL_DEL, fd, NULL);
	if (kind == VRRP_SOCKET_ADVERTS4)
		adopt_groups(socket, old);
	rc = vrrp_open_again(
	    (enum vrrp_socket_kind)kind, engine, &engine->interfaces[index], socket);
	if (rc == 0)
		rc = watch(epoll_fd, fd, index, kind);
	if (rc < 0)
		close_kind(socket, kind);
}

void
vrrp_sockets_adopt(struct vrrp_sockets *young, const struct vrrp_engine *engine,
    struct vrrp_sockets *old, const struct vrrp_engine *old_engine, int epoll_fd)
{
	for (size_t i = 0; i < young->len; i++) {
		const struct vrrp_interface *interface = &engine->interfaces[i];
		const struct vrrp_interface *was =
		    vrrp_index_named(&old_engine->index, interface->name);
		struct vrrp_socket *from;

		if (!was || !keeps_groups(engine, interface, old_engine, was))
			continue;
		from = &old->at[was - old_engine->interfaces];
		if (from->ifindex == 0 || from->ifindex != interface->ifindex)
			continue;
		young->at[i].ifindex = from->ifindex;
		for (size_t kind = 0; kind < VRRP_SOCKET_KINDS; kind++)
			adopt_kind(young, engine, i, kind, from, epoll_fd);
	}
}
