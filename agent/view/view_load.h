/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of a view: how busy the agent is. D. */
#ifndef AGENT_VIEW_VIEW_LOAD_H
#define AGENT_VIEW_VIEW_LOAD_H

#include <stdint.h>

#include "agent/lib/histogram.h"

enum { VIEW_RESULTS = 4, VIEW_CODES_MAX = 40 };

struct view_count {
	char word[24];
	uint64_t count;
};

/* All checks of one type together. */
struct view_check_type {
	char type[12];
	uint32_t in_flight, waiting;             /* due, and too many are in flight */
	struct view_count results[VIEW_RESULTS]; /* of tries: "ok", "timeout", ... */
	struct view_count codes[VIEW_CODES_MAX]; /* of those that failed */
	uint32_t codes_len;
	struct histogram took, lag; /* lag: begun after it was due */
};

/* The agent's process, as the kernel tells of it. */
struct view_process {
	int64_t started_ms; /* wall clock */
	uint64_t cpu_us, resident_bytes, virtual_bytes;
	uint32_t open_fds, max_fds, threads;
};

#endif
