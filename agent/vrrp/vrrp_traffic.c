/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on: vrrp. What goes out by the sockets, and what comes in. */
#include "agent/vrrp/vrrp_traffic.h"

#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

#include "agent/vrrp/vrrp_status.h"

/* Packets a socket may have read in one turn: others wait meanwhile. */
enum { PACKETS_A_TURN = 64 };

/* Room for the two things said with each datagram. */
union control {
	struct cmsghdr align;
	char bytes[CMSG_SPACE(sizeof(struct in_pktinfo)) + CMSG_SPACE(sizeof(int))];
};

/* Which source address and, for unicast, which TTL. */
static void
say_how(
    struct msghdr *message, union control *control, const struct vrrp_router *router)
{
	struct in_pktinfo info = {.ipi_ifindex = (int)router->out->ifindex};
	int ttl = router->peers_len ? router->unicast_ttl : VRRP_TTL;
	struct cmsghdr *at;

	memset(control, 0, sizeof(*control));
	memcpy(&info.ipi_spec_dst, router->run.fsm.primary.bytes, 4);
	message->msg_control = control->bytes;
	message->msg_controllen = sizeof(control->bytes);
	at = CMSG_FIRSTHDR(message);
	at->cmsg_level = IPPROTO_IP;
	at->cmsg_type = IP_PKTINFO;
	at->cmsg_len = CMSG_LEN(sizeof(info));
	memcpy(CMSG_DATA(at), &info, sizeof(info));
	at = CMSG_NXTHDR(message, at);
	at->cmsg_level = IPPROTO_IP;
	at->cmsg_type = IP_TTL;
	at->cmsg_len = CMSG_LEN(sizeof(ttl));
	memcpy(CMSG_DATA(at), &ttl, sizeof(ttl));
}

/* An advert's checksum may cover where it goes: made for each. */
static int
send_to(int fd, const struct vrrp_router *router, uint8_t priority,
    const struct addr *destination)
{
	uint8_t bytes[VRRP_ADVERT_BYTES_MAX];
	struct iovec part = {
	    bytes, vrrp_status_advert(router, priority, destination, bytes)};
	struct sockaddr_in to = {.sin_family = AF_INET};
	struct msghdr message = {.msg_iov = &part,
	    .msg_iovlen = 1,
	    .msg_name = &to,
	    .msg_namelen = sizeof(to)};
	union control control;

	memcpy(&to.sin_addr, destination->bytes, 4);
	say_how(&message, &control, router);
	return sendmsg(fd, &message, MSG_DONTWAIT | MSG_NOSIGNAL) < 0 ? errno : 0;
}

static int
send_advert(int fd, const struct vrrp_router *router, uint8_t priority)
{
	int err = 0;

	if (fd < 0)
		return ENOTCONN;
	if (router->peers_len == 0)
		return send_to(fd, router, priority, &router->group);
	for (size_t i = 0; i < router->peers_len; i++) {
		int failed = send_to(fd, router, priority, &router->peers[i].addr);

		if (failed) /* the other peers must hear it all the same */
			err = failed;
	}
	return err;
}

/* Who probes names its primary address, which must not be taken for one of the virtual
 * MAC. */
static const struct vrrp_interface *
arp_leaves_by(const struct vrrp_act *act)
{
	return act->kind == VRRP_ACT_PROBE ? act->vip->wire : act->vip->interface;
}

static int
send_arp(int fd, const struct vrrp_act *act)
{
	const struct vrrp_interface *interface = arp_leaves_by(act);
	uint8_t frame[VRRP_ARP_FRAME_BYTES];

	if (fd < 0)
		return ENOTCONN;
	if (act->kind == VRRP_ACT_ANNOUNCE)
		vrrp_arp_announce(frame, interface->mac, &act->vip->prefix.addr);
	else
		vrrp_arp_probe(frame, interface->mac, &act->router->run.fsm.primary,
		    &act->vip->prefix.addr);
	/* Bound to its interface, it needs no destination. */
	if (send(fd, frame, sizeof(frame), MSG_DONTWAIT | MSG_NOSIGNAL) < 0)
		return errno;
	return 0;
}

int
vrrp_traffic_send(struct vrrp_sockets *sockets, const struct vrrp_engine *engine,
    const struct vrrp_act *act)
{
	const struct vrrp_interface *interface =
	    act->kind == VRRP_ACT_ADVERT ? act->router->out : arp_leaves_by(act);
	const struct vrrp_socket *socket = &sockets->at[interface - engine->interfaces];

	if (socket->err) /* why there is none */
		return socket->err;
	if (act->kind == VRRP_ACT_ADVERT)
		return send_advert(socket->adverts, act->router, act->priority);
	return send_arp(socket->arp, act);
}

/* Stops when the outbox is full; what is left wakes the next turn. */
static bool
has_room(const struct vrrp_engine *engine)
{
	return engine->outbox.len < VRRP_OUTBOX_FULL;
}

void
vrrp_traffic_hear(const struct vrrp_sockets *sockets, size_t index,
    struct vrrp_engine *engine, struct instant now)
{
	const struct vrrp_socket *socket = &sockets->at[index];
	uint8_t bytes[VRRP_DATAGRAM_BYTES_MAX];
	struct vrrp_datagram datagram;

	for (int i = 0; i < PACKETS_A_TURN && has_room(engine); i++) {
		ssize_t len = recv(socket->adverts, bytes, sizeof(bytes), MSG_DONTWAIT);

		if (len < 0)
			return; /* empty; or the link is down, which we are told of */
		if (vrrp_datagram_decode(bytes, (size_t)len, &datagram))
			vrrp_engine_hear(engine, socket->ifindex, &datagram, now);
		else
			engine->refused[VRRP_BAD_LENGTH]++;
	}
}

void
vrrp_traffic_hear_arp(const struct vrrp_sockets *sockets, size_t index,
    struct vrrp_engine *engine, struct instant now)
{
	const struct vrrp_socket *socket = &sockets->at[index];
	uint8_t frame[VRRP_ARP_FRAME_BYTES];

	for (int i = 0; i < PACKETS_A_TURN && has_room(engine); i++) {
		ssize_t len = recv(socket->arp, frame, sizeof(frame), MSG_DONTWAIT);

		if (len < 0)
			return;
		vrrp_engine_arp(engine, socket->ifindex, frame, (size_t)len, now);
	}
}
