/* SPDX-License-Identifier: Apache-2.0 */
/* Mails that wait, oldest first; a flood loses the oldest. P. */
#ifndef AGENT_MAIL_QUEUE_H
#define AGENT_MAIL_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { MAIL_QUEUE_MAX = 256 };

struct mail_item {
	char *subject, *body; /* owned */
	int64_t at_ms;        /* wall clock, of what it tells */
};

struct mail_queue {
	struct mail_item items[MAIL_QUEUE_MAX];
	size_t first, len;
};

/* A copy of both texts waits. False: the oldest was dropped for it. */
bool mail_queue_put(
    struct mail_queue *queue, const char *subject, const char *body, int64_t at_ms);

/* The oldest is the caller's; false when none waits. */
bool mail_queue_take(struct mail_queue *queue, struct mail_item *item);

void mail_item_fini(struct mail_item *item);

/* Drop all that wait; how many did. */
size_t mail_queue_clear(struct mail_queue *queue);

#endif
