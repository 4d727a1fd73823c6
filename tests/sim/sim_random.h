/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers that look random and follow from a seed: splitmix64. P. */
#ifndef TESTS_SIM_SIM_RANDOM_H
#define TESTS_SIM_SIM_RANDOM_H

#include <stdbool.h>
#include <stdint.h>

struct sim_random {
	uint64_t state;
};

static inline uint64_t
sim_random_next(struct sim_random *random)
{
	uint64_t z = random->state += 0x9e3779b97f4a7c15;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
	return z ^ (z >> 31);
}

/* least..most, both included. */
static inline int64_t
sim_random_in(struct sim_random *random, int64_t least, int64_t most)
{
	uint64_t width = (uint64_t)(most - least) + 1;

	return least + (int64_t)(sim_random_next(random) % width);
}

static inline bool
sim_random_percent(struct sim_random *random, int64_t percent)
{
	return sim_random_in(random, 1, 100) <= percent;
}

#endif
