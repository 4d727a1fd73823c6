/* SPDX-License-Identifier: Apache-2.0 */
/* What counts as ours: a sorted table of keys, everything else in it is 0. P. */
#ifndef AGENT_IPVS_IPVS_OWNED_H
#define AGENT_IPVS_IPVS_OWNED_H

#include <stdbool.h>

#include "agent/ipvs/ipvs_table.h"

/* `service` (sorted) and its destinations are ours from now on. */
void ipvs_owned_add(struct ipvs_table *owned, const struct ipvs_service *service);

/* Forget of `key` what is neither desired nor in the kernel any more: should it appear
 * again, somebody else has put it there. NULL: absent as a whole. */
void ipvs_owned_prune(struct ipvs_table *owned, const struct ipvs_key *key,
    const struct ipvs_service *desired, const struct ipvs_service *observed);

/* `dest` NULL: the service itself. */
bool ipvs_owned_has(const struct ipvs_table *owned, const struct ipvs_key *key,
    const struct ipvs_dest *dest);

#endif
