/* SPDX-License-Identifier: Apache-2.0 */
/* Mail to the operator: queued, one at a time, each tried once, and nobody waits for
 * it. E, control thread. */
#ifndef AGENT_MAIL_H
#define AGENT_MAIL_H

#include <stddef.h>
#include <stdint.h>

#include "agent/conf/model.h"

struct loop;
struct mail;

struct mail_hooks {
	void (*changed)(void *ctx); /* the totals; may be NULL */
	void *ctx;
};

struct mail *mail_new(struct loop *loop, const struct mail_hooks *hooks);
void mail_free(struct mail *mail); /* what waits is not sent, and told; NULL is fine */

/* To whom, from whom, by which relay; borrowed until the next call. Without a relay or
 * a recipient nothing is sent, and what waits is dropped. */
void mail_configure(struct mail *mail, const struct model_global *global);

/* Queue one mail: "[ROUTER_ID] " is put before the subject; the time and the host below
 * the body, which is lines parted by \n. Full: the oldest is dropped, counted, told. */
void mail_send(struct mail *mail, const char *subject, const char *body);

struct mail_totals {
	uint64_t sent;     /* taken by the relay, for one recipient at least */
	uint64_t failures; /* not taken, or not for all */
	uint64_t dropped;  /* never tried */
	size_t waiting;    /* now, with the one under way */
};
struct mail_totals mail_totals(const struct mail *mail);

#endif
