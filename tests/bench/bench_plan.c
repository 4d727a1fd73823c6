/* SPDX-License-Identifier: Apache-2.0 */
/* How long it takes to plan 10,000 destinations against 10,000: when nothing differs,
 * one does, all do, all are new, all go. Prints milliseconds: the best of five. The aim
 * is under 5 ms each. */
#include <stdio.h>

#include "agent/ipvs/ipvs_plan.h"
#include "agent/sys/now.h"
#include "tests/unit/ipvs_make.h"

enum { ROUNDS = 5, DESTS = 10000, AIM_MS = 5 };

static struct ipvs_table
table_of(uint32_t services, uint32_t weight)
{
	struct ipvs_table table = {
	    .services = mem_new(services, sizeof(*table.services)), .len = services};
	uint32_t each = DESTS / services;

	for (uint32_t s = 0; s < services; s++) {
		struct ipvs_service *service = &table.services[s];

		*service = make_service(make_key(1, (uint16_t)(1 + s)));
		service->dests = mem_new(each, sizeof(*service->dests));
		service->dests_len = each;
		for (uint32_t d = 0; d < each; d++) {
			service->dests[d] = make_dest(0, weight);
			service->dests[d].addr = addr_v4(0x0a000000 + s * each + d);
		}
	}
	return table;
}

/* Best of ROUNDS, in ms; *ops: how many it plans. */
static double
plan_ms(
    const struct ipvs_table *desired, const struct ipvs_table *observed, size_t *ops)
{
	double best = 1e9;

	for (int i = 0; i < ROUNDS; i++) {
		struct instant start = now_monotonic();
		struct ipvs_plan plan = ipvs_plan_tables(desired, observed, observed);
		double ms = (double)instant_since(now_monotonic(), start).ns / 1e6;

		*ops = plan.len;
		best = ms < best ? ms : best;
		ipvs_plan_fini(&plan);
	}
	return best;
}

static bool
say(const char *what, uint32_t services, const struct ipvs_table *desired,
    const struct ipvs_table *observed)
{
	size_t ops;
	double ms = plan_ms(desired, observed, &ops);

	(void)printf("plan %-16s %5u services x %5u: %6zu ops %7.3f ms\n", what,
	    services, DESTS / services, ops, ms);
	return ms < AIM_MS;
}

static bool
bench(uint32_t services)
{
	struct ipvs_table all = table_of(services, 1), again = table_of(services, 1);
	struct ipvs_table other = table_of(services, 2), none = {0};
	bool good = say("nothing differs", services, &all, &again);

	again.services[services / 2].dests[0].weight = 7;
	good &= say("one differs", services, &all, &again);
	good &= say("all differ", services, &all, &other);
	good &= say("all are new", services, &all, &none);
	good &= say("all go", services, &none, &all);
	ipvs_table_fini(&all);
	ipvs_table_fini(&again);
	ipvs_table_fini(&other);
	return good;
}

int
main(void)
{
	bool good = bench(1);

	good &= bench(100);
	good &= bench(10000);
	(void)printf("plan: %s under %d ms\n", good ? "all" : "NOT all", AIM_MS);
	return !good;
}
