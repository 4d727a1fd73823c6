/* SPDX-License-Identifier: Apache-2.0 */
#include "mib/mib_keepalived_rows.h"

#include <string.h>

#include "agent/lib/mem.h"
#include "mib/mib_keepalived.h"

/* ---- instances, their addresses ---- */

/* The live rows by position, 1..; NULL where the file has one that does not run yet. */
static const struct view_vrrp **
by_position(const struct view *view)
{
	const struct view_vrrp **rows =
	    mem_new(view->said->vrrp_len + 1, sizeof(struct view_vrrp *));

	for (uint32_t i = 0; i < view->vrrp_len; i++)
		if (view->vrrp[i].position <= view->said->vrrp_len)
			rows[view->vrrp[i].position] = &view->vrrp[i];
	return rows;
}

/* Of an instance, or a static one (position 0); NULL: it does not run yet. */
static const struct view_table_entry *
find_entry(const struct view *view, const struct view_vrrp **live, uint32_t position,
    uint32_t entry)
{
	const struct view_vrrp *vrrp = live[position];

	if (position == 0)
		return entry < view->statics_len ? &view->tables[entry] : NULL;
	if (!vrrp || entry >= vrrp->tables_len)
		return NULL;
	return &view->tables[vrrp->tables_first + entry];
}

static bool
all_held(const struct view *view, const struct view_vrrp *vrrp)
{
	for (uint32_t i = 0; i < vrrp->addresses_len; i++)
		if (!view->vrrp_addresses[vrrp->addresses_first + i].held)
			return false;
	return true;
}

/* Addresses are in the order of their values in the view. */
static const struct view_vrrp_address *
find_address(
    const struct view *view, const struct view_vrrp *vrrp, const struct addr *addr)
{
	const struct view_vrrp_address *rows =
	    &view->vrrp_addresses[vrrp->addresses_first];
	uint32_t low = 0, high = vrrp->addresses_len;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (addr_cmp(&rows[middle].prefix.addr, addr) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == vrrp->addresses_len || !addr_equal(&rows[low].prefix.addr, addr))
		return NULL;
	return &rows[low];
}

static bool
is_held(const struct view *view, const struct view_said_address *said,
    const struct view_vrrp **live)
{
	const struct view_table_entry *entry;
	const struct view_vrrp_address *is;

	if (said->vrrp == 0) {
		entry = find_entry(view, live, 0, said->entry);
		return entry && entry->held;
	}
	is = live[said->vrrp] ? find_address(view, live[said->vrrp], &said->prefix.addr)
			      : NULL;
	return is && is->held;
}

static void
add_address(struct mib_keepalived_vrrp *rows, const struct view_said_address *said,
    const struct view_vrrp **live)
{
	struct mib_pair *pair =
	    mib_pairs_add(&rows->addresses, said, NULL, said->vrrp, said->nth);

	pair->owner = live[said->vrrp];
	pair->extra = is_held(rows->view, said, live);
}

static void
add_routes(struct mib_keepalived_vrrp *rows, const struct view_vrrp **live)
{
	const struct view_said *said = rows->view->said;

	rows->routes = mib_pairs_new(said->routes_len);
	for (uint32_t i = 0; i < said->routes_len; i++) {
		const struct view_said_route *one = &said->routes[i];

		mib_pairs_add(&rows->routes, one,
		    find_entry(rows->view, live, one->vrrp, one->entry), one->vrrp,
		    one->nth)
		    ->owner = live[one->vrrp];
	}
	rows->nexthops = mib_pairs_new(said->nexthops_len);
	for (uint32_t i = 0; i < said->nexthops_len; i++) {
		const struct view_said_nexthop *one = &said->nexthops[i];
		struct mib_pair *pair =
		    mib_pairs_add(&rows->nexthops, one, NULL, one->vrrp, one->route);

		pair->ids[2] = one->nth;
		pair->ids_len = 3;
		pair->owner = live[one->vrrp];
	}
}

static void
add_rules(struct mib_keepalived_vrrp *rows, const struct view_vrrp **live)
{
	const struct view_said *said = rows->view->said;

	rows->rules = mib_pairs_new(said->rules_len);
	for (uint32_t i = 0; i < said->rules_len; i++) {
		const struct view_said_rule *one = &said->rules[i];

		mib_pairs_add(&rows->rules, one,
		    find_entry(rows->view, live, one->vrrp, one->entry), one->vrrp,
		    one->nth)
		    ->owner = live[one->vrrp];
	}
}

static void
add_instances(struct mib_keepalived_vrrp *rows)
{
	const struct view *view = rows->view;
	const struct view_said *said = view->said;
	const struct view_vrrp **live = by_position(view);

	rows->instances = mib_pairs_new(said->vrrp_len);
	for (uint32_t i = 1; i <= said->vrrp_len; i++)
		if (live[i])
			mib_pairs_add(
			    &rows->instances, &said->vrrp[i - 1], live[i], i, 0)
			    ->extra = all_held(view, live[i]);
	rows->addresses = mib_pairs_new(said->addresses_len);
	for (uint32_t i = 0; i < said->addresses_len; i++)
		add_address(rows, &said->addresses[i], live);
	add_routes(rows, live);
	add_rules(rows, live);
	mem_free(live);
}

/* ---- groups ---- */

static void
add_groups(struct mib_keepalived_vrrp *rows)
{
	const struct view *view = rows->view;
	const struct view_said *said = view->said;

	rows->groups = mib_pairs_new(said->groups_len);
	for (uint32_t i = 0; i < said->groups_len; i++) {
		const struct view_sync_group *is =
		    i < view->sync_groups_len ? &view->sync_groups[i] : NULL;

		(void)mib_pairs_add(&rows->groups, &said->groups[i], is, i + 1, 0);
	}
	rows->members = mib_pairs_new(said->members_len);
	for (uint32_t i = 0; i < said->members_len; i++) {
		const struct view_said_member *one = &said->members[i];

		(void)mib_pairs_add(&rows->members, one, NULL, one->group, one->nth);
	}
}

/* ---- what is tracked ---- */

static struct mib_pairs
tracks(const struct view_said_tracks *said)
{
	struct mib_pairs pairs = mib_pairs_new(said->len);

	for (uint32_t i = 0; i < said->len; i++)
		(void)mib_pairs_add(
		    &pairs, &said->at[i], NULL, said->at[i].owner, said->at[i].nth);
	return pairs;
}

/* What is known of each: any instance that tracks it knows. */
static void
add_tracked(struct mib_keepalived_vrrp *rows)
{
	static const char *const kinds[VIEW_SAID_KINDS] = {
	    "interface", "script", "file", "process"};
	const struct view *view = rows->view;

	for (int kind = 0; kind < VIEW_SAID_KINDS; kind++) {
		const struct view_said_trackeds *said = &view->said->tracked[kind];
		struct mib_pairs *pairs = &rows->tracked[kind];

		*pairs = mib_pairs_new(said->len);
		for (uint32_t i = 0; i < said->len; i++)
			(void)mib_pairs_add(pairs, &said->at[i], NULL, i + 1, 0);
	}
	for (uint32_t i = 0; i < view->tracks_len; i++) {
		const struct view_track *track = &view->tracks[i];

		for (int kind = 1; kind < VIEW_SAID_KINDS; kind++)
			if (strcmp(track->kind, kinds[kind]) == 0 &&
			    track->position - 1 < rows->tracked[kind].len)
				rows->tracked[kind].at[track->position - 1].is = track;
	}
}

/* ---- its life ---- */

void *
mib_keepalived_vrrp_new(const struct view *view)
{
	struct mib_keepalived_vrrp *rows = mem_new(1, sizeof(*rows));

	rows->view = view;
	if (!view->said)
		return rows;
	add_instances(rows);
	add_groups(rows);
	add_tracked(rows);
	for (int kind = 0; kind < VIEW_SAID_KINDS; kind++) {
		rows->own[kind] = tracks(&view->said->vrrp_tracks[kind]);
		rows->shared[kind] = tracks(&view->said->group_tracks[kind]);
	}
	return rows;
}

void
mib_keepalived_vrrp_free(void *source)
{
	struct mib_keepalived_vrrp *rows = source;

	if (!rows)
		return;
	mem_free(rows->groups.at);
	mem_free(rows->members.at);
	mem_free(rows->instances.at);
	mem_free(rows->addresses.at);
	mem_free(rows->routes.at);
	mem_free(rows->nexthops.at);
	mem_free(rows->rules.at);
	for (int kind = 0; kind < VIEW_SAID_KINDS; kind++) {
		mem_free(rows->own[kind].at);
		mem_free(rows->shared[kind].at);
		mem_free(rows->tracked[kind].at);
	}
	mem_free(rows);
}
