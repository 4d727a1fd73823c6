/* SPDX-License-Identifier: Apache-2.0 */
/* After the chaos: within the bound that the timers give there is one master of each
 * router, the one whom the rules name, and nothing moves any more but by an operator's
 * hand. */
#ifndef TESTS_SIM_SIM_CALM_H
#define TESTS_SIM_SIM_CALM_H

#include "tests/sim/sim_world.h"

void sim_calm_days(struct sim_world *world);

#endif
