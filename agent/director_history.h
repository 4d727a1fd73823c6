/* SPDX-License-Identifier: Apache-2.0 */
/* What happens to the virtual and real servers, put down in the history. E, control
 * thread; a part of the director. */
#ifndef AGENT_DIRECTOR_HISTORY_H
#define AGENT_DIRECTOR_HISTORY_H

#include "agent/director_inside.h"

void director_keep_state(const struct director *director,
    const struct director_pool *pool, const struct ipvs_member *member,
    enum rs_state from);

/* Its drain has ended and it is removed. */
void director_keep_left(const struct director *director,
    const struct director_pool *pool, const struct addr *addr, uint16_t port);
void director_keep_override_over(const struct director *director,
    const struct director_pool *pool, const struct addr *addr, uint16_t port);
void director_keep_quorum(
    const struct director *director, const struct director_pool *pool, bool up);
void director_keep_drift(const struct director *director, const struct ipvs_key *key,
    size_t operations, const char *what);
void director_keep_tier(
    const struct director *director, const struct director_pool *pool, uint8_t from);
void director_keep_panic(
    const struct director *director, const struct director_pool *pool);
void director_keep_held(const struct director *director,
    const struct director_pool *pool, const struct ipvs_member *member);
void director_keep_edit(const struct director *director,
    const struct director_pool *pool, const struct command *command, const char *verb,
    uint64_t revision);

#endif
