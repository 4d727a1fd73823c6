/* SPDX-License-Identifier: Apache-2.0 */
/* What must always be so, whatever befalls the hosts. Each broken promise ends the run
 * with a message of its own. */
#ifndef TESTS_SIM_SIM_CHECK_H
#define TESTS_SIM_SIM_CHECK_H

#include "tests/sim/sim_world.h"

/* See all that is done and sent from now on. */
void sim_check_watch(struct sim_world *world);

/* At an instant at which nothing is left to do. */
void sim_check_now(struct sim_world *world);

#endif
