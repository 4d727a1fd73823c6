/* SPDX-License-Identifier: Apache-2.0 */
/* A check that is in no configuration, run once. What is asked, and what came
 * of it. D. */
#ifndef AGENT_VIEW_VIEW_ONCE_H
#define AGENT_VIEW_VIEW_ONCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agent/lib/addr.h"
#include "agent/view/view_size.h"

enum {
	VIEW_ONCE_LINES_MAX = 64,
	VIEW_ONCE_WORDS_MAX = 12, /* of a line, its keyword included */
	VIEW_ONCE_STEPS_MAX = 32,
	VIEW_ONCE_FAULTS_MAX = 8
};

enum view_once_line_kind { VIEW_ONCE_SAYS, VIEW_ONCE_OPENS, VIEW_ONCE_CLOSES };

/* A line of its block; who asks sees to it that keywords are letters, digits, _. */
struct view_once_line {
	enum view_once_line_kind kind;
	const char *words[VIEW_ONCE_WORDS_MAX]; /* borrowed */
	size_t len;
};

struct view_once_wanted {
	const char *type; /* "tcp" or "TCP_CHECK" */
	struct addr addr;
	uint16_t port;
	uint32_t timeout_ms; /* 0: five seconds */
	const struct view_once_line *lines;
	size_t lines_len;
	const char *actor, *source; /* for the log */
};

/* What is wrong with what was asked. */
struct view_once_fault {
	char member[80]; /* of its block: "url/path"; "" : the whole */
	char code[24];
	char text[VIEW_TEXT_SIZE];
};

enum view_once_refused {
	VIEW_ONCE_BEGUN,
	VIEW_ONCE_BAD_TYPE,   /* none of these, or one that may not be tried */
	VIEW_ONCE_BAD_TARGET, /* not an address that may be aimed at */
	VIEW_ONCE_BAD_WORDS,  /* see the faults */
	VIEW_ONCE_BUSY        /* as many as may run do */
};

struct view_once_reply {
	enum view_once_refused refused;
	uint32_t id;
	char detail[VIEW_TEXT_SIZE];
	struct view_once_fault faults[VIEW_ONCE_FAULTS_MAX];
	size_t faults_len;
};

struct view_once_step {
	const char *what; /* "connected"; static */
	uint32_t at_us;   /* since it began */
	uint64_t bytes;
};

struct view_once {
	uint32_t id;      /* 0: none */
	const char *type; /* static */
	bool over;
	const char *code; /* of the rest: once it is over; static */
	char detail[VIEW_TEXT_SIZE];
	uint32_t latency_us;
	struct view_once_step steps[VIEW_ONCE_STEPS_MAX];
	size_t steps_len;
	uint32_t steps_left_out; /* between the last two */
};

#endif
