/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on: control. What can be seen: a pool's rows are made again when its state
 * changed, and at most once a second when only its counters did. */
#include <stdio.h>
#include <string.h>

#include "agent/director_counters.h"
#include "agent/director_inside.h"
#include "agent/director_rows.h"
#include "agent/director_vs.h"
#include "agent/lib/log.h"
#include "agent/lib/mem.h"
#include "agent/store/store.h"
#include "agent/sys/now.h"

enum { COUNTERS_MS = 1000 };

/* Texts are cut to their row: they are for people. */
#define CUT(to, from) (void)mem_copy_text(to, sizeof(to), from)

/* ---- rows ---- */

static const char *
state_of(const struct check_status *status)
{
	if (status->paused)
		return "paused";
	if (!status->has_run)
		return "pending";
	return status->up ? "passing" : "failing";
}

static void
fill_check(struct view_check *row, const struct check_status *status)
{
	row->rs_addr = status->rs_addr;
	row->rs_port = status->rs_port;
	row->index = status->index;
	CUT(row->type, status->type);
	CUT(row->state, state_of(status));
	row->up = status->up;
	row->known = status->has_run;
	if (status->has_run)
		CUT(row->code, check_code_word(status->last.code));
	CUT(row->detail, status->last.detail);
	row->runs = status->runs;
	row->failures = status->failures;
	row->latency_us = status->last_latency_us;
	row->last_ms = status->last_at_ms;
	row->since_ms = status->changed_at_ms;
	row->sharers = status->sharers;
	row->certificate_until_ms = status->last.certificate_until_ms;
}

static void
fill_spec(struct view_rs *row, const struct ipvs_rs_spec *spec)
{
	model_rs_id(&spec->addr, spec->port, row->id);
	row->addr = spec->addr;
	row->port = spec->port;
	row->forward = spec->forward;
	row->tunnel = director_tunnel_row(spec->forward, &spec->tunnel);
	row->uthreshold = spec->uthreshold;
	row->lthreshold = spec->lthreshold;
	row->weight = spec->weight;
	row->admin = spec->admin;
	row->origin = spec->origin;
	row->edited = spec->edited;
	row->persisted = spec->persisted;
	row->tier = spec->tier;
	row->removing = spec->drain_end == DRAIN_REMOVE;
	row->drain_deadline_ms = spec->deadline_ms;
	row->revision = spec->revision;
}

/* One table for all the rows of a pool while they are made. */
struct rows {
	const struct director *director;
	const struct director_pool *pool;
	const struct ipvs_service *observed; /* NULL: the kernel does not have it */
	struct view_pool *view;
	uint32_t len, checks_len; /* made so far */
	size_t sorted_at;         /* the file's next one in the order of members */
	uint32_t last_position;   /* of one that the file does not have */
};

static void
fill_checks(struct rows *rows, const struct ipvs_member *member, struct view_rs *row)
{
	row->checks_first = rows->checks_len;
	for (size_t c = 0; c < member->spec.checks_len; c++) {
		const struct check_status *status =
		    director_status_of(rows->director, rows->pool, member, c);

		if (status)
			fill_check(&rows->view->checks[rows->checks_len++], status);
	}
	row->checks_len = rows->checks_len - row->checks_first;
}

static const struct ipvs_dest *
find_dest(const struct rows *rows, const struct addr *addr, uint16_t port)
{
	return rows->observed ? ipvs_service_find(rows->observed, addr, port) : NULL;
}

/* Members and the file's real servers, sorted alike, are walked side by side. */
static uint32_t
position_of(struct rows *rows, const struct ipvs_rs_spec *spec)
{
	const struct director_pool *pool = rows->pool;

	for (; rows->sorted_at < pool->sorted_len; rows->sorted_at++) {
		const struct model_real_server *said = pool->sorted[rows->sorted_at];
		const struct ipvs_rs_spec key = {
		    .addr = said->addr, .port = said->port};
		int order = ipvs_rs_spec_cmp(&key, spec);

		if (order == 0)
			return (uint32_t)(said - pool->vs->real_servers) + 1;
		if (order > 0)
			break;
	}
	return ++rows->last_position;
}

/* What only the edit knows, and nobody needs for a decision. */
static void
fill_edit(const struct rows *rows, const struct ipvs_rs_spec *spec, struct view_rs *row)
{
	const struct edit *edit = edits_find(
	    &rows->director->edits, rows->pool->vs->id, &spec->addr, spec->port);

	if (!edit)
		return;
	row->drain.since_ms = edit->drain.begun_ms;
	row->drain.deadline_ms = edit->drain.deadline_ms;
	row->drain.end = edit->drain.end;
	CUT(row->drain.persistence, edit->drain.expires ? "expire" : "honour");
	row->override.health = edit->override.health;
	row->override.since_ms = edit->override.begun_ms;
	row->override.end_ms = edit->override.end_ms;
	CUT(row->override.actor, edit->override.actor);
	CUT(row->override.reason, edit->override.reason);
}

static void
add_member(struct rows *rows, const struct ipvs_member *member, bool is_sorry)
{
	struct view_rs *row = &rows->view->real_servers[rows->len++];

	fill_spec(row, &member->spec);
	row->sorry = is_sorry;
	row->effective_weight = member->effective_weight;
	row->state = member->state;
	CUT(row->reason, member->reason);
	CUT(row->reason_detail, member->detail);
	row->since_ms = member->since_ms;
	row->state_changes = member->state_changes;
	row->held_until_ms = member->held ? member->held_until_ms : 0;
	row->holds = member->holds;
	fill_edit(rows, &member->spec, row);
	row->kernel =
	    director_dest_row(find_dest(rows, &member->spec.addr, member->spec.port));
	row->drain.connections = row->kernel.active + row->kernel.inactive;
	row->drain.persistent = row->kernel.persistent;
	fill_checks(rows, member, row);
	rows->view->states[member->state]++;
}

/* Not counted among the states: those are of the real servers it stands in for. */
static void
add_sorry(struct rows *rows)
{
	const struct model_real_server *sorry = &rows->pool->vs->sorry_server;
	struct view_rs *row = &rows->view->real_servers[rows->len++];
	bool in_use = rows->pool->pool.sorry_in_use;

	model_rs_id(&sorry->addr, sorry->port, row->id);
	row->addr = sorry->addr;
	row->port = sorry->port;
	row->forward = sorry->forward;
	row->tunnel = director_tunnel_row(sorry->forward, &sorry->tunnel);
	row->weight = sorry->weight;
	row->effective_weight = in_use ? sorry->weight : 0;
	row->state = in_use ? RS_UP : RS_STANDBY;
	CUT(row->reason, in_use ? "" : "quorum.met");
	row->persisted = true;
	row->sorry = true;
	row->revision = rows->pool->revision;
	row->since_ms = rows->pool->pool.since_ms;
	row->kernel = director_dest_row(find_dest(rows, &sorry->addr, sorry->port));
	row->checks_first = rows->checks_len;
}

/* Where the sorry server's row belongs; its twin among the members, if there is one. */
static size_t
sorry_place(const struct director_pool *pool, const struct ipvs_member **twin)
{
	const struct model_real_server *sorry = &pool->vs->sorry_server;
	struct ipvs_rs_spec key = {.addr = sorry->addr, .port = sorry->port};
	size_t at = 0;

	*twin = NULL;
	if (!pool->vs->has_sorry_server)
		return SIZE_MAX;
	while (at < pool->pool.members_len &&
	    ipvs_rs_spec_cmp(&pool->pool.members[at].spec, &key) < 0)
		at++;
	*twin = ipvs_pool_find(&pool->pool, &sorry->addr, sorry->port);
	return *twin ? SIZE_MAX : at;
}

static void
add_real_servers(struct rows *rows)
{
	const struct ipvs_pool *pool = &rows->pool->pool;
	const struct ipvs_member *twin;
	size_t sorry_at = sorry_place(rows->pool, &twin);

	for (size_t i = 0; i < pool->members_len; i++) {
		if (i == sorry_at)
			add_sorry(rows);
		add_member(rows, &pool->members[i], &pool->members[i] == twin);
		rows->view->real_servers[rows->len - 1].position =
		    position_of(rows, &pool->members[i].spec);
	}
	if (sorry_at == pool->members_len)
		add_sorry(rows);
}

/* It needs no position among the others: nobody counts it with them. */
static void
add_one(struct rows *rows, const struct ipvs_rs_spec *only)
{
	const struct ipvs_member *member =
	    ipvs_pool_find(&rows->pool->pool, &only->addr, only->port);
	bool is_sorry = ipvs_pool_is_sorry(rows->pool->vs, only);

	if (member)
		add_member(rows, member, is_sorry);
	else if (is_sorry)
		add_sorry(rows);
}

/* ---- a pool ---- */

static void
fill_state(const struct director *director, const struct director_pool *pool,
    struct view_pool *view)
{
	const struct ipvs_sync_status *kernel = ipvs_sync_status(director->sync);

	view->quorum_met = pool->pool.quorum_met;
	view->sorry_in_use = pool->pool.sorry_in_use;
	view->panic = pool->pool.panic;
	view->checks_paused = pool->suspended;
	view->tier = pool->pool.tier;
	view->drain_timeouts = pool->pool.drain_timeouts;
	view->since_ms = pool->pool.since_ms;
	if (!kernel->available) {
		view->state = VS_ERROR;
		CUT(view->reason, kernel->error);
	} else if (pool->pool.kernel_error[0]) {
		view->state = VS_ERROR;
		CUT(view->reason, pool->pool.kernel_error);
	} else if (!pool->pool.quorum_met) {
		view->state = VS_DOWN;
		(void)snprintf(view->reason, sizeof(view->reason),
		    "quorum lost, weight %llu of %llu",
		    (unsigned long long)pool->pool.live_weight,
		    (unsigned long long)pool->pool.needed_weight); /* fits */
	}
}

static void
fill_vs(const struct director *director, const struct director_pool *pool,
    struct view_pool *view)
{
	const struct model_virtual_server *vs = pool->vs;

	CUT(view->id, vs->id);
	view->family = vs->family;
	view->protocol = vs->protocol;
	view->addr = vs->addr;
	view->port = vs->port;
	view->fwmark = vs->fwmark;
	CUT(view->scheduler, vs->scheduler);
	view->forward = vs->forward;
	view->tunnel = director_tunnel_row(vs->forward, &vs->tunnel);
	if (vs->group)
		director_group_rows(vs->group, view);
	view->persistence_s = vs->persistence_s;
	view->quorum = vs->quorum;
	view->hysteresis = vs->hysteresis;
	view->revision = pool->revision;
	director_vs_fill(director, pool, view);
}

/* Room for all the rows that are wanted. */
static struct view_pool *
make_room(const struct ipvs_pool *pool, const struct ipvs_rs_spec *only)
{
	const struct ipvs_member *one;
	size_t checks = 0;

	if (only) {
		one = ipvs_pool_find(pool, &only->addr, only->port);
		return view_pool_new(1, one ? (uint32_t)one->spec.checks_len : 0);
	}
	for (size_t i = 0; i < pool->members_len; i++)
		checks += pool->members[i].spec.checks_len;
	return view_pool_new((uint32_t)pool->members_len + 1, (uint32_t)checks);
}

static struct view_pool *
make_rows(const struct director *director, const struct director_pool *pool,
    const struct ipvs_service *observed, const struct ipvs_rs_spec *only)
{
	struct rows rows = {.director = director,
	    .pool = pool,
	    .observed = observed,
	    .last_position = (uint32_t)pool->vs->real_servers_len};

	rows.view = make_room(&pool->pool, only);
	rows.view->position = director_vs_position(director, pool);
	fill_vs(director, pool, rows.view);
	fill_state(director, pool, rows.view);
	if (only) {
		add_one(&rows, only);
	} else {
		rows.view->kernel = director_service_row(observed);
		add_real_servers(&rows);
	}
	rows.view->real_servers_len = rows.len;
	rows.view->checks_len = rows.checks_len;
	return rows.view;
}

static struct view_pool *
pool_view(const struct director *director, struct director_pool *pool, int64_t now_ms)
{
	const struct ipvs_service *observed;
	uint64_t digest;

	if (pool->view && !pool->view_stale &&
	    now_ms - pool->view_at_ms < COUNTERS_MS && now_ms >= pool->view_at_ms)
		return pool->view;
	observed = director_pool_observed(director, pool);
	digest = director_digest(director, pool, observed);
	pool->view_at_ms = now_ms;
	if (pool->view && !pool->view_stale && digest == pool->view_digest)
		return pool->view;
	view_pool_unref(pool->view);
	pool->view = make_rows(director, pool, observed, NULL);
	pool->view_stale = false;
	pool->view_digest = digest;
	return pool->view;
}

/* ---- what is not ours ---- */

static void
add_foreign(struct director *director, const struct ipvs_service *service,
    const struct ipvs_dest *dest)
{
	struct model_virtual_server vs = {.family = service->key.family,
	    .protocol = service->key.protocol,
	    .addr = service->key.addr,
	    .port = service->key.port,
	    .fwmark = service->key.fwmark};
	struct view_foreign *row;

	director->foreign = mem_grow(
	    director->foreign, director->foreign_len + 1, sizeof(*director->foreign));
	row = &director->foreign[director->foreign_len++];
	*row = (struct view_foreign){.weight = dest ? dest->weight : 0};
	model_vs_id(&vs, row->id);
	if (dest)
		model_rs_id(&dest->addr, dest->port, row->rs_id);
	CUT(row->scheduler, service->scheduler);
}

static void
look_for_foreign(struct director *director)
{
	const struct ipvs_table *table = ipvs_sync_observed_table(director->sync);

	director->foreign_len = 0;
	for (size_t i = 0; table && i < table->len; i++) {
		const struct ipvs_service *service = &table->services[i];

		if (!ipvs_sync_is_owned(director->sync, &service->key, NULL))
			add_foreign(director, service, NULL);
		for (size_t d = 0; d < service->dests_len; d++)
			if (!ipvs_sync_is_owned(
				director->sync, &service->key, &service->dests[d]))
				add_foreign(director, service, &service->dests[d]);
	}
}

static void
fill_foreign(struct director *director, struct view *view)
{
	const struct ipvs_sync_status *status = ipvs_sync_status(director->sync);
	uint64_t age = status->scans + 1; /* 0: never looked; our own operations put
					   * nothing of others there */

	if (director->foreign_age != age)
		look_for_foreign(director);
	director->foreign_age = age;
	view->foreign = mem_new(director->foreign_len, sizeof(*view->foreign));
	if (director->foreign_len > 0)
		memcpy(view->foreign, director->foreign,
		    director->foreign_len * sizeof(*view->foreign));
	view->foreign_len = director->foreign_len;
}

/* ---- the agent's facts ---- */

static void
fill_daemon(const struct director *director, struct view_agent *agent)
{
	const struct model_sync_daemon *daemon = &director->model->global.sync_daemon;
	unsigned roles = director_daemon_roles(director);

	if (!roles)
		return;
	CUT(agent->sync_daemon_role,
	    roles == IPVS_DAEMON_MASTER       ? "master"
		: roles == IPVS_DAEMON_BACKUP ? "backup"
					      : "both");
	CUT(agent->sync_daemon_interface, daemon->interface);
	agent->sync_daemon_id = daemon->sync_id;
}

static void
fill_agent(const struct director *director, struct view_agent *agent)
{
	const struct ipvs_sync_status *kernel = ipvs_sync_status(director->sync);
	const struct store_status *store = store_status(director->store);
	struct check_totals checks = check_run_totals(director->checks);

	agent->ipvs_present = kernel->available;
	CUT(agent->ipvs_version, kernel->version);
	CUT(agent->ipvs_error, kernel->error);
	agent->ipvs_operations = kernel->operations;
	agent->ipvs_errors = kernel->errors;
	agent->ipvs_drift = kernel->drift;
	agent->check_runs = checks.runs;
	agent->check_failures = checks.failures;
	agent->check_lag_us = checks.lag_us_sum;
	agent->checks_in_flight = checks.in_flight;
	agent->store_writable = store->writable;
	CUT(agent->store_error, store->error);
}

void
director_fill_view(struct director *director, struct view *view)
{
	int64_t now_ms = now_wall_ms();

	view->agent.ipvs_enabled = director->parts.enabled;
	if (!director->sync || !director->model)
		return;
	fill_agent(director, &view->agent);
	fill_daemon(director, &view->agent);
	director_fill_loads(director, view);
	director_fill_knobs(director, view);
	view->pools = mem_new(director->pools_len, sizeof(struct view_pool *));
	for (size_t i = 0; i < director->pools_len; i++)
		view->pools[i] =
		    view_pool_ref(pool_view(director, director->pools[i], now_ms));
	view->pools_len = (uint32_t)director->pools_len;
	fill_foreign(director, view);
}

struct view_pool *
director_view_pool(struct director *director, const char *vs_id)
{
	struct director_pool *pool = director_find(director, vs_id);

	if (!pool || !director->sync)
		return NULL;
	return view_pool_ref(pool_view(director, pool, now_wall_ms()));
}

struct view_pool *
director_view_rs(struct director *director, const char *vs_id, const struct addr *addr,
    uint16_t port)
{
	const struct ipvs_rs_spec only = {.addr = *addr, .port = port};
	struct director_pool *pool = director_find(director, vs_id);

	if (!pool || !director->sync)
		return NULL;
	return make_rows(director, pool, director_pool_observed(director, pool), &only);
}
