/* SPDX-License-Identifier: Apache-2.0 */
/* A check as an outsider may see it: a row of the view, and what is asked for of one
 * check alone. D. */
#ifndef AGENT_VIEW_VIEW_CHECK_H
#define AGENT_VIEW_VIEW_CHECK_H

#include <stdbool.h>
#include <stdint.h>

#include "agent/lib/addr.h"
#include "agent/lib/buf.h"
#include "agent/view/view_size.h"

struct view_check {
	/* Whose it is, and which of that one's checks, from 0. */
	struct addr rs_addr;
	uint16_t rs_port, index;
	char type[12];
	char state[8]; /* "passing", "failing", "pending", "paused" */
	bool up, known;
	char code[24]; /* "connect.refused" */
	char detail[VIEW_TEXT_SIZE];
	uint64_t runs, failures;
	uint32_t latency_us;
	int64_t last_ms, since_ms;
	uint32_t sharers;             /* of its tries, itself included */
	int64_t certificate_until_ms; /* wall clock; 0: it has shown none */
};

/* What is not in the view, since it grows old at once, is large, or is configuration.
 */
struct view_check_more {
	char target[64]; /* "10.1.1.163:80" */
	char plugin[64]; /* "": it is built in */
	bool running;    /* a try is under way */
	int64_t next_ms; /* wall clock of the next try; 0: none is to come */
	uint32_t deadline_ms, delay_loop_ms, delay_loop_down_ms, retry, rise,
	    delay_before_retry_ms, fwmark;
	const char *output; /* borrowed until the loop's next turn; NULL: no script's */
	/* Its type's own words, a line each, as the configuration would say them, but
	 * for secrets. The asker's, for buf_fini. */
	struct buf words;
};

#endif
