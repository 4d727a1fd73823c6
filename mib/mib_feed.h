/* SPDX-License-Identifier: Apache-2.0 */
/* What the SNMP thread lives on: the newest view with its rows, and the traps that are
 * still to be sent. P, one thread.
 * Traps are made only when the last ones are gone: while nobody takes any, the counters
 * in the views remember what happened, and the difference is told later, bounded. */
#ifndef MIB_MIB_FEED_H
#define MIB_MIB_FEED_H

#include "agent/lib/clock.h"
#include "agent/view/view.h"
#include "mib/mib_trap.h"
#include "mib/mib_vrrpv2.h"

/* At most so many wait to be sent: all instances of a large director at once. */
enum { MIB_FEED_TRAPS = 4096 };

struct mib_feed;

/* It serves an empty view until one is adopted. */
struct mib_feed *mib_feed_new(void);
void mib_feed_free(struct mib_feed *feed);

/* A newer view; the reference is taken over. */
void mib_feed_take(struct mib_feed *feed, struct view *view);

/* The rows of the newest view; borrowed until the next take. */
const struct mib_vrrpv2 *mib_feed_vrrpv2(const struct mib_feed *feed);

/* The next trap to send, borrowed until the next call; NULL when all is told. */
const struct mib_trap *mib_feed_trap(struct mib_feed *feed, struct instant now);

/* Traps held back since the last call. */
uint64_t mib_feed_take_suppressed(struct mib_feed *feed);

#endif
