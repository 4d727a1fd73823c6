/* SPDX-License-Identifier: Apache-2.0 */
/* What is said to MySQL and MariaDB: the server greets; without a user that is all,
 * with one it is logged in without a password and out again. P. Source: MySQL
 * client/server protocol, "Connection Phase" (Protocol::HandshakeV10,
 * HandshakeResponse41, AuthSwitchRequest, ERR_Packet). */
#ifndef CHECKS_CHECK_MYSQL_TALK_H
#define CHECKS_CHECK_MYSQL_TALK_H

#include "checks/check_talk.h"

struct check_mysql_spec {
	const char *user; /* NULL: hear the greeting only */
};

check_talk_fn check_mysql_talk;

#endif
