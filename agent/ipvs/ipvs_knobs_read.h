/* SPDX-License-Identifier: Apache-2.0 */
/* Reads the kernel's settings of ipvs_knobs.h from /proc/sys, of the caller's network
 * namespace. E, control thread: a dozen small files that never wait. */
#ifndef AGENT_IPVS_IPVS_KNOBS_READ_H
#define AGENT_IPVS_IPVS_KNOBS_READ_H

#include "agent/ipvs/ipvs_knobs.h"

/* What cannot be read is -1: no such kernel, or its module is not loaded. `folder` is
 * "/proc/sys"; another in tests. */
struct ipvs_knobs ipvs_knobs_read(const char *folder);

#endif
