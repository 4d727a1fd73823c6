/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on: keeper. Everything between fork and exec happens in the child. */
#include "agent/sys/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "agent/sys/account.h"

enum { EXIT_NOT_EXECUTED = 127, ERRNO_FD = 3 };

static int
set_group(const char *group)
{
	struct account account;
	int err = *group ? -account_find_group(group, &account) : 0;

	if (!err && *group && setgid(account.gid) < 0)
		err = errno;
	return err;
}

/* A number without an account has no other groups. EPERM: we are not root and stay who
 * we are. */
static int
set_groups(const struct spawn_order *as, const struct account *account)
{
	const struct passwd *who = as->all_groups ? getpwuid(account->uid) : NULL;
	int rc = who ? initgroups(who->pw_name, account->gid) : setgroups(0, NULL);

	return rc < 0 && errno != EPERM ? errno : 0;
}

static int
set_user(const struct spawn_order *as)
{
	struct account account;
	int err = -account_find(as->user, as->group, &account);

	if (!err && account.has_gid && setgid(account.gid) < 0)
		err = errno;
	if (!err)
		err = set_groups(as, &account);
	if (!err && setuid(account.uid) < 0)
		err = errno;
	return err;
}

static void
fail(int err, const char *what, const char *whom)
{
	(void)dprintf(2, "%s %s: %s\n", what, whom, strerrordesc_np(err));
	(void)!write(ERRNO_FD, &err, sizeof(err)); /* the parent may be gone */
	_exit(EXIT_NOT_EXECUTED);
}

static void
reset_signals(void)
{
	sigset_t none;

	(void)sigemptyset(&none); /* cannot fail, as the calls below on known signals */
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
	(void)signal(SIGPIPE, SIG_DFL);
	(void)signal(SIGHUP, SIG_DFL);
}

/* Descriptors 0 (nothing), 1 and 2 (the caller's pipe), 3 (errno, closes on exec). */
static void
lay_descriptors(int output, int errno_pipe)
{
	int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
	int high_output = fcntl(output, F_DUPFD_CLOEXEC, 10);
	int high_errno = fcntl(errno_pipe, F_DUPFD_CLOEXEC, 10);

	if (nothing >= 0)
		(void)dup2(nothing, 0);
	if (high_output < 0 || high_errno < 0 || dup2(high_output, 1) < 0 ||
	    dup2(high_output, 2) < 0 || dup3(high_errno, ERRNO_FD, O_CLOEXEC) < 0)
		_exit(EXIT_NOT_EXECUTED);
	(void)close_range(ERRNO_FD + 1, ~0U, 0);
}

/* Never more than we have, so that it can always be set. */
static void
lower(__rlimit_resource_t what, uint32_t to, rlim_t unit)
{
	struct rlimit limit;

	if (to == UINT32_MAX || getrlimit(what, &limit) < 0)
		return; /* fails for unknown resources only */
	if (limit.rlim_max > to * unit)
		limit.rlim_max = to * unit;
	if (limit.rlim_cur > limit.rlim_max)
		limit.rlim_cur = limit.rlim_max;
	if (setrlimit(what, &limit) < 0)
		fail(errno, "cannot limit", "what it may take");
}

static void
lower_all(const struct spawn_limits *limits)
{
	lower(RLIMIT_CORE, 0, 1);
	lower(RLIMIT_CPU, limits->cpu_s, 1);
	lower(RLIMIT_NOFILE, limits->files, 1);
	lower(RLIMIT_AS, limits->memory_mib, (rlim_t)1 << 20);
}

static void
run(const struct spawn_order *order)
{
	static const char path[] =
	    "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
	const char *marked[] = {order->mark, path, NULL}, *plain[] = {path, NULL};
	const char *const *environment = order->mark ? marked : plain;
	const struct sched_param normal = {0};
	const char *user = order->user;
	int err;

	(void)setsid(); /* fails only for a group leader, which a new child is not */
	reset_signals();
	(void)sched_setscheduler(
	    0, SCHED_OTHER, &normal); /* best effort: lowers only */
	lower_all(&order->limits);
	if (chdir("/") < 0)
		fail(errno, "cannot enter", "/");
	err = *user ? set_user(order) : set_group(order->group);
	if (err)
		fail(err, "cannot become", *user ? user : order->group);
	(void)prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); /* known since Linux 3.5 */
	/* execve does not write to the strings; its prototype predates const. */
	execve(order->argv[0], (char *const *)(const void *)order->argv,
	    (char *const *)(const void *)environment);
	fail(errno, "cannot run", order->argv[0]);
}

/* Only our end must not block: the script's is the open file of its stdout. */
static int
open_pipe(int ends[2])
{
	if (pipe2(ends, O_CLOEXEC) < 0)
		return -errno;
	(void)fcntl(ends[0], F_SETFL, O_NONBLOCK); /* cannot fail on a new pipe */
	return 0;
}

int
spawn_start(const struct spawn_order *order, struct spawn *out)
{
	int output[2], errnos[2];
	int rc = open_pipe(output);

	if (rc < 0)
		return rc;
	rc = open_pipe(errnos);
	if (rc < 0)
		goto close_output;
	out->pid = fork();
	if (out->pid < 0) {
		rc = -errno;
		goto close_errnos;
	}
	if (out->pid == 0) {
		lay_descriptors(output[1], errnos[1]);
		run(order);
	}
	(void)close(output[1]);
	(void)close(errnos[1]);
	out->output_fd = output[0];
	out->errno_fd = errnos[0];
	return 0;

close_errnos:
	(void)close(errnos[0]);
	(void)close(errnos[1]);
close_output:
	(void)close(output[0]);
	(void)close(output[1]);
	return rc;
}
