/* SPDX-License-Identifier: Apache-2.0 */
#include "mib/mib_keepalived_servers.h"

#include <stdlib.h>

#include "agent/lib/mem.h"
#include "mib/mib_keepalived.h"
#include "mib/mib_keepalived_groups.h"

/* Who drains is as fit as before; who is on standby would serve. */
static const bool is_alive[RS_STATES] = {
    [RS_UP] = true,
    [RS_DRAINING] = true,
    [RS_DRAINED] = true,
    [RS_STANDBY] = true,
    [RS_UNCHECKED] = true,
};

bool
mib_keepalived_is_alive(const struct view_rs *rs)
{
	return is_alive[rs->state];
}

uint32_t
mib_keepalived_alive(const struct view_pool *pool)
{
	uint32_t alive = 0;

	for (int i = 0; i < RS_STATES; i++)
		alive += is_alive[i] ? pool->states[i] : 0;
	return alive;
}

uint32_t
mib_keepalived_total(const struct view_pool *pool)
{
	uint32_t total = 0;

	for (int i = 0; i < RS_STATES; i++)
		total += pool->states[i];
	return total;
}

bool
mib_keepalived_is_sorry(const struct view_rs *rs)
{
	return rs->position == 0;
}

/* ipip(1), gue(2), gre(3); nocsum(1), csum(2), remcsum(3). */
void
mib_keepalived_tunnel_type(
    enum forward forward, const struct view_tunnel *tunnel, struct mib_value *value)
{
	value->absent = forward != FORWARD_TUN;
	value->number = tunnel->type + 1u;
}

void
mib_keepalived_tunnel_port(const struct view_tunnel *tunnel, struct mib_value *value)
{
	value->absent = tunnel->port == 0;
	value->number = tunnel->port;
}

void
mib_keepalived_tunnel_checksum(
    const struct view_tunnel *tunnel, struct mib_value *value)
{
	value->absent = tunnel->type == 0;
	value->number = tunnel->checksum + 1u;
}

static int
compare_pools(const void *left, const void *right)
{
	const struct view_pool *const *a = left, *const *b = right;

	return (*a)->position < (*b)->position ? -1 : 1;
}

static int
compare_servers(const void *left, const void *right)
{
	const struct view_rs *const *a = left, *const *b = right;

	return (*a)->position < (*b)->position ? -1 : 1;
}

static uint64_t
failed_checks(const struct view_pool *pool, const struct view_rs *rs)
{
	uint64_t failed = 0;

	for (uint32_t i = 0; i < rs->checks_len; i++)
		failed += !pool->checks[rs->checks_first + i].up;
	return failed;
}

static const struct view_said_rs *
said_of(const struct view_said_vs *vs, const struct view_rs *rs)
{
	static const struct view_said_rs nothing;

	if (mib_keepalived_is_sorry(rs))
		return &nothing;
	return rs->position <= vs->rs_len ? &vs->rs[rs->position - 1] : &vs->defaults;
}

/* The servers of one service, in the order of the file; `sorted` has room for them. */
static void
add_servers(struct mib_keepalived_check *rows, const struct view_said_vs *said,
    const struct view_pool *pool, const struct view_rs **sorted)
{
	uint32_t service = (uint32_t)rows->services.len;

	for (uint32_t i = 0; i < pool->real_servers_len; i++)
		sorted[i] = &pool->real_servers[i];
	if (pool->real_servers_len > 0)
		qsort(sorted, pool->real_servers_len, sizeof(struct view_rs *),
		    compare_servers);
	for (uint32_t i = 0; i < pool->real_servers_len; i++) {
		struct mib_pair *pair = mib_pairs_add(&rows->servers,
		    said_of(said, sorted[i]), sorted[i], service, i + 1);

		pair->owner = pool;
		pair->extra = failed_checks(pool, sorted[i]);
	}
}

static void
add_services(struct mib_keepalived_check *rows, const struct view_pool **pools)
{
	const struct view *view = rows->view;
	const struct view_rs **sorted;
	size_t servers = 0, most = 0;

	for (uint32_t i = 0; i < view->pools_len; i++) {
		pools[i] = view->pools[i];
		servers += pools[i]->real_servers_len;
		if (most < pools[i]->real_servers_len)
			most = pools[i]->real_servers_len;
	}
	if (view->pools_len > 0)
		qsort(
		    pools, view->pools_len, sizeof(struct view_pool *), compare_pools);
	rows->services = mib_pairs_new(view->pools_len);
	rows->servers = mib_pairs_new(servers);
	sorted = mem_new(most, sizeof(struct view_rs *));
	for (uint32_t i = 0; i < view->pools_len; i++) {
		const struct view_said_vs *said;

		if (pools[i]->position - 1 >= view->said->vs_len)
			continue; /* of a configuration that is going */
		said = &view->said->vs[pools[i]->position - 1];
		(void)mib_pairs_add(&rows->services, said, pools[i],
		    (uint32_t)rows->services.len + 1, 0);
		add_servers(rows, said, pools[i], sorted);
	}
	mem_free(sorted);
}

void *
mib_keepalived_check_new(const struct view *view)
{
	struct mib_keepalived_check *rows = mem_new(1, sizeof(*rows));
	const struct view_pool **pools;

	rows->view = view;
	if (!view->said)
		return rows;
	rows->whole = mib_pairs_new(1);
	(void)mib_pairs_add(&rows->whole, &view->said->global, NULL, 0, 0);
	mib_keepalived_add_groups(rows);
	pools = mem_new(view->pools_len, sizeof(struct view_pool *));
	add_services(rows, pools);
	mem_free(pools);
	return rows;
}

void
mib_keepalived_check_free(void *source)
{
	struct mib_keepalived_check *rows = source;

	if (!rows)
		return;
	mem_free(rows->whole.at);
	mem_free(rows->groups.at);
	mem_free(rows->members.at);
	mem_free(rows->services.at);
	mem_free(rows->servers.at);
	mem_free(rows);
}
