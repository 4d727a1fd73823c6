/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on: keeper, before its loop and after. */
#include "agent/script_once.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "agent/lib/log.h"
#include "agent/lib/mem.h"
#include "agent/sys/now.h"
#include "agent/sys/script_security.h"
#include "agent/sys/spawn.h"

/* What it prints is for nobody, but it must not block on a full pipe. */
static void
drain(int fd)
{
	char text[512];

	while (read(fd, text, sizeof(text)) > 0)
		continue;
}

/* False: it still runs at `due`. */
static bool
ends_in_time(const struct spawn *spawn, struct instant due)
{
	struct pollfd fds[] = {
	    {.fd = pidfd_open(spawn->pid, 0), .events = POLLIN},
	    {.fd = spawn->output_fd,                           .events = POLLIN       },
	};
	int64_t left_ms = 1;

	while (!(fds[0].revents & POLLIN) && left_ms > 0) {
		left_ms = span_to_ms(instant_since(due, now_monotonic()));
		(void)poll(fds, 2, left_ms > 0 ? (int)left_ms : 0);
		drain(spawn->output_fd);
		if (fds[1].revents & POLLHUP)
			fds[1].fd = -1;
	}
	(void)close(fds[0].fd); /* was only looked at */
	return fds[0].revents & POLLIN;
}

static void
tell(const char *what, const char *path, int status, bool in_time)
{
	if (!in_time)
		log_event("keeper", "%s %s: killed, it took too long", what, path);
	else if (WIFSIGNALED(status))
		log_event("keeper", "%s %s: ended by signal %d", what, path,
		    WTERMSIG(status));
	else if (WEXITSTATUS(status) != 0)
		log_event(
		    "keeper", "%s %s: exit status %d", what, path, WEXITSTATUS(status));
	else
		log_event("keeper", "%s %s: done", what, path);
}

static void
run(const char *what, const struct spawn_order *order, uint32_t timeout_ms)
{
	struct instant due = instant_add(now_monotonic(), span_ms(timeout_ms));
	struct spawn spawn;
	int rc = spawn_start(order, &spawn), status = 0;
	bool in_time;

	if (rc < 0) {
		log_sys("keeper", -rc, "%s %s", what, order->argv[0]);
		return;
	}
	in_time = ends_in_time(&spawn, due);
	if (!in_time)
		(void)kill(-spawn.pid, SIGKILL); /* not reaped yet: it is there */
	(void)waitpid(spawn.pid, &status, 0);
	(void)close(spawn.output_fd); /* was only read */
	(void)close(spawn.errno_fd);
	tell(what, order->argv[0], status, in_time);
}

static const char *
or_empty(const char *text)
{
	return text ? text : "";
}

void
script_once_run(const char *what, const struct model_script_command *command,
    uint32_t timeout_ms, const struct model_global *global)
{
	const struct script_policy policy = script_policy_of(
	    global->script_user, global->script_group, global->enable_script_security);
	struct spawn_order order = {
	    .argv = command->argv,
	    .all_groups = global->process.supplementary_groups,
	    .limits = {UINT32_MAX, UINT32_MAX, UINT32_MAX}
        };
	char why[SCRIPT_WHY_SIZE];

	if (!command->argv)
		return;
	if (!script_allowed(&policy, command->argv[0], command->user, why)) {
		log_event("keeper", "%s is not run: %s", what, why);
		return;
	}
	order.user = or_empty(script_user(&policy, command->user));
	order.group = or_empty(script_group(&policy, command->user, command->group));
	run(what, &order, timeout_ms);
}

/* ---- copies ---- */

static struct model_script_command
dup_command(const struct model_script_command *command)
{
	struct model_script_command copy = {
	    .user = mem_strdup(command->user), .group = mem_strdup(command->group)};
	size_t len = 0;
	char **argv;

	if (!command->argv)
		return copy;
	while (command->argv[len])
		len++;
	argv = mem_new(len + 1, sizeof(*argv));
	for (size_t i = 0; i < len; i++)
		argv[i] = mem_strdup(command->argv[i]);
	copy.argv = (const char *const *)argv;
	return copy;
}

struct model_global *
script_once_dup(const struct model_global *global)
{
	struct model_global *copy = mem_new(1, sizeof(*copy));

	copy->process = global->process;
	copy->process.startup = dup_command(&global->process.startup);
	copy->process.shutdown = dup_command(&global->process.shutdown);
	copy->script_user = mem_strdup(global->script_user);
	copy->script_group = mem_strdup(global->script_group);
	copy->enable_script_security = global->enable_script_security;
	return copy;
}

/* All of it was ours. */
static void
free_text(const char *text)
{
	mem_free((void *)(uintptr_t)text);
}

static void
free_command(const struct model_script_command *command)
{
	for (size_t i = 0; command->argv && command->argv[i]; i++)
		free_text(command->argv[i]);
	mem_free((void *)(uintptr_t)command->argv);
	free_text(command->user);
	free_text(command->group);
}

void
script_once_free(struct model_global *copy)
{
	if (!copy)
		return;
	free_command(&copy->process.startup);
	free_command(&copy->process.shutdown);
	free_text(copy->script_user);
	free_text(copy->script_group);
	mem_free(copy);
}
