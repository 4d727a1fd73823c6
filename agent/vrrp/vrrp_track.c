/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/vrrp/vrrp_track.h"

#include "agent/vrrp/vrrp_packet.h"

static int
weigh(const struct vrrp_track_item *item)
{
	bool good = item->up != item->reverse;

	if (!item->known)
		return 0;
	if (item->weight > 0)
		return good ? item->weight : 0;
	return good ? 0 : item->weight;
}

struct vrrp_track_verdict
vrrp_track_judge(uint8_t configured, const struct vrrp_track_item *items, size_t len)
{
	struct vrrp_track_verdict verdict = {0};
	int priority = configured;

	for (size_t i = 0; i < len; i++) {
		priority += weigh(&items[i]);
		if (items[i].weight != 0)
			continue;
		if (!items[i].known)
			verdict.pending = true;
		else if (items[i].up == items[i].reverse)
			verdict.faulty = true;
	}
	if (configured == VRRP_PRIO_OWNER)
		priority = VRRP_PRIO_OWNER;
	else if (priority < 1)
		priority = 1;
	else if (priority > VRRP_PRIO_OWNER - 1)
		priority = VRRP_PRIO_OWNER - 1;
	verdict.priority = (uint8_t)priority;
	return verdict;
}

struct vrrp_script_state
vrrp_script_init(bool init_fail)
{
	return (struct vrrp_script_state){.known = init_fail};
}

bool
vrrp_script_result(
    struct vrrp_script_state *script, uint32_t rise, uint32_t fall, bool good)
{
	uint32_t needed = good ? rise : fall;

	if (script->known && script->up == good) {
		script->run = 0;
		return false;
	}
	if (script->known && ++script->run < needed)
		return false;
	*script = (struct vrrp_script_state){.known = true, .up = good};
	return true;
}
