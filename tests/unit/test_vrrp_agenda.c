/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/unit.h"

#include "agent/lib/arena.h"
#include "agent/vrrp/vrrp_router.h"

enum { ROUTERS = 300 };

struct bench {
	struct arena *arena;
	struct vrrp_agenda *agenda;
	struct vrrp_router *routers;
};

static struct instant
at(int64_t ns)
{
	return (struct instant){ns};
}

/* Router i is due at 1000 + (i * 7) % ROUTERS: a permutation, as 7 and 300 share no
 * divisor. */
static struct bench
bench(void)
{
	struct bench b = {.arena = arena_new()};

	b.routers = arena_alloc(b.arena, ROUTERS * sizeof(*b.routers));
	b.agenda = arena_alloc(b.arena, sizeof(*b.agenda));
	vrrp_agenda_init(b.agenda, b.arena, ROUTERS);
	for (int i = 0; i < ROUTERS; i++) {
		struct vrrp_router *router = &b.routers[i];

		router->agenda = b.agenda;
		router->run.fsm.due = at(1000 + (i * 7) % ROUTERS);
		router->errand = INSTANT_NEVER;
		vrrp_router_retime(router);
		vrrp_agenda_put(b.agenda, router);
	}
	return b;
}

TEST(routers_come_in_the_order_of_time_and_only_when_due)
{
	struct bench b = bench();

	assert_int_equal(vrrp_agenda_due(b.agenda).ns, 1000);
	assert_null(vrrp_agenda_take(b.agenda, at(999)));
	for (int i = 0; i < ROUTERS; i++) {
		struct vrrp_router *router = vrrp_agenda_take(b.agenda, at(1000 + i));

		assert_non_null(router);
		assert_int_equal(router->timer.due.ns, 1000 + i);
		assert_null(vrrp_agenda_take(b.agenda, at(1000 + i)));
	}
	assert_int_equal(vrrp_agenda_due(b.agenda).ns, INSTANT_NEVER.ns);
	arena_free(b.arena);
}

TEST(waking_only_ever_makes_it_earlier)
{
	struct bench b = bench();

	vrrp_router_wake_at(&b.routers[200], at(5000));
	assert_int_equal(b.routers[200].timer.due.ns, 1000 + (200 * 7) % ROUTERS);
	vrrp_router_wake_at(&b.routers[200], at(999));
	assert_ptr_equal(vrrp_agenda_take(b.agenda, at(999)), &b.routers[200]);
	vrrp_router_wake(&b.routers[100]);
	assert_int_equal(vrrp_agenda_due(b.agenda).ns, 0);
	arena_free(b.arena);
}

TEST(who_was_taken_and_is_woken_waits_until_it_is_put_back)
{
	struct bench b = bench();
	struct vrrp_router *first = vrrp_agenda_take(b.agenda, at(1000));

	first->run.fsm.due = at(9000);
	vrrp_router_retime(first);
	vrrp_router_wake(first);
	assert_int_equal(vrrp_agenda_due(b.agenda).ns, 1001);
	vrrp_agenda_put(b.agenda, first);
	assert_int_equal(vrrp_agenda_due(b.agenda).ns, 0);
	assert_ptr_equal(vrrp_agenda_take(b.agenda, at(0)), first);
	arena_free(b.arena);
}

/* 250 is due at 1000 + 250 * 7 % 300 = 1250. */
TEST(a_timer_that_moves_takes_its_router_along_both_ways)
{
	struct bench b = bench();
	struct vrrp_router *router = &b.routers[250];

	router->run.fsm.due = at(9000);
	vrrp_router_retime(router);
	for (int i = 0; i < ROUTERS - 1; i++)
		assert_ptr_not_equal(vrrp_agenda_take(b.agenda, at(8999)), router);
	assert_int_equal(vrrp_agenda_due(b.agenda).ns, 9000);
	router->run.fsm.due = at(500);
	vrrp_router_retime(router);
	assert_int_equal(vrrp_agenda_due(b.agenda).ns, 500);
	arena_free(b.arena);
}

TEST(a_timer_that_moves_away_leaves_the_errand_where_it_is)
{
	struct bench b = bench();
	struct vrrp_router *router = &b.routers[250];

	vrrp_router_wake_at(router, at(700));
	router->run.fsm.due = at(9000);
	vrrp_router_retime(router);
	assert_int_equal(vrrp_agenda_due(b.agenda).ns, 700);
	assert_ptr_equal(vrrp_agenda_take(b.agenda, at(700)), router);
	arena_free(b.arena);
}

TEST(each_is_told_once_in_the_order_of_asking)
{
	struct bench b = bench();

	/* Three times round the ring, so that it wraps. */
	for (int round = 0; round < 3; round++) {
		for (int i = 0; i < ROUTERS; i++) {
			vrrp_router_tell(&b.routers[i]);
			vrrp_router_tell(&b.routers[i]);
		}
		for (int i = 0; i < ROUTERS; i++) {
			assert_ptr_equal(vrrp_agenda_urgent(b.agenda), &b.routers[i]);
			vrrp_agenda_told(b.agenda);
			assert_false(b.routers[i].urgent);
		}
		assert_null(vrrp_agenda_urgent(b.agenda));
		vrrp_router_tell(&b.routers[7]);
		vrrp_agenda_told(b.agenda);
	}
	arena_free(b.arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(routers_come_in_the_order_of_time_and_only_when_due),
	    cmocka_unit_test(waking_only_ever_makes_it_earlier),
	    cmocka_unit_test(who_was_taken_and_is_woken_waits_until_it_is_put_back),
	    cmocka_unit_test(a_timer_that_moves_takes_its_router_along_both_ways),
	    cmocka_unit_test(a_timer_that_moves_away_leaves_the_errand_where_it_is),
	    cmocka_unit_test(each_is_told_once_in_the_order_of_asking),
	};

	return cmocka_run_group_tests_name("vrrp_agenda", tests, NULL, NULL);
}
