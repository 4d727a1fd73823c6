/* SPDX-License-Identifier: Apache-2.0 */
/* What is said to Redis: AUTH if there is a password, PING; +PONG is fit. P.
 * Source: the Redis serialization protocol (RESP2). */
#ifndef CHECKS_CHECK_REDIS_TALK_H
#define CHECKS_CHECK_REDIS_TALK_H

#include "checks/check_talk.h"

struct check_redis_spec {
	const char *user;     /* NULL: the default one */
	const char *password; /* NULL: no AUTH */
};

check_talk_fn check_redis_talk;

#endif
