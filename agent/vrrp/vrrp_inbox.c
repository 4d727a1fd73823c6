/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on: vrrp. Masters of one interval keep step, so that their adverts come in
 * bursts: one call for many, and none that finds nothing. */
#include "agent/vrrp/vrrp_inbox.h"

#include <string.h>

static void
make_room(struct vrrp_inbox *inbox, size_t i)
{
	struct vrrp_inbox_packet *packet = &inbox->packets[i];

	packet->part = (struct iovec){packet->bytes, sizeof(packet->bytes)};
	inbox->messages[i].msg_hdr = (struct msghdr){.msg_iov = &packet->part,
	    .msg_iovlen = 1,
	    .msg_name = &packet->from,
	    .msg_namelen = sizeof(packet->from),
	    .msg_control = packet->control,
	    .msg_controllen = sizeof(packet->control)};
}

void
vrrp_inbox_init(struct vrrp_inbox *inbox)
{
	inbox->used = VRRP_INBOX_LEN;
}

size_t
vrrp_inbox_read(struct vrrp_inbox *inbox, int fd)
{
	int len;

	while (inbox->used)
		make_room(inbox, --inbox->used);
	len = recvmmsg(fd, inbox->messages, VRRP_INBOX_LEN, MSG_DONTWAIT, NULL);
	if (len > 0) /* or empty; or the link is down, which we are told of */
		inbox->used = (size_t)len;
	return inbox->used;
}

static void
read_control(const struct msghdr *said, struct vrrp_datagram *out)
{
	struct msghdr message = *said; /* the macros want one to write to */
	struct in6_pktinfo info;
	int hop_limit;

	for (struct cmsghdr *at = CMSG_FIRSTHDR(&message); at;
	     at = CMSG_NXTHDR(&message, at)) {
		if (at->cmsg_level != IPPROTO_IPV6)
			continue;
		if (at->cmsg_type == IPV6_PKTINFO &&
		    at->cmsg_len >= CMSG_LEN(sizeof(info))) {
			memcpy(&info, CMSG_DATA(at), sizeof(info));
			out->destination.family = ADDR_V6;
			memcpy(out->destination.bytes, &info.ipi6_addr, 16);
		}
		if (at->cmsg_type == IPV6_HOPLIMIT &&
		    at->cmsg_len >= CMSG_LEN(sizeof(hop_limit))) {
			memcpy(&hop_limit, CMSG_DATA(at), sizeof(hop_limit));
			out->ttl = (uint8_t)hop_limit;
		}
	}
}

/* A raw socket of IPv6 says beside the payload what the header said (RFC 3542). */
static bool
read_v6(const struct vrrp_inbox_packet *packet, const struct mmsghdr *message,
    struct vrrp_datagram *out)
{
	*out = (struct vrrp_datagram){.source.family = ADDR_V6,
	    .payload = packet->bytes,
	    .payload_len = message->msg_len};
	memcpy(out->source.bytes, &packet->from.sin6_addr, 16);
	read_control(&message->msg_hdr, out);
	return addr_is_set(&out->destination) &&
	    !(message->msg_hdr.msg_flags & MSG_TRUNC);
}

static void
deliver_advert(struct vrrp_engine *engine, uint32_t ifindex, bool good,
    const struct vrrp_datagram *datagram, struct instant now)
{
	if (good)
		vrrp_engine_hear(engine, ifindex, datagram, now);
	else
		engine->refused[VRRP_BAD_LENGTH]++;
}

void
vrrp_inbox_deliver(const struct vrrp_inbox *inbox, size_t i, enum vrrp_socket_kind kind,
    uint32_t ifindex, struct vrrp_engine *engine, struct instant now)
{
	const struct vrrp_inbox_packet *packet = &inbox->packets[i];
	const struct mmsghdr *message = &inbox->messages[i];
	struct vrrp_datagram datagram;
	bool good;

	switch (kind) {
	case VRRP_SOCKET_ADVERTS4: /* it gives the header, too */
		good = vrrp_datagram_decode(packet->bytes, message->msg_len, &datagram);
		deliver_advert(engine, ifindex, good, &datagram, now);
		break;
	case VRRP_SOCKET_ADVERTS6:
		good = read_v6(packet, message, &datagram);
		deliver_advert(engine, ifindex, good, &datagram, now);
		break;
	case VRRP_SOCKET_ARP:
		vrrp_engine_arp(engine, ifindex, packet->bytes, message->msg_len, now);
		break;
	case VRRP_SOCKET_ND:
		vrrp_engine_nd(engine, ifindex, packet->bytes, message->msg_len, now);
		break;
	case VRRP_SOCKET_KINDS:
		break;
	}
}
