/* SPDX-License-Identifier: Apache-2.0 */
/* Routing netlink without an allocation, for the thread that may not make one. E, any
 * thread; one netlink per thread.
 *
 * The kernel answers a request before send returns, so nothing here waits: an answer
 * that is not there is an error. */
#ifndef AGENT_SYS_NETLINK_H
#define AGENT_SYS_NETLINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { NETLINK_REQUEST_BYTES = 2304, NETLINK_BUFFER_BYTES = 32768 };

struct sock_filter; /* linux/filter.h */

struct netlink {
	int fd;           /* -1: not open */
	uint32_t port_id; /* who we are to the kernel: events caused by us carry it */
	uint32_t sequence;
	uint8_t buffer[NETLINK_BUFFER_BYTES];
};

/* A message from the kernel: its type, who caused it, and what follows its header. */
struct netlink_message {
	uint16_t type, flags;
	uint32_t port_id;
	const void *payload; /* borrowed until the next receive */
	size_t len;
};

/* A request under construction. */
struct netlink_request {
	uint8_t bytes[NETLINK_REQUEST_BYTES];
	size_t len;
	bool failed; /* it did not fit */
};

/* `groups`: RTMGRP_* to hear of, or 0. 0, or -errno. */
int netlink_open(struct netlink *nl, uint32_t groups);
void netlink_close(struct netlink *nl);

void netlink_begin(struct netlink_request *request, uint16_t type, uint16_t flags,
    const void *header, size_t len);
void netlink_put(
    struct netlink_request *request, uint16_t type, const void *bytes, size_t len);
void netlink_put_u32(struct netlink_request *request, uint16_t type, uint32_t value);

/* A message that was put together before, with its header. */
void netlink_load(struct netlink_request *request, const void *bytes, size_t len);
uint16_t netlink_type(const struct netlink_request *request);
void netlink_set_type(struct netlink_request *request, uint16_t type, uint16_t flags);

/* Send it and take the kernel's acknowledgement: 0, or the -errno it answers. */
int netlink_talk(struct netlink *nl, struct netlink_request *request);

struct netlink_each {
	void (*message)(void *ctx, const struct netlink_message *message);
	void *ctx;
};

/* Hear only what this program lets through. 0, or -errno. */
int netlink_filter_events(
    struct netlink *nl, struct sock_filter *program, uint16_t len);

/* From now on the kernel minds what the header of a dump's request says: a dump of
 * routes is of that protocol only (Linux 4.20). */
void netlink_filter_dumps(struct netlink *nl);

/* Send a request for a dump, and take what it answers. 0, or -errno; -EINTR when the
 * list changed meanwhile and must be read again. */
int netlink_ask(struct netlink *nl, struct netlink_request *request,
    const struct netlink_each *each);

/* Ask for all objects of `type` (RTM_GETLINK, RTM_GETADDR) of `family`. 0, or -errno;
 * -EINTR when the list changed meanwhile and must be read again. */
int netlink_dump(
    struct netlink *nl, uint16_t type, uint8_t family, const struct netlink_each *each);

/* Take what events are there. 0, or -errno; -ENOBUFS when some were lost. */
int netlink_listen(struct netlink *nl, const struct netlink_each *each);

/* Walk the messages of one datagram: 0, or the -errno that one of them answers. What is
 * cut, or lies about its length, ends the walk. */
int netlink_walk(const void *bytes, size_t len, const struct netlink_each *each);

struct netlink_attr {
	uint16_t type;
	const void *bytes; /* borrowed */
	size_t len;
};

/* Walk attributes: start with *at = 0. False at the end, or where they are cut. */
bool netlink_next_attr(
    const void *attrs, size_t len, size_t *at, struct netlink_attr *out);

#endif
