/* SPDX-License-Identifier: Apache-2.0 */
/* How long the texts of a view are, with their terminators. D. */
#ifndef AGENT_VIEW_VIEW_SIZE_H
#define AGENT_VIEW_VIEW_SIZE_H

#include "agent/words.h"

enum {
	VIEW_NAME_SIZE = 128,
	VIEW_ID_SIZE = 160,
	VIEW_TEXT_SIZE = 120,
	VIEW_IFNAME_SIZE = 16,
	VIEW_SCHEDULER_SIZE = 16,
	VIEW_REFUSALS = VRRP_REFUSALS
};

#endif
