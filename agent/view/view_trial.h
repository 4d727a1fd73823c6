/* SPDX-License-Identifier: Apache-2.0 */
/* A configuration on trial: what is wrong with it, and what it would change. Plain
 * rows, nothing of which is in force. P. */
#ifndef AGENT_VIEW_VIEW_TRIAL_H
#define AGENT_VIEW_VIEW_TRIAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

struct view_trial_fault {
	bool is_error;         /* else a warning */
	const char *file;      /* NULL: none */
	uint32_t line, column; /* from 1; 0: of the whole */
	const char *code;      /* stable: "unknown_keyword" */
	const char *detail;
	const char *meant; /* the word probably meant; NULL: none near */
};

enum view_trial_op { VIEW_TRIAL_ADD, VIEW_TRIAL_CHANGE, VIEW_TRIAL_REMOVE };

struct view_trial_lines {
	const char **items;
	size_t len;
};

/* One block of the configuration that would differ. */
struct view_trial_change {
	enum view_trial_op op;
	const char *kind;   /* "virtual_server", "real_server", "vrrp_instance", ... */
	const char *id;     /* as routes name it; "" : a block without a name */
	const char *within; /* the virtual server of a real server; else NULL */
	/* CHANGE: lines that only the old, only the new one has, secrets hidden; none
	 * on either side: a secret is another. */
	struct view_trial_lines before, after;
};

struct view_trial {
	struct arena *arena; /* owned: all that is pointed to */
	const struct view_trial_fault *faults;
	size_t faults_len;
	size_t errors, warnings;
	const struct view_trial_change *changes; /* none while there are errors */
	size_t changes_len;
};

void view_trial_free(struct view_trial *trial); /* NULL is fine */

#endif
