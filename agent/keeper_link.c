/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on: control. The agent's end of the socketpair: requests wait here while the
 * keeper is slow, answers find their caller by id. */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "agent/keeper_wire.h"
#include "agent/lib/log.h"
#include "agent/lib/mem.h"
#include "agent/sys/loop.h"

enum { WAITING_MAX = 4096 };

struct waiting {
	struct waiting *next; /* owned */
	uint32_t id;
	bool sent;
	int failed_errno; /* not 0: could not be asked for; answered next turn */
	void (*done)(void *ctx, const struct keeper_result *result);
	void *ctx;
	struct keeper_request request;
};

struct keeper_link {
	struct loop *loop; /* borrowed */
	int fd;            /* owned by the caller of keeper_link_new */
	struct loop_fd *watch;
	struct loop_timer *soon; /* answers what failed, outside the caller's stack */
	struct waiting *waiting; /* owned; newest first */
	struct keeper_request *cancels; /* owned; not sent yet */
	size_t cancels_len;
	size_t waiting_len;
	uint32_t last_id;
	struct spawn_limits limits; /* of every request */
};

/* True when `*at` was unlinked; the caller owns it then. */
static struct waiting *
unlink_id(struct keeper_link *link, uint32_t id)
{
	for (struct waiting **at = &link->waiting; *at; at = &(*at)->next) {
		struct waiting *found = *at;

		if (found->id != id)
			continue;
		*at = found->next;
		link->waiting_len--;
		return found;
	}
	return NULL;
}

static void
answer(struct keeper_link *link, uint32_t id, const struct keeper_result *result)
{
	struct waiting *waiting = unlink_id(link, id);

	if (!waiting)
		return; /* cancelled meanwhile */
	waiting->done(waiting->ctx, result);
	mem_free(waiting);
}

/* 0, or -errno; -EAGAIN when the keeper's buffer is full. */
static int
send_request(struct keeper_link *link, const struct keeper_request *request)
{
	size_t bytes = offsetof(struct keeper_request, args) + request->args_bytes;

	if (send(link->fd, request, bytes, MSG_DONTWAIT | MSG_NOSIGNAL) < 0)
		return -errno;
	return 0;
}

/* False when the keeper's buffer is full. */
static bool
send_one(struct keeper_link *link, struct waiting *waiting)
{
	int rc = send_request(link, &waiting->request);

	if (rc == -EAGAIN)
		return false;
	waiting->sent = true;
	if (rc < 0) {
		waiting->failed_errno = -rc;
		loop_timer_at(link->soon, loop_now(link->loop));
	}
	return true;
}

static struct waiting *
oldest_unsent(struct keeper_link *link)
{
	struct waiting *oldest = NULL;

	for (struct waiting *at = link->waiting; at; at = at->next)
		if (!at->sent)
			oldest = at;
	return oldest;
}

static void
flush(struct keeper_link *link)
{
	struct waiting *next;

	while (link->cancels_len &&
	    send_request(link, &link->cancels[link->cancels_len - 1]) != -EAGAIN)
		link->cancels_len--;
	while ((next = oldest_unsent(link)))
		if (!send_one(link, next))
			break;
	loop_fd_events(link->watch,
	    LOOP_READ | (next || link->cancels_len ? (unsigned)LOOP_WRITE : 0));
}

static void
receive(struct keeper_link *link)
{
	struct keeper_answer got;
	ssize_t len;

	while ((len = recv(link->fd, &got, sizeof(got), MSG_DONTWAIT)) > 0) {
		if ((size_t)len != sizeof(got)) {
			log_bug("keeper", "answer of %zd bytes, want %zu", len,
			    sizeof(got));
			continue;
		}
		got.result.output[KEEPER_OUTPUT_MAX - 1] = '\0';
		answer(link, got.id, &got.result);
	}
	if (len == 0) /* the keeper is gone; its death signal ends us */
		loop_fd_events(link->watch, 0);
}

static void
ready(void *ctx, unsigned events)
{
	struct keeper_link *link = ctx;

	if (events & LOOP_READ)
		receive(link);
	if (events & LOOP_WRITE)
		flush(link);
}

static struct waiting *
first_failed(struct keeper_link *link)
{
	struct waiting *at = link->waiting;

	while (at && !at->failed_errno)
		at = at->next;
	return at;
}

static void
answer_failed(void *ctx)
{
	struct keeper_link *link = ctx;
	struct waiting *failed;

	while ((failed = first_failed(link))) {
		struct keeper_result result = {
		    .end = KEEPER_NOT_STARTED, .value = failed->failed_errno};

		answer(link, failed->id, &result);
	}
}

struct keeper_link *
keeper_link_new(struct loop *loop, int fd)
{
	struct keeper_link *link = mem_new(1, sizeof(*link));

	link->loop = loop;
	link->fd = fd;
	link->limits = (struct spawn_limits){UINT32_MAX, UINT32_MAX, UINT32_MAX};
	link->watch = loop_fd_new(loop, fd, LOOP_READ, ready, link);
	link->soon = loop_timer_new(loop, answer_failed, link);
	return link;
}

void
keeper_link_free(struct keeper_link *link)
{
	struct waiting *next;

	if (!link)
		return;
	for (struct waiting *at = link->waiting; at; at = next) {
		next = at->next;
		mem_free(at);
	}
	loop_fd_free(link->watch);
	loop_timer_free(link->soon);
	mem_free(link->cancels);
	mem_free(link);
}

/* 0, or the errno that says why such a script cannot be asked for. */
static int
fill_request(struct keeper_request *request, const struct keeper_script *script)
{
	size_t at = 0;

	for (size_t i = 0; script->argv[i]; i++) {
		size_t len = strlen(script->argv[i]) + 1;

		if (i == KEEPER_ARGS_MAX || at + len > sizeof(request->args))
			return E2BIG;
		memcpy(request->args + at, script->argv[i], len);
		at += len;
	}
	request->args_bytes = (uint32_t)at;
	request->timeout_ms = script->timeout_ms;
	if (at == 0)
		return ENOENT;
	if (script->user &&
	    !mem_copy_text(request->user, sizeof(request->user), script->user))
		return ENAMETOOLONG;
	if (script->group &&
	    !mem_copy_text(request->group, sizeof(request->group), script->group))
		return ENAMETOOLONG;
	return 0;
}

uint32_t
keeper_link_run(struct keeper_link *link, const struct keeper_script *script,
    void (*done)(void *ctx, const struct keeper_result *result), void *ctx)
{
	struct waiting *waiting = mem_new(1, sizeof(*waiting));

	if (++link->last_id == 0)
		link->last_id = 1;
	waiting->id = link->last_id;
	waiting->done = done;
	waiting->ctx = ctx;
	waiting->request.ask = KEEPER_ASK_RUN;
	waiting->request.id = waiting->id;
	waiting->request.limits = link->limits;
	waiting->failed_errno = fill_request(&waiting->request, script);
	if (link->waiting_len >= WAITING_MAX)
		waiting->failed_errno = EAGAIN;
	waiting->next = link->waiting;
	link->waiting = waiting;
	link->waiting_len++;
	if (waiting->failed_errno) {
		waiting->sent = true;
		loop_timer_at(link->soon, loop_now(link->loop));
	} else {
		flush(link);
	}
	return waiting->id;
}

void
keeper_link_limit(struct keeper_link *link, const struct spawn_limits *limits)
{
	link->limits = *limits;
}

void
keeper_link_cancel(struct keeper_link *link, uint32_t id)
{
	struct waiting *waiting = unlink_id(link, id);
	bool was_sent;

	if (!waiting)
		return;
	was_sent = waiting->sent && !waiting->failed_errno;
	mem_free(waiting);
	if (!was_sent)
		return;
	link->cancels =
	    mem_grow(link->cancels, link->cancels_len + 1, sizeof(*link->cancels));
	memset(&link->cancels[link->cancels_len], 0, sizeof(*link->cancels));
	link->cancels[link->cancels_len].ask = KEEPER_ASK_CANCEL;
	link->cancels[link->cancels_len].id = id;
	link->cancels_len++;
	flush(link);
}
