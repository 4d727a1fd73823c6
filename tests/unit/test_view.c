/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/unit.h"

#include <string.h>

#include "agent/lib/mem.h"
#include "agent/view/view.h"

static struct view_pool *
named_pool(const char *id)
{
	struct view_pool *pool = view_pool_new(1, 0);

	(void)mem_copy_text(pool->id, sizeof(pool->id), id);
	(void)mem_copy_text(pool->real_servers[0].id, VIEW_ID_SIZE, "10.1.1.163-80");
	return pool;
}

static struct view *
view_of_three_pools(void)
{
	static const char *const ids[] = {"c", "a", "b"};
	struct view *view = view_new(1);

	view->pools = mem_new(3, sizeof(struct view_pool *));
	view->pools_len = 3;
	for (size_t i = 0; i < 3; i++)
		view->pools[i] = named_pool(ids[i]);
	view_finish(view);
	return view;
}

TEST(finds_a_pool_and_its_real_server_by_id)
{
	struct view *view = view_of_three_pools();
	const struct view_pool *pool = view_find_pool(view, "b");

	assert_non_null(pool);
	assert_string_equal(pool->id, "b");
	assert_null(view_find_pool(view, "bb"));
	assert_non_null(view_find_rs(pool, "10.1.1.163-80"));
	assert_null(view_find_rs(pool, "10.1.1.163-8"));
	view_unref(view);
}

TEST(a_pool_outlives_the_view_that_it_was_shared_from)
{
	struct view *view = view_of_three_pools();
	struct view_pool *shared = view_pool_ref(view->pools[0]);

	view_unref(view);
	assert_string_equal(shared->id, "a");
	assert_int_equal(shared->count, 1);
	view_pool_unref(shared);
}

TEST(virtual_routers_are_in_order_of_ifindex_then_vrid)
{
	static const struct view_vrrp rows[] = {
	    {.ifindex = 3, .vrid = 9  },
            {.ifindex = 2, .vrid = 200},
	    {.ifindex = 3, .vrid = 1  }
        };
	struct view *view = view_new(1);

	view->vrrp = mem_new(3, sizeof(*view->vrrp));
	memcpy(view->vrrp, rows, sizeof(rows));
	view->vrrp_len = 3;
	view_finish(view);
	assert_int_equal(view->vrrp[0].vrid, 200);
	assert_int_equal(view->vrrp[1].vrid, 1);
	assert_int_equal(view->vrrp[2].vrid, 9);
	view_unref(view);
}

static void
events_outlive_the_view_that_they_were_shared_from(void **state)
{
	struct view *older = view_new(1), *newer = view_new(2);

	(void)state;
	older->events = view_events_new(7, 9);
	older->events->events[1].seq = 8;
	newer->events = view_events_ref(older->events);
	view_unref(older);
	assert_int_equal(newer->events->events_len, 2);
	assert_int_equal(newer->events->events[1].seq, 8);
	view_unref(newer);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(finds_a_pool_and_its_real_server_by_id),
	    cmocka_unit_test(a_pool_outlives_the_view_that_it_was_shared_from),
	    cmocka_unit_test(events_outlive_the_view_that_they_were_shared_from),
	    cmocka_unit_test(virtual_routers_are_in_order_of_ifindex_then_vrid),
	};

	return cmocka_run_group_tests_name("view", tests, NULL, NULL);
}
