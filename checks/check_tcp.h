/* SPDX-License-Identifier: Apache-2.0 */
/* TCP_CHECK. E, control thread. */
#ifndef CHECKS_CHECK_TCP_H
#define CHECKS_CHECK_TCP_H

#include "checks/check.h"

extern const struct check_ops check_tcp_ops;
extern const struct conf_block check_tcp_block;

#endif
