/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/sim/sim_calm.h"

#include <inttypes.h>

#include "tests/sim/sim_rules.h"

enum { DAYS = 3, FLIGHT_MS = 10 };

static void
run_for(struct sim_world *world, int64_t ms)
{
	sim_world_run(world, sim_world_now_ms(world) + ms);
}

/* ---- order and quiet ---- */

static void
expect_order(struct sim_world *world, size_t router)
{
	size_t masters = 0, master = 0;

	for (size_t i = 0; i < world->plan->hosts_len; i++)
		if (sim_world_is_master(world, i, router)) {
			masters++;
			master = i;
		}
	if (masters == 0 && sim_candidates(world, router))
		sim_world_fail(world, "no master: VRID %zu", SIM_FIRST_VRID + router);
	if (masters > 1)
		sim_world_fail(
		    world, "%zu masters: VRID %zu", masters, SIM_FIRST_VRID + router);
	if (masters == 1 && !sim_may_hold(world, master, router))
		sim_world_fail(world,
		    "not the one whom the rules name: host %zu VRID %zu is master",
		    master, SIM_FIRST_VRID + router);
}

/* Long enough for a wait or a delay that was begun in error to run out. */
static void
expect_quiet(struct sim_world *world)
{
	for (size_t j = 0; j < world->plan->routers_len; j++)
		expect_order(world, j);
	world->quiet = true;
	run_for(world, sim_bound_ms(world));
	world->quiet = false;
	for (size_t j = 0; j < world->plan->routers_len; j++)
		expect_order(world, j);
}

/* ---- an operator's day ---- */

/* A host that may serve this router and is, or is not, its master; -1: there is none.
 */
static int
some_host(struct sim_world *world, size_t router, bool master)
{
	size_t count = world->plan->hosts_len;
	size_t first = (size_t)sim_random_in(&world->fates, 0, (int64_t)count - 1);

	for (size_t i = 0; i < count; i++) {
		size_t host = (first + i) % count;

		if (sim_may_serve(world, host, router) &&
		    sim_world_is_master(world, host, router) == master)
			return (int)host;
	}
	return -1;
}

static void
reload_without_news(struct sim_world *world, size_t router)
{
	int host = some_host(world, router, sim_random_percent(&world->fates, 60));

	if (host < 0)
		return;
	sim_world_tell(world, "host %d reloads, nothing new", host);
	world->quiet = true;
	sim_world_reload(world, (size_t)host);
	expect_quiet(world);
}

/* Whether who begins waits long enough to hear the master: by three of its own
 * intervals, with the error of two clocks. */
static bool
is_patient(const struct sim_world *world, size_t host, size_t master, size_t router)
{
	const struct sim_router *said = &world->nodes[host].routers[router];

	return !said->initial_master &&
	    sim_at_least_ms(said->interval_cs * 30) >
	    sim_at_most_ms(world->nodes[master].routers[router].interval_cs * 10);
}

/* Who comes back takes nothing from a master that is as good, or when it is not to. */
static void
restart_a_backup(struct sim_world *world, size_t router)
{
	int host = some_host(world, router, false);
	int master = sim_world_master(world, router);
	const struct sim_router *said;
	bool in_order = sim_random_percent(&world->fates, 50), stays;

	if (host < 0 || master < 0)
		return;
	said = &world->nodes[host].routers[router];
	sim_world_tell(world, "host %d restarts", host);
	if (in_order)
		sim_world_stop(world, (size_t)host);
	else
		sim_world_kill(world, (size_t)host);
	run_for(world, sim_random_in(&world->fates, 0, 3000));
	sim_world_start(world, (size_t)host);
	run_for(world, sim_bound_ms(world));
	stays = said->priority != 255 &&
	    (is_patient(world, (size_t)host, (size_t)master, router)
		    ? sim_may_hold(world, (size_t)master, router)
		    : sim_priority(world, (size_t)host, router) <
			sim_priority(world, (size_t)master, router));
	if (stays && !sim_world_is_master(world, (size_t)master, router))
		sim_world_fail(world, "took over without a right: host %d VRID %zu",
		    host, SIM_FIRST_VRID + router);
	expect_quiet(world);
}

static void
change_a_priority(struct sim_world *world, size_t router)
{
	int host = some_host(world, router, sim_random_percent(&world->fates, 40));
	int master = sim_world_master(world, router);
	struct sim_router *said;
	bool stays;

	if (host < 0 || master < 0)
		return;
	said = &world->nodes[host].routers[router];
	if (said->priority == 255)
		return;
	said->priority = (uint8_t)sim_random_in(&world->fates, 1, 254);
	sim_world_tell(world, "host %d VRID %zu reloads with priority %u", host,
	    SIM_FIRST_VRID + router, said->priority);
	sim_world_reload(world, (size_t)host);
	stays = sim_may_hold(world, (size_t)master, router);
	run_for(world, sim_bound_ms(world));
	if (stays && !sim_world_is_master(world, (size_t)master, router))
		sim_world_fail(world, "lost the role without a cause: host %d VRID %zu",
		    master, SIM_FIRST_VRID + router);
	expect_quiet(world);
}

/* When, after its master is gone, the first of the backups takes over: by the clocks
 * not before `least` and not after `most`. */
struct take_over {
	int64_t least_ms, most_ms;
};

static struct take_over
expect_take_over(
    const struct sim_world *world, size_t master, size_t router, bool released)
{
	struct take_over over = {INT64_MAX, INT64_MAX};

	for (size_t i = 0; i < world->plan->hosts_len; i++) {
		uint16_t interval_cs = world->nodes[master].routers[router].interval_cs;
		int64_t ms = sim_master_down_ms(world, i, router, interval_cs);

		if (i == master || !sim_may_serve(world, i, router))
			continue;
		if (released)
			ms = sim_skew_ms(
			    world->plan, sim_priority(world, i, router), interval_cs);
		if (sim_at_least_ms(ms) < over.least_ms)
			over.least_ms = sim_at_least_ms(ms);
		if (sim_at_most_ms(ms) < over.most_ms)
			over.most_ms = sim_at_most_ms(ms);
	}
	return over;
}

static size_t
count_masters(const struct sim_world *world, size_t router)
{
	size_t count = 0;

	for (size_t i = 0; i < world->plan->hosts_len; i++)
		count += sim_world_is_master(world, i, router);
	return count;
}

/* RFC 3768 6.1, 6.4.2: the skew after a priority of 0, else the master-down time after
 * the last advert. */
static void
lose_the_master(struct sim_world *world, size_t router)
{
	int master = some_host(world, router, true);
	bool in_order = sim_random_percent(&world->fates, 50);
	struct take_over over;
	int64_t from_ms;

	if (master < 0 || sim_candidates(world, router) < 2)
		return;
	sim_world_tell(world, "host %d, the master of VRID %zu, %s", master,
	    SIM_FIRST_VRID + router, in_order ? "stops" : "dies");
	over = expect_take_over(world, (size_t)master, router, in_order);
	from_ms = in_order ? sim_world_now_ms(world)
			   : world->nodes[master].seen[router].advert.ns / 1000000;
	if (in_order)
		sim_world_stop(world, (size_t)master);
	else
		sim_world_kill(world, (size_t)master);
	sim_world_run(world, from_ms + over.least_ms - 1);
	if (count_masters(world, router))
		sim_world_fail(world,
		    "took over too soon: VRID %zu, before %" PRId64 " ms",
		    SIM_FIRST_VRID + router, over.least_ms);
	sim_world_run(world, from_ms + over.most_ms + FLIGHT_MS);
	if (!count_masters(world, router))
		sim_world_fail(world,
		    "took over too late: VRID %zu, after %" PRId64 " ms",
		    SIM_FIRST_VRID + router, over.most_ms);
	run_for(world, sim_bound_ms(world));
	expect_quiet(world);
	sim_world_start(world, (size_t)master);
	run_for(world, sim_bound_ms(world));
	expect_quiet(world);
}

void
sim_calm_days(struct sim_world *world)
{
	static void (*const days[])(struct sim_world *, size_t) = {
	    reload_without_news, restart_a_backup, change_a_priority, lose_the_master};

	run_for(world, sim_bound_ms(world));
	expect_quiet(world);
	for (int i = 0; i < DAYS; i++) {
		size_t router = (size_t)sim_random_in(
		    &world->fates, 0, (int64_t)world->plan->routers_len - 1);

		days[sim_random_in(&world->fates, 0, 3)](world, router);
	}
}
