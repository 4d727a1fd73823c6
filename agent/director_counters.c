/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on: control. As rows, and whether it moved. */
#include "agent/director_counters.h"

/* ---- whether counters moved ---- */

static uint64_t
mix(uint64_t digest, uint64_t value)
{
	return (digest ^ value) * UINT64_C(0x9e3779b97f4a7c15);
}

static uint64_t
mix_counters(uint64_t digest, const struct ipvs_counters *counters)
{
	digest = mix(digest, counters->connections);
	digest = mix(digest, counters->packets_in);
	digest = mix(digest, counters->packets_out);
	digest = mix(digest, counters->bytes_in);
	digest = mix(digest, counters->bytes_out);
	digest = mix(digest, counters->connections_ps);
	digest = mix(digest, counters->packets_in_ps);
	digest = mix(digest, counters->packets_out_ps);
	digest = mix(digest, counters->bytes_in_ps);
	return mix(digest, counters->bytes_out_ps);
}

static uint64_t
mix_observed(uint64_t digest, const struct ipvs_service *observed)
{
	if (!observed)
		return digest;
	digest =
	    mix_counters(mix(digest, observed->dests_len + 1), &observed->counters);
	for (size_t i = 0; i < observed->dests_len; i++) {
		const struct ipvs_dest *dest = &observed->dests[i];

		digest = mix(digest, (uint64_t)dest->active << 32 | dest->inactive);
		digest = mix(digest, (uint64_t)dest->persistent << 32 | dest->weight);
		digest = mix_counters(digest, &dest->counters);
	}
	return digest;
}

const struct check_status *
director_status_of(const struct director *director, const struct director_pool *pool,
    const struct ipvs_member *member, size_t check)
{
	return check_run_find(director->checks, pool->vs->id, &member->spec.addr,
	    member->spec.port, (uint16_t)check);
}

uint64_t
director_digest(const struct director *director, const struct director_pool *pool,
    const struct ipvs_service *observed)
{
	uint64_t digest = ipvs_sync_status(director->sync)->available;

	digest = mix_observed(digest, observed);
	for (size_t i = 0; i < pool->pool.members_len; i++) {
		const struct ipvs_member *member = &pool->pool.members[i];

		for (size_t c = 0; c < member->spec.checks_len; c++) {
			const struct check_status *status =
			    director_status_of(director, pool, member, c);

			digest = mix(digest, status ? status->runs : 0);
		}
	}
	return digest;
}

/* ---- rows ---- */

static void
fill_counters(struct view_kernel *row, const struct ipvs_counters *counters)
{
	row->present = true;
	row->connections = counters->connections;
	row->packets_in = counters->packets_in;
	row->packets_out = counters->packets_out;
	row->bytes_in = counters->bytes_in;
	row->bytes_out = counters->bytes_out;
	row->connections_ps = counters->connections_ps;
	row->packets_in_ps = counters->packets_in_ps;
	row->packets_out_ps = counters->packets_out_ps;
	row->bytes_in_ps = counters->bytes_in_ps;
	row->bytes_out_ps = counters->bytes_out_ps;
}

struct view_kernel
director_dest_row(const struct ipvs_dest *dest)
{
	struct view_kernel row = {0};

	if (!dest)
		return row;
	fill_counters(&row, &dest->counters);
	row.weight = dest->weight;
	row.active = dest->active;
	row.inactive = dest->inactive;
	row.persistent = dest->persistent;
	return row;
}

struct view_kernel
director_service_row(const struct ipvs_service *observed)
{
	struct view_kernel row = {0};

	if (!observed)
		return row;
	fill_counters(&row, &observed->counters);
	for (size_t i = 0; i < observed->dests_len; i++) {
		row.weight += observed->dests[i].weight;
		row.active += observed->dests[i].active;
		row.inactive += observed->dests[i].inactive;
		row.persistent += observed->dests[i].persistent;
	}
	return row;
}
