/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on: control. Engines are built here, with all their memory, and handed to the
 * vrrp thread; what it did comes back as reports. */
#include "agent/vrrp/vrrp_control.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "agent/lib/log.h"
#include "agent/lib/mem.h"
#include "agent/notify.h"
#include "agent/sys/loop.h"
#include "agent/sys/now.h"
#include "agent/vrrp/vrrp_mail.h"
#include "agent/vrrp/vrrp_rows.h"
#include "agent/vrrp/vrrp_socket.h"
#include "agent/vrrp/vrrp_tell.h"
#include "agent/vrrp/vrrp_thread.h"

enum { DEFAULT_PRIORITY = 50, REPORTS_A_TURN = 512 };

static const char vrrp[] = "vrrp";
static const struct span try_again_after = {100LL * 1000000};

struct vrrp_control {
	struct vrrp_control_parts parts;
	struct vrrp_thread *thread;   /* owned; NULL: does not run */
	struct loop_fd *watch;        /* owned, of the thread's reports */
	struct loop_timer *again;     /* owned: orders that found no room, or the end */
	const struct model *model;    /* borrowed; NULL before the first */
	struct vrrp_seats *seats;     /* owned; NULL before the first */
	struct vrrp_scripts *scripts; /* owned */
	struct vrrp_thread_facts facts;
	uint64_t reports_lost;
	uint32_t generation;
	/* What found no room in the ring of orders. */
	struct vrrp_order unsent; /* owned: an engine that was not handed over yet */
	bool want_engine, want_report, want_scripts, want_stop;
	bool stopping;
};

/* ---- orders ---- */

static void
order_script(struct vrrp_control *control, uint32_t index)
{
	const struct vrrp_script_facts *facts =
	    vrrp_scripts_get(control->scripts, index);
	struct vrrp_order order = {.kind = VRRP_ORDER_SCRIPT,
	    .script = index,
	    .known = facts->state.known,
	    .up = facts->state.up};

	/* The index is the newest engine's: not before that one. */
	if (control->want_engine || !vrrp_thread_order(control->thread, &order))
		control->want_scripts = true;
}

static bool
order(struct vrrp_control *control, enum vrrp_order_kind kind)
{
	struct vrrp_order said = {.kind = kind};

	return vrrp_thread_order(control->thread, &said);
}

/* What found no room in the ring is said again: the thread hung for a moment. */
static void
say_again(struct vrrp_control *control)
{
	if (control->want_engine)
		control->want_engine =
		    !vrrp_thread_order(control->thread, &control->unsent);
	if (control->want_scripts && !control->want_engine) {
		control->want_scripts = false;
		for (uint32_t i = 0; i < control->model->vrrp_scripts_len; i++)
			order_script(control, i);
	}
	if (control->want_report)
		control->want_report = !order(control, VRRP_ORDER_REPORT);
	if (control->want_stop)
		control->want_stop = !order(control, VRRP_ORDER_STOP);
	if (control->want_engine || control->want_scripts || control->want_report ||
	    control->want_stop)
		loop_timer_after(control->again, try_again_after);
}

static void
script_changed(void *ctx, uint32_t index)
{
	struct vrrp_control *control = ctx;

	if (control->thread) {
		order_script(control, index);
		say_again(control);
	}
	control->parts.hooks.changed(control->parts.hooks.ctx);
}

/* ---- a change of state ---- */

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
run_notify(struct vrrp_control *control, const struct vrrp_seat *seat, uint8_t priority)
{
	const struct model_vrrp_notify *notify = &seat->said->notify;
	char text[4];
	const char *extra[] = {
	    "INSTANCE", seat->name, vrrp_tell_state(seat->told), text, NULL};

	(void)snprintf(text, sizeof(text), "%u", priority);
	notify_run(
	    control->parts.notify, seat->name, command_of(notify, seat->told), NULL);
	notify_run(control->parts.notify, seat->name, &notify->any, extra);
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

	if (!vrrp_mail_wanted(seat->said, &control->model->global.mail, &news))
		return;
	seat->mailed = news.state;
	vrrp_mail_subject(seat->said, &news, subject);
	vrrp_mail_body(seat->said, &news, body);
	notify_mail(control->parts.notify, subject, body);
}

static void
announce(struct vrrp_control *control, struct vrrp_seat *seat,
    const struct vrrp_note *entered)
{
	if (seat->told == entered->state)
		return;
	seat->told = entered->state;
	if (!seat->said) /* taken out by a reload: said then */
		return;
	run_notify(control, seat, (uint8_t)entered->ours);
	send_mail(control, seat, entered);
	control->parts.hooks.state(
	    control->parts.hooks.ctx, seat->name, entered->state);
}

/* ---- reports ---- */

static void
hear_note(
    struct vrrp_control *control, struct vrrp_seat *seat, const struct vrrp_note *note)
{
	vrrp_tell_note(seat ? seat->name : "?", note);
	if (!seat)
		return;
	if (note->kind == VRRP_NOTE_ENTER)
		announce(control, seat, note);
	if (note->kind == VRRP_NOTE_LOWER && note->state == VRRP_MASTER && seat->said)
		notify_run(control->parts.notify, seat->name,
		    &seat->said->notify.master_rx_lower_pri, NULL);
}

static int64_t
wall_of(struct instant at)
{
	if (at.ns == 0)
		return 0;
	return now_wall_ms() - span_to_ms(instant_since(now_monotonic(), at));
}

static void
hear_status(struct vrrp_control *control, struct vrrp_seat *seat,
    const struct vrrp_status *status)
{
	struct vrrp_note missed = {.kind = VRRP_NOTE_ENTER,
	    .state = status->state,
	    .reason = status->reason,
	    .ours = status->priority};

	/* The note that said so was lost. */
	if (seat->told != status->state)
		vrrp_tell_note(seat->name, &missed);
	/* The wall clock may be set meanwhile: what was shown once stays. */
	if (!seat->has_status || seat->status.since.ns != status->since.ns)
		seat->since_ms = wall_of(status->since);
	if (!seat->has_status || seat->status.started.ns != status->started.ns)
		seat->started_ms = wall_of(status->started);
	seat->status = *status;
	seat->has_status = true;
	announce(control, seat, &missed);
}

static void
tell_fact(int err, int before, const char *what)
{
	if (err && err != before)
		log_sys(vrrp, err, "goes on without %s", what);
}

static void
hear_facts(struct vrrp_control *control, const struct vrrp_thread_facts *facts)
{
	tell_fact(
	    facts->realtime_err, control->facts.realtime_err, "real-time scheduling");
	tell_fact(facts->locked_err, control->facts.locked_err, "locked memory");
	tell_fact(facts->monitor_err, control->facts.monitor_err,
	    "fresh facts of interfaces");
	control->facts = *facts;
}

static void
end_thread(struct vrrp_control *control)
{
	loop_fd_free(control->watch);
	control->watch = NULL;
	vrrp_thread_join(control->thread);
	control->thread = NULL;
	loop_timer_stop(control->again);
}

static void
hear(struct vrrp_control *control, const struct vrrp_report *report)
{
	struct vrrp_seat *seat;

	switch (report->kind) {
	case VRRP_REPORT_NOTE:
		seat = vrrp_seats_find(
		    control->seats, report->generation, report->note.router);
		hear_note(control, seat, &report->note);
		break;
	case VRRP_REPORT_STATUS:
		seat = vrrp_seats_find(
		    control->seats, report->generation, report->status.router);
		if (seat)
			hear_status(control, seat, &report->status);
		break;
	case VRRP_REPORT_THREAD:
		hear_facts(control, &report->thread);
		break;
	case VRRP_REPORT_RETIRED:
		vrrp_engine_free(report->retired.engine);
		vrrp_sockets_free(report->retired.sockets);
		vrrp_seats_retire(control->seats, report->generation);
		break;
	case VRRP_REPORT_STOPPED:
		end_thread(control);
		break;
	}
}

static void
note_loss(struct vrrp_control *control)
{
	control->reports_lost++;
	log_event(vrrp, "reports were lost: the states are read again");
	control->want_report = true;
	say_again(control);
}

static void
reports_ready(void *ctx, unsigned events)
{
	struct vrrp_control *control = ctx;
	struct vrrp_report report;

	(void)events;
	vrrp_thread_wake(control->thread);
	if (vrrp_thread_lost(control->thread))
		note_loss(control);
	while (control->thread && vrrp_thread_hear(control->thread, &report))
		hear(control, &report);
	control->parts.hooks.changed(control->parts.hooks.ctx);
	if (!control->thread && control->stopping)
		control->parts.hooks.stopped(control->parts.hooks.ctx);
}

static void
again(void *ctx)
{
	struct vrrp_control *control = ctx;

	if (control->thread)
		say_again(control);
	else if (control->stopping)
		control->parts.hooks.stopped(control->parts.hooks.ctx);
}

/* ---- configuration ---- */

static int
start_thread(struct vrrp_control *control, const struct model *model)
{
	uint32_t priority = model->global.vrrp_rt_priority;
	int err;

	if (priority == 0)
		priority = DEFAULT_PRIORITY;
	control->thread = vrrp_thread_start(control->parts.board, (int)priority, &err);
	if (!control->thread)
		return err;
	control->watch = loop_fd_new(control->parts.loop,
	    vrrp_thread_fd(control->thread), LOOP_READ, reports_ready, control);
	return 0;
}

/* An instance that the new file lacks: the thread lets it go; we say so. */
static void
say_removed(struct vrrp_control *control, const struct vrrp_seats *young)
{
	for (size_t i = 0; control->seats && i < control->seats->len; i++) {
		struct vrrp_seat *seat = &control->seats->at[i];

		if (vrrp_seats_same(young, seat))
			continue;
		log_event(vrrp, "%s: removed from the configuration", seat->name);
		if (seat->told == VRRP_INIT)
			continue;
		seat->told = VRRP_INIT;
		run_notify(control, seat, seat->status.priority);
		control->parts.hooks.state(
		    control->parts.hooks.ctx, seat->name, VRRP_INIT);
	}
}

/* An engine that never got there: the thread hangs, and will be ended for it. */
static void
drop_unsent(struct vrrp_control *control)
{
	if (!control->want_engine)
		return;
	vrrp_engine_free(control->unsent.engine);
	vrrp_sockets_free(control->unsent.sockets);
	control->want_engine = false;
}

static void
hand_over(struct vrrp_control *control, struct vrrp_engine *engine)
{
	uint32_t unsent = 0;

	if (control->want_engine)
		unsent = control->unsent.engine->generation;
	drop_unsent(control);
	if (unsent)
		vrrp_seats_retire(control->seats, unsent);
	control->unsent = (struct vrrp_order){.kind = VRRP_ORDER_ENGINE,
	    .engine = engine,
	    .sockets = vrrp_sockets_new(engine)};
	control->want_engine = true;
	say_again(control);
}

static void
warn_without_slot(const struct vrrp_seats *seats)
{
	for (size_t i = 0; i < seats->len; i++)
		for (size_t j = 0; j < seats->at[i].addresses_len; j++)
			if (seats->at[i].addresses[j].slot == VRRP_NO_SLOT) {
				log_event(vrrp,
				    "%s: more than %d addresses: the keeper does "
				    "not know all, their leases must do",
				    seats->at[i].name, BOARD_ADDRESSES_MAX);
				return;
			}
}

static struct vrrp_engine *
build_engine(struct vrrp_control *control, const struct model *model)
{
	struct vrrp_engine *engine = vrrp_engine_new(model, ++control->generation);

	for (uint32_t i = 0; i < model->vrrp_scripts_len; i++) {
		const struct vrrp_script_facts *facts =
		    vrrp_scripts_get(control->scripts, i);

		vrrp_engine_script(engine, i, facts->state.known, facts->state.up);
	}
	return engine;
}

int
vrrp_control_configure(struct vrrp_control *control, const struct model *model)
{
	struct vrrp_engine *engine;
	struct vrrp_seats *young;

	if (!control->parts.enabled || control->stopping)
		return 0;
	if (!control->thread) {
		int rc = model->instances_len ? start_thread(control, model) : 0;

		if (!control->thread)
			return rc;
	}
	vrrp_scripts_configure(control->scripts, model);
	engine = build_engine(control, model);
	young = vrrp_seats_new(engine, model, control->seats);
	say_removed(control, young);
	vrrp_seats_forget_model(control->seats);
	warn_without_slot(young);
	control->seats = young;
	control->model = model;
	hand_over(control, engine);
	return 0;
}

/* ---- life ---- */

struct vrrp_control *
vrrp_control_new(const struct vrrp_control_parts *parts)
{
	struct vrrp_control *control = mem_new(1, sizeof(*control));
	struct vrrp_scripts_parts scripts = {.loop = parts->loop,
	    .keeper = parts->keeper,
	    .changed = script_changed,
	    .ctx = control};

	control->parts = *parts;
	control->scripts = vrrp_scripts_new(&scripts);
	control->again = loop_timer_new(parts->loop, again, control);
	return control;
}

void
vrrp_control_stop(struct vrrp_control *control)
{
	if (control->stopping)
		return;
	control->stopping = true;
	vrrp_scripts_halt(control->scripts); /* their results matter no more */
	if (!control->thread) {
		loop_timer_after(control->again, span_ms(0));
		return;
	}
	control->want_scripts = false;
	control->want_stop = true;
	say_again(control);
}

void
vrrp_control_free(struct vrrp_control *control)
{
	if (!control)
		return;
	if (control->thread) { /* not stopped: let it leave all the same */
		if (!order(control, VRRP_ORDER_STOP))
			log_bug(vrrp, "the thread takes no orders");
		end_thread(control);
	}
	drop_unsent(control);
	vrrp_scripts_free(control->scripts);
	vrrp_seats_free(control->seats);
	loop_timer_free(control->again);
	mem_free(control);
}

void
vrrp_control_fill_view(struct vrrp_control *control, struct view *view)
{
	struct view_agent *agent = &view->agent;
	struct vrrp_rows_from from = {.seats = control->seats,
	    .model = control->model,
	    .scripts = control->scripts,
	    .board = control->parts.board};

	vrrp_rows_fill(&from, view);
	agent->vrrp_enabled = control->parts.enabled;
	agent->vrrp_realtime = control->thread && control->facts.realtime_err == 0;
	agent->vrrp_memory_locked = control->thread && control->facts.locked_err == 0;
	agent->vrrp_unknown_vrid = control->facts.refused[VRRP_BAD_VRID];
	agent->vrrp_checksum_errors = control->facts.refused[VRRP_BAD_CHECKSUM];
	agent->vrrp_version_errors = control->facts.refused[VRRP_BAD_VERSION];
	agent->vrrp_messages_lost = control->reports_lost;
}
