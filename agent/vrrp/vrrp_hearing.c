/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/vrrp/vrrp_hearing.h"

/* An overloaded peer shows in its gaps before it fails. */
static void
warn(struct vrrp_router *router, const struct vrrp_event *advert, struct span silence,
    struct vrrp_outbox *out, struct instant now)
{
	struct vrrp_note *told;
	uint32_t more;

	if (!vrrp_gap_tell(&router->run.gap, now, &more))
		return;
	told = vrrp_outbox_note(out, VRRP_NOTE_LATE, router->index);
	told->peer = advert->source;
	told->theirs = advert->priority;
	told->ours = vrrp_fsm_priority(&router->run.fsm);
	told->silence = silence;
	told->limit = vrrp_fsm_master_down(&router->run.fsm);
	told->more = more;
}

void
vrrp_hearing_note(struct vrrp_router *router, const struct vrrp_event *advert,
    struct vrrp_outbox *out, struct instant now)
{
	struct vrrp_router_run *run = &router->run;
	struct span silence;

	run->last_advert =
	    (struct vrrp_last_advert){now, advert->source, advert->priority};
	if (run->fsm.state != VRRP_BACKUP)
		return;
	if (vrrp_gap_hear(&run->gap, &advert->source, advert->priority == 0,
		run->fsm.master_interval, vrrp_fsm_master_down(&run->fsm), now,
		&silence))
		warn(router, advert, silence, out, now);
}

void
vrrp_hearing_tell(struct vrrp_router *router, enum vrrp_heard heard,
    const struct vrrp_event *event, struct vrrp_outbox *out, struct instant now)
{
	static const enum vrrp_note_kind kinds[] = {
	    [VRRP_HEARD_LOWER] = VRRP_NOTE_LOWER,
	    [VRRP_HEARD_HIGHER] = VRRP_NOTE_HIGHER,
	    [VRRP_HEARD_HIGHER_ADDRESS] = VRRP_NOTE_HIGHER_ADDRESS,
	    [VRRP_HEARD_RELEASE] = VRRP_NOTE_RELEASE,
	    [VRRP_HEARD_OURSELVES] = VRRP_NOTE_OURSELVES,
	    [VRRP_HEARD_DELAYED] = VRRP_NOTE_DELAY,
	};
	bool repeats = heard == VRRP_HEARD_LOWER || heard == VRRP_HEARD_OURSELVES ||
	    heard == VRRP_HEARD_RELEASE;
	struct vrrp_note *told;
	uint32_t more = 0;

	if (heard == VRRP_HEARD_NOTHING)
		return;
	if (repeats && !vrrp_limit_take(&router->run.heard[heard], now, &more))
		return;
	told = vrrp_outbox_note(out, kinds[heard], router->index);
	told->more = more;
	told->state = router->run.fsm.state;
	told->theirs = event->priority;
	told->ours = vrrp_fsm_priority(&router->run.fsm);
	told->peer = event->source;
}
