/* SPDX-License-Identifier: Apache-2.0 */
/* Several edits as one: while a batch is open each takes effect at once, in the kernel
 * too, and nothing is saved; in the end all of it is saved in one go, or all of it is
 * undone. E, control thread; a part of the director. */
#ifndef AGENT_DIRECTOR_BATCH_H
#define AGENT_DIRECTOR_BATCH_H

#include "agent/director_inside.h"

struct store_record;

/* Save now, or (a batch is open) with the others. 0 or -errno. */
int director_save(
    struct director *director, const struct store_record *records, size_t len);

/* COMMAND_BEGIN, COMMAND_COMMIT, COMMAND_ROLLBACK. A commit that cannot be saved is
 * undone: COMMAND_NOT_SAVED. */
struct command_reply director_batch(
    struct director *director, const struct command *command);

/* Undo what is open, at the end of the director; NULL is fine. */
void director_batch_free(struct director_batch *batch);

#endif
