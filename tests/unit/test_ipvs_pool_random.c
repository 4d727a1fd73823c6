/* SPDX-License-Identifier: Apache-2.0 */
/* Properties of every pool, in random stories of verdicts, edits, drains, overrides and
 * time, each step planned and applied to the kernel in memory. Seeds count up from 1: a
 * failure names the one to run alone, as the first argument. What must hold is worked
 * out here from what was said to the pool, not from how it came to its mind. */
#include "tests/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agent/ipvs/ipvs_plan.h"
#include "agent/ipvs/ipvs_pool_table.h"
#include "tests/fake/fake_kernel.h"

enum {
	SEEDS = 100000,
	STEPS = 10,
	HOSTS = 6,
	SORRY_HOST = 200,
	CHECKS = 2,
	HOLD_MAX_MS = 15000
};

struct story {
	uint32_t seed, random;
	unsigned step;
	struct model_virtual_server vs;
	struct model_check checks[CHECKS];
	struct ipvs_rs_spec specs[HOSTS]; /* of each host, there or not */
	bool there[HOSTS];
	/* What was said last of each check; and since when it serves. */
	enum { UNKNOWN, GOOD, BAD } said[HOSTS][CHECKS];
	struct ipvs_pool pool, before;
	struct ipvs_pool_changes changes;
	struct ipvs_now now;
	struct ipvs_service kept; /* what the director would have told the kernel */
	struct fake_kernel fake;
	bool had_weight,
	    will_have_weight; /* before and after the plan that is applied */
};

static uint32_t
draw(struct story *s, uint32_t below)
{
	s->random = s->random * 1664525u + 1013904223u;
	return (s->random >> 8) % below;
}

static bool
one_in(struct story *s, uint32_t n)
{
	return draw(s, n) == 0;
}

#define HOLDS(s, what)                                                                 \
  do {                                                                                 \
    if (!(what)) {                                                                     \
      fprintf(stderr, "seed %u, step %u: %s\n", (s)->seed, (s)->step, #what);          \
      fail();                                                                          \
    }                                                                                  \
  } while (0)

/* ---- the beginning ---- */

static struct ipvs_rs_spec
random_spec(struct story *s, uint32_t host)
{
	return (struct ipvs_rs_spec){.addr = addr_v4(0x0a000101 + host),
	    .port = 80,
	    .forward = FORWARD_DR,
	    .weight = one_in(s, 8) ? (one_in(s, 2) ? 0 : 65535) : 1 + draw(s, 4),
	    .tier = (uint8_t)(draw(s, 3) * draw(s, 2)),
	    .inhibit_on_failure = one_in(s, 4),
	    .checks = s->checks,
	    .checks_len = draw(s, CHECKS + 1)};
}

static void
begin(struct story *s, uint32_t seed)
{
	memset(s, 0, sizeof(*s));
	s->seed = s->random = seed;
	s->vs = (struct model_virtual_server){
	    .family = ADDR_V4,
	    .addr = addr_v4(0x0a000001),
	    .port = 80,
	    .scheduler = "wlc",
	    .quorum = 1 + draw(s, 6),
	    .sorry_server_inhibit = one_in(s, 4),
	    .has_sorry_server = one_in(s, 2),
	    .sorry_server = {.addr = addr_v4(0x0a000101 + SORRY_HOST),
			     .port = 80,
			     .weight = 1},
	    .panic_percent = draw(s, 3) * 50,
	    .slow_start_ms = draw(s, 2) * 20000
        };
	s->vs.hysteresis = draw(s, s->vs.quorum);
	if (one_in(s, 2))
		s->vs.flap = (struct model_flap){.changes = 2 + draw(s, 2),
		    .within_ms = 30000,
		    .hold_ms = 10000,
		    .hold_max_ms = HOLD_MAX_MS};
	for (size_t i = 0; i < CHECKS; i++)
		s->checks[i].alpha = one_in(s, 4);
	for (uint32_t i = 0; i < HOSTS; i++) {
		s->specs[i] = random_spec(s, i);
		s->there[i] = !one_in(s, 3);
	}
	s->now = (struct ipvs_now){.wall_ms = 1000000, .at = {1000000000}, .scans = 1};
	fake_kernel_init(&s->fake);
}

static void
end(struct story *s)
{
	ipvs_pool_fini(&s->pool);
	ipvs_service_fini(&s->kept);
	ipvs_pool_changes_fini(&s->changes);
	fake_kernel_fini(&s->fake);
}

/* ---- what happens ---- */

static struct ipvs_member *
member_of(const struct story *s, uint32_t host)
{
	return ipvs_pool_find(&s->pool, &s->specs[host].addr, 80);
}

static void
configure(struct story *s)
{
	struct ipvs_rs_spec specs[HOSTS];
	size_t len = 0;

	for (uint32_t i = 0; i < HOSTS; i++) {
		if (s->there[i])
			specs[len++] = s->specs[i];
		else
			memset(s->said[i], 0, sizeof(s->said[i]));
	}
	ipvs_pool_configure(&s->pool, &s->vs, specs, len);
}

/* One that was there and stays may be told alone. */
static void
configure_host(struct story *s, uint32_t host, bool was_there)
{
	if (was_there && s->there[host] && one_in(s, 2))
		ipvs_pool_configure_one(&s->pool, member_of(s, host), &s->specs[host]);
	else
		configure(s);
}

static void
hear(struct story *s, uint32_t host)
{
	struct ipvs_verdict verdict = {
	    .known = true, .up = draw(s, 3) > 0, .dynamic_weight = -1, .code = "x"};
	uint32_t check = draw(s, CHECKS);

	if (!s->there[host] || check >= s->specs[host].checks_len)
		return;
	s->said[host][check] = verdict.up ? GOOD : BAD;
	ipvs_member_hear(member_of(s, host), check, &verdict);
}

static void
edit(struct story *s, uint32_t host)
{
	struct ipvs_rs_spec *spec = &s->specs[host];
	int64_t end_ms = s->now.wall_ms + 1 + draw(s, 40000);
	bool was_there = s->there[host];

	switch (draw(s, 6)) {
	case 0:
		spec->admin = (enum admin)draw(s, 3);
		spec->drain_end = spec->admin == ADMIN_DRAIN
		    ? (enum drain_end)draw(s, 3)
		    : DRAIN_KEEP;
		spec->drain_expires = one_in(s, 2);
		spec->deadline_ms = one_in(s, 2) ? end_ms : 0;
		break;
	case 1:
		spec->weight = draw(s, 6);
		break;
	case 2:
		spec->override = (enum health_override)draw(s, 3);
		spec->override_end_ms = one_in(s, 2) ? end_ms : 0;
		break;
	case 3:
		s->there[host] = !s->there[host];
		break;
	case 4:
		spec->uthreshold = draw(s, 3);
		break;
	default:
		spec->admin = ADMIN_READY;
		spec->drain_end = DRAIN_KEEP;
		break;
	}
	configure_host(s, host, was_there);
}

static void
happen(struct story *s)
{
	uint32_t host = draw(s, HOSTS);
	int64_t passes_ms = one_in(s, 2) ? draw(s, 30000) : 1;

	s->now.wall_ms += passes_ms;
	s->now.at = instant_add(s->now.at, span_ms(passes_ms));
	s->now.scans += draw(s, 3);
	if (one_in(s, 3))
		edit(s, host);
	else
		hear(s, host);
}

/* Nobody is connected, or its time has come. */
static void
check_drained(const struct story *s, uint32_t host)
{
	int64_t deadline_ms = s->specs[host].deadline_ms;

	HOLDS(s, s->specs[host].admin == ADMIN_DRAIN);
	if (!deadline_ms || s->now.wall_ms < deadline_ms)
		HOLDS(s, member_of(s, host)->connections == 0);
}

/* As the director does: what is over is not said any more. */
static bool
put_over(struct story *s)
{
	bool over = false;

	for (size_t i = 0; i < s->changes.len; i++) {
		const struct ipvs_pool_change *change = &s->changes.items[i];
		uint32_t host = change->addr.bytes[3] - 1u;

		if (change->event == IPVS_POOL_RS_GONE ||
		    change->event == IPVS_POOL_RS_RESTS)
			check_drained(s, host);
		if (change->event == IPVS_POOL_RS_GONE)
			s->there[host] = false;
		else if (change->event == IPVS_POOL_RS_RESTS)
			s->specs[host].admin = ADMIN_MAINTENANCE;
		else if (change->event == IPVS_POOL_RS_OVERRIDE_OVER)
			s->specs[host].override = OVERRIDE_NONE;
		else
			continue;
		over = true;
	}
	return over;
}

/* ---- what must hold of each ---- */

static bool
checks_up(const struct story *s, uint32_t host)
{
	for (size_t i = 0; i < s->specs[host].checks_len; i++)
		if (s->said[host][i] == BAD ||
		    (s->said[host][i] == UNKNOWN && s->checks[i].alpha))
			return false;
	return true;
}

static enum health_override
forced(const struct story *s, uint32_t host)
{
	const struct ipvs_rs_spec *spec = &s->specs[host];

	if (spec->override_end_ms && s->now.wall_ms >= spec->override_end_ms)
		return OVERRIDE_NONE;
	return spec->override;
}

/* Flap damping aside, it can take connections. */
static bool
is_fit(const struct story *s, uint32_t host)
{
	if (!s->there[host] || s->specs[host].admin != ADMIN_READY)
		return false;
	if (forced(s, host) != OVERRIDE_NONE)
		return forced(s, host) == OVERRIDE_UP;
	return checks_up(s, host);
}

static uint32_t
weight_of(const struct ipvs_service *service, uint32_t host)
{
	struct addr addr = addr_v4(0x0a000101 + host);
	const struct ipvs_dest *dest = ipvs_service_find(service, &addr, 80);

	return dest ? dest->weight : 0;
}

/* Who the operator took out gets no new connection, whatever else happens. Nobody gets
 * more than is wanted of it, and who is not fit gets none, but in a panic. */
static void
check_host(const struct story *s, const struct ipvs_service *service, uint32_t host)
{
	const struct ipvs_member *member = member_of(s, host);
	uint32_t weight = weight_of(service, host);

	HOLDS(s, (member != NULL) == s->there[host]);
	HOLDS(s, weight <= (member ? s->specs[host].weight : 0));
	if (!member)
		return;
	if (s->specs[host].admin != ADMIN_READY)
		HOLDS(s, weight == 0);
	if (s->specs[host].admin == ADMIN_DRAIN)
		HOLDS(s, member->state == RS_DRAINING || member->state == RS_DRAINED);
	if (forced(s, host) == OVERRIDE_DOWN)
		HOLDS(s, weight == 0);
	if (!is_fit(s, host) && !s->pool.panic)
		HOLDS(s, weight == 0);
	if (member->held && !s->pool.lenient && !s->pool.panic)
		HOLDS(s, weight == 0);
	if (member->held)
		HOLDS(
		    s, member->flap.until.ns - s->now.at.ns <= span_ms(HOLD_MAX_MS).ns);
	if (is_fit(s, host) && !s->vs.slow_start_ms && !member->held &&
	    !s->pool.sorry_in_use &&
	    (s->pool.panic || s->specs[host].tier <= s->pool.tier))
		HOLDS(s, weight == s->specs[host].weight);
}

/* ---- what must hold of all ---- */

/* The quorum is lost under quorum less hysteresis, and regained at quorum plus
 * hysteresis, or all there is, if that is less. */
static void
check_quorum(const struct story *s, uint64_t live, uint64_t all)
{
	uint64_t quorum = s->vs.quorum < all ? s->vs.quorum : all;
	uint64_t hysteresis;

	if (quorum == 0)
		quorum = 1;
	hysteresis = s->vs.hysteresis < quorum ? s->vs.hysteresis : quorum - 1;
	HOLDS(s, s->pool.live_weight == live);
	if (s->pool.quorum_met)
		HOLDS(s, live >= quorum - hysteresis);
	if (!s->pool.quorum_met)
		HOLDS(s, live < quorum + hysteresis && (live < all || all == 0));
	if (s->step > 0 && s->before.quorum_met && live >= quorum - hysteresis)
		HOLDS(s, s->pool.quorum_met);
	if (s->step > 0 && !s->before.quorum_met && live < quorum + hysteresis &&
	    live < all)
		HOLDS(s, !s->pool.quorum_met);
	HOLDS(
	    s, s->pool.sorry_in_use == (s->vs.has_sorry_server && !s->pool.quorum_met));
}

/* A tier is in reserve only while those before have the quorum less hysteresis. */
static void
check_tiers(const struct story *s, uint64_t all)
{
	uint64_t quorum = s->vs.quorum < all ? s->vs.quorum : all, before = 0;
	bool has_reserve = false;

	if (quorum == 0)
		quorum = 1;
	for (uint32_t i = 0; i < HOSTS; i++) {
		bool serves =
		    is_fit(s, i) && (!member_of(s, i)->held || s->pool.lenient);

		if (!s->there[i])
			continue;
		has_reserve |= s->specs[i].tier > s->pool.tier;
		if (serves && s->specs[i].tier <= s->pool.tier)
			before += s->specs[i].weight;
	}
	if (has_reserve)
		HOLDS(s, before > 0 && before + s->vs.hysteresis >= quorum);
}

/* Unfit is who is ready and had a check that failed, or is held though it is fit. */
static void
check_panic(const struct story *s, const struct ipvs_service *service)
{
	unsigned fit = 0, unfit = 0;

	for (uint32_t i = 0; i < HOSTS; i++) {
		bool sick = s->said[i][0] == BAD || s->said[i][1] == BAD;
		bool held = is_fit(s, i) && member_of(s, i)->held && !s->pool.lenient;

		if (!s->there[i] || s->specs[i].admin != ADMIN_READY ||
		    forced(s, i) == OVERRIDE_DOWN)
			continue;
		fit += is_fit(s, i) && !held;
		unfit += (!is_fit(s, i) && sick) || held;
		if (s->pool.panic && !is_fit(s, i) && sick)
			HOLDS(s, weight_of(service, i) == s->specs[i].weight);
	}
	HOLDS(s,
	    s->pool.panic ==
		(!s->pool.sorry_in_use &&
		    fit * 100 < (fit + unfit) * s->vs.panic_percent));
}

static uint64_t
sum_of(const struct ipvs_service *service)
{
	uint64_t sum = 0;

	for (size_t i = 0; service && i < service->dests_len; i++)
		sum += service->dests[i].weight;
	return sum;
}

static void
check_pool(const struct story *s, const struct ipvs_service *service)
{
	uint64_t live = 0, all = 0;
	bool somebody = false;

	for (uint32_t i = 0; i < HOSTS; i++) {
		check_host(s, service, i);
		somebody |= is_fit(s, i) && s->specs[i].weight > 0;
		if (!s->there[i])
			continue;
		if (is_fit(s, i) && (!member_of(s, i)->held || s->pool.lenient))
			live += s->specs[i].weight;
		if (s->specs[i].drain_end != DRAIN_REMOVE)
			all += s->specs[i].weight;
	}
	check_quorum(s, live, all);
	check_tiers(s, all);
	check_panic(s, service);
	/* Never an empty pool when somebody fit exists. */
	if (somebody || s->pool.sorry_in_use)
		HOLDS(s, sum_of(service) > 0);
	for (size_t i = 0; i < service->dests_len; i++)
		HOLDS(s, service->dests[i].weight <= IPVS_WEIGHT_MAX);
	HOLDS(s, (weight_of(service, SORRY_HOST) > 0) == s->pool.sorry_in_use);
}

/* ---- the kernel ---- */

static void
check_prefix(void *ctx, const struct fake_kernel *fake)
{
	const struct story *s = ctx;
	struct ipvs_key key = ipvs_pool_key(&s->vs);

	if (s->had_weight && s->will_have_weight)
		HOLDS(s, sum_of(fake_kernel_service(fake, &key)) > 0);
}

static struct ipvs_service
observe(const struct story *s, const struct ipvs_key *key)
{
	const struct ipvs_service *there = fake_kernel_service(&s->fake, key);
	struct ipvs_service copy = {.key = *key};

	if (!there)
		return copy;
	copy = ipvs_service_dup(there);
	ipvs_service_sort(&copy);
	return copy;
}

static void
apply(struct story *s, const struct ipvs_service *desired)
{
	struct ipvs_service seen = observe(s, &desired->key);
	bool there = fake_kernel_service(&s->fake, &desired->key);
	struct ipvs_plan plan = {0}, again = {0};

	ipvs_plan_service(&plan, desired, there ? &seen : NULL, &seen);
	s->had_weight = sum_of(&seen) > 0;
	s->will_have_weight = sum_of(desired) > 0;
	s->fake.applied = check_prefix;
	s->fake.ctx = s;
	s->fake.kernel.ops->apply(&s->fake.kernel, plan.ops, plan.len);
	for (size_t i = 0; i < plan.len; i++)
		HOLDS(s, plan.ops[i].err == 0);
	ipvs_service_fini(&seen);
	seen = observe(s, &desired->key);
	HOLDS(s, seen.dests_len == desired->dests_len);
	for (size_t i = 0; i < seen.dests_len; i++)
		HOLDS(s, ipvs_dest_same(&seen.dests[i], &desired->dests[i]));
	ipvs_plan_service(&again, desired, &seen, &seen);
	HOLDS(s, again.len == 0);
	ipvs_plan_fini(&plan);
	ipvs_plan_fini(&again);
	ipvs_service_fini(&seen);
}

/* Whoever follows only what is owed, one or all, has what is desired. */
static void
check_owed(struct story *s, const struct ipvs_service *desired)
{
	const struct ipvs_member *one = ipvs_pool_owes_one(&s->pool);
	struct ipvs_dest dest;

	if (one) {
		dest = ipvs_pool_dest(one);
		ipvs_service_put(&s->kept, &dest);
	} else if (ipvs_pool_owes(&s->pool)) {
		ipvs_service_fini(&s->kept);
		s->kept = ipvs_service_dup(desired);
	}
	if (!one_in(s, 4)) /* else both times together, the next time */
		ipvs_pool_paid(&s->pool);
	HOLDS(s, s->kept.dests_len == desired->dests_len);
	for (size_t i = 0; i < desired->dests_len; i++) {
		HOLDS(s, ipvs_dest_cmp(&s->kept.dests[i], &desired->dests[i]) == 0);
		HOLDS(s, ipvs_dest_same(&s->kept.dests[i], &desired->dests[i]));
	}
}

/* Connections come and go; the pool sees them at the next step. */
static void
look(struct story *s)
{
	struct ipvs_key key = ipvs_pool_key(&s->vs);
	struct ipvs_service seen = observe(s, &key);

	for (size_t i = 0; i < seen.dests_len; i++) {
		seen.dests[i].active = draw(s, 2);
		seen.dests[i].persistent = draw(s, 2);
	}
	ipvs_pool_observe(&s->pool, &seen);
	ipvs_service_fini(&seen);
}

/* ---- the runs ---- */

static void
settle(struct story *s)
{
	struct ipvs_service desired;

	s->before = s->pool;
	s->changes.len = 0;
	(void)ipvs_pool_update(&s->pool, &s->now, &s->changes);
	if (put_over(s)) {
		configure(s);
		s->changes.len = 0;
		s->before = s->pool;
		(void)ipvs_pool_update(&s->pool, &s->now, &s->changes);
		HOLDS(s, !put_over(s)); /* nothing is over a second time */
	}
	desired = ipvs_pool_desired(&s->pool);
	check_pool(s, &desired);
	check_owed(s, &desired);
	apply(s, &desired);
	ipvs_service_fini(&desired);
	/* Nothing has happened since: nothing is another. */
	s->changes.len = 0;
	HOLDS(s, !ipvs_pool_update(&s->pool, &s->now, &s->changes));
	HOLDS(s, s->changes.len == 0);
}

static void
run(uint32_t seed)
{
	struct story s;

	begin(&s, seed);
	configure(&s);
	settle(&s);
	for (s.step = 1; s.step <= STEPS; s.step++) {
		look(&s);
		happen(&s);
		settle(&s);
	}
	end(&s);
}

TEST(a_pool_keeps_its_laws_in_every_story)
{
	for (uint32_t seed = 1; seed <= SEEDS; seed++)
		run(seed);
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_pool_keeps_its_laws_in_every_story),
	};

	if (argc > 1) {
		run((uint32_t)strtoul(argv[1], NULL, 10));
		return 0;
	}
	return cmocka_run_group_tests_name("ipvs_pool_random", tests, NULL, NULL);
}
