/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/unit.h"

#include <stdio.h>

#include "checks/check_slot.h"
#include "checks/check_table.h"

enum { SERVICES = 10, SERVERS = 100, SLOTS = SERVICES * SERVERS };

static void
name_slot(struct check_slot *slot, unsigned vs, unsigned rs, uint16_t index)
{
	(void)snprintf(slot->status.vs_id, MODEL_ID_SIZE, "10.0.0.%u-80-tcp", vs);
	slot->status.rs_addr = addr_v4(0x0a010000 + rs);
	slot->status.rs_port = 80;
	slot->status.index = index;
}

static struct check_slot *
find(const struct check_table *table, unsigned vs, unsigned rs, uint16_t index)
{
	struct check_slot wanted = {0};

	name_slot(&wanted, vs, rs, index);
	return check_table_find(table,
	    &(struct check_key){
		wanted.status.vs_id, &wanted.status.rs_addr, 80, index});
}

static void
fill(struct check_table *table, struct check_slot *slots)
{
	for (unsigned i = 0; i < SLOTS; i++) {
		name_slot(&slots[i], i / SERVERS, i % SERVERS, (uint16_t)(i & 1));
		check_table_add(table, &slots[i]);
	}
}

TEST(an_empty_table_finds_nothing)
{
	struct check_table table = {0};

	assert_null(find(&table, 0, 0, 0));
	check_table_fini(&table);
}

TEST(finds_each_of_a_thousand_by_its_whole_key)
{
	static struct check_slot slots[SLOTS];
	struct check_table table = {0};

	fill(&table, slots);
	for (unsigned i = 0; i < SLOTS; i++) {
		unsigned vs = i / SERVERS, rs = i % SERVERS;

		assert_ptr_equal(find(&table, vs, rs, (uint16_t)(i & 1)), &slots[i]);
		assert_null(find(&table, vs, rs, (uint16_t)(~i & 1)));
	}
	assert_null(find(&table, SERVICES, 0, 0));
	check_table_fini(&table);
}

TEST(what_is_removed_is_gone_and_the_rest_stays)
{
	static struct check_slot slots[SLOTS];
	struct check_table table = {0};

	fill(&table, slots);
	for (unsigned i = 0; i < SLOTS; i += 2)
		check_table_remove(&table, &slots[i]);
	assert_int_equal(table.len, SLOTS / 2);
	for (unsigned i = 0; i < SLOTS; i++)
		assert_ptr_equal(
		    find(&table, i / SERVERS, i % SERVERS, (uint16_t)(i & 1)),
		    i % 2 ? &slots[i] : NULL);
	for (size_t i = 0; i < table.len; i++)
		assert_int_equal(table.slots[i]->at, i);
	check_table_fini(&table);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(an_empty_table_finds_nothing),
	    cmocka_unit_test(finds_each_of_a_thousand_by_its_whole_key),
	    cmocka_unit_test(what_is_removed_is_gone_and_the_rest_stays),
	};

	return cmocka_run_group_tests_name("check_table", tests, NULL, NULL);
}
