/* SPDX-License-Identifier: Apache-2.0 */
/* An edit that was decided: tried, or saved and taken over. E, control thread. */
#ifndef AGENT_DIRECTOR_EDIT_H
#define AGENT_DIRECTOR_EDIT_H

#include "agent/director_inside.h"
#include "agent/edits_decide.h"

/* ---- director_try.c ---- */

/* Add to `plan` what the decision would change. */
void director_try(const struct director *director, const struct director_pool *pool,
    const struct edits_decision *decision, struct command_plan *plan);

/* The same of a virtual server: `pool` as it is (NULL: none yet), `vs` as it would be;
 * or, not `stays`, that it would go. */
void director_try_vs(const struct director *director, const struct director_pool *pool,
    const struct model_virtual_server *vs, bool stays, struct command_plan *plan);

/* ---- director_store.c ---- */

/* Save an edit (or its end) and take it over. 0 or -errno, and then nothing happened.
 * What is not to be persisted is only taken over. */
int director_save_edit(struct director *director, const struct edits_decision *decision,
    const struct model_virtual_server *vs);
void director_take_edit(
    struct director *director, const struct edits_decision *decision);

#endif
