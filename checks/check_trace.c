/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on: control. */
#include "checks/check_trace.h"

#include "agent/sys/now.h"
#include "checks/check_inside.h"

const char *
check_step_word(enum check_step_kind kind)
{
	static const char *const words[CHECK_STEPS] = {
	    [CHECK_STEP_CONNECTING] = "connecting",
	    [CHECK_STEP_CONNECTED] = "connected",
	    [CHECK_STEP_SENT] = "sent",
	    [CHECK_STEP_RECEIVED] = "received",
	    [CHECK_STEP_VERDICT] = "verdict",
	};

	return words[kind];
}

void
check_trace(struct check_try *try, enum check_step_kind kind, size_t bytes)
{
	const struct check_run_hooks *hooks = &try->run->hooks;
	struct check_step step = {.kind = kind, .bytes = bytes};
	int64_t took_us;

	if (!hooks->traced)
		return;
	took_us = instant_since(now_monotonic(), try->started).ns / 1000;
	step.at_us = took_us < UINT32_MAX ? (uint32_t)took_us : UINT32_MAX;
	hooks->traced(hooks->ctx, &step);
}
