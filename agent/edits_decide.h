/* SPDX-License-Identifier: Apache-2.0 */
/* What a command makes of one real server: refused, nothing new, or the edit that says
 * it. P. */
#ifndef AGENT_EDITS_DECIDE_H
#define AGENT_EDITS_DECIDE_H

#include <stdbool.h>
#include <stdint.h>

#include "agent/command.h"
#include "agent/edits.h"

/* The real server that a command is about, as it is. */
struct edits_scene {
	const struct model_virtual_server *vs;
	const struct model_real_server *configured; /* NULL: not in the file */
	const struct edit *edit;                    /* NULL: not edited */
	uint64_t revision; /* of the object; 0: there is none */
	bool is_needed;    /* the pool would have no quorum without it */
	bool keeps_pinned; /* the kernel sends clients with a template to weight 0, too
			    */
	int64_t now_ms;    /* wall clock */
};

struct edits_decision {
	struct command_reply reply; /* its revision and persisted are set by who acts */
	bool changes;
	bool erases;      /* nothing is left to say: drop the edit */
	struct edit next; /* if it changes; its revision is set by who acts */
};

/* Whether there is such a real server, file and edit considered. */
bool edits_exists(const struct edits_scene *scene);

/* COMMAND_RS_* only. When !changes, the reply is the whole outcome. */
struct edits_decision edits_decide(
    const struct edits_scene *scene, const struct command *command);

enum edits_over {
	EDITS_OVER_GONE,    /* its drain is over: it is removed, */
	EDITS_OVER_RESTS,   /* or it is in maintenance from now on */
	EDITS_OVER_OVERRIDE /* the time of its override is */
};

/* The edit that says so; scene->edit is there. */
struct edits_decision edits_decide_over(
    const struct edits_scene *scene, enum edits_over what);

#endif
