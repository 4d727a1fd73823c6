/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/sys/netlink.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* A dump or a burst of events is never this long; a kernel that goes on for ever must
 * not hold us. */
enum { RECEIVES_MAX = 4096, EVENTS_A_TURN = 4096 };

/* Room for the events of a few thousand addresses changing at once. */
static const int receive_bytes = 4 * 1024 * 1024;

static int
set_up(struct netlink *nl, uint32_t groups)
{
	struct sockaddr_nl us = {.nl_family = AF_NETLINK, .nl_groups = groups};
	socklen_t len = sizeof(us);

	/* More than the limit of an ordinary user needs CAP_NET_ADMIN; without it the
	 * ordinary buffer does, and a loss is noticed and read anew. */
	if (groups &&
	    setsockopt(nl->fd, SOL_SOCKET, SO_RCVBUFFORCE, &receive_bytes,
		sizeof(receive_bytes)) < 0)
		(void)setsockopt(nl->fd, SOL_SOCKET, SO_RCVBUF, &receive_bytes,
		    sizeof(receive_bytes));
	if (bind(nl->fd, (struct sockaddr *)&us, sizeof(us)) < 0 ||
	    getsockname(nl->fd, (struct sockaddr *)&us, &len) < 0)
		return -errno;
	nl->port_id = us.nl_pid;
	return 0;
}

int
netlink_open(struct netlink *nl, uint32_t groups)
{
	int rc;

	nl->sequence = 0;
	nl->port_id = 0;
	nl->fd =
	    socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE);
	if (nl->fd < 0)
		return -errno;
	rc = set_up(nl, groups);
	if (rc < 0)
		netlink_close(nl);
	return rc;
}

void
netlink_close(struct netlink *nl)
{
	if (nl->fd >= 0)
		(void)close(nl->fd);
	nl->fd = -1;
}

/* ---- requests ---- */

static void *
extend(struct netlink_request *request, size_t len)
{
	size_t aligned = NLMSG_ALIGN(len);
	void *at = request->bytes + request->len;

	if (request->failed || aligned > sizeof(request->bytes) - request->len) {
		request->failed = true;
		return NULL;
	}
	memset(at, 0, aligned);
	request->len += aligned;
	return at;
}

void
netlink_begin(struct netlink_request *request, uint16_t type, uint16_t flags,
    const void *header, size_t len)
{
	struct nlmsghdr message = {.nlmsg_type = type, .nlmsg_flags = flags};
	void *at;

	request->len = 0;
	request->failed = false;
	at = extend(request, sizeof(message));
	if (at)
		memcpy(at, &message, sizeof(message));
	at = extend(request, len);
	if (at)
		memcpy(at, header, len);
}

void
netlink_put(
    struct netlink_request *request, uint16_t type, const void *bytes, size_t len)
{
	struct rtattr attr = {
	    .rta_type = type, .rta_len = (unsigned short)RTA_LENGTH(len)};
	uint8_t *at = extend(request, RTA_LENGTH(len));

	if (!at)
		return;
	memcpy(at, &attr, sizeof(attr));
	memcpy(at + RTA_LENGTH(0), bytes, len);
}

void
netlink_put_u32(struct netlink_request *request, uint16_t type, uint32_t value)
{
	netlink_put(request, type, &value, sizeof(value));
}

void
netlink_load(struct netlink_request *request, const void *bytes, size_t len)
{
	void *at;

	request->len = 0;
	request->failed = false;
	at = extend(request, len);
	if (at)
		memcpy(at, bytes, len);
}

uint16_t
netlink_type(const struct netlink_request *request)
{
	struct nlmsghdr message;

	memcpy(&message, request->bytes, sizeof(message));
	return message.nlmsg_type;
}

void
netlink_set_type(struct netlink_request *request, uint16_t type, uint16_t flags)
{
	struct nlmsghdr message;

	memcpy(&message, request->bytes, sizeof(message));
	message.nlmsg_type = type;
	message.nlmsg_flags = flags;
	memcpy(request->bytes, &message, sizeof(message));
}

static int
send_request(struct netlink *nl, struct netlink_request *request)
{
	struct sockaddr_nl kernel = {.nl_family = AF_NETLINK};
	struct nlmsghdr message;

	if (nl->fd < 0)
		return -ENOTCONN;
	if (request->failed)
		return -EMSGSIZE;
	memcpy(&message, request->bytes, sizeof(message));
	message.nlmsg_len = (uint32_t)request->len;
	message.nlmsg_seq = ++nl->sequence;
	memcpy(request->bytes, &message, sizeof(message));
	if (sendto(nl->fd, request->bytes, request->len, 0, (struct sockaddr *)&kernel,
		sizeof(kernel)) < 0)
		return -errno;
	return 0;
}

/* ---- what the kernel says ---- */

/* What a walk over one received buffer found. */
struct walk {
	const struct netlink_each *each; /* NULL: only the answer matters */
	uint32_t sequence;               /* 0: events, all are taken */
	bool done;
	int rc;
};

static int
error_in(const void *payload, size_t len)
{
	struct nlmsgerr error;

	if (len < sizeof(error.error))
		return -EBADMSG;
	memcpy(&error.error, payload, sizeof(error.error));
	return error.error;
}

static void
take(struct walk *walk, const struct nlmsghdr *header, const void *payload, size_t len)
{
	struct netlink_message message = {.type = header->nlmsg_type,
	    .flags = header->nlmsg_flags,
	    .port_id = header->nlmsg_pid,
	    .payload = payload,
	    .len = len};

	if (walk->sequence && header->nlmsg_seq != walk->sequence)
		return; /* the late answer to a request that was given up */
	if (header->nlmsg_flags & NLM_F_DUMP_INTR)
		walk->rc = -EINTR;
	if (header->nlmsg_type == NLMSG_ERROR)
		walk->rc = error_in(payload, len);
	if (header->nlmsg_type == NLMSG_ERROR || header->nlmsg_type == NLMSG_DONE)
		walk->done = true;
	else if (walk->each)
		walk->each->message(walk->each->ctx, &message);
}

static void
walk_buffer(struct walk *walk, const uint8_t *bytes, size_t left)
{
	struct nlmsghdr header;

	while (left >= sizeof(header)) {
		size_t aligned;

		memcpy(&header, bytes, sizeof(header));
		if (header.nlmsg_len < sizeof(header) || header.nlmsg_len > left)
			return;
		take(walk, &header, bytes + NLMSG_HDRLEN,
		    header.nlmsg_len - NLMSG_HDRLEN);
		aligned = NLMSG_ALIGN(header.nlmsg_len);
		if (aligned > left)
			return;
		bytes += aligned;
		left -= aligned;
	}
}

int
netlink_walk(const void *bytes, size_t len, const struct netlink_each *each)
{
	struct walk walk = {.each = each};

	walk_buffer(&walk, bytes, len);
	return walk.rc;
}

/* One datagram: its length, 0 when it was not the kernel's, or -errno. */
static ssize_t
receive(struct netlink *nl)
{
	struct sockaddr_nl from = {0};
	socklen_t from_len = sizeof(from);
	ssize_t len = recvfrom(nl->fd, nl->buffer, sizeof(nl->buffer), MSG_TRUNC,
	    (struct sockaddr *)&from, &from_len);

	if (len < 0)
		return -errno;
	if ((size_t)len > sizeof(nl->buffer))
		return -EMSGSIZE;
	return from.nl_pid == 0 ? len : 0;
}

static int
receive_until_done(struct netlink *nl, struct walk *walk)
{
	for (int i = 0; i < RECEIVES_MAX && !walk->done; i++) {
		ssize_t len = receive(nl);

		if (len < 0)
			return (int)len;
		walk_buffer(walk, nl->buffer, (size_t)len);
	}
	return walk->done ? walk->rc : -EIO;
}

int
netlink_filter_events(struct netlink *nl, struct sock_filter *program, uint16_t len)
{
	const struct sock_fprog attach = {.len = len, .filter = program};

	if (setsockopt(nl->fd, SOL_SOCKET, SO_ATTACH_FILTER, &attach, sizeof(attach)) <
	    0)
		return -errno;
	return 0;
}

void
netlink_filter_dumps(struct netlink *nl)
{
	const int on = 1;

	/* An older kernel sends all: whoever reads looks for himself. */
	(void)setsockopt(nl->fd, SOL_NETLINK, NETLINK_GET_STRICT_CHK, &on, sizeof(on));
}

int
netlink_ask(struct netlink *nl, struct netlink_request *request,
    const struct netlink_each *each)
{
	struct walk walk = {.each = each};
	int rc = send_request(nl, request);

	if (rc < 0)
		return rc;
	walk.sequence = nl->sequence;
	return receive_until_done(nl, &walk);
}

int
netlink_talk(struct netlink *nl, struct netlink_request *request)
{
	return netlink_ask(nl, request, NULL);
}

int
netlink_dump(
    struct netlink *nl, uint16_t type, uint8_t family, const struct netlink_each *each)
{
	struct ifinfomsg header = {.ifi_family = family};
	struct netlink_request request;

	netlink_begin(
	    &request, type, NLM_F_REQUEST | NLM_F_DUMP, &header, sizeof(header));
	return netlink_ask(nl, &request, each);
}

int
netlink_listen(struct netlink *nl, const struct netlink_each *each)
{
	struct walk walk = {.each = each};

	for (int i = 0; i < EVENTS_A_TURN; i++) {
		ssize_t len = receive(nl);

		if (len == -EAGAIN)
			return 0;
		if (len < 0)
			return (int)len;
		walk_buffer(&walk, nl->buffer, (size_t)len);
	}
	return 0;
}

bool
netlink_next_attr(const void *attrs, size_t len, size_t *at, struct netlink_attr *out)
{
	struct rtattr attr;
	size_t left = *at < len ? len - *at : 0;

	if (left < sizeof(attr))
		return false;
	memcpy(&attr, (const uint8_t *)attrs + *at, sizeof(attr));
	if (attr.rta_len < sizeof(attr) || attr.rta_len > left)
		return false;
	out->type = attr.rta_type & (uint16_t)NLA_TYPE_MASK;
	out->bytes = (const uint8_t *)attrs + *at + RTA_LENGTH(0);
	out->len = attr.rta_len - RTA_LENGTH(0);
	*at += RTA_ALIGN(attr.rta_len);
	return true;
}
