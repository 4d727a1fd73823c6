/* SPDX-License-Identifier: Apache-2.0 */
/* What is said to PostgreSQL. Without a user: whether it would speak TLS, which a
 * server that starts or is full answers as well. With one: the start of a session,
 * which it answers by how to authenticate, or by why there is none. P. Source:
 * PostgreSQL's frontend/backend protocol 3.0, "Message Formats". */
#ifndef CHECKS_CHECK_PGSQL_TALK_H
#define CHECKS_CHECK_PGSQL_TALK_H

#include "checks/check_talk.h"

struct check_pgsql_spec {
	const char *user;     /* NULL: ask for TLS only */
	const char *database; /* NULL: the user's */
};

check_talk_fn check_pgsql_talk;

#endif
