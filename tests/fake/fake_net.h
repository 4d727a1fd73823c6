/* SPDX-License-Identifier: Apache-2.0 */
/* Frames in flight between made-up hosts: each copy has its own way and its own time.
 * For tests. */
#ifndef TESTS_FAKE_FAKE_NET_H
#define TESTS_FAKE_FAKE_NET_H

#include <stddef.h>
#include <stdint.h>

#include "agent/lib/addr.h"
#include "agent/lib/clock.h"
#include "agent/lib/heap.h"

enum { FAKE_HOSTS_MAX = 8, FAKE_COPIES_MAX = 3, FAKE_LINKS_MAX = 2 };

enum fake_kind { FAKE_ADVERT, FAKE_ARP, FAKE_ND };

/* One frame, shared by the copies of it. */
struct fake_frame {
	size_t users;
	size_t from;
	size_t link; /* each is a wire of its own */
	enum fake_kind kind;
	struct addr source, destination; /* of an advert's datagram */
	size_t len;
	uint8_t bytes[]; /* of an advert: what follows the IP header */
};

/* One copy on its way. */
struct fake_flight {
	struct heap_node arrives;
	size_t to;
	struct fake_frame *frame;
};

/* How a frame fares on its way to `to`: the number of copies that arrive, each with its
 * delay beyond the usual one. */
struct fake_fate {
	size_t copies;
	struct span delays[FAKE_COPIES_MAX];
};

struct fake_net {
	struct heap flights;
	size_t hosts_len;
	struct instant last[FAKE_HOSTS_MAX][FAKE_HOSTS_MAX]; /* arrival, from and to */
	/* NULL: one copy without delay. */
	struct fake_fate (*fate)(void *ctx, size_t from, size_t to);
	void *fate_ctx;
};

/* With room for `len` bytes, used by nobody yet. */
struct fake_frame *fake_frame_new(size_t from, size_t len);
void fake_frame_unref(struct fake_frame *frame);

/* To every other host; takes the frame. */
void fake_net_send(struct fake_net *net, struct fake_frame *frame, struct instant now);

/* When the next copy arrives. */
struct instant fake_net_due(const struct fake_net *net);

/* The copy that has arrived, NULL when there is none yet: the caller's frame now. */
struct fake_frame *fake_net_take(struct fake_net *net, struct instant now, size_t *to);

void fake_net_fini(struct fake_net *net);

#endif
