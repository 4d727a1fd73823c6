/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on: vrrp.
 *
 * A turn of the loop: adverts, then ARP and neighbour discovery (an advert explains the
 * announcement that follows it), then what the kernel says of links and addresses, then
 * orders, then whatever is due; last, the reports and the next alarm. Packets come
 * before time, so that who has slept hears first who is master now. Each part takes its
 * share of a turn and no more. */
#include "agent/vrrp/vrrp_loop.h"
#include "agent/vrrp/vrrp_adopt.h"

#include <poll.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "agent/lib/ring.h"
#include "agent/sys/now.h"
#include "agent/vrrp/vrrp_status.h"
#include "agent/vrrp/vrrp_tables.h"
#include "agent/vrrp/vrrp_traffic.h"

enum {
	TURNS = 16,          /* of the engine, before packets are looked at again */
	LEAVING_TURNS = 256, /* for what a reload removes */
	STATUSES = 128,      /* a turn, of each kind */
	LOOKED_AT = 512      /* a turn, for what has changed */
};

static const struct span beat_every = {150LL * 1000000};
/* Reports that were more than one turn's share. */
static const struct span go_on_after = {5LL * 1000000};
static const struct span status_every = {500LL * 1000000};
/* An address that cannot be removed goes with its lease: the end does not wait. */
static const struct span stop_within = {2LL * 1000000000};

/* ---- reports ---- */

static bool
report(struct vrrp_loop *loop, const struct vrrp_report *said)
{
	if (!ring_put(loop->reports, said))
		return false;
	loop->reported = true;
	return true;
}

static void
report_note(struct vrrp_loop *loop, const struct vrrp_note *note)
{
	struct vrrp_report said = {.kind = VRRP_REPORT_NOTE,
	    .generation = loop->engine->generation,
	    .note = *note};

	said.note.at = loop->now;
	(void)report(loop, &said); /* a full ring remembers that something was lost */
}

static bool
report_status(struct vrrp_loop *loop, struct vrrp_router *router)
{
	struct vrrp_report said = {
	    .kind = VRRP_REPORT_STATUS, .generation = loop->engine->generation};

	vrrp_vip_clear_board(&loop->kernel, router);
	vrrp_tables_clear_board(&loop->kernel, &router->fib);
	vrrp_status_fill(router, &said.status);
	if (!report(loop, &said))
		return false;
	router->changed = false;
	return true;
}

/* A change of state is told at once. */
static void
report_urgent(struct vrrp_loop *loop)
{
	struct vrrp_agenda *agenda = &loop->engine->agenda;
	struct vrrp_router *router;

	for (int i = 0; i < STATUSES && (router = vrrp_agenda_urgent(agenda)); i++) {
		if (!report_status(loop, router))
			return;
		vrrp_agenda_told(agenda);
	}
}

/* Counters twice a second: one walk over all routers, in as many turns as it takes. */
static void
report_changed(struct vrrp_loop *loop)
{
	struct vrrp_engine *engine = loop->engine;
	int statuses = 0;

	for (int i = 0; i < LOOKED_AT && statuses < STATUSES; i++) {
		struct vrrp_router *router;

		if (loop->reported_len >= engine->routers_len)
			return;
		router = &engine->routers[loop->reported_len];
		statuses += router->changed;
		if (router->changed && !report_status(loop, router))
			return;
		loop->reported_len++;
	}
}

static bool
is_reporting(const struct vrrp_loop *loop)
{
	return loop->engine && loop->reported_len < loop->engine->routers_len;
}

static void
report_routers(struct vrrp_loop *loop)
{
	report_urgent(loop);
	if (!is_reporting(loop) && instant_reached(loop->next_status, loop->now)) {
		loop->next_status = instant_add(loop->now, status_every);
		loop->reported_len = 0;
	}
	report_changed(loop);
}

/* What the engine counts for no router of its own. */
static void
count_facts(struct vrrp_loop *loop)
{
	struct vrrp_thread_facts *facts = &loop->facts;
	const struct vrrp_engine *engine = loop->engine;

	if (memcmp(facts->refused, engine->refused, sizeof(facts->refused)) == 0 &&
	    memcmp(&facts->fixed, &engine->fib.counters, sizeof(facts->fixed)) == 0)
		return;
	memcpy(facts->refused, engine->refused, sizeof(facts->refused));
	facts->fixed = engine->fib.counters;
	loop->facts_changed = true;
}

static void
report_facts(struct vrrp_loop *loop)
{
	struct vrrp_report said = {.kind = VRRP_REPORT_THREAD};

	if (loop->engine)
		count_facts(loop);
	if (!loop->facts_changed)
		return;
	said.thread = loop->facts;
	loop->facts_changed = !report(loop, &said);
}

static void
report_all(struct vrrp_loop *loop)
{
	uint64_t one = 1;

	if (loop->has_retired)
		loop->has_retired = !report(loop, &loop->retired);
	if (instant_reached(loop->next_status, loop->now))
		report_facts(loop);
	if (loop->engine)
		report_routers(loop);
	if (!loop->reported)
		return;
	loop->reported = false;
	/* The counter cannot overflow: control resets it. */
	(void)!write(loop->reports_fd, &one, sizeof(one));
}

/* ---- the engine's turns ---- */

static void
carry_out(struct vrrp_loop *loop)
{
	struct vrrp_engine *engine = loop->engine;
	struct vrrp_outbox *out = &engine->outbox;

	for (size_t i = 0; i < out->len; i++) {
		const struct vrrp_act *act = &out->acts[i];
		struct instant done = loop->now;
		int err;

		if (act->kind == VRRP_ACT_NOTE) {
			report_note(loop, &act->note);
			continue;
		}
		if (act->kind == VRRP_ACT_ADDRESS)
			err = vrrp_vip_do(&loop->kernel, act);
		else if (act->kind == VRRP_ACT_FIB)
			err = vrrp_tables_do(&loop->kernel, act);
		else
			err = vrrp_traffic_send(loop->sockets, engine, act);
		if (act->kind == VRRP_ACT_ADVERT)
			done = now_monotonic(); /* how late it left is counted */
		vrrp_engine_done(engine, i, err, done);
	}
	out->len = 0;
}

static void
beat(struct vrrp_loop *loop)
{
	if (loop->board)
		atomic_store_explicit(&loop->board->beat_ns[BOARD_VRRP],
		    now_monotonic().ns, memory_order_relaxed);
}

static void
run_engine(struct vrrp_loop *loop)
{
	if (loop->kernel.stale)
		loop->facts.monitor_err =
		    -vrrp_vip_dump(&loop->kernel, loop->engine, loop->now);
	for (int i = 0; i < TURNS; i++) {
		vrrp_sockets_sync(
		    loop->sockets, loop->engine, loop->epoll_fd, loop->now);
		carry_out(loop);
		if (!instant_reached(vrrp_engine_due(loop->engine), loop->now))
			return;
		vrrp_engine_tick(loop->engine, loop->now);
		carry_out(loop);
	}
}

/* ---- orders ---- */

/* Let go what the new engine lacks. An address that cannot be removed goes with its
 * lease: that must not hold up the others. */
static void
let_go(struct vrrp_loop *loop, const struct vrrp_engine *young)
{
	vrrp_engine_retire(loop->engine, young);
	for (int i = 0; i < LEAVING_TURNS; i++) {
		vrrp_engine_tick(loop->engine, loop->now);
		carry_out(loop);
		if (vrrp_engine_has_left(loop->engine))
			break;
		beat(loop);
	}
	for (size_t i = 0; i < loop->engine->routers_len; i++)
		vrrp_vip_clear_board(&loop->kernel, &loop->engine->routers[i]);
}

static void
take_engine(struct vrrp_loop *loop, const struct vrrp_order *order)
{
	struct vrrp_engine *old = loop->engine;
	struct vrrp_sockets *old_sockets = loop->sockets;

	if (old) {
		let_go(loop, order->engine);
		vrrp_engine_adopt(order->engine, old, loop->now);
		vrrp_sockets_adopt(
		    order->sockets, order->engine, old_sockets, old, loop->epoll_fd);
		loop->retired = (struct vrrp_report){
		    .kind = VRRP_REPORT_RETIRED, .generation = old->generation};
		loop->retired.retired.engine = old;
		loop->retired.retired.sockets = old_sockets;
		loop->has_retired = !report(loop, &loop->retired);
	}
	loop->engine = order->engine;
	loop->engine->wall = now_wall();
	loop->sockets = order->sockets;
	loop->reported_len = 0;
	vrrp_tables_watch(&loop->kernel, loop->engine, loop->epoll_fd, VRRP_ID_TABLES);
	loop->kernel.stale = true; /* it may use links that nobody looked at yet */
}

static void
obey_operator(struct vrrp_loop *loop, const struct vrrp_order *order)
{
	if (order->kind == VRRP_ORDER_OVERRIDE)
		vrrp_engine_override(loop->engine, order->router, &order->override);
	else if (order->kind == VRRP_ORDER_ANNOUNCE)
		vrrp_engine_announce(loop->engine, order->router, loop->now);
	else
		vrrp_engine_reset(loop->engine, order->router);
}

static void
obey(struct vrrp_loop *loop, const struct vrrp_order *order)
{
	switch (order->kind) {
	case VRRP_ORDER_ENGINE:
		take_engine(loop, order);
		break;
	case VRRP_ORDER_TRACK:
		if (loop->engine)
			vrrp_engine_track(loop->engine, order->track, order->fact);
		break;
	case VRRP_ORDER_OVERRIDE:
	case VRRP_ORDER_ANNOUNCE:
	case VRRP_ORDER_RESET:
		if (loop->engine)
			obey_operator(loop, order);
		break;
	case VRRP_ORDER_REPORT:
		loop->facts_changed = true;
		for (size_t i = 0; loop->engine && i < loop->engine->routers_len; i++)
			vrrp_router_tell(&loop->engine->routers[i]);
		break;
	case VRRP_ORDER_STOP:
		loop->stopping = true;
		loop->stop_by = instant_add(loop->now, stop_within);
		if (loop->engine)
			vrrp_engine_stop(loop->engine);
		break;
	}
}

static void
take_orders(struct vrrp_loop *loop, bool woken)
{
	struct vrrp_order order;
	uint64_t count;

	if (woken)
		(void)!read(loop->orders_fd, &count, sizeof(count)); /* resets it */
	/* Asked each turn: some may have waited for `retired` to be told. */
	while (!loop->has_retired && ring_get(loop->orders, &order))
		obey(loop, &order);
}

/* ---- the loop ---- */

/* What one packet asks for is done before the next is looked at. */
static void
hear_socket(struct vrrp_loop *loop, size_t index, enum vrrp_socket_kind kind)
{
	const struct vrrp_socket *socket = &loop->sockets->at[index];
	size_t len;

	if (socket->fd[kind] < 0) /* closed since the event was taken */
		return;
	len = vrrp_inbox_read(&loop->inbox, socket->fd[kind]);
	for (size_t i = 0; i < len; i++) {
		vrrp_inbox_deliver(
		    &loop->inbox, i, kind, socket->ifindex, loop->engine, loop->now);
		carry_out(loop);
	}
}

/* The sockets of some kinds among the events, from `first` to `last`. */
static void
hear_sockets(struct vrrp_loop *loop, int count, enum vrrp_socket_kind first,
    enum vrrp_socket_kind last)
{
	for (int i = 0; i < count && loop->engine; i++) {
		uint64_t id = loop->events[i].data.u64;
		uint64_t kind = id % VRRP_SOCKET_KINDS;

		if (id >= VRRP_ID_MONITOR || kind < first || kind > last ||
		    id / VRRP_SOCKET_KINDS >= loop->sockets->len)
			continue;
		hear_socket(loop, id / VRRP_SOCKET_KINDS, (enum vrrp_socket_kind)kind);
	}
}

static bool
has_event(const struct vrrp_loop *loop, int count, uint64_t id)
{
	for (int i = 0; i < count; i++)
		if (loop->events[i].data.u64 == id)
			return true;
	return false;
}

/* An alarm that comes too early costs a turn and no more: it is set anew only when it
 * was reached, which also takes its event away, or would come too late. */
static void
set_alarm(struct vrrp_loop *loop)
{
	struct instant due =
	    instant_add(loop->now, is_reporting(loop) ? go_on_after : beat_every);
	struct itimerspec at = {0};

	if (loop->engine) {
		due = instant_earlier(due, vrrp_engine_due(loop->engine));
		due = instant_earlier(due, vrrp_sockets_due(loop->sockets));
	}
	if (!instant_reached(loop->alarm, loop->now) &&
	    !instant_before(due, loop->alarm))
		return;
	if (due.ns < 1)
		due.ns = 1; /* 0 would switch the timer off */
	loop->alarm = due;
	at.it_value.tv_sec = due.ns / 1000000000;
	at.it_value.tv_nsec = due.ns % 1000000000;
	/* Cannot fail: the descriptor and the time are good. */
	(void)timerfd_settime(loop->alarm_fd, TFD_TIMER_ABSTIME, &at, NULL);
}

static void
turn(struct vrrp_loop *loop, int count)
{
	loop->now = now_monotonic();
	if (loop->engine)
		loop->engine->wall = now_wall();
	hear_sockets(loop, count, VRRP_SOCKET_ADVERTS4, VRRP_SOCKET_ADVERTS6);
	hear_sockets(loop, count, VRRP_SOCKET_ARP, VRRP_SOCKET_ND);
	if (loop->engine && has_event(loop, count, VRRP_ID_MONITOR))
		vrrp_vip_listen(&loop->kernel, loop->engine, loop->now);
	if (loop->engine && has_event(loop, count, VRRP_ID_TABLES))
		vrrp_tables_listen(&loop->kernel, loop->engine);
	take_orders(loop, has_event(loop, count, VRRP_ID_ORDERS));
	if (loop->engine)
		run_engine(loop);
	report_all(loop);
	beat(loop);
	loop->stopped = loop->stopping &&
	    (!loop->engine || vrrp_engine_has_left(loop->engine) ||
		instant_reached(loop->stop_by, loop->now));
}

/* The last word must not be lost; control empties the ring as fast as it can. */
static void
say_stopped(struct vrrp_loop *loop)
{
	struct vrrp_report said = {.kind = VRRP_REPORT_STOPPED};
	uint64_t one = 1;

	for (;;) {
		report_all(loop);
		if (!loop->has_retired && report(loop, &said))
			break;
		(void)poll(NULL, 0, 10);
		beat(loop);
	}
	(void)!write(loop->reports_fd, &one, sizeof(one));
	if (loop->board)
		atomic_store(&loop->board->beat_ns[BOARD_VRRP], 0);
}

void
vrrp_loop_run(struct vrrp_loop *loop)
{
	while (!loop->stopped) {
		int count =
		    epoll_wait(loop->epoll_fd, loop->events, VRRP_LOOP_EVENTS, -1);

		/* Interrupted: after a stop and a continue. What has come meanwhile is
		 * heard before anything is done because of the time. */
		if (count < 0)
			continue;
		turn(loop, count);
		set_alarm(loop);
	}
	say_stopped(loop);
}
