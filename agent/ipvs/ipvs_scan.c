/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/ipvs/ipvs_scan.h"

#include "agent/lib/mem.h"

struct ipvs_scan
ipvs_scan_init(struct instant now)
{
	return (struct ipvs_scan){.slice_due = now, .round_due = now};
}

void
ipvs_scan_fini(struct ipvs_scan *scan)
{
	mem_free(scan->keys);
	mem_free(scan->costs);
	*scan = (struct ipvs_scan){0};
}

/* ---- the list ---- */

static uint32_t
cost_of(const struct ipvs_service *desired, const struct ipvs_service *observed)
{
	size_t dests = observed ? observed->dests_len : 0;

	if (desired && desired->dests_len > dests)
		dests = desired->dests_len;
	return IPVS_SCAN_SERVICE_COST + (uint32_t)(dests < 1u << 24 ? dests : 1u << 24);
}

static bool
is_urgent(const struct ipvs_service *desired, const struct ipvs_service *observed)
{
	if (!desired)
		return false;
	return !observed || !ipvs_service_same(desired, observed) ||
	    (observed->dests_len == 0 && desired->dests_len > 0);
}

struct lists {
	const struct ipvs_table *desired, *observed;
	size_t in_desired, in_observed;
};

/* The next service of either table, in order; false at the end. */
static bool
next_service(struct lists *lists, const struct ipvs_service **desired,
    const struct ipvs_service **observed)
{
	const struct ipvs_service *want = NULL, *have = NULL;
	int order;

	if (lists->in_desired < lists->desired->len)
		want = &lists->desired->services[lists->in_desired];
	if (lists->in_observed < lists->observed->len)
		have = &lists->observed->services[lists->in_observed];
	order = want && have ? ipvs_key_cmp(&want->key, &have->key) : 0;
	*desired = order <= 0 ? want : NULL;
	*observed = order >= 0 ? have : NULL;
	lists->in_desired += *desired != NULL;
	lists->in_observed += *observed != NULL;
	return *desired || *observed;
}

static void
append_all(struct ipvs_scan *scan, struct lists lists, bool urgent)
{
	const struct ipvs_service *desired, *observed;

	while (next_service(&lists, &desired, &observed)) {
		if (is_urgent(desired, observed) != urgent)
			continue;
		scan->keys[scan->len] = desired ? desired->key : observed->key;
		scan->costs[scan->len++] = cost_of(desired, observed);
	}
}

void
ipvs_scan_begin(struct ipvs_scan *scan, struct instant now,
    const struct ipvs_table *desired, const struct ipvs_table *observed)
{
	const struct lists lists = {.desired = desired, .observed = observed};
	size_t most = desired->len + observed->len;

	ipvs_scan_fini(scan);
	scan->keys = mem_new(most, sizeof(*scan->keys));
	scan->costs = mem_new(most, sizeof(*scan->costs));
	append_all(scan, lists, true);
	append_all(scan, lists, false);
	scan->slice_due = now;
	scan->round_due = instant_add(now, span_ms(IPVS_SCAN_ROUND_MS));
}

void
ipvs_scan_skip(struct ipvs_scan *scan, struct instant now)
{
	scan->at = scan->len;
	scan->round_due = instant_add(now, span_ms(IPVS_SCAN_ROUND_MS));
}

/* ---- the turns ---- */

static struct ipvs_scan_turn
take_slice(struct ipvs_scan *scan, struct instant now)
{
	size_t first = scan->at;
	uint32_t cost = 0, slices;

	do {
		cost += scan->costs[scan->at++];
	} while (scan->at < scan->len &&
	    cost + scan->costs[scan->at] <= IPVS_SCAN_SLICE_COST);
	slices = (cost + IPVS_SCAN_SLICE_COST - 1) / IPVS_SCAN_SLICE_COST;
	scan->slice_due =
	    instant_add(now, span_ms((int64_t)slices * IPVS_SCAN_SLICE_MS));
	/* The pause holds between rounds too. */
	if (instant_before(scan->round_due, scan->slice_due))
		scan->round_due = scan->slice_due;
	return (struct ipvs_scan_turn){.step = IPVS_SCAN_SLICE,
	    .keys = &scan->keys[first],
	    .len = scan->at - first,
	    .last = scan->at == scan->len};
}

struct ipvs_scan_turn
ipvs_scan_next(struct ipvs_scan *scan, struct instant now)
{
	if (!instant_reached(ipvs_scan_due(scan), now))
		return (struct ipvs_scan_turn){.step = IPVS_SCAN_WAIT};
	if (scan->at < scan->len)
		return take_slice(scan, now);
	return (struct ipvs_scan_turn){.step = IPVS_SCAN_ROUND};
}

struct instant
ipvs_scan_due(const struct ipvs_scan *scan)
{
	return scan->at < scan->len ? scan->slice_due : scan->round_due;
}
