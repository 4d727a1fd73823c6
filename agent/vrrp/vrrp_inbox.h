/* SPDX-License-Identifier: Apache-2.0 */
/* What comes in by a socket: all that waits there, by one call. E, vrrp thread. */
#ifndef AGENT_VRRP_VRRP_INBOX_H
#define AGENT_VRRP_VRRP_INBOX_H

#include <netinet/in.h>
#include <stdalign.h>
#include <sys/socket.h>

#include "agent/vrrp/vrrp_engine.h"
#include "agent/vrrp/vrrp_socket.h"

/* The share of one turn that a socket may have: others wait meanwhile. */
enum { VRRP_INBOX_LEN = 32 };

/* Room for the two things said with a datagram: where it goes, and how far. */
enum {
	VRRP_INBOX_CONTROL_BYTES =
	    CMSG_SPACE(sizeof(struct in6_pktinfo)) + CMSG_SPACE(sizeof(int))
};

/* One packet as the kernel gives it. */
struct vrrp_inbox_packet {
	struct iovec part;
	struct sockaddr_in6 from; /* of IPv6: there the header is not given */
	alignas(struct cmsghdr) char control[VRRP_INBOX_CONTROL_BYTES];
	uint8_t bytes[VRRP_DATAGRAM_BYTES_MAX];
};

struct vrrp_inbox {
	size_t used; /* those that the last call filled, or that never had room */
	struct mmsghdr messages[VRRP_INBOX_LEN];
	struct vrrp_inbox_packet packets[VRRP_INBOX_LEN];
};

void vrrp_inbox_init(struct vrrp_inbox *inbox);

/* Fill it with what waits at `fd`, none or some; what has no room wakes the next turn.
 */
size_t vrrp_inbox_read(struct vrrp_inbox *inbox, int fd);

/* Give the engine the i-th. `ifindex`: of the socket that it was read from. */
void vrrp_inbox_deliver(const struct vrrp_inbox *inbox, size_t i,
    enum vrrp_socket_kind kind, uint32_t ifindex, struct vrrp_engine *engine,
    struct instant now);

#endif
