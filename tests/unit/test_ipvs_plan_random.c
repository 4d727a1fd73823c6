/* SPDX-License-Identifier: Apache-2.0 */
/* Properties of every plan, on random tables and the kernel in memory. Seeds count up
 * from 1, so a failure names the one to run alone. */
#include "tests/unit/unit.h"

#include <stdio.h>

#include "agent/ipvs/ipvs_note.h"
#include "agent/ipvs/ipvs_owned.h"
#include "agent/ipvs/ipvs_plan.h"
#include "tests/fake/fake_kernel.h"
#include "tests/unit/ipvs_make.h"

enum { SEEDS = 100000, FEWER_SEEDS = 30000, KEYS = 5, HOSTS = 7 };

static uint32_t
draw(uint32_t *seed, uint32_t below)
{
	*seed = *seed * 1664525u + 1013904223u;
	return (*seed >> 8) % below;
}

static struct ipvs_key
nth_key(uint32_t i)
{
	static const struct {
		enum protocol protocol;
		uint16_t port;
	} rows[] = {
	    {PROTOCOL_TCP,  80},
            {PROTOCOL_UDP,  80},
            {PROTOCOL_SCTP, 80}
        };
	struct ipvs_key key;

	if (i >= 3)
		return (struct ipvs_key){
		    .family = i == 3 ? ADDR_V4 : ADDR_V6, .fwmark = 7};
	key = make_key(166, rows[i].port);
	key.protocol = rows[i].protocol;
	return key;
}

static struct tunnel
random_tunnel(uint32_t *seed)
{
	return (struct tunnel){.type = (enum tunnel_type)draw(seed, 3),
	    .checksum = (enum tunnel_checksum)draw(seed, 2),
	    .port = (uint16_t)(6080 + draw(seed, 2))};
}

static struct ipvs_service
random_service(uint32_t *seed, uint32_t i)
{
	static const char schedulers[][4] = {"rr", "wrr", "wlc"};
	struct ipvs_service service = make_service(nth_key(i));

	memcpy(service.scheduler, schedulers[draw(seed, 3)], 4);
	service.flags = draw(seed, 4) ? 0 : IP_VS_SVC_F_PERSISTENT;
	service.timeout_s = draw(seed, 2) * 300;
	if (!draw(seed, 4))
		memcpy(service.engine, "sip", 4);
	for (uint8_t host = 0; host < HOSTS; host++) {
		struct ipvs_dest dest = make_dest(host, draw(seed, 3));

		dest.forward = draw(seed, 8) ? FORWARD_TUN : FORWARD_NAT;
		if (service.key.family == ADDR_V6)
			dest.forward = FORWARD_TUN;
		dest.tunnel = random_tunnel(seed);
		dest.uthreshold = draw(seed, 4) ? 0 : 10;
		if (draw(seed, 2))
			add_dest(&service, dest);
	}
	return service;
}

static struct ipvs_table
random_table(uint32_t *seed)
{
	struct ipvs_table table = {0};

	for (uint32_t i = 0; i < KEYS; i++) {
		struct ipvs_service service;

		if (draw(seed, 3) == 0)
			continue;
		service = random_service(seed, i);
		ipvs_table_put(&table, &service);
	}
	return table;
}

/* ---- what must come out, found by asking for each entry in turn ---- */

struct bench {
	struct ipvs_table desired, before, owned;
	struct fake_kernel fake;
	bool checking; /* pools, at each op */
};

static const struct ipvs_dest *
dest_in(const struct ipvs_service *service, const struct ipvs_dest *dest)
{
	return service ? fake_kernel_dest(service, dest) : NULL;
}

static bool
dest_expected(const struct ipvs_service *want, const struct ipvs_service *had,
    const struct ipvs_service *ours, const struct ipvs_dest *dest)
{
	return dest_in(want, dest) || (dest_in(had, dest) && !dest_in(ours, dest));
}

static void
check_dest(const struct bench *b, const struct ipvs_key *key, uint8_t host)
{
	const struct ipvs_service *want = ipvs_table_find(&b->desired, key);
	const struct ipvs_service *had = ipvs_table_find(&b->before, key);
	const struct ipvs_service *ours = ipvs_table_find(&b->owned, key);
	const struct ipvs_service *now = fake_kernel_service(&b->fake, key);
	struct ipvs_dest dest = make_dest(host, 1);
	const struct ipvs_dest *as = dest_in(want, &dest);
	bool expected = dest_expected(want, had, ours, &dest);

	assert_int_equal(dest_in(now, &dest) != NULL, expected);
	if (!expected)
		return;
	assert_true(ipvs_dest_same(dest_in(now, &dest), as ? as : dest_in(had, &dest)));
}

static void
check_service(const struct bench *b, const struct ipvs_key *key)
{
	const struct ipvs_service *want = ipvs_table_find(&b->desired, key);
	const struct ipvs_service *had = ipvs_table_find(&b->before, key);
	const struct ipvs_service *ours = ipvs_table_find(&b->owned, key);
	const struct ipvs_service *now = fake_kernel_service(&b->fake, key);
	bool foreign_inside = false;

	for (uint8_t host = 0; host < HOSTS; host++) {
		struct ipvs_dest dest = make_dest(host, 1);

		foreign_inside |= dest_in(had, &dest) && !dest_in(ours, &dest);
		check_dest(b, key, host);
	}
	assert_int_equal(now != NULL, want || (had && (!ours || foreign_inside)));
	if (now)
		assert_true(ipvs_service_same(now, want ? want : had));
}

/* ---- at each op ---- */

static uint32_t
live(const struct ipvs_service *service)
{
	uint32_t sum = 0;

	for (size_t i = 0; service && i < service->dests_len; i++)
		sum += service->dests[i].weight;
	return sum;
}

/* A service of the end: `want` and what is foreign in it. */
static bool
end_has(const struct bench *b, const struct ipvs_key *key, bool with_weight)
{
	for (uint8_t host = 0; host < HOSTS; host++) {
		struct ipvs_dest dest = make_dest(host, 1);
		const struct ipvs_service *want = ipvs_table_find(&b->desired, key);
		const struct ipvs_service *had = ipvs_table_find(&b->before, key);
		const struct ipvs_service *ours = ipvs_table_find(&b->owned, key);
		const struct ipvs_dest *as = dest_in(want, &dest);

		if (!dest_expected(want, had, ours, &dest))
			continue;
		if (!as)
			as = dest_in(had, &dest);
		if (!with_weight || as->weight > 0)
			return true;
	}
	return false;
}

static void
check_pools(void *ctx, const struct fake_kernel *fake)
{
	const struct bench *b = ctx;

	for (uint32_t i = 0; b->checking && i < KEYS; i++) {
		struct ipvs_key key = nth_key(i);
		const struct ipvs_service *had = ipvs_table_find(&b->before, &key);
		const struct ipvs_service *now = fake_kernel_service(fake, &key);

		if (had && had->dests_len > 0 && end_has(b, &key, false))
			assert_true(now && now->dests_len > 0);
		if (live(had) > 0 && end_has(b, &key, true))
			assert_true(live(now) > 0);
	}
}

static void
check_touches_only_ours(const struct bench *b, const struct ipvs_plan *plan)
{
	for (size_t i = 0; i < plan->len; i++) {
		const struct ipvs_op *op = &plan->ops[i];
		const struct ipvs_key *key = &op->service.key;
		bool of_dest = addr_is_set(&op->dest.addr);

		assert_true(
		    ipvs_owned_has(&b->desired, key, of_dest ? &op->dest : NULL) ||
		    ipvs_owned_has(&b->owned, key, of_dest ? &op->dest : NULL));
	}
}

/* ---- the runs ---- */

static struct bench
bench_init(uint32_t seed)
{
	struct bench b = {.desired = random_table(&seed),
	    .before = random_table(&seed),
	    .owned = random_table(&seed)};

	fake_kernel_init(&b.fake);
	for (size_t i = 0; i < b.before.len; i++) {
		struct ipvs_service copy = ipvs_service_dup(&b.before.services[i]);

		ipvs_table_put(&b.fake.table, &copy);
	}
	return b;
}

static void
bench_fini(struct bench *b)
{
	ipvs_table_fini(&b->desired);
	ipvs_table_fini(&b->before);
	ipvs_table_fini(&b->owned);
	fake_kernel_fini(&b->fake);
}

static void
apply(struct bench *b, const struct ipvs_plan *plan)
{
	b->fake.applied = check_pools;
	b->fake.ctx = b;
	b->fake.kernel.ops->apply(&b->fake.kernel, plan->ops, plan->len);
	b->fake.applied = NULL;
}

static struct ipvs_table
dump(struct bench *b)
{
	struct ipvs_kernel *kernel = &b->fake.kernel;
	struct ipvs_table table = {0};

	assert_int_equal(kernel->ops->dump_services(kernel, &table), 0);
	for (size_t i = 0; i < table.len; i++)
		assert_int_equal(
		    kernel->ops->dump_dests(kernel, &table.services[i]), 0);
	return table;
}

static void
check_same(const struct ipvs_table *a, const struct ipvs_table *b)
{
	assert_int_equal(a->len, b->len);
	for (size_t i = 0; i < a->len; i++) {
		const struct ipvs_service *x = &a->services[i], *y = &b->services[i];

		assert_int_equal(ipvs_key_cmp(&x->key, &y->key), 0);
		assert_true(ipvs_service_same(x, y));
		assert_int_equal(x->dests_len, y->dests_len);
		for (size_t j = 0; j < x->dests_len; j++) {
			assert_int_equal(ipvs_dest_cmp(&x->dests[j], &y->dests[j]), 0);
			assert_true(ipvs_dest_same(&x->dests[j], &y->dests[j]));
		}
	}
}

static void
run_plan(uint32_t seed)
{
	struct bench b = bench_init(seed);
	struct ipvs_plan plan = ipvs_plan_tables(&b.desired, &b.before, &b.owned);
	struct ipvs_plan again;
	struct ipvs_table after;

	check_touches_only_ours(&b, &plan);
	b.checking = true;
	apply(&b, &plan);
	for (size_t i = 0; i < plan.len; i++)
		assert_int_equal(plan.ops[i].err, 0);
	for (uint32_t i = 0; i < KEYS; i++) {
		struct ipvs_key key = nth_key(i);

		check_service(&b, &key);
	}
	after = dump(&b);
	again = ipvs_plan_tables(&b.desired, &after, &b.owned);
	assert_int_equal(again.len, 0);
	ipvs_plan_fini(&again);
	ipvs_plan_fini(&plan);
	ipvs_table_fini(&after);
	bench_fini(&b);
}

TEST(every_plan_reaches_desired_and_foreign_by_safe_steps)
{
	for (uint32_t seed = 1; seed <= SEEDS; seed++)
		run_plan(seed);
}

/* With one op failing: the notes say what the kernel has, and the next plan mends. */
static void
run_failing(uint32_t seed)
{
	struct bench b = bench_init(seed);
	struct ipvs_plan plan = ipvs_plan_tables(&b.desired, &b.before, &b.owned);
	struct ipvs_table noted = dump(&b), after;
	struct ipvs_plan next;

	b.fake.fail_at = plan.len ? 1 + seed % plan.len : 0;
	b.fake.fail_errno = 12;
	apply(&b, &plan);
	ipvs_note(&noted, plan.ops, plan.len);
	after = dump(&b);
	check_same(&noted, &after);
	next = ipvs_plan_tables(&b.desired, &noted, &b.owned);
	assert_int_equal(next.len > 0, plan.len > 0);
	apply(&b, &next);
	for (size_t i = 0; i < next.len; i++)
		assert_int_equal(next.ops[i].err, 0);
	for (uint32_t i = 0; i < KEYS; i++) {
		struct ipvs_key key = nth_key(i);

		check_service(&b, &key);
	}
	ipvs_plan_fini(&plan);
	ipvs_plan_fini(&next);
	ipvs_table_fini(&noted);
	ipvs_table_fini(&after);
	bench_fini(&b);
}

TEST(after_a_failed_op_the_notes_are_true_and_the_next_plan_mends)
{
	for (uint32_t seed = 1; seed <= FEWER_SEEDS; seed++)
		run_failing(seed);
}

/* Planned, applied and noted service by service, the end is the same. */
static void
run_stepwise(uint32_t seed)
{
	struct bench b = bench_init(seed);
	struct ipvs_table noted = dump(&b), after;
	struct ipvs_planner planner = {
	    .desired = &b.desired, .observed = &noted, .owned = &b.owned};
	struct ipvs_plan plan = {0};

	while (ipvs_planner_step(&planner, &plan)) {
		apply(&b, &plan);
		for (size_t i = 0; i < plan.len; i++)
			assert_int_equal(plan.ops[i].err, 0);
		ipvs_note(&noted, plan.ops, plan.len);
		plan.len = 0;
	}
	for (uint32_t i = 0; i < KEYS; i++) {
		struct ipvs_key key = nth_key(i);

		check_service(&b, &key);
	}
	after = dump(&b);
	check_same(&noted, &after);
	ipvs_plan_fini(&plan);
	ipvs_table_fini(&noted);
	ipvs_table_fini(&after);
	bench_fini(&b);
}

TEST(step_by_step_the_end_is_the_same)
{
	for (uint32_t seed = 1; seed <= FEWER_SEEDS; seed++)
		run_stepwise(seed);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_plan_reaches_desired_and_foreign_by_safe_steps),
	    cmocka_unit_test(
		after_a_failed_op_the_notes_are_true_and_the_next_plan_mends),
	    cmocka_unit_test(step_by_step_the_end_is_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
