/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on: vrrp. What goes out by the sockets. */
#include "agent/vrrp/vrrp_traffic.h"

#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

#include "agent/vrrp/vrrp_status.h"

/* Room for the two things said with each datagram: where from, and how far. */
union control {
	struct cmsghdr align;
	char bytes[CMSG_SPACE(sizeof(struct in6_pktinfo)) + CMSG_SPACE(sizeof(int))];
};

struct said {
	int type;
	const void *bytes;
	size_t len;
};

static void
say(struct msghdr *message, int level, const struct said *said, size_t len)
{
	struct cmsghdr *at = CMSG_FIRSTHDR(message);
	size_t used = 0;

	for (size_t i = 0; i < len; i++) {
		at->cmsg_level = level;
		at->cmsg_type = said[i].type;
		at->cmsg_len = CMSG_LEN(said[i].len);
		memcpy(CMSG_DATA(at), said[i].bytes, said[i].len);
		used += CMSG_SPACE(said[i].len);
		at = CMSG_NXTHDR(message, at);
	}
	message->msg_controllen = used;
}

/* Which source address and, for unicast, which TTL. */
static void
say_how(struct msghdr *message, const struct vrrp_router *router)
{
	struct in_pktinfo four = {.ipi_ifindex = (int)router->out->ifindex};
	struct in6_pktinfo six = {.ipi6_ifindex = router->out->ifindex};
	int ttl = router->peers_len ? router->unicast_ttl : VRRP_TTL;
	const struct said of_v4[] = {
	    {IP_PKTINFO, &four, sizeof(four)},
            {IP_TTL,     &ttl,  sizeof(ttl) }
        };
	const struct said of_v6[] = {
	    {IPV6_PKTINFO,  &six, sizeof(six)},
            {IPV6_HOPLIMIT, &ttl, sizeof(ttl)}
        };

	memcpy(&four.ipi_spec_dst, router->run.fsm.primary.bytes, 4);
	memcpy(&six.ipi6_addr, router->run.fsm.primary.bytes, 16);
	if (router->family == ADDR_V6)
		say(message, IPPROTO_IPV6, of_v6, 2);
	else
		say(message, IPPROTO_IP, of_v4, 2);
}

union destination {
	struct sockaddr_in four;
	struct sockaddr_in6 six;
};

static socklen_t
fill_destination(
    union destination *to, const struct vrrp_router *router, const struct addr *addr)
{
	memset(to, 0, sizeof(*to));
	if (addr->family == ADDR_V4) {
		to->four.sin_family = AF_INET;
		memcpy(&to->four.sin_addr, addr->bytes, 4);
		return sizeof(to->four);
	}
	to->six.sin6_family = AF_INET6;
	to->six.sin6_scope_id = router->out->ifindex;
	memcpy(&to->six.sin6_addr, addr->bytes, 16);
	return sizeof(to->six);
}

/* An advert's checksum may cover where it goes: made for each. */
static int
send_to(int fd, const struct vrrp_router *router, uint8_t priority,
    const struct addr *destination)
{
	uint8_t bytes[VRRP_ADVERT_BYTES_MAX];
	struct iovec part = {
	    bytes, vrrp_status_advert(router, priority, destination, bytes)};
	union control control = {0};
	union destination to;
	struct msghdr message = {.msg_iov = &part,
	    .msg_iovlen = 1,
	    .msg_control = control.bytes,
	    .msg_controllen = sizeof(control.bytes),
	    .msg_name = &to,
	    .msg_namelen = fill_destination(&to, router, destination)};

	say_how(&message, router);
	return sendmsg(fd, &message, MSG_DONTWAIT | MSG_NOSIGNAL) < 0 ? errno : 0;
}

static int
send_advert(int fd, const struct vrrp_router *router, uint8_t priority)
{
	int err = 0;

	if (router->peers_len == 0)
		return send_to(fd, router, priority, &router->group);
	for (size_t i = 0; i < router->peers_len; i++) {
		int failed = send_to(fd, router, priority, &router->peers[i].addr);

		if (failed) /* the other peers must hear it all the same */
			err = failed;
	}
	return err;
}

/* Who probes over IPv4 names its primary address, which must not be taken for one of
 * the virtual MAC. */
static const struct vrrp_interface *
claim_leaves_by(const struct vrrp_act *act)
{
	return act->kind == VRRP_ACT_PROBE ? act->vip->wire : act->vip->interface;
}

/* The frame for this act on its address's link; its length. */
static size_t
make_claim(uint8_t *frame, const struct vrrp_act *act)
{
	const uint8_t *mac = claim_leaves_by(act)->mac;
	const struct addr *addr = &act->vip->prefix.addr;
	bool announce = act->kind == VRRP_ACT_ANNOUNCE;

	if (addr->family == ADDR_V6 && announce)
		vrrp_nd_announce(frame, mac, addr);
	else if (addr->family == ADDR_V6)
		vrrp_nd_probe(frame, mac, addr);
	else if (announce)
		vrrp_arp_announce(frame, mac, addr);
	else
		vrrp_arp_probe(frame, mac, &act->router->run.fsm.primary, addr);
	if (addr->family == ADDR_V4)
		return VRRP_ARP_FRAME_BYTES;
	return announce ? VRRP_ND_ANNOUNCE_BYTES : VRRP_ND_PROBE_BYTES;
}

static int
send_claim(int fd, const struct vrrp_act *act)
{
	uint8_t frame[VRRP_ND_ANNOUNCE_BYTES]; /* the longest of them */
	size_t len = make_claim(frame, act);

	/* Bound to its interface, it needs no destination. */
	return send(fd, frame, len, MSG_DONTWAIT | MSG_NOSIGNAL) < 0 ? errno : 0;
}

static enum vrrp_socket_kind
kind_for(const struct vrrp_act *act)
{
	if (act->kind == VRRP_ACT_ADVERT)
		return act->router->family == ADDR_V6 ? VRRP_SOCKET_ADVERTS6
						      : VRRP_SOCKET_ADVERTS4;
	return act->vip->prefix.addr.family == ADDR_V6 ? VRRP_SOCKET_ND
						       : VRRP_SOCKET_ARP;
}

int
vrrp_traffic_send(struct vrrp_sockets *sockets, const struct vrrp_engine *engine,
    const struct vrrp_act *act)
{
	const struct vrrp_interface *interface =
	    act->kind == VRRP_ACT_ADVERT ? act->router->out : claim_leaves_by(act);
	const struct vrrp_socket *socket = &sockets->at[interface - engine->interfaces];
	enum vrrp_socket_kind kind = kind_for(act);
	int fd = socket->fd[kind];
	int err = socket->err[vrrp_socket_carrier(kind)];

	if (fd < 0) /* why there is none */
		return err ? err : ENOTCONN;
	if (act->kind != VRRP_ACT_ADVERT)
		return send_claim(fd, act);
	return send_advert(fd, act->router, act->priority);
}
