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

/* Whether who begins has no cause to take over from `master`. */
static bool
leaves_in_peace(
    const struct sim_world *world, size_t host, size_t master, size_t router)
{
	const struct sim_router *said = &world->nodes[host].routers[router];

	if (said->priority == 255)
		return false;
	if (is_patient(world, host, master, router))
		return sim_may_hold(world, master, router);
	return sim_priority(world, host, router) < sim_priority(world, master, router);
}

/* An impatient member of a sync group is not alone. */
static bool
leaves_all_in_peace(
    const struct sim_world *world, size_t host, size_t master, size_t router)
{
	if (!world->plan->is_grouped)
		return leaves_in_peace(world, host, master, router);
	for (size_t j = 0; j < world->plan->routers_len; j++)
		if (!is_patient(world, host, master, j) ||
		    world->nodes[host].routers[j].priority == 255)
			return false;
	return sim_may_hold(world, master, router);
}

/* An operator's priority counts like a configured one. */
static void
wish_a_priority(struct sim_world *world, size_t router)
{
	struct vrrp_override wish = {.kind = VRRP_WISH_PRIORITY,
	    .priority = (uint8_t)sim_random_in(&world->fates, 1, 254),
	    .until = INSTANT_NEVER};
	int host = some_host(world, router, sim_random_percent(&world->fates, 40));
	int master = sim_world_master(world, router);
	bool stays;

	if (host < 0 || master < 0)
		return;
	sim_world_tell(world, "host %d VRID %zu is wished to have priority %u", host,
	    SIM_FIRST_VRID + router, wish.priority);
	sim_world_set_wish(world, (size_t)host, router, &wish);
	stays = sim_may_hold(world, (size_t)master, router);
	run_for(world, sim_bound_ms(world));
	if (stays && !sim_world_is_master(world, (size_t)master, router))
		sim_world_fail(world,
		    "lost the role to nobody's wish: host %d VRID %zu", master,
		    SIM_FIRST_VRID + router);
	expect_quiet(world);
	wish.kind = VRRP_WISH_NONE;
	sim_world_set_wish(world, (size_t)host, router, &wish);
	run_for(world, sim_bound_ms(world));
	expect_quiet(world);
}

/* Who comes back takes nothing from a master that is as good, or when it is not to. */
static void
restart_a_backup(struct sim_world *world, size_t router)
{
	int host = some_host(world, router, false);
	int master = sim_world_master(world, router);
	bool in_order = sim_random_percent(&world->fates, 50), stays;

	if (host < 0 || master < 0)
		return;
	sim_world_tell(world, "host %d restarts", host);
	if (in_order)
		sim_world_stop(world, (size_t)host);
	else
		sim_world_kill(world, (size_t)host);
	run_for(world, sim_random_in(&world->fates, 0, 3000));
	sim_world_start(world, (size_t)host);
	run_for(world, sim_bound_ms(world));
	stays = leaves_all_in_peace(world, (size_t)host, (size_t)master, router);
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

static void
begin_over(struct take_over *over, int64_t from_ms, int64_t ms)
{
	int64_t least_ms = from_ms + sim_at_least_ms(ms);
	int64_t most_ms = from_ms + sim_at_most_ms(ms);

	if (least_ms > over->least_ms)
		over->least_ms = least_ms;
	if (most_ms > over->most_ms)
		over->most_ms = most_ms;
}

/* RFC 3768 6.1, 6.4.2: the skew after a priority of 0, else the master-down time after
 * the last advert. */
static void
wait_for(const struct sim_world *world, size_t host, size_t master, size_t router,
    bool released, struct take_over *over)
{
	const struct sim_node *was = &world->nodes[master];
	uint16_t interval_cs = was->routers[router].interval_cs;

	if (released)
		begin_over(over, sim_world_now_ms(world),
		    sim_skew_ms(world->plan, router, sim_priority(world, host, router),
			interval_cs));
	else
		begin_over(over, was->seen[router].advert.ns / 1000000,
		    sim_master_down_ms(world, host, router, interval_cs));
}

/* Of a sync group: when the last of its members wants to, and those who would not
 * follow the old master want to long since. */
static struct take_over
take_over_of(const struct sim_world *world, size_t host, size_t master, size_t router,
    bool released)
{
	struct take_over over = {0};

	if (!world->plan->is_grouped)
		wait_for(world, host, master, router, released, &over);
	for (size_t j = 0; world->plan->is_grouped && j < world->plan->routers_len; j++)
		if (!sim_preempts(world, host, master, j))
			wait_for(world, host, master, j, released, &over);
	return over;
}

static struct take_over
expect_take_over(
    const struct sim_world *world, size_t master, size_t router, bool released)
{
	struct take_over first = {INT64_MAX, INT64_MAX};

	for (size_t i = 0; i < world->plan->hosts_len; i++) {
		struct take_over over;

		if (i == master || !sim_may_serve(world, i, router))
			continue;
		over = take_over_of(world, i, master, router, released);
		if (over.least_ms < first.least_ms)
			first.least_ms = over.least_ms;
		if (over.most_ms < first.most_ms)
			first.most_ms = over.most_ms;
	}
	return first;
}

static bool
has_better(const struct sim_world *world, size_t master, size_t router)
{
	for (size_t i = 0; i < world->plan->hosts_len; i++)
		if (i != master && sim_may_serve(world, i, router) &&
		    sim_priority(world, i, router) >
			sim_priority(world, master, router))
			return true;
	return false;
}

/* Whoever else there is takes over, though it would never preempt: the role is
 * released. A sync group may come back: if two others take over at once and beat each
 * other, it is no worse than they. */
static void
drain_the_master(struct sim_world *world, size_t router)
{
	struct vrrp_override wish = {.kind = VRRP_WISH_YIELD, .until = INSTANT_NEVER};
	int master = sim_world_master(world, router);

	if (master < 0)
		return;
	sim_world_tell(world, "host %d VRID %zu is wished to yield", master,
	    SIM_FIRST_VRID + router);
	sim_world_set_wish(world, (size_t)master, router, &wish);
	run_for(world, sim_bound_ms(world));
	if (!world->plan->is_grouped &&
	    sim_world_is_master(world, (size_t)master, router) &&
	    has_better(world, (size_t)master, router))
		sim_world_fail(world, "did not yield: host %d VRID %zu", master,
		    SIM_FIRST_VRID + router);
	expect_quiet(world);
	wish.kind = VRRP_WISH_NONE;
	sim_world_set_wish(world, (size_t)master, router, &wish);
	run_for(world, sim_bound_ms(world));
	expect_quiet(world);
}

static size_t
count_masters(const struct sim_world *world, size_t router)
{
	size_t count = 0;

	for (size_t i = 0; i < world->plan->hosts_len; i++)
		count += sim_world_is_master(world, i, router);
	return count;
}

static void
lose_the_master(struct sim_world *world, size_t router)
{
	int master = some_host(world, router, true);
	bool in_order = sim_random_percent(&world->fates, 50);
	struct take_over over;
	uint64_t elections;

	if (master < 0 || sim_candidates(world, router) < 2)
		return;
	sim_world_tell(world, "host %d, the master of VRID %zu, %s", master,
	    SIM_FIRST_VRID + router, in_order ? "stops" : "dies");
	over = expect_take_over(world, (size_t)master, router, in_order);
	if (in_order)
		sim_world_stop(world, (size_t)master);
	else
		sim_world_kill(world, (size_t)master);
	elections = world->elections;
	sim_world_run(world, over.least_ms - 1);
	if (count_masters(world, router))
		sim_world_fail(world,
		    "took over too soon: VRID %zu, before it was %" PRId64 " ms",
		    SIM_FIRST_VRID + router, over.least_ms);
	sim_world_run(world, over.most_ms + FLIGHT_MS);
	/* Two groups that beat each other at once have taken over too. */
	if (!count_masters(world, router) && world->elections == elections)
		sim_world_fail(world,
		    "took over too late: VRID %zu, when it was %" PRId64 " ms",
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
	static void (*const days[])(struct sim_world *, size_t) = {reload_without_news,
	    restart_a_backup, change_a_priority, lose_the_master, drain_the_master,
	    wish_a_priority};

	run_for(world, sim_clock_bound_ms(world) + sim_bound_ms(world));
	expect_quiet(world);
	for (int i = 0; i < DAYS; i++) {
		size_t router = (size_t)sim_random_in(
		    &world->fates, 0, (int64_t)world->plan->routers_len - 1);

		days[sim_random_in(&world->fates, 0, 5)](world, router);
	}
}
