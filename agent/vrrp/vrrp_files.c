/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on: control. The folder is watched for the file's name (a file that is written
 * elsewhere and moved here is a new one), and the file itself for what is written to it
 * through a link. A folder that is not there, or a kernel that watches no more, is
 * looked at every second. */
#include "agent/vrrp/vrrp_files.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "agent/lib/log.h"
#include "agent/lib/mem.h"
#include "agent/sys/loop.h"
#include "agent/sys/number_file.h"

enum { DETAIL_SIZE = 120, EVENTS_BYTES = 4096, POLL_MS = 1000 };

static const char whose[] = "vrrp_file";

struct file {
	char *name, *path;           /* owned */
	int folder_watch, own_watch; /* -1: none */
	struct vrrp_track_fact fact;
	char detail[DETAIL_SIZE];
	uint32_t index;
};

struct vrrp_files {
	struct vrrp_files_parts parts;
	struct file **at; /* owned, each too */
	size_t len;
	int fd;                  /* of inotify; -1: none */
	struct loop_fd *watch;   /* owned */
	struct loop_timer *poll; /* owned */
	uint64_t errors;
};

/* ---- reading ---- */

static void
describe(const struct file *file, int rc, int32_t value, char *out)
{
	if (rc == 0)
		(void)snprintf(out, DETAIL_SIZE, "reads %d", (int)value);
	else if (rc == -EILSEQ)
		(void)snprintf(out, DETAIL_SIZE, "holds no number, %d counts on",
		    (int)file->fact.value);
	else
		(void)snprintf(out, DETAIL_SIZE, "%s, %d counts on",
		    strerrordesc_np(-rc), (int)file->fact.value);
}

static void
look(struct vrrp_files *files, struct file *file)
{
	int32_t value = file->fact.value;
	int rc = number_file_read(file->path, &value);
	char detail[DETAIL_SIZE];
	bool news;

	describe(file, rc, value, detail);
	files->errors += rc < 0;
	if (strcmp(detail, file->detail) != 0) {
		memcpy(file->detail, detail, sizeof(detail));
		log_event(whose, "%s: %s: %s", file->name, file->path, detail);
	}
	news = !file->fact.known || file->fact.value != value;
	file->fact = (struct vrrp_track_fact){.known = true, .value = value};
	if (news)
		files->parts.changed(files->parts.ctx, file->index);
}

/* ---- watching ---- */

static void
unwatch(struct vrrp_files *files, struct file *file)
{
	/* Fails when the kernel removed it by itself; one that another file of this
	 * folder shares is set again by that one's next event or poll. */
	file->folder_watch = -1;
	if (file->own_watch >= 0)
		(void)inotify_rm_watch(files->fd, file->own_watch);
	file->own_watch = -1;
}

static void
watch(struct vrrp_files *files, struct file *file)
{
	char folder[PATH_MAX];

	if (files->fd < 0 || !mem_copy_text(folder, sizeof(folder), file->path))
		return;
	file->folder_watch = inotify_add_watch(files->fd, dirname(folder),
	    IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_CREATE |
		IN_DELETE_SELF | IN_MOVE_SELF);
	file->own_watch = inotify_add_watch(
	    files->fd, file->path, IN_CLOSE_WRITE | IN_ATTRIB | IN_MASK_ADD);
	if (file->folder_watch < 0)
		loop_timer_after(files->poll, span_ms(POLL_MS));
}

static bool
concerns(const struct file *file, const struct inotify_event *event)
{
	const char *slash = strrchr(file->path, '/');
	const char *name = slash ? slash + 1 : file->path;

	if (event->mask & IN_Q_OVERFLOW)
		return true;
	if (event->wd == file->own_watch)
		return true;
	return event->wd == file->folder_watch &&
	    (!event->len || strcmp(event->name, name) == 0);
}

static void
hear(struct vrrp_files *files, const struct inotify_event *event)
{
	for (size_t i = 0; i < files->len; i++) {
		struct file *file = files->at[i];

		if (!concerns(file, event))
			continue;
		watch(files, file); /* before it is read: nothing is missed */
		look(files, file);
	}
}

static void
ready(void *ctx, unsigned events)
{
	struct vrrp_files *files = ctx;
	_Alignas(struct inotify_event) char bytes[EVENTS_BYTES];
	ssize_t got = read(files->fd, bytes, sizeof(bytes));
	size_t at = 0;

	(void)events;
	while (got > 0 && at + sizeof(struct inotify_event) <= (size_t)got) {
		const struct inotify_event *event = (const void *)(bytes + at);

		at += sizeof(*event) + event->len;
		hear(files, event);
	}
}

static void
poll_due(void *ctx)
{
	struct vrrp_files *files = ctx;

	for (size_t i = 0; i < files->len; i++) {
		if (files->at[i]->folder_watch >= 0)
			continue;
		watch(files, files->at[i]);
		look(files, files->at[i]);
	}
	if (files->fd < 0)
		loop_timer_after(files->poll, span_ms(POLL_MS));
}

/* ---- configuration ---- */

static void
write_first(const struct file *file, const struct model_track_file *said)
{
	int flags = O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW;
	int fd = open(file->path, flags | (said->overwrite ? O_TRUNC : O_EXCL), 0644);

	if (fd < 0) {
		if (errno != EEXIST)
			log_sys(whose, errno, "%s: cannot write %s", file->name,
			    file->path);
		return;
	}
	if (dprintf(fd, "%d\n", (int)said->init_value) < 0)
		log_sys(whose, errno, "%s: cannot write %s", file->name, file->path);
	(void)close(fd); /* what matters has been said */
}

static struct file *
take_same(struct vrrp_files *files, const struct model_track_file *said)
{
	for (size_t i = 0; i < files->len; i++) {
		struct file *file = files->at[i];

		if (file && strcmp(file->name, said->name) == 0 &&
		    strcmp(file->path, said->path) == 0) {
			files->at[i] = NULL;
			return file;
		}
	}
	return NULL;
}

static struct file *
file_new(const struct model_track_file *said)
{
	struct file *file = mem_new(1, sizeof(*file));

	file->name = mem_strdup(said->name);
	file->path = mem_strdup(said->path);
	file->folder_watch = -1;
	file->own_watch = -1;
	if (said->init)
		write_first(file, said);
	return file;
}

static void
free_all(struct vrrp_files *files)
{
	for (size_t i = 0; i < files->len; i++) {
		struct file *file = files->at[i];

		if (!file)
			continue;
		unwatch(files, file);
		mem_free(file->name);
		mem_free(file->path);
		mem_free(file);
	}
	mem_free(files->at);
}

static void
start_watching(struct vrrp_files *files)
{
	files->fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	if (files->fd < 0) {
		log_sys(whose, errno, "files are looked at every second");
		loop_timer_after(files->poll, span_ms(POLL_MS));
		return;
	}
	files->watch =
	    loop_fd_new(files->parts.loop, files->fd, LOOP_READ, ready, files);
}

void
vrrp_files_configure(struct vrrp_files *files, const struct model *model)
{
	size_t len = model->track_files_len;
	struct file **at = mem_new(len, sizeof(struct file *));

	if (len && files->fd < 0)
		start_watching(files);
	for (uint32_t i = 0; i < len; i++) {
		const struct model_track_file *said = &model->track_files[i];

		at[i] = take_same(files, said);
		if (!at[i])
			at[i] = file_new(said);
		at[i]->index = i;
	}
	free_all(files);
	files->at = at;
	files->len = len;
	for (size_t i = 0; i < len; i++) {
		watch(files, at[i]);
		look(files, at[i]);
	}
}

void
vrrp_files_halt(struct vrrp_files *files)
{
	loop_timer_stop(files->poll);
	loop_fd_free(files->watch);
	files->watch = NULL;
	if (files->fd >= 0)
		(void)close(files->fd); /* nothing to lose */
	files->fd = -1;
}

/* ---- life ---- */

struct vrrp_files *
vrrp_files_new(const struct vrrp_files_parts *parts)
{
	struct vrrp_files *files = mem_new(1, sizeof(*files));

	files->parts = *parts;
	files->fd = -1;
	files->poll = loop_timer_new(parts->loop, poll_due, files);
	return files;
}

void
vrrp_files_free(struct vrrp_files *files)
{
	if (!files)
		return;
	vrrp_files_halt(files);
	free_all(files);
	loop_timer_free(files->poll);
	mem_free(files);
}

struct vrrp_track_fact
vrrp_files_fact(const struct vrrp_files *files, uint32_t index)
{
	return files->at[index]->fact;
}

const char *
vrrp_files_detail(const struct vrrp_files *files, uint32_t index)
{
	return files->at[index]->detail;
}

uint64_t
vrrp_files_errors(const struct vrrp_files *files)
{
	return files->errors;
}
