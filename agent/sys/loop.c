/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on: control. libuv's handles outlive their free by one turn of the loop, so each
 * wrapper is released in the close callback. */
#include "agent/sys/loop.h"

#include <stdbool.h>
#include <stdlib.h>
#include <uv.h>

#include "agent/lib/mem.h"
#include "agent/sys/now.h"

struct loop {
	uv_loop_t uv;
	uv_prepare_t turn;
	struct instant now;
	bool slept; /* since `now` was read */
};

struct loop_timer {
	uv_timer_t uv;
	struct loop *loop; /* borrowed */
	struct instant due;
	void (*fire)(void *ctx);
	void *ctx;
};

struct loop_fd {
	uv_poll_t uv;
	void (*ready)(void *ctx, unsigned events);
	void *ctx;
	unsigned events;
};

struct loop_signal {
	uv_signal_t uv;
	void (*caught)(void *ctx, int signum);
	void *ctx;
};

static void
must(int rc)
{
	if (rc != 0)
		abort(); /* out of memory or descriptors at start: no caller can go on
			  */
}

/* libuv calls this last before it waits for descriptors, whose callbacks come next. */
static void
before_sleep(uv_prepare_t *handle)
{
	struct loop *loop = handle->data;

	loop->slept = true;
}

struct loop *
loop_new(void)
{
	struct loop *loop = mem_new(1, sizeof(*loop));

	must(uv_loop_init(&loop->uv));
	must(uv_prepare_init(&loop->uv, &loop->turn));
	loop->turn.data = loop;
	must(uv_prepare_start(&loop->turn, before_sleep));
	uv_unref((uv_handle_t *)&loop->turn);
	loop->slept = true;
	return loop;
}

void
loop_free(struct loop *loop)
{
	if (!loop)
		return;
	uv_close((uv_handle_t *)&loop->turn, NULL);
	(void)uv_run(&loop->uv, UV_RUN_DEFAULT); /* lets the close callbacks run */
	(void)uv_loop_close(&loop->uv);          /* busy only if a watch leaked */
	mem_free(loop);
}

void
loop_run(struct loop *loop)
{
	(void)uv_run(&loop->uv, UV_RUN_DEFAULT); /* ends by loop_stop */
}

void
loop_stop(struct loop *loop)
{
	uv_stop(&loop->uv);
}

struct instant
loop_now(struct loop *loop)
{
	if (loop->slept) {
		loop->slept = false;
		loop->now = now_monotonic();
	}
	return loop->now;
}

static void
release(uv_handle_t *handle)
{
	mem_free(handle->data);
}

/* ---- timers ---- */

struct loop_timer *
loop_timer_new(struct loop *loop, void (*fire)(void *ctx), void *ctx)
{
	struct loop_timer *timer = mem_new(1, sizeof(*timer));

	must(uv_timer_init(&loop->uv, &timer->uv));
	timer->uv.data = timer;
	timer->loop = loop;
	timer->fire = fire;
	timer->ctx = ctx;
	return timer;
}

static void timer_fired(uv_timer_t *handle);

/* Rounded up to libuv's milliseconds, so that nothing fires early. Its clock is ours,
 * and is read once: where that is a system call, reading is what a timer costs. */
static void
arm(struct loop_timer *timer)
{
	uint64_t due_ms =
	    timer->due.ns > 0 ? ((uint64_t)timer->due.ns + 999999) / 1000000 : 0;
	uint64_t now_ms;

	uv_update_time(&timer->loop->uv);
	now_ms = uv_now(&timer->loop->uv);
	must(uv_timer_start(
	    &timer->uv, timer_fired, due_ms > now_ms ? due_ms - now_ms : 0, 0));
}

static void
timer_fired(uv_timer_t *handle)
{
	struct loop_timer *timer = handle->data;

	timer->loop->slept = true; /* timers run after a sleep, too */
	if (instant_before(loop_now(timer->loop), timer->due)) {
		arm(timer); /* libuv's millisecond began before ours */
		return;
	}
	timer->fire(timer->ctx);
}

void
loop_timer_at(struct loop_timer *timer, struct instant due)
{
	timer->due = due;
	if (due.ns == INSTANT_NEVER.ns)
		loop_timer_stop(timer);
	else
		arm(timer);
}

void
loop_timer_after(struct loop_timer *timer, struct span span)
{
	loop_timer_at(timer, instant_add(now_monotonic(), span));
}

void
loop_timer_stop(struct loop_timer *timer)
{
	(void)uv_timer_stop(&timer->uv); /* stopping a stopped timer is fine */
}

void
loop_timer_free(struct loop_timer *timer)
{
	if (timer)
		uv_close((uv_handle_t *)&timer->uv, release);
}

/* ---- descriptors ---- */

static void
fd_ready(uv_poll_t *handle, int status, int events)
{
	struct loop_fd *watch = handle->data;
	unsigned ready = 0;

	if (status < 0) { /* libuv stops here; who owns the fd decides, so go on */
		watch->events = 0;
		loop_fd_events(watch, LOOP_READ);
	}
	if (status < 0 || (events & UV_READABLE))
		ready |= LOOP_READ;
	if (events & UV_WRITABLE)
		ready |= LOOP_WRITE;
	watch->ready(watch->ctx, ready);
}

struct loop_fd *
loop_fd_new(struct loop *loop, int fd, unsigned events,
    void (*ready)(void *ctx, unsigned events), void *ctx)
{
	struct loop_fd *watch = mem_new(1, sizeof(*watch));

	must(uv_poll_init(&loop->uv, &watch->uv, fd));
	watch->uv.data = watch;
	watch->ready = ready;
	watch->ctx = ctx;
	loop_fd_events(watch, events);
	return watch;
}

void
loop_fd_events(struct loop_fd *watch, unsigned events)
{
	int wanted = 0;

	if (events == watch->events)
		return;
	watch->events = events;
	if (events & LOOP_READ)
		wanted |= UV_READABLE;
	if (events & LOOP_WRITE)
		wanted |= UV_WRITABLE;
	if (wanted)
		must(uv_poll_start(&watch->uv, wanted, fd_ready));
	else
		must(uv_poll_stop(&watch->uv));
}

void
loop_fd_free(struct loop_fd *watch)
{
	if (!watch)
		return;
	(void)uv_poll_stop(&watch->uv); /* always 0 */
	uv_close((uv_handle_t *)&watch->uv, release);
}

/* ---- signals ---- */

static void
signal_caught(uv_signal_t *handle, int signum)
{
	struct loop_signal *watch = handle->data;

	watch->caught(watch->ctx, signum);
}

struct loop_signal *
loop_signal_new(
    struct loop *loop, int signum, void (*caught)(void *ctx, int signum), void *ctx)
{
	struct loop_signal *watch = mem_new(1, sizeof(*watch));

	must(uv_signal_init(&loop->uv, &watch->uv));
	watch->uv.data = watch;
	watch->caught = caught;
	watch->ctx = ctx;
	must(uv_signal_start(&watch->uv, signal_caught, signum));
	return watch;
}

void
loop_signal_free(struct loop_signal *watch)
{
	if (watch)
		uv_close((uv_handle_t *)&watch->uv, release);
}
