/* SPDX-License-Identifier: Apache-2.0 */
/* A sync group: routers that change their state together. P.
 *
 * Each member runs its own election as far as wanting to be master; the group says when
 * all of them are. One that has to yield takes the others along, one in fault likewise.
 * A member tells its group by `asked`; the group answers within the same tick. */
#ifndef AGENT_VRRP_VRRP_GROUP_H
#define AGENT_VRRP_VRRP_GROUP_H

#include "agent/vrrp/vrrp_router.h"

struct vrrp_group {
	struct vrrp_router **members; /* borrowed, each too */
	size_t members_len;
	size_t faulty; /* members with a fault of their own */
	size_t unseen; /* members whose facts were not looked at yet */
	bool asked;    /* to be settled */
};

enum vrrp_group_verdict {
	VRRP_GROUP_STAYS,
	VRRP_GROUP_MASTER, /* all want to be, or are */
	VRRP_GROUP_BACKUP  /* some are, but one follows another or has stepped back */
};

/* Its members are new, or have taken over what they were: count them. */
void vrrp_group_begin(struct vrrp_group *group);

enum vrrp_group_verdict vrrp_group_judge(const struct vrrp_group *group);

/* Carry the verdict out if it was asked for. Stops when the outbox is full; the group
 * is then still asked. */
void vrrp_group_settle(
    struct vrrp_group *group, struct vrrp_outbox *out, struct instant now);

/* `router` is faulty by itself or not; returns whether it is, all members considered,
 * and sets *why if that is not its own fault. */
bool vrrp_group_fault(struct vrrp_router *router, bool faulty, enum vrrp_reason *why);

/* A weaker one claimed the addresses of `router`: announce them, and those of its
 * group if it has one, again. */
void vrrp_group_reannounce(struct vrrp_router *router, struct instant now);

/* As the operator is told of it: `before`, and how many of its members are in each
 * state. Mixed on the way from one state to the other, it stays what it was. */
enum vrrp_state vrrp_group_state(enum vrrp_state before, const size_t *members_in);

#endif
