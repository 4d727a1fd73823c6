/* SPDX-License-Identifier: Apache-2.0 */
/* One mail at a time to a relay, by libcurl on the control loop: plain SMTP. Nothing
 * here waits. E, control thread. */
#ifndef AGENT_MAIL_SMTP_H
#define AGENT_MAIL_SMTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agent/lib/buf.h"

struct loop;
struct mail_smtp;

enum { MAIL_SMTP_WHY_SIZE = 200 };

/* Borrowed while mail_smtp_start runs. */
struct mail_smtp_job {
	const char *server; /* an address or a name */
	uint16_t port;
	const char *helo;      /* what we say to be */
	const char *from;      /* bare addresses, as mail_text_address makes them */
	const char *const *to; /* those that are none are passed over */
	size_t to_len;
	uint32_t timeout_ms; /* to the relay's greeting; twice that for all */
};

/* What came of a mail: "" when the relay took it for all of its recipients. */
struct mail_smtp_result {
	bool sent; /* to some of them at least */
	char why[MAIL_SMTP_WHY_SIZE];
};

struct mail_smtp *mail_smtp_new(struct loop *loop,
    void (*done)(void *ctx, const struct mail_smtp_result *result), void *ctx);
void mail_smtp_free(struct mail_smtp *smtp); /* with what is under way; NULL is fine */

/* `done` is called once, in a later turn; until then there is no other. `text` is taken
 * over, and empty after. False, and `done` is not called: such a mail cannot be made;
 * why[MAIL_SMTP_WHY_SIZE] says so. */
bool mail_smtp_start(struct mail_smtp *smtp, const struct mail_smtp_job *job,
    struct buf *text, char *why);

#endif
