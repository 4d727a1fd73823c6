/* SPDX-License-Identifier: Apache-2.0 */
/* How regular adverts are: the gaps between those heard, and how late our own leave.
 * Plain counters, so that the vrrp thread can keep them. P. */
#ifndef AGENT_VRRP_VRRP_GAP_H
#define AGENT_VRRP_VRRP_GAP_H

#include "agent/lib/addr.h"
#include "agent/lib/clock.h"
#include "agent/lib/histogram.h"
#include "agent/vrrp/vrrp_limit.h"
#include "agent/words.h"

enum { VRRP_BUCKETS = HISTOGRAM_BUCKETS };

struct vrrp_histogram {
	uint64_t counts[VRRP_BUCKETS]; /* not cumulative; the last has no upper end */
	uint64_t sum_ns;
};

/* Gaps heard: upper ends in hundredths of the master's interval; lateness: in
 * microseconds. VRRP_BUCKETS - 1 of each, rising. */
extern const uint32_t vrrp_gap_ends[VRRP_BUCKETS - 1];
extern const uint32_t vrrp_late_ends[VRRP_BUCKETS - 1];

/* The last advert that was accepted: why a backup took over is told from it. */
struct vrrp_last_advert {
	struct instant at; /* 0: there was none */
	struct addr source;
	uint8_t priority;
};

struct vrrp_gap {
	struct addr source; /* of the last advert; its next one closes the gap */
	struct instant last;
	struct vrrp_histogram heard, late;
	uint64_t warnings; /* gaps that came near the limit */
	struct vrrp_limit told;
};

/* An advert from `source`; `release`: its last. True when a warning is due: the gap,
 * into *gap, was more than two thirds of `limit`, the silence that makes us master.
 * Adverts that follow one of another sender close no gap. */
bool vrrp_gap_hear(struct vrrp_gap *gap, const struct addr *source, bool release,
    struct span interval, struct span limit, struct instant now, struct span *silence);

/* Whether to tell of it now: the first at once, then one in ten seconds. */
bool vrrp_gap_tell(struct vrrp_gap *gap, struct instant now, uint32_t *more);

/* The silence has another reason now: we are master, or not listening. */
void vrrp_gap_forget(struct vrrp_gap *gap);

/* An advert that was due at `due` left at `sent`. */
void vrrp_gap_sent(struct vrrp_gap *gap, struct instant due, struct instant sent);

#endif
