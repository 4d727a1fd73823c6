/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/lib/ring.h"

#include <stdatomic.h>
#include <string.h>

#include "agent/lib/mem.h"

struct ring {
	unsigned char *slots; /* owned */
	size_t mask;
	size_t message_bytes;
	_Atomic size_t written; /* by the writer only */
	_Atomic size_t taken;   /* by the reader only */
	_Atomic bool lost;
};

struct ring *
ring_new(size_t slots, size_t message_bytes)
{
	struct ring *ring = mem_new(1, sizeof(*ring));
	size_t room = 1;

	while (room < slots)
		room *= 2;
	ring->slots = mem_new(room, message_bytes);
	memset(ring->slots, 0, room * message_bytes);
	ring->mask = room - 1;
	ring->message_bytes = message_bytes;
	return ring;
}

void
ring_free(struct ring *ring)
{
	if (!ring)
		return;
	mem_free(ring->slots);
	mem_free(ring);
}

static void *
slot(struct ring *ring, size_t count)
{
	return ring->slots + (count & ring->mask) * ring->message_bytes;
}

bool
ring_put(struct ring *ring, const void *message)
{
	size_t written = atomic_load_explicit(&ring->written, memory_order_relaxed);
	size_t taken = atomic_load_explicit(&ring->taken, memory_order_acquire);

	if (written - taken > ring->mask) {
		atomic_store(&ring->lost, true);
		return false;
	}
	memcpy(slot(ring, written), message, ring->message_bytes);
	atomic_store_explicit(&ring->written, written + 1, memory_order_release);
	return true;
}

bool
ring_get(struct ring *ring, void *message)
{
	size_t taken = atomic_load_explicit(&ring->taken, memory_order_relaxed);
	size_t written = atomic_load_explicit(&ring->written, memory_order_acquire);

	if (taken == written)
		return false;
	memcpy(message, slot(ring, taken), ring->message_bytes);
	atomic_store_explicit(&ring->taken, taken + 1, memory_order_release);
	return true;
}

bool
ring_take_lost(struct ring *ring)
{
	return atomic_exchange(&ring->lost, false);
}
