/* SPDX-License-Identifier: Apache-2.0 */
/* What the keeper must know of the agent at every instant, also at that of its death:
 * a page of memory shared by the two processes. D.
 * Each field has one writer (a thread of the agent) and one reader (the keeper). */
#ifndef AGENT_SYS_BOARD_H
#define AGENT_SYS_BOARD_H

#include <stdatomic.h>
#include <stdint.h>

#include "agent/lib/addr.h"

enum board_thread { BOARD_CONTROL, BOARD_VRRP, BOARD_THREADS };

enum { BOARD_ADDRESSES_MAX = 8192 };

/* A virtual address the agent has set on an interface. The writer fills ifindex and
 * prefix first, then sets held (release); it clears held after removing the address. */
struct board_address {
	_Atomic uint32_t held;
	uint32_t ifindex;
	struct addr_prefix prefix;
	struct addr peer; /* not set: none */
};

enum { BOARD_MESSAGES_MAX = 1024, BOARD_MESSAGE_BYTES = 2304 };

/* A route, a rule or a static address that the agent has set: the netlink message that
 * removes it. Written and cleared as an address is. */
struct board_message {
	_Atomic uint32_t held;
	uint32_t len;
	uint8_t bytes[BOARD_MESSAGE_BYTES];
};

struct board {
	/* CLOCK_MONOTONIC ns of each thread's last turn; 0: does not run (yet). */
	_Atomic int64_t beat_ns[BOARD_THREADS];
	/* 1: the control thread has made macvlans, to be removed when the agent ends
	 * for good (macvlan_sweep). */
	_Atomic uint32_t has_macvlans;
	struct board_address addresses[BOARD_ADDRESSES_MAX];
	struct board_message messages[BOARD_MESSAGES_MAX]; /* in the order of adding */
};

#endif
