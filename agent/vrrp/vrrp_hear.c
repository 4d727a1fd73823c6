/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on: control. What the vrrp thread says: logged, kept in the seats, passed on. */
#include <errno.h>

#include "agent/lib/log.h"
#include "agent/sys/loop.h"
#include "agent/sys/now.h"
#include "agent/vrrp/vrrp_control_inside.h"
#include "agent/vrrp/vrrp_socket.h"
#include "agent/vrrp/vrrp_tell.h"
#include "agent/vrrp/vrrp_thread.h"
#include "agent/vrrp/vrrp_vmacs.h"

static const char vrrp[] = "vrrp";

static void
hear_note(
    struct vrrp_control *control, struct vrrp_seat *seat, const struct vrrp_note *note)
{
	vrrp_tell_note(seat ? seat->name : "?", note);
	if (note->kind == VRRP_NOTE_INTERFACE && note->err != ENODEV)
		vrrp_knobs_appear(&control->knobs, note->interface);
	vrrp_news_keep(control, seat, note);
	if (!seat)
		return;
	if (note->kind == VRRP_NOTE_ENTER)
		vrrp_news_state(control, seat, note);
	if (note->kind == VRRP_NOTE_PRIORITY)
		vrrp_news_priority(control, seat, (uint8_t)note->ours);
	if (note->kind == VRRP_NOTE_LOWER && note->state == VRRP_MASTER)
		vrrp_news_lower(control, seat);
}

static void
hear_status(struct vrrp_control *control, struct vrrp_seat *seat,
    const struct vrrp_status *status)
{
	struct vrrp_note missed = {.kind = VRRP_NOTE_ENTER,
	    .at = status->since,
	    .from = seat->told,
	    .state = status->state,
	    .reason = status->reason,
	    .ours = status->priority};

	/* The note that said so was lost. */
	if (seat->told != status->state) {
		vrrp_tell_note(seat->name, &missed);
		vrrp_news_keep(control, seat, &missed);
	}
	/* The wall clock may be set meanwhile: what was shown once stays. */
	if (!seat->has_status || seat->status.since.ns != status->since.ns)
		seat->since_ms = vrrp_news_wall(status->since);
	if (!seat->has_status || seat->status.started.ns != status->started.ns)
		seat->started_ms = vrrp_news_wall(status->started);
	if (!seat->has_status)
		seat->counted_ms = now_wall_ms();
	seat->status = *status;
	seat->has_status = true;
	vrrp_operator_settle(control, seat);
	vrrp_news_state(control, seat, &missed);
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

void
vrrp_hear_end(struct vrrp_control *control)
{
	loop_fd_free(control->watch);
	control->watch = NULL;
	vrrp_thread_join(control->thread);
	control->thread = NULL;
	vrrp_vmacs_stop(control->vmacs); /* nothing is on them any more */
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
		if (!control->seats->older)
			vrrp_vmacs_prune(control->vmacs);
		break;
	case VRRP_REPORT_STOPPED:
		vrrp_hear_end(control);
		break;
	}
}

static void
note_loss(struct vrrp_control *control)
{
	control->reports_lost++;
	log_event(vrrp, "reports were lost: the states are read again");
	control->want_report = true;
	vrrp_orders_flush(control);
}

void
vrrp_hear_ready(void *ctx, unsigned events)
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
