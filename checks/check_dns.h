/* SPDX-License-Identifier: Apache-2.0 */
/* DNS_CHECK. E, control thread. */
#ifndef CHECKS_CHECK_DNS_H
#define CHECKS_CHECK_DNS_H

#include "checks/check_dns_message.h"

extern const struct check_ops check_dns_ops;
extern const struct conf_block check_dns_block;

#endif
