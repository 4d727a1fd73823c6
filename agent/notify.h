/* SPDX-License-Identifier: Apache-2.0 */
/* Tells the operator of a change: scripts, in order for one object, off every thread
 * that matters (through the keeper); and mail. E, control thread. */
#ifndef AGENT_NOTIFY_H
#define AGENT_NOTIFY_H

#include <stddef.h>
#include <stdint.h>

#include "agent/conf/model.h"

struct keeper_link;
struct loop;
struct mail;
struct notify;

enum {
	NOTIFY_TIMEOUT_MS = 60000, /* then a script is killed */
	NOTIFY_RUNNING_MAX = 32,   /* scripts at once, each of another object */
	NOTIFY_OBJECT_MAX = 16, /* waiting for one object; then the oldest is dropped */
	NOTIFY_WAITING_MAX = 4096 /* in all; likewise */
};

/* Borrowed; `mail` may be NULL: there is none. */
struct notify_parts {
	struct loop *loop;
	struct keeper_link *keeper;
	struct mail *mail;
};
struct notify *notify_new(const struct notify_parts *parts);

/* Ends what still runs: at stop, wait for notify_pending() == 0 (or lose patience). */
void notify_free(struct notify *notify);

/* Scripts that run or wait. */
size_t notify_pending(const struct notify *notify);

/* Scripts so far that were started, that did not end with exit status 0, and that were
 * never started because too many waited. */
struct notify_totals {
	uint64_t runs, failures, dropped;
	uint64_t lines_dropped; /* of pipes that nobody reads */
};
struct notify_totals notify_totals(const struct notify *notify);

/* The defaults for scripts without a user of their own, and whom mail goes to; borrowed
 * until the next call. */
void notify_configure(struct notify *notify, const struct model_global *global);

/* Queue one run. `object` orders: a script of the same object starts after the one
 * before has ended. `extra` (NULL-terminated, may be NULL) is appended to argv, as
 * "INSTANCE" "VI_1" "MASTER" "100". An empty command does nothing. */
void notify_run(struct notify *notify, const char *object,
    const struct model_script_command *command, const char *const *extra);

/* Write a line (notify_line.h) into the pipe of all events and into that of `kind`. */
void notify_line(struct notify *notify, enum model_fifo_kind kind, const char *line);

/* Queue one mail: mail_send. Whether it is wanted is the caller's to know. */
void notify_mail(struct notify *notify, const char *subject, const char *body);

#endif
