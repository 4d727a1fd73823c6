/* SPDX-License-Identifier: Apache-2.0 */
/* The rules of the election said a second time, in another way: who may be master in
 * quiet, and how long it takes until it is so. P. */
#ifndef TESTS_SIM_SIM_RULES_H
#define TESTS_SIM_SIM_RULES_H

#include "tests/sim/sim_world.h"

/* Clocks are wrong by up to 1 %: what takes `ms` by one of them takes at most so long
 * by the wire's, and at least so long. */
int64_t sim_at_most_ms(int64_t ms);
int64_t sim_at_least_ms(int64_t ms);

/* What tracking makes of the configured priority. */
uint8_t sim_priority(const struct sim_world *world, size_t host, size_t router);

/* Awake, with a link, and no script forbids it. */
bool sim_may_serve(const struct sim_world *world, size_t host, size_t router);

/* Were `master` the master, this one would not follow it. */
bool sim_preempts(
    const struct sim_world *world, size_t host, size_t master, size_t router);

/* No other one's right is better than this one's: each of a higher priority waits, as
 * nopreempt says. */
bool sim_may_hold(const struct sim_world *world, size_t host, size_t router);

/* How many could be master. */
size_t sim_candidates(const struct sim_world *world, size_t router);

/* How long a backup waits for a master of this interval, by its own clock. */
int64_t sim_master_down_ms(
    const struct sim_world *world, size_t host, size_t router, uint16_t interval_cs);

/* How long others may refuse a host after its time of day is right again. */
int64_t sim_clock_bound_ms(const struct sim_world *world);

/* After the last fault until there is one master, whatever was before. */
int64_t sim_bound_ms(const struct sim_world *world);

#endif
