/* SPDX-License-Identifier: Apache-2.0 */
/* Messages of one size from one writing thread to one reading thread. P.
 * Neither side ever waits: a full ring refuses, remembers that something was `lost`,
 * and the reader asks for the whole state again. */
#ifndef AGENT_LIB_RING_H
#define AGENT_LIB_RING_H

#include <stdbool.h>
#include <stddef.h>

struct ring;

/* `slots` is rounded up to a power of two. All memory is taken (and touched) here. */
struct ring *ring_new(size_t slots, size_t message_bytes);
void ring_free(struct ring *ring);

/* Writer only. False when full: the message is dropped and `lost` is set. */
bool ring_put(struct ring *ring, const void *message);

/* Reader only. False when empty. */
bool ring_get(struct ring *ring, void *message);

/* Reader only: whether a message was dropped since the last call. */
bool ring_take_lost(struct ring *ring);

#endif
