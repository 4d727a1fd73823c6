/* SPDX-License-Identifier: Apache-2.0 */
/* The engine that a host's configuration of now stands for. For the simulator. */
#ifndef TESTS_SIM_SIM_SAID_H
#define TESTS_SIM_SIM_SAID_H

#include "agent/vrrp/vrrp_engine.h"
#include "tests/sim/sim_plan.h"

/* `routers` as host number `host` of `plan` has them; the caller frees it. */
struct vrrp_engine *sim_said_engine(
    const struct sim_plan *plan, size_t host, const struct sim_router *routers);

/* The i-th virtual address of a router. */
struct addr sim_said_vip(const struct sim_plan *plan, size_t router, size_t i);

#endif
