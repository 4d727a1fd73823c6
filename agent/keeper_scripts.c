/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on: keeper. A slot a script: running, then ended, then answered. */
#include "agent/keeper_scripts.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "agent/keeper_wire.h"
#include "agent/lib/log.h"
#include "agent/lib/mem.h"
#include "agent/sys/now.h"
#include "agent/sys/spawn.h"
#include "agent/sys/strays.h"

enum { KILL_AFTER_MS = 2000, RETRY_ANSWER_MS = 10 };

/* A hunt looks at every process there is: seldom, and for many at once. */
enum { HUNT_EVERY_MS = 100, HUNTED_MAX = 64 };

enum slot_state { SLOT_FREE, SLOT_RUNNING, SLOT_ENDED };

struct slot {
	enum slot_state state;
	bool forgotten; /* cancelled, or its agent is gone: nobody to answer */
	bool timed_out;
	char mark[STRAYS_MARK_SIZE];
	bool output_ended; /* it closed its output: nothing to wait for but its end */
	struct spawn spawn;
	struct instant due; /* TERM, then KILL; or the next try to answer */
	struct keeper_answer answer;
	size_t output_len;
};

struct keeper_scripts {
	int peer;        /* borrowed; -1: none */
	bool all_groups; /* of the user a script runs as */
	size_t used;
	uint64_t started; /* so far: for their marks */
	/* Killed scripts whose strays are to be found. */
	char hunted[HUNTED_MAX][STRAYS_MARK_SIZE];
	size_t hunted_len;
	struct instant hunt_due; /* INSTANT_NEVER: nothing to hunt */
	struct instant hunt_may; /* not before this */
	struct slot slots[KEEPER_SCRIPTS_MAX];
};

struct keeper_scripts *
keeper_scripts_new(bool all_groups)
{
	struct keeper_scripts *scripts = mem_new(1, sizeof(*scripts));

	scripts->peer = -1;
	scripts->all_groups = all_groups;
	scripts->hunt_due = INSTANT_NEVER;
	return scripts;
}

static void
read_output(struct slot *slot)
{
	char *output = slot->answer.result.output;
	char beyond[16384];
	ssize_t len;

	for (int turns = 0; turns < 16; turns++) { /* a chatterer waits for its turn */
		size_t room = KEEPER_OUTPUT_MAX - 1 - slot->output_len;

		len = room
		    ? read(slot->spawn.output_fd, output + slot->output_len, room)
		    : read(slot->spawn.output_fd, beyond, sizeof(beyond));
		slot->output_ended = len == 0;
		if (len <= 0)
			return;
		if (room)
			slot->output_len += (size_t)len;
	}
}

static void
close_slot(struct slot *slot)
{
	(void)close(slot->spawn.output_fd);
	(void)close(slot->spawn.errno_fd);
}

static void
free_slot(struct keeper_scripts *scripts, struct slot *slot)
{
	slot->state = SLOT_FREE;
	scripts->used--;
}

static void
send_answer(struct keeper_scripts *scripts, struct slot *slot, struct instant now)
{
	ssize_t rc = 0;

	if (!slot->forgotten && scripts->peer >= 0)
		rc = send(scripts->peer, &slot->answer, sizeof(slot->answer),
		    MSG_DONTWAIT | MSG_NOSIGNAL);
	if (rc < 0 && errno == EAGAIN) {
		slot->due = instant_add(now, span_ms(RETRY_ANSWER_MS));
		return;
	}
	free_slot(scripts, slot); /* sent, or nobody is there to hear it */
}

static struct slot *
take_slot(struct keeper_scripts *scripts)
{
	for (size_t i = 0; i < KEEPER_SCRIPTS_MAX; i++) {
		struct slot *slot = &scripts->slots[i];

		if (slot->state != SLOT_FREE)
			continue;
		memset(slot, 0, sizeof(*slot));
		scripts->used++;
		return slot;
	}
	return NULL;
}

static void
end_slot(struct slot *slot, enum keeper_end end, int value)
{
	slot->answer.result.end = end;
	slot->answer.result.value = value;
	slot->state = SLOT_ENDED;
}

/* argv of a request; false when it is not well formed. */
static bool
split_args(const struct keeper_request *request, const char **argv)
{
	size_t count = 0;

	if (!request->args_bytes || request->args[request->args_bytes - 1])
		return false;
	for (size_t at = 0; at < request->args_bytes;
	     at += strlen(request->args + at) + 1) {
		if (count == KEEPER_ARGS_MAX)
			return false;
		argv[count++] = request->args + at;
	}
	argv[count] = NULL;
	return true;
}

static void
refuse(struct keeper_scripts *scripts, uint32_t id, int err)
{
	struct keeper_answer answer = {
	    .id = id, .result = {.end = KEEPER_NOT_STARTED, .value = err}
        };

	if (send(scripts->peer, &answer, sizeof(answer), MSG_DONTWAIT | MSG_NOSIGNAL) <
	    0)
		log_sys("keeper", errno, "answer to script %u lost", id);
}

static void
start(struct keeper_scripts *scripts, const struct keeper_request *request,
    struct instant now)
{
	const char *argv[KEEPER_ARGS_MAX + 1];
	struct slot *slot;
	int rc;

	if (!split_args(request, argv)) {
		refuse(scripts, request->id, EINVAL);
		return;
	}
	slot = take_slot(scripts);
	if (!slot) {
		refuse(scripts, request->id, EAGAIN);
		return;
	}
	slot->answer.id = request->id;
	slot->due = request->timeout_ms ? instant_add(now, span_ms(request->timeout_ms))
					: INSTANT_NEVER;
	slot->state = SLOT_RUNNING;
	rc = spawn_start(&(struct spawn_order){.argv = argv,
			     .user = request->user,
			     .group = request->group,
			     .mark = strays_mark(++scripts->started, slot->mark),
			     .limits = request->limits,
			     .all_groups = scripts->all_groups},
	    &slot->spawn);
	if (rc < 0) {
		end_slot(slot, KEEPER_NOT_STARTED, -rc);
		send_answer(scripts, slot, now);
	}
}

/* A script that is gone already is no error: its slot ends with waitpid. */
static void
kill_group(const struct slot *slot, int signum)
{
	(void)kill(-slot->spawn.pid, signum);
}

static void
cancel(struct keeper_scripts *scripts, uint32_t id)
{
	for (size_t i = 0; i < KEEPER_SCRIPTS_MAX; i++) {
		struct slot *slot = &scripts->slots[i];

		if (slot->state == SLOT_FREE || slot->answer.id != id ||
		    slot->forgotten)
			continue;
		slot->forgotten = true;
		if (slot->state == SLOT_RUNNING)
			kill_group(slot, SIGKILL);
		return;
	}
}

void
keeper_scripts_receive(struct keeper_scripts *scripts, struct instant now)
{
	struct keeper_request got;
	ssize_t len;

	while ((len = recv(scripts->peer, &got, sizeof(got), MSG_DONTWAIT)) > 0) {
		size_t head = offsetof(struct keeper_request, args);

		if ((size_t)len < head || got.args_bytes != (size_t)len - head) {
			log_bug("keeper", "request of %zd bytes is malformed", len);
			continue;
		}
		got.user[KEEPER_USER_SIZE - 1] = '\0';
		got.group[KEEPER_USER_SIZE - 1] = '\0';
		if (got.ask == KEEPER_ASK_RUN)
			start(scripts, &got, now);
		else
			cancel(scripts, got.id);
	}
}

/* What the child could not do before exec, or 0. */
static int
exec_errno(const struct slot *slot)
{
	int err = 0;

	if (read(slot->spawn.errno_fd, &err, sizeof(err)) != (ssize_t)sizeof(err))
		return 0;
	return err;
}

static void
conclude(struct slot *slot, int status)
{
	int err = exec_errno(slot);

	read_output(slot);
	close_slot(slot);
	if (slot->timed_out)
		kill_group(slot, SIGKILL); /* whatever it left behind in its group */
	if (err)
		end_slot(slot, KEEPER_NOT_STARTED, err);
	else if (slot->timed_out)
		end_slot(slot, KEEPER_TIMED_OUT, 0);
	else if (WIFSIGNALED(status))
		end_slot(slot, KEEPER_SIGNALLED, WTERMSIG(status));
	else
		end_slot(slot, KEEPER_EXITED, WEXITSTATUS(status));
	slot->due = (struct instant){0}; /* answered in this turn */
}

/* ---- what a killed script leaves outside its process group ---- */

static void
hunt(struct keeper_scripts *scripts, struct instant now)
{
	const char(*marks)[STRAYS_MARK_SIZE] =
	    (const char(*)[STRAYS_MARK_SIZE])scripts->hunted;
	unsigned killed = strays_kill(marks, scripts->hunted_len);

	if (killed)
		log_event("keeper",
		    "killed %u processes that scripts over their time had set free",
		    killed);
	scripts->hunted_len = 0;
	scripts->hunt_due = INSTANT_NEVER;
	scripts->hunt_may = instant_add(now, span_ms(HUNT_EVERY_MS));
}

static void
hunt_later(struct keeper_scripts *scripts, const struct slot *slot, struct instant now)
{
	if (scripts->hunted_len == HUNTED_MAX)
		hunt(scripts, now);
	memcpy(scripts->hunted[scripts->hunted_len++], slot->mark, sizeof(slot->mark));
	scripts->hunt_due = scripts->hunt_may; /* at once, unless one was just now */
}

void
keeper_scripts_ended(struct keeper_scripts *scripts, pid_t pid, int status)
{
	for (size_t i = 0; i < KEEPER_SCRIPTS_MAX; i++) {
		struct slot *slot = &scripts->slots[i];

		if (slot->state == SLOT_RUNNING && slot->spawn.pid == pid) {
			conclude(slot, status);
			if (slot->timed_out || slot->forgotten)
				hunt_later(scripts, slot, now_monotonic());
			return;
		}
	}
}

size_t
keeper_scripts_poll(
    const struct keeper_scripts *scripts, struct pollfd *fds, size_t room)
{
	size_t count = 0;

	if (!scripts->used)
		return 0;
	for (size_t i = 0; i < KEEPER_SCRIPTS_MAX && count < room; i++)
		if (scripts->slots[i].state == SLOT_RUNNING &&
		    !scripts->slots[i].output_ended)
			fds[count++] = (struct pollfd){
			    .fd = scripts->slots[i].spawn.output_fd, .events = POLLIN};
	return count;
}

static void
over_time(struct slot *slot, struct instant now)
{
	if (!slot->timed_out) {
		slot->timed_out = true;
		kill_group(slot, SIGTERM);
		slot->due = instant_add(now, span_ms(KILL_AFTER_MS));
		return;
	}
	kill_group(slot, SIGKILL);
	slot->due = INSTANT_NEVER;
}

void
keeper_scripts_turn(struct keeper_scripts *scripts, struct instant now)
{
	if (instant_reached(scripts->hunt_due, now))
		hunt(scripts, now);
	if (!scripts->used)
		return;
	for (size_t i = 0; i < KEEPER_SCRIPTS_MAX; i++) {
		struct slot *slot = &scripts->slots[i];

		if (slot->state == SLOT_RUNNING)
			read_output(slot);
		if (slot->state == SLOT_FREE || !instant_reached(slot->due, now))
			continue;
		if (slot->state == SLOT_RUNNING)
			over_time(slot, now);
		else
			send_answer(scripts, slot, now);
	}
}

struct instant
keeper_scripts_due(const struct keeper_scripts *scripts)
{
	struct instant due = scripts->hunt_due;

	if (!scripts->used)
		return due;
	for (size_t i = 0; i < KEEPER_SCRIPTS_MAX; i++)
		if (scripts->slots[i].state != SLOT_FREE)
			due = instant_earlier(due, scripts->slots[i].due);
	return due;
}

void
keeper_scripts_set_peer(struct keeper_scripts *scripts, int fd)
{
	for (size_t i = 0; i < KEEPER_SCRIPTS_MAX; i++) {
		struct slot *slot = &scripts->slots[i];

		if (slot->state == SLOT_FREE)
			continue;
		slot->forgotten = true;
		if (slot->state == SLOT_RUNNING)
			kill_group(slot, SIGKILL);
	}
	scripts->peer = fd;
}

void
keeper_scripts_free(struct keeper_scripts *scripts)
{
	keeper_scripts_set_peer(scripts, -1);
	for (size_t i = 0; i < KEEPER_SCRIPTS_MAX; i++)
		if (scripts->slots[i].state == SLOT_RUNNING) {
			close_slot(&scripts->slots[i]);
			hunt_later(scripts, &scripts->slots[i], now_monotonic());
		}
	hunt(scripts, now_monotonic());
	mem_free(scripts);
}
