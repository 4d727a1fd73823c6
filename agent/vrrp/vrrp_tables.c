/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on: vrrp. */
#include "agent/vrrp/vrrp_tables.h"

#include <errno.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include <sys/epoll.h>

_Static_assert(
    (size_t)VRRP_FIB_BYTES_MAX <= NETLINK_REQUEST_BYTES, "a message is sent whole");
_Static_assert((size_t)NETLINK_REQUEST_BYTES <= BOARD_MESSAGE_BYTES, "and kept whole");

/* ---- the keeper's board ---- */

static struct board_message *
slot_of(const struct vrrp_kernel *kernel, const struct vrrp_fib_entry *entry)
{
	if (!kernel->board || entry->slot >= BOARD_MESSAGES_MAX)
		return NULL;
	return &kernel->board->messages[entry->slot];
}

static void
mark_held(const struct vrrp_kernel *kernel, const struct vrrp_fib_entry *entry,
    const struct netlink_request *request)
{
	struct board_message *slot = slot_of(kernel, entry);
	struct netlink_request removal = *request;

	if (!slot || request->failed)
		return;
	netlink_set_type(
	    &removal, (uint16_t)(netlink_type(request) + 1), NLM_F_REQUEST | NLM_F_ACK);
	slot->len = (uint32_t)removal.len;
	memcpy(slot->bytes, removal.bytes, removal.len);
	atomic_store_explicit(&slot->held, 1, memory_order_release);
}

static void
mark_free(const struct vrrp_kernel *kernel, const struct vrrp_fib_entry *entry)
{
	struct board_message *slot = slot_of(kernel, entry);

	if (slot)
		atomic_store_explicit(&slot->held, 0, memory_order_release);
}

void
vrrp_tables_clear_board(struct vrrp_kernel *kernel, const struct vrrp_fib_part *part)
{
	for (size_t i = 0; i < part->len; i++) {
		const struct vrrp_fib_entry *entry = &part->entries[i];

		if (entry->seen != VRRP_FIB_OURS && entry->seen != VRRP_FIB_DOUBTED)
			mark_free(kernel, entry);
	}
}

/* ---- acts ---- */

/* False when a link that it names is absent. */
static bool
prepare(struct netlink_request *request, const struct vrrp_fib_entry *entry)
{
	netlink_load(request, entry->message, entry->message_len);
	for (size_t i = 0; i < entry->patches_len; i++) {
		const struct vrrp_fib_patch *patch = &entry->patches[i];
		uint32_t ifindex = patch->interface->ifindex;

		if (ifindex == 0)
			return false;
		memcpy(request->bytes + patch->offset, &ifindex, sizeof(ifindex));
	}
	return true;
}

static bool
is_gone(int rc)
{
	return rc == 0 || rc == -ESRCH || rc == -ENOENT || rc == -EADDRNOTAVAIL ||
	    rc == -ENODEV;
}

static int
take_away(struct vrrp_kernel *kernel, const struct vrrp_fib_entry *entry,
    struct netlink_request *request)
{
	int rc;

	netlink_set_type(
	    request, (uint16_t)(netlink_type(request) + 1), NLM_F_REQUEST | NLM_F_ACK);
	rc = netlink_talk(&kernel->request, request);
	if (is_gone(rc))
		mark_free(kernel, entry);
	return -rc;
}

/* What was there is there yet, though the kernel refused: a lifetime that was not
 * renewed, or what was doubted and had not gone. */
static bool
stays(const struct vrrp_act *act, int rc)
{
	if (act->fib_op == VRRP_FIB_RENEW)
		return rc != -ENOENT && rc != -ESRCH;
	return act->entry->seen == VRRP_FIB_DOUBTED && rc == -EEXIST;
}

int
vrrp_tables_do(struct vrrp_kernel *kernel, const struct vrrp_act *act)
{
	const struct vrrp_fib_entry *entry = act->entry;
	struct netlink_request request;
	int rc;

	if (!prepare(&request, entry)) {
		mark_free(kernel, entry); /* it went with its link */
		return ENODEV;
	}
	if (act->fib_op == VRRP_FIB_REMOVE)
		return take_away(kernel, entry, &request);
	if (act->fib_op == VRRP_FIB_RENEW)
		netlink_set_type(&request, netlink_type(&request),
		    NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE | NLM_F_REPLACE);
	/* Before it is there: a death in between must not leave it behind. */
	mark_held(kernel, entry, &request);
	rc = netlink_talk(&kernel->request, &request);
	if (rc < 0 && !stays(act, rc))
		mark_free(kernel, entry);
	return -rc;
}

/* ---- events ---- */

static void
hear_only(struct netlink *tables, const struct vrrp_fib *fib)
{
	struct sock_filter all = BPF_STMT(BPF_RET | BPF_K, UINT32_MAX);

	if (!fib->filter ||
	    netlink_filter_events(tables, fib->filter, fib->filter_len) < 0)
		/* More work, and nothing missed. */
		(void)netlink_filter_events(tables, &all, 1);
}

void
vrrp_tables_watch(struct vrrp_kernel *kernel, const struct vrrp_engine *engine,
    int epoll_fd, uint64_t id)
{
	const uint32_t groups = RTMGRP_IPV4_ROUTE | RTMGRP_IPV6_ROUTE |
	    1u << (RTNLGRP_IPV4_RULE - 1) | 1u << (RTNLGRP_IPV6_RULE - 1);
	struct epoll_event event = {.events = EPOLLIN, .data.u64 = id};

	if (engine->fib.len == 0)
		return;
	if (kernel->tables.fd < 0) {
		if (netlink_open(&kernel->tables, groups) < 0)
			return; /* tried again with the next engine; losses go unseen */
		if (epoll_ctl(epoll_fd, EPOLL_CTL_ADD, kernel->tables.fd, &event) < 0) {
			netlink_close(&kernel->tables);
			return;
		}
	}
	hear_only(&kernel->tables, &engine->fib);
}

struct hearing {
	const struct vrrp_kernel *kernel;
	struct vrrp_engine *engine;
};

/* What we did ourselves was answered already. */
static void
hear(void *ctx, const struct netlink_message *message)
{
	struct hearing *hearing = ctx;
	struct vrrp_fib_event event;

	if (message->port_id == hearing->kernel->request.port_id)
		return;
	if (vrrp_fib_decode(message->type, message->payload, message->len, &event))
		vrrp_fib_hear(&hearing->engine->fib, &event,
		    (message->flags & NLM_F_REPLACE) != 0);
}

void
vrrp_tables_listen(struct vrrp_kernel *kernel, struct vrrp_engine *engine)
{
	struct hearing hearing = {kernel, engine};
	struct netlink_each each = {hear, &hearing};

	if (netlink_listen(&kernel->tables, &each) < 0) /* some were lost */
		vrrp_fib_doubt(&engine->fib, NULL);
}
