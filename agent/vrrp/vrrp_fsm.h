/* SPDX-License-Identifier: Apache-2.0 */
/* The election: one virtual router's state machine. P.
 *
 * A router has one running timer, never two: `due` is the end of the master-down wait
 * (backup) or the instant of the next advert (master). Who calls arms a clock to it and
 * comes back with VRRP_EV_TICK. Where keepalived and RFC 3768 differ, what
 * interoperates is done, and said at the line. */
#ifndef AGENT_VRRP_VRRP_FSM_H
#define AGENT_VRRP_VRRP_FSM_H

#include "agent/lib/addr.h"
#include "agent/lib/clock.h"
#include "agent/words.h"

/* What the operator said of it. */
struct vrrp_fsm_config {
	uint8_t version;  /* 2, 3: what the skew is a part of */
	uint8_t priority; /* as configured; 255: owner of the addresses */
	enum vrrp_state initial;
	struct span interval;
	uint8_t down_adverts; /* missed intervals before the master counts as down */
	bool preempt;
	struct span preempt_delay;
	bool lower_prio_no_advert;
	bool higher_prio_send_advert;
	bool grouped;         /* it is its sync group that becomes master */
	uint8_t late_adverts; /* intervals too late to go on as master; 0: never */
};

enum vrrp_event_kind {
	VRRP_EV_START, /* faulty, why: straight to fault */
	VRRP_EV_STOP,  /* why */
	VRRP_EV_TICK,
	VRRP_EV_ADVERT,       /* priority, source, interval */
	VRRP_EV_FAULT,        /* faulty, why */
	VRRP_EV_PRIORITY,     /* priority: what tracking made of the configured one */
	VRRP_EV_CONFIG,       /* *cf is another one than before */
	VRRP_EV_GROUP_MASTER, /* all of its sync group want to be */
	VRRP_EV_GROUP_BACKUP, /* one of them has yielded; wait, why */
	VRRP_EV_YIELD /* yields: give way to whoever else there is, or no more */
};

struct vrrp_event {
	enum vrrp_event_kind kind;
	uint8_t priority;
	struct addr source;
	struct span interval; /* that its sender keeps */
	bool faulty, yields;
	enum vrrp_reason why;
	struct span wait; /* beside the master-down time */
};

/* What is to be done, in this order. */
enum vrrp_does {
	VRRP_DO_ADVERT = 1 << 0,
	VRRP_DO_RELEASE = 1 << 1,    /* an advert of priority 0 */
	VRRP_DO_TAKE = 1 << 2,       /* set the addresses, announce them */
	VRRP_DO_DROP = 1 << 3,       /* remove the addresses */
	VRRP_DO_REANNOUNCE = 1 << 4, /* a weaker one claimed them: announce again */
	VRRP_DO_ENTER = 1 << 5,      /* fsm->state is new */
	VRRP_DO_ASK = 1 << 6         /* wants or follows is new: its group must look */
};

/* What an advert turned out to be, for the log. */
enum vrrp_heard {
	VRRP_HEARD_NOTHING,
	VRRP_HEARD_LOWER, /* lower priority: a new election is forced */
	VRRP_HEARD_HIGHER,
	VRRP_HEARD_HIGHER_ADDRESS, /* our priority, but a higher address */
	VRRP_HEARD_RELEASE,        /* priority 0 */
	VRRP_HEARD_OURSELVES,      /* from our own address: a loop or a double */
	VRRP_HEARD_DELAYED,        /* lower, and our preempt delay begins */
	VRRP_HEARD_KINDS
};

struct vrrp_actions {
	unsigned does; /* of enum vrrp_does */
	enum vrrp_heard heard;
};

struct vrrp_fsm {
	const struct vrrp_fsm_config *cf; /* borrowed */
	enum vrrp_state state;
	enum vrrp_reason reason;     /* of the last change of state */
	struct instant since;        /* of the last change of state */
	struct instant due;          /* INSTANT_NEVER in init and fault */
	uint8_t priority;            /* effective */
	struct addr primary;         /* our own: breaks ties */
	struct addr master;          /* who it is, as far as we know */
	struct span master_interval; /* its, learned in version 3; else our own */
	uint8_t master_priority;     /* as in its last advert */
	enum vrrp_reason why_due;    /* why we shall be master when `due` comes */
	struct instant preempt_from; /* INSTANT_NEVER: no delay runs */
	bool noted_lower;            /* in this state, for the log */
	struct instant answer_from;  /* from then on a weaker master is answered */
	bool yields;                 /* its priority is then the lowest */
	bool wants;       /* were it not for its sync group, it would be master */
	bool follows;     /* as backup it hears a master that it accepts */
	struct span turn; /* beside each wait: another sync group goes first */
	bool conceded;    /* an owner of 254, while there is another */
	struct instant owner_since; /* when that other was first heard, and last */
	struct instant owner_last;  /* INSTANT_NEVER */
};

/* Init state; `cf` is borrowed until the machine is gone or VRRP_EV_CONFIG. */
void vrrp_fsm_init(struct vrrp_fsm *fsm, const struct vrrp_fsm_config *cf);

struct vrrp_actions vrrp_fsm_step(
    struct vrrp_fsm *fsm, const struct vrrp_event *event, struct instant now);

/* The effective priority as adverts say it. */
uint8_t vrrp_fsm_priority(const struct vrrp_fsm *fsm);

/* By the master's interval. */
struct span vrrp_fsm_skew(const struct vrrp_fsm *fsm);

/* How long a backup waits for an advert, by the master's interval. */
struct span vrrp_fsm_master_down(const struct vrrp_fsm *fsm);

#endif
