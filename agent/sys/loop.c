/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on: control. libuv's handles outlive their free by one turn of the loop, so each
 * wrapper is released in the close callback. Descriptors are kept out of libuv, which
 * makes nine system calls for one that comes, waits twice and goes, as those of checks
 * do by the thousand: they are in an epoll of ours, and that is what libuv waits for.
 */
#include "agent/sys/loop.h"

#include <stdbool.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <unistd.h>
#include <uv.h>

#include "agent/lib/mem.h"
#include "agent/sys/now.h"

enum { HEARD_MAX = 256 };

struct loop {
	uv_loop_t uv;
	uv_poll_t fds;                       /* watches `epoll` */
	int epoll;                           /* owned: of every loop_fd */
	struct epoll_event heard[HEARD_MAX]; /* what is being told */
	int heard_len;
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
	struct loop *loop; /* borrowed */
	int fd;            /* the caller's */
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

static void fds_ready(uv_poll_t *handle, int status, int events);

struct loop *
loop_new(void)
{
	struct loop *loop = mem_new(1, sizeof(*loop));

	must(uv_loop_init(&loop->uv));
	must(uv_prepare_init(&loop->uv, &loop->turn));
	loop->turn.data = loop;
	must(uv_prepare_start(&loop->turn, before_sleep));
	uv_unref((uv_handle_t *)&loop->turn);
	loop->epoll = epoll_create1(EPOLL_CLOEXEC);
	must(loop->epoll < 0 ? -1 : uv_poll_init(&loop->uv, &loop->fds, loop->epoll));
	loop->fds.data = loop;
	must(uv_poll_start(&loop->fds, UV_READABLE, fds_ready));
	loop->slept = true;
	return loop;
}

void
loop_free(struct loop *loop)
{
	if (!loop)
		return;
	uv_close((uv_handle_t *)&loop->turn, NULL);
	uv_close((uv_handle_t *)&loop->fds, NULL);
	(void)uv_run(&loop->uv, UV_RUN_DEFAULT); /* lets the close callbacks run */
	(void)uv_loop_close(&loop->uv);          /* busy only if a watch leaked */
	(void)close(loop->epoll);                /* nothing is in it */
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
tell(const struct loop_fd *watch, uint32_t events)
{
	unsigned ready = 0;

	if (events & (EPOLLIN | EPOLLERR | EPOLLHUP))
		ready |= LOOP_READ;
	if (events & EPOLLOUT)
		ready |= LOOP_WRITE;
	watch->ready(watch->ctx, ready); /* may free any watch, this one too */
}

static void
fds_ready(uv_poll_t *handle, int status, int events)
{
	struct loop *loop = handle->data;

	(void)status; /* an epoll descriptor has no errors */
	(void)events;
	loop->heard_len = epoll_wait(loop->epoll, loop->heard, HEARD_MAX, 0);
	for (int i = 0; i < loop->heard_len; i++)
		if (loop->heard[i].data.ptr)
			tell(loop->heard[i].data.ptr, loop->heard[i].events);
	loop->heard_len = 0;
}

struct loop_fd *
loop_fd_new(struct loop *loop, int fd, unsigned events,
    void (*ready)(void *ctx, unsigned events), void *ctx)
{
	struct loop_fd *watch = mem_new(1, sizeof(*watch));

	watch->loop = loop;
	watch->fd = fd;
	watch->ready = ready;
	watch->ctx = ctx;
	loop_fd_events(watch, events);
	return watch;
}

/* Paused, it is taken out: epoll would go on about errors. */
void
loop_fd_events(struct loop_fd *watch, unsigned events)
{
	struct epoll_event wanted = {.data.ptr = watch};
	int change = watch->events ? EPOLL_CTL_MOD : EPOLL_CTL_ADD;

	if (events == watch->events)
		return;
	watch->events = events;
	if (events & LOOP_READ)
		wanted.events |= EPOLLIN;
	if (events & LOOP_WRITE)
		wanted.events |= EPOLLOUT;
	must(epoll_ctl(
	    watch->loop->epoll, events ? change : EPOLL_CTL_DEL, watch->fd, &wanted));
}

static void
forget_heard(struct loop *loop, const struct loop_fd *watch)
{
	for (int i = 0; i < loop->heard_len; i++)
		if (loop->heard[i].data.ptr == watch)
			loop->heard[i].data.ptr = NULL;
}

void
loop_fd_free(struct loop_fd *watch)
{
	if (!watch)
		return;
	if (watch->events) /* fails for one that was closed already: it is out */
		(void)epoll_ctl(watch->loop->epoll, EPOLL_CTL_DEL, watch->fd, NULL);
	forget_heard(watch->loop, watch);
	mem_free(watch);
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
