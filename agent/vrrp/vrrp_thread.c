/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on: control, but for `run`, which is the vrrp thread. */
#include "agent/vrrp/vrrp_thread.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "agent/lib/mem.h"
#include "agent/lib/ring.h"
#include "agent/sys/realtime.h"
#include "agent/vrrp/vrrp_loop.h"

enum {
	ORDERS = 256,
	REPORTS = 2048,
	STACK_BYTES = 2 * 1024 * 1024,
	STACK_TOUCHED = 128 * 1024
};

struct vrrp_thread {
	pthread_t id;
	int priority;
	struct ring *orders, *reports; /* owned */
	struct vrrp_loop loop;
};

/* Pages of the stack that a deep call needs later, now. */
static void
touch_stack(void)
{
	volatile uint8_t stack[STACK_TOUCHED];

	for (size_t i = 0; i < sizeof(stack); i += 1024)
		stack[i] = 1;
}

static void *
run(void *ctx)
{
	struct vrrp_thread *thread = ctx;
	struct vrrp_loop *loop = &thread->loop;

	touch_stack();
	loop->facts.locked_err = -realtime_lock_memory();
	loop->facts.realtime_err = -realtime_schedule(thread->priority);
	loop->facts_changed = true;
	vrrp_loop_run(loop);
	return NULL;
}

static int
watch(const struct vrrp_loop *loop, int fd, uint64_t id)
{
	struct epoll_event event = {.events = EPOLLIN, .data.u64 = id};

	if (fd < 0)
		return -errno;
	if (epoll_ctl(loop->epoll_fd, EPOLL_CTL_ADD, fd, &event) < 0)
		return -errno;
	return 0;
}

static int
open_descriptors(struct vrrp_loop *loop)
{
	int rc;

	loop->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	loop->alarm_fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
	loop->orders_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	loop->reports_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	if (loop->epoll_fd < 0 || loop->reports_fd < 0)
		return -errno;
	rc = watch(loop, loop->alarm_fd, VRRP_ID_ALARM);
	if (rc == 0)
		rc = watch(loop, loop->orders_fd, VRRP_ID_ORDERS);
	if (rc == 0)
		rc = vrrp_vip_open(&loop->kernel, loop->board);
	if (rc == 0)
		rc = watch(loop, loop->kernel.monitor.fd, VRRP_ID_MONITOR);
	return rc;
}

static int
create(struct vrrp_thread *thread)
{
	pthread_attr_t attr;
	sigset_t all, before;
	int rc;

	(void)pthread_attr_init(&attr); /* these four cannot fail here */
	(void)pthread_attr_setstacksize(&attr, STACK_BYTES);
	(void)sigfillset(&all);
	(void)pthread_sigmask(SIG_SETMASK, &all, &before);
	rc = -pthread_create(&thread->id, &attr, run, thread);
	(void)pthread_sigmask(SIG_SETMASK, &before, NULL);
	(void)pthread_attr_destroy(&attr);
	return rc;
}

static void
release(struct vrrp_thread *thread)
{
	struct vrrp_loop *loop = &thread->loop;
	const int fds[] = {
	    loop->epoll_fd, loop->alarm_fd, loop->orders_fd, loop->reports_fd};

	vrrp_vip_close(&loop->kernel);
	for (size_t i = 0; i < sizeof(fds) / sizeof(fds[0]); i++)
		if (fds[i] >= 0)
			(void)close(fds[i]);
	vrrp_engine_free(loop->engine);
	vrrp_sockets_free(loop->sockets);
	ring_free(thread->orders);
	ring_free(thread->reports);
	mem_free(thread);
}

struct vrrp_thread *
vrrp_thread_start(struct board *board, int priority, int *err)
{
	struct vrrp_thread *thread = mem_new(1, sizeof(*thread));

	thread->priority = priority;
	thread->orders = ring_new(ORDERS, sizeof(struct vrrp_order));
	thread->reports = ring_new(REPORTS, sizeof(struct vrrp_report));
	thread->loop.board = board;
	thread->loop.orders = thread->orders;
	thread->loop.reports = thread->reports;
	thread->loop.kernel.request.fd = -1;
	thread->loop.kernel.monitor.fd = -1;
	thread->loop.kernel.tables.fd = -1;
	vrrp_inbox_init(&thread->loop.inbox);
	*err = open_descriptors(&thread->loop);
	if (*err == 0)
		*err = create(thread);
	if (*err == 0)
		return thread;
	release(thread);
	return NULL;
}

int
vrrp_thread_bind(struct vrrp_thread *thread, const uint32_t *cpus, size_t len)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	for (size_t i = 0; i < len; i++)
		if (cpus[i] < CPU_SETSIZE)
			CPU_SET(cpus[i], &set);
	return -pthread_setaffinity_np(thread->id, sizeof(set), &set);
}

void
vrrp_thread_join(struct vrrp_thread *thread)
{
	(void)pthread_join(thread->id, NULL); /* it is ours and was not joined */
	release(thread);
}

/* ---- control's side of the rings ---- */

bool
vrrp_thread_order(struct vrrp_thread *thread, const struct vrrp_order *order)
{
	uint64_t one = 1;

	if (!ring_put(thread->orders, order))
		return false;
	(void)!write(thread->loop.orders_fd, &one, sizeof(one)); /* full is awake too */
	return true;
}

int
vrrp_thread_fd(const struct vrrp_thread *thread)
{
	return thread->loop.reports_fd;
}

void
vrrp_thread_wake(struct vrrp_thread *thread)
{
	uint64_t count;

	(void)!read(
	    thread->loop.reports_fd, &count, sizeof(count)); /* only to reset it */
}

bool
vrrp_thread_hear(struct vrrp_thread *thread, struct vrrp_report *report_out)
{
	return ring_get(thread->reports, report_out);
}

bool
vrrp_thread_lost(struct vrrp_thread *thread)
{
	return ring_take_lost(thread->reports);
}
