/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on: control. What the vrrp thread is told. The ring of orders may be full: what
 * found no room is remembered in `want_*` and said again. */
#include "agent/sys/loop.h"
#include "agent/vrrp/vrrp_control_inside.h"
#include "agent/vrrp/vrrp_socket.h"
#include "agent/vrrp/vrrp_thread.h"

static const struct span try_again_after = {100LL * 1000000};

void
vrrp_orders_track(void *ctx, struct vrrp_track_name name)
{
	struct vrrp_control *control = ctx;
	struct vrrp_order order = {.kind = VRRP_ORDER_TRACK,
	    .track = name,
	    .fact = vrrp_tracks_fact(control->tracks, name)};

	/* The index is the newest engine's: not before that one. */
	if (control->want_engine || !vrrp_thread_order(control->thread, &order))
		control->want_tracks = true;
}

bool
vrrp_orders_say(struct vrrp_control *control, enum vrrp_order_kind kind)
{
	struct vrrp_order said = {.kind = kind};

	return vrrp_thread_order(control->thread, &said);
}

/* What found no room in the ring is said again: the thread hung for a moment. */
void
vrrp_orders_flush(struct vrrp_control *control)
{
	if (control->want_engine)
		control->want_engine =
		    !vrrp_thread_order(control->thread, &control->unsent);
	if (control->want_tracks && !control->want_engine) {
		control->want_tracks = false;
		vrrp_tracks_each(control->model, vrrp_orders_track, control);
	}
	vrrp_operator_say_again(control);
	if (control->want_report)
		control->want_report = !vrrp_orders_say(control, VRRP_ORDER_REPORT);
	if (control->want_stop)
		control->want_stop = !vrrp_orders_say(control, VRRP_ORDER_STOP);
	if (control->want_engine || control->want_tracks || control->want_overrides ||
	    control->want_report || control->want_stop)
		loop_timer_after(control->again, try_again_after);
}

void
vrrp_orders_drop_engine(struct vrrp_control *control)
{
	if (!control->want_engine)
		return;
	vrrp_engine_free(control->unsent.engine);
	vrrp_sockets_free(control->unsent.sockets);
	control->want_engine = false;
}

void
vrrp_orders_engine(struct vrrp_control *control, struct vrrp_engine *engine)
{
	uint32_t unsent = 0;

	if (control->want_engine)
		unsent = control->unsent.engine->generation;
	vrrp_orders_drop_engine(control);
	if (unsent)
		vrrp_seats_retire(control->seats, unsent);
	control->unsent = (struct vrrp_order){.kind = VRRP_ORDER_ENGINE,
	    .engine = engine,
	    .sockets = vrrp_sockets_new(engine)};
	control->want_engine = true;
	vrrp_orders_flush(control);
}
