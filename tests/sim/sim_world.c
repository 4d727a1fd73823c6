/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/sim/sim_world.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "agent/vrrp/vrrp_adopt.h"
#include "tests/sim/sim_check.h"
#include "tests/sim/sim_said.h"

/* Far more than the longest run takes. */
enum { STEPS_MAX = 1000000 };
enum { LEASE_MAX_S = 6 };

static const struct instant never = {INT64_MAX};

/* ---- words ---- */

int64_t
sim_world_now_ms(const struct sim_world *world)
{
	return world->wire.now.ns / 1000000;
}

static void
say(const struct sim_world *world, FILE *out, const char *text)
{
	fprintf(out, "%12.6f s  %s\n", (double)world->wire.now.ns / 1e9, text);
}

void
sim_world_tell(struct sim_world *world, const char *fmt, ...)
{
	char text[200];
	va_list args;

	if (!world->story)
		return;
	va_start(args, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	say(world, world->story, text);
}

void
sim_world_fail(struct sim_world *world, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	(void)vsnprintf(world->failure, sizeof(world->failure), fmt, args);
	va_end(args);
	if (world->story)
		say(world, world->story, world->failure);
	longjmp(*world->out, 1);
}

/* ---- what is so ---- */

const struct vrrp_router *
sim_world_router(const struct sim_world *world, size_t host, size_t router)
{
	const struct vrrp_engine *engine = world->wire.hosts[host].engine;

	return engine ? &engine->routers[router] : NULL;
}

bool
sim_world_is_master(const struct sim_world *world, size_t host, size_t router)
{
	const struct vrrp_router *at = sim_world_router(world, host, router);

	return at && at->run.fsm.state == VRRP_MASTER;
}

int
sim_world_master(const struct sim_world *world, size_t router)
{
	int master = -1;

	for (size_t i = 0; i < world->plan->hosts_len; i++) {
		if (!sim_world_is_master(world, i, router))
			continue;
		if (master >= 0)
			return -1;
		master = (int)i;
	}
	return master;
}

/* ---- engines ---- */

static void
tell_script(struct vrrp_engine *engine, bool up)
{
	vrrp_engine_track(engine, (struct vrrp_track_name){MODEL_TRACK_SCRIPT, 0},
	    (struct vrrp_track_fact){.known = true, .up = up});
}

static void
tell_wishes(struct vrrp_engine *engine, const struct sim_node *node)
{
	for (uint32_t j = 0; j < engine->routers_len; j++)
		if (node->wishes[j].kind != VRRP_WISH_NONE)
			vrrp_engine_override(engine, j, &node->wishes[j]);
}

static struct vrrp_engine *
build(const struct sim_world *world, size_t host)
{
	const struct sim_node *node = &world->nodes[host];
	struct vrrp_engine *engine = sim_said_engine(world->plan, host, node->routers);

	tell_script(engine, node->script_bad == 0);
	tell_wishes(engine, node);
	return engine;
}

/* ---- sleep and death ---- */

static struct instant
clock_of(const struct sim_world *world, size_t host)
{
	return fake_host_clock(&world->wire.hosts[host], world->wire.now);
}

struct vrrp_override
sim_world_wish(const struct sim_world *world, size_t host, size_t router)
{
	struct vrrp_override wish = world->nodes[host].wishes[router];

	(void)vrrp_override_tick(&wish, clock_of(world, host));
	return wish;
}

void
sim_world_set_wish(struct sim_world *world, size_t host, size_t router,
    const struct vrrp_override *wish)
{
	struct sim_node *node = &world->nodes[host];
	struct vrrp_engine *engine = world->wire.hosts[host].engine;

	node->wishes[router] = *wish;
	if (engine && !node->frozen)
		vrrp_engine_override(engine, (uint32_t)router, wish);
}

static int
longest_lease_s(const struct sim_world *world, size_t host)
{
	const struct sim_router *routers = world->nodes[host].routers;
	int longest_s = 0;

	for (size_t j = 0; j < world->plan->routers_len; j++) {
		if (routers[j].lease_s == 0)
			return 0;
		if (routers[j].lease_s > longest_s)
			longest_s = routers[j].lease_s;
	}
	return longest_s;
}

static void
update_sleep(struct sim_world *world, size_t host)
{
	struct sim_node *node = &world->nodes[host];
	bool asleep = !world->wire.hosts[host].engine || node->frozen;

	world->wire.hosts[host].frozen = node->frozen;
	if (!asleep) {
		node->asleep = never;
	} else if (node->asleep.ns == never.ns) {
		node->asleep = clock_of(world, host);
		node->longest_lease_s = longest_lease_s(world, host);
	}
}

void
sim_world_kill(struct sim_world *world, size_t host)
{
	fake_wire_kill(&world->wire, host);
	update_sleep(world, host);
	/* An address for ever is the keeper's to remove. */
	if (world->nodes[host].longest_lease_s == 0)
		fake_wire_keep(&world->wire, host);
}

/* As the loop does it: what cannot be removed is left to its lease. */
void
sim_world_stop(struct sim_world *world, size_t host)
{
	if (world->wire.hosts[host].engine && !world->nodes[host].frozen) {
		vrrp_engine_stop(world->wire.hosts[host].engine);
		fake_wire_settle(&world->wire);
	}
	sim_world_kill(world, host);
}

void
sim_world_start(struct sim_world *world, size_t host)
{
	/* Of what it no longer knows only the lease can rid it. */
	if (world->nodes[host].changed_in_death)
		world->nodes[host].strays =
		    instant_add(clock_of(world, host), span_s(LEASE_MAX_S));
	world->nodes[host].changed_in_death = false;
	if (!world->wire.hosts[host].engine) {
		memset(world->accepted[host], 0, sizeof(world->accepted[host]));
		fake_wire_start(&world->wire, host, build(world, host));
	}
	update_sleep(world, host);
	fake_wire_settle(&world->wire);
}

void
sim_world_reload(struct sim_world *world, size_t host)
{
	struct sim_node *node = &world->nodes[host];

	node->must_reload = node->frozen;
	if (!world->wire.hosts[host].engine || node->frozen)
		return; /* read when it comes back */
	fake_wire_reload(&world->wire, host, build(world, host));
	fake_wire_settle(&world->wire);
}

/* ---- faults ---- */

static void
change_way(struct sim_world *world, const struct sim_fault *fault, int sign)
{
	for (size_t to = 0; to < world->plan->hosts_len; to++) {
		struct sim_way *way = &world->ways[fault->host][to];

		if (fault->other != SIM_EVERYBODY && fault->other != to)
			continue;
		if (fault->kind == SIM_LOSS)
			way->loss += sign * fault->value;
		else if (fault->kind == SIM_DOUBLE)
			way->doubles += sign * fault->value;
		else if (fault->kind == SIM_DELAY)
			way->delay_ms += sign * fault->value;
		else if (fault->kind == SIM_REPLAY)
			way->replays += sign * fault->value;
		else
			way->cuts += sign;
	}
}

static void
change_life(struct sim_world *world, const struct sim_fault *fault, int sign)
{
	struct sim_node *node = &world->nodes[fault->host];

	node->dead = (node->killed += sign) > 0;
	if (sign < 0 && !node->dead) {
		sim_world_start(world, fault->host);
	} else if (sign > 0 && fault->kind == SIM_STOP) {
		sim_world_stop(world, fault->host);
	} else if (sign > 0) {
		sim_world_kill(world, fault->host);
		if (fault->value)
			fake_wire_keep(&world->wire, fault->host);
	}
}

/* Of a host that is dead the new agent is told when it begins; of one that is stopped,
 * the order waits for it. */
static void
change_script(struct sim_world *world, size_t host, int sign)
{
	struct sim_node *node = &world->nodes[host];
	struct vrrp_engine *engine = world->wire.hosts[host].engine;

	node->script_bad += sign;
	if (engine && !node->frozen)
		tell_script(engine, node->script_bad == 0);
}

/* What was said while it slept, and what was taken back. */
static void
say_wishes_again(struct sim_world *world, size_t host)
{
	for (size_t j = 0; j < world->plan->routers_len; j++)
		sim_world_set_wish(world, host, j, &world->nodes[host].wishes[j]);
}

/* Its own end comes a little before the fault's, whatever the clock's error. */
static void
change_wish(struct sim_world *world, const struct sim_fault *fault, int sign)
{
	struct vrrp_override wish = {.until = INSTANT_NEVER};
	int64_t lasts_ms = (fault->until_ms - fault->from_ms) * 98 / 100;

	if (sign > 0) {
		wish.kind =
		    fault->kind == SIM_YIELD ? VRRP_WISH_YIELD : VRRP_WISH_PRIORITY;
		wish.priority = (uint8_t)fault->value;
		if (fault->value % 2 == 0)
			wish.until = instant_add(
			    clock_of(world, fault->host), span_ms(lasts_ms));
	}
	sim_world_set_wish(world, fault->host, fault->router, &wish);
}

/* Whoever keeps marks may think otherwise of what it has heard. */
static void
change_clock(struct sim_world *world, const struct sim_fault *fault, int sign)
{
	world->wire.hosts[fault->host].day_off.ns +=
	    sign * fault->value * INT64_C(1000000);
	memset(world->accepted, 0, sizeof(world->accepted));
}

static void
change_link(struct sim_world *world, const struct sim_fault *fault, int sign)
{
	int *bad = &world->nodes[fault->host].link_bad[fault->value];

	fake_wire_links(
	    &world->wire, fault->host, (size_t)fault->value, (*bad += sign) == 0);
}

static void
change_pause(struct sim_world *world, size_t host, int sign)
{
	struct sim_node *node = &world->nodes[host];

	node->frozen = (node->stopped += sign) > 0;
	update_sleep(world, host);
	fake_wire_settle(&world->wire);
	if (!node->frozen) {
		change_script(world, host, 0);
		if (world->wire.hosts[host].engine)
			say_wishes_again(world, host);
		if (node->must_reload)
			sim_world_reload(world, host);
	}
}

static void
set(struct sim_world *world, const struct sim_fault *fault)
{
	struct sim_router *router = &world->nodes[fault->host].routers[fault->router];

	if (fault->kind == SIM_SET_PRIORITY && router->priority != 255)
		router->priority = (uint8_t)fault->value;
	if (fault->kind == SIM_SET_INTERVAL)
		router->interval_cs = (uint16_t)fault->value;
	if (fault->kind == SIM_SET_VIPS)
		router->vips = (uint8_t)fault->value;
	/* One that is stopped may die before it has read it. */
	if (fault->kind == SIM_SET_VIPS &&
	    (world->nodes[fault->host].dead || world->nodes[fault->host].frozen))
		world->nodes[fault->host].changed_in_death = true;
	if (fault->kind == SIM_SET_LEASE && router->lease_s)
		router->lease_s = (uint8_t)fault->value;
	if (fault->kind == SIM_SET_KEY)
		router->key = (uint8_t)fault->value;
	if (fault->kind == SIM_SET_PREEMPT) {
		router->preempt = fault->value;
		if (!router->preempt) { /* the parser allows neither beside it */
			router->initial_master = false;
			router->preempt_delay_ms = 0;
		}
	}
	sim_world_reload(world, fault->host);
}

static void
take_address(struct sim_world *world, const struct sim_fault *fault)
{
	struct addr vip = sim_said_vip(world->plan, fault->router, 0);

	fake_wire_lose(&world->wire, fault->host, &vip);
}

/* `sign` is 1 when it begins, -1 when it ends. */
static void
apply(struct sim_world *world, const struct sim_fault *fault, int sign)
{
	struct sim_node *node = &world->nodes[fault->host];

	if (fault->kind <= SIM_CUT) {
		change_way(world, fault, sign);
	} else if (fault->kind == SIM_PAUSE) {
		change_pause(world, fault->host, sign);
	} else if (fault->kind == SIM_CRASH || fault->kind == SIM_STOP) {
		change_life(world, fault, sign);
	} else if (fault->kind == SIM_LINK) {
		change_link(world, fault, sign);
	} else if (fault->kind == SIM_SCRIPT) {
		change_script(world, fault->host, sign);
	} else if (fault->kind == SIM_REFUSE) {
		world->wire.hosts[fault->host].refuses = (node->refusing += sign) > 0;
	} else if (fault->kind == SIM_CLOCK) {
		change_clock(world, fault, sign);
	} else if (fault->kind == SIM_YIELD || fault->kind == SIM_WISH) {
		change_wish(world, fault, sign);
	} else if (fault->kind == SIM_TAKEN) {
		take_address(world, fault);
	} else {
		set(world, fault);
	}
}

static void
begin_or_end(struct sim_world *world, const struct sim_fault *fault, int sign)
{
	if (world->story) {
		fprintf(world->story,
		    "%12.6f s  fault %s: ", (double)world->wire.now.ns / 1e9,
		    sign > 0 ? "begins" : "ends");
		sim_fault_print(fault, world->story);
	}
	apply(world, fault, sign);
	fake_wire_settle(&world->wire);
	sim_check_now(world);
}

/* ---- time ---- */

void
sim_world_run(struct sim_world *world, int64_t at_ms)
{
	struct instant end = {at_ms * 1000000};

	while (fake_wire_step(&world->wire, end)) {
		sim_check_now(world);
		if (++world->steps > STEPS_MAX)
			sim_world_fail(
			    world, "spin: %d steps without an end", STEPS_MAX);
	}
}

/* When the next fault begins or ends after `after_ms`. */
static int64_t
next_change_ms(const struct sim_plan *plan, int64_t after_ms)
{
	int64_t next = plan->chaos_ms;

	for (size_t i = 0; i < plan->faults_len; i++) {
		const struct sim_fault *fault = &plan->faults[i];

		if (fault->from_ms > after_ms && fault->from_ms < next)
			next = fault->from_ms;
		if (fault->until_ms > after_ms && fault->until_ms < next)
			next = fault->until_ms;
	}
	return next;
}

static void
change_at(struct sim_world *world, int64_t at_ms)
{
	for (size_t i = 0; i < world->plan->faults_len; i++) {
		const struct sim_fault *fault = &world->plan->faults[i];

		if (fault->left_out)
			continue;
		if (fault->from_ms == at_ms)
			begin_or_end(world, fault, 1);
		if (fault->until_ms == at_ms && fault->until_ms != fault->from_ms)
			begin_or_end(world, fault, -1);
	}
}

void
sim_world_chaos(struct sim_world *world)
{
	int64_t at_ms = -1;

	while (at_ms < world->plan->chaos_ms) {
		at_ms = next_change_ms(world->plan, at_ms);
		sim_world_run(world, at_ms);
		change_at(world, at_ms);
	}
}

/* ---- the wire's part ---- */

static struct fake_fate
decide_fate(void *ctx, size_t from, size_t to)
{
	struct sim_world *world = ctx;
	const struct sim_way *way = &world->ways[from][to];
	struct fake_fate fate = {.copies = 1};

	if (way->cuts || (way->loss && sim_random_percent(&world->fates, way->loss))) {
		fate.copies = 0;
		return fate;
	}
	if (way->doubles && sim_random_percent(&world->fates, way->doubles))
		fate.copies = 2;
	for (size_t i = 0; i < fate.copies && way->delay_ms; i++)
		fate.delays[i].ns =
		    sim_random_in(&world->fates, 0, way->delay_ms * 1000000LL);
	if (way->replays && sim_random_percent(&world->fates, way->replays))
		fate.delays[fate.copies++] = span_ms(
		    sim_random_in(&world->fates, 1, sim_replay_ms(world->plan)));
	return fate;
}

void
sim_world_begin(struct sim_world *world, const struct sim_plan *plan)
{
	memset(world, 0, sizeof(*world));
	world->plan = plan;
	world->hash = 0xcbf29ce484222325;
	world->fates = (struct sim_random){plan->seed ^ 0x5bd1e9955bd1e995};
	world->wire.net.fate = decide_fate;
	world->wire.net.fate_ctx = world;
	world->wire.links_len = FAKE_LINKS_MAX;
	sim_check_watch(world);
	for (size_t i = 0; i < plan->hosts_len; i++) {
		const struct sim_host *said = &plan->hosts[i];
		size_t at = fake_wire_add(&world->wire, NULL, said->last);
		struct fake_host *host = &world->wire.hosts[at];

		host->drift_ppm = said->drift_ppm;
		host->ahead = span_ms(said->ahead_ms);
		memcpy(world->nodes[i].routers, said->routers, sizeof(said->routers));
		world->nodes[i].asleep = never;
	}
}

void
sim_world_end(struct sim_world *world)
{
	fake_wire_fini(&world->wire);
}
