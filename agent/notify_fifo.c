/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on: control. The pipe is opened for reading and writing, so that opening never
 * waits for a reader and the end of one reader is not the end of the pipe. */
#include "agent/notify_fifo.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "agent/keeper.h"
#include "agent/lib/log.h"
#include "agent/lib/mem.h"
#include "agent/sys/account.h"
#include "agent/sys/loop.h"

enum { ARGS_MAX = 64 };

/* A reader that ends at once must not be started in a circle. */
static const struct span restart_after = {2LL * 1000000000};

struct notify_fifo {
	struct keeper_link *keeper; /* borrowed */
	struct loop_timer *restart; /* owned */
	struct model_fifo said;     /* texts borrowed from the model, but for path */
	struct script_policy policy;
	char *path;      /* owned; NULL: there is none */
	int fd;          /* -1: not open */
	int err;         /* why not; positive, logged once */
	uint32_t reader; /* the keeper's id; 0: does not run */
	bool full;       /* lines are being lost, and that was said */
	uint64_t dropped;
};

static void start_reader(struct notify_fifo *fifo);

static void
restart(void *ctx)
{
	start_reader(ctx);
}

struct notify_fifo *
notify_fifo_new(struct loop *loop, struct keeper_link *keeper)
{
	struct notify_fifo *fifo = mem_new(1, sizeof(*fifo));

	fifo->keeper = keeper;
	fifo->fd = -1;
	fifo->restart = loop_timer_new(loop, restart, fifo);
	return fifo;
}

/* ---- who reads it ---- */

static void
reader_ended(void *ctx, const struct keeper_result *result)
{
	struct notify_fifo *fifo = ctx;

	fifo->reader = 0;
	log_event("script", "the reader of %s has ended (%s %d): started again in 2 s",
	    fifo->path,
	    result->end == KEEPER_EXITED ? "exit status" : "signal or error",
	    result->value);
	loop_timer_after(fifo->restart, restart_after);
}

static void
start_reader(struct notify_fifo *fifo)
{
	const struct model_script_command *command = &fifo->said.script;
	const char *argv[ARGS_MAX + 2];
	struct keeper_script script = {.argv = argv,
	    .user = script_user(&fifo->policy, command->user),
	    .group = script_group(&fifo->policy, command->user, command->group),
	    .timeout_ms = 0}; /* for as long as we run */
	char why[SCRIPT_WHY_SIZE];
	size_t len = 0;

	if (!command->argv || !fifo->path || fifo->fd < 0 || fifo->reader)
		return;
	while (command->argv[len] && len < ARGS_MAX) {
		argv[len] = command->argv[len];
		len++;
	}
	argv[len++] = fifo->path;
	argv[len] = NULL;
	if (!script_allowed(&fifo->policy, argv[0], command->user, why)) {
		log_event("script", "%s, the reader of %s, is refused: %s", argv[0],
		    fifo->path, why);
		return;
	}
	fifo->reader = keeper_link_run(fifo->keeper, &script, reader_ended, fifo);
}

static void
end_reader(struct notify_fifo *fifo)
{
	loop_timer_stop(fifo->restart);
	if (fifo->reader)
		keeper_link_cancel(fifo->keeper, fifo->reader);
	fifo->reader = 0;
}

/* ---- the pipe ---- */

/* Made for its owner and its group alone; one that is there is used as it is, if it is
 * a pipe and no link to somewhere else. */
static int
make(const struct notify_fifo *fifo)
{
	struct account account = {0};
	struct stat seen;
	int rc = 0;

	if (fifo->said.user)
		rc = account_find(fifo->said.user, fifo->said.group, &account);
	if (rc < 0)
		return rc;
	if (mkfifo(fifo->path, 0600) < 0) {
		if (errno != EEXIST || lstat(fifo->path, &seen) < 0)
			return -errno;
		return S_ISFIFO(seen.st_mode) ? 0 : -EEXIST;
	}
	if (fifo->said.user && lchown(fifo->path, account.uid, account.gid) < 0) {
		rc = -errno;
		(void)unlink(fifo->path); /* of no use to anybody */
		return rc;
	}
	return 0;
}

static void
open_pipe(struct notify_fifo *fifo)
{
	int rc = make(fifo);

	if (rc == 0) {
		fifo->fd =
		    open(fifo->path, O_RDWR | O_NONBLOCK | O_CLOEXEC | O_NOFOLLOW);
		rc = fifo->fd < 0 ? -errno : 0;
	}
	if (rc < 0 && fifo->err != -rc)
		log_sys(
		    "notify", -rc, "%s: events cannot be written to it", fifo->path);
	fifo->err = -rc;
}

static void
close_pipe(struct notify_fifo *fifo)
{
	end_reader(fifo);
	if (fifo->fd >= 0)
		(void)close(fifo->fd);
	fifo->fd = -1;
	fifo->err = 0;
	fifo->full = false;
	mem_free(fifo->path);
	fifo->path = NULL;
}

void
notify_fifo_free(struct notify_fifo *fifo)
{
	if (!fifo)
		return;
	close_pipe(fifo);
	loop_timer_free(fifo->restart);
	mem_free(fifo);
}

static bool
same_text(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

void
notify_fifo_configure(struct notify_fifo *fifo, const struct model_fifo *said,
    const struct script_policy *policy)
{
	if (!same_text(fifo->path, said->path)) {
		close_pipe(fifo);
		fifo->path = mem_strdup(said->path);
	}
	fifo->said = *said;
	fifo->policy = *policy;
	if (!fifo->path)
		return;
	if (fifo->fd < 0)
		open_pipe(fifo);
	if (!said->script.argv)
		end_reader(fifo);
	start_reader(fifo);
}

/* ---- lines ---- */

static void
note_loss(struct notify_fifo *fifo, int err)
{
	fifo->dropped++;
	if (fifo->full)
		return;
	fifo->full = true;
	log_sys("notify", err, "%s: nobody reads: events are lost (%llu so far)",
	    fifo->path, (unsigned long long)fifo->dropped);
}

void
notify_fifo_write(struct notify_fifo *fifo, const char *line)
{
	size_t len = strlen(line);

	if (!fifo->path)
		return;
	if (fifo->fd < 0) {
		open_pipe(fifo);
		start_reader(fifo);
	}
	if (fifo->fd < 0) {
		fifo->dropped++;
		return;
	}
	/* At most PIPE_BUF: whole or not at all (POSIX write). */
	if (write(fifo->fd, line, len) < 0)
		note_loss(fifo, errno);
	else
		fifo->full = false;
}

uint64_t
notify_fifo_dropped(const struct notify_fifo *fifo)
{
	return fifo->dropped;
}
