/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/sim/sim_run.h"

#include <setjmp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "agent/lib/mem.h"
#include "tests/sim/sim_calm.h"
#include "tests/sim/sim_world.h"

/* Where an assertion of the engine ends: a signal handler knows nothing else. */
static sigjmp_buf asserted;

static void
on_abort(int number)
{
	(void)number;
	siglongjmp(asserted, 1);
}

static void
live(struct sim_world *world)
{
	jmp_buf failed;

	world->out = &failed;
	if (setjmp(failed))
		return;
	for (size_t i = 0; i < world->plan->hosts_len; i++)
		sim_world_start(world, i);
	sim_world_chaos(world);
	sim_calm_days(world);
}

static void
live_or_abort(struct sim_world *world)
{
	struct sigaction then, now = {.sa_handler = on_abort};

	(void)sigaction(SIGABRT, &now, &then);
	if (sigsetjmp(asserted, 1))
		(void)snprintf(world->failure, sizeof(world->failure),
		    "the engine asserted (a list overflowed, an impossible state)");
	else
		live(world);
	(void)sigaction(SIGABRT, &then, NULL);
}

struct sim_outcome
sim_run(const struct sim_plan *plan, FILE *story, const char *path)
{
	struct sim_world *world = mem_new(1, sizeof(*world));
	struct sim_outcome outcome = {0};
	struct sim_pcap pcap;

	sim_world_begin(world, plan);
	world->story = story;
	if (path && sim_pcap_open(&pcap, path) == 0)
		world->pcap = &pcap;
	live_or_abort(world);
	if (world->pcap)
		(void)sim_pcap_close(world->pcap);
	outcome.failed = world->failure[0] != '\0';
	memcpy(outcome.failure, world->failure, sizeof(outcome.failure));
	outcome.elections = world->elections;
	outcome.hash = world->hash;
	sim_world_end(world);
	mem_free(world);
	return outcome;
}
