/* SPDX-License-Identifier: Apache-2.0 */
/* A named pipe that events are written to, a line each, and the program that reads it.
 * E, control thread. Writing never waits: a reader that does not read loses lines,
 * which is counted and logged once an episode. */
#ifndef AGENT_NOTIFY_FIFO_H
#define AGENT_NOTIFY_FIFO_H

#include "agent/conf/model.h"
#include "agent/sys/script_security.h"

struct keeper_link;
struct loop;
struct notify_fifo;

/* Lines of at most this many bytes are written whole or not at all (PIPE_BUF). */
enum { NOTIFY_FIFO_LINE_MAX = 512 };

/* Both borrowed. */
struct notify_fifo *notify_fifo_new(struct loop *loop, struct keeper_link *keeper);
void notify_fifo_free(struct notify_fifo *fifo); /* NULL is fine; ends its reader */

/* From now on `said` (path NULL: none). A pipe of the same path, and its reader, stay
 * as they are. What cannot be made or opened is logged, and tried again with each line.
 */
void notify_fifo_configure(struct notify_fifo *fifo, const struct model_fifo *said,
    const struct script_policy *policy);

/* `line` with its newline. */
void notify_fifo_write(struct notify_fifo *fifo, const char *line);

/* Lines lost so far. */
uint64_t notify_fifo_dropped(const struct notify_fifo *fifo);

#endif
