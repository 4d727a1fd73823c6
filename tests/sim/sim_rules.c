/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/sim/sim_rules.h"

enum { DOWN_ADVERTS = 3, ADDRESS_FAULT_MS = 10000, FLIGHT_MS = 10 };

int64_t
sim_at_most_ms(int64_t ms)
{
	return ms * 100 / 99 + 1;
}

int64_t
sim_at_least_ms(int64_t ms)
{
	return ms * 100 / 101;
}

static const struct sim_router *
said(const struct sim_world *world, size_t host, size_t router)
{
	return &world->nodes[host].routers[router];
}

/* One of two owners may give in until it is master again. */
static bool
has_conceded(const struct sim_world *world, size_t host, size_t router)
{
	const struct vrrp_router *at = sim_world_router(world, host, router);

	return at && at->run.fsm.conceded;
}

uint8_t
sim_priority(const struct sim_world *world, size_t host, size_t router)
{
	const struct sim_router *at = said(world, host, router);
	const struct vrrp_override wish = sim_world_wish(world, host, router);
	int priority = at->priority;
	bool good = world->nodes[host].script_bad == 0;

	if (wish.kind == VRRP_WISH_YIELD)
		return 1;
	if (wish.kind == VRRP_WISH_PRIORITY)
		priority = wish.priority;
	if (priority == 255)
		return has_conceded(world, host, router) ? 254 : 255;
	if (at->tracks && (at->weight > 0) == good)
		priority += at->weight;
	if (priority < 1)
		return 1;
	return priority > 254 ? 254 : (uint8_t)priority;
}

static bool
is_healthy(const struct sim_world *world, size_t host, size_t router)
{
	const struct sim_router *at = said(world, host, router);

	return !world->nodes[host].link_bad[world->plan->kinds[router].link] &&
	    !(at->tracks && at->weight == 0 && world->nodes[host].script_bad);
}

/* A sync group falls with each of its members. */
bool
sim_may_serve(const struct sim_world *world, size_t host, size_t router)
{
	const struct sim_node *node = &world->nodes[host];

	if (!world->wire.hosts[host].engine || node->frozen)
		return false;
	for (size_t j = 0; world->plan->is_grouped && j < world->plan->routers_len; j++)
		if (!is_healthy(world, host, j))
			return false;
	return is_healthy(world, host, router);
}

/* With the same priority a backup follows, whatever its address. */
bool
sim_preempts(const struct sim_world *world, size_t host, size_t master, size_t router)
{
	const struct sim_router *at = said(world, host, router);
	uint8_t priority = sim_priority(world, host, router);
	bool is_owner = at->priority == 255 && priority >= 254;

	return priority > sim_priority(world, master, router) &&
	    (at->preempt || is_owner);
}

/* A sync group becomes master when all its members want to be, and one that follows the
 * master does not: so a group takes over from another one only if each of its members
 * would by itself. Two groups of which each has a member that beats the other's leave
 * the role to who has it. */
static bool
takes_over(const struct sim_world *world, size_t host, size_t master, size_t router)
{
	if (!world->plan->is_grouped)
		return sim_preempts(world, host, master, router);
	for (size_t j = 0; j < world->plan->routers_len; j++)
		if (!sim_preempts(world, host, master, j))
			return false;
	return true;
}

bool
sim_may_hold(const struct sim_world *world, size_t host, size_t router)
{
	if (!sim_may_serve(world, host, router))
		return false;
	for (size_t i = 0; i < world->plan->hosts_len; i++)
		if (i != host && sim_may_serve(world, i, router) &&
		    takes_over(world, i, host, router))
			return false;
	return true;
}

size_t
sim_candidates(const struct sim_world *world, size_t router)
{
	size_t count = 0;

	for (size_t i = 0; i < world->plan->hosts_len; i++)
		count += sim_may_serve(world, i, router);
	return count;
}

int64_t
sim_master_down_ms(
    const struct sim_world *world, size_t host, size_t router, uint16_t interval_cs)
{
	return interval_cs * 10 * DOWN_ADVERTS +
	    sim_skew_ms(
		world->plan, router, sim_priority(world, host, router), interval_cs);
}

/* By one router's timers, whatever was before: whoever waits for a dead master takes
 * over within its wait, of several masters the weaker hear the better within an
 * interval; a better one hears the weaker within an interval too, and its wait, begun
 * by the last advert that it followed, runs out. Where there is a delay it begins only
 * with the first advert of that master, who may have waited as long himself. In version
 * 3 the interval is the master's, whoever that was. */
static int64_t
router_bound_ms(const struct sim_world *world, size_t host, size_t router)
{
	const struct sim_router *at = said(world, host, router);
	uint16_t interval_cs = sim_longest_interval_cs(world->plan, router);
	int64_t once_ms =
	    sim_master_down_ms(world, host, router, interval_cs) + 2 * interval_cs * 10;

	return at->preempt_delay_ms ? 2 * once_ms + 1000 + at->preempt_delay_ms
				    : once_ms;
}

/* Who signs never sends a sequence twice: with a clock that was ahead by less than two
 * windows and was set back it goes on from its last one. Others take that as soon as
 * their clocks are a window from it; and if it is begun anew meanwhile and signs by its
 * clock again, only when that is beyond their marks. Seconds are whole. */
int64_t
sim_clock_bound_ms(const struct sim_world *world)
{
	for (size_t i = 0; i < world->plan->faults_len; i++)
		if (world->plan->faults[i].kind == SIM_CLOCK &&
		    !world->plan->is_monotonic)
			return (2 * SIM_WINDOW_S + 1) * 1000;
	return 0;
}

/* Before that, the last frame that was late arrives, and whoever could set no address
 * stays away for 10 s, and begins anew. */
int64_t
sim_bound_ms(const struct sim_world *world)
{
	int64_t bound_ms = 0, late_ms = 0, replayed_ms = 0, away_ms = 0;

	for (size_t i = 0; i < world->plan->faults_len; i++) {
		const struct sim_fault *fault = &world->plan->faults[i];

		if (fault->kind == SIM_DELAY)
			late_ms += fault->value; /* they may add up */
		if (fault->kind == SIM_REPLAY)
			replayed_ms = sim_replay_ms(world->plan);
		if (fault->kind == SIM_REFUSE)
			away_ms = ADDRESS_FAULT_MS;
	}
	for (size_t i = 0; i < world->plan->hosts_len; i++)
		for (size_t j = 0; j < world->plan->routers_len; j++) {
			int64_t ms = router_bound_ms(world, i, j);

			if (ms > bound_ms)
				bound_ms = ms;
		}
	/* Two groups that beat each other begin anew, and one of them lets the other go
	 * first; a third one may be better than both. */
	if (world->plan->is_grouped)
		bound_ms *= 3;
	return late_ms + replayed_ms + sim_at_most_ms(away_ms + bound_ms) + FLIGHT_MS;
}
