/* SPDX-License-Identifier: Apache-2.0 */
/* Configurations of a made-up host, and engines built from them. For tests. */
#ifndef TESTS_FAKE_FAKE_MODEL_H
#define TESTS_FAKE_FAKE_MODEL_H

#include "agent/vrrp/vrrp_engine.h"

/* An instance on eth0 as the scenario has it: VRID 51, password 1111, one address. */
struct model_vrrp_instance fake_instance(uint8_t priority);

struct vrrp_engine *fake_engine(
    const struct model_vrrp_instance *instances, size_t len);

#endif
