/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on: control. Engines are built here, with all their memory, and handed to the
 * vrrp thread; what it did comes back as reports. */
#include "agent/vrrp/vrrp_control.h"

#include "agent/lib/log.h"
#include "agent/lib/mem.h"
#include "agent/sys/loop.h"
#include "agent/vrrp/vrrp_control_inside.h"
#include "agent/vrrp/vrrp_leftovers.h"
#include "agent/vrrp/vrrp_nft.h"
#include "agent/vrrp/vrrp_rows.h"
#include "agent/vrrp/vrrp_thread.h"
#include "agent/vrrp/vrrp_vmacs.h"

enum { DEFAULT_PRIORITY = 50 };

static const char vrrp[] = "vrrp";

static void
track_changed(void *ctx, struct vrrp_track_name name)
{
	struct vrrp_control *control = ctx;

	vrrp_news_track(control, name);
	if (control->thread) {
		vrrp_orders_track(control, name);
		vrrp_orders_flush(control);
	}
	control->parts.hooks.changed(control->parts.hooks.ctx);
}

static void
again(void *ctx)
{
	struct vrrp_control *control = ctx;

	if (control->thread)
		vrrp_orders_flush(control);
	else if (control->stopping)
		control->parts.hooks.stopped(control->parts.hooks.ctx);
}

/* ---- configuration ---- */

static void
bind_thread(struct vrrp_thread *thread, const struct model_global *global)
{
	int rc = 0;

	if (global->vrrp_cpus_len)
		rc = vrrp_thread_bind(thread, global->vrrp_cpus, global->vrrp_cpus_len);
	if (rc < 0)
		log_sys("vrrp", -rc, "goes on without vrrp_cpu_affinity");
}

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
	bind_thread(control->thread, &model->global);
	control->watch = loop_fd_new(control->parts.loop,
	    vrrp_thread_fd(control->thread), LOOP_READ, vrrp_hear_ready, control);
	return 0;
}

/* An instance that the new file lacks: the thread lets it go; we say so. */
static void
say_removed(struct vrrp_control *control, const struct vrrp_seats *young)
{
	for (size_t i = 0; control->seats && i < control->seats->len; i++) {
		struct vrrp_seat *seat = &control->seats->at[i];

		if (!vrrp_seats_same(young, seat))
			vrrp_news_removed(control, seat);
	}
}

static bool
has_all_slots(const struct vrrp_seats *seats)
{
	for (size_t i = 0; i < seats->len; i++)
		for (size_t j = 0; j < seats->at[i].addresses_len; j++)
			if (seats->at[i].addresses[j].slot == VRRP_NO_SLOT)
				return false;
	return true;
}

static bool
has_all_messages(const struct vrrp_seats *seats)
{
	for (size_t i = 0; i < seats->entries_len; i++)
		if (seats->entries[i].slot == VRRP_NO_SLOT)
			return false;
	return true;
}

static void
warn_without_slot(const struct vrrp_seats *seats)
{
	if (!has_all_slots(seats))
		log_event(vrrp,
		    "more than %d addresses: the keeper does not know all, their "
		    "leases must do",
		    BOARD_ADDRESSES_MAX);
	if (!has_all_messages(seats))
		log_event(vrrp,
		    "more than %d routes, rules and static addresses: of a dead agent "
		    "the others stay until the next start, and are shown as not held",
		    BOARD_MESSAGES_MAX);
}

struct building {
	const struct vrrp_tracks *tracks;
	struct vrrp_engine *engine;
};

static void
tell_engine(void *ctx, struct vrrp_track_name name)
{
	const struct building *building = ctx;

	vrrp_engine_track(
	    building->engine, name, vrrp_tracks_fact(building->tracks, name));
}

static struct vrrp_engine *
build_engine(struct vrrp_control *control, const struct model *model)
{
	struct building building = {
	    control->tracks, vrrp_engine_new(model, ++control->generation)};

	vrrp_tracks_each(model, tell_engine, &building);
	for (uint32_t i = 0; i < model->instances_len; i++) {
		const struct vrrp_override override =
		    vrrp_operator_override(control, model->instances[i].name);

		if (override.kind != VRRP_WISH_NONE)
			vrrp_engine_override(building.engine, i, &override);
	}
	return building.engine;
}

static bool
has_work(const struct model *model)
{
	const struct model_static *fixed = &model->fixed;

	return model->instances_len || fixed->addresses_len || fixed->routes_len ||
	    fixed->rules_len;
}

int
vrrp_control_configure(struct vrrp_control *control, const struct model *model)
{
	struct vrrp_engine *engine;
	struct vrrp_seats *young;

	if (!control->parts.enabled || control->stopping)
		return 0;
	vrrp_vmacs_configure(control->vmacs, model);
	vrrp_nft_configure(control->nft, model);
	if (!control->seats) { /* what a dead predecessor left */
		vrrp_vmacs_prune(control->vmacs);
		if (!control->thread)
			vrrp_leftovers_remove();
	}
	if (!control->thread) {
		int rc = has_work(model) ? start_thread(control, model) : 0;

		if (!control->thread)
			return rc;
	}
	vrrp_tracks_configure(control->tracks, model);
	vrrp_knobs_configure(&control->knobs, model);
	engine = build_engine(control, model);
	young = vrrp_seats_new(engine, model, control->seats);
	say_removed(control, young);
	vrrp_seats_forget_model(control->seats);
	warn_without_slot(young);
	control->seats = young;
	vrrp_group_seats_configure(&control->groups, model);
	control->model = model;
	if (model->global.fifo_write_states_on_reload)
		vrrp_news_again(control);
	vrrp_orders_engine(control, engine);
	return 0;
}

/* ---- life ---- */

struct vrrp_control *
vrrp_control_new(const struct vrrp_control_parts *parts)
{
	struct vrrp_control *control = mem_new(1, sizeof(*control));
	const struct vrrp_tracks_parts tracks = {.loop = parts->loop,
	    .keeper = parts->keeper,
	    .changed = track_changed,
	    .ctx = control};

	control->parts = *parts;
	control->tracks = vrrp_tracks_new(&tracks);
	control->vmacs = vrrp_vmacs_new(parts->loop, parts->board);
	control->nft = vrrp_nft_new();
	control->again = loop_timer_new(parts->loop, again, control);
	return control;
}

void
vrrp_control_stop(struct vrrp_control *control)
{
	if (control->stopping)
		return;
	control->stopping = true;
	vrrp_tracks_halt(control->tracks); /* their results matter no more */
	if (!control->thread) {
		loop_timer_after(control->again, span_ms(0));
		return;
	}
	control->want_tracks = false;
	control->want_stop = true;
	vrrp_orders_flush(control);
}

void
vrrp_control_free(struct vrrp_control *control)
{
	if (!control)
		return;
	if (control->thread) { /* not stopped: let it leave all the same */
		if (!vrrp_orders_say(control, VRRP_ORDER_STOP))
			log_bug(vrrp, "the thread takes no orders");
		vrrp_hear_end(control);
	}
	vrrp_orders_drop_engine(control);
	vrrp_tracks_free(control->tracks);
	vrrp_group_seats_fini(&control->groups);
	vrrp_vmacs_free(control->vmacs);
	vrrp_nft_free(control->nft);
	vrrp_seats_free(control->seats);
	vrrp_wishes_fini(&control->wishes);
	vrrp_knobs_fini(&control->knobs);
	loop_timer_free(control->again);
	mem_free(control);
}

void
vrrp_control_quorum(struct vrrp_control *control, const char *vs_id, bool met)
{
	if (!control->stopping)
		vrrp_tracks_quorum(control->tracks, vs_id, met);
}

void
vrrp_control_fill_view(struct vrrp_control *control, struct view *view)
{
	const struct vrrp_tracks_trouble trouble = vrrp_tracks_trouble(control->tracks);
	struct view_agent *agent = &view->agent;
	struct vrrp_rows_from from = {.seats = control->seats,
	    .model = control->model,
	    .wishes = &control->wishes,
	    .tracks = control->tracks,
	    .board = control->parts.board};

	vrrp_rows_fill(&from, view);
	vrrp_group_rows(&control->groups, control->seats, view);
	vrrp_rows_fill_tables(&from, view);
	agent->vrrp_enabled = control->parts.enabled;
	agent->vrrp_realtime = control->thread && control->facts.realtime_err == 0;
	agent->vrrp_memory_locked = control->thread && control->facts.locked_err == 0;
	agent->vrrp_unknown_vrid = control->facts.refused[VRRP_BAD_VRID];
	agent->vrrp_checksum_errors = control->facts.refused[VRRP_BAD_CHECKSUM];
	agent->vrrp_version_errors = control->facts.refused[VRRP_BAD_VERSION];
	agent->vrrp_messages_lost = control->reports_lost;
	agent->track_file_errors = trouble.file_errors;
	agent->track_process_losses = trouble.process_losses;
	agent->track_process_polled = trouble.process_polled;
	agent->no_accept_enforced = vrrp_nft_is_on(control->nft);
	agent->no_accept_failures = vrrp_nft_failures(control->nft);
	agent->vmac_failures = vrrp_vmacs_failures(control->vmacs);
	agent->static_restored = control->facts.fixed.restored;
	agent->static_failures = control->facts.fixed.failures;
}
