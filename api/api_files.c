/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on: control. The files are looked at, rather than watched by inotify: what
 * renews a certificate may replace the file, its folder or a link on the way, and a
 * look each second or two at four names costs nothing. */
#include "api/api_files.h"

#include <string.h>

#include "agent/lib/log.h"
#include "agent/lib/mem.h"
#include "agent/sys/loop.h"

struct api_files {
	struct api *api; /* borrowed */
	struct loop_timer *look;
	struct api_options options; /* with all it points to: owned */
	struct api_marks marks;
};

static const char *
path_at(const struct api_options *options, size_t index)
{
	const char *const paths[API_FILES_MAX] = {options->tls_certificate,
	    options->tls_key, options->client_ca, options->token_file};

	return paths[index];
}

static struct api_mark
mark_of(const char *path)
{
	struct stat st;

	if (!path || stat(path, &st) != 0)
		return (struct api_mark){0};
	return (struct api_mark){
	    st.st_dev, st.st_ino, st.st_size, st.st_mtim, st.st_ctim};
}

static bool
same_instant(const struct timespec *a, const struct timespec *b)
{
	return a->tv_sec == b->tv_sec && a->tv_nsec == b->tv_nsec;
}

static bool
same_mark(const struct api_mark *a, const struct api_mark *b)
{
	return a->dev == b->dev && a->ino == b->ino && a->size == b->size &&
	    same_instant(&a->modified, &b->modified) &&
	    same_instant(&a->changed, &b->changed);
}

struct api_marks
api_files_marks(const struct api_options *options)
{
	struct api_marks marks;

	for (size_t i = 0; i < API_FILES_MAX; i++)
		marks.files[i] = mark_of(path_at(options, i));
	return marks;
}

/* Takes the new marks; whether any differs from before. */
static bool
changed(struct api_files *files)
{
	struct api_marks now = api_files_marks(&files->options);
	bool any = false;

	for (size_t i = 0; i < API_FILES_MAX; i++)
		any = any || !same_mark(&now.files[i], &files->marks.files[i]);
	files->marks = now;
	return any;
}

static void
look_again(struct api_files *files)
{
	for (size_t i = 0; i < API_FILES_MAX; i++)
		if (path_at(&files->options, i)) {
			loop_timer_after(files->look, span_s(API_FILES_EACH_S));
			return;
		}
}

/* A key that does not fit its certificate yet is refused: the old pair serves on until
 * the second file has changed, too. */
static void
look(void *ctx)
{
	struct api_files *files = ctx;
	char why[300];

	if (!changed(files)) {
		look_again(files);
		return;
	}
	if (api_configure(files->api, &files->options, why, sizeof(why)) == 0) {
		log_event("api", "tokens and certificates read anew: a file changed");
		return; /* which has begun to watch anew */
	}
	log_event("api", "a file changed, what was read before holds: %s", why);
	look_again(files);
}

static void
free_text(const char *text)
{
	mem_free((void *)(uintptr_t)text);
}

static void
free_options(struct api_options *options)
{
	for (size_t i = 0; i < options->listens_len; i++) {
		free_text(options->listens[i].unix_path);
		free_text(options->listens[i].unix_group);
	}
	mem_free((void *)(uintptr_t)options->listens);
	free_text(options->tls_certificate);
	free_text(options->tls_key);
	free_text(options->client_ca);
	free_text(options->token_file);
	*options = (struct api_options){0};
}

static struct api_options
dup_options(const struct api_options *from)
{
	struct api_options to = *from;
	struct api_listen *listens = mem_new(from->listens_len, sizeof(*listens));

	for (size_t i = 0; i < from->listens_len; i++) {
		listens[i] = from->listens[i];
		listens[i].unix_path = mem_strdup(from->listens[i].unix_path);
		listens[i].unix_group = mem_strdup(from->listens[i].unix_group);
	}
	to.listens = listens;
	to.tls_certificate = mem_strdup(from->tls_certificate);
	to.tls_key = mem_strdup(from->tls_key);
	to.client_ca = mem_strdup(from->client_ca);
	to.token_file = mem_strdup(from->token_file);
	return to;
}

void
api_files_watch(struct api_files *files, const struct api_options *options,
    const struct api_marks *marks)
{
	struct api_options fresh = dup_options(options); /* may be our own */

	free_options(&files->options);
	files->options = fresh;
	files->marks = *marks;
	loop_timer_stop(files->look);
	look_again(files);
}

struct api_files *
api_files_new(struct loop *loop, struct api *api)
{
	struct api_files *files = mem_new(1, sizeof(*files));

	files->api = api;
	files->look = loop_timer_new(loop, look, files);
	return files;
}

void
api_files_free(struct api_files *files)
{
	loop_timer_free(files->look);
	free_options(&files->options);
	mem_free(files);
}
