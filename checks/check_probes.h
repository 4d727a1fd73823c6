/* SPDX-License-Identifier: Apache-2.0 */
/* Finds a probe by what it asks. P. The probes stay their owner's. */
#ifndef CHECKS_CHECK_PROBES_H
#define CHECKS_CHECK_PROBES_H

#include <stddef.h>
#include <stdint.h>

struct check_probe;
struct model_check;

/* All zero: none. */
struct check_probes {
	struct check_probe **buckets; /* owned */
	size_t buckets_len;           /* a power of two */
	size_t len;
};

void check_probes_fini(struct check_probes *probes);

/* By probe->check, which none that is in asks for yet. */
void check_probes_add(struct check_probes *probes, struct check_probe *probe);
void check_probes_remove(struct check_probes *probes, struct check_probe *probe);

/* The one whose check is check_equal; NULL when there is none; borrowed. */
struct check_probe *check_probes_find(
    const struct check_probes *probes, const struct model_check *check);

#endif
