/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on: control. */
#include "agent/vrrp/vrrp_seats.h"

#include <stdlib.h>
#include <string.h>

#include "agent/lib/mem.h"
#include "agent/sys/board.h"

static int
compare_seats(const struct vrrp_seat *a, const struct vrrp_seat *b)
{
	int order = strcmp(a->interface, b->interface);

	if (order == 0)
		order = a->family - b->family;
	return order ? order : a->vrid - b->vrid;
}

static int
compare_places(const void *a, const void *b)
{
	const struct vrrp_seat *left = *(struct vrrp_seat *const *)a;
	const struct vrrp_seat *right = *(struct vrrp_seat *const *)b;
	int order = compare_seats(left, right);

	return order ? order : (left > right) - (left < right);
}

/* The first that is not before it: of doubles, as in the engine, the first counts. */
struct vrrp_seat *
vrrp_seats_same(const struct vrrp_seats *seats, const struct vrrp_seat *seat)
{
	size_t low = 0, high = seats ? seats->len : 0;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare_seats(seats->by_id[middle], seat) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (!seats || low == seats->len || compare_seats(seats->by_id[low], seat) != 0)
		return NULL;
	return seats->by_id[low];
}

/* ---- places on the board ---- */

static void
mark_used(const struct vrrp_seats *seats, bool *used)
{
	for (; seats; seats = seats->older)
		for (size_t i = 0; i < seats->len; i++)
			for (size_t j = 0; j < seats->at[i].addresses_len; j++) {
				uint32_t slot = seats->at[i].addresses[j].slot;

				if (slot < BOARD_ADDRESSES_MAX)
					used[slot] = true;
			}
}

static bool
is_same_address(const struct vrrp_seat_address *a, const struct vrrp_seat_address *b)
{
	return addr_equal(&a->prefix.addr, &b->prefix.addr) &&
	    a->prefix.prefix_len == b->prefix.prefix_len &&
	    strcmp(a->interface, b->interface) == 0;
}

/* Most often it is where it was, and nothing is searched. */
static const struct vrrp_seat_address *
had_address(
    const struct vrrp_seat *seat, const struct vrrp_seat_address *address, size_t place)
{
	if (!seat)
		return NULL;
	if (place < seat->addresses_len &&
	    is_same_address(&seat->addresses[place], address))
		return &seat->addresses[place];
	for (size_t i = 0; i < seat->addresses_len; i++)
		if (is_same_address(&seat->addresses[i], address))
			return &seat->addresses[i];
	return NULL;
}

/* `*next` only grows: one pass over the board for all addresses. */
static uint32_t
free_slot(bool *used, uint32_t *next)
{
	while (*next < BOARD_ADDRESSES_MAX && used[*next])
		(*next)++;
	if (*next == BOARD_ADDRESSES_MAX)
		return VRRP_NO_SLOT;
	used[*next] = true;
	return *next;
}

static void
place_addresses(struct vrrp_engine *engine, struct vrrp_seats *seats)
{
	bool *used = mem_new(BOARD_ADDRESSES_MAX, sizeof(*used));
	uint32_t next = 0;

	mark_used(seats->older, used);
	for (size_t i = 0; i < seats->len; i++) {
		struct vrrp_seat *seat = &seats->at[i];
		const struct vrrp_seat *before = vrrp_seats_same(seats->older, seat);

		for (size_t j = 0; j < seat->addresses_len; j++) {
			struct vrrp_seat_address *address = &seat->addresses[j];
			const struct vrrp_seat_address *had =
			    had_address(before, address, j);

			address->slot = had ? had->slot : free_slot(used, &next);
			engine->routers[i].vips[j].slot = address->slot;
		}
	}
	mem_free(used);
}

/* ---- places of routes, rules and static addresses ---- */

static const struct vrrp_seat_entry *
same_entry(const struct vrrp_seats *seats, uint64_t id)
{
	for (size_t i = 0; seats && i < seats->entries_len; i++)
		if (seats->entries[i].id == id)
			return &seats->entries[i];
	return NULL;
}

static void
mark_entries(const struct vrrp_seats *seats, bool *used)
{
	for (; seats; seats = seats->older)
		for (size_t i = 0; i < seats->entries_len; i++)
			if (seats->entries[i].slot < BOARD_MESSAGES_MAX)
				used[seats->entries[i].slot] = true;
}

static uint32_t
free_message(bool *used, uint32_t *next)
{
	while (*next < BOARD_MESSAGES_MAX && used[*next])
		(*next)++;
	if (*next == BOARD_MESSAGES_MAX)
		return VRRP_NO_SLOT;
	used[*next] = true;
	return *next;
}

static void
place_entries(struct vrrp_engine *engine, struct vrrp_seats *seats)
{
	bool *used = mem_new(BOARD_MESSAGES_MAX, sizeof(*used));
	uint32_t next = 0;

	seats->entries_len = engine->fib.len;
	seats->entries = mem_new(engine->fib.len, sizeof(*seats->entries));
	mark_entries(seats->older, used);
	for (size_t i = 0; i < engine->fib.len; i++) {
		struct vrrp_fib_entry *entry = &engine->fib.entries[i];
		const struct vrrp_seat_entry *had = same_entry(seats->older, entry->id);

		entry->slot = had ? had->slot : free_message(used, &next);
		seats->entries[i] = (struct vrrp_seat_entry){entry->id, entry->slot};
	}
	mem_free(used);
}

/* ---- seats ---- */

static void
fill_addresses(struct vrrp_seat *seat, const struct vrrp_router *router)
{
	seat->addresses_len = router->vips_len;
	seat->addresses = mem_new(router->vips_len, sizeof(*seat->addresses));
	for (size_t i = 0; i < router->vips_len; i++) {
		const struct vrrp_vip *vip = &router->vips[i];
		struct vrrp_seat_address *address = &seat->addresses[i];

		address->prefix = vip->prefix;
		address->advertised = vip->advertised;
		memcpy(address->interface, vip->interface->name,
		    sizeof(address->interface));
	}
}

static void
fill_seat(struct vrrp_seat *seat, const struct vrrp_router *router,
    const struct model_vrrp_instance *said, const struct vrrp_seats *older)
{
	const struct vrrp_seat *before;

	(void)mem_copy_text(seat->name, sizeof(seat->name), router->name);
	memcpy(seat->interface, router->interface->name, sizeof(seat->interface));
	seat->family = router->family;
	seat->vrid = router->vrid;
	seat->said = said;
	fill_addresses(seat, router);
	before = vrrp_seats_same(older, seat);
	if (!before)
		return;
	seat->told = before->told;
	seat->mailed = before->mailed;
	seat->override_unsaid = before->override_unsaid;
	memcpy(seat->why, before->why, sizeof(seat->why));
	seat->status = before->status;
	seat->has_status = before->has_status;
	seat->since_ms = before->since_ms;
	seat->started_ms = before->started_ms;
	seat->counted_ms = before->counted_ms;
}

static void
sort(struct vrrp_seats *seats)
{
	seats->by_id = mem_new(seats->len, sizeof(struct vrrp_seat *));
	for (size_t i = 0; i < seats->len; i++)
		seats->by_id[i] = &seats->at[i];
	if (seats->len)
		qsort(seats->by_id, seats->len, sizeof(struct vrrp_seat *),
		    compare_places);
}

struct vrrp_seats *
vrrp_seats_new(
    struct vrrp_engine *engine, const struct model *model, struct vrrp_seats *older)
{
	struct vrrp_seats *seats = mem_new(1, sizeof(*seats));

	seats->generation = engine->generation;
	seats->older = older;
	seats->len = engine->routers_len;
	seats->at = mem_new(seats->len, sizeof(*seats->at));
	for (size_t i = 0; i < seats->len; i++)
		fill_seat(
		    &seats->at[i], &engine->routers[i], &model->instances[i], older);
	sort(seats);
	place_addresses(engine, seats);
	place_entries(engine, seats);
	return seats;
}

void
vrrp_seats_forget_model(struct vrrp_seats *seats)
{
	for (; seats; seats = seats->older)
		for (size_t i = 0; i < seats->len; i++)
			seats->at[i].said = NULL;
}

static void
free_one(struct vrrp_seats *seats)
{
	for (size_t i = 0; i < seats->len; i++)
		mem_free(seats->at[i].addresses);
	mem_free(seats->by_id);
	mem_free(seats->at);
	mem_free(seats->entries);
	mem_free(seats);
}

void
vrrp_seats_free(struct vrrp_seats *seats)
{
	while (seats) {
		struct vrrp_seats *older = seats->older;

		free_one(seats);
		seats = older;
	}
}

void
vrrp_seats_retire(struct vrrp_seats *seats, uint32_t generation)
{
	for (; seats && seats->older; seats = seats->older) {
		struct vrrp_seats *older = seats->older;

		if (older->generation != generation)
			continue;
		seats->older = older->older;
		free_one(older);
		return;
	}
}

struct vrrp_seat *
vrrp_seats_find(struct vrrp_seats *seats, uint32_t generation, uint32_t router)
{
	struct vrrp_seats *of = seats;
	struct vrrp_seat *heir;

	while (of && of->generation != generation)
		of = of->older;
	if (!of || router >= of->len)
		return NULL;
	heir = vrrp_seats_same(seats, &of->at[router]);
	return heir ? heir : &of->at[router];
}
