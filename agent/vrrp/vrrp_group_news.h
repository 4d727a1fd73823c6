/* SPDX-License-Identifier: Apache-2.0 */
/* What the control thread knows of the sync groups, and tells of them: a group changes
 * its state when its members have, and is told once. E, control thread. */
#ifndef AGENT_VRRP_VRRP_GROUP_NEWS_H
#define AGENT_VRRP_VRRP_GROUP_NEWS_H

#include "agent/conf/model.h"
#include "agent/view/view.h"
#include "agent/vrrp/vrrp_seats.h"

struct notify;

struct vrrp_group_seat {
	char name[VRRP_ROUTER_NAME_SIZE];
	const struct model_sync_group *said; /* borrowed */
	enum vrrp_state told;
	enum vrrp_state mailed; /* VRRP_INIT: nothing yet */
	int64_t since_ms;       /* wall clock of the last change; 0: none yet */
};

struct vrrp_group_seats {
	struct vrrp_group_seat *at; /* owned */
	size_t len;
};

/* For `model`, borrowed until the next call; a group of the same name stays what it
 * was. */
void vrrp_group_seats_configure(
    struct vrrp_group_seats *groups, const struct model *model);
void vrrp_group_seats_fini(struct vrrp_group_seats *groups);

/* A member has another state: `seats` are the newest, in the model's order. */
void vrrp_group_news(struct vrrp_group_seats *groups, const struct vrrp_seats *seats,
    const struct vrrp_seat *member, struct notify *notify,
    const struct model_mail *mail);

/* Say to the pipes again what each is. */
void vrrp_group_news_again(
    const struct vrrp_group_seats *groups, struct notify *notify);

/* The sync_groups rows of `view`. */
void vrrp_group_rows(const struct vrrp_group_seats *groups,
    const struct vrrp_seats *seats, struct view *view);

#endif
