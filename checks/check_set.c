/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on: control. Which checks there are. Those who ask for the same, whichever
 * virtual server they are of, share one probe: it runs once, and all hear of it. The
 * same means all of it (check_equal): also how often, and how many tries decide; else
 * each asks for itself. */
#include <errno.h>
#include <string.h>

#include "agent/lib/mem.h"
#include "agent/sys/now.h"
#include "checks/check_ask.h"
#include "checks/check_inside.h"
#include "checks/check_io.h"

/* ---- who shares a probe ---- */

static struct check_probe *
probe_new(struct check_run *run, const struct model_check *check,
    const struct check_slot *for_whom)
{
	struct check_probe *probe = mem_new(1, sizeof(*probe));

	probe->check = *check;
	probe->lane = check_lane_of(&run->lanes, check->ops);
	probe->rule = check_sched_rule_of(check);
	check_sched_init(
	    &probe->sched, &probe->rule, run->seed ^ for_whom->hash, now_monotonic());
	/* A check that changed keeps its opinion until the first try, which decides. */
	if (for_whom->status.has_run)
		probe->sched.up = for_whom->status.up;
	check_probes_add(&run->probes, probe);
	return probe;
}

static void
leave(struct check_run *run, struct check_slot *slot)
{
	struct check_probe *probe = slot->probe;

	*slot->sharer_link = slot->next_sharer;
	if (slot->next_sharer)
		slot->next_sharer->sharer_link = slot->sharer_link;
	slot->probe = NULL;
	probe->sharers--;
	probe->awake -= !slot->paused;
	if (!probe->awake)
		check_run_quiet(run, probe);
	if (probe->sharers)
		return;
	check_probes_remove(&run->probes, probe);
	mem_free(probe->output);
	mem_free(probe);
}

/* What is known already is known to who joins. */
static void
catch_up(struct check_slot *slot)
{
	const struct check_probe *probe = slot->probe;
	const struct check_status *other = &probe->slots->status;
	struct check_status *status = &slot->status;

	status->last = other->last;
	status->runs = other->runs;
	status->failures = other->failures;
	status->last_latency_us = other->last_latency_us;
	status->last_at_ms = other->last_at_ms;
	if (!probe->sched.decided)
		return;
	status->has_run = true;
	if (status->up != probe->sched.up)
		status->changed_at_ms = other->changed_at_ms;
	status->up = probe->sched.up;
}

static void
start_anew(struct check_slot *slot)
{
	struct check_status *status = &slot->status;

	status->runs = status->failures = 0;
	status->last.dynamic_weight = -1;
	status->last.weight_as = CHECK_WEIGHT_IS;
	status->up = slot->probe->sched.up;
}

static void
wake(struct check_run *run, struct check_slot *slot)
{
	struct check_probe *probe = slot->probe;

	slot->paused = false;
	if (probe->awake++ == 0)
		check_run_set_due(run, probe, probe->sched.due);
}

static void
join(struct check_run *run, struct check_slot *slot, const struct model_check *check)
{
	struct check_probe *probe = check_probes_find(&run->probes, check);

	slot->status.type = check->ops->name;
	slot->probe = probe ? probe : probe_new(run, check, slot);
	if (probe)
		catch_up(slot);
	else
		start_anew(slot);
	slot->next_sharer = slot->probe->slots;
	if (slot->next_sharer)
		slot->next_sharer->sharer_link = &slot->next_sharer;
	slot->sharer_link = &slot->probe->slots;
	slot->probe->slots = slot;
	slot->probe->sharers++;
	wake(run, slot);
}

/* ---- the set ---- */

static void
drop(struct check_run *run, struct check_slot *slot)
{
	leave(run, slot);
	check_table_remove(&run->table, slot);
	mem_free(slot);
}

void
check_set_fini(struct check_run *run)
{
	while (run->table.len)
		drop(run, run->table.slots[run->table.len - 1]);
	check_table_fini(&run->table);
	check_probes_fini(&run->probes);
}

static struct check_slot *
slot_new(struct check_run *run, const struct check_wanted *wanted)
{
	struct check_slot *slot = mem_new(1, sizeof(*slot));

	(void)mem_copy_text(
	    slot->status.vs_id, sizeof(slot->status.vs_id), wanted->vs_id);
	slot->status.rs_addr = wanted->rs_addr;
	slot->status.rs_port = wanted->rs_port;
	slot->status.index = wanted->index;
	check_table_add(&run->table, slot);
	return slot;
}

/* A probe runs while one who shares it is awake; the first to go on runs it at once. */
static void
pause_or_go_on(struct check_run *run, struct check_slot *slot, bool paused)
{
	struct check_probe *probe = slot->probe;

	if (slot->paused == paused)
		return;
	if (!paused) {
		if (!probe->awake)
			probe->sched.due = now_monotonic();
		wake(run, slot);
		return;
	}
	slot->paused = true;
	if (--probe->awake == 0)
		check_run_quiet(run, probe);
}

static void
want(struct check_run *run, const struct check_wanted *wanted)
{
	const struct check_key key = {
	    wanted->vs_id, &wanted->rs_addr, wanted->rs_port, wanted->index};
	struct check_slot *slot = check_table_find(&run->table, &key);

	if (!slot)
		slot = slot_new(run, wanted);
	else if (!check_equal(&slot->probe->check, wanted->check))
		leave(run, slot);
	if (!slot->probe)
		join(run, slot, wanted->check);
	/* Equal, but its texts are where the next configuration keeps them. */
	slot->probe->check = *wanted->check;
	slot->mark = run->mark;
	slot->unwanted = wanted->paused;
	pause_or_go_on(run, slot, slot->unwanted || slot->held);
}

void
check_run_configure(
    struct check_run *run, const struct check_wanted *wanted, size_t len)
{
	run->mark++;
	for (size_t i = 0; i < len; i++)
		want(run, &wanted[i]);
	for (size_t i = run->table.len; i-- > 0;)
		if (run->table.slots[i]->mark != run->mark)
			drop(run, run->table.slots[i]);
}

void
check_run_configure_vs(struct check_run *run, const char *vs_id,
    const struct check_wanted *wanted, size_t len)
{
	uint64_t hash = check_table_vs_hash(vs_id);

	run->mark++;
	for (size_t i = 0; i < len; i++)
		want(run, &wanted[i]);
	for (size_t i = run->table.len; i-- > 0;) {
		struct check_slot *slot = run->table.slots[i];

		if (slot->vs_hash == hash && slot->mark != run->mark &&
		    strcmp(slot->status.vs_id, vs_id) == 0)
			drop(run, slot);
	}
}

const struct check_status *
check_run_find(const struct check_run *run, const char *vs_id,
    const struct addr *rs_addr, uint16_t rs_port, uint16_t index)
{
	const struct check_key key = {vs_id, rs_addr, rs_port, index};
	struct check_slot *slot = check_table_find(&run->table, &key);

	if (!slot)
		return NULL;
	slot->status.sharers = slot->probe->sharers;
	slot->status.paused = slot->paused;
	slot->status.output = slot->probe->output;
	return &slot->status;
}

/* ---- what is asked for while they run ---- */

/* One that flies, or waits for its lane, is as soon as it can be. */
static int
run_now(struct check_run *run, struct check_slot *slot)
{
	struct check_probe *probe = slot->probe;

	if (slot->paused)
		return -EBUSY;
	if (probe->try || probe->waiting_link)
		return 0;
	probe->sched.due = now_monotonic();
	check_run_set_due(run, probe, probe->sched.due);
	return 0;
}

int
check_run_act(struct check_run *run, enum check_act act, const char *vs_id,
    const struct addr *rs_addr, uint16_t rs_port, uint16_t index)
{
	const struct check_key key = {vs_id, rs_addr, rs_port, index};
	struct check_slot *slot = check_table_find(&run->table, &key);

	if (!slot)
		return -ENOENT;
	if (act == CHECK_ACT_NOW)
		return run_now(run, slot);
	slot->held = act == CHECK_ACT_PAUSE;
	pause_or_go_on(run, slot, slot->unwanted || slot->held);
	return 0;
}

bool
check_run_standing(const struct check_run *run, const char *vs_id,
    const struct addr *rs_addr, uint16_t rs_port, uint16_t index,
    struct check_standing *out)
{
	const struct check_key key = {vs_id, rs_addr, rs_port, index};
	const struct check_slot *slot = check_table_find(&run->table, &key);
	const struct check_probe *probe;

	if (!slot)
		return false;
	probe = slot->probe;
	*out = (struct check_standing){.check = &probe->check,
	    .output = probe->output,
	    .running = probe->try != NULL,
	    .next = slot->paused ? INSTANT_NEVER : probe->sched.due,
	    .deadline_ms = check_run_deadline_ms(probe)};
	(void)check_peer(&probe->check, out->peer);
	return true;
}
