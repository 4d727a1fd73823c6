/* SPDX-License-Identifier: Apache-2.0 */
/* REDIS_CHECK. E, control thread. */
#ifndef CHECKS_CHECK_REDIS_H
#define CHECKS_CHECK_REDIS_H

#include "checks/check_redis_talk.h"

extern const struct check_ops check_redis_ops;
extern const struct conf_block check_redis_block;

#endif
