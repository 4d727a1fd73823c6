/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/edits.h"

#include <stdlib.h>
#include <string.h>

#include "agent/lib/mem.h"

void
edits_fini(struct edits *edits)
{
	for (size_t i = 0; i < edits->len; i++)
		mem_free(edits->items[i]);
	mem_free(edits->items);
	*edits = (struct edits){0};
}

/* ---- a sorted array of pointers ---- */

int
edits_place_cmp(
    const struct addr *a, uint16_t a_port, const struct addr *b, uint16_t b_port)
{
	int order = addr_cmp(a, b);

	return order ? order : (a_port > b_port) - (a_port < b_port);
}

/* The first that is not before `vs_id`, `addr` (NULL: before all), `port`. */
static size_t
lower_bound(const struct edits *edits, const char *vs_id, const struct addr *addr,
    uint16_t port)
{
	size_t low = 0, high = edits->len;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct edit *item = edits->items[middle];
		int order = strcmp(item->vs_id, vs_id);

		if (order == 0 && addr)
			order = edits_place_cmp(&item->addr, item->port, addr, port);
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool
is_at(const struct edits *edits, size_t at, const char *vs_id, const struct addr *addr,
    uint16_t port)
{
	const struct edit *item;

	if (at >= edits->len)
		return false;
	item = edits->items[at];
	return strcmp(item->vs_id, vs_id) == 0 && addr_equal(&item->addr, addr) &&
	    item->port == port;
}

const struct edit *
edits_find(const struct edits *edits, const char *vs_id, const struct addr *addr,
    uint16_t port)
{
	size_t at = lower_bound(edits, vs_id, addr, port);

	return is_at(edits, at, vs_id, addr, port) ? edits->items[at] : NULL;
}

static void
make_room(struct edits *edits, size_t at)
{
	if (edits->len == edits->room) {
		edits->room = edits->room ? 2 * edits->room : 16;
		edits->items =
		    mem_grow(edits->items, edits->room, sizeof(struct edit *));
	}
	memmove(&edits->items[at + 1], &edits->items[at],
	    (edits->len - at) * sizeof(struct edit *));
	edits->items[at] = mem_new(1, sizeof(struct edit));
	edits->len++;
}

void
edits_put(struct edits *edits, const struct edit *edit)
{
	size_t at = lower_bound(edits, edit->vs_id, &edit->addr, edit->port);

	if (!is_at(edits, at, edit->vs_id, &edit->addr, edit->port))
		make_room(edits, at);
	*edits->items[at] = *edit;
}

void
edits_remove(
    struct edits *edits, const char *vs_id, const struct addr *addr, uint16_t port)
{
	size_t at = lower_bound(edits, vs_id, addr, port);

	if (!is_at(edits, at, vs_id, addr, port))
		return;
	mem_free(edits->items[at]);
	edits->len--;
	memmove(&edits->items[at], &edits->items[at + 1],
	    (edits->len - at) * sizeof(struct edit *));
}

size_t
edits_of(const struct edits *edits, const char *vs_id, size_t *len)
{
	size_t first = lower_bound(edits, vs_id, NULL, 0), end = first;

	while (end < edits->len && strcmp(edits->items[end]->vs_id, vs_id) == 0)
		end++;
	*len = end - first;
	return first;
}

/* ---- what the file says ---- */

uint64_t
edits_print(const struct model_real_server *configured)
{
	if (!configured)
		return 0;
	/* Exact, and so no hash: 2 bits, then 32. The top bit keeps it from being 0. */
	return UINT64_C(1) << 63 | (uint64_t)configured->forward << 32 |
	    configured->weight;
}

static int
compare_configured(const void *left, const void *right)
{
	const struct model_real_server *const *a = left, *const *b = right;
	int order = edits_place_cmp(&(*a)->addr, (*a)->port, &(*b)->addr, (*b)->port);

	/* Of doubles the first in the file counts. */
	return order ? order : (*a > *b) - (*a < *b);
}

const struct model_real_server **
edits_sort(const struct model_virtual_server *vs, size_t *len)
{
	const struct model_real_server **sorted =
	    mem_new(vs->real_servers_len, sizeof(struct model_real_server *));
	size_t kept = 0;

	for (size_t i = 0; i < vs->real_servers_len; i++)
		sorted[i] = &vs->real_servers[i];
	qsort(sorted, vs->real_servers_len, sizeof(sorted[0]), compare_configured);
	for (size_t i = 0; i < vs->real_servers_len; i++)
		if (kept == 0 ||
		    edits_place_cmp(&sorted[kept - 1]->addr, sorted[kept - 1]->port,
			&sorted[i]->addr, sorted[i]->port) != 0)
			sorted[kept++] = sorted[i];
	*len = kept;
	return sorted;
}

const struct model_real_server *
edits_configured(const struct model_real_server *const *sorted, size_t len,
    const struct addr *addr, uint16_t port)
{
	size_t low = 0, high = len;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = edits_place_cmp(
		    &sorted[middle]->addr, sorted[middle]->port, addr, port);

		if (order == 0)
			return sorted[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

/* ---- a file and an edit ---- */

const char *
edits_fate_text(enum edits_fate fate)
{
	switch (fate) {
	case EDITS_STANDS:
		return "stands";
	case EDITS_DONE:
		return "the file does not name it any more either";
	case EDITS_FILE_CHANGED:
		return "the file says something else since";
	case EDITS_FILE_ADDED:
		return "the file names it now";
	case EDITS_FILE_DROPPED:
		return "the file does not name it any more";
	}
	return "?";
}

bool
edits_is_empty(const struct edit *edit)
{
	return edit->file_print && !edit->removed && !edit->has_weight &&
	    !edit->has_forward && edit->admin == ADMIN_READY &&
	    edit->override.health == OVERRIDE_NONE;
}

/* Only what the file cannot say is left: drain, maintenance, override. A drain that was
 * to end in removal was about there being such a real server, which the file says. */
static void
keep_admin(
    struct edit *left, const struct edit *edit, const struct model_real_server *rs)
{
	*left = *edit;
	left->file_print = edits_print(rs);
	left->removed = left->has_weight = left->has_forward = left->no_checks = false;
	left->weight = 0;
	left->forward = (enum forward)0;
	if (left->drain.end == DRAIN_REMOVE) {
		left->admin = ADMIN_READY;
		left->drain = (struct edit_drain){0};
	}
}

enum edits_fate
edits_judge(const struct edit *edit, const struct model_real_server *configured,
    struct edit *left, bool *is_left)
{
	*is_left = false;
	if (edits_print(configured) == edit->file_print) {
		*left = *edit;
		*is_left = true;
		return EDITS_STANDS;
	}
	if (!configured)
		return edit->removed || edit->drain.end == DRAIN_REMOVE
		    ? EDITS_DONE
		    : EDITS_FILE_DROPPED;
	keep_admin(left, edit, configured);
	*is_left = !edits_is_empty(left);
	return edit->file_print ? EDITS_FILE_CHANGED : EDITS_FILE_ADDED;
}
