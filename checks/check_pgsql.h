/* SPDX-License-Identifier: Apache-2.0 */
/* PGSQL_CHECK. E, control thread. */
#ifndef CHECKS_CHECK_PGSQL_H
#define CHECKS_CHECK_PGSQL_H

#include "checks/check_pgsql_talk.h"

extern const struct check_ops check_pgsql_ops;
extern const struct conf_block check_pgsql_block;

#endif
