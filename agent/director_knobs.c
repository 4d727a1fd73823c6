/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on: control. The kernel's settings: read at start, at a reload and now and then;
 * told once when one is likely to hurt, and shown as long as it is. */
#include <stdio.h>

#include "agent/director_inside.h"
#include "agent/ipvs/ipvs_knobs_read.h"
#include "agent/lib/log.h"
#include "agent/lib/mem.h"
#include "agent/sys/now.h"

enum { KNOBS_AGAIN_MS = 10000 };

static void
tell(const struct director_knobs *knobs, enum ipvs_knob knob)
{
	log_event("ipvs", "%s is %lld: %s; sysctl -w %s", ipvs_knob_name(knob),
	    (long long)knobs->seen.values[knob], ipvs_knob_reason(knob),
	    ipvs_knob_remedy(knob));
}

void
director_look_at_knobs(struct director *director)
{
	struct director_knobs *knobs = &director->knobs;
	unsigned before = knobs->amiss;

	knobs->seen = ipvs_knobs_read("/proc/sys");
	knobs->amiss = ipvs_knobs_judge(ipvs_knobs_use(director->model), &knobs->seen);
	knobs->due = instant_add(now_monotonic(), span_ms(KNOBS_AGAIN_MS));
	for (unsigned i = 0; i < IPVS_KNOBS; i++)
		if (knobs->amiss & ~before & 1u << i)
			tell(knobs, (enum ipvs_knob)i);
	if (knobs->amiss != before)
		director_changed(director);
}

void
director_fill_knobs(const struct director *director, struct view *view)
{
	const struct director_knobs *knobs = &director->knobs;

	view->knobs = mem_new(IPVS_KNOBS, sizeof(*view->knobs));
	for (unsigned i = 0; i < IPVS_KNOBS; i++) {
		enum ipvs_knob knob = (enum ipvs_knob)i;
		struct view_knob *row = &view->knobs[view->knobs_len];

		if (!(knobs->amiss & 1u << i))
			continue;
		row->value = (uint64_t)knobs->seen.values[i]; /* not -1: it hurts */
		(void)mem_copy_text(row->name, sizeof(row->name), ipvs_knob_name(knob));
		(void)mem_copy_text(
		    row->reason, sizeof(row->reason), ipvs_knob_reason(knob));
		(void)snprintf(row->remedy, sizeof(row->remedy), "sysctl -w %s",
		    ipvs_knob_remedy(knob)); /* fits: our words */
		view->knobs_len++;
	}
	view->agent.ipvs_knobs_amiss = view->knobs_len;
}
