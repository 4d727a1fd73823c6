/* SPDX-License-Identifier: Apache-2.0 */
/* Made-up views for the tests of FAIRLEAD-MIB. */
#ifndef TESTS_UNIT_MIB_FAIRLEAD_BENCH_H
#define TESTS_UNIT_MIB_FAIRLEAD_BENCH_H

#include "tests/unit/unit.h"

#include <stdio.h>
#include <string.h>

#include "agent/lib/mem.h"
#include "agent/view/view.h"

static inline struct addr
bench_ip(const char *text)
{
	struct addr addr = {0};

	assert_true(addr_parse(text, &addr));
	return addr;
}

/* A virtual server of `len` real servers 10.9.0.1, .2, ... on port 80, each up and with
 * `checks` checks. */
static inline struct view_pool *
bench_pool(const char *address, uint16_t port, uint32_t len, uint32_t checks)
{
	struct view_pool *pool = view_pool_new(len, len * checks);

	pool->addr = bench_ip(address);
	pool->family = pool->addr.family;
	pool->port = port;
	(void)snprintf(pool->id, sizeof(pool->id), "%s-%u-tcp", address, port);
	for (uint32_t i = 0; i < len; i++) {
		struct view_rs *rs = &pool->real_servers[i];

		rs->addr = addr_v4(0x0a090001 + i);
		rs->port = 80;
		(void)snprintf(rs->id, sizeof(rs->id), "10.9.%u.%u-80", (i + 1) >> 8,
		    (i + 1) & 0xff);
		rs->checks_first = i * checks;
		rs->checks_len = checks;
	}
	pool->states[RS_UP] = len;
	return pool;
}

/* Takes the pools. */
static inline struct view *
bench_view(struct view_pool *const *pools, uint32_t len)
{
	struct view *view = view_new(1);

	view->pools = mem_new(len, sizeof(struct view_pool *));
	memcpy(view->pools, pools, len * sizeof(struct view_pool *));
	view->pools_len = len;
	return view;
}

/* Instances of these names, each a backup. */
static inline void
bench_instances(struct view *view, const char *const *names, uint32_t len)
{
	view->vrrp = mem_new(len, sizeof(*view->vrrp));
	view->vrrp_len = len;
	for (uint32_t i = 0; i < len; i++) {
		(void)mem_copy_text(view->vrrp[i].name, VIEW_NAME_SIZE, names[i]);
		view->vrrp[i].state = VRRP_BACKUP;
	}
}

#endif
