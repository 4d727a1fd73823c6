/* SPDX-License-Identifier: Apache-2.0 */
/* AGENT_CHECK. E, control thread. */
#ifndef CHECKS_CHECK_AGENT_H
#define CHECKS_CHECK_AGENT_H

#include "checks/check_agent_talk.h"

extern const struct check_ops check_agent_ops;
extern const struct conf_block check_agent_block;

#endif
