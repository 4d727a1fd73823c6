/* SPDX-License-Identifier: Apache-2.0 */
/* Checks that are in no configuration, each run once, on a driver of its own: nothing
 * of it is counted, shared, or heard by a real server. E, control thread. */
#ifndef AGENT_TRIALS_H
#define AGENT_TRIALS_H

#include "agent/view/view_once.h"

struct loop;
struct model_api;
struct trials;

enum {
	TRIALS_MAX = 4,   /* at once */
	TRIALS_KEPT = 32, /* with those that are over, which the next ones replace */
	TRIAL_MAX_MS = 60000, /* the longest that one may take */
	TRIAL_DEFAULT_MS = 5000
};

struct trials *trials_new(struct loop *loop);
void trials_free(struct trials *trials); /* NULL is fine; those under way are dropped */

/* Never MISC_CHECK, FILE_CHECK (which ask no server) or a plug-in. `api` says what may
 * be aimed at. */
struct view_once_reply trials_begin(struct trials *trials, const struct model_api *api,
    const struct view_once_wanted *wanted);

/* Borrowed until the loop's next turn; NULL: there is none of this id (any more). */
const struct view_once *trials_find(const struct trials *trials, uint32_t id);

#endif
