/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on: control. What follows from a change of state. */
#include <stdio.h>

#include "agent/lib/log.h"
#include "agent/lib/mem.h"
#include "agent/notify.h"
#include "agent/notify_line.h"
#include "agent/sys/now.h"
#include "agent/vrrp/vrrp_control_inside.h"
#include "agent/vrrp/vrrp_mail.h"
#include "agent/vrrp/vrrp_recount.h"
#include "agent/vrrp/vrrp_tell.h"

/* ---- the history ---- */

int64_t
vrrp_news_wall(struct instant at)
{
	if (at.ns == 0)
		return 0;
	return now_wall_ms() - span_to_ms(instant_since(now_monotonic(), at));
}

void
vrrp_news_keep(
    struct vrrp_control *control, struct vrrp_seat *seat, const struct vrrp_note *note)
{
	struct history_event event;

	if (!vrrp_recount(seat ? seat->name : "", note, &event))
		return;
	event.at_ms = vrrp_news_wall(event.at);
	history_add(control->parts.history, &event);
	if (seat && event.type == HISTORY_VRRP_STATE)
		(void)mem_copy_text(
		    seat->why, sizeof(seat->why), event.text); /* may be cut */
}

/* How many results in a row it took. */
static uint32_t
times_of(const struct model *model, struct vrrp_track_name name, bool good)
{
	const struct model_vrrp_script *said;

	if (name.kind != MODEL_TRACK_SCRIPT)
		return 1;
	said = &model->vrrp_scripts[name.index];
	return good ? said->rise : said->fall;
}

void
vrrp_news_track(struct vrrp_control *control, struct vrrp_track_name name)
{
	const struct vrrp_track_fact fact = vrrp_tracks_fact(control->tracks, name);
	const struct model_track track = {.kind = name.kind, .index = name.index};
	const char *said = model_track_name(control->model, &track);
	const char *detail = vrrp_tracks_detail(control->tracks, name);
	struct history_event event;

	if (name.kind == MODEL_TRACK_FILE)
		vrrp_recount_file(said, fact.value, detail, &event);
	else
		vrrp_recount_track(vrrp_track_kind_word(name.kind), said, fact.up,
		    detail, times_of(control->model, name, fact.up), &event);
	event.at = now_monotonic();
	event.at_ms = now_wall_ms();
	history_add(control->parts.history, &event);
}

/* ---- scripts and mail ---- */

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
	vrrp_news_keep(control, seat,
	    &(struct vrrp_note){.kind = VRRP_NOTE_ENTER,
		.at = now_monotonic(),
		.from = seat->told,
		.state = VRRP_INIT,
		.reason = VRRP_WHY_CONFIG});
	seat->told = VRRP_INIT;
	tell_removed(control, seat);
	control->parts.hooks.state(control->parts.hooks.ctx, seat->name, VRRP_INIT);
}
