/* SPDX-License-Identifier: Apache-2.0 */
/* The notifications of keepalived's MIB. Their objects are named without an index, as
 * keepalived does it: what receivers look for is the name of the column. */
#include <string.h>

#include "mib/mib_keepalived.h"
#include "mib/mib_keepalived_rows.h"
#include "mib/mib_keepalived_servers.h"
#include "mib/mib_keepalived_words.h"

/* The last sub-identifier of each. */
enum { GROUP_CHANGE = 1, INSTANCE_CHANGE = 2, SERVER_CHANGE = 1, QUORUM_CHANGE = 2 };

static struct mib_value *
bind(struct mib_trap *trap, const struct mib_oid *entry, uint32_t column,
    enum mib_type type)
{
	struct mib_oid name = *entry;

	mib_oid_add(&name, column);
	return mib_trap_bind(trap, &name, type);
}

/* Each ends with it. */
static void
bind_router_id(struct mib_trap *trap, const struct view *view)
{
	const struct mib_oid name = MIB_OID(MIB_KEEPALIVED_GLOBAL, 2, 0);

	mib_value_text(mib_trap_bind(trap, &name, MIB_OCTETS), view->agent.router_id);
}

/* ---- VRRP ---- */

static void
tell_group(const struct mib_keepalived_vrrp *rows, uint32_t row, struct mib_trap *trap)
{
	const struct mib_oid entry = MIB_OID(MIB_KEEPALIVED_VRRP, 1, 1);
	const struct view_sync_group *is = rows->groups.at[row].is;

	mib_value_text(bind(trap, &entry, 2, MIB_OCTETS), is->name);
	bind(trap, &entry, 3, MIB_INTEGER)->number = mib_keepalived_state(is->state);
}

static void
tell_instance(
    const struct mib_keepalived_vrrp *rows, uint32_t row, struct mib_trap *trap)
{
	const struct mib_oid entry = MIB_OID(MIB_KEEPALIVED_VRRP, 3, 1);
	const struct view_vrrp *is = rows->instances.at[row].is;

	mib_value_text(bind(trap, &entry, 2, MIB_OCTETS), is->name);
	bind(trap, &entry, 4, MIB_INTEGER)->number = mib_keepalived_state(is->state);
	bind(trap, &entry, 5, MIB_INTEGER)->number =
	    mib_keepalived_state(is->initial_state);
}

void
mib_keepalived_vrrp_tell(
    const void *after, const struct mib_note *note, struct mib_trap *trap)
{
	const struct mib_keepalived_vrrp *rows = after;

	trap->oid = (struct mib_oid)MIB_OID(MIB_KEEPALIVED_VRRP, 10, 0);
	mib_oid_add(&trap->oid, note->kind);
	if (note->kind == GROUP_CHANGE)
		tell_group(rows, note->row, trap);
	else
		tell_instance(rows, note->row, trap);
	bind_router_id(trap, rows->view);
}

/* Most often it is at the same place. */
static enum vrrp_state
group_was(const struct mib_keepalived_vrrp *before, size_t row, const char *name)
{
	const struct view_sync_group *same = NULL;

	if (before && row < before->groups.len)
		same = before->groups.at[row].is;
	if (before && (!same || strcmp(same->name, name) != 0))
		same = view_find_sync_group(before->view, name);
	return same ? same->state : VRRP_INIT;
}

static enum vrrp_state
instance_was(const struct mib_keepalived_vrrp *before, size_t row, const char *name)
{
	const struct view_vrrp *same = NULL;

	if (before && row < before->instances.len)
		same = before->instances.at[row].is;
	if (before && (!same || strcmp(same->name, name) != 0))
		same = view_find_vrrp(before->view, name);
	return same ? same->state : VRRP_INIT;
}

void
mib_keepalived_vrrp_differ(struct mib_limits *limits, const void *before,
    const void *after, struct instant now, struct mib_notes *out)
{
	const struct mib_keepalived_vrrp *rows = after;

	(void)limits; /* elections are slow by themselves */
	(void)now;
	for (size_t i = 0; i < rows->groups.len; i++) {
		const struct view_sync_group *is = rows->groups.at[i].is;
		const struct mib_note note = {.kind = GROUP_CHANGE, .row = (uint32_t)i};

		if (is && is->state != group_was(before, i, is->name))
			mib_notes_add(out, &note);
	}
	for (size_t i = 0; i < rows->instances.len; i++) {
		const struct view_vrrp *is = rows->instances.at[i].is;
		const struct mib_note note = {
		    .kind = INSTANCE_CHANGE, .row = (uint32_t)i};

		if (is->state != instance_was(before, i, is->name))
			mib_notes_add(out, &note);
	}
}

/* ---- servers ---- */

/* What it is: its kind, its address or mark, its protocol unless it is a mark. */
static void
bind_service(struct mib_trap *trap, const struct view_pool *pool)
{
	const struct mib_oid entry = MIB_OID(MIB_KEEPALIVED_CHECK, 3, 1);

	bind(trap, &entry, 2, MIB_INTEGER)->number = mib_keepalived_vs_type(pool);
	if (pool->fwmark) {
		bind(trap, &entry, 4, MIB_UNSIGNED32)->number = pool->fwmark;
	} else {
		bind(trap, &entry, 5, MIB_INTEGER)->number = mib_inet_type(&pool->addr);
		mib_value_inet(bind(trap, &entry, 6, MIB_OCTETS), &pool->addr);
		bind(trap, &entry, 7, MIB_UNSIGNED32)->number = pool->port;
	}
	bind(trap, &entry, 8, MIB_INTEGER)->number =
	    mib_keepalived_protocol(pool->protocol);
}

static void
bind_counts(struct mib_trap *trap, const struct view_pool *pool)
{
	const struct mib_oid entry = MIB_OID(MIB_KEEPALIVED_CHECK, 3, 1);

	bind(trap, &entry, 21, MIB_UNSIGNED32)->number = mib_keepalived_alive(pool);
	bind(trap, &entry, 20, MIB_UNSIGNED32)->number = mib_keepalived_total(pool);
}

static void
tell_server(
    const struct mib_keepalived_check *rows, uint32_t row, struct mib_trap *trap)
{
	const struct mib_oid entry = MIB_OID(MIB_KEEPALIVED_CHECK, 4, 1);
	const struct view_rs *is = rows->servers.at[row].is;

	bind(trap, &entry, 3, MIB_INTEGER)->number = mib_inet_type(&is->addr);
	mib_value_inet(bind(trap, &entry, 4, MIB_OCTETS), &is->addr);
	bind(trap, &entry, 5, MIB_UNSIGNED32)->number = is->port;
	bind(trap, &entry, 6, MIB_INTEGER)->number =
	    mib_keepalived_is_alive(is) ? MIB_TRUE : MIB_FALSE;
	bind_service(trap, rows->servers.at[row].owner);
	bind_counts(trap, rows->servers.at[row].owner);
}

static void
tell_quorum(
    const struct mib_keepalived_check *rows, uint32_t row, struct mib_trap *trap)
{
	const struct mib_oid entry = MIB_OID(MIB_KEEPALIVED_CHECK, 3, 1);
	const struct view_pool *is = rows->services.at[row].is;

	bind_service(trap, is);
	bind(trap, &entry, 23, MIB_INTEGER)->number =
	    is->quorum_met ? MIB_TRUE : MIB_FALSE;
	bind(trap, &entry, 22, MIB_UNSIGNED32)->number = is->quorum;
	bind_counts(trap, is);
}

void
mib_keepalived_check_tell(
    const void *after, const struct mib_note *note, struct mib_trap *trap)
{
	const struct mib_keepalived_check *rows = after;

	trap->oid = (struct mib_oid)MIB_OID(MIB_KEEPALIVED_CHECK, 5, 0);
	mib_oid_add(&trap->oid, note->kind);
	if (note->kind == SERVER_CHANGE)
		tell_server(rows, note->row, trap);
	else
		tell_quorum(rows, note->row, trap);
	bind_router_id(trap, rows->view);
}

/* A pool's real servers are in the order of their addresses and ports. */
static const struct view_rs *
find_server(const struct view_pool *pool, const struct view_rs *like)
{
	uint32_t low = 0, high = pool ? pool->real_servers_len : 0;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		const struct view_rs *here = &pool->real_servers[middle];
		int order = addr_cmp(&here->addr, &like->addr);

		if (order == 0)
			order = (int)here->port - (int)like->port;
		if (order == 0)
			return here;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

/* A server that was not there before is told when it is dead. */
static void
differ_servers(const struct mib_keepalived_check *rows, size_t *row,
    const struct view_pool *was, struct mib_notes *out)
{
	const struct view_pool *owner = rows->servers.at[*row].owner;

	for (; *row < rows->servers.len && rows->servers.at[*row].owner == owner;
	     (*row)++) {
		const struct view_rs *is = rows->servers.at[*row].is;
		const struct mib_note note = {
		    .kind = SERVER_CHANGE, .row = (uint32_t)*row};
		const struct view_rs *same;

		if (was == owner || mib_keepalived_is_sorry(is))
			continue; /* a pool that is shared did not change */
		same = find_server(was, is);
		if (mib_keepalived_is_alive(is) !=
		    (same ? mib_keepalived_is_alive(same) : true))
			mib_notes_add(out, &note);
	}
}

void
mib_keepalived_check_differ(struct mib_limits *limits, const void *before,
    const void *after, struct instant now, struct mib_notes *out)
{
	const struct mib_keepalived_check *was = before, *rows = after;
	size_t server = 0;

	(void)limits; /* checks have their own pace */
	(void)now;
	for (size_t i = 0; i < rows->services.len; i++) {
		const struct view_pool *is = rows->services.at[i].is;
		const struct view_pool *same =
		    was ? view_find_pool(was->view, is->id) : NULL;
		const struct mib_note note = {
		    .kind = QUORUM_CHANGE, .row = (uint32_t)i};

		if (!same || same->quorum_met != is->quorum_met)
			mib_notes_add(out, &note);
		if (server < rows->servers.len && rows->servers.at[server].owner == is)
			differ_servers(rows, &server, same, out);
	}
}
