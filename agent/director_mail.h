/* SPDX-License-Identifier: Apache-2.0 */
/* What the mail about a real server, or a quorum, says. P. */
#ifndef AGENT_DIRECTOR_MAIL_H
#define AGENT_DIRECTOR_MAIL_H

#include <stdbool.h>
#include <stdint.h>

#include "agent/conf/model.h"

/* "[10.1.1.166]:tcp:80", as keepalived's mails spell a server. */
enum { DIRECTOR_MAIL_NAME_SIZE = MODEL_NAME_MAX + 17 };

struct director_mail {
	char subject[2 * DIRECTOR_MAIL_NAME_SIZE + 64];
	char body[512];
};

struct director_mail_rs {
	const struct model_virtual_server *vs;
	const struct addr *addr;
	uint16_t port;
	bool up;
	const char *detail; /* why; may be "" */
};
void director_mail_rs(const struct director_mail_rs *news, struct director_mail *out);

struct director_mail_quorum {
	const struct model_virtual_server *vs;
	bool up;
	uint64_t live_weight, needed_weight;
};
void director_mail_quorum(
    const struct director_mail_quorum *news, struct director_mail *out);

#endif
