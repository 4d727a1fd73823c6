/* SPDX-License-Identifier: Apache-2.0 */
/* UDP_CHECK. E, control thread. */
#ifndef CHECKS_CHECK_UDP_H
#define CHECKS_CHECK_UDP_H

#include "checks/check_udp_spec.h"

extern const struct check_ops check_udp_ops;
extern const struct conf_block check_udp_block;

#endif
