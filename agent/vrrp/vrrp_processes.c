/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on: control. */
#include "agent/vrrp/vrrp_processes.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "agent/lib/log.h"
#include "agent/lib/mem.h"
#include "agent/sys/loop.h"
#include "agent/sys/proc_news.h"
#include "agent/vrrp/vrrp_process.h"

enum {
	DETAIL_SIZE = 32,
	COMM_SIZE = 32,
	COMMAND_SIZE = 4096,
	SCAN_MS = 1000,
	NEWS_A_TURN = 512
};

static const char whose[] = "vrrp_process";

/* What one vrrp_track_process means. */
struct watched {
	struct vrrp_processes *all;
	const struct model_track_process *said; /* borrowed */
	uint32_t index;
	pid_t *pids; /* owned: those that match */
	size_t pids_len;
	bool known, up;
	bool waits;               /* for its delay */
	struct loop_timer *delay; /* owned */
	char detail[DETAIL_SIZE];
};

struct vrrp_processes {
	struct vrrp_processes_parts parts;
	struct watched **at; /* owned, each too */
	size_t len;
	int fd; /* of the news; -1: none */
	bool ready;
	uint64_t losses;
	struct loop_fd *watch;   /* owned */
	struct loop_timer *scan; /* owned: the next look at all of them */
};

/* ---- how many there are ---- */

static void
settle(void *ctx)
{
	struct watched *watched = ctx;
	bool up = vrrp_process_enough(watched->said, watched->pids_len);
	bool news = !watched->known || watched->up != up;

	watched->waits = false;
	watched->known = true;
	watched->up = up;
	if (!news)
		return;
	log_event(whose, "%s: %s, %s", watched->said->name, watched->detail,
	    up ? "as many as wanted" : "which is not what is wanted");
	watched->all->parts.changed(watched->all->parts.ctx, watched->index);
}

/* At first, at once; later, after the delay if it still is so then. */
static void
recount(struct watched *watched)
{
	bool up = vrrp_process_enough(watched->said, watched->pids_len);
	uint32_t delay_ms =
	    up ? watched->said->fork_delay_ms : watched->said->terminate_delay_ms;

	(void)snprintf(watched->detail, sizeof(watched->detail), "%zu process%s",
	    watched->pids_len, watched->pids_len == 1 ? "" : "es"); /* fits */
	if (watched->known && watched->up == up) {
		loop_timer_stop(watched->delay);
		watched->waits = false;
	} else if (!watched->known || delay_ms == 0) {
		loop_timer_stop(watched->delay);
		settle(watched);
	} else if (!watched->waits) {
		watched->waits = true;
		loop_timer_after(watched->delay, span_ms(delay_ms));
	}
}

static void
drop(struct watched *watched, pid_t pid)
{
	for (size_t i = 0; i < watched->pids_len; i++) {
		if (watched->pids[i] != pid)
			continue;
		watched->pids[i] = watched->pids[--watched->pids_len];
		return;
	}
}

static void
add(struct watched *watched, pid_t pid)
{
	for (size_t i = 0; i < watched->pids_len; i++)
		if (watched->pids[i] == pid)
			return;
	watched->pids =
	    mem_grow(watched->pids, watched->pids_len + 1, sizeof(*watched->pids));
	watched->pids[watched->pids_len++] = pid;
}

/* ---- /proc ---- */

/* How many bytes there are; 0: none, or the process is gone. */
static size_t
read_proc(pid_t pid, const char *what, char *out, size_t size)
{
	char path[48];
	ssize_t got;
	int fd;

	(void)snprintf(path, sizeof(path), "/proc/%ld/%s", (long)pid, what); /* fits */
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return 0;
	got = read(fd, out, size);
	(void)close(fd); /* only read */
	return got > 0 ? (size_t)got : 0;
}

static void
look_at(struct vrrp_processes *processes, pid_t pid)
{
	char comm[COMM_SIZE + 1], command[COMMAND_SIZE];
	size_t len = read_proc(pid, "comm", comm, COMM_SIZE);
	const struct vrrp_process process = {.comm = comm,
	    .command = command,
	    .command_len = read_proc(pid, "cmdline", command, sizeof(command))};

	while (len && comm[len - 1] == '\n')
		len--;
	comm[len] = '\0';
	for (size_t i = 0; i < processes->len; i++)
		if (len && vrrp_process_matches(processes->at[i]->said, &process))
			add(processes->at[i], pid);
		else
			drop(processes->at[i], pid);
}

static void
look_at_all(struct vrrp_processes *processes)
{
	DIR *proc = opendir("/proc");
	const struct dirent *entry;

	if (!proc) {
		log_sys(whose, errno, "/proc cannot be read");
		return;
	}
	for (size_t i = 0; i < processes->len; i++)
		processes->at[i]->pids_len = 0;
	while ((entry = readdir(proc)))
		if (isdigit((unsigned char)entry->d_name[0]))
			look_at(processes, (pid_t)strtol(entry->d_name, NULL, 10));
	(void)closedir(proc); /* only read */
	for (size_t i = 0; i < processes->len; i++)
		recount(processes->at[i]);
}

/* ---- news ---- */

static void
close_news(struct vrrp_processes *processes)
{
	loop_fd_free(processes->watch);
	processes->watch = NULL;
	if (processes->fd >= 0)
		(void)close(processes->fd); /* nothing to lose */
	processes->fd = -1;
	processes->ready = false;
}

static void
do_without(struct vrrp_processes *processes, int err)
{
	log_sys(whose, err,
	    "the kernel does not tell of processes here: /proc is read every second");
	close_news(processes);
}

static void
hear(struct vrrp_processes *processes, const struct proc_news *news)
{
	switch (news->kind) {
	case PROC_NEWS_CAME:
		look_at(processes, news->pid);
		break;
	case PROC_NEWS_WENT:
		for (size_t i = 0; i < processes->len; i++)
			drop(processes->at[i], news->pid);
		break;
	case PROC_NEWS_LOST:
		processes->losses++;
		log_event(whose, "news of processes were lost: all are counted again");
		look_at_all(processes);
		return;
	case PROC_NEWS_READY:
		if (processes->ready) /* somebody else's */
			return;
		processes->ready = true;
		loop_timer_stop(processes->scan);
		look_at_all(processes); /* what happened until now */
		return;
	case PROC_NEWS_REFUSED:
		if (processes->ready) /* likewise */
			return;
		do_without(processes, news->err);
		return;
	case PROC_NEWS_NONE:
		return;
	}
	for (size_t i = 0; i < processes->len; i++)
		recount(processes->at[i]);
}

static void
news_ready(void *ctx, unsigned events)
{
	struct vrrp_processes *processes = ctx;
	struct proc_news news;

	(void)events;
	for (int i = 0; i < NEWS_A_TURN && processes->fd >= 0; i++) {
		if (!proc_news_read(processes->fd, &news))
			return;
		hear(processes, &news);
	}
}

static void
scan_due(void *ctx)
{
	struct vrrp_processes *processes = ctx;

	if (processes->ready || !processes->len)
		return;
	if (processes->fd >= 0) /* asked a second ago, and no word */
		do_without(processes, ETIMEDOUT);
	look_at_all(processes);
	loop_timer_after(processes->scan, span_ms(SCAN_MS));
}

static void
ask_for_news(struct vrrp_processes *processes)
{
	int fd = proc_news_open();

	loop_timer_after(processes->scan, span_ms(SCAN_MS));
	if (fd < 0) {
		do_without(processes, -fd);
		return;
	}
	processes->fd = fd;
	processes->watch =
	    loop_fd_new(processes->parts.loop, fd, LOOP_READ, news_ready, processes);
}

/* ---- configuration ---- */

static struct watched *
take_same(struct vrrp_processes *processes, const char *name)
{
	for (size_t i = 0; i < processes->len; i++) {
		struct watched *watched = processes->at[i];

		if (watched && strcmp(watched->said->name, name) == 0) {
			processes->at[i] = NULL;
			return watched;
		}
	}
	return NULL;
}

static void
free_all(struct vrrp_processes *processes)
{
	for (size_t i = 0; i < processes->len; i++) {
		struct watched *watched = processes->at[i];

		if (!watched)
			continue;
		loop_timer_free(watched->delay);
		mem_free(watched->pids);
		mem_free(watched);
	}
	mem_free(processes->at);
}

void
vrrp_processes_configure(struct vrrp_processes *processes, const struct model *model)
{
	size_t len = model->track_processes_len;
	struct watched **at = mem_new(len, sizeof(struct watched *));
	bool is_first = processes->len == 0;

	for (uint32_t i = 0; i < len; i++) {
		const struct model_track_process *said = &model->track_processes[i];

		at[i] = take_same(processes, said->name);
		if (!at[i]) {
			at[i] = mem_new(1, sizeof(*at[i]));
			at[i]->all = processes;
			at[i]->delay =
			    loop_timer_new(processes->parts.loop, settle, at[i]);
		}
		at[i]->said = said;
		at[i]->index = i;
		at[i]->known = false; /* what is wanted may differ: no delay now */
	}
	free_all(processes);
	processes->at = at;
	processes->len = len;
	if (!len) {
		vrrp_processes_halt(processes);
		return;
	}
	if (is_first)
		ask_for_news(processes);
	look_at_all(processes);
}

void
vrrp_processes_halt(struct vrrp_processes *processes)
{
	close_news(processes);
	loop_timer_stop(processes->scan);
	for (size_t i = 0; i < processes->len; i++)
		loop_timer_stop(processes->at[i]->delay);
}

/* ---- life ---- */

struct vrrp_processes *
vrrp_processes_new(const struct vrrp_processes_parts *parts)
{
	struct vrrp_processes *processes = mem_new(1, sizeof(*processes));

	processes->parts = *parts;
	processes->fd = -1;
	processes->scan = loop_timer_new(parts->loop, scan_due, processes);
	return processes;
}

void
vrrp_processes_free(struct vrrp_processes *processes)
{
	if (!processes)
		return;
	vrrp_processes_halt(processes);
	free_all(processes);
	loop_timer_free(processes->scan);
	mem_free(processes);
}

struct vrrp_track_fact
vrrp_processes_fact(const struct vrrp_processes *processes, uint32_t index)
{
	const struct watched *watched = processes->at[index];

	return (struct vrrp_track_fact){watched->known, watched->up, 0};
}

const char *
vrrp_processes_detail(const struct vrrp_processes *processes, uint32_t index)
{
	return processes->at[index]->detail;
}

uint64_t
vrrp_processes_losses(const struct vrrp_processes *processes)
{
	return processes->losses;
}

bool
vrrp_processes_are_polled(const struct vrrp_processes *processes)
{
	return processes->len > 0 && !processes->ready;
}
