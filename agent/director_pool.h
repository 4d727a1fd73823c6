/* SPDX-License-Identifier: Apache-2.0 */
/* One virtual server of the director: file and edits laid over each other, its state,
 * its part of the kernel's table, its rows. E, control thread. */
#ifndef AGENT_DIRECTOR_POOL_H
#define AGENT_DIRECTOR_POOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agent/conf/model.h"
#include "agent/ipvs/ipvs_services.h"
#include "agent/ipvs/ipvs_sync.h"

struct director;
struct view_pool;

struct director_pool {
	const struct model_virtual_server *vs; /* borrowed: the model's, or an edit's */
	const struct model_virtual_server *said;    /* the file's; NULL: it has none */
	const struct model_virtual_server *next_vs; /* while a model is replaced */
	const struct model_real_server **sorted;    /* owned; the file's, by address */
	size_t sorted_len;
	struct ipvs_pool pool;
	struct ipvs_service
	    gathered;      /* owned; of a group: see director_pool_observed */
	uint64_t revision; /* of the last change of what is wanted of it */
	bool stirred;      /* a check spoke: to be settled this turn */
	bool suspended;    /* none of its addresses is here: its checks pause */

	struct view_pool *view; /* a reference; NULL: none yet */
	bool view_stale;        /* a state changed since */
	uint64_t view_digest;   /* of the counters it shows */
	int64_t view_at_ms;
};

/* "10.1.1.163:80", "[2001:db8::1]:80" into out[DIRECTOR_RS_TEXT_SIZE]. */
enum { DIRECTOR_RS_TEXT_SIZE = ADDR_TEXT_SIZE + 10 };
const char *director_rs_text(const struct addr *addr, uint16_t port, char *out);

void director_pool_free(struct director_pool *pool);

/* Lay edits over the file again. True when its checks have to be configured anew. */
bool director_pool_lay(struct director *director, struct director_pool *pool);

/* The same after an edit of one real server. */
bool director_pool_lay_one(struct director *director, struct director_pool *pool,
    const struct addr *addr, uint16_t port);

/* Work out what it is and tell what changed; what the kernel should have else is owed.
 * settle gives it that at once. */
void director_pool_work_out(struct director *director, struct director_pool *pool);
struct ipvs_failure director_pool_settle(
    struct director *director, struct director_pool *pool);

/* What the kernel has of it; NULL: not all its services. Of a group: all as one, until
 * the next call. */
const struct ipvs_service *director_pool_observed(
    const struct director *director, struct director_pool *pool);

/* What the kernel said of it last; an outcome that is news is told. */
void director_pool_take_outcome(struct director *director, struct director_pool *pool,
    const struct ipvs_failure *failure);

/* Scripts of the down kind for what is up, at the end (omega). */
void director_pool_bid_farewell(
    struct director *director, const struct director_pool *pool);

#endif
