/* SPDX-License-Identifier: Apache-2.0 */
/* What the SNMP thread lives on: the newest view with the rows of each MIB, and the
 * traps that are still to be sent. P, one thread.
 * Traps are made only when the last ones are gone: while nobody takes any, the counters
 * in the views remember what happened, and the difference is told later, bounded. */
#ifndef MIB_MIB_FEED_H
#define MIB_MIB_FEED_H

#include "agent/lib/clock.h"
#include "agent/view/view.h"
#include "mib/mib_book.h"
#include "mib/mib_trap.h"

/* At most so many wait to be sent: every server of a large director at once. */
enum { MIB_FEED_TRAPS = 16384 };

struct mib_feed;

/* It serves an empty view until one is adopted. */
struct mib_feed *mib_feed_new(void);
void mib_feed_free(struct mib_feed *feed);

/* A newer view; the reference is taken over. */
void mib_feed_take(struct mib_feed *feed, struct view *view);

/* A request begins. All of one transaction see the same view, which is the newest when
 * its first request comes: a GETBULK reaches a subagent as many requests. */
void mib_feed_begin(struct mib_feed *feed, uint32_t transaction);

/* The rows of a MIB that is served, in the view of the transaction; borrowed until the
 * next begin or take. */
const void *mib_feed_source(struct mib_feed *feed, enum mib_book_id id);

/* Whether the traps of a MIB are made; at first those of none. */
void mib_feed_tell(struct mib_feed *feed, enum mib_book_id id, bool tell);

/* The next trap to send, borrowed until the next call; NULL when all is told. */
const struct mib_trap *mib_feed_trap(struct mib_feed *feed, struct instant now);

/* What happened until now is not told. */
void mib_feed_forget(struct mib_feed *feed);

/* Traps held back since the last call. */
uint64_t mib_feed_take_suppressed(struct mib_feed *feed);

#endif
