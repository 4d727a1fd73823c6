/* SPDX-License-Identifier: Apache-2.0 */
/* What is said to an LDAP server: an anonymous simple bind of version 3. P.
 * Source: RFC 4511 4.1.9, 4.2, 4.3; X.690 8.1. */
#ifndef CHECKS_CHECK_LDAP_TALK_H
#define CHECKS_CHECK_LDAP_TALK_H

#include "checks/check_talk.h"

check_talk_fn check_ldap_talk;

#endif
