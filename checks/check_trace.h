/* SPDX-License-Identifier: Apache-2.0 */
/* What happens within one try, for a driver whose hooks ask for it. E, control thread.
 */
#ifndef CHECKS_CHECK_TRACE_H
#define CHECKS_CHECK_TRACE_H

#include "checks/check.h"

enum check_step_kind {
	CHECK_STEP_CONNECTING,
	CHECK_STEP_CONNECTED,
	CHECK_STEP_SENT,
	CHECK_STEP_RECEIVED,
	CHECK_STEP_VERDICT,
	CHECK_STEPS
};

struct check_step {
	enum check_step_kind kind;
	uint32_t at_us;                      /* since the try began */
	size_t bytes;                        /* sent or received */
	const struct check_verdict *verdict; /* of CHECK_STEP_VERDICT; borrowed */
};

const char *check_step_word(enum check_step_kind kind); /* "connected" */

/* For whoever talks to the server: it has happened just now. */
void check_trace(struct check_try *try, enum check_step_kind kind, size_t bytes);

#endif
