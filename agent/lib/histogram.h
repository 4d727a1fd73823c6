/* SPDX-License-Identifier: Apache-2.0 */
/* How often something took how long. Plain counters that their owner keeps. P. */
#ifndef AGENT_LIB_HISTOGRAM_H
#define AGENT_LIB_HISTOGRAM_H

#include <stdint.h>

enum { HISTOGRAM_BUCKETS = 12 };

struct histogram {
	uint64_t
	    ends_us[HISTOGRAM_BUCKETS - 1]; /* upper, inclusive; the last has none */
	uint64_t counts[HISTOGRAM_BUCKETS]; /* not cumulative */
	uint64_t sum_us;
};

/* From 0.25 ms to 5 s: answers of servers, of the API. */
struct histogram histogram_of_answers(void);

/* From 0.1 ms to 1 s: how late something began that should have begun at once. */
struct histogram histogram_of_delays(void);

/* A time below 0 (two clocks that disagree) counts as 0. */
void histogram_add(struct histogram *histogram, int64_t took_us);

uint64_t histogram_count(const struct histogram *histogram);

#endif
