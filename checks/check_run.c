/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on: control. Every check has one place in one heap: when it starts next, or,
 * while a try of it is under way, when that try must have ended. One timer wakes for
 * the first. Checks of one type share a lane, which bounds how many tries fly at once;
 * a check that is due while its lane is full waits its turn, and the wait is counted as
 * lag. */
#include "checks/check_run.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "agent/keeper.h"
#include "agent/lib/log.h"
#include "agent/lib/mem.h"
#include "agent/sys/loop.h"
#include "agent/sys/now.h"
#include "agent/sys/script_security.h"
#include "checks/check_curl.h"
#include "checks/check_io.h"
#include "checks/check_lane.h"
#include "checks/check_slot.h"
#include "checks/check_table.h"

enum { WAKES_A_TURN = 100 }; /* then the loop looks at its descriptors first */

struct check_run {
	struct loop *loop;          /* borrowed */
	struct keeper_link *keeper; /* borrowed; NULL: no scripts */
	struct script_policy scripts;
	struct check_run_hooks hooks;
	uint64_t seed;
	struct check_table table; /* its slots are owned here */
	struct heap heap;
	struct check_curl *curl; /* owned; NULL until wanted */
	struct loop_timer *timer;
	struct instant armed;       /* when the timer fires */
	struct instant quiet_until; /* for complaints about ourselves */
	struct check_lanes lanes;
	uint32_t mark;
	struct check_totals totals;
};

/* ---- the timer ---- */

static void
arm(struct check_run *run)
{
	const struct heap_node *first = heap_first(&run->heap);

	if (!first || !instant_before(first->due, run->armed))
		return; /* waking too early is harmless, and rare */
	run->armed = first->due;
	loop_timer_at(run->timer, first->due);
}

static void
set_due(struct check_run *run, struct check_slot *slot, struct instant due)
{
	heap_set(&run->heap, &slot->node, due);
	arm(run);
}

/* ---- tries ---- */

static struct check_try *
try_begin(struct check_run *run, struct check_slot *slot, struct instant now)
{
	struct check_try *try = check_lane_take(slot->lane, slot);

	try->run = run;
	try->loop = run->loop;
	try->started = now;
	return try;
}

/* Close what the try holds, give its place in the lane to the next. */
static void
try_release(struct check_run *run, struct check_try *try)
{
	struct check_slot *next;

	loop_fd_free(try->watch);
	if (try->script)
		keeper_link_cancel(run->keeper, try->script);
	if (try->fd >= 0)
		(void)close(try->fd); /* nothing is lost: the verdict is in */
	next = check_lane_give_back(try->slot->lane, try);
	if (next)
		set_due(run, next, next->sched.due);
}

static void
try_cancel(struct check_run *run, struct check_try *try)
{
	if (try->slot->lane->ops->cancel)
		try->slot->lane->ops->cancel(try);
	try_release(run, try);
}

static uint32_t
deadline_ms(const struct check_slot *slot)
{
	const struct check_ops *ops = slot->lane->ops;

	return ops->deadline_ms ? ops->deadline_ms(&slot->check)
				: slot->check.connect_timeout_ms;
}

static void
begin(struct check_run *run, struct check_slot *slot, struct instant now)
{
	int64_t lag_ns = instant_since(now, slot->sched.due).ns;
	struct check_try *try = try_begin(run, slot, now);

	histogram_add(&slot->lane->lag, lag_ns / 1000);
	run->totals.lag_us_sum += lag_ns > 0 ? (uint64_t)lag_ns / 1000 : 0;
	set_due(run, slot, instant_add(now, span_ms(deadline_ms(slot))));
	slot->lane->ops->start(try);
}

static void
expire(struct check_try *try)
{
	const struct check_slot *slot = try->slot;
	char peer[CHECK_PEER_SIZE];

	if (slot->lane->ops->cancel)
		slot->lane->ops->cancel(try);
	if (try->late == CHECK_CONNECT_TIMEOUT)
		check_done(try, CHECK_CONNECT_TIMEOUT,
		    "%s: no connection, timeout after %u ms",
		    check_peer(&slot->check, peer), deadline_ms(slot));
	else
		check_done(try, try->late, "timeout after %u ms", deadline_ms(slot));
}

static void
wait_for_room(struct check_run *run, struct check_slot *slot)
{
	heap_remove(&run->heap, &slot->node);
	check_lane_wait(slot->lane, slot);
}

static void
woken(struct check_run *run, struct check_slot *slot, struct instant now)
{
	if (slot->try)
		expire(slot->try);
	else if (check_lane_has_room(slot->lane))
		begin(run, slot, now);
	else
		wait_for_room(run, slot);
}

static struct check_slot *
slot_of(struct heap_node *node)
{
	return (struct check_slot *)(void *)((char *)node -
	    offsetof(struct check_slot, node));
}

static void
on_timer(void *ctx)
{
	struct check_run *run = ctx;
	struct instant now = now_monotonic();
	struct heap_node *node = heap_first(&run->heap);

	run->armed = (struct instant){INT64_MIN}; /* no arming on the way */
	for (unsigned i = 0; i < WAKES_A_TURN && node; i++) {
		if (instant_before(now, node->due))
			break;
		woken(run, slot_of(node), now);
		node = heap_first(&run->heap);
	}
	run->armed = INSTANT_NEVER;
	if (node && instant_reached(node->due, now)) {
		/* Not now: libuv would run the timer again before the descriptors. */
		run->armed = instant_add(now, span_ms(1));
		loop_timer_at(run->timer, run->armed);
	}
	arm(run);
}

/* ---- verdicts ---- */

static void
say(const struct check_slot *slot, bool changed)
{
	const struct check_status *status = &slot->status;
	const struct check_verdict *last = &status->last;
	char rs[ADDR_TEXT_SIZE];
	char line[MODEL_ID_SIZE + CHECK_DETAIL_SIZE + 100];
	bool failed = last->code != CHECK_OK;

	(void)snprintf(line, sizeof(line), "%s real server %s port %u: %s %s, %s: %s",
	    status->vs_id, addr_format(&status->rs_addr, rs), status->rs_port,
	    status->type, status->up ? "up" : "down", check_code_word(last->code),
	    last->detail);
	if (changed || (failed && slot->check.log_all_failures))
		log_event("check", "%s", line);
	else
		log_debug("check", "%s", line);
}

static void
count(struct check_run *run, struct check_slot *slot, enum check_code code,
    int64_t took_us)
{
	bool failed = code != CHECK_OK;

	slot->lane->by_code[code]++;
	histogram_add(&slot->lane->took, took_us);
	run->totals.runs++;
	run->totals.failures += failed;
	run->totals.by_code[code]++;
	slot->status.runs++;
	slot->status.failures += failed;
}

/* Our own lack of descriptors, ports or memory says nothing about the server: its state
 * must not change by it. Said at most every ten seconds. */
static void
no_opinion(struct check_run *run, struct check_slot *slot, struct instant now)
{
	check_sched_defer(&slot->sched, &slot->rule, now);
	if (instant_before(now, run->quiet_until))
		return;
	run->quiet_until = instant_add(now, span_s(10));
	log_event("check", "%s %s: could not be made, its state stays: %s",
	    slot->status.vs_id, slot->status.type, slot->status.last.detail);
}

/* True when the opinion changed, or is the first. */
static bool
note(struct check_run *run, struct check_slot *slot, enum check_code code,
    struct instant now)
{
	if (code == CHECK_INTERNAL) {
		no_opinion(run, slot, now);
		return false;
	}
	slot->status.has_run = true;
	return check_sched_note(&slot->sched, &slot->rule, code == CHECK_OK, now);
}

void
check_run_finish(
    struct check_try *try, enum check_code code, int32_t weight, const char *detail)
{
	struct check_run *run = try->run;
	struct check_slot *slot = try->slot;
	struct check_status *status = &slot->status;
	struct instant now = now_monotonic();
	int64_t took_us = instant_since(now, try->started).ns / 1000;
	bool was_up = status->up;
	bool heavier = weight >= 0 && weight != status->last.dynamic_weight;
	bool told;

	status->last.code = code;
	if (heavier)
		status->last.dynamic_weight = weight;
	(void)mem_copy_text(status->last.detail, sizeof(status->last.detail), detail);
	status->last_latency_us = took_us < UINT32_MAX ? (uint32_t)took_us : UINT32_MAX;
	status->last_at_ms = now_wall_ms();
	count(run, slot, code, took_us);
	told = note(run, slot, code, now);
	status->up = slot->sched.up;
	if (told)
		status->changed_at_ms = status->last_at_ms;
	say(slot, status->up != was_up);
	try_release(run, try);
	set_due(run, slot, slot->sched.due);
	if (told || heavier)
		run->hooks.changed(run->hooks.ctx, status); /* may drop the slot */
}

/* ---- the set ---- */

struct check_run *
check_run_new(struct loop *loop, struct keeper_link *keeper,
    const struct check_run_hooks *hooks, uint64_t jitter_seed)
{
	struct check_run *run = mem_new(1, sizeof(*run));

	run->loop = loop;
	run->keeper = keeper;
	run->hooks = *hooks;
	run->seed = jitter_seed;
	run->armed = INSTANT_NEVER;
	run->timer = loop_timer_new(loop, on_timer, run);
	return run;
}

static void
quiet(struct check_run *run, struct check_slot *slot)
{
	check_lane_leave(slot->lane, slot);
	if (slot->try)
		try_cancel(run, slot->try);
	heap_remove(&run->heap, &slot->node);
}

static void
drop(struct check_run *run, struct check_slot *slot)
{
	quiet(run, slot);
	check_table_remove(&run->table, slot);
	mem_free(slot->output);
	mem_free(slot);
}

void
check_run_free(struct check_run *run)
{
	if (!run)
		return;
	while (run->table.len)
		drop(run, run->table.slots[run->table.len - 1]);
	check_lanes_fini(&run->lanes);
	check_curl_free(run->curl);
	check_table_fini(&run->table);
	heap_fini(&run->heap);
	loop_timer_free(run->timer);
	mem_free(run);
}

void
check_run_scripts(struct check_run *run, const struct script_policy *policy)
{
	run->scripts = *policy;
}

struct keeper_link *
check_run_keeper(const struct check_run *run)
{
	return run->keeper;
}

const struct script_policy *
check_run_script_policy(const struct check_run *run)
{
	return &run->scripts;
}

struct check_curl *
check_run_curl(struct check_run *run)
{
	if (!run->curl)
		run->curl = check_curl_new(run->loop);
	return run->curl;
}

/* Schedule and count anew; the opinion stays until the first try, which decides. */
static void
renew(struct check_run *run, struct check_slot *slot, const struct model_check *check)
{
	bool known = slot->status.has_run, up = slot->status.up;

	slot->lane = check_lane_of(&run->lanes, check->ops);
	slot->rule = check_sched_rule_of(check);
	check_sched_init(
	    &slot->sched, &slot->rule, run->seed ^ slot->hash, now_monotonic());
	if (known)
		slot->sched.up = up;
	slot->status.up = slot->sched.up;
	slot->status.type = check->ops->name;
	slot->status.runs = 0;
	slot->status.failures = 0;
	slot->status.last.dynamic_weight = -1;
	set_due(run, slot, slot->sched.due);
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

static void
pause_or_go_on(struct check_run *run, struct check_slot *slot, bool paused)
{
	if (paused)
		quiet(run, slot);
	else if (slot->paused) {
		slot->sched.due = now_monotonic();
		set_due(run, slot, slot->sched.due);
	}
	slot->paused = paused;
}

static void
want(struct check_run *run, const struct check_wanted *wanted)
{
	const struct check_key key = {
	    wanted->vs_id, &wanted->rs_addr, wanted->rs_port, wanted->index};
	struct check_slot *slot = check_table_find(&run->table, &key);

	if (!slot) {
		slot = slot_new(run, wanted);
		renew(run, slot, wanted->check);
	} else if (!check_equal(&slot->check, wanted->check)) {
		quiet(run, slot);
		renew(run, slot, wanted->check);
	}
	slot->check = *wanted->check;
	slot->mark = run->mark;
	pause_or_go_on(run, slot, wanted->paused);
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
	const struct check_slot *slot = check_table_find(&run->table, &key);

	return slot ? &slot->status : NULL;
}

struct check_totals
check_run_totals(const struct check_run *run)
{
	struct check_totals totals = run->totals;

	for (size_t i = 0; i < run->lanes.len; i++)
		totals.in_flight += run->lanes.of[i]->in_flight;
	return totals;
}

size_t
check_run_loads(const struct check_run *run, struct check_load *out)
{
	size_t len = run->lanes.len;

	if (len > CHECK_LOADS_MAX)
		len = CHECK_LOADS_MAX;
	for (size_t i = 0; i < len; i++) {
		const struct check_lane *lane = run->lanes.of[i];

		out[i] = (struct check_load){.type = lane->ops->name,
		    .in_flight = lane->in_flight,
		    .waiting = lane->waiting_len,
		    .took = lane->took,
		    .lag = lane->lag};
		memcpy(out[i].by_code, lane->by_code, sizeof(out[i].by_code));
	}
	return len;
}
