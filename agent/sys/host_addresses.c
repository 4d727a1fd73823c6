/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/sys/host_addresses.h"

#include <errno.h>
#include <string.h>

#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include "agent/lib/log.h"
#include "agent/lib/mem.h"
#include "agent/sys/link.h"
#include "agent/sys/loop.h"
#include "agent/sys/netlink.h"

enum { DUMP_TRIES = 5 };

/* An address may be on more than one interface. */
struct place {
	struct addr addr;
	uint32_t ifindex;
};

struct host_addresses {
	struct netlink monitor, request;
	struct loop_fd *watch;
	struct place *places; /* owned; sorted */
	size_t len, room;
	bool is_known; /* all that is there is in `places` */
	bool differs;  /* since the last call of `changed` */
	void (*changed)(void *ctx);
	void *ctx;
};

static int
compare(const struct place *a, const struct place *b)
{
	int order = addr_cmp(&a->addr, &b->addr);

	return order ? order : (a->ifindex > b->ifindex) - (a->ifindex < b->ifindex);
}

/* The first that is not before `place`. */
static size_t
lower_bound(const struct host_addresses *host, const struct place *place)
{
	size_t low = 0, high = host->len;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare(&host->places[middle], place) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void
insert(struct host_addresses *host, size_t at, const struct place *place)
{
	if (host->len == host->room) {
		host->room = host->room ? 2 * host->room : 16;
		host->places =
		    mem_grow(host->places, host->room, sizeof(*host->places));
	}
	memmove(&host->places[at + 1], &host->places[at],
	    (host->len - at) * sizeof(*host->places));
	host->places[at] = *place;
	host->len++;
}

static void
take_message(void *ctx, const struct netlink_message *message)
{
	struct host_addresses *host = ctx;
	struct link_address found;
	struct place place;
	bool is_there;
	size_t at;

	if (!link_decode_address(message, &found))
		return;
	place = (struct place){.addr = found.prefix.addr, .ifindex = found.ifindex};
	at = lower_bound(host, &place);
	is_there = at < host->len && compare(&host->places[at], &place) == 0;
	if (is_there == !found.gone)
		return; /* renewed, as leases are */
	host->differs = true;
	if (!found.gone) {
		insert(host, at, &place);
		return;
	}
	host->len--;
	memmove(&host->places[at], &host->places[at + 1],
	    (host->len - at) * sizeof(*host->places));
}

static int
dump(struct host_addresses *host)
{
	struct netlink_each each = {.message = take_message, .ctx = host};
	int rc;

	host->len = 0;
	rc = netlink_dump(&host->request, RTM_GETADDR, AF_INET, &each);
	return rc ? rc : netlink_dump(&host->request, RTM_GETADDR, AF_INET6, &each);
}

/* All that is there, after the news of it have been listened to. */
static void
look_at_all(struct host_addresses *host)
{
	int rc = -EINTR;

	for (int i = 0; rc == -EINTR && i < DUMP_TRIES; i++)
		rc = dump(host);
	host->is_known = rc == 0;
	host->differs = true;
	if (rc < 0)
		log_sys("addresses", -rc, "this host's addresses cannot be read");
}

static void
hear(void *ctx, unsigned events)
{
	struct host_addresses *host = ctx;
	struct netlink_each each = {.message = take_message, .ctx = host};

	(void)events;
	if (netlink_listen(&host->monitor, &each) < 0 || !host->is_known)
		look_at_all(host); /* news were lost */
	if (host->differs)
		host->changed(host->ctx);
	host->differs = false;
}

struct host_addresses *
host_addresses_new(struct loop *loop, void (*changed)(void *ctx), void *ctx)
{
	struct host_addresses *host = mem_new(1, sizeof(*host));
	int rc;

	host->changed = changed;
	host->ctx = ctx;
	host->request.fd = -1;
	rc = netlink_open(&host->monitor, RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR);
	if (rc == 0)
		rc = netlink_open(&host->request, 0);
	if (rc < 0) {
		log_sys("addresses", -rc, "news of this host's addresses");
		return host;
	}
	look_at_all(host);
	host->differs = false;
	host->watch = loop_fd_new(loop, host->monitor.fd, LOOP_READ, hear, host);
	return host;
}

void
host_addresses_free(struct host_addresses *host)
{
	if (!host)
		return;
	if (host->watch)
		loop_fd_free(host->watch);
	netlink_close(&host->monitor);
	netlink_close(&host->request);
	mem_free(host->places);
	mem_free(host);
}

bool
host_addresses_has(const struct host_addresses *host, const struct addr *addr)
{
	struct place first = {.addr = *addr};
	size_t at;

	if (!host->is_known)
		return true;
	at = lower_bound(host, &first);
	return at < host->len && addr_equal(&host->places[at].addr, addr);
}
