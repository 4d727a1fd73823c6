/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/vrrp/vrrp_group.h"

static void
wake(struct vrrp_group *group)
{
	for (size_t i = 0; i < group->members_len; i++)
		vrrp_router_wake(group->members[i]);
}

void
vrrp_group_begin(struct vrrp_group *group)
{
	group->faulty = 0;
	group->unseen = group->members_len;
	group->asked = true;
	for (size_t i = 0; i < group->members_len; i++) {
		group->members[i]->seen = false;
		group->faulty += group->members[i]->run.faulty;
	}
	wake(group);
}

/* ---- who is master ---- */

/* It was master with the others and has stepped back by itself, whatever it has heard
 * since. */
static bool
has_stepped_back(const struct vrrp_fsm *fsm)
{
	return fsm->reason == VRRP_WHY_HIGHER_PRIORITY ||
	    fsm->reason == VRRP_WHY_HIGHER_ADDRESS || fsm->reason == VRRP_WHY_YIELD ||
	    fsm->reason == VRRP_WHY_TIMER_LATE;
}

/* It holds the others back until it wants to be master. */
static bool
is_beaten(const struct vrrp_fsm *fsm)
{
	return fsm->state == VRRP_BACKUP &&
	    (fsm->follows || (!fsm->wants && has_stepped_back(fsm)));
}

/* The first such member, or NULL. */
static const struct vrrp_router *
beaten(const struct vrrp_group *group)
{
	for (size_t i = 0; i < group->members_len; i++) {
		const struct vrrp_router *member = group->members[i];

		if (!member->leaving && is_beaten(&member->run.fsm))
			return member;
	}
	return NULL;
}

enum vrrp_group_verdict
vrrp_group_judge(const struct vrrp_group *group)
{
	size_t masters = 0, willing = 0, staying = 0;

	for (size_t i = 0; i < group->members_len; i++) {
		const struct vrrp_router *member = group->members[i];
		const struct vrrp_fsm *fsm = &member->run.fsm;

		if (member->leaving)
			continue;
		staying++;
		masters += fsm->state == VRRP_MASTER;
		willing += fsm->state == VRRP_BACKUP && fsm->wants;
	}
	if (willing && masters + willing == staying)
		return VRRP_GROUP_MASTER;
	if (masters && beaten(group))
		return VRRP_GROUP_BACKUP;
	return VRRP_GROUP_STAYS;
}

/* Where priorities differ within the groups, two hosts can beat each other in the same
 * moment, one by this member and the other by that one, and would do so for ever: who
 * has the lower address lets the other go first. */
static struct span
turn_of(const struct vrrp_group *group)
{
	const struct vrrp_router *member = beaten(group);
	const struct vrrp_fsm *fsm = &member->run.fsm;

	if (addr_cmp(&fsm->master, &fsm->primary) > 0)
		return member->fsm_cf.interval;
	return (struct span){0};
}

/* An operator's wish is told of all whom it moves. */
static enum vrrp_reason
why_of(const struct vrrp_group *group)
{
	const struct vrrp_fsm *fsm = &beaten(group)->run.fsm;

	return fsm->reason == VRRP_WHY_YIELD ? VRRP_WHY_YIELD : VRRP_WHY_GROUP;
}

void
vrrp_group_settle(struct vrrp_group *group, struct vrrp_outbox *out, struct instant now)
{
	struct vrrp_event event = {.kind = VRRP_EV_GROUP_MASTER};
	enum vrrp_group_verdict verdict;

	if (!group->asked)
		return;
	verdict = vrrp_group_judge(group);
	group->asked = false;
	if (verdict == VRRP_GROUP_STAYS)
		return;
	if (verdict == VRRP_GROUP_BACKUP) {
		event.kind = VRRP_EV_GROUP_BACKUP;
		event.wait = turn_of(group);
		event.why = why_of(group);
	}
	for (size_t i = 0; i < group->members_len; i++) {
		if (out->len >= VRRP_OUTBOX_FULL) {
			group->asked = true; /* the verdict will be the same */
			return;
		}
		if (!group->members[i]->leaving)
			vrrp_router_step(group->members[i], &event, out, now);
	}
	group->asked = false;
}

/* ---- faults ---- */

bool
vrrp_group_fault(struct vrrp_router *router, bool faulty, enum vrrp_reason *why)
{
	struct vrrp_group *group = router->sync;

	if (!router->seen) {
		router->seen = true;
		if (--group->unseen == 0)
			wake(group);
	}
	if (router->run.faulty != faulty) {
		router->run.faulty = faulty;
		if (faulty)
			group->faulty++;
		else
			group->faulty--;
		wake(group);
	}
	if (faulty || group->faulty == 0)
		return faulty;
	*why = VRRP_WHY_GROUP;
	return true;
}

/* ---- the rest ---- */

static void
announce_again(struct vrrp_router *router, struct instant now)
{
	if (router->run.fsm.state != VRRP_MASTER)
		return;
	vrrp_garp_again(&router->run.garp, &router->garp_cf, router->vips_len, now);
	vrrp_router_wake(router);
}

void
vrrp_group_reannounce(struct vrrp_router *router, struct instant now)
{
	if (!router->sync) {
		announce_again(router, now);
		return;
	}
	for (size_t i = 0; i < router->sync->members_len; i++)
		announce_again(router->sync->members[i], now);
}

enum vrrp_state
vrrp_group_state(enum vrrp_state before, const size_t *members_in)
{
	size_t all = 0;

	for (int i = VRRP_INIT; i <= VRRP_FAULT; i++)
		all += members_in[i];
	if (members_in[VRRP_FAULT])
		return VRRP_FAULT;
	if (members_in[VRRP_INIT] == all)
		return VRRP_INIT;
	if (members_in[VRRP_MASTER] == all)
		return VRRP_MASTER;
	if (members_in[VRRP_MASTER] && before == VRRP_MASTER)
		return VRRP_MASTER;
	return VRRP_BACKUP;
}
