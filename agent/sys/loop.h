/* SPDX-License-Identifier: Apache-2.0 */
/* The control thread's event loop; libuv is hidden here. E, control thread.
 * Callbacks run one after another on the control thread and must not wait. */
#ifndef AGENT_SYS_LOOP_H
#define AGENT_SYS_LOOP_H

#include <stdint.h>

#include "agent/lib/clock.h"

struct loop;
struct loop_timer;
struct loop_fd;
struct loop_signal;

enum { LOOP_READ = 1, LOOP_WRITE = 2 };

struct loop *loop_new(void);
void loop_free(struct loop *loop); /* after every timer, fd and signal was freed */
void loop_run(struct loop *loop);  /* until loop_stop */
void loop_stop(struct loop *loop);

/* The monotonic clock, read once since the loop last slept. */
struct instant loop_now(struct loop *loop);

/* A one-shot timer, 1 ms grained; fires once per loop_timer_at, never early. */
struct loop_timer *loop_timer_new(
    struct loop *loop, void (*fire)(void *ctx), void *ctx);
void loop_timer_at(struct loop_timer *timer, struct instant due);
void loop_timer_after(struct loop_timer *timer, struct span span);
void loop_timer_stop(struct loop_timer *timer);
void loop_timer_free(struct loop_timer *timer); /* allowed inside its own callback */

/* Watch a descriptor (stays the caller's); `ready` hears LOOP_READ | LOOP_WRITE.
 * An error or hang-up of the descriptor is reported as LOOP_READ. */
struct loop_fd *loop_fd_new(struct loop *loop, int fd, unsigned events,
    void (*ready)(void *ctx, unsigned events), void *ctx);
void loop_fd_events(struct loop_fd *watch, unsigned events); /* 0 pauses */
void loop_fd_free(struct loop_fd *watch); /* before closing the fd; safe in callback */

struct loop_signal *loop_signal_new(
    struct loop *loop, int signum, void (*caught)(void *ctx, int signum), void *ctx);
void loop_signal_free(struct loop_signal *watch);

#endif
