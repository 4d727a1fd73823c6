/* SPDX-License-Identifier: Apache-2.0 */
#include "mib/mib_fairlead_source.h"

#include <stdlib.h>
#include <string.h>

#include "agent/lib/mem.h"
#include "mib/mib_value.h"

/* ---- orders ---- */

int
mib_fairlead_name_cmp(const char *a, const char *b)
{
	size_t a_len = strlen(a), b_len = strlen(b);

	if (a_len != b_len)
		return a_len < b_len ? -1 : 1;
	return memcmp(a, b, a_len);
}

static uint32_t
protocol_of(const struct view_pool *pool)
{
	static const uint32_t numbers[] = {[PROTOCOL_TCP] = MIB_FAIRLEAD_TCP,
	    [PROTOCOL_UDP] = MIB_FAIRLEAD_UDP,
	    [PROTOCOL_SCTP] = MIB_FAIRLEAD_SCTP};

	return pool->fwmark ? MIB_FAIRLEAD_MARK : numbers[pool->protocol];
}

/* Of one that is known by a mark: zeros of its family. */
static struct addr
address_of(const struct view_pool *pool)
{
	return pool->fwmark ? (struct addr){.family = pool->family} : pool->addr;
}

static uint32_t
port_of(const struct view_pool *pool)
{
	return pool->fwmark ? pool->fwmark : pool->port;
}

int
mib_fairlead_pool_cmp(const struct view_pool *a, const struct view_pool *b)
{
	struct addr a_address = address_of(a), b_address = address_of(b);
	int order;

	if (protocol_of(a) != protocol_of(b))
		return protocol_of(a) < protocol_of(b) ? -1 : 1;
	order = addr_cmp(&a_address, &b_address);
	if (order != 0)
		return order;
	if (port_of(a) != port_of(b))
		return port_of(a) < port_of(b) ? -1 : 1;
	return 0;
}

int
mib_fairlead_rs_cmp(const struct view_rs *a, const struct view_rs *b)
{
	int order = addr_cmp(&a->addr, &b->addr);

	return order ? order : (int)a->port - (int)b->port;
}

static int
compare_instances(const void *a, const void *b)
{
	const struct view_vrrp *const *left = a, *const *right = b;

	return mib_fairlead_name_cmp((*left)->name, (*right)->name);
}

static int
compare_pools(const void *a, const void *b)
{
	const struct view_pool *const *left = a, *const *right = b;

	return mib_fairlead_pool_cmp(*left, *right);
}

/* ---- made once ---- */

static void
pick_instances(struct mib_fairlead *source)
{
	const struct view *view = source->view;
	size_t len = 0;

	source->instances = mem_new(view->vrrp_len, sizeof(struct view_vrrp *));
	for (size_t i = 0; i < view->vrrp_len; i++)
		if (strlen(view->vrrp[i].name) <= MIB_FAIRLEAD_NAME_MAX)
			source->instances[len++] = &view->vrrp[i];
	qsort(source->instances, len, sizeof(struct view_vrrp *), compare_instances);
	source->instances_len = len;
	source->tracks_before = mem_new(len + 1, sizeof(size_t));
	for (size_t i = 0; i < len; i++)
		source->tracks_before[i + 1] =
		    source->tracks_before[i] + source->instances[i]->tracks_len;
}

static void
pick_pools(struct mib_fairlead *source)
{
	const struct view *view = source->view;
	size_t len = view->pools_len;

	source->pools = mem_new(len, sizeof(struct view_pool *));
	for (size_t i = 0; i < len; i++)
		source->pools[i] = view->pools[i];
	qsort(source->pools, len, sizeof(struct view_pool *), compare_pools);
	source->pools_len = len;
	source->servers_before = mem_new(len + 1, sizeof(size_t));
	source->checks_before = mem_new(len + 1, sizeof(size_t));
	for (size_t i = 0; i < len; i++) {
		source->servers_before[i + 1] =
		    source->servers_before[i] + source->pools[i]->real_servers_len;
		source->checks_before[i + 1] =
		    source->checks_before[i] + source->pools[i]->checks_len;
	}
}

void *
mib_fairlead_source_new(const struct view *view)
{
	static const struct view_events none = {.first = 1, .next = 1};
	struct mib_fairlead *source = mem_new(1, sizeof(*source));

	source->view = view;
	source->events = view->events ? view->events : &none;
	pick_instances(source);
	pick_pools(source);
	return source;
}

void
mib_fairlead_source_free(void *made)
{
	struct mib_fairlead *source = made;

	mem_free(source->instances);
	mem_free(source->pools);
	mem_free(source->tracks_before);
	mem_free(source->servers_before);
	mem_free(source->checks_before);
	mem_free(source);
}

/* ---- finding ---- */

const struct view_vrrp *
mib_fairlead_find_instance(const struct mib_fairlead *source, const char *name)
{
	size_t low = 0, high = source->instances_len;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order =
		    mib_fairlead_name_cmp(source->instances[middle]->name, name);

		if (order == 0)
			return source->instances[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

const struct view_pool *
mib_fairlead_find_pool(const struct mib_fairlead *source, const struct view_pool *like)
{
	size_t low = 0, high = source->pools_len;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = mib_fairlead_pool_cmp(source->pools[middle], like);

		if (order == 0)
			return source->pools[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

/* The last of before[0..len] that is not more than `at`, those without rows passed. */
static size_t
owner_of(const size_t *before, size_t len, size_t at)
{
	size_t low = 0, high = len;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (before[middle] <= at)
			low = middle;
		else
			high = middle;
	}
	return low;
}

size_t
mib_fairlead_pool_of(const struct mib_fairlead *source, size_t at)
{
	return owner_of(source->servers_before, source->pools_len, at);
}

/* Which of its real servers has check `at` of a pool. */
static size_t
server_of_check(const struct view_pool *pool, size_t at)
{
	size_t low = 0, high = pool->real_servers_len;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct view_rs *rs = &pool->real_servers[middle];

		if (rs->checks_first + rs->checks_len <= at)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* ---- how many ---- */

size_t
mib_fairlead_instances(const void *source)
{
	return ((const struct mib_fairlead *)source)->instances_len;
}

size_t
mib_fairlead_tracks(const void *made)
{
	const struct mib_fairlead *source = made;

	return source->tracks_before[source->instances_len];
}

size_t
mib_fairlead_pools(const void *source)
{
	return ((const struct mib_fairlead *)source)->pools_len;
}

size_t
mib_fairlead_servers(const void *made)
{
	const struct mib_fairlead *source = made;

	return source->servers_before[source->pools_len];
}

size_t
mib_fairlead_checks(const void *made)
{
	const struct mib_fairlead *source = made;

	return source->checks_before[source->pools_len];
}

size_t
mib_fairlead_foreign(const void *source)
{
	return ((const struct mib_fairlead *)source)->view->foreign_len;
}

size_t
mib_fairlead_events(const void *source)
{
	return ((const struct mib_fairlead *)source)->events->events_len;
}

/* ---- rows ---- */

const void *
mib_fairlead_agent_row(const void *source, size_t at)
{
	(void)at;
	return &((const struct mib_fairlead *)source)->view->agent;
}

const void *
mib_fairlead_instance_row(const void *source, size_t at)
{
	return ((const struct mib_fairlead *)source)->instances[at];
}

const void *
mib_fairlead_track_row(const void *made, size_t at)
{
	const struct mib_fairlead *source = made;
	size_t owner = owner_of(source->tracks_before, source->instances_len, at);

	return &source->view->tracks[source->instances[owner]->tracks_first + at -
	    source->tracks_before[owner]];
}

const void *
mib_fairlead_pool_row(const void *source, size_t at)
{
	return ((const struct mib_fairlead *)source)->pools[at];
}

const void *
mib_fairlead_server_row(const void *made, size_t at)
{
	const struct mib_fairlead *source = made;
	size_t owner = mib_fairlead_pool_of(source, at);

	return &source->pools[owner]->real_servers[at - source->servers_before[owner]];
}

const void *
mib_fairlead_check_row(const void *made, size_t at)
{
	const struct mib_fairlead *source = made;
	size_t owner = owner_of(source->checks_before, source->pools_len, at);

	return &source->pools[owner]->checks[at - source->checks_before[owner]];
}

const void *
mib_fairlead_foreign_row(const void *source, size_t at)
{
	return &((const struct mib_fairlead *)source)->view->foreign[at];
}

const void *
mib_fairlead_history_row(const void *source, size_t at)
{
	(void)at;
	return ((const struct mib_fairlead *)source)->events;
}

const void *
mib_fairlead_event_row(const void *source, size_t at)
{
	return &((const struct mib_fairlead *)source)->events->events[at];
}

/* ---- indices ---- */

static void
add_inet(struct mib_oid *oid, const struct addr *addr)
{
	mib_oid_add(oid, mib_inet_type(addr));
	mib_oid_add_octets(oid, addr->bytes, addr_len(addr));
}

void
mib_fairlead_instance_index(const void *made, size_t at, struct mib_oid *oid)
{
	const struct mib_fairlead *source = made;

	mib_oid_add_text(oid, source->instances[at]->name);
}

void
mib_fairlead_track_index(const void *made, size_t at, struct mib_oid *oid)
{
	const struct mib_fairlead *source = made;
	size_t owner = owner_of(source->tracks_before, source->instances_len, at);

	mib_fairlead_instance_index(source, owner, oid);
	mib_oid_add(oid, (uint32_t)(at - source->tracks_before[owner] + 1));
}

void
mib_fairlead_pool_index(const void *made, size_t at, struct mib_oid *oid)
{
	const struct view_pool *pool = ((const struct mib_fairlead *)made)->pools[at];
	struct addr address = address_of(pool);

	mib_oid_add(oid, protocol_of(pool));
	add_inet(oid, &address);
	mib_oid_add(oid, port_of(pool));
}

static void
add_server(struct mib_oid *oid, const struct view_rs *rs)
{
	add_inet(oid, &rs->addr);
	mib_oid_add(oid, rs->port);
}

void
mib_fairlead_server_index(const void *source, size_t at, struct mib_oid *oid)
{
	mib_fairlead_pool_index(source, mib_fairlead_pool_of(source, at), oid);
	add_server(oid, mib_fairlead_server_row(source, at));
}

void
mib_fairlead_check_index(const void *made, size_t at, struct mib_oid *oid)
{
	const struct mib_fairlead *source = made;
	size_t owner = owner_of(source->checks_before, source->pools_len, at);
	size_t check = at - source->checks_before[owner];
	const struct view_pool *pool = source->pools[owner];
	const struct view_rs *rs = &pool->real_servers[server_of_check(pool, check)];

	mib_fairlead_pool_index(source, owner, oid);
	add_server(oid, rs);
	mib_oid_add(oid, (uint32_t)(check - rs->checks_first + 1));
}

void
mib_fairlead_foreign_index(const void *source, size_t at, struct mib_oid *oid)
{
	(void)source;
	mib_oid_add(oid, (uint32_t)at + 1);
}

void
mib_fairlead_event_index(const void *made, size_t at, struct mib_oid *oid)
{
	const struct mib_fairlead *source = made;

	mib_oid_add(oid, (uint32_t)source->events->events[at].seq);
}
