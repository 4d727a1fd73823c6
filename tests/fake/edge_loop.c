/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/fake/edge_loop.h"

#include <stddef.h>

#include "agent/sys/loop.h"
#include "agent/sys/now.h"

struct watch {
	struct loop *loop;
	struct loop_timer *timer;
	bool (*is_so)(void *ctx);
	void *ctx;
	struct instant deadline;
	bool so;
};

static void
look(void *ctx)
{
	struct watch *watch = ctx;

	watch->so = watch->is_so && watch->is_so(watch->ctx);
	if (watch->so || instant_reached(watch->deadline, now_monotonic()))
		loop_stop(watch->loop);
	else
		loop_timer_after(watch->timer, span_ms(1));
}

bool
edge_loop_until(
    struct loop *loop, bool (*is_so)(void *ctx), void *ctx, unsigned wait_ms)
{
	struct watch watch = {.loop = loop, .is_so = is_so, .ctx = ctx};

	watch.deadline = instant_add(now_monotonic(), span_ms(wait_ms));
	watch.timer = loop_timer_new(loop, look, &watch);
	loop_timer_after(watch.timer, span_ms(0));
	loop_run(loop);
	loop_timer_free(watch.timer);
	return watch.so;
}

void
edge_loop_for(struct loop *loop, unsigned wait_ms)
{
	(void)edge_loop_until(loop, NULL, NULL, wait_ms); /* nothing to become so */
}
