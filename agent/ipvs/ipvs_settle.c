/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on: control. */
#include "agent/ipvs/ipvs_settle.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "agent/ipvs/ipvs_note.h"
#include "agent/ipvs/ipvs_owned.h"
#include "agent/ipvs/ipvs_plan.h"
#include "agent/lib/log.h"

enum { PLAN_ENOUGH = 4 * IPVS_BATCH_MAX };

static const struct ipvs_failure no_failure = {0};

static struct ipvs_failure
failure_of(const char *op, int rc)
{
	return (struct ipvs_failure){.op = rc < 0 ? op : NULL, .err = -rc};
}

void
ipvs_settle_fini(struct ipvs_settle *settle)
{
	ipvs_table_fini(&settle->desired);
	ipvs_table_fini(&settle->observed);
	ipvs_table_fini(&settle->owned);
	ipvs_retry_fini(&settle->retry);
}

/* ---- plan, apply, note, remember ---- */

static void
note_failed(struct ipvs_settle *settle, const struct ipvs_op *op, struct instant now)
{
	char name[IPVS_KEY_TEXT_SIZE];
	struct ipvs_failure failure = {.op = ipvs_op_word(op->kind), .err = op->err};

	settle->status->last_failure = failure;
	if (ipvs_retry_failed(&settle->retry, &op->service.key, now) == 1)
		log_sys("ipvs", op->err, "%s: %s",
		    ipvs_key_format(&op->service.key, name), failure.op);
}

static void
note_done(struct ipvs_settle *settle, const struct ipvs_key *key)
{
	char name[IPVS_KEY_TEXT_SIZE];
	unsigned failures = ipvs_retry_done(&settle->retry, key);

	if (failures > 0)
		log_event("ipvs", "%s: as desired after %u failed tries",
		    ipvs_key_format(key, name), failures);
}

/* After the ops of one service: did they all succeed? */
static struct ipvs_failure
close_service(struct ipvs_settle *settle, const struct ipvs_op *ops, size_t len,
    struct instant now)
{
	const struct ipvs_key *key = &ops->service.key;
	struct ipvs_failure first = no_failure;

	for (size_t i = 0; i < len; i++) {
		if (ops[i].err == 0)
			continue;
		settle->status->errors++;
		if (first.op)
			continue;
		note_failed(settle, &ops[i], now);
		first = settle->status->last_failure;
	}
	if (!first.op)
		note_done(settle, key);
	return first;
}

static bool
same_service(const struct ipvs_op *a, const struct ipvs_op *b)
{
	return ipvs_key_cmp(&a->service.key, &b->service.key) == 0;
}

/* The end of the run of ops of one service that begins at `first`. */
static size_t
end_of_service(const struct ipvs_plan *plan, size_t first)
{
	size_t end = first + 1;

	while (end < plan->len && same_service(&plan->ops[end], &plan->ops[first]))
		end++;
	return end;
}

/* A service that could not be made takes no destinations: do not ask for each of those
 * that follow the batch `first` to `at`. Where to go on. */
static size_t
skip_orphans(struct ipvs_plan *plan, size_t first, size_t at)
{
	size_t made = at, end;

	if (at == plan->len)
		return at;
	while (made > first && same_service(&plan->ops[made - 1], &plan->ops[at]))
		made--;
	if (plan->ops[made].kind != IPVS_NEW_SERVICE || made == at ||
	    plan->ops[made].err == 0)
		return at;
	end = end_of_service(plan, made);
	for (size_t i = at; i < end; i++)
		plan->ops[i].err = ESRCH;
	return end;
}

static struct ipvs_failure
carry_out(struct ipvs_settle *settle, struct ipvs_plan *plan, struct instant now)
{
	struct ipvs_failure first = no_failure, failure;
	size_t at = 0, end;

	while (at < plan->len) {
		end = plan->len - at > IPVS_BATCH_MAX ? at + IPVS_BATCH_MAX : plan->len;
		settle->kernel->ops->apply(settle->kernel, &plan->ops[at], end - at);
		settle->status->operations += end - at;
		at = skip_orphans(plan, at, end);
	}
	ipvs_note(&settle->observed, plan->ops, plan->len);
	for (at = 0; at < plan->len; at = end) {
		end = end_of_service(plan, at);
		failure = close_service(settle, &plan->ops[at], end - at, now);
		if (!first.op)
			first = failure;
	}
	return first;
}

static struct ipvs_plan
plan_one(const struct ipvs_settle *settle, const struct ipvs_key *key)
{
	struct ipvs_plan plan = {0};

	ipvs_plan_service(&plan, ipvs_table_find(&settle->desired, key),
	    ipvs_table_find(&settle->observed, key),
	    ipvs_table_find(&settle->owned, key));
	return plan;
}

/* What is neither desired nor there is not ours any more. */
static void
forget(struct ipvs_settle *settle, const struct ipvs_key *key)
{
	ipvs_owned_prune(&settle->owned, key, ipvs_table_find(&settle->desired, key),
	    ipvs_table_find(&settle->observed, key));
}

/* ---- all at once ---- */

/* Destinations move over from the last observation to the new one. */
static void
carry_over(struct ipvs_table *from, struct ipvs_table *to)
{
	for (size_t i = 0; i < to->len; i++) {
		struct ipvs_service *now = &to->services[i];
		struct ipvs_service *before = ipvs_table_find(from, &now->key);

		if (!before)
			continue;
		now->dests = before->dests;
		now->dests_len = before->dests_len;
		before->dests = NULL;
		before->dests_len = 0;
	}
}

struct ipvs_failure
ipvs_settle_list(struct ipvs_settle *settle)
{
	struct ipvs_table fresh = {0};
	int rc = settle->kernel->ops->dump_services(settle->kernel, &fresh);

	if (rc == 0) {
		carry_over(&settle->observed, &fresh);
		ipvs_table_fini(&settle->observed);
		settle->observed = fresh;
	}
	return failure_of("IPVS_CMD_GET_SERVICE", rc);
}

static struct ipvs_failure
look_at_dests(struct ipvs_settle *settle, struct ipvs_service *service)
{
	return failure_of("IPVS_CMD_GET_DEST",
	    settle->kernel->ops->dump_dests(settle->kernel, service));
}

static struct ipvs_failure
look_at_all(struct ipvs_settle *settle)
{
	struct ipvs_failure failure = ipvs_settle_list(settle);

	for (size_t i = 0; !failure.op && i < settle->observed.len; i++)
		failure = look_at_dests(settle, &settle->observed.services[i]);
	return failure;
}

/* Also what needed no op. Pruning may shorten the table, so from its end. */
static void
prune_all(struct ipvs_settle *settle)
{
	for (size_t i = settle->owned.len; i-- > 0;) {
		struct ipvs_key key = settle->owned.services[i].key;

		forget(settle, &key);
	}
}

/* Plan and carry out a few services at a time: the plan of a large table would be
 * large itself, and touching fresh memory costs more than planning (measured). */
static struct ipvs_failure
carry_out_all(struct ipvs_settle *settle, struct instant now)
{
	struct ipvs_planner planner = {.desired = &settle->desired,
	    .observed = &settle->observed,
	    .owned = &settle->owned};
	struct ipvs_failure first = no_failure, failure;
	struct ipvs_plan plan = {0};
	uint64_t before = settle->status->operations;
	bool more = true;

	while (more) {
		more = ipvs_planner_step(&planner, &plan);
		if (more && plan.len < PLAN_ENOUGH)
			continue;
		failure = carry_out(settle, &plan, now);
		if (!first.op)
			first = failure;
		plan.len = 0;
	}
	ipvs_plan_fini(&plan);
	if (settle->status->operations != before)
		log_event("ipvs", "%zu services desired, %" PRIu64 " operations",
		    settle->desired.len, settle->status->operations - before);
	return first;
}

struct ipvs_failure
ipvs_settle_all(
    struct ipvs_settle *settle, struct instant now, struct ipvs_failure *first)
{
	struct ipvs_failure failure = look_at_all(settle);

	*first = no_failure;
	if (failure.op)
		return failure;
	ipvs_retry_fini(&settle->retry);
	*first = carry_out_all(settle, now);
	prune_all(settle);
	settle->status->scans++;
	return no_failure;
}

/* ---- one ---- */

struct ipvs_failure
ipvs_settle_one(
    struct ipvs_settle *settle, const struct ipvs_key *key, struct instant now)
{
	struct ipvs_plan plan = plan_one(settle, key);
	struct ipvs_failure first = carry_out(settle, &plan, now);

	ipvs_plan_fini(&plan);
	forget(settle, key);
	return first;
}

/* The service with that destination alone, to be read only. */
static struct ipvs_service
only(const struct ipvs_service *service, const struct ipvs_dest *place)
{
	struct ipvs_service one = *service;

	one.dests = ipvs_service_find(service, &place->addr, place->port);
	one.dests_len = one.dests != NULL;
	return one;
}

struct ipvs_failure
ipvs_settle_dest(struct ipvs_settle *settle, const struct ipvs_key *key,
    const struct ipvs_dest *place, struct instant now)
{
	const struct ipvs_service *desired = ipvs_table_find(&settle->desired, key);
	const struct ipvs_service *observed = ipvs_table_find(&settle->observed, key);
	struct ipvs_service want, have;
	struct ipvs_failure first;
	struct ipvs_plan plan = {0};

	if (!observed || ipvs_retry_find(&settle->retry, key))
		return ipvs_settle_one(settle, key, now);
	want = only(desired, place);
	have = only(observed, place);
	/* What is desired is never removed, so that it does not matter what is ours. */
	ipvs_plan_service(&plan, &want, &have, NULL);
	first = carry_out(settle, &plan, now);
	ipvs_plan_fini(&plan);
	if (first.op) /* it may have gone */
		forget(settle, key);
	return first;
}

static void
note_drift(struct ipvs_settle *settle, const struct ipvs_key *key,
    const struct ipvs_plan *plan, struct instant now)
{
	const struct ipvs_sync_hooks *hooks = settle->hooks;
	char name[IPVS_KEY_TEXT_SIZE];
	struct buf what = {0};

	settle->status->drift += plan->len;
	if (!ipvs_drift_is_told(&settle->drift, now))
		return;
	ipvs_drift_say(plan, &what);
	log_event("ipvs", "%s: changed by somebody else: %s; put back%s",
	    ipvs_key_format(key, name), buf_text(&what),
	    settle->drift.told < IPVS_DRIFT_TOLD_MAX ? "" : "; more is only counted");
	if (hooks->drifted)
		hooks->drifted(hooks->ctx, key, plan->len, buf_text(&what));
	buf_fini(&what);
}

struct ipvs_failure
ipvs_settle_look(
    struct ipvs_settle *settle, const struct ipvs_key *key, struct instant now)
{
	struct ipvs_service *seen = ipvs_table_find(&settle->observed, key);
	const struct ipvs_retry_row *failing = ipvs_retry_find(&settle->retry, key);
	struct ipvs_failure failure = no_failure;
	struct ipvs_plan plan;

	if (seen)
		failure = look_at_dests(settle, seen);
	if (failure.op)
		return failure;
	plan = plan_one(settle, key);
	if (!failing && plan.len > 0)
		note_drift(settle, key, &plan, now);
	if (plan.len == 0)
		note_done(settle, key);
	else if (!failing || instant_reached(failing->due, now))
		(void)carry_out(settle, &plan, now); /* remembered; tried again */
	if (plan.len > 0)
		forget(settle, key);
	ipvs_plan_fini(&plan);
	return no_failure;
}
