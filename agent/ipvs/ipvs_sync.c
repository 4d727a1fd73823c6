/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on: control.
 *
 * An edit trusts the last observation; should that be stale, the kernel refuses, the
 * service counts as failing, and the next try looks first. Rounds look at everything,
 * slice by slice. Whatever goes wrong in looking, IPVS counts as gone, and is asked
 * for again: there is one way back, which is that of the start. */
#include "agent/ipvs/ipvs_sync.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "agent/ipvs/ipvs_kernel.h"
#include "agent/ipvs/ipvs_owned.h"
#include "agent/ipvs/ipvs_roles.h"
#include "agent/ipvs/ipvs_scan.h"
#include "agent/ipvs/ipvs_settle.h"
#include "agent/lib/log.h"
#include "agent/lib/mem.h"
#include "agent/sys/loop.h"

enum {
	PROBE_FIRST_MS = 250, /* doubled up to: modprobe may just be at work */
	PROBE_MS = 5000,
	RETRIES_PER_TURN = 8 /* so that many failing services do not hold up the loop */
};

struct ipvs_sync {
	struct loop *loop; /* borrowed */
	struct ipvs_sync_hooks hooks;
	struct loop_timer *timer; /* owned */
	struct ipvs_settle settle;
	struct ipvs_scan scan;
	struct ipvs_roles roles;
	struct ipvs_failure roles_failure; /* of the last try; to log changes only */
	struct ipvs_timeouts timeouts;
	bool timeouts_pending;
	struct instant probe_due;
	int64_t probe_ms; /* until the next probe */
	struct ipvs_sync_status status;
};

static const struct ipvs_failure no_failure = {0};

static void
keep_first(struct ipvs_failure *first, struct ipvs_failure failure)
{
	if (!first->op)
		*first = failure;
}

static void
observed(struct ipvs_sync *sync)
{
	if (sync->hooks.observed)
		sync->hooks.observed(sync->hooks.ctx);
}

/* ---- the kernel without IPVS ---- */

static void
lost(struct ipvs_sync *sync, struct ipvs_failure failure, struct instant now)
{
	struct ipvs_sync_status *status = &sync->status;
	char why[sizeof(status->error)] = "the kernel has no IPVS (module ip_vs)";

	if (failure.err != ENOENT)
		(void)snprintf(why, sizeof(why), "%s: %s", failure.op,
		    strerrordesc_np(failure.err));
	if (strcmp(why, status->error) != 0)
		log_event("ipvs", "not available: %s", why);
	memcpy(status->error, why, sizeof(why));
	sync->probe_due = instant_add(now, span_ms(sync->probe_ms));
	sync->probe_ms = 2 * sync->probe_ms < PROBE_MS ? 2 * sync->probe_ms : PROBE_MS;
	if (!status->available)
		return;
	status->available = false;
	status->last_failure = failure;
	ipvs_table_fini(&sync->settle.observed);
	observed(sync);
}

/* False, and IPVS counts as lost, if looking at the kernel's table went wrong. */
static bool
looked(struct ipvs_sync *sync, struct ipvs_failure failure, struct instant now)
{
	if (failure.op)
		lost(sync, failure, now);
	return !failure.op;
}

static struct ipvs_failure
settle_all(struct ipvs_sync *sync, struct instant now)
{
	struct ipvs_failure first;
	struct ipvs_failure failure = ipvs_settle_all(&sync->settle, now, &first);

	if (!looked(sync, failure, now))
		return failure;
	ipvs_scan_skip(&sync->scan, now);
	return first;
}

/* ---- what is kept beside the table ---- */

static struct ipvs_failure
settle_roles(struct ipvs_sync *sync)
{
	struct ipvs_failure failure =
	    ipvs_roles_settle(&sync->roles, sync->settle.kernel, &sync->status);
	struct ipvs_failure before = sync->roles_failure;

	sync->roles_failure = failure;
	if (!failure.op && before.op)
		log_event("ipvs", "sync daemon: as desired");
	if (!failure.op)
		return failure;
	sync->status.last_failure = failure;
	if (!before.op || before.err != failure.err)
		log_sys("ipvs", failure.err, "sync daemon: %s", failure.op);
	return failure;
}

static bool
has_timeouts(const struct ipvs_sync *sync)
{
	return sync->timeouts.tcp_s || sync->timeouts.tcpfin_s || sync->timeouts.udp_s;
}

static struct ipvs_failure
settle_timeouts(struct ipvs_sync *sync)
{
	const char *op = "IPVS_CMD_SET_CONFIG";
	int rc;

	if (!sync->timeouts_pending)
		return no_failure;
	rc = sync->settle.kernel->ops->set_timeouts(
	    sync->settle.kernel, &sync->timeouts);
	sync->status.operations++;
	sync->timeouts_pending = rc < 0;
	if (rc == 0)
		return no_failure;
	sync->status.errors++;
	if (sync->status.last_failure.op != op)
		log_sys("ipvs", -rc, "timeouts: %s", op);
	sync->status.last_failure = (struct ipvs_failure){.op = op, .err = -rc};
	return sync->status.last_failure;
}

/* ---- turns ---- */

static struct ipvs_failure
probe(struct ipvs_sync *sync, struct instant now)
{
	struct ipvs_sync_status *status = &sync->status;
	struct ipvs_kernel *kernel = sync->settle.kernel;
	struct ipvs_failure failure = {.op = "IPVS_CMD_GET_INFO"};

	failure.err = -kernel->ops->probe(kernel, status->version);
	if (failure.err != 0) {
		lost(sync, failure, now);
		return no_failure; /* said by status; what is desired is kept */
	}
	status->available = true;
	log_event("ipvs", "the kernel has IPVS %s", status->version);
	failure = settle_all(sync, now);
	if (!status->available)
		return failure;
	status->error[0] = '\0';
	sync->probe_ms = PROBE_FIRST_MS;
	sync->timeouts_pending = has_timeouts(sync);
	keep_first(&failure, settle_timeouts(sync));
	keep_first(&failure, settle_roles(sync));
	observed(sync);
	return failure;
}

static void
retry_turn(struct ipvs_sync *sync, struct instant now)
{
	struct ipvs_settle *settle = &sync->settle;
	const struct ipvs_retry_row *row = ipvs_retry_next(&settle->retry, now);

	/* The service itself may have gone or come. */
	if (!row || !looked(sync, ipvs_settle_list(settle), now))
		return;
	for (int i = 0; row && i < RETRIES_PER_TURN; i++) {
		struct ipvs_key key = row->key;

		if (!looked(sync, ipvs_settle_look(settle, &key, now), now))
			return;
		row = ipvs_retry_next(&settle->retry, now);
	}
}

static void
end_round(struct ipvs_sync *sync)
{
	sync->status.scans++;
	observed(sync);
}

static void
begin_round(struct ipvs_sync *sync, struct instant now)
{
	struct ipvs_settle *settle = &sync->settle;

	if (!looked(sync, ipvs_settle_list(settle), now))
		return;
	ipvs_scan_begin(&sync->scan, now, &settle->desired, &settle->observed);
	(void)settle_timeouts(sync); /* a failure is remembered, and tried again */
	(void)settle_roles(sync);
	if (sync->scan.len == 0)
		end_round(sync);
}

static void
scan_turn(struct ipvs_sync *sync, struct instant now)
{
	struct ipvs_scan_turn turn = ipvs_scan_next(&sync->scan, now);

	if (turn.step == IPVS_SCAN_ROUND)
		begin_round(sync, now);
	if (turn.step != IPVS_SCAN_SLICE)
		return;
	for (size_t i = 0; i < turn.len; i++)
		if (!looked(
			sync, ipvs_settle_look(&sync->settle, &turn.keys[i], now), now))
			return;
	if (turn.last)
		end_round(sync);
}

/* When there is something to do. */
static struct instant
due(const struct ipvs_sync *sync)
{
	if (!sync->status.available)
		return sync->probe_due;
	return instant_earlier(
	    ipvs_scan_due(&sync->scan), ipvs_retry_due(&sync->settle.retry));
}

struct instant
ipvs_sync_turn(struct ipvs_sync *sync, struct instant now)
{
	if (!sync->status.available && instant_reached(sync->probe_due, now))
		(void)probe(sync, now); /* said by status */
	if (sync->status.available)
		retry_turn(sync, now);
	if (sync->status.available)
		scan_turn(sync, now);
	return due(sync);
}

static void
timer_fired(void *ctx)
{
	struct ipvs_sync *sync = ctx;

	loop_timer_at(sync->timer, ipvs_sync_turn(sync, loop_now(sync->loop)));
}

/* After what was done outside a turn: something may be due earlier than before. */
static struct ipvs_failure
rearm(struct ipvs_sync *sync, struct ipvs_failure failure)
{
	loop_timer_at(sync->timer, due(sync));
	return failure;
}

/* ---- the contract ---- */

struct ipvs_sync *
ipvs_sync_new(
    struct loop *loop, struct ipvs_kernel *kernel, const struct ipvs_sync_hooks *hooks)
{
	struct ipvs_sync *sync = mem_new(1, sizeof(*sync));

	sync->loop = loop;
	sync->settle.kernel = kernel;
	sync->settle.status = &sync->status;
	sync->hooks = *hooks;
	sync->settle.hooks = &sync->hooks;
	sync->probe_due = loop_now(loop);
	sync->probe_ms = PROBE_FIRST_MS;
	sync->scan = ipvs_scan_init(loop_now(loop));
	sync->timer = loop_timer_new(loop, timer_fired, sync);
	loop_timer_at(sync->timer, sync->probe_due);
	return sync;
}

void
ipvs_sync_free(struct ipvs_sync *sync)
{
	if (!sync)
		return;
	loop_timer_free(sync->timer);
	ipvs_scan_fini(&sync->scan);
	ipvs_settle_fini(&sync->settle);
	mem_free(sync);
}

static void
own_all(struct ipvs_sync *sync, const struct ipvs_table *table)
{
	for (size_t i = 0; i < table->len; i++)
		ipvs_owned_add(&sync->settle.owned, &table->services[i]);
}

struct ipvs_failure
ipvs_sync_set(struct ipvs_sync *sync, struct ipvs_table *desired_take,
    struct ipvs_table *owned_take)
{
	struct instant now = loop_now(sync->loop);

	ipvs_table_fini(&sync->settle.desired);
	sync->settle.desired = *desired_take;
	*desired_take = (struct ipvs_table){0};
	ipvs_table_sort(&sync->settle.desired);
	ipvs_table_sort(owned_take);
	own_all(sync, owned_take);
	own_all(sync, &sync->settle.desired);
	ipvs_table_fini(owned_take);
	if (sync->status.available)
		return rearm(sync, settle_all(sync, now));
	if (instant_reached(sync->probe_due, now))
		return rearm(sync, probe(sync, now));
	return no_failure;
}

struct ipvs_failure
ipvs_sync_set_service(struct ipvs_sync *sync, struct ipvs_service *desired_take)
{
	struct ipvs_key key = desired_take->key;

	ipvs_service_sort(desired_take);
	ipvs_owned_add(&sync->settle.owned, desired_take);
	ipvs_table_put(&sync->settle.desired, desired_take);
	if (!sync->status.available)
		return no_failure;
	return rearm(sync, ipvs_settle_one(&sync->settle, &key, loop_now(sync->loop)));
}

struct ipvs_failure
ipvs_sync_set_dest(
    struct ipvs_sync *sync, const struct ipvs_key *key, const struct ipvs_dest *dest)
{
	struct ipvs_settle *settle = &sync->settle;
	struct ipvs_dest place = *dest;
	struct ipvs_service one = {.key = *key, .dests = &place, .dests_len = 1};

	if (!ipvs_owned_has(&settle->owned, key, dest))
		ipvs_owned_add(&settle->owned, &one);
	ipvs_service_put(ipvs_table_find(&settle->desired, key), dest);
	if (!sync->status.available)
		return no_failure;
	return rearm(sync, ipvs_settle_dest(settle, key, dest, loop_now(sync->loop)));
}

struct ipvs_failure
ipvs_sync_remove_owned(struct ipvs_sync *sync)
{
	ipvs_table_fini(&sync->settle.desired);
	if (!sync->status.available)
		return no_failure;
	return rearm(sync, settle_all(sync, loop_now(sync->loop)));
}

const struct ipvs_service *
ipvs_sync_observed(const struct ipvs_sync *sync, const struct ipvs_key *key)
{
	return ipvs_table_find(&sync->settle.observed, key);
}

const struct ipvs_table *
ipvs_sync_observed_table(const struct ipvs_sync *sync)
{
	return &sync->settle.observed;
}

const struct ipvs_table *
ipvs_sync_owned_table(const struct ipvs_sync *sync)
{
	return &sync->settle.owned;
}

bool
ipvs_sync_is_owned(const struct ipvs_sync *sync, const struct ipvs_key *key,
    const struct ipvs_dest *dest)
{
	return ipvs_owned_has(&sync->settle.owned, key, dest);
}

const struct ipvs_sync_status *
ipvs_sync_status(const struct ipvs_sync *sync)
{
	return &sync->status;
}

struct ipvs_failure
ipvs_sync_daemon(
    struct ipvs_sync *sync, const struct model_sync_daemon *daemon, unsigned roles)
{
	ipvs_roles_set(&sync->roles, daemon, roles);
	return sync->status.available ? settle_roles(sync) : no_failure;
}

struct ipvs_failure
ipvs_sync_timeouts(
    struct ipvs_sync *sync, uint32_t tcp_s, uint32_t tcpfin_s, uint32_t udp_s)
{
	sync->timeouts = (struct ipvs_timeouts){
	    .tcp_s = tcp_s, .tcpfin_s = tcpfin_s, .udp_s = udp_s};
	sync->timeouts_pending = has_timeouts(sync);
	return sync->status.available ? settle_timeouts(sync) : no_failure;
}
