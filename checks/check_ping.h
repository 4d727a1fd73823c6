/* SPDX-License-Identifier: Apache-2.0 */
/* PING_CHECK. E, control thread. */
#ifndef CHECKS_CHECK_PING_H
#define CHECKS_CHECK_PING_H

#include "checks/check.h"

extern const struct check_ops check_ping_ops;
extern const struct conf_block check_ping_block;

#endif
