/* SPDX-License-Identifier: Apache-2.0 */
#include "checks/check_lane.h"

#include <string.h>

#include "agent/lib/mem.h"

enum { IDLE_MAX = 256 };

struct check_lane *
check_lane_of(struct check_lanes *lanes, const struct check_ops *ops)
{
	struct check_lane *lane;

	for (size_t i = 0; i < lanes->len; i++)
		if (lanes->of[i]->ops == ops)
			return lanes->of[i];
	lane = mem_new(1, sizeof(*lane));
	lanes->of = mem_grow(lanes->of, lanes->len + 1, sizeof(struct check_lane *));
	lanes->of[lanes->len++] = lane;
	*lane = (struct check_lane){
	    .ops = ops, .took = histogram_of_answers(), .lag = histogram_of_delays()};
	lane->waiting_end = &lane->waiting;
	return lane;
}

void
check_lanes_fini(struct check_lanes *lanes)
{
	for (size_t i = 0; i < lanes->len; i++) {
		for (struct check_try *try; (try = lanes->of[i]->idle);) {
			lanes->of[i]->idle = try->next_idle;
			mem_free(try);
		}
		mem_free(lanes->of[i]);
	}
	mem_free(lanes->of);
	*lanes = (struct check_lanes){0};
}

bool
check_lane_has_room(const struct check_lane *lane)
{
	return lane->in_flight < lane->ops->in_flight_max;
}

struct check_try *
check_lane_take(struct check_lane *lane, struct check_probe *probe)
{
	size_t bytes = sizeof(struct check_try) + lane->ops->state_size;
	struct check_try *try = lane->idle;

	if (try) {
		lane->idle = try->next_idle;
		lane->idle_len--;
		memset(try, 0, bytes);
	} else {
		try = mem_new(1, bytes);
	}
	lane->in_flight++;
	try->probe = probe;
	try->fd = -1;
	try->late = CHECK_TIMEOUT;
	probe->try = try;
	return try;
}

static struct check_probe *
first_waiting(struct check_lane *lane)
{
	struct check_probe *first = lane->waiting;

	if (first)
		check_lane_leave(lane, first);
	return first;
}

struct check_probe *
check_lane_give_back(struct check_lane *lane, struct check_try *try)
{
	try->probe->try = NULL;
	mem_free(try->memory);
	try->memory = NULL;
	lane->in_flight--;
	if (lane->idle_len < IDLE_MAX) {
		try->next_idle = lane->idle;
		lane->idle = try;
		lane->idle_len++;
	} else {
		mem_free(try);
	}
	return first_waiting(lane);
}

void
check_lane_wait(struct check_lane *lane, struct check_probe *probe)
{
	probe->waiting_link = lane->waiting_end;
	probe->next_waiting = NULL;
	*lane->waiting_end = probe;
	lane->waiting_end = &probe->next_waiting;
	lane->waiting_len++;
}

void
check_lane_leave(struct check_lane *lane, struct check_probe *probe)
{
	if (!probe->waiting_link)
		return;
	*probe->waiting_link = probe->next_waiting;
	if (probe->next_waiting)
		probe->next_waiting->waiting_link = probe->waiting_link;
	else
		lane->waiting_end = probe->waiting_link;
	probe->waiting_link = NULL;
	lane->waiting_len--;
}
