/* SPDX-License-Identifier: Apache-2.0 */
/* Time as a type: an instant on the monotonic clock and a span between two. P.
 * Nobody here reads a clock: cores are given `now` by the edge that woke them. */
#ifndef AGENT_LIB_CLOCK_H
#define AGENT_LIB_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

struct span {
	int64_t ns;
};

struct instant {
	int64_t ns; /* since an arbitrary start (CLOCK_MONOTONIC) */
};

/* What the time of day is said to be: it may step, either way. Never for timers. */
struct wall {
	int64_t ns; /* since 1970, UTC (CLOCK_REALTIME) */
};

/* Later than anything that will happen: "no timer". */
#define INSTANT_NEVER ((struct instant){INT64_MAX})

static inline struct span
span_ms(int64_t ms)
{
	return (struct span){ms * 1000000};
}

static inline struct span
span_cs(int64_t cs)
{
	return (struct span){cs * 10000000};
}

static inline struct span
span_s(int64_t s)
{
	return (struct span){s * 1000000000};
}

static inline int64_t
span_to_ms(struct span span)
{
	return span.ns / 1000000;
}

static inline struct instant
instant_add(struct instant at, struct span span)
{
	if (at.ns == INT64_MAX)
		return at;
	return (struct instant){at.ns + span.ns};
}

static inline struct span
instant_since(struct instant later, struct instant earlier)
{
	return (struct span){later.ns - earlier.ns};
}

static inline bool
instant_reached(struct instant due, struct instant now)
{
	return due.ns <= now.ns;
}

static inline bool
instant_before(struct instant a, struct instant b)
{
	return a.ns < b.ns;
}

static inline struct instant
instant_earlier(struct instant a, struct instant b)
{
	return a.ns < b.ns ? a : b;
}

#endif
