/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/vrrp/vrrp_gap.h"

/* Around one interval finely (a healthy peer), around three (the limit) too. */
const uint32_t vrrp_gap_ends[VRRP_BUCKETS - 1] = {
    50, 90, 101, 105, 110, 125, 150, 200, 250, 300, 350};
const uint32_t vrrp_late_ends[VRRP_BUCKETS - 1] = {
    50, 100, 250, 500, 1000, 2500, 5000, 10000, 50000, 100000, 1000000};

static void
count(struct vrrp_histogram *histogram, const uint32_t *ends, int64_t unit_ns,
    int64_t value_ns)
{
	unsigned i = 0;

	while (i < VRRP_BUCKETS - 1 && value_ns > (int64_t)ends[i] * unit_ns)
		i++;
	histogram->counts[i]++;
	histogram->sum_ns += (uint64_t)value_ns;
}

bool
vrrp_gap_hear(struct vrrp_gap *gap, const struct addr *source, bool release,
    struct span interval, struct span limit, struct instant now, struct span *silence)
{
	bool closes = gap->last.ns != 0 && addr_equal(&gap->source, source);

	*silence = closes ? instant_since(now, gap->last) : (struct span){0};
	gap->source = *source;
	gap->last = release ? (struct instant){0} : now;
	if (!closes || release)
		return false;
	count(&gap->heard, vrrp_gap_ends, interval.ns / 100, silence->ns);
	if (silence->ns * 3 <= limit.ns * 2)
		return false;
	gap->warnings++;
	return true;
}

bool
vrrp_gap_tell(struct vrrp_gap *gap, struct instant now, uint32_t *more)
{
	return vrrp_limit_take(&gap->told, now, more);
}

void
vrrp_gap_forget(struct vrrp_gap *gap)
{
	gap->last.ns = 0;
}

void
vrrp_gap_sent(struct vrrp_gap *gap, struct instant due, struct instant sent)
{
	int64_t late_ns = instant_since(sent, due).ns;

	count(&gap->late, vrrp_late_ends, 1000, late_ns > 0 ? late_ns : 0);
}
