/* SPDX-License-Identifier: Apache-2.0 */
/* MYSQL_CHECK. E, control thread. */
#ifndef CHECKS_CHECK_MYSQL_H
#define CHECKS_CHECK_MYSQL_H

#include "checks/check_mysql_talk.h"

extern const struct check_ops check_mysql_ops;
extern const struct conf_block check_mysql_block;

#endif
