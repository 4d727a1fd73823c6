/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/unit.h"

#include <stdio.h>

#include "agent/ipvs/ipvs_owned.h"
#include "agent/ipvs/ipvs_plan.h"
#include "tests/unit/ipvs_make.h"

/* "NEW_SERVICE NEW_DEST.1 ..." of a plan: kinds, and the last byte of destinations. */
static const char *
say(const struct ipvs_plan *plan, char *out, size_t size)
{
	size_t at = 0;

	out[0] = '\0';
	for (size_t i = 0; i < plan->len && at < size; i++) {
		const struct ipvs_op *op = &plan->ops[i];
		const char *word = ipvs_op_word(op->kind) + strlen("IPVS_CMD_");

		if (addr_is_set(&op->dest.addr))
			at += (size_t)snprintf(out + at, size - at, "%s%s.%d",
			    i ? " " : "", word, op->dest.addr.bytes[3]);
		else
			at += (size_t)snprintf(
			    out + at, size - at, "%s%s", i ? " " : "", word);
	}
	return out;
}

struct tables {
	struct ipvs_table desired, observed, owned;
};

static void
expect(struct tables *t, const char *text)
{
	struct ipvs_plan plan = ipvs_plan_tables(&t->desired, &t->observed, &t->owned);
	char out[400];

	assert_string_equal(say(&plan, out, sizeof(out)), text);
	ipvs_plan_fini(&plan);
	ipvs_table_fini(&t->desired);
	ipvs_table_fini(&t->observed);
	ipvs_table_fini(&t->owned);
}

TEST(an_empty_kernel_gets_each_service_and_then_its_destinations)
{
	struct tables t = {.desired = make_table(2)};
	struct ipvs_service second = make_service(make_key(200, 80));

	add_dest(&second, make_dest(9, 1));
	ipvs_table_put(&t.desired, &second);
	expect(&t, "NEW_SERVICE NEW_DEST.1 NEW_DEST.2 NEW_SERVICE NEW_DEST.9");
}

TEST(what_is_as_desired_needs_nothing)
{
	struct tables t = {make_table(3), make_table(3), make_table(3)};

	expect(&t, "");
}

TEST(a_changed_weight_is_one_op)
{
	struct tables t = {make_table(3), make_table(3), {0}};

	t.desired.services[0].dests[1].weight = 65535;
	expect(&t, "SET_DEST.2");
}

TEST(a_changed_scheduler_is_set_before_the_destinations)
{
	struct tables t = {make_table(3), make_table(2), {0}};

	memcpy(t.desired.services[0].scheduler, "wlc", 4);
	expect(&t, "SET_SERVICE NEW_DEST.3");
}

TEST(a_replaced_destination_comes_before_the_old_one_goes)
{
	struct tables t = {make_table(1), make_table(0), make_table(0)};

	add_dest(&t.observed.services[0], make_dest(0, 1));
	add_dest(&t.owned.services[0], make_dest(0, 0));
	expect(&t, "NEW_DEST.1 DEL_DEST.0");
}

TEST(weights_rise_before_others_fall_to_zero)
{
	struct tables t = {make_table(3), make_table(3), {0}};

	t.desired.services[0].dests[0].weight = 0;
	t.observed.services[0].dests[2].weight = 0;
	expect(&t, "SET_DEST.3 SET_DEST.1");
}

TEST(what_is_not_ours_stays)
{
	struct tables t = {.observed = make_table(2)};

	expect(&t, "");
}

TEST(ours_goes_as_a_whole)
{
	struct tables t = {.observed = make_table(2), .owned = make_table(2)};

	expect(&t, "DEL_SERVICE");
}

TEST(our_service_with_a_foreign_destination_stays_with_it_alone)
{
	struct tables t = {.observed = make_table(3), .owned = make_table(2)};

	expect(&t, "DEL_DEST.1 DEL_DEST.2");
}

TEST(a_foreign_destination_in_a_desired_service_stays)
{
	struct tables t = {make_table(1), make_table(2), make_table(1)};

	expect(&t, "");
}

TEST(services_that_come_are_made_before_others_go)
{
	struct tables t = {.desired = make_table(1)};
	struct ipvs_service old = make_service(make_key(1, 80));

	ipvs_owned_add(&t.owned, &old);
	ipvs_table_put(&t.observed, &old);
	expect(&t, "NEW_SERVICE NEW_DEST.1 DEL_SERVICE");
}

TEST(of_equal_entries_the_first_counts)
{
	struct tables t = {make_table(1), {0}, {0}};
	struct ipvs_service *service = &t.desired.services[0];
	struct ipvs_dest again = make_dest(1, 7);
	struct ipvs_plan plan = {0};

	add_dest(service, make_dest(2, 1));
	service->dests = mem_grow(service->dests, 3, sizeof(*service->dests));
	service->dests[2] = service->dests[1];
	service->dests[1] = again;
	service->dests_len = 3;
	ipvs_plan_service(&plan, service, NULL, NULL);
	assert_int_equal(plan.len, 3);
	assert_int_equal(plan.ops[1].dest.weight, 1);
	ipvs_plan_fini(&plan);
	expect(&t, "NEW_SERVICE NEW_DEST.1 NEW_DEST.2");
}

TEST(a_service_that_appears_twice_is_planned_once)
{
	struct tables t = {.desired = make_table(1)};

	t.desired.services =
	    mem_grow(t.desired.services, 2, sizeof(*t.desired.services));
	t.desired.services[1] = ipvs_service_dup(&t.desired.services[0]);
	t.desired.len = 2;
	expect(&t, "NEW_SERVICE NEW_DEST.1");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(
		an_empty_kernel_gets_each_service_and_then_its_destinations),
	    cmocka_unit_test(what_is_as_desired_needs_nothing),
	    cmocka_unit_test(a_changed_weight_is_one_op),
	    cmocka_unit_test(a_changed_scheduler_is_set_before_the_destinations),
	    cmocka_unit_test(a_replaced_destination_comes_before_the_old_one_goes),
	    cmocka_unit_test(weights_rise_before_others_fall_to_zero),
	    cmocka_unit_test(what_is_not_ours_stays),
	    cmocka_unit_test(ours_goes_as_a_whole),
	    cmocka_unit_test(
		our_service_with_a_foreign_destination_stays_with_it_alone),
	    cmocka_unit_test(a_foreign_destination_in_a_desired_service_stays),
	    cmocka_unit_test(services_that_come_are_made_before_others_go),
	    cmocka_unit_test(of_equal_entries_the_first_counts),
	    cmocka_unit_test(a_service_that_appears_twice_is_planned_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
