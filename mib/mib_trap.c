/* SPDX-License-Identifier: Apache-2.0 */
#include "mib/mib_trap.h"

#include <assert.h>
#include <string.h>

#include "agent/lib/mem.h"

struct limit {
	uint64_t key;
	struct instant sent;
	uint64_t held_back;
};

struct mib_limits {
	struct limit *items; /* owned; by key; only of what happened once at least */
	size_t len, held;
};

static void
grow(struct mib_notes *notes)
{
	size_t more = notes->held ? notes->held * 2 : 16;

	notes->held = more < notes->max ? more : notes->max;
	notes->items = mem_grow(notes->items, notes->held, sizeof(notes->items[0]));
}

void
mib_notes_add(struct mib_notes *notes, const struct mib_note *note)
{
	if (notes->len == notes->max) {
		notes->suppressed++;
		return;
	}
	if (notes->len == notes->held)
		grow(notes);
	notes->items[notes->len++] = *note;
}

struct mib_value *
mib_trap_bind(struct mib_trap *trap, const struct mib_oid *name, enum mib_type type)
{
	struct mib_found *bind = &trap->binds[trap->binds_len++];

	assert(trap->binds_len <= MIB_TRAP_BINDS_MAX);
	bind->name = *name;
	bind->value.type = type;
	bind->value.number = 0;
	bind->value.octets_len = 0;
	return &bind->value;
}

struct mib_limits *
mib_limits_new(void)
{
	return mem_new(1, sizeof(struct mib_limits));
}

void
mib_limits_free(struct mib_limits *limits)
{
	if (!limits)
		return;
	mem_free(limits->items);
	mem_free(limits);
}

/* Where `key` is, or would be. */
static size_t
place_of(const struct mib_limits *limits, uint64_t key)
{
	size_t low = 0, high = limits->len;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (limits->items[middle].key < key)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* A new one has never sent. */
static struct limit *
limit_of(struct mib_limits *limits, uint64_t key)
{
	size_t at = place_of(limits, key);
	struct limit *limit;

	if (at < limits->len && limits->items[at].key == key)
		return &limits->items[at];
	if (limits->len == limits->held) {
		limits->held = limits->held ? limits->held * 2 : 16;
		limits->items =
		    mem_grow(limits->items, limits->held, sizeof(limits->items[0]));
	}
	limit = &limits->items[at];
	memmove(limit + 1, limit, (limits->len - at) * sizeof(*limit));
	limits->len++;
	*limit = (struct limit){.key = key, .sent = {INT64_MIN}};
	return limit;
}

bool
mib_limits_pass(struct mib_limits *limits, uint64_t key, uint64_t times,
    struct instant now, struct span wait, struct mib_notes *out, uint64_t *held_back)
{
	struct limit *limit = limit_of(limits, key);
	bool passes = instant_reached(instant_add(limit->sent, wait), now);

	*held_back = limit->held_back;
	if (passes) {
		limit->sent = now;
		limit->held_back = 0;
		times--;
	}
	limit->held_back += times;
	out->suppressed += times;
	return passes;
}
