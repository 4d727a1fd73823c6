/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/bench/edit/edit_layers.h"

#include <stdio.h>
#include <unistd.h>

#include "agent/ipvs/ipvs_plan.h"
#include "agent/ipvs/ipvs_sync.h"
#include "agent/lib/mem.h"
#include "agent/sys/loop.h"
#include "agent/sys/now.h"

enum { ROUNDS = 4 };

/* ---- netlink alone ---- */

static struct ipvs_table
wanted(const struct edit_run *run)
{
	struct ipvs_table table = {0};

	for (uint32_t s = 0; s < run->size.services; s++) {
		struct ipvs_service service = {
		    .key = edit_conf_key(s), .scheduler = "wrr"};

		service.dests = mem_new(run->size.dests, sizeof(*service.dests));
		for (uint32_t d = 0; d < run->size.dests; d++)
			service.dests[service.dests_len++] = edit_conf_dest(s, d, 1);
		ipvs_table_put(&table, &service);
	}
	return table;
}

static void
time_load(const struct edit_run *run)
{
	const struct ipvs_table none = {0};
	struct instant began = now_monotonic();
	struct ipvs_table desired = wanted(run);
	struct ipvs_plan plan = ipvs_plan_tables(&desired, &none, &none);
	double planned = edit_run_ms_since(began);

	edit_run_apply(run, plan.ops, plan.len);
	(void)printf("%-8s %-10s %u real servers in %u services: %.0f ms "
		     "(of it planning %.1f)\n",
	    "start", "raw", run->size.services * run->size.dests, run->size.services,
	    edit_run_ms_since(began), planned);
	ipvs_plan_fini(&plan);
	ipvs_table_fini(&desired);
}

void
edit_layers_raw(struct edit_run *run)
{
	double *set = mem_new(run->edits, sizeof(*set));
	double *add = mem_new(run->edits, sizeof(*add));
	double *dump = mem_new(run->edits, sizeof(*dump));

	time_load(run);
	for (uint32_t i = 0; i < run->edits; i++) {
		struct edit_change change = edit_run_change_of(run, i, 2 + i);
		struct ipvs_op op = {.kind = IPVS_SET_DEST};
		struct ipvs_service seen;
		struct instant began;

		op.service.key = edit_conf_key(change.service);
		op.dest = edit_conf_dest(change.service, change.dest, change.weight);
		began = now_monotonic();
		edit_run_apply(run, &op, 1);
		set[i] = edit_run_ms_since(began);
		op.kind = IPVS_NEW_DEST;
		op.dest = edit_conf_dest(change.service, run->size.dests, 1);
		began = now_monotonic();
		edit_run_apply(run, &op, 1);
		add[i] = edit_run_ms_since(began);
		op.kind = IPVS_DEL_DEST;
		edit_run_apply(run, &op, 1);
		began = now_monotonic();
		seen = edit_run_look(run, change.service);
		dump[i] = edit_run_ms_since(began);
		ipvs_service_fini(&seen);
	}
	edit_run_report(run, "set", set, run->edits);
	edit_run_report(run, "add", add, run->edits);
	edit_run_report(run, "dump of one service", dump, run->edits);
	mem_free(set);
	mem_free(add);
	mem_free(dump);
}

/* ---- the kernel's table kept by ipvs_sync, without the rest of the agent ---- */

/* One turn and the pause after it; how long the turn took. */
static double
turn(struct ipvs_sync *sync)
{
	struct instant began = now_monotonic();
	struct instant due = ipvs_sync_turn(sync, began);
	double took = edit_run_ms_since(began);
	int64_t left_ns = instant_since(due, now_monotonic()).ns;

	if (left_ns > 0)
		(void)usleep((useconds_t)(left_ns / 1000));
	return took;
}

static void
time_turns(struct edit_run *run, struct ipvs_sync *sync)
{
	double *ms = mem_new(run->edits, sizeof(*ms));

	for (uint32_t i = 0; i < run->edits; i++)
		ms[i] = turn(sync);
	edit_run_report(run, "turn", ms, run->edits);
	mem_free(ms);
}

/* What it costs to look for the changes of other hands, and how long one may stay. */
static void
time_rounds(struct edit_run *run, struct ipvs_sync *sync)
{
	const struct ipvs_sync_status *status = ipvs_sync_status(sync);
	uint64_t scans = status->scans;
	struct instant start;
	double busy = 0, whole;

	while (status->scans == scans)
		(void)turn(sync); /* the round that is under way */
	start = now_monotonic();
	while (status->scans < scans + 1 + ROUNDS)
		busy += turn(sync);
	whole = edit_run_ms_since(start);
	(void)printf("%-8s %-10s a round of %.0f ms, %.1f ms of it work: %.1f %%\n",
	    "scan", run->who, whole / ROUNDS, busy / ROUNDS, 100 * busy / whole);
}

static void
time_sync_edits(struct edit_run *run, struct ipvs_sync *sync)
{
	double *ms = mem_new(run->edits, sizeof(*ms));

	for (uint32_t i = 0; i < run->edits; i++) {
		struct edit_change change = edit_run_change_of(run, i, 2 + i);
		struct ipvs_key key = edit_conf_key(change.service);
		struct ipvs_service service =
		    ipvs_service_dup(ipvs_sync_observed(sync, &key));
		struct instant began = now_monotonic();

		service.dests[change.dest].weight = change.weight;
		if (ipvs_sync_set_service(sync, &service).op)
			edit_run_die("the edit failed");
		ms[i] = edit_run_ms_since(began);
	}
	edit_run_report(run, "weight", ms, run->edits);
	mem_free(ms);
}

void
edit_layers_sync(struct edit_run *run)
{
	const struct ipvs_sync_hooks hooks = {0};
	struct loop *loop = loop_new();
	struct ipvs_sync *sync = ipvs_sync_new(loop, run->kernel, &hooks);
	struct ipvs_table desired = wanted(run), owned = {0};
	struct instant began = now_monotonic();

	if (ipvs_sync_set(sync, &desired, &owned).op)
		edit_run_die("the table is not loaded");
	(void)printf("%-8s %-10s %u real servers in %u services: %.0f ms\n", "start",
	    run->who, run->size.services * run->size.dests, run->size.services,
	    edit_run_ms_since(began));
	time_sync_edits(run, sync);
	time_turns(run, sync);
	time_rounds(run, sync);
	if (ipvs_sync_status(sync)->errors + ipvs_sync_status(sync)->drift > 0)
		edit_run_die("the table was not as it was set");
	ipvs_sync_free(sync);
	loop_free(loop);
}
