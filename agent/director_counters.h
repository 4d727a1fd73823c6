/* SPDX-License-Identifier: Apache-2.0 */
/* What the kernel and the checks count of a pool; of the director's own files. E,
 * control thread. */
#ifndef AGENT_DIRECTOR_COUNTERS_H
#define AGENT_DIRECTOR_COUNTERS_H

#include "agent/director_inside.h"
#include "agent/view/view.h"

/* Another number when a counter that is shown has moved. */
uint64_t director_digest(const struct director *director,
    const struct director_pool *pool, const struct ipvs_service *observed);

const struct check_status *director_status_of(const struct director *director,
    const struct director_pool *pool, const struct ipvs_member *member, size_t check);

struct view_kernel director_dest_row(const struct ipvs_dest *dest); /* or NULL */
struct view_kernel director_service_row(const struct ipvs_service *observed);

#endif
