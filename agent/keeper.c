/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on: keeper, a process with one thread and little memory, so that a fork is cheap
 * and little can go wrong in it. It waits for: the agent's end, its requests, scripts,
 * signals, and a heartbeat that does not come. */
#include "agent/keeper.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "agent/keeper_scripts.h"
#include "agent/lib/log.h"
#include "agent/lib/mem.h"
#include "agent/sys/link.h"
#include "agent/sys/macvlan.h"
#include "agent/sys/now.h"
#include "agent/sys/systemd.h"

enum {
	TURN_MS = 500,   /* between looks at the heartbeats */
	STOP_MS = 10000, /* an agent that was told to stop has so long to do it */
	BACKOFF_MIN_MS = 100,
	BACKOFF_MAX_MS = 10000,
	STEADY_MS = 60000 /* an agent that ran so long starts with a fresh back-off */
};

struct keeper {
	const struct keeper_options *options; /* borrowed */
	struct board *board;                  /* owned, shared with the agent */
	struct keeper_scripts *scripts;       /* owned */
	struct netlink netlink;               /* owned */
	int signal_fd;                        /* owned */
	int agent_fd;                         /* owned; -1: no agent */
	pid_t agent_pid;                      /* 0: none */
	unsigned starts;
	int64_t backoff_ms;
	struct instant started, restart_due, stop_due, last_turn, life_sign_due;
	bool stopping;
	bool finished;
	int exit_status;
};

/* A thread that has not turned for `hung_ms` hangs. The control thread may be reading a
 * large configuration on a slow machine; an advert waits for nothing. */
static const struct {
	const char *name;
	int64_t hung_ms;
} threads[BOARD_THREADS] = {
    [BOARD_CONTROL] = {"control", 20000},
    [BOARD_VRRP] = {"VRRP",    5000 },
};

/* Take away what a dead agent still answers for. An address that is gone already is no
 * failure: its lease may have ended. */
static bool
remove_address(struct keeper *keeper, const struct board_address *at)
{
	const struct link_address_spec spec = {
	    .ifindex = at->ifindex, .prefix = at->prefix, .peer = at->peer};
	int rc = link_remove_address(&keeper->netlink, &spec);

	if (rc < 0 && rc != -EADDRNOTAVAIL && rc != -ENODEV)
		log_sys("keeper", -rc, "cannot remove an address of the agent");
	return rc == 0;
}

static void
remove_addresses(struct keeper *keeper)
{
	unsigned removed = 0;

	for (size_t i = 0; i < BOARD_ADDRESSES_MAX; i++) {
		struct board_address *at = &keeper->board->addresses[i];

		if (atomic_exchange(&at->held, 0) && remove_address(keeper, at))
			removed++;
	}
	if (removed)
		log_event("keeper", "removed %u virtual address%s of the dead agent",
		    removed, removed == 1 ? "" : "es");
}

/* What came last goes first: rules before routes. */
static void
remove_messages(struct keeper *keeper)
{
	unsigned removed = 0;

	for (size_t i = BOARD_MESSAGES_MAX; i-- > 0;) {
		struct board_message *at = &keeper->board->messages[i];
		struct netlink_request request;

		if (!atomic_exchange(&at->held, 0))
			continue;
		netlink_load(&request, at->bytes, at->len);
		removed += netlink_talk(&keeper->netlink, &request) == 0;
	}
	if (removed)
		log_event("keeper",
		    "removed %u route%s, rules or static addresses of "
		    "the dead agent",
		    removed, removed == 1 ? "" : "s");
}

static void
become_agent(struct keeper *keeper, int fd, pid_t keeper_pid)
{
	struct keeper_agent_args args = {.fd = fd,
	    .board = keeper->board,
	    .start_count = keeper->starts,
	    .ctx = keeper->options->ctx};

	(void)prctl(PR_SET_PDEATHSIG, SIGTERM); /* known since Linux 2.1 */
	if (getppid() != keeper_pid)
		_exit(1); /* the keeper died before the line above */
	(void)close(keeper->signal_fd);
	_exit(keeper->options->run_agent(&args));
}

static void
plan_restart(struct keeper *keeper, struct instant now)
{
	bool was_steady = span_to_ms(instant_since(now, keeper->started)) > STEADY_MS;

	if (was_steady || !keeper->backoff_ms)
		keeper->backoff_ms = BACKOFF_MIN_MS;
	else
		keeper->backoff_ms *= 2;
	if (keeper->backoff_ms > BACKOFF_MAX_MS)
		keeper->backoff_ms = BACKOFF_MAX_MS;
	keeper->restart_due = instant_add(now, span_ms(keeper->backoff_ms));
	log_event("keeper", "starting the agent again in %lld ms",
	    (long long)keeper->backoff_ms);
}

static void
start_agent(struct keeper *keeper, struct instant now)
{
	pid_t self = getpid();
	int pair[2];

	keeper->restart_due = INSTANT_NEVER;
	keeper->started = now;
	for (size_t i = 0; i < BOARD_THREADS; i++)
		atomic_store(&keeper->board->beat_ns[i], 0);
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0) {
		log_sys("keeper", errno, "socketpair");
		plan_restart(keeper, now);
		return;
	}
	keeper->agent_pid = fork();
	if (keeper->agent_pid == 0) {
		(void)close(pair[0]);
		become_agent(keeper, pair[1], self);
	}
	(void)close(pair[1]);
	if (keeper->agent_pid < 0) {
		log_sys("keeper", errno, "fork");
		(void)close(pair[0]);
		keeper->agent_pid = 0;
		plan_restart(keeper, now);
		return;
	}
	if (keeper->starts++ == 0)
		keeper->options->agent_has_begun(keeper->options->ctx);
	keeper->agent_fd = pair[0];
	keeper_scripts_set_peer(keeper->scripts, keeper->agent_fd);
}

/* What an agent that ended in order has done itself. */
static void
remove_macvlans(struct keeper *keeper)
{
	int rc = 0;

	if (atomic_exchange(&keeper->board->has_macvlans, 0))
		rc = macvlan_sweep(&keeper->netlink);
	if (rc < 0)
		log_sys("keeper", -rc, "cannot remove virtual MACs of the agent");
	else if (rc > 0)
		log_event("keeper", "removed %d virtual MAC%s of the dead agent", rc,
		    rc == 1 ? "" : "s");
}

static void
finish(struct keeper *keeper, int exit_status)
{
	remove_macvlans(keeper);
	keeper->finished = true;
	keeper->exit_status = exit_status;
}

static void
agent_ended(struct keeper *keeper, int status, struct instant now)
{
	int code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;

	remove_messages(keeper);
	remove_addresses(keeper);
	keeper->agent_pid = 0;
	keeper_scripts_set_peer(keeper->scripts, -1);
	(void)close(keeper->agent_fd);
	keeper->agent_fd = -1;
	if (code == 0 || keeper->stopping) {
		finish(keeper, code == 0 ? 0 : 1);
		return;
	}
	if (code == KEEPER_EXIT_CONFIG && keeper->starts == 1) {
		finish(keeper, code); /* the operator is there to see it */
		return;
	}
	if (WIFSIGNALED(status))
		log_event("keeper", "agent was ended by signal %d (%s)",
		    WTERMSIG(status), sigdescr_np(WTERMSIG(status)));
	else
		log_event("keeper", "agent ended with status %d", code);
	plan_restart(keeper, now);
}

static void
reap(struct keeper *keeper, struct instant now)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		if (pid == keeper->agent_pid)
			agent_ended(keeper, status, now);
		else
			keeper_scripts_ended(keeper->scripts, pid, status);
	}
}

static void
begin_stop(struct keeper *keeper, int signum, struct instant now)
{
	if (!keeper->agent_pid) {
		finish(keeper, 0);
		return;
	}
	(void)kill(keeper->agent_pid, signum); /* not reaped yet: it is there */
	if (keeper->stopping)
		return;
	keeper->stopping = true;
	keeper->stop_due = instant_add(now, span_ms(STOP_MS));
}

static void
take_signals(struct keeper *keeper, struct instant now)
{
	struct signalfd_siginfo got;

	while (read(keeper->signal_fd, &got, sizeof(got)) == (ssize_t)sizeof(got)) {
		int signum = (int)got.ssi_signo;

		if (signum == SIGCHLD)
			reap(keeper, now);
		else if (signum == SIGTERM || signum == SIGINT)
			begin_stop(keeper, SIGTERM, now);
		else if (keeper->agent_pid)
			(void)kill(keeper->agent_pid, signum); /* HUP, USR1: for it */
	}
}

static void
kill_agent(struct keeper *keeper, const char *why)
{
	log_event("keeper", "%s: ending the agent", why);
	(void)kill(keeper->agent_pid, SIGKILL); /* not reaped yet: it is there */
}

/* A thread whose heartbeat is too old, or BOARD_THREADS. */
static size_t
hung_thread(const struct keeper *keeper, struct instant now)
{
	for (size_t i = 0; i < BOARD_THREADS; i++) {
		int64_t beat_ns = atomic_load(&keeper->board->beat_ns[i]);

		if (beat_ns && now.ns - beat_ns > span_ms(threads[i].hung_ms).ns)
			return i;
	}
	return BOARD_THREADS;
}

/* A turn may be short: each script that ends is one. */
static void
give_life_sign(struct keeper *keeper, struct instant now)
{
	if (!instant_reached(keeper->life_sign_due, now))
		return;
	keeper->life_sign_due = instant_add(now, span_ms(TURN_MS));
	systemd_notify("WATCHDOG=1");
}

static void
look_after_agent(struct keeper *keeper, struct instant now)
{
	int64_t away_ms = span_to_ms(instant_since(now, keeper->last_turn));
	size_t hung = BOARD_THREADS;

	keeper->last_turn = now;
	if (!keeper->agent_pid) {
		if (instant_reached(keeper->restart_due, now))
			start_agent(keeper, now);
		return;
	}
	if (keeper->stopping && instant_reached(keeper->stop_due, now)) {
		keeper->stop_due = INSTANT_NEVER;
		kill_agent(keeper, "the agent did not stop in time");
	}
	/* Were we stopped ourselves (a paused machine), the agent was, too: give it a
	 * turn before judging it. */
	if (away_ms < 4 * TURN_MS)
		hung = hung_thread(keeper, now);
	if (hung == BOARD_THREADS) {
		give_life_sign(keeper, now);
		return;
	}
	log_event("keeper", "the %s thread has not turned for %lld ms",
	    threads[hung].name, (long long)threads[hung].hung_ms);
	kill_agent(keeper, "the agent hangs");
}

static int
wait_ms(const struct keeper *keeper, struct instant now)
{
	struct instant due = instant_add(now, span_ms(TURN_MS));
	int64_t left_ms;

	due = instant_earlier(due, keeper->restart_due);
	due = instant_earlier(due, keeper_scripts_due(keeper->scripts));
	left_ms = span_to_ms(instant_since(due, now)) + 1;
	return left_ms > 0 ? (int)left_ms : 0;
}

static void
turn(struct keeper *keeper)
{
	struct pollfd fds[2 + KEEPER_SCRIPTS_MAX] = {
	    {.fd = keeper->signal_fd, .events = POLLIN},
	    {.fd = keeper->agent_fd,  .events = POLLIN},
	};
	size_t count =
	    2 + keeper_scripts_poll(keeper->scripts, fds + 2, KEEPER_SCRIPTS_MAX);
	struct instant now;

	(void)poll(fds, (nfds_t)count, wait_ms(keeper, now_monotonic()));
	now = now_monotonic();
	if (keeper->agent_fd >= 0 && (fds[1].revents & POLLIN))
		keeper_scripts_receive(keeper->scripts, now);
	if (fds[0].revents)
		take_signals(keeper, now);
	keeper_scripts_turn(keeper->scripts, now);
	look_after_agent(keeper, now);
}

static int
open_signals(void)
{
	static const int wanted[] = {SIGCHLD, SIGTERM, SIGINT, SIGHUP, SIGUSR1};
	sigset_t set;

	(void)sigemptyset(&set); /* cannot fail, nor the additions */
	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++)
		(void)sigaddset(&set, wanted[i]);
	if (sigprocmask(SIG_BLOCK, &set, NULL) < 0)
		return -1;
	return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

int
keeper_main(const struct keeper_options *options)
{
	struct keeper keeper = {.options = options,
	    .agent_fd = -1,
	    .stop_due = INSTANT_NEVER,
	    .last_turn = now_monotonic()};
	int rc;

	keeper.board = mmap(NULL, sizeof(*keeper.board), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	keeper.signal_fd = open_signals();
	if (keeper.board == MAP_FAILED || keeper.signal_fd < 0) {
		log_sys("keeper", errno, "cannot start");
		return 1;
	}
	rc = netlink_open(&keeper.netlink, 0);
	if (rc < 0)
		log_sys("keeper", -rc, "cannot remove addresses of a dead agent");
	(void)prctl(PR_SET_CHILD_SUBREAPER, 1); /* known since Linux 3.4 */
	keeper.scripts = keeper_scripts_new(options->all_groups);
	while (!keeper.finished)
		turn(&keeper);
	keeper_scripts_free(keeper.scripts);
	netlink_close(&keeper.netlink);
	(void)close(keeper.signal_fd);
	(void)munmap(keeper.board, sizeof(*keeper.board));
	return keeper.exit_status;
}
