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
#include "checks/check_curl.h"
#include "checks/check_inside.h"
#include "checks/check_io.h"
#include "checks/check_trace.h"

enum { DAY_MS = 86400000 };
enum { WAKES_A_TURN = 100 }; /* then the loop looks at its descriptors first */

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

void
check_run_set_due(struct check_run *run, struct check_probe *probe, struct instant due)
{
	heap_set(&run->heap, &probe->node, due);
	arm(run);
}

/* ---- tries ---- */

static struct check_try *
try_begin(struct check_run *run, struct check_probe *probe, struct instant now)
{
	struct check_try *try = check_lane_take(probe->lane, probe);

	try->run = run;
	try->loop = run->loop;
	try->started = now;
	return try;
}

/* Close what the try holds, give its place in the lane to the next. */
static void
try_release(struct check_run *run, struct check_try *try)
{
	struct check_probe *next;

	loop_fd_free(try->watch);
	if (try->script)
		keeper_link_cancel(run->keeper, try->script);
	if (try->fd >= 0)
		(void)close(try->fd); /* nothing is lost: the verdict is in */
	next = check_lane_give_back(try->probe->lane, try);
	if (next)
		check_run_set_due(run, next, next->sched.due);
}

static void
try_cancel(struct check_run *run, struct check_try *try)
{
	if (try->probe->lane->ops->cancel)
		try->probe->lane->ops->cancel(try);
	try_release(run, try);
}

uint32_t
check_run_deadline_ms(const struct check_probe *probe)
{
	const struct check_ops *ops = probe->lane->ops;

	return ops->deadline_ms ? ops->deadline_ms(&probe->check)
				: probe->check.connect_timeout_ms;
}

static void
begin(struct check_run *run, struct check_probe *probe, struct instant now)
{
	int64_t lag_ns = instant_since(now, probe->sched.due).ns;
	struct check_try *try = try_begin(run, probe, now);

	histogram_add(&probe->lane->lag, lag_ns / 1000);
	run->totals.lag_us_sum += lag_ns > 0 ? (uint64_t)lag_ns / 1000 : 0;
	check_run_set_due(
	    run, probe, instant_add(now, span_ms(check_run_deadline_ms(probe))));
	probe->lane->ops->start(try);
}

static void
expire(struct check_try *try)
{
	const struct check_probe *probe = try->probe;
	char peer[CHECK_PEER_SIZE];

	if (probe->lane->ops->cancel)
		probe->lane->ops->cancel(try);
	if (try->late == CHECK_CONNECT_TIMEOUT)
		check_done(try, CHECK_CONNECT_TIMEOUT,
		    "%s: no connection, timeout after %u ms",
		    check_peer(&probe->check, peer), check_run_deadline_ms(probe));
	else
		check_done(try, try->late, "%s %u ms",
		    try->late == CHECK_OK ? "nothing came back for" : "timeout after",
		    check_run_deadline_ms(probe));
}

static void
wait_for_room(struct check_run *run, struct check_probe *probe)
{
	heap_remove(&run->heap, &probe->node);
	check_lane_wait(probe->lane, probe);
}

static void
woken(struct check_run *run, struct check_probe *probe, struct instant now)
{
	if (probe->try)
		expire(probe->try);
	else if (check_lane_has_room(probe->lane))
		begin(run, probe, now);
	else
		wait_for_room(run, probe);
}

static struct check_probe *
probe_of(struct heap_node *node)
{
	return (struct check_probe *)(void *)((char *)node -
	    offsetof(struct check_probe, node));
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
		woken(run, probe_of(node), now);
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
	if (changed || (failed && slot->probe->check.log_all_failures))
		log_event("check", "%s", line);
	else
		log_debug("check", "%s", line);
}

static void
count(struct check_run *run, struct check_lane *lane, enum check_code code,
    int64_t took_us)
{
	lane->by_code[code]++;
	histogram_add(&lane->took, took_us);
	run->totals.runs++;
	run->totals.failures += code != CHECK_OK;
	run->totals.by_code[code]++;
}

/* Our own lack of descriptors, ports or memory says nothing about the server: its state
 * must not change by it. Said at most every ten seconds. */
static void
no_opinion(struct check_run *run, struct check_probe *probe, const char *detail,
    struct instant now)
{
	const struct check_status *status = &probe->slots->status;

	check_sched_defer(&probe->sched, &probe->rule, now);
	if (instant_before(now, run->quiet_until))
		return;
	run->quiet_until = instant_add(now, span_s(10));
	log_event("check", "%s %s: could not be made, its state stays: %s",
	    status->vs_id, status->type, detail);
}

/* What came of one try. */
struct outcome {
	struct check_verdict verdict;
	uint32_t took_us;
	int64_t at_ms;
	bool told; /* the opinion changed, or is the first */
};

static bool
says_other_weight(
    const struct check_verdict *verdict, const struct check_verdict *before)
{
	if (verdict->weight_as != CHECK_WEIGHT_MORE && verdict->dynamic_weight < 0)
		return false; /* says none */
	return verdict->dynamic_weight != before->dynamic_weight ||
	    verdict->weight_as != before->weight_as;
}

/* A warning is said once, until the certificate is another. */
static bool
is_certificate_news(
    const struct check_verdict *verdict, const struct check_verdict *before)
{
	return verdict->certificate_near &&
	    (!before->certificate_near ||
		before->certificate_until_ms != verdict->certificate_until_ms);
}

static void
say_certificate(const struct check_status *status)
{
	int64_t left_ms = status->last.certificate_until_ms - now_wall_ms();
	char rs[ADDR_TEXT_SIZE];

	log_event("check", "%s real server %s port %u: %s certificate %s %lld days",
	    status->vs_id, addr_format(&status->rs_addr, rs), status->rs_port,
	    status->type, left_ms < 0 ? "has expired, for" : "expires in",
	    (long long)((left_ms < 0 ? -left_ms : left_ms) / DAY_MS));
}

/* What it says, with the weight and the certificate that were said last. */
static void
take_verdict(struct check_verdict *last, const struct check_verdict *verdict)
{
	struct check_verdict before = *last;

	*last = *verdict;
	if (!verdict->certificate_until_ms) {
		last->certificate_until_ms = before.certificate_until_ms;
		last->certificate_near = before.certificate_near;
	}
	if (says_other_weight(verdict, &before))
		return;
	last->dynamic_weight = before.dynamic_weight;
	last->weight_as = before.weight_as;
}

static void
hear(struct check_run *run, struct check_slot *slot, const struct outcome *outcome)
{
	struct check_status *status = &slot->status;
	bool heavier = says_other_weight(&outcome->verdict, &status->last);
	bool was_up = status->up;
	bool warn = is_certificate_news(&outcome->verdict, &status->last);

	take_verdict(&status->last, &outcome->verdict);
	if (warn)
		say_certificate(status);
	status->last_latency_us = outcome->took_us;
	status->last_at_ms = outcome->at_ms;
	status->output = slot->probe->output;
	status->runs++;
	status->failures += outcome->verdict.code != CHECK_OK;
	if (outcome->told) {
		status->has_run = true;
		status->up = slot->probe->sched.up;
		status->changed_at_ms = outcome->at_ms;
	}
	if (slot->paused)
		return;
	say(slot, status->up != was_up);
	if (outcome->told || heavier)
		run->hooks.changed(run->hooks.ctx, status);
}

void
check_run_finish(struct check_try *try, const struct check_verdict *verdict)
{
	struct check_run *run = try->run;
	struct check_probe *probe = try->probe;
	struct instant now = now_monotonic();
	int64_t took_us = instant_since(now, try->started).ns / 1000;
	struct outcome outcome = {.verdict = *verdict, /* which may go with the try */
	    .took_us = took_us < UINT32_MAX ? (uint32_t)took_us : UINT32_MAX,
	    .at_ms = now_wall_ms()};

	outcome.verdict.certificate_until_ms = try->certificate_until_ms;
	outcome.verdict.certificate_near = try->certificate_near;

	if (run->hooks.traced)
		run->hooks.traced(run->hooks.ctx,
		    &(struct check_step){.kind = CHECK_STEP_VERDICT,
			.at_us = outcome.took_us,
			.verdict = &outcome.verdict});
	count(run, probe->lane, verdict->code, took_us);
	if (verdict->code == CHECK_INTERNAL)
		no_opinion(run, probe, verdict->detail, now);
	else
		outcome.told = check_sched_note(
		    &probe->sched, &probe->rule, verdict->code == CHECK_OK, now);
	try_release(run, try);
	check_run_set_due(run, probe, probe->sched.due);
	for (struct check_slot *slot = probe->slots; slot; slot = slot->next_sharer)
		hear(run, slot, &outcome);
}

/* ---- the whole ---- */

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

void
check_run_quiet(struct check_run *run, struct check_probe *probe)
{
	check_lane_leave(probe->lane, probe);
	if (probe->try)
		try_cancel(run, probe->try);
	heap_remove(&run->heap, &probe->node);
}

void
check_run_free(struct check_run *run)
{
	if (!run)
		return;
	check_set_fini(run);
	check_lanes_fini(&run->lanes);
	check_curl_free(run->curl);
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
