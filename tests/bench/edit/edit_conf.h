/* SPDX-License-Identifier: Apache-2.0 */
/* The table that is measured: N services of M destinations each, weights 1, as a
 * configuration file and as keys. Service s is 10.100.(s/200).(s%200+1):80/tcp, wrr,
 * DR; its destination d 10.(s+1).(d/200).(d%200+1):80, so s < 255. No checks: what is
 * in the file is in the kernel. */
#ifndef TESTS_BENCH_EDIT_EDIT_CONF_H
#define TESTS_BENCH_EDIT_EDIT_CONF_H

#include <stdbool.h>
#include <stdint.h>

#include "agent/ipvs/ipvs_table.h"

struct edit_size {
	uint32_t services, dests;
};

/* One deviation from weight 1 everywhere; dest may be `dests`: one more. */
struct edit_change {
	uint32_t service, dest, weight;
};

/* Several at once: the first `len` of edit_change_of, of one weight. */
struct edit_change edit_change_of(struct edit_size size, uint32_t i, uint32_t weight);
struct edit_changes {
	struct edit_change one; /* beside them */
	uint32_t len, weight;
};

struct ipvs_key edit_conf_key(uint32_t service);
struct ipvs_dest edit_conf_dest(uint32_t service, uint32_t dest, uint32_t weight);

/* Write the file. `directory` NULL: for keepalived; else fairlead's state directory,
 * and its socket is directory/api.sock. False: it could not be written (said). */
bool edit_conf_write(const char *path, const char *directory, struct edit_size size,
    const struct edit_changes *changes);

#endif
