/* SPDX-License-Identifier: Apache-2.0 */
/* LDAP_CHECK. E, control thread. */
#ifndef CHECKS_CHECK_LDAP_H
#define CHECKS_CHECK_LDAP_H

#include "checks/check_ldap_talk.h"

extern const struct check_ops check_ldap_ops;
extern const struct conf_block check_ldap_block;

#endif
