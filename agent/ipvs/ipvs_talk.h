/* SPDX-License-Identifier: Apache-2.0 */
/* Talking to the kernel's IPVS: one generic netlink socket, requests and their answers.
 * E, control thread. Never waits: the kernel answers at once or, rarely, not at all,
 * which is -EINTR; the next request then opens a new socket. */
#ifndef AGENT_IPVS_IPVS_TALK_H
#define AGENT_IPVS_IPVS_TALK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ipvs_talk;
struct nl_msg;
struct nlmsghdr;

struct ipvs_talk *ipvs_talk_new(void);
void ipvs_talk_free(struct ipvs_talk *talk);

/* A new socket in the caller's network namespace. -ENOENT: the kernel has no IPVS. */
int ipvs_talk_open(struct ipvs_talk *talk);

/* A message to put attributes into; yours. `command` is IPVS_CMD_*, `flags` NLM_F_*
 * beside NLM_F_REQUEST. Opens the socket if it is not. NULL with *err: -errno. */
struct nl_msg *ipvs_talk_message(
    struct ipvs_talk *talk, int command, int flags, int *err);

struct ipvs_listener {
	/* Each reply; false: not understood. NULL: none is awaited. */
	bool (*reply)(const struct nlmsghdr *reply, void *into);
	void *into;
	size_t not_understood; /* out */
};

/* Send one message (swallowed) that asks for an acknowledgement or a dump, and hear
 * its answers out. 0 or -errno: the kernel's, or of the talk itself. `listener` may be
 * NULL. */
int ipvs_talk_ask(
    struct ipvs_talk *talk, struct nl_msg *msg_take, struct ipvs_listener *listener);

/* A batch: messages collected, sent at once; the last must ask for an acknowledgement.
 * Message i (from 0) that fails is told to `failed` with a positive errno. 0: all were
 * answered; -errno: the talk broke, and some may have been done. */
void ipvs_talk_collect(struct ipvs_talk *talk, struct nl_msg *msg_take);
void ipvs_talk_discard(struct ipvs_talk *talk);
int ipvs_talk_send(
    struct ipvs_talk *talk, void (*failed)(void *ctx, size_t i, int err), void *ctx);

#endif
