/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/lib/histogram.h"

struct histogram
histogram_of_answers(void)
{
	return (struct histogram){
	    .ends_us = {250, 1000, 2500, 5000, 10000, 25000, 100000, 250000, 1000000,
			2500000, 5000000}
        };
}

struct histogram
histogram_of_delays(void)
{
	return (struct histogram){
	    .ends_us = {100, 500, 1000, 2500, 5000, 10000, 25000, 50000, 100000, 500000,
			1000000}
        };
}

void
histogram_add(struct histogram *histogram, int64_t took_us)
{
	uint64_t us = took_us > 0 ? (uint64_t)took_us : 0;
	unsigned i = 0;

	while (i < HISTOGRAM_BUCKETS - 1 && us > histogram->ends_us[i])
		i++;
	histogram->counts[i]++;
	histogram->sum_us += us;
}

uint64_t
histogram_count(const struct histogram *histogram)
{
	uint64_t count = 0;

	for (unsigned i = 0; i < HISTOGRAM_BUCKETS; i++)
		count += histogram->counts[i];
	return count;
}
