/* SPDX-License-Identifier: Apache-2.0 */
/* What the kernel should have of a pool, as of its last update, and how much of it the
 * kernel was not told yet. P. */
#ifndef AGENT_IPVS_IPVS_POOL_TABLE_H
#define AGENT_IPVS_IPVS_POOL_TABLE_H

#include "agent/ipvs/ipvs_pool.h"

/* What the kernel was not told yet, of all updates since ipvs_pool_paid. Of one:
 * nothing else of the table differs than this member, which is in it; NULL: more does.
 */
bool ipvs_pool_owes(const struct ipvs_pool *pool);
const struct ipvs_member *ipvs_pool_owes_one(const struct ipvs_pool *pool);
void ipvs_pool_paid(struct ipvs_pool *pool);

/* Whether the sorry server is at the place of `spec`. */
bool ipvs_pool_is_sorry(
    const struct model_virtual_server *vs, const struct ipvs_rs_spec *spec);

/* What the kernel should have of a member that is in its table. */
struct ipvs_dest ipvs_pool_dest(const struct ipvs_member *member);

/* The caller's. */
struct ipvs_service ipvs_pool_desired(const struct ipvs_pool *pool);
struct ipvs_key ipvs_pool_key(const struct model_virtual_server *vs);

/* Whether all that the kernel should have was there when last observed. */
bool ipvs_pool_is_applied(const struct ipvs_pool *pool);

#endif
