/* SPDX-License-Identifier: Apache-2.0 */
/* Init -> backup -> master and back (RFC 3768 6.4, RFC 9568 6.4), with a fault state
 * beside them: what RFC 2787 calls "initialize", entered when the router could not
 * serve its addresses. Each state has one function; each returns what is to be done. */
#include "agent/vrrp/vrrp_fsm.h"

#include "agent/vrrp/vrrp_packet.h"
#include "agent/vrrp/vrrp_wait.h"

static const struct vrrp_actions nothing = {0};

uint8_t
vrrp_fsm_priority(const struct vrrp_fsm *fsm)
{
	return fsm->conceded ? VRRP_PRIO_OWNER - 1 : fsm->priority;
}

static bool
is_owner(const struct vrrp_fsm *fsm)
{
	return fsm->cf->priority == VRRP_PRIO_OWNER &&
	    fsm->priority == VRRP_PRIO_OWNER; /* not while an operator's wish rules */
}

static bool
is_never(struct instant at)
{
	return at.ns == INSTANT_NEVER.ns;
}

void
vrrp_fsm_init(struct vrrp_fsm *fsm, const struct vrrp_fsm_config *cf)
{
	*fsm = (struct vrrp_fsm){.cf = cf,
	    .state = VRRP_INIT,
	    .reason = VRRP_WHY_START,
	    .due = INSTANT_NEVER,
	    .priority = cf->priority,
	    .master_interval = cf->interval,
	    .preempt_from = INSTANT_NEVER,
	    .owner_last = INSTANT_NEVER};
}

static void
enter(struct vrrp_fsm *fsm, enum vrrp_state state, enum vrrp_reason why,
    struct instant now)
{
	fsm->state = state;
	fsm->reason = why;
	fsm->since = now;
	fsm->noted_lower = false;
	fsm->wants = false;
	fsm->follows = false;
	fsm->turn.ns = 0;
	fsm->preempt_from = INSTANT_NEVER;
	fsm->owner_last = INSTANT_NEVER;
}

/* Nobody is known to be master but, perhaps, ourselves. */
static void
forget_master(struct vrrp_fsm *fsm)
{
	fsm->master = (struct addr){0};
	fsm->master_priority = 0;
	fsm->master_interval = fsm->cf->interval;
}

static struct vrrp_actions
enter_master(struct vrrp_fsm *fsm, enum vrrp_reason why, struct instant now)
{
	enter(fsm, VRRP_MASTER, why, now);
	fsm->due = instant_add(now, fsm->cf->interval);
	fsm->conceded = false;
	fsm->master = fsm->primary;
	fsm->master_priority = fsm->priority;
	fsm->master_interval = fsm->cf->interval;
	return (struct vrrp_actions){VRRP_DO_ADVERT | VRRP_DO_TAKE | VRRP_DO_ENTER, 0};
}

/* Nobody is in the way. One of a sync group has to wait for the others. */
static struct vrrp_actions
may_be_master(struct vrrp_fsm *fsm, enum vrrp_reason why, struct instant now)
{
	if (!fsm->cf->grouped)
		return enter_master(fsm, why, now);
	fsm->wants = true;
	fsm->follows = false;
	fsm->why_due = why;
	fsm->due = INSTANT_NEVER;
	return (struct vrrp_actions){VRRP_DO_ASK, 0};
}

/* From init or fault. Who is configured MASTER waits one interval and the smallest skew
 * rather than going at once, as keepalived does: a living master is heard in that time
 * and nobody's connections suffer. */
static struct vrrp_actions
begin(struct vrrp_fsm *fsm, enum vrrp_reason why, struct instant now)
{
	struct span smallest_skew;

	forget_master(fsm);
	if (is_owner(fsm) && !fsm->cf->grouped)
		return enter_master(fsm, VRRP_WHY_OWNER, now);
	enter(fsm, VRRP_BACKUP, why, now);
	smallest_skew = vrrp_wait_skew(fsm->cf, fsm->cf->interval, VRRP_PRIO_OWNER);
	if (is_owner(fsm)) {
		fsm->due = now;
		fsm->why_due = VRRP_WHY_OWNER;
	} else if (fsm->cf->initial == VRRP_MASTER && !fsm->yields) {
		fsm->due =
		    instant_add(instant_add(now, fsm->cf->interval), smallest_skew);
		fsm->why_due = why;
	} else {
		fsm->due = instant_add(now, vrrp_fsm_master_down(fsm));
		fsm->why_due = VRRP_WHY_MASTER_DOWN;
	}
	return (struct vrrp_actions){VRRP_DO_ENTER | VRRP_DO_DROP, 0};
}

/* Nobody has taken over: whoever waits for us need not wait for the master-down time.
 */
static struct vrrp_actions
leave(struct vrrp_fsm *fsm, enum vrrp_state state, enum vrrp_reason why,
    struct instant now)
{
	unsigned release = fsm->state == VRRP_MASTER ? VRRP_DO_RELEASE : 0;

	enter(fsm, state, why, now);
	fsm->due = INSTANT_NEVER;
	fsm->conceded = false;
	forget_master(fsm);
	return (struct vrrp_actions){release | VRRP_DO_DROP | VRRP_DO_ENTER, 0};
}

/* ---- backup ---- */

/* It is not from the master that we follow, nor from a better one. */
static bool
is_from_second(const struct vrrp_fsm *fsm, const struct vrrp_event *advert)
{
	if (!fsm->follows || addr_equal(&advert->source, &fsm->master))
		return false;
	if (advert->priority != fsm->master_priority)
		return advert->priority < fsm->master_priority;
	return addr_cmp(&advert->source, &fsm->master) < 0;
}

/* RFC 9568 6.4.2 begins the wait anew with every advert that is as good as we are, for
 * it knows of one master. The last word of who gives way can be of a shorter interval
 * than the master's whom we follow: its wait in the place of ours would make us master
 * between two adverts of the better one, again and again. So a second one may only make
 * us wait longer. If the better one is gone, our wait for it ends while the second
 * one's goes on, and then it is that one whom we follow. Returns VRRP_DO_ASK when that
 * is new to its sync group. */
static unsigned
follow(struct vrrp_fsm *fsm, const struct vrrp_event *advert, struct instant now)
{
	unsigned ask = fsm->cf->grouped && !fsm->follows ? VRRP_DO_ASK : 0;
	struct span interval = fsm->cf->interval;
	struct instant due;

	/* RFC 9568 6.4.2: skew and master-down time follow each advert's interval. */
	if (fsm->cf->version == VRRP_VERSION_3)
		interval = advert->interval;
	due = instant_add(
	    now, vrrp_wait_master_down(fsm->cf, interval, vrrp_fsm_priority(fsm)));
	if (is_from_second(fsm, advert) && instant_before(due, fsm->due))
		return 0;
	fsm->wants = false;
	if (fsm->follows && addr_equal(&advert->source, &fsm->master))
		fsm->turn.ns = 0; /* it has come to stay */
	fsm->follows = true;
	fsm->master = advert->source;
	fsm->master_priority = advert->priority;
	fsm->master_interval = interval;
	fsm->due = due;
	fsm->why_due = VRRP_WHY_MASTER_DOWN;
	return ask;
}

/* The preempt delay runs from the first weaker advert, and only as long as no better
 * master is heard. */
static bool
delays_preemption(struct vrrp_fsm *fsm, struct instant now, struct vrrp_actions *out)
{
	if (fsm->cf->preempt_delay.ns == 0)
		return false;
	if (is_never(fsm->preempt_from)) {
		fsm->preempt_from = instant_add(now, fsm->cf->preempt_delay);
		out->heard = VRRP_HEARD_DELAYED;
	}
	return instant_before(now, fsm->preempt_from);
}

static struct vrrp_actions
backup_hears(struct vrrp_fsm *fsm, const struct vrrp_event *advert, struct instant now)
{
	struct vrrp_actions out = {0};

	if (advert->priority == VRRP_PRIO_RELEASE) {
		fsm->follows = false;
		out.heard = VRRP_HEARD_RELEASE;
		if (fsm->wants)
			return out;
		fsm->due = instant_add(
		    now, (struct span){vrrp_fsm_skew(fsm).ns + fsm->turn.ns});
		fsm->why_due = VRRP_WHY_MASTER_RELEASED;
		return out;
	}
	if (advert->priority >= vrrp_fsm_priority(fsm)) {
		fsm->preempt_from = INSTANT_NEVER;
		out.does |= follow(fsm, advert, now);
		return out;
	}
	if (!is_owner(fsm) &&
	    (!fsm->cf->preempt || delays_preemption(fsm, now, &out))) {
		out.does |= follow(fsm, advert, now);
		return out;
	}
	/* Not followed: our timer runs out and we are master. */
	if (!is_from_second(fsm, advert)) {
		fsm->master = advert->source;
		fsm->master_priority = advert->priority;
		fsm->follows = false;
	}
	fsm->why_due = VRRP_WHY_PREEMPTED_WEAKER;
	out.heard = fsm->noted_lower ? VRRP_HEARD_NOTHING : VRRP_HEARD_LOWER;
	fsm->noted_lower = true;
	return out;
}

static struct vrrp_actions
backup_step(struct vrrp_fsm *fsm, const struct vrrp_event *event, struct instant now)
{
	if (event->kind == VRRP_EV_ADVERT)
		return backup_hears(fsm, event, now);
	if (event->kind == VRRP_EV_TICK && instant_reached(fsm->due, now))
		return may_be_master(fsm, fsm->why_due, now);
	return nothing;
}

/* ---- master ---- */

static struct vrrp_actions
yield(struct vrrp_fsm *fsm, const struct vrrp_event *advert, struct instant now)
{
	bool by_address = advert->priority == vrrp_fsm_priority(fsm);
	struct vrrp_actions out = {VRRP_DO_DROP | VRRP_DO_ENTER, VRRP_HEARD_HIGHER};

	if (by_address)
		out.heard = VRRP_HEARD_HIGHER_ADDRESS;
	/* Some peers want a last word of ours to learn that we heard them. */
	if (fsm->cf->higher_prio_send_advert)
		out.does |= VRRP_DO_ADVERT;
	enter(fsm, VRRP_BACKUP,
	    by_address ? VRRP_WHY_HIGHER_ADDRESS : VRRP_WHY_HIGHER_PRIORITY, now);
	out.does |= follow(fsm, advert, now);
	return out;
}

static bool
is_better(const struct vrrp_fsm *fsm, const struct vrrp_event *advert)
{
	if (advert->priority != vrrp_fsm_priority(fsm))
		return advert->priority > vrrp_fsm_priority(fsm);
	return addr_cmp(&advert->source, &fsm->primary) > 0;
}

/* Two owners: one of them is configured wrongly. The lower address yields; if it does
 * not (perhaps an owner that listens to nobody), the higher one gives in after 3.2
 * intervals by taking priority 254, so that there is one master, as keepalived does. */
static void
meet_owner(struct vrrp_fsm *fsm, struct instant now)
{
	struct span patience = {fsm->cf->interval.ns * 16 / 5};
	bool is_same_story = !is_never(fsm->owner_last) &&
	    instant_since(now, fsm->owner_last).ns < patience.ns;

	if (!is_owner(fsm))
		return;
	if (!is_same_story)
		fsm->owner_since = now;
	fsm->owner_last = now;
	if (instant_since(now, fsm->owner_since).ns >= patience.ns)
		fsm->conceded = true;
}

/* Two masters that each take themselves for the better one (their adverts come from
 * other addresses than they think, or one of them is broken) would answer each other's
 * answers as fast as the wire is. Half an interval: the regular adverts of a weaker one
 * are all answered, whatever its clock. */
static bool
may_answer(struct vrrp_fsm *fsm, struct instant now)
{
	if (instant_before(now, fsm->answer_from))
		return false;
	fsm->answer_from = instant_add(now, (struct span){fsm->cf->interval.ns / 2});
	return true;
}

static struct vrrp_actions
master_hears(struct vrrp_fsm *fsm, const struct vrrp_event *advert, struct instant now)
{
	struct vrrp_actions out = {0};

	if (addr_equal(&advert->source, &fsm->primary)) {
		out.heard = VRRP_HEARD_OURSELVES;
		return out;
	}
	if (advert->priority == VRRP_PRIO_OWNER)
		meet_owner(fsm, now);
	if (advert->priority != VRRP_PRIO_RELEASE && is_better(fsm, advert))
		return yield(fsm, advert, now);
	out.heard = advert->priority == VRRP_PRIO_RELEASE ? VRRP_HEARD_RELEASE
							  : VRRP_HEARD_LOWER;
	/* A leaver, or a weaker claimant: say at once who is master, so that bridges
	 * relearn and the loser backs off (RFC 9568 6.4.3; 3768 only discards). */
	if (out.heard == VRRP_HEARD_LOWER && !may_answer(fsm, now))
		return out;
	if (out.heard == VRRP_HEARD_LOWER)
		out.does |= VRRP_DO_REANNOUNCE;
	if (out.heard == VRRP_HEARD_RELEASE || !fsm->cf->lower_prio_no_advert) {
		out.does |= VRRP_DO_ADVERT;
		fsm->due = instant_add(now, fsm->cf->interval);
	}
	return out;
}

/* So late that others have taken over: rather than claim what is theirs, listen. */
static bool
is_too_late(const struct vrrp_fsm *fsm, struct instant now)
{
	int64_t bound_ns = fsm->cf->interval.ns * fsm->cf->late_adverts;

	return bound_ns > 0 && instant_since(now, fsm->due).ns > bound_ns;
}

static struct vrrp_actions
step_back(struct vrrp_fsm *fsm, struct instant now)
{
	enter(fsm, VRRP_BACKUP, VRRP_WHY_TIMER_LATE, now);
	forget_master(fsm);
	fsm->due = instant_add(now, vrrp_fsm_master_down(fsm));
	fsm->why_due = VRRP_WHY_MASTER_DOWN;
	return (struct vrrp_actions){VRRP_DO_DROP | VRRP_DO_ENTER, 0};
}

/* On a grid of absolute instants, so that the interval does not drift; after a long
 * sleep the grid begins anew rather than making up for what was missed. */
static struct vrrp_actions
master_ticks(struct vrrp_fsm *fsm, struct instant now)
{
	if (!instant_reached(fsm->due, now))
		return nothing;
	if (is_too_late(fsm, now))
		return step_back(fsm, now);
	fsm->due = instant_add(fsm->due, fsm->cf->interval);
	if (instant_reached(fsm->due, now))
		fsm->due = instant_add(now, fsm->cf->interval);
	return (struct vrrp_actions){VRRP_DO_ADVERT, 0};
}

static struct vrrp_actions
master_step(struct vrrp_fsm *fsm, const struct vrrp_event *event, struct instant now)
{
	if (event->kind == VRRP_EV_ADVERT)
		return master_hears(fsm, event, now);
	if (event->kind == VRRP_EV_TICK)
		return master_ticks(fsm, now);
	return nothing;
}

/* ---- all states ---- */

static struct vrrp_actions
fault_changes(struct vrrp_fsm *fsm, const struct vrrp_event *event, struct instant now)
{
	if (fsm->state == VRRP_INIT || event->faulty == (fsm->state == VRRP_FAULT))
		return nothing;
	if (event->faulty)
		return leave(fsm, VRRP_FAULT, event->why, now);
	return begin(fsm, VRRP_WHY_FAULT_ENDED, now);
}

/* A reload: the role stays, the timer follows the new figures. What was learned from a
 * master stays too; version 2 learns nothing. */
static struct vrrp_actions
config_changes(struct vrrp_fsm *fsm, struct instant now)
{
	if (fsm->state == VRRP_MASTER || !addr_is_set(&fsm->master) ||
	    fsm->cf->version != VRRP_VERSION_3)
		fsm->master_interval = fsm->cf->interval;
	if (fsm->state == VRRP_MASTER)
		fsm->due =
		    instant_earlier(fsm->due, instant_add(now, fsm->cf->interval));
	if (fsm->state == VRRP_BACKUP && is_owner(fsm) &&
	    fsm->master_priority != VRRP_PRIO_OWNER)
		return may_be_master(fsm, VRRP_WHY_OWNER, now);
	if (fsm->wants) /* of a group that may be another one now, or none */
		return may_be_master(fsm, fsm->why_due, now);
	if (fsm->state == VRRP_BACKUP && fsm->why_due == VRRP_WHY_MASTER_DOWN)
		fsm->due = instant_add(now, vrrp_fsm_master_down(fsm));
	return nothing;
}

/* A master leaves at once, as if it stopped; then, and for a backup too, the whole
 * master-down time goes to the others. */
static struct vrrp_actions
yield_changes(struct vrrp_fsm *fsm, const struct vrrp_event *event, struct instant now)
{
	struct vrrp_actions out = {0};

	fsm->yields = event->yields;
	if (!fsm->yields || (fsm->state != VRRP_MASTER && fsm->state != VRRP_BACKUP))
		return nothing;
	if (fsm->state == VRRP_MASTER)
		out = leave(fsm, VRRP_BACKUP, VRRP_WHY_YIELD, now);
	fsm->preempt_from = INSTANT_NEVER;
	fsm->wants = false; /* it waited for its group only */
	fsm->due = instant_add(now, vrrp_fsm_master_down(fsm));
	fsm->why_due = VRRP_WHY_MASTER_DOWN;
	return out;
}

/* ---- its sync group ---- */

static struct vrrp_actions
group_decides(struct vrrp_fsm *fsm, const struct vrrp_event *event, struct instant now)
{
	struct vrrp_actions out;

	if (event->kind == VRRP_EV_GROUP_MASTER) {
		if (fsm->state == VRRP_BACKUP && fsm->wants)
			return enter_master(fsm, fsm->why_due, now);
		return nothing;
	}
	if (fsm->state != VRRP_MASTER)
		return nothing;
	out = leave(fsm, VRRP_BACKUP, event->why, now);
	fsm->turn = event->wait;
	fsm->due = instant_add(
	    now, (struct span){vrrp_fsm_master_down(fsm).ns + fsm->turn.ns});
	fsm->why_due = VRRP_WHY_MASTER_DOWN;
	return out;
}

static struct vrrp_actions
state_step(struct vrrp_fsm *fsm, const struct vrrp_event *event, struct instant now)
{
	switch (fsm->state) {
	case VRRP_BACKUP:
		return backup_step(fsm, event, now);
	case VRRP_MASTER:
		return master_step(fsm, event, now);
	case VRRP_INIT:
	case VRRP_FAULT:
		break;
	}
	return nothing;
}

struct vrrp_actions
vrrp_fsm_step(struct vrrp_fsm *fsm, const struct vrrp_event *event, struct instant now)
{
	switch (event->kind) {
	case VRRP_EV_START:
		if (fsm->state != VRRP_INIT)
			return nothing;
		if (event->faulty)
			return leave(fsm, VRRP_FAULT, event->why, now);
		return begin(fsm, VRRP_WHY_START, now);
	case VRRP_EV_STOP:
		if (fsm->state != VRRP_INIT)
			return leave(fsm, VRRP_INIT, event->why, now);
		return nothing;
	case VRRP_EV_FAULT:
		return fault_changes(fsm, event, now);
	case VRRP_EV_PRIORITY:
		fsm->priority = event->priority;
		return nothing;
	case VRRP_EV_CONFIG:
		return config_changes(fsm, now);
	case VRRP_EV_YIELD:
		return yield_changes(fsm, event, now);
	case VRRP_EV_GROUP_MASTER:
	case VRRP_EV_GROUP_BACKUP:
		return group_decides(fsm, event, now);
	case VRRP_EV_TICK:
	case VRRP_EV_ADVERT:
		return state_step(fsm, event, now);
	}
	return nothing;
}
