/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on: control and snmp, as each function says. */
#include "mib/mib_ask.h"

#include <errno.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "agent/lib/log.h"
#include "agent/lib/mem.h"
#include "agent/sys/now.h"

/* Both threads hold it; the last one to let go frees it. */
struct mib_request {
	_Atomic int users;
	_Atomic bool done;     /* `reply` is there */
	_Atomic bool given_up; /* nobody waits for it any more */
	struct mib_change change;
	bool undo;
	struct command_reply reply;
};

int
mib_ask_init(struct mib_ask *ask)
{
	int saved;

	atomic_init(&ask->asked, NULL);
	ask->asked_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (ask->asked_fd < 0)
		return -errno;
	ask->done_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (ask->done_fd >= 0)
		return 0;
	saved = errno;
	(void)close(ask->asked_fd);
	return -saved;
}

void
mib_ask_fini(struct mib_ask *ask)
{
	mem_free(atomic_load(&ask->asked));
	(void)close(ask->asked_fd);
	(void)close(ask->done_fd);
}

static void
request_unref(struct mib_request *request)
{
	if (atomic_fetch_sub(&request->users, 1) == 1)
		mem_free(request);
}

/* The SNMP thread. */

static bool
wait_done(const struct mib_ask *ask, struct mib_request *request, struct instant due)
{
	struct pollfd done = {.fd = ask->done_fd, .events = POLLIN};
	eventfd_t count;

	while (!atomic_load(&request->done)) {
		int64_t left_ms = span_to_ms(instant_since(due, now_monotonic()));

		if (left_ms <= 0)
			return false;
		(void)poll(&done, 1, (int)left_ms); /* interrupted: looked again */
		/* May be of one that was given up before. */
		(void)!eventfd_read(ask->done_fd, &count);
	}
	return true;
}

bool
mib_ask_wait(struct mib_ask *ask, const struct mib_change *change, bool undo,
    struct instant due, struct command_reply *reply)
{
	struct mib_request *request = mem_new(1, sizeof(*request));
	bool done;

	request->users = 2;
	request->change = *change;
	request->undo = undo;
	atomic_store(&ask->asked, request);
	/* Can fail only because it is signalled already, to the brim. */
	(void)!eventfd_write(ask->asked_fd, 1);
	done = wait_done(ask, request, due);
	if (done)
		*reply = request->reply;
	/* Still there: the control thread has not seen it, and now never will. */
	else if (atomic_exchange(&ask->asked, NULL))
		request->users = 1;
	else
		atomic_store(&request->given_up, true);
	request_unref(request);
	return done;
}

/* The control thread. */

void
mib_ask_answer(struct mib_ask *ask,
    struct command_reply (*run)(void *ctx, const struct command *command), void *ctx)
{
	eventfd_t count;
	struct mib_request *request;
	struct command command;

	(void)!eventfd_read(ask->asked_fd, &count); /* fails: nobody signalled */
	request = atomic_exchange(&ask->asked, NULL);
	if (!request)
		return;
	command = mib_change_command(&request->change, request->undo, now_wall_ms());
	request->reply = run(ctx, &command);
	if (request->reply.detail[0])
		log_event("snmp:", "a SET of %s: %s",
		    command.instance ? command.instance : command.vs_id,
		    request->reply.detail);
	atomic_store(&request->done, true);
	(void)!eventfd_write(ask->done_fd, 1); /* likewise */
	if (atomic_load(&request->given_up))
		log_event("snmp:", "the manager had not waited for the last SET");
	request_unref(request);
}
