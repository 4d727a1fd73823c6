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

uint8_t
sim_priority(const struct sim_world *world, size_t host, size_t router)
{
	const struct sim_router *at = said(world, host, router);
	int priority = at->priority;
	bool good = world->nodes[host].script_bad == 0;

	if (priority == 255)
		return 255;
	if (at->tracks && (at->weight > 0) == good)
		priority += at->weight;
	if (priority < 1)
		return 1;
	return priority > 254 ? 254 : (uint8_t)priority;
}

bool
sim_may_serve(const struct sim_world *world, size_t host, size_t router)
{
	const struct sim_node *node = &world->nodes[host];
	const struct sim_router *at = said(world, host, router);

	return world->wire.hosts[host].engine && !node->frozen && !node->link_bad &&
	    !(at->tracks && at->weight == 0 && node->script_bad);
}

/* With the same priority a backup follows, whatever its address. */
bool
sim_may_hold(const struct sim_world *world, size_t host, size_t router)
{
	uint8_t priority = sim_priority(world, host, router);

	if (!sim_may_serve(world, host, router))
		return false;
	for (size_t i = 0; i < world->plan->hosts_len; i++) {
		const struct sim_router *other = said(world, i, router);

		if (i != host && sim_may_serve(world, i, router) &&
		    sim_priority(world, i, router) > priority &&
		    (other->preempt || other->priority == 255))
			return false;
	}
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
	    sim_skew_ms(world->plan, sim_priority(world, host, router), interval_cs);
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

/* Before that, the last frame that was late arrives, and whoever could set no address
 * stays away for 10 s, and begins anew. */
int64_t
sim_bound_ms(const struct sim_world *world)
{
	int64_t bound_ms = 0, late_ms = 0, away_ms = 0;

	for (size_t i = 0; i < world->plan->faults_len; i++) {
		const struct sim_fault *fault = &world->plan->faults[i];

		if (fault->kind == SIM_DELAY)
			late_ms += fault->value; /* they may add up */
		if (fault->kind == SIM_REFUSE)
			away_ms = ADDRESS_FAULT_MS;
	}
	for (size_t i = 0; i < world->plan->hosts_len; i++)
		for (size_t j = 0; j < world->plan->routers_len; j++) {
			int64_t ms = router_bound_ms(world, i, j);

			if (ms > bound_ms)
				bound_ms = ms;
		}
	return late_ms + sim_at_most_ms(away_ms + bound_ms) + FLIGHT_MS;
}
