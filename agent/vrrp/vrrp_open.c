/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on: vrrp. A socket that is bound to its interface needs no look at where a
 * packet came from. */
#include "agent/vrrp/vrrp_open.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/filter.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { PRIORITY_CONTROL = 7, NEXT_HEADER_ICMPV6 = 58, NEIGHBOUR_ADVERTISEMENT = 136 };

static int
set_int(int fd, int level, int option, int value)
{
	return setsockopt(fd, level, option, &value, sizeof(value)) < 0 ? -errno : 0;
}

/* ---- groups ---- */

static int
join(int fd, uint32_t ifindex, const struct addr *group)
{
	struct ip_mreqn four = {.imr_ifindex = (int)ifindex};
	struct ipv6_mreq six = {.ipv6mr_interface = ifindex};
	bool is_v6 = group->family == ADDR_V6;
	int rc;

	memcpy(&four.imr_multiaddr, group->bytes, 4);
	memcpy(&six.ipv6mr_multiaddr, group->bytes, 16);
	if (is_v6)
		rc = setsockopt(
		    fd, IPPROTO_IPV6, IPV6_ADD_MEMBERSHIP, &six, sizeof(six));
	else
		rc = setsockopt(fd, IPPROTO_IP, IP_ADD_MEMBERSHIP, &four, sizeof(four));
	/* EADDRINUSE: joined already, for another router of this interface. */
	return rc < 0 && errno != EADDRINUSE ? -errno : 0;
}

/* A socket of IPv4 holds some groups and no more (igmp_max_memberships, 20): others
 * hold the rest, and the one that listens hears what any socket of this host has
 * joined. */
static int
join_beside(
    struct vrrp_socket *beside, int fd, uint32_t ifindex, const struct addr *group)
{
	int rc = -ENOBUFS;

	for (size_t i = 0; i < VRRP_GROUP_SOCKETS && rc == -ENOBUFS; i++) {
		bool is_new = beside->group_fd[i] < 0;

		if (is_new)
			beside->group_fd[i] =
			    socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
		if (beside->group_fd[i] < 0)
			return -errno;
		rc = join(beside->group_fd[i], ifindex, group);
		if (rc < 0 && is_new) /* then a further one would not, either */
			return rc;
	}
	return rc < 0 ? rc : set_int(fd, IPPROTO_IP, IP_MULTICAST_ALL, 1);
}

static int
join_all(int fd, enum vrrp_socket_kind kind, const struct vrrp_engine *engine,
    const struct vrrp_interface *interface, struct vrrp_socket *beside)
{
	uint8_t family = kind == VRRP_SOCKET_ADVERTS6 ? ADDR_V6 : ADDR_V4;
	size_t at = vrrp_index_first_use(&engine->index, interface);
	const struct vrrp_router *router;
	const struct addr *joined = NULL;
	int rc = 0;

	while (
	    rc == 0 && (router = vrrp_index_next_use(&engine->index, interface, &at))) {
		if (router->interface != interface || router->family != family ||
		    router->peers_len)
			continue;
		/* Most often all routers have one. */
		if (joined && addr_equal(joined, &router->group))
			continue;
		joined = &router->group;
		rc = join(fd, interface->ifindex, joined);
		if (rc == -ENOBUFS && family == ADDR_V4)
			rc = join_beside(beside, fd, interface->ifindex, joined);
	}
	return rc;
}

/* ---- adverts ---- */

static int
bind_to(int fd, const struct vrrp_interface *interface)
{
	if (setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, interface->name,
		(socklen_t)strlen(interface->name) + 1) < 0)
		return -errno;
	return set_int(fd, SOL_SOCKET, SO_PRIORITY, PRIORITY_CONTROL);
}

static int
set_all(int fd, int level, const int options[][2], size_t len)
{
	int rc = 0;

	for (size_t i = 0; i < len && rc == 0; i++)
		rc = set_int(fd, level, options[i][0], options[i][1]);
	return rc;
}

static int
set_up_v4(int fd, const struct vrrp_interface *interface)
{
	struct ip_mreqn out = {.imr_ifindex = (int)interface->ifindex};
	const int options[][2] = {
	    {IP_MULTICAST_ALL,  0       },
            {IP_MULTICAST_LOOP, 0       },
            {IP_MULTICAST_TTL,  VRRP_TTL},
	    {IP_TOS,            VRRP_TOS}
        };

	if (setsockopt(fd, IPPROTO_IP, IP_MULTICAST_IF, &out, sizeof(out)) < 0)
		return -errno;
	return set_all(fd, IPPROTO_IP, options, sizeof(options) / sizeof(options[0]));
}

/* The checksum is made and looked at by us, as that of IPv4 is. */
static int
set_up_v6(int fd, const struct vrrp_interface *interface)
{
	const int options[][2] = {
	    {IPV6_MULTICAST_IF,   (int)interface->ifindex},
            {IPV6_MULTICAST_LOOP, 0                      },
	    {IPV6_MULTICAST_HOPS, VRRP_TTL               },
            {IPV6_TCLASS,         VRRP_TOS               },
	    {IPV6_RECVPKTINFO,    1                      },
            {IPV6_RECVHOPLIMIT,   1                      }
        };

	/* Before Linux 4.20 there is none: then groups that others of this host have
	 * joined are heard, too, and refused. */
	(void)set_int(fd, IPPROTO_IPV6, IPV6_MULTICAST_ALL, 0);
	/* By a virtual MAC adverts leave with the address of the link below it. */
	(void)set_int(fd, IPPROTO_IPV6, IPV6_FREEBIND, 1);
	return set_all(fd, IPPROTO_IPV6, options, sizeof(options) / sizeof(options[0]));
}

static int
open_adverts(enum vrrp_socket_kind kind, const struct vrrp_engine *engine,
    const struct vrrp_interface *interface, struct vrrp_socket *beside)
{
	bool is_v6 = kind == VRRP_SOCKET_ADVERTS6;
	int fd = socket(is_v6 ? AF_INET6 : AF_INET,
	    SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, VRRP_IP_PROTOCOL);
	int rc;

	if (fd < 0)
		return -errno;
	rc = bind_to(fd, interface);
	if (rc == 0)
		rc = is_v6 ? set_up_v6(fd, interface) : set_up_v4(fd, interface);
	if (rc == 0)
		rc = join_all(fd, kind, engine, interface, beside);
	if (rc == 0)
		return fd;
	(void)close(fd);
	return rc;
}

/* ---- claims ---- */

static int
attach(int fd, struct sock_filter *code, unsigned short len)
{
	struct sock_fprog program = {len, code};

	if (setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof(program)) < 0)
		return -errno;
	return 0;
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

	return attach(fd, code, sizeof(code) / sizeof(code[0]));
}

/* Only neighbour advertisements (the message follows the fixed header at once), and
 * never what we sent. */
static int
filter_nd(int fd)
{
	struct sock_filter code[] = {
	    BPF_STMT(BPF_LD | BPF_B | BPF_ABS, ETH_HLEN + 6),
	    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, NEXT_HEADER_ICMPV6, 0, 5),
	    BPF_STMT(BPF_LD | BPF_B | BPF_ABS, ETH_HLEN + 40),
	    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, NEIGHBOUR_ADVERTISEMENT, 0, 3),
	    BPF_STMT(BPF_LD | BPF_B | BPF_ABS, (uint32_t)(SKF_AD_OFF + SKF_AD_PKTTYPE)),
	    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, PACKET_OUTGOING, 1, 0),
	    BPF_STMT(BPF_RET | BPF_K, VRRP_ND_FRAME_BYTES_MAX),
	    BPF_STMT(BPF_RET | BPF_K, 0),
	};

	return attach(fd, code, sizeof(code) / sizeof(code[0]));
}

/* On a virtual MAC 0, which hears nothing: what comes to all of them comes to the
 * interface below, too, and needs to be heard but once. */
static uint16_t
heard_protocol(enum vrrp_socket_kind kind, const struct vrrp_interface *interface)
{
	if (interface->is_virtual)
		return 0;
	return kind == VRRP_SOCKET_ND ? ETH_P_IPV6 : ETH_P_ARP;
}

static int
open_claims(enum vrrp_socket_kind kind, const struct vrrp_interface *interface)
{
	bool is_nd = kind == VRRP_SOCKET_ND;
	struct sockaddr_ll us = {.sll_family = AF_PACKET,
	    .sll_protocol = htons(heard_protocol(kind, interface)),
	    .sll_ifindex = (int)interface->ifindex};
	/* Protocol 0: hears nothing before it is bound. */
	int fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	int rc;

	if (fd < 0)
		return -errno;
	rc = is_nd ? filter_nd(fd) : filter_arp(fd);
	if (rc == 0 && bind(fd, (struct sockaddr *)&us, sizeof(us)) < 0)
		rc = -errno;
	if (rc == 0)
		return fd;
	(void)close(fd);
	return rc;
}

/* ---- either ---- */

/* More than the limit of an ordinary user needs CAP_NET_ADMIN; without it as much as is
 * allowed must do. */
static void
set_receive(int fd, int bytes)
{
	if (bytes > 0 &&
	    setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &bytes, sizeof(bytes)) < 0)
		(void)setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof(bytes));
}

static bool
is_for_adverts(enum vrrp_socket_kind kind)
{
	return kind == VRRP_SOCKET_ADVERTS4 || kind == VRRP_SOCKET_ADVERTS6;
}

int
vrrp_open(enum vrrp_socket_kind kind, const struct vrrp_engine *engine,
    const struct vrrp_interface *interface, struct vrrp_socket *socket)
{
	int fd = is_for_adverts(kind) ? open_adverts(kind, engine, interface, socket)
				      : open_claims(kind, interface);

	if (fd >= 0)
		set_receive(fd, socket->receive_bytes);
	return fd;
}

int
vrrp_open_again(enum vrrp_socket_kind kind, const struct vrrp_engine *engine,
    const struct vrrp_interface *interface, struct vrrp_socket *socket)
{
	set_receive(socket->fd[kind], socket->receive_bytes);
	if (!is_for_adverts(kind))
		return 0;
	return join_all(socket->fd[kind], kind, engine, interface, socket);
}
