/* SPDX-License-Identifier: Apache-2.0 */
#include "api/ctl/ctl_netlink.h"

#include <errno.h>
#include <linux/if_addr.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { REPLY_SIZE = 32 * 1024 };

struct address_request {
	struct nlmsghdr head;
	struct ifaddrmsg body;
	char attributes[64];
};

int
ctl_netlink_open(void)
{
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);

	return fd < 0 ? -errno : fd;
}

static void
put_attribute(
    struct address_request *request, unsigned short type, const void *bytes, size_t len)
{
	struct rtattr attribute = {
	    .rta_len = (unsigned short)RTA_LENGTH(len), .rta_type = type};
	char *at = (char *)request + NLMSG_ALIGN(request->head.nlmsg_len);

	memcpy(at, &attribute, sizeof(attribute));
	memcpy(at + RTA_LENGTH(0), bytes, len);
	request->head.nlmsg_len = NLMSG_ALIGN(request->head.nlmsg_len) +
	    (unsigned)RTA_ALIGN(attribute.rta_len);
}

/* Send a request and read its acknowledgement. */
static int
ask(int fd, const struct nlmsghdr *head)
{
	char reply[4096];
	struct nlmsghdr got;
	int error;

	if (send(fd, head, head->nlmsg_len, 0) < 0)
		return -errno;
	if (recv(fd, reply, sizeof(reply), 0) < (ssize_t)(sizeof(got) + sizeof(error)))
		return -EIO;
	memcpy(&got, reply, sizeof(got));
	if (got.nlmsg_type != NLMSG_ERROR)
		return -EPROTO;
	memcpy(&error, reply + NLMSG_HDRLEN, sizeof(error));
	return error;
}

static struct address_request
make_request(
    uint16_t type, const struct addr *addr, unsigned prefix_len, unsigned ifindex)
{
	struct address_request request = {0};

	request.head.nlmsg_len = NLMSG_LENGTH(sizeof(request.body));
	request.head.nlmsg_type = type;
	request.head.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK;
	request.body.ifa_family = addr->family == ADDR_V4 ? AF_INET : AF_INET6;
	request.body.ifa_prefixlen = (unsigned char)prefix_len;
	request.body.ifa_index = ifindex;
	put_attribute(&request, IFA_LOCAL, addr->bytes, addr_len(addr));
	put_attribute(&request, IFA_ADDRESS, addr->bytes, addr_len(addr));
	return request;
}

int
ctl_address_add(int fd, const struct addr *addr, unsigned ifindex)
{
	struct address_request request =
	    make_request(RTM_NEWADDR, addr, (unsigned)addr_len(addr) * 8, ifindex);

	request.head.nlmsg_flags |= NLM_F_CREATE | NLM_F_EXCL;
	request.body.ifa_flags = addr->family == ADDR_V6 ? IFA_F_NODAD : 0;
	return ask(fd, &request.head);
}

int
ctl_address_remove(
    int fd, const struct addr *addr, unsigned prefix_len, unsigned ifindex)
{
	struct address_request request =
	    make_request(RTM_DELADDR, addr, prefix_len, ifindex);

	return ask(fd, &request.head);
}

int
ctl_link_up(int fd, unsigned ifindex)
{
	struct {
		struct nlmsghdr head;
		struct ifinfomsg body;
	} request = {0};

	request.head.nlmsg_len = NLMSG_LENGTH(sizeof(request.body));
	request.head.nlmsg_type = RTM_NEWLINK;
	request.head.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK;
	request.body.ifi_index = (int)ifindex;
	request.body.ifi_flags = IFF_UP;
	request.body.ifi_change = IFF_UP;
	return ask(fd, &request.head);
}

/* Is this message about the address we look for? Its own is IFA_LOCAL where there is
 * one (IPv4), else IFA_ADDRESS. */
static bool
is_it(const char *message, size_t len, const struct addr *addr, unsigned ifindex,
    int *prefix_len)
{
	size_t at = NLMSG_ALIGN(sizeof(struct ifaddrmsg)), want = addr_len(addr);
	const void *local = NULL, *address = NULL;
	struct ifaddrmsg body;

	if (len < sizeof(body))
		return false;
	memcpy(&body, message, sizeof(body));
	while (at + sizeof(struct rtattr) <= len) {
		struct rtattr attribute;

		memcpy(&attribute, message + at, sizeof(attribute));
		if (attribute.rta_len < sizeof(attribute) ||
		    at + attribute.rta_len > len)
			break;
		if (attribute.rta_len == RTA_LENGTH(want)) {
			if (attribute.rta_type == IFA_LOCAL)
				local = message + at + RTA_LENGTH(0);
			if (attribute.rta_type == IFA_ADDRESS)
				address = message + at + RTA_LENGTH(0);
		}
		at += RTA_ALIGN(attribute.rta_len);
	}
	local = local ? local : address;
	*prefix_len = body.ifa_prefixlen;
	return local && body.ifa_index == ifindex &&
	    body.ifa_family == (addr->family == ADDR_V4 ? AF_INET : AF_INET6) &&
	    memcmp(local, addr->bytes, want) == 0;
}

/* One datagram of a dump. 1: more come; 0: that was the last; or -errno. */
static int
read_dump(const char *bytes, size_t len, const struct addr *addr, unsigned ifindex,
    int *prefix_len)
{
	struct nlmsghdr head;
	int error, found;

	for (size_t at = 0; at + sizeof(head) <= len;
	     at += NLMSG_ALIGN(head.nlmsg_len)) {
		memcpy(&head, bytes + at, sizeof(head));
		if (head.nlmsg_len < sizeof(head) || at + head.nlmsg_len > len)
			return -EPROTO;
		if (head.nlmsg_type == NLMSG_DONE)
			return 0;
		if (head.nlmsg_type == NLMSG_ERROR) {
			memcpy(&error, bytes + at + NLMSG_HDRLEN, sizeof(error));
			return error ? error : -EPROTO;
		}
		if (head.nlmsg_type == RTM_NEWADDR &&
		    is_it(bytes + at + NLMSG_HDRLEN, head.nlmsg_len - NLMSG_HDRLEN,
			addr, ifindex, &found))
			*prefix_len = found;
	}
	return 1;
}

int
ctl_address_find(int fd, const struct addr *addr, unsigned ifindex, int *prefix_len)
{
	struct address_request request = {0};
	char reply[REPLY_SIZE];
	int rc = 1;

	*prefix_len = -1;
	request.head.nlmsg_len = NLMSG_LENGTH(sizeof(request.body));
	request.head.nlmsg_type = RTM_GETADDR;
	request.head.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
	request.body.ifa_family = addr->family == ADDR_V4 ? AF_INET : AF_INET6;
	if (send(fd, &request, request.head.nlmsg_len, 0) < 0)
		return -errno;
	while (rc == 1) {
		ssize_t got = recv(fd, reply, sizeof(reply), 0);

		if (got < 0)
			return -errno;
		rc = read_dump(reply, (size_t)got, addr, ifindex, prefix_len);
	}
	return rc;
}
