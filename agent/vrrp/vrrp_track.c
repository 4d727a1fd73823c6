/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/vrrp/vrrp_track.h"

#include "agent/vrrp/vrrp_packet.h"

const char *
vrrp_track_kind_word(enum model_track_kind kind)
{
	static const char *const words[MODEL_TRACK_KINDS] = {
	    [MODEL_TRACK_INTERFACE] = "interface",
	    [MODEL_TRACK_SCRIPT] = "script",
	    [MODEL_TRACK_FILE] = "file",
	    [MODEL_TRACK_PROCESS] = "process",
	    [MODEL_TRACK_VIRTUAL] = "quorum",
	};

	return words[kind];
}

static bool
is_good(const struct vrrp_track_item *item)
{
	bool up = item->counts ? item->value == 0 : item->up;

	return up != item->reverse;
}

int64_t
vrrp_track_weigh(const struct vrrp_track_item *item)
{
	int64_t product = (int64_t)item->value * item->weight;

	if (!item->known)
		return 0;
	if (item->counts)
		return item->reverse ? -product : product;
	if (item->weight > 0)
		return is_good(item) ? item->weight : 0;
	return is_good(item) ? 0 : item->weight;
}

bool
vrrp_track_is_faulty(const struct vrrp_track_item *item)
{
	if (!item->known)
		return false;
	if (item->weight == 0)
		return !is_good(item);
	return item->counts && vrrp_track_weigh(item) <= VRRP_TRACK_FAULT;
}

struct vrrp_track_verdict
vrrp_track_judge(uint8_t configured, const struct vrrp_track_item *items, size_t len)
{
	struct vrrp_track_verdict verdict = {0};
	int64_t priority = configured;

	for (size_t i = 0; i < len; i++) {
		int64_t adds = vrrp_track_weigh(&items[i]);

		/* Far beyond every priority: no sum of them overflows. */
		if (adds > INT32_MAX)
			adds = INT32_MAX;
		if (adds < INT32_MIN)
			adds = INT32_MIN;
		priority += adds;
		verdict.pending |= items[i].weight == 0 && !items[i].known;
		verdict.faulty |= vrrp_track_is_faulty(&items[i]);
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
