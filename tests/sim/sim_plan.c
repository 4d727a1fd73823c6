/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/sim/sim_plan.h"

#include <inttypes.h>
#include <string.h>

#include "agent/vrrp/vrrp_hmac.h"
#include "tests/sim/sim_random.h"

/* Beyond the conversation of two, more of the same is seldom worth its time. */
static const uint8_t host_counts[] = {2, 2, 2, 3, 3, 3, 4, 4, 5, 6, 7, 8};
static const uint8_t router_counts[] = {1, 1, 1, 2, 2, 3};
static const uint16_t v2_intervals_cs[] = {100, 100, 200, 300};
/* Within a plan the intervals are of one scale: a long run of short ones shows no more
 * than a short one, and takes its time. */
static const uint16_t v3_scales_cs[] = {1, 5, 25, 100};
static const uint8_t v3_parts[] = {1, 1, 2, 5};

#define PICK(random, array)                                                            \
  ((array)[sim_random_in((random), 0, (int64_t)(sizeof(array) / sizeof(*(array))) - 1)])

/* What all hosts agree on, for one router. */
struct agreed {
	uint16_t interval_cs;
	uint8_t vips;
	/* SIM_HOSTS_MAX: none; two of them: one is wrong. */
	size_t owners[2];
	uint8_t priority; /* 0: each has its own */
	bool nopreempt;
	enum sim_auth auth; /* the least of it */
	size_t router;
	bool own_intervals; /* they do not agree: version 3 allows it */
	bool last_words;    /* who gives way says so, nearly all of them */
};

static uint16_t
make_interval_cs(const struct sim_plan *plan, size_t router, struct sim_random *random)
{
	if (plan->kinds[router].version == 2)
		return PICK(random, v2_intervals_cs);
	return (uint16_t)(PICK(random, v3_parts) * plan->least_cs);
}

/* ---- configurations ---- */

static uint8_t
make_priority(struct sim_random *random)
{
	static const uint8_t liked[] = {1, 50, 100, 100, 100, 101, 150, 200, 254};

	if (sim_random_percent(random, 60))
		return PICK(random, liked);
	return (uint8_t)sim_random_in(random, 1, 254);
}

/* Who must have trailers hears only who sends them; who has no key refuses them. */
static enum sim_auth
make_auth(enum sim_auth least, struct sim_random *random)
{
	if (least == SIM_UNSIGNED)
		return sim_random_percent(random, 50) ? SIM_UNSIGNED : SIM_RECEIVE_ONLY;
	if (least == SIM_RECEIVE_ONLY)
		return sim_random_percent(random, 50) ? SIM_PERMISSIVE
						      : SIM_RECEIVE_ONLY;
	return sim_random_percent(random, 80) ? SIM_ENFORCE : SIM_PERMISSIVE;
}

static struct sim_router
make_router(const struct sim_plan *plan, struct sim_random *random,
    const struct agreed *agreed, bool owner)
{
	static const int16_t weights[] = {0, 0, 20, -20, 60, -60, 253, -253};
	struct sim_router router = {.priority = make_priority(random),
	    .preempt = true,
	    .interval_cs = agreed->interval_cs,
	    .vips = agreed->vips,
	    .lease_s = sim_random_percent(random, 80)
		? (uint8_t)sim_random_in(random, 2, 6)
		: 0,
	    .tracks = sim_random_percent(random, 50),
	    .lower_prio_no_advert = sim_random_percent(random, 15),
	    .higher_prio_send_advert =
		sim_random_percent(random, agreed->last_words ? 90 : 15),
	    .key = 1};

	if (agreed->priority)
		router.priority = agreed->priority;
	/* The last word of one is heard by who is as good. */
	if (agreed->last_words && sim_random_percent(random, 50))
		router.priority = 100;
	if (sim_random_percent(random, 15))
		router.late_adverts = (uint8_t)sim_random_in(random, 1, 5);
	if (plan->is_signed)
		router.auth = make_auth(agreed->auth, random);
	router.weight = PICK(random, weights);
	if (agreed->own_intervals)
		router.interval_cs = make_interval_cs(plan, agreed->router, random);
	if (owner)
		router.priority = 255;
	else if (agreed->nopreempt && sim_random_percent(random, 70))
		router.preempt = false;
	else if (sim_random_percent(random, 25))
		router.initial_master = true;
	else if (sim_random_percent(random, 25))
		router.preempt_delay_ms =
		    (uint32_t)sim_random_in(random, 1, agreed->interval_cs * 50);
	return router;
}

static struct agreed
agree(const struct sim_plan *plan, size_t router, struct sim_random *random)
{
	static const uint8_t last_words_percent[] = {10, 60};
	static const enum sim_auth auths[] = {
	    SIM_ENFORCE, SIM_ENFORCE, SIM_RECEIVE_ONLY, SIM_UNSIGNED};
	bool is_v3 = plan->kinds[router].version == 3;
	struct agreed agreed = {
	    .interval_cs = make_interval_cs(plan, router, random),
	    .own_intervals = is_v3 && sim_random_percent(random, 30),
	    .vips = (uint8_t)sim_random_in(random, 1, SIM_VIPS_MAX),
	    .nopreempt = sim_random_percent(random, 35),
	    .owners = {SIM_HOSTS_MAX, SIM_HOSTS_MAX},
	    .auth = PICK(random, auths),
	    .router = router
        };

	agreed.last_words =
	    sim_random_percent(random, last_words_percent[agreed.own_intervals]);
	for (size_t i = 0; i < 2; i++)
		if (sim_random_percent(random, i == 0 ? 10 : 3))
			agreed.owners[i] = (size_t)sim_random_in(
			    random, 0, (int64_t)plan->hosts_len - 1);
	return agreed;
}

/* Most operators give all routers of a sync group the same priority. */
static void
make_routers(struct sim_plan *plan, struct sim_random *random)
{
	bool is_same = plan->is_grouped && sim_random_percent(random, 60);
	uint8_t priorities[SIM_HOSTS_MAX];

	for (size_t i = 0; i < plan->hosts_len; i++)
		priorities[i] = make_priority(random);
	for (size_t j = 0; j < plan->routers_len; j++) {
		struct agreed agreed = agree(plan, j, random);

		for (size_t i = 0; i < plan->hosts_len; i++) {
			bool owner = i == agreed.owners[0] || i == agreed.owners[1];

			agreed.priority = is_same ? priorities[i] : 0;
			plan->hosts[i].routers[j] =
			    make_router(plan, random, &agreed, owner);
		}
	}
}

static void
make_hosts(struct sim_plan *plan, struct sim_random *random)
{
	int64_t first = sim_random_in(random, 0, 250);

	for (size_t i = 0; i < plan->hosts_len; i++) {
		struct sim_host *host = &plan->hosts[i];

		/* 37 and 251 have no common divisor: each its own. */
		host->last = (uint8_t)(1 + (first + (int64_t)i * 37) % 251);
		host->drift_ppm = (int32_t)sim_random_in(random, -10000, 10000);
		host->ahead_ms = sim_random_in(random, 1000, 1000000);
	}
}

/* ---- faults ---- */

/* With anti_replay monotonic whoever goes back is not heard until it is as late again:
 * there a clock only goes ahead, for good. */
static int32_t
make_clock_ms(const struct sim_plan *plan, struct sim_random *random)
{
	int32_t ms = (int32_t)sim_random_in(random, 1, 100000);

	return plan->is_monotonic || sim_random_percent(random, 50) ? ms : -ms;
}

static int32_t
make_value(const struct sim_plan *plan, enum sim_fault_kind kind, size_t router,
    struct sim_random *random)
{
	switch (kind) {
	case SIM_LOSS:
	case SIM_DOUBLE:
	case SIM_REPLAY:
		return (int32_t)sim_random_in(random, 5, 95);
	case SIM_DELAY:
		return (int32_t)sim_random_in(random, 1, 3 * plan->pace_ms);
	case SIM_CRASH:
	case SIM_SET_PREEMPT:
	case SIM_LINK:
	case SIM_YIELD:
		return (int32_t)sim_random_in(random, 0, 1);
	case SIM_SET_KEY:
		return (int32_t)sim_random_in(random, 1, 2);
	case SIM_CLOCK:
		return make_clock_ms(plan, random);
	case SIM_WISH:
	case SIM_SET_PRIORITY:
		return make_priority(random);
	case SIM_SET_INTERVAL:
		return make_interval_cs(plan, router, random);
	case SIM_SET_VIPS:
		return (int32_t)sim_random_in(random, 1, SIM_VIPS_MAX);
	case SIM_SET_LEASE:
		return (int32_t)sim_random_in(random, 2, 6);
	case SIM_CUT:
	case SIM_PAUSE:
	case SIM_STOP:
	case SIM_SCRIPT:
	case SIM_REFUSE:
	case SIM_TAKEN:
	case SIM_SET_NOTHING:
	case SIM_FAULT_KINDS:
		break;
	}
	return 0;
}

static bool
may_last_for_good(enum sim_fault_kind kind)
{
	return kind == SIM_CRASH || kind == SIM_STOP || kind == SIM_LINK ||
	    kind == SIM_SCRIPT;
}

static struct sim_fault
make_fault(
    const struct sim_plan *plan, enum sim_fault_kind kind, struct sim_random *random)
{
	int64_t hosts = (int64_t)plan->hosts_len;
	size_t router =
	    (size_t)sim_random_in(random, 0, (int64_t)plan->routers_len - 1);
	struct sim_fault fault = {.kind = kind,
	    .from_ms = sim_random_in(random, 0, plan->chaos_ms - 1),
	    .host = (size_t)sim_random_in(random, 0, hosts - 1),
	    .other = SIM_EVERYBODY,
	    .router = router,
	    .value = make_value(plan, kind, router, random)};

	if (kind <= SIM_CUT && sim_random_percent(random, 60))
		fault.other = (size_t)sim_random_in(random, 0, hosts - 1);
	fault.until_ms = sim_random_in(random, fault.from_ms + 1, plan->chaos_ms);
	if (kind >= SIM_TAKEN)
		fault.until_ms = fault.from_ms;
	else if (may_last_for_good(kind) && sim_random_percent(random, 15))
		fault.until_ms = INT64_MAX;
	if (kind == SIM_CLOCK && plan->is_monotonic)
		fault.until_ms = INT64_MAX;
	return fault;
}

/* Version 2 refuses another interval: sooner or later every host has the new one. */
static void
change_interval(struct sim_plan *plan, struct sim_random *random)
{
	struct sim_fault fault = make_fault(plan, SIM_SET_INTERVAL, random);

	for (size_t i = 0; i < plan->hosts_len; i++) {
		fault.host = i;
		fault.from_ms = sim_random_in(random, 0, plan->chaos_ms - 1);
		fault.until_ms = fault.from_ms;
		plan->faults[plan->faults_len++] = fault;
	}
}

static void
make_forgeries(struct sim_plan *plan, struct sim_random *random)
{
	static const enum sim_fault_kind kinds[] = {
	    SIM_REPLAY, SIM_REPLAY, SIM_CLOCK, SIM_SET_KEY};
	int64_t count = sim_random_in(random, 1, 4);

	for (int64_t i = 0; i < count; i++)
		plan->faults[plan->faults_len++] =
		    make_fault(plan, PICK(random, kinds), random);
}

static void
make_faults(struct sim_plan *plan, struct sim_random *random)
{
	static const enum sim_fault_kind kinds[] = {SIM_LOSS, SIM_LOSS, SIM_DOUBLE,
	    SIM_DELAY, SIM_DELAY, SIM_CUT, SIM_CUT, SIM_PAUSE, SIM_PAUSE, SIM_CRASH,
	    SIM_CRASH, SIM_STOP, SIM_STOP, SIM_LINK, SIM_SCRIPT, SIM_SCRIPT, SIM_REFUSE,
	    SIM_TAKEN, SIM_SET_NOTHING, SIM_SET_PRIORITY, SIM_SET_PRIORITY,
	    SIM_SET_VIPS, SIM_SET_LEASE, SIM_SET_PREEMPT, SIM_YIELD, SIM_YIELD,
	    SIM_WISH, SIM_WISH};
	int64_t count = sim_random_in(random, 0, 14);

	for (int64_t i = 0; i < count; i++)
		plan->faults[plan->faults_len++] =
		    make_fault(plan, PICK(random, kinds), random);
	if (sim_random_percent(random, 15))
		change_interval(plan, random);
	if (plan->is_signed)
		make_forgeries(plan, random);
}

/* In the order of their beginning; few enough for the plain way. */
static void
sort_faults(struct sim_plan *plan)
{
	for (size_t i = 1; i < plan->faults_len; i++) {
		struct sim_fault fault = plan->faults[i];
		size_t at = i;

		for (; at && plan->faults[at - 1].from_ms > fault.from_ms; at--)
			plan->faults[at] = plan->faults[at - 1];
		plan->faults[at] = fault;
	}
}

static struct sim_kind
make_kind(bool is_v3, struct sim_random *random)
{
	return (struct sim_kind){.version = is_v3 ? 3 : 2,
	    .family = is_v3 && sim_random_percent(random, 50) ? ADDR_V6 : ADDR_V4};
}

/* Beside version 2, whose intervals are long, those of version 3 are not the shortest.
 */
static void
make_kinds(struct sim_plan *plan, struct sim_random *random)
{
	bool is_v3 = sim_random_percent(random, 50);
	bool is_mixed = plan->least_cs >= 25 && sim_random_percent(random, 30);

	plan->kinds[0] = make_kind(is_v3, random);
	for (size_t j = 1; j < plan->routers_len; j++)
		plan->kinds[j] = is_mixed
		    ? make_kind(sim_random_percent(random, 50), random)
		    : plan->kinds[0];
	for (size_t j = 0; j < plan->routers_len; j++)
		plan->kinds[j].link = sim_random_percent(random, 25);
}

void
sim_plan_make(struct sim_plan *plan, uint64_t seed)
{
	struct sim_random random = {seed};

	*plan = (struct sim_plan){.seed = seed};
	plan->least_cs = PICK(&random, v3_scales_cs);
	plan->hosts_len = PICK(&random, host_counts);
	plan->routers_len = PICK(&random, router_counts);
	make_kinds(plan, &random);
	plan->is_grouped = plan->routers_len > 1 && sim_random_percent(&random, 40);
	plan->is_unicast = sim_random_percent(&random, 15);
	/* A router has so many marks of senders. */
	plan->is_signed =
	    plan->hosts_len <= VRRP_HMAC_SENDERS + 1 && sim_random_percent(&random, 25);
	plan->is_monotonic = plan->is_signed && sim_random_percent(&random, 30);
	make_hosts(plan, &random);
	make_routers(plan, &random);
	for (size_t j = 0; j < plan->routers_len; j++)
		if (sim_longest_interval_cs(plan, j) * 10 > plan->pace_ms)
			plan->pace_ms = sim_longest_interval_cs(plan, j) * 10;
	plan->chaos_ms = 500 + sim_random_in(&random, 5, 25) * plan->pace_ms;
	make_faults(plan, &random);
	sort_faults(plan);
}

uint16_t
sim_longest_interval_cs(const struct sim_plan *plan, size_t router)
{
	uint16_t longest_cs = 0;

	for (size_t i = 0; i < plan->hosts_len; i++)
		if (plan->hosts[i].routers[router].interval_cs > longest_cs)
			longest_cs = plan->hosts[i].routers[router].interval_cs;
	for (size_t i = 0; i < plan->faults_len; i++)
		if (plan->faults[i].kind == SIM_SET_INTERVAL &&
		    plan->faults[i].router == router &&
		    plan->faults[i].value > longest_cs)
			longest_cs = (uint16_t)plan->faults[i].value;
	return longest_cs;
}

int64_t
sim_skew_ms(
    const struct sim_plan *plan, size_t router, uint8_t priority, uint16_t interval_cs)
{
	int64_t whole_ms = plan->kinds[router].version == 2 ? 1000 : interval_cs * 10;

	return (256 - priority) * whole_ms / 256;
}

int64_t
sim_replay_ms(const struct sim_plan *plan)
{
	return 4 * plan->pace_ms;
}

/* ---- for people ---- */

static const char *const fault_words[SIM_FAULT_KINDS] = {
    [SIM_LOSS] = "loses (percent)",
    [SIM_DOUBLE] = "doubles (percent)",
    [SIM_DELAY] = "delays (ms)",
    [SIM_REPLAY] = "repeats later (percent)",
    [SIM_CUT] = "is cut",
    [SIM_PAUSE] = "is stopped",
    [SIM_CRASH] = "dies (1: its keeper lives)",
    [SIM_STOP] = "stops in order",
    [SIM_LINK] = "has no carrier on link",
    [SIM_SCRIPT] = "fails its script",
    [SIM_REFUSE] = "refuses addresses",
    [SIM_CLOCK] = "has the wrong time of day (ms)",
    [SIM_YIELD] = "yields (1: until taken back)",
    [SIM_WISH] = "is wished to have priority (odd: until taken back)",
    [SIM_TAKEN] = "loses an address to another hand",
    [SIM_SET_NOTHING] = "reloads, nothing new",
    [SIM_SET_PRIORITY] = "reloads with priority",
    [SIM_SET_INTERVAL] = "reloads with interval (cs)",
    [SIM_SET_VIPS] = "reloads with addresses",
    [SIM_SET_LEASE] = "reloads with lease (s)",
    [SIM_SET_PREEMPT] = "reloads with preempt",
    [SIM_SET_KEY] = "reloads with active key",
};

void
sim_fault_print(const struct sim_fault *fault, FILE *out)
{
	fprintf(out, "%8.3f s", (double)fault->from_ms / 1000);
	if (fault->until_ms == INT64_MAX)
		fprintf(out, "    for good");
	else if (fault->until_ms > fault->from_ms)
		fprintf(out, " -%8.3f s", (double)fault->until_ms / 1000);
	else
		fprintf(out, "            ");
	if (fault->kind > SIM_CUT)
		fprintf(out, "  host %zu", fault->host);
	else if (fault->other == SIM_EVERYBODY)
		fprintf(out, "  host %zu -> all", fault->host);
	else
		fprintf(out, "  host %zu -> %zu", fault->host, fault->other);
	if (fault->kind >= SIM_YIELD)
		fprintf(out, " VRID %zu", SIM_FIRST_VRID + fault->router);
	fprintf(out, " %s %d\n", fault_words[fault->kind], (int)fault->value);
}

static const char *const auth_words[] = {[SIM_UNSIGNED] = "no hmac",
    [SIM_ENFORCE] = "hmac enforce",
    [SIM_PERMISSIVE] = "hmac permissive",
    [SIM_RECEIVE_ONLY] = "hmac receive-only"};

static void
print_router(const struct sim_plan *plan, size_t i, size_t j, FILE *out)
{
	const struct sim_router *router = &plan->hosts[i].routers[j];

	fprintf(out,
	    "  host %zu VRID %zu: priority %u%s%s, delay %u ms, "
	    "interval %u cs, %u addresses, lease %u s",
	    i, SIM_FIRST_VRID + j, router->priority,
	    router->preempt ? "" : " nopreempt",
	    router->initial_master ? " MASTER" : "", (unsigned)router->preempt_delay_ms,
	    router->interval_cs, router->vips, router->lease_s);
	if (router->tracks)
		fprintf(out, ", script weight %d", router->weight);
	if (router->late_adverts)
		fprintf(out, ", timer_expired_backup %u", router->late_adverts);
	fprintf(out, ", %s%s%s\n", auth_words[router->auth],
	    router->lower_prio_no_advert ? ", lower_prio_no_advert" : "",
	    router->higher_prio_send_advert ? ", higher_prio_send_advert" : "");
}

void
sim_plan_print(const struct sim_plan *plan, FILE *out)
{
	fprintf(out,
	    "seed %" PRIu64 ": %zu hosts, %zu routers%s%s%s, faults for %.3f s\n",
	    plan->seed, plan->hosts_len, plan->routers_len,
	    plan->is_grouped ? " in a sync group" : "",
	    plan->is_unicast ? ", unicast" : "",
	    plan->is_monotonic ? ", anti_replay monotonic" : "",
	    (double)plan->chaos_ms / 1000);
	for (size_t j = 0; j < plan->routers_len; j++)
		fprintf(out, "  VRID %zu: version %u, IPv%u, eth%zu\n",
		    SIM_FIRST_VRID + j, plan->kinds[j].version,
		    plan->kinds[j].family == ADDR_V4 ? 4 : 6, plan->kinds[j].link);
	for (size_t i = 0; i < plan->hosts_len; i++) {
		fprintf(out, "  host %zu: 10.1.1.%u, clock %+d ppm\n", i,
		    plan->hosts[i].last, (int)plan->hosts[i].drift_ppm);
		for (size_t j = 0; j < plan->routers_len; j++)
			print_router(plan, i, j, out);
	}
	for (size_t i = 0; i < plan->faults_len; i++)
		if (!plan->faults[i].left_out)
			sim_fault_print(&plan->faults[i], out);
}
