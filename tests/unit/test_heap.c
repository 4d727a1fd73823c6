/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/unit.h"

#include "agent/lib/heap.h"

enum { NODES = 1000 };

static uint32_t
dice(uint32_t *seed)
{
	*seed = *seed * 1664525 + 1013904223;
	return *seed >> 8;
}

static struct instant
at(int64_t ns)
{
	return (struct instant){ns};
}

/* Take everything out by order of time; returns how many there were. */
static size_t
drain(struct heap *heap)
{
	int64_t before = INT64_MIN;
	size_t taken = 0;

	for (struct heap_node *node; (node = heap_first(heap)); taken++) {
		assert_true(node->due.ns >= before);
		before = node->due.ns;
		heap_remove(heap, node);
		assert_false(heap_has(node));
	}
	return taken;
}

TEST(an_empty_heap_has_no_first)
{
	struct heap heap = {0};

	assert_null(heap_first(&heap));
	heap_fini(&heap);
}

TEST(gives_back_a_thousand_nodes_by_time)
{
	static struct heap_node nodes[NODES];
	struct heap heap = {0};
	uint32_t seed = 1;

	for (size_t i = 0; i < NODES; i++)
		heap_set(&heap, &nodes[i], at(dice(&seed) % 500));
	assert_int_equal(drain(&heap), NODES);
	heap_fini(&heap);
}

TEST(a_node_that_is_set_again_moves)
{
	struct heap_node a = {0}, b = {0}, c = {0};
	struct heap heap = {0};

	heap_set(&heap, &a, at(10));
	heap_set(&heap, &b, at(20));
	heap_set(&heap, &c, at(30));
	heap_set(&heap, &c, at(5));
	assert_ptr_equal(heap_first(&heap), &c);
	heap_set(&heap, &c, at(40));
	assert_ptr_equal(heap_first(&heap), &a);
	assert_int_equal(heap.len, 3);
	heap_fini(&heap);
	assert_false(heap_has(&a));
}

TEST(removing_any_node_keeps_the_order)
{
	static struct heap_node nodes[NODES];
	struct heap heap = {0};
	uint32_t seed = 7;
	size_t left = 0;

	for (size_t i = 0; i < NODES; i++)
		heap_set(&heap, &nodes[i], at(dice(&seed) % 10000));
	for (size_t i = 0; i < NODES; i += 3)
		heap_remove(&heap, &nodes[i]);
	heap_remove(&heap, &nodes[0]); /* gone already: nothing happens */
	for (size_t i = 1; i < NODES; i += 3)
		heap_set(&heap, &nodes[i], at(dice(&seed) % 10000));
	for (size_t i = 0; i < NODES; i++)
		left += heap_has(&nodes[i]) ? 1 : 0;
	assert_int_equal(left, 666); /* 1000 less those at 0, 3, ..., 999 */
	assert_int_equal(drain(&heap), 666);
	heap_fini(&heap);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(an_empty_heap_has_no_first),
	    cmocka_unit_test(gives_back_a_thousand_nodes_by_time),
	    cmocka_unit_test(a_node_that_is_set_again_moves),
	    cmocka_unit_test(removing_any_node_keeps_the_order),
	};

	return cmocka_run_group_tests_name("heap", tests, NULL, NULL);
}
