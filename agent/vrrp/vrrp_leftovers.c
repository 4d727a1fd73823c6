/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on: control. */
#include "agent/vrrp/vrrp_leftovers.h"

#include <errno.h>
#include <linux/fib_rules.h>
#include <linux/if_addr.h>
#include <linux/rtnetlink.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "agent/lib/log.h"
#include "agent/lib/mem.h"
#include "agent/sys/netlink.h"
#include "agent/vrrp/vrrp_fib_encode.h"

enum { TRIES = 3 }; /* of a list that changes while it is read */

/* The kernel's message of something of ours: what follows its header. */
struct leftover {
	uint16_t type;    /* RTM_NEW* */
	uint8_t *payload; /* owned */
	size_t len;
};

struct leftovers {
	struct leftover *at; /* owned */
	size_t len;
};

/* ---- what is found ---- */

static bool
is_our_address(const struct netlink_message *message)
{
	const uint8_t *attrs = message->payload;
	struct netlink_attr attr;
	size_t at = NLMSG_ALIGN(sizeof(struct ifaddrmsg));

	while (netlink_next_attr(attrs, message->len, &at, &attr))
		if (attr.type == VRRP_IFA_PROTO && attr.len == 1)
			return *(const uint8_t *)attr.bytes == RTPROT_KEEPALIVED;
	return false;
}

static bool
is_ours(const struct netlink_message *message)
{
	struct vrrp_fib_event event;

	if (message->type == RTM_NEWADDR)
		return is_our_address(message);
	return vrrp_fib_decode(message->type, message->payload, message->len, &event) &&
	    event.protocol == RTPROT_KEEPALIVED;
}

static void
keep(void *ctx, const struct netlink_message *message)
{
	struct leftovers *found = ctx;
	struct leftover *leftover;

	if (!is_ours(message))
		return;
	found->at = mem_grow(found->at, found->len + 1, sizeof(*found->at));
	leftover = &found->at[found->len++];
	leftover->type = message->type;
	leftover->len = message->len;
	leftover->payload = mem_new(message->len, 1);
	memcpy(leftover->payload, message->payload, message->len);
}

static void
forget(struct leftovers *found, size_t len)
{
	while (found->len > len)
		mem_free(found->at[--found->len].payload);
}

/* ---- asking ---- */

static int
ask(struct netlink *nl, uint16_t type, uint8_t family, struct leftovers *found)
{
	const struct rtmsg route = {
	    .rtm_family = family, .rtm_protocol = RTPROT_KEEPALIVED};
	const struct fib_rule_hdr rule = {.family = family};
	const struct ifaddrmsg address = {.ifa_family = family};
	const uint16_t flags = NLM_F_REQUEST | NLM_F_DUMP;
	struct netlink_each each = {keep, found};
	struct netlink_request request;

	if (type == RTM_GETROUTE)
		netlink_begin(&request, type, flags, &route, sizeof(route));
	else if (type == RTM_GETRULE)
		netlink_begin(&request, type, flags, &rule, sizeof(rule));
	else
		netlink_begin(&request, type, flags, &address, sizeof(address));
	return netlink_ask(nl, &request, &each);
}

static void
look(struct netlink *nl, uint16_t type, uint8_t family, struct leftovers *found)
{
	size_t before = found->len;
	int rc = -EINTR;

	for (int i = 0; i < TRIES && rc == -EINTR; i++) {
		forget(found, before);
		rc = ask(nl, type, family, found);
	}
	if (rc < 0)
		log_sys("vrrp", -rc,
		    "cannot look for routes, rules and addresses of an earlier run");
}

/* ---- removing ---- */

static bool
take_away(struct netlink *nl, const struct leftover *leftover)
{
	struct netlink_request request;
	int rc;

	/* DEL is NEW and one. */
	netlink_begin(&request, (uint16_t)(leftover->type + 1),
	    NLM_F_REQUEST | NLM_F_ACK, leftover->payload, leftover->len);
	rc = netlink_talk(nl, &request);
	if (rc < 0)
		log_sys("vrrp", -rc,
		    "cannot remove a route, rule or address of an earlier run");
	return rc == 0;
}

void
vrrp_leftovers_remove(void)
{
	/* As they leave at the end: rules, routes, addresses. */
	static const uint16_t types[] = {RTM_GETRULE, RTM_GETROUTE, RTM_GETADDR};
	struct netlink *nl = mem_new(1, sizeof(*nl));
	struct leftovers found = {0};
	unsigned removed = 0;

	if (netlink_open(nl, 0) < 0) {
		mem_free(nl);
		return; /* the thread's own will fail too, and say so */
	}
	netlink_filter_dumps(nl);
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		look(nl, types[i], AF_INET, &found);
		look(nl, types[i], AF_INET6, &found);
	}
	for (size_t i = 0; i < found.len; i++)
		removed += take_away(nl, &found.at[i]);
	if (removed)
		log_event("vrrp",
		    "removed %u route%s, rules or static addresses of an earlier run",
		    removed, removed == 1 ? "" : "s");
	forget(&found, 0);
	mem_free(found.at);
	netlink_close(nl);
	mem_free(nl);
}
