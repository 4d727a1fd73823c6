/* SPDX-License-Identifier: Apache-2.0 */
/* What is said to a mail server: it greets with 220, HELO is answered by 250, QUIT by
 * 221. P. Source: RFC 5321 3.1, 4.1.1.1, 4.1.1.10, 4.2. */
#ifndef CHECKS_CHECK_SMTP_TALK_H
#define CHECKS_CHECK_SMTP_TALK_H

#include "checks/check_talk.h"

struct check_smtp_spec {
	const char *helo_name; /* NULL: this host's name, which `more` of the talk is */
};

check_talk_fn check_smtp_talk;

#endif
