/* SPDX-License-Identifier: Apache-2.0 */
/* Which services could not be made as desired, and when each is tried again. P.
 * First after 0.1 s (most failures are somebody else's change that we had not seen),
 * then each second, from the sixth failure on every 5 s. */
#ifndef AGENT_IPVS_IPVS_RETRY_H
#define AGENT_IPVS_IPVS_RETRY_H

#include <stdbool.h>
#include <stddef.h>

#include "agent/ipvs/ipvs_table.h"
#include "agent/lib/clock.h"

enum {
	IPVS_RETRY_FIRST_MS = 100,
	IPVS_RETRY_SOON_MS = 1000,
	IPVS_RETRY_LATER_MS = 5000,
	IPVS_RETRY_SOON_TRIES = 5
};

struct ipvs_retry_row {
	struct ipvs_key key;
	unsigned failures; /* in a row */
	struct instant due;
};

struct ipvs_retry {
	struct ipvs_retry_row *rows; /* owned; in no order: there are few */
	size_t len, room;
};

void ipvs_retry_fini(struct ipvs_retry *retry);

/* One more failure of this service; returns how many in a row. */
unsigned ipvs_retry_failed(
    struct ipvs_retry *retry, const struct ipvs_key *key, struct instant now);

/* It is as desired: how often it had failed; 0: it had not. */
unsigned ipvs_retry_done(struct ipvs_retry *retry, const struct ipvs_key *key);

/* Borrowed until the next change; NULL: it does not fail. */
const struct ipvs_retry_row *ipvs_retry_find(
    const struct ipvs_retry *retry, const struct ipvs_key *key);

/* Any one that is due; NULL: none. And when the next one is: INSTANT_NEVER: none. */
const struct ipvs_retry_row *ipvs_retry_next(
    const struct ipvs_retry *retry, struct instant now);
struct instant ipvs_retry_due(const struct ipvs_retry *retry);

#endif
