/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on: control. What follows from a change of state. */
#include <stdio.h>

#include "agent/lib/log.h"
#include "agent/notify.h"
#include "agent/notify_line.h"
#include "agent/vrrp/vrrp_control_inside.h"
#include "agent/vrrp/vrrp_mail.h"
#include "agent/vrrp/vrrp_tell.h"

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
write_line(struct vrrp_control *control, const struct vrrp_seat *seat, const char *word,
    uint8_t priority)
{
	char line[NOTIFY_LINE_SIZE];

	notify_line(control->parts.notify, MODEL_FIFO_VRRP,
	    notify_line_vrrp(line, "INSTANCE", seat->name, word, priority));
}

/* The script of this change, then the one of all changes, then the pipes. */
static void
run_notify(struct vrrp_control *control, const struct vrrp_seat *seat,
    const struct model_script_command *command, const char *word, uint8_t priority)
{
	char text[4];
	const char *extra[] = {"INSTANCE", seat->name, word, text, NULL};

	(void)snprintf(text, sizeof(text), "%u", priority);
	notify_run(control->parts.notify, seat->name, command, NULL);
	notify_run(control->parts.notify, seat->name, &seat->said->notify.any, extra);
	write_line(control, seat, word, priority);
}

static void
send_mail(struct vrrp_control *control, struct vrrp_seat *seat,
    const struct vrrp_note *entered)
{
	const struct vrrp_mail_news news = {.mailed = seat->mailed,
	    .state = entered->state,
	    .reason = entered->reason,
	    .priority = (uint8_t)entered->ours};
	char subject[VRRP_MAIL_SUBJECT_SIZE], body[VRRP_MAIL_BODY_SIZE];

	if (!vrrp_mail_wanted(
		seat->said->smtp_alert, &control->model->global.mail, &news))
		return;
	seat->mailed = news.state;
	vrrp_mail_subject(seat->said, &news, subject);
	vrrp_mail_body(seat->said, &news, body);
	notify_mail(control->parts.notify, subject, body);
}

void
vrrp_news_state(struct vrrp_control *control, struct vrrp_seat *seat,
    const struct vrrp_note *entered)
{
	if (seat->told == entered->state)
		return;
	seat->told = entered->state;
	if (!seat->said) /* taken out by a reload: said then */
		return;
	run_notify(control, seat, command_of(&seat->said->notify, seat->told),
	    vrrp_tell_state(seat->told), (uint8_t)entered->ours);
	send_mail(control, seat, entered);
	control->parts.hooks.state(
	    control->parts.hooks.ctx, seat->name, entered->state);
	vrrp_group_news(&control->groups, control->seats, seat, control->parts.notify,
	    &control->model->global.mail);
}

void
vrrp_news_lower(struct vrrp_control *control, const struct vrrp_seat *seat)
{
	if (!seat->said)
		return;
	notify_run(control->parts.notify, seat->name,
	    &seat->said->notify.master_rx_lower_pri, NULL);
	write_line(control, seat, "MASTER_RX_LOWER_PRI", seat->status.priority);
}

static bool
wants_priorities(const struct model *model, const struct model_vrrp_instance *said)
{
	if (said->notify.priority_changes)
		return true;
	return said->sync_group < model->sync_groups_len &&
	    model->sync_groups[said->sync_group].notify.priority_changes;
}

void
vrrp_news_priority(
    struct vrrp_control *control, const struct vrrp_seat *seat, uint8_t priority)
{
	bool is_told = seat->told == VRRP_MASTER || seat->told == VRRP_BACKUP;

	if (seat->said && is_told && wants_priorities(control->model, seat->said))
		write_line(control, seat,
		    seat->told == VRRP_MASTER ? "MASTER_PRIORITY" : "BACKUP_PRIORITY",
		    priority);
}

void
vrrp_news_again(struct vrrp_control *control)
{
	for (size_t i = 0; control->seats && i < control->seats->len; i++) {
		const struct vrrp_seat *seat = &control->seats->at[i];

		if (seat->told != VRRP_INIT)
			write_line(control, seat, vrrp_tell_state(seat->told),
			    seat->status.priority);
	}
	vrrp_group_news_again(&control->groups, control->parts.notify);
}

static void
tell_removed(struct vrrp_control *control, const struct vrrp_seat *seat)
{
	const struct model_vrrp_notify *notify = &seat->said->notify;

	if (notify->tells_deleted)
		run_notify(
		    control, seat, &notify->deleted, "DELETED", seat->status.priority);
	else
		run_notify(control, seat, &notify->stop, vrrp_tell_state(VRRP_INIT),
		    seat->status.priority);
}

void
vrrp_news_removed(struct vrrp_control *control, struct vrrp_seat *seat)
{
	log_event("vrrp", "%s: removed from the configuration", seat->name);
	if (seat->told == VRRP_INIT)
		return;
	seat->told = VRRP_INIT;
	tell_removed(control, seat);
	control->parts.hooks.state(control->parts.hooks.ctx, seat->name, VRRP_INIT);
}
