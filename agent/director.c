/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on: control. Start is a reload from nothing: there is one path. */
#include "agent/director.h"

#include <stdio.h>
#include <string.h>

#include "agent/director_batch.h"
#include "agent/director_history.h"
#include "agent/director_inside.h"
#include "agent/ipvs/ipvs_netlink.h"
#include "agent/ipvs/ipvs_owned.h"
#include "agent/keeper.h"
#include "agent/lib/log.h"
#include "agent/lib/mem.h"
#include "agent/notify.h"
#include "agent/store/store.h"
#include "agent/sys/host_addresses.h"
#include "agent/sys/loop.h"
#include "agent/sys/now.h"

enum { EVERY_MS = 1000, MODPROBE_TIMEOUT_MS = 10000 };

void
director_changed(struct director *director)
{
	director->parts.hooks.changed(director->parts.hooks.ctx);
}

struct ipvs_now
director_now(const struct director *director)
{
	return (struct ipvs_now){.wall_ms = now_wall_ms(),
	    .at = now_monotonic(),
	    .scans = ipvs_sync_status(director->sync)->scans};
}

struct director_pool *
director_find(const struct director *director, const char *vs_id)
{
	size_t low = 0, high = director->pools_len;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strcmp(director->pools[middle]->vs->id, vs_id);

		if (order == 0)
			return director->pools[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

/* ---- what wakes it ---- */

static void
check_changed(void *ctx, const struct check_status *status)
{
	struct director *director = ctx;
	struct director_pool *pool = director_find(director, status->vs_id);
	struct ipvs_member *member = NULL;

	if (pool)
		member = ipvs_pool_find(&pool->pool, &status->rs_addr, status->rs_port);
	if (!member)
		return; /* its last word, on the way out */
	director_member_hear(member, status);
	pool->stirred = pool->view_stale = true;
	if (!director->stirred)
		loop_timer_after(director->soon, span_ms(0));
	director->stirred = true;
}

/* Many verdicts of one turn cost each pool one plan. */
static void
settle_stirred(void *ctx)
{
	struct director *director = ctx;

	director->stirred = false;
	for (size_t i = 0; i < director->pools_len; i++) {
		struct director_pool *pool = director->pools[i];

		if (!pool->stirred)
			continue;
		pool->stirred = false;
		/* What the kernel refuses is kept in the pool and told there. */
		(void)director_pool_settle(director, pool);
	}
	director_changed(director);
}

static void
kernel_observed(void *ctx)
{
	struct director *director = ctx;

	director_changed(director);
}

static void
kernel_drifted(
    void *ctx, const struct ipvs_key *key, size_t operations, const char *what)
{
	struct director *director = ctx;

	director_keep_drift(director, key, operations, what);
	director_changed(director);
}

/* The kernel's IPVS came or went: each pool has another outcome. */
static void
note_availability(struct director *director)
{
	const struct ipvs_sync_status *status = ipvs_sync_status(director->sync);

	if (status->available == director->was_available)
		return;
	director_take_outcomes(director, &status->last_failure);
	director_changed(director);
}

/* Whether it has to be looked at each second. */
static bool
is_waiting(const struct director_pool *pool)
{
	return ipvs_pool_owes(&pool->pool) || pool->pool.draining > 0 ||
	    pool->pool.timed > 0 || pool->pool.kernel_error[0] != '\0';
}

void
director_look_again(void *ctx)
{
	struct director *director = ctx;
	struct ipvs_failure none = {0};

	loop_timer_after(director->every, span_ms(EVERY_MS));
	note_availability(director);
	if (instant_reached(director->knobs.due, now_monotonic()))
		director_look_at_knobs(director);
	for (size_t i = 0; i < director->pools_len; i++) {
		struct director_pool *pool = director->pools[i];

		if (!is_waiting(pool))
			continue;
		director_pool_take_outcome(director, pool, &none);
		(void)director_pool_settle(director, pool); /* likewise */
	}
}

/* ---- modules ---- */

static void
modprobe_done(void *ctx, const struct keeper_result *result)
{
	struct director *director = ctx;

	director->modprobe_id = 0;
	if (result->end == KEEPER_NOT_STARTED)
		log_sys("ipvs", result->value, "modprobe ip_vs failed");
	else if (result->end != KEEPER_EXITED || result->value != 0)
		log_event("ipvs", "modprobe ip_vs failed: %.*s",
		    (int)strcspn(result->output, "\n"), result->output);
}

static void
request_modules(void *ctx)
{
	static const char *const argv[] = {"/sbin/modprobe", "ip_vs", NULL};
	struct director *director = ctx;
	struct keeper_script script = {.argv = argv, .timeout_ms = MODPROBE_TIMEOUT_MS};

	if (director->modprobe_id || !director->parts.keeper)
		return;
	director->modprobe_id =
	    keeper_link_run(director->parts.keeper, &script, modprobe_done, director);
}

/* ---- life ---- */

static void
make_parts(struct director *director)
{
	struct director_parts *parts = &director->parts;
	struct ipvs_netlink_options options = {
	    .request_modules = request_modules, .ctx = director};
	struct ipvs_sync_hooks sync_hooks = {
	    .observed = kernel_observed, .drifted = kernel_drifted, .ctx = director};
	struct check_run_hooks check_hooks = {
	    .changed = check_changed, .ctx = director};

	if (!parts->kernel)
		director->netlink = ipvs_netlink_new(&options);
	director->store = parts->store;
	director->sync = ipvs_sync_new(parts->loop,
	    parts->kernel ? parts->kernel : director->netlink, &sync_hooks);
	director->checks =
	    check_run_new(parts->loop, parts->keeper, &check_hooks, parts->seed);
	director->soon = loop_timer_new(parts->loop, settle_stirred, director);
	director->every = loop_timer_new(parts->loop, director_look_again, director);
	director_load(director);
}

struct director *
director_new(const struct director_parts *parts)
{
	struct director *director = mem_new(1, sizeof(*director));

	director->parts = *parts;
	if (parts->enabled)
		make_parts(director);
	return director;
}

/* Whether the sync daemon is one that we keep. */
static bool
has_daemon(const struct director *director)
{
	return director->model &&
	    director->model->global.sync_daemon.interface[0] != '\0';
}

static void
say_goodbye(struct director *director)
{
	if (!director->model)
		return;
	for (size_t i = 0; i < director->pools_len; i++)
		director_pool_bid_farewell(director, director->pools[i]);
	/* What the kernel refuses is told by ipvs_sync; there is no next try. */
	if (director->model->global.lvs_flush_on_stop)
		(void)ipvs_sync_remove_owned(director->sync);
	if (has_daemon(director))
		(void)ipvs_sync_daemon(director->sync, NULL, 0);
}

void
director_free(struct director *director, bool stop)
{
	if (!director)
		return;
	if (stop && director->sync)
		say_goodbye(director);
	if (director->modprobe_id)
		keeper_link_cancel(director->parts.keeper, director->modprobe_id);
	loop_timer_free(director->soon);
	loop_timer_free(director->every);
	host_addresses_free(director->addresses);
	if (director->checks)
		check_run_free(director->checks);
	if (director->sync)
		ipvs_sync_free(director->sync);
	ipvs_netlink_free(director->netlink);
	for (size_t i = 0; i < director->pools_len; i++)
		director_pool_free(director->pools[i]);
	for (size_t i = 0; i < director->roles_len; i++)
		mem_free(director->roles[i].instance);
	mem_free(director->roles);
	mem_free(director->foreign);
	mem_free(director->pools);
	director_batch_free(director->batch);
	edits_fini(&director->edits);
	vs_edits_fini(&director->vs_edits);
	mem_free(director);
}

/* ---- the sync daemon follows its instance ---- */

unsigned
director_daemon_roles(const struct director *director)
{
	const char *instance = director->model->global.sync_daemon.instance;

	if (!has_daemon(director))
		return 0;
	if (!instance)
		return IPVS_DAEMON_MASTER | IPVS_DAEMON_BACKUP;
	for (size_t i = 0; i < director->roles_len; i++)
		if (strcmp(director->roles[i].instance, instance) == 0 &&
		    director->roles[i].state == VRRP_MASTER)
			return IPVS_DAEMON_MASTER;
	return IPVS_DAEMON_BACKUP;
}

void
director_settle_daemon(struct director *director)
{
	const struct model_sync_daemon *daemon = &director->model->global.sync_daemon;

	/* A failure is told and tried again by ipvs_sync. */
	(void)ipvs_sync_daemon(director->sync, has_daemon(director) ? daemon : NULL,
	    director_daemon_roles(director));
}

static struct director_role *
role_of(struct director *director, const char *instance)
{
	for (size_t i = 0; i < director->roles_len; i++)
		if (strcmp(director->roles[i].instance, instance) == 0)
			return &director->roles[i];
	director->roles = mem_grow(
	    director->roles, director->roles_len + 1, sizeof(*director->roles));
	director->roles[director->roles_len] =
	    (struct director_role){.instance = mem_strdup(instance)};
	return &director->roles[director->roles_len++];
}

void
director_vrrp_state(
    struct director *director, const char *instance, enum vrrp_state state)
{
	role_of(director, instance)->state = state;
	if (director->sync && director->model)
		director_settle_daemon(director);
}

/* ---- facts ---- */

uint64_t
director_revision(const struct director *director)
{
	return director->edits.revision;
}

static const struct director_pool *
first_refused(const struct director *director, size_t *refused)
{
	const struct director_pool *first = NULL;

	*refused = 0;
	for (size_t i = 0; i < director->pools_len; i++)
		if (director->pools[i]->pool.kernel_error[0]) {
			if (!first)
				first = director->pools[i];
			++*refused;
		}
	return first;
}

bool
director_is_ready(const struct director *director, char *why, size_t size)
{
	const struct director_pool *first;
	size_t refused;

	if (!director->parts.enabled)
		return true;
	if (!director->model) {
		(void)mem_copy_text(why, size, "the configuration is not applied yet");
		return false;
	}
	if (!ipvs_sync_status(director->sync)->available) {
		(void)snprintf(
		    why, size, "IPVS: %s", ipvs_sync_status(director->sync)->error);
		return false;
	}
	first = first_refused(director, &refused);
	if (!first)
		return true;
	(void)snprintf(why, size,
	    "the kernel refused %zu virtual servers, first %s: %s", refused,
	    first->vs->id, first->pool.kernel_error); /* may be cut */
	return false;
}
