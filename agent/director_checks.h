/* SPDX-License-Identifier: Apache-2.0 */
/* Which checks run, and who hears them. E, control thread; a part of the director. */
#ifndef AGENT_DIRECTOR_CHECKS_H
#define AGENT_DIRECTOR_CHECKS_H

struct check_status;
struct director;
struct director_pool;
struct ipvs_member;

/* Configure the checks of one pool, or of all, and hear what they hold. */
void director_check_pool(struct director *director, struct director_pool *pool);
void director_check_all(struct director *director);

/* Which of them pause: before the checks of all are configured. */
void director_suspend(struct director *director);

void director_member_hear(
    struct ipvs_member *member, const struct check_status *status);

#endif
