/* SPDX-License-Identifier: Apache-2.0 */
/* What an agent beside a server says of it, in HAProxy's words: one line, of words with
 * blanks, tabs or commas between. P. Source: HAProxy's configuration manual,
 * "agent-check". Each line stands for itself:
 *   NN%                     the weight: so much of the server's own; none said: 100 %
 *   up, ready               fit
 *   drain                   fit, with weight 0: nobody new
 *   maint, down, stopped, fail   not fit; what follows a '#' is why
 *   maxconn:N               passed over */
#ifndef CHECKS_CHECK_AGENT_TALK_H
#define CHECKS_CHECK_AGENT_TALK_H

#include "checks/check_talk.h"

enum { CHECK_AGENT_PERCENT_MAX = 256 }; /* of the server's own weight, as HAProxy's */

struct check_agent_spec {
	const char *send; /* said first, as it is; NULL: nothing */
};

check_talk_fn check_agent_talk;

#endif
