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

static int
compare_place(
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
			order = compare_place(&item->addr, item->port, addr, port);
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
	int order = compare_place(&(*a)->addr, (*a)->port, &(*b)->addr, (*b)->port);

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
		    compare_place(&sorted[kept - 1]->addr, sorted[kept - 1]->port,
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
		int order = compare_place(
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

/* ---- layers ---- */

static struct ipvs_rs_spec
spec_of_file(const struct model_real_server *rs)
{
	return (struct ipvs_rs_spec){.addr = rs->addr,
	    .port = rs->port,
	    .forward = rs->forward,
	    .tunnel = rs->tunnel,
	    .weight = rs->weight,
	    .uthreshold = rs->uthreshold,
	    .lthreshold = rs->lthreshold,
	    .tier = rs->tier,
	    .inhibit_on_failure = rs->inhibit_on_failure,
	    .checks = rs->checks,
	    .checks_len = rs->checks_len,
	    .checks_need = rs->checks_need,
	    .origin = ORIGIN_CONFIG,
	    .persisted = true,
	    .configured = rs};
}

static struct ipvs_rs_spec
spec_of_addition(const struct model_virtual_server *vs, const struct edit *edit)
{
	struct ipvs_rs_spec spec = {.addr = edit->addr,
	    .port = edit->port,
	    .forward = vs->forward,
	    .tunnel = vs->tunnel,
	    .weight = vs->weight,
	    .inhibit_on_failure = vs->inhibit_on_failure,
	    .origin = ORIGIN_API};

	if (!edit->no_checks && vs->real_servers_len > 0) {
		spec.checks = vs->real_servers[0].checks;
		spec.checks_len = vs->real_servers[0].checks_len;
		spec.checks_need = vs->real_servers[0].checks_need;
		spec.checks_copied = true;
	}
	return spec;
}

/* Who was not tunnelled has no tunnel of its own: that of the virtual server. */
static void
lay_forward(struct ipvs_rs_spec *spec, const struct model_virtual_server *vs,
    enum forward forward)
{
	if (forward == FORWARD_TUN && spec->forward != FORWARD_TUN)
		spec->tunnel = vs->tunnel;
	spec->forward = forward;
}

static void
lay_over(struct ipvs_rs_spec *spec, const struct model_virtual_server *vs,
    const struct edit *edit)
{
	if (edit->has_weight)
		spec->weight = edit->weight;
	if (edit->has_forward)
		lay_forward(spec, vs, edit->forward);
	spec->admin = edit->admin;
	spec->drain_end = edit->drain.end;
	spec->drain_expires = edit->drain.expires;
	spec->deadline_ms = edit->drain.deadline_ms;
	spec->override = edit->override.health;
	spec->override_end_ms = edit->override.end_ms;
	spec->edited = !edits_is_empty(edit);
	spec->persisted = edit->persisted;
	spec->revision = edit->revision;
}

/* Which comes next, the file's (<0) or the edit's (>0); 0: they are about one. */
static int
next_of(const struct model_real_server *rs, const struct edit *edit)
{
	if (!edit)
		return -1;
	if (!rs)
		return 1;
	return compare_place(&rs->addr, rs->port, &edit->addr, edit->port);
}

struct ipvs_rs_spec *
edits_merge(const struct edits *edits, const struct model_virtual_server *vs,
    const struct model_real_server *const *sorted, size_t sorted_len, size_t *len)
{
	size_t edited, at = edits_of(edits, vs->id, &edited), end = at + edited, i = 0;
	struct ipvs_rs_spec *specs = mem_new(sorted_len + edited, sizeof(*specs));

	*len = 0;
	while (i < sorted_len || at < end) {
		const struct model_real_server *rs = i < sorted_len ? sorted[i] : NULL;
		const struct edit *edit = at < end ? edits->items[at] : NULL;
		int order = next_of(rs, edit);

		i += order <= 0;
		at += order >= 0;
		if (order >= 0 && edit->removed)
			continue;
		specs[*len] =
		    order <= 0 ? spec_of_file(rs) : spec_of_addition(vs, edit);
		if (order >= 0)
			lay_over(&specs[*len], vs, edit);
		++*len;
	}
	return specs;
}

struct model_check
edits_copy_check(const struct model_check *check, const struct model_real_server *other,
    const struct addr *addr, uint16_t port)
{
	struct model_check copy = *check;

	/* The other's way through the virtual address leads to no one else. */
	if (other->probe_mark && copy.fwmark == other->probe_mark) {
		copy.connect_addr = *addr;
		copy.connect_port = port;
		copy.fwmark = 0;
	}
	if (addr_equal(&copy.connect_addr, &other->addr))
		copy.connect_addr = *addr;
	if (copy.connect_port == other->port)
		copy.connect_port = port;
	return copy;
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
