/* SPDX-License-Identifier: Apache-2.0 */
/* vrrp_bare CONF: the VRRP half without an agent around it, for trials by hand in
 * network namespaces. HUP reads CONF again, TERM and INT stop, USR1 prints the rows of
 * the view. Scripts are run by a child that stands in for the keeper. */
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "agent/conf/conf.h"
#include "agent/keeper.h"
#include "agent/keeper_scripts.h"
#include "agent/lib/buf.h"
#include "agent/lib/log.h"
#include "agent/lib/mem.h"
#include "agent/notify.h"
#include "agent/sys/loop.h"
#include "agent/sys/now.h"
#include "agent/vrrp/vrrp_control.h"

struct bare {
	const char *path;
	struct loop *loop;
	struct notify *notify;
	struct vrrp_control *control;
	struct model *model;
};

/* ---- the stand-in for the keeper ---- */

enum { POLLED = KEEPER_SCRIPTS_MAX * 2 };

static void
serve_scripts(int fd)
{
	struct keeper_scripts *scripts = keeper_scripts_new(false);
	static struct pollfd fds[POLLED + 1];

	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	(void)prctl(PR_SET_NAME, "keeper"); /* so that a signal by name spares it */
	(void)signal(SIGUSR1, SIG_IGN);
	(void)signal(SIGHUP, SIG_IGN);
	(void)signal(SIGTERM, SIG_IGN);
	keeper_scripts_set_peer(scripts, fd);
	for (;;) {
		size_t len = keeper_scripts_poll(scripts, fds + 1, POLLED);
		int status;
		pid_t pid;

		fds[0] = (struct pollfd){.fd = fd, .events = POLLIN};
		(void)poll(fds, len + 1, 20);
		keeper_scripts_receive(scripts, now_monotonic());
		while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
			keeper_scripts_ended(scripts, pid, status);
		keeper_scripts_turn(scripts, now_monotonic());
	}
}

static int
start_keeper(void)
{
	int fds[2];
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, fds) <
	    0)
		abort();
	pid = fork();
	if (pid < 0)
		abort();
	if (pid == 0) {
		(void)close(fds[0]);
		serve_scripts(fds[1]);
	}
	(void)close(fds[1]);
	return fds[0];
}

/* ---- the control side ---- */

static int
load(struct bare *bare)
{
	struct conf_options options = {.host_name = "bare"};
	struct model *model = conf_load(bare->path, &options);
	struct buf text = {0};
	int rc;

	conf_print_diagnostics(model, &text);
	(void)fputs(buf_text(&text), stderr);
	buf_fini(&text);
	if (model->errors) {
		model_free(model);
		return 2;
	}
	notify_configure(bare->notify, &model->global);
	rc = vrrp_control_configure(bare->control, model);
	if (rc < 0)
		log_sys("bare", -rc, "cannot start");
	model_free(bare->model);
	bare->model = model;
	return rc < 0;
}

static void
print_row(const struct view *view, const struct view_vrrp *row)
{
	char primary[ADDR_TEXT_SIZE], master[ADDR_TEXT_SIZE], peer[ADDR_TEXT_SIZE];

	(void)printf("%s %s %s prio=%u/%u primary=%s master=%s why=%s sent=%llu "
		     "received=%llu garp=%llu restored=%llu split=%d(%s)",
	    row->name, row->interface, vrrp_state_word(row->state),
	    row->effective_priority, row->priority, addr_format(&row->primary, primary),
	    addr_format(&row->master, master), vrrp_reason_word(row->reason),
	    (unsigned long long)row->adverts_sent,
	    (unsigned long long)row->adverts_received,
	    (unsigned long long)row->garp_sent,
	    (unsigned long long)row->addresses_restored, row->split_brain,
	    addr_format(&row->split_brain_peer, peer));
	for (int i = 1; i < VIEW_REFUSALS; i++)
		if (row->refused[i])
			(void)printf(" %s=%llu",
			    vrrp_refusal_word((enum vrrp_refusal)i),
			    (unsigned long long)row->refused[i]);
	for (uint32_t i = 0; i < row->addresses_len; i++) {
		const struct view_vrrp_address *address =
		    &view->vrrp_addresses[row->addresses_first + i];

		(void)printf(" %s%s", addr_format(&address->prefix.addr, peer),
		    address->held ? "+" : "-");
	}
	for (uint32_t i = 0; i < row->tracks_len; i++) {
		const struct view_track *track = &view->tracks[row->tracks_first + i];

		(void)printf(" track=%s:%s(%s)", track->name,
		    !track->known   ? "unknown"
			: track->up ? "up"
				    : "down",
		    track->detail);
	}
	(void)putchar('\n');
}

static void
print_rows(struct bare *bare)
{
	struct view *view = view_new(1);

	vrrp_control_fill_view(bare->control, view);
	view_finish(view);
	(void)printf("realtime=%d locked=%d unknown_vrid=%llu lost=%llu\n",
	    view->agent.vrrp_realtime, view->agent.vrrp_memory_locked,
	    (unsigned long long)view->agent.vrrp_unknown_vrid,
	    (unsigned long long)view->agent.vrrp_messages_lost);
	for (uint32_t i = 0; i < view->vrrp_len; i++)
		print_row(view, &view->vrrp[i]);
	(void)fflush(stdout);
	view_unref(view);
}

static void
caught(void *ctx, int signum)
{
	struct bare *bare = ctx;

	if (signum == SIGHUP)
		(void)load(bare);
	else if (signum == SIGUSR1)
		print_rows(bare);
	else
		vrrp_control_stop(bare->control);
}

static void
changed(void *ctx)
{
	(void)ctx; /* nobody looks but when asked */
}

static void
state(void *ctx, const char *instance, enum vrrp_state entered)
{
	(void)ctx;
	log_debug("bare", "%s is %s", instance, vrrp_state_word(entered));
}

static void
wish_over(void *ctx, const char *instance)
{
	(void)ctx;
	(void)instance;
}

static void
stopped(void *ctx)
{
	struct bare *bare = ctx;

	loop_stop(bare->loop);
}

int
main(int argc, char **argv)
{
	static const int signals[] = {SIGHUP, SIGTERM, SIGINT, SIGUSR1};
	struct loop_signal *watches[4];
	struct bare bare = {.path = argv[argc - 1]};
	struct vrrp_control_parts parts = {
	    .enabled = true, .hooks = {changed, state, stopped, wish_over, &bare}
        };
	int status;

	if (argc != 2)
		return 2;
	log_open("vrrp_bare", &(struct log_options){.console = true, .detail = true});
	parts.board = mmap(NULL, sizeof(*parts.board), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	bare.loop = loop_new();
	parts.loop = bare.loop;
	parts.keeper = keeper_link_new(bare.loop, start_keeper());
	bare.notify = notify_new(
	    &(struct notify_parts){.loop = parts.loop, .keeper = parts.keeper});
	parts.notify = bare.notify;
	bare.control = vrrp_control_new(&parts);
	for (size_t i = 0; i < 4; i++)
		watches[i] = loop_signal_new(bare.loop, signals[i], caught, &bare);
	status = load(&bare);
	if (status == 0)
		loop_run(bare.loop);
	vrrp_control_free(bare.control);
	notify_free(bare.notify);
	keeper_link_free(parts.keeper);
	for (size_t i = 0; i < 4; i++)
		loop_signal_free(watches[i]);
	loop_free(bare.loop);
	model_free(bare.model);
	return status;
}
