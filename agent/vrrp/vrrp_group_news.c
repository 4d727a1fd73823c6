/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on: control. */
#include "agent/vrrp/vrrp_group_news.h"

#include <string.h>

#include "agent/lib/log.h"
#include "agent/lib/mem.h"
#include "agent/notify.h"
#include "agent/notify_line.h"
#include "agent/sys/now.h"
#include "agent/vrrp/vrrp_group.h"
#include "agent/vrrp/vrrp_mail.h"
#include "agent/vrrp/vrrp_tell.h"

/* ---- configuration ---- */

static const struct vrrp_group_seat *
seat_named(const struct vrrp_group_seats *groups, const char *name)
{
	for (size_t i = 0; i < groups->len; i++)
		if (strcmp(groups->at[i].name, name) == 0)
			return &groups->at[i];
	return NULL;
}

void
vrrp_group_seats_configure(struct vrrp_group_seats *groups, const struct model *model)
{
	size_t len = model->sync_groups_len;
	struct vrrp_group_seat *young = mem_new(len, sizeof(*young));

	for (size_t i = 0; i < len; i++) {
		const struct model_sync_group *said = &model->sync_groups[i];
		const struct vrrp_group_seat *before = seat_named(groups, said->name);

		if (before)
			young[i] = *before;
		(void)mem_copy_text(young[i].name, sizeof(young[i].name), said->name);
		young[i].said = said;
	}
	mem_free(groups->at);
	groups->at = young;
	groups->len = len;
}

void
vrrp_group_seats_fini(struct vrrp_group_seats *groups)
{
	mem_free(groups->at);
	*groups = (struct vrrp_group_seats){0};
}

/* ---- telling ---- */

static const struct model_script_command *
command_of(const struct model_vrrp_notify *notify, enum vrrp_state state)
{
	switch (state) {
	case VRRP_INIT:
		return &notify->stop;
	case VRRP_BACKUP:
		return &notify->backup;
	case VRRP_MASTER:
		return &notify->master;
	case VRRP_FAULT:
		return &notify->fault;
	}
	return &notify->any;
}

static void
write_line(const struct vrrp_group_seat *group, struct notify *notify)
{
	char line[NOTIFY_LINE_SIZE];

	notify_line(notify, MODEL_FIFO_VRRP,
	    notify_line_vrrp(
		line, "GROUP", group->name, vrrp_tell_state(group->told), 0));
}

/* A group has no priority: 0, as keepalived says. */
static void
run_notify(const struct vrrp_group_seat *group, struct notify *notify)
{
	const struct model_vrrp_notify *said = &group->said->notify;
	const char *extra[] = {
	    "GROUP", group->name, vrrp_tell_state(group->told), "0", NULL};
	char object[VRRP_ROUTER_NAME_SIZE + 8] = "group ";

	/* An instance of the same name has its own queue. */
	(void)mem_copy_text(object + 6, sizeof(object) - 6, group->name);
	notify_run(notify, object, command_of(said, group->told), NULL);
	notify_run(notify, object, &said->any, extra);
	write_line(group, notify);
}

static void
send_mail(
    struct vrrp_group_seat *group, struct notify *notify, const struct model_mail *mail)
{
	const struct vrrp_mail_news news = {
	    .mailed = group->mailed, .state = group->told};
	char subject[VRRP_MAIL_SUBJECT_SIZE], body[VRRP_MAIL_BODY_SIZE];

	if (!vrrp_mail_wanted(group->said->smtp_alert, mail, &news))
		return;
	group->mailed = news.state;
	vrrp_mail_group(group->name, news.state, subject, body);
	notify_mail(notify, subject, body);
}

static void
count_members(const struct vrrp_group_seat *group, const struct vrrp_seats *seats,
    size_t in[VRRP_FAULT + 1])
{
	memset(in, 0, (VRRP_FAULT + 1) * sizeof(*in));
	for (size_t i = 0; i < group->said->members_len; i++)
		in[seats->at[group->said->members[i]].told]++;
}

void
vrrp_group_news(struct vrrp_group_seats *groups, const struct vrrp_seats *seats,
    const struct vrrp_seat *member, struct notify *notify,
    const struct model_mail *mail)
{
	struct vrrp_group_seat *group;
	size_t in[VRRP_FAULT + 1];
	enum vrrp_state state;

	if (!member->said || member->said->sync_group >= groups->len)
		return;
	group = &groups->at[member->said->sync_group];
	count_members(group, seats, in);
	state = vrrp_group_state(group->told, in);
	if (state == group->told)
		return;
	group->told = state;
	group->since_ms = now_wall_ms();
	log_event("vrrp_group", "%s: %s", group->name, vrrp_state_word(state));
	run_notify(group, notify);
	send_mail(group, notify, mail);
}

void
vrrp_group_news_again(const struct vrrp_group_seats *groups, struct notify *notify)
{
	for (size_t i = 0; i < groups->len; i++)
		if (groups->at[i].told != VRRP_INIT)
			write_line(&groups->at[i], notify);
}

/* ---- rows ---- */

static void
fill_members(const struct vrrp_group_seat *group, const struct vrrp_seats *seats,
    struct view *view, struct view_sync_group *row)
{
	row->members_first = view->sync_members_len;
	row->members_len = (uint32_t)group->said->members_len;
	for (size_t i = 0; i < group->said->members_len; i++) {
		const struct vrrp_seat *seat = &seats->at[group->said->members[i]];
		struct view_sync_member *member =
		    &view->sync_members[view->sync_members_len++];

		(void)mem_copy_text(member->name, sizeof(member->name), seat->name);
		member->state = seat->status.state;
		member->effective_priority =
		    seat->has_status ? seat->status.priority : seat->said->priority;
	}
}

void
vrrp_group_rows(const struct vrrp_group_seats *groups, const struct vrrp_seats *seats,
    struct view *view)
{
	size_t members = 0;

	for (size_t i = 0; i < groups->len; i++)
		members += groups->at[i].said->members_len;
	view->sync_groups = mem_new(groups->len, sizeof(*view->sync_groups));
	view->sync_members = mem_new(members, sizeof(*view->sync_members));
	for (size_t i = 0; i < groups->len; i++) {
		const struct vrrp_group_seat *group = &groups->at[i];
		struct view_sync_group *row =
		    &view->sync_groups[view->sync_groups_len++];

		(void)mem_copy_text(row->name, sizeof(row->name), group->name);
		row->state = group->told;
		row->since_ms = group->since_ms;
		fill_members(group, seats, view, row);
	}
}
