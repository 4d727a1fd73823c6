/* SPDX-License-Identifier: Apache-2.0 */
/* The two clocks, read by edges only. E, any thread. */
#ifndef AGENT_SYS_NOW_H
#define AGENT_SYS_NOW_H

#include <stdint.h>

#include "agent/lib/clock.h"

/* CLOCK_MONOTONIC. */
struct instant now_monotonic(void);

/* CLOCK_REALTIME. */
struct wall now_wall(void);

/* Milliseconds since 1970, UTC: for showing and for deadlines that outlive the agent.
 */
int64_t now_wall_ms(void);

#endif
