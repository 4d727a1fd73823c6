/* SPDX-License-Identifier: Apache-2.0 */
/* The floors: ipvs_netlink alone, and ipvs_sync without the rest of the agent. */
#ifndef TESTS_BENCH_EDIT_EDIT_LAYERS_H
#define TESTS_BENCH_EDIT_EDIT_LAYERS_H

#include "tests/bench/edit/edit_run.h"

void edit_layers_raw(struct edit_run *run);
void edit_layers_sync(struct edit_run *run);

#endif
