/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/sys/now.h"

#include <time.h>

struct instant
now_monotonic(void)
{
	struct timespec ts;

	(void)clock_gettime(CLOCK_MONOTONIC, &ts); /* cannot fail: the clock exists */
	return (struct instant){(int64_t)ts.tv_sec * 1000000000 + ts.tv_nsec};
}

struct wall
now_wall(void)
{
	struct timespec ts;

	(void)clock_gettime(CLOCK_REALTIME, &ts); /* as above */
	return (struct wall){(int64_t)ts.tv_sec * 1000000000 + ts.tv_nsec};
}

int64_t
now_wall_ms(void)
{
	return now_wall().ns / 1000000;
}
