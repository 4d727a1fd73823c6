/* SPDX-License-Identifier: Apache-2.0 */
/* Opens files and what they include; everything else is the pure reader's. E. Runs on:
 * control, before any thread or upon reload. */
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "agent/conf/conf_iproute_file.h"
#include "agent/conf/conf_root.h"
#include "agent/lib/arena.h"
#include "agent/lib/buf.h"
#include "agent/lib/mem.h"

enum { INCLUDE_DEPTH_MAX = 16, FILES_MAX = 10000 };

/* A file being read, and the one that includes it. */
struct file {
	const struct file *parent;
	const struct conf_line *line; /* of the parent that includes it; NULL: none */
	const char *path;
	dev_t device;
	ino_t inode;
	unsigned depth;
	unsigned checks; /* enum conf_include_check, by include_check */
};

struct files {
	struct conf_session session;
	size_t count;
};

static void read_lines(
    struct files *files, struct file *file, const struct conf_source *source);

/* At the include line, or at no line for the first file. */
static void
report(struct files *files, const struct conf_line *line, enum conf_grade grade,
    const char *code, const char *text)
{
	struct conf_spot spot = {0};

	if (line)
		spot = conf_line_spot(line, 0);
	conf_diag_at(&files->session.diags, grade, &spot, code, "%s", text);
}

static void
report_path(
    struct files *files, const struct file *file, const char *code, const char *why)
{
	struct buf text = {0};

	buf_printf(&text, "%s: %s", file->path, why);
	report(files, file->line, CONF_GRADE_ERROR, code, buf_text(&text));
	buf_fini(&text);
}

/* All of a regular file into `out`. 0 or -errno. */
static int
read_whole(int fd, size_t most, struct buf *out)
{
	char chunk[16 * 1024];
	ssize_t got;

	while ((got = read(fd, chunk, sizeof(chunk))) != 0) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -errno;
		buf_put(out, chunk, (size_t)got);
		if (out->len > most)
			return -EFBIG;
	}
	return 0;
}

static bool
is_loop(const struct file *file)
{
	for (const struct file *up = file->parent; up; up = up->parent)
		if (up->device == file->device && up->inode == file->inode)
			return true;
	return false;
}

/* What keeps an open file from being read, or NULL. */
static const char *
refusal(const struct files *files, struct file *file, int fd, const char **code)
{
	struct stat status;

	*code = "unreadable";
	if (fstat(fd, &status) != 0)
		return strerror(errno);
	if (S_ISDIR(status.st_mode))
		return "is a directory";
	if (!S_ISREG(status.st_mode))
		return "is not a regular file";
	file->device = status.st_dev;
	file->inode = status.st_ino;
	*code = "include_loop";
	if (is_loop(file))
		return "includes itself";
	*code = "too_large";
	if (files->count > FILES_MAX)
		return "more than 10000 files";
	return NULL;
}

/* The directory part of a path, as written. */
static const char *
dir_part(struct arena *arena, const char *path)
{
	const char *slash = strrchr(path, '/');

	if (!slash)
		return ".";
	return arena_strndup(arena, path, slash == path ? 1 : (size_t)(slash - path));
}

/* For ${_PWD}: absolute where the system can say it. */
static const char *
absolute_dir(struct arena *arena, const char *path)
{
	const char *dir = dir_part(arena, path);
	char *real = realpath(dir, NULL);

	if (real)
		dir = arena_strdup(arena, real);
	free(real);
	return dir;
}

static void
read_open(struct files *files, struct file *file, int fd)
{
	struct conf_session *session = &files->session;
	struct buf text = {0};
	const char *code, *why = refusal(files, file, fd, &code);
	int rc;

	if (why) {
		report_path(files, file, code, why);
		return;
	}
	rc = read_whole(fd, CONF_TOTAL_MAX - session->bytes, &text);
	if (rc == -EFBIG)
		report_path(
		    files, file, "too_large", "more than 64 MiB of configuration");
	else if (rc < 0)
		report_path(files, file, "unreadable", strerror(-rc));
	else
		read_lines(files, file,
		    conf_session_source(session, file->path,
			absolute_dir(session->arena, file->path), buf_text(&text),
			text.len));
	buf_fini(&text);
}

/* O_NONBLOCK: a FIFO must not hold us up; it is refused once it is open. */
static void
read_file(struct files *files, struct file *file)
{
	int fd;

	files->count++;
	if (file->depth > INCLUDE_DEPTH_MAX) {
		report_path(
		    files, file, "too_deep", "files include each other over 16 deep");
		return;
	}
	fd = open(file->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0) {
		report_path(files, file, "unreadable", strerror(errno));
		return;
	}
	read_open(files, file, fd);
	(void)close(fd); /* was only read */
}

static bool
has_wildcard(const char *pattern)
{
	return strpbrk(pattern, "*?[") != NULL;
}

/* Nothing matches: how bad that is depends on what was asked for. */
static void
report_no_match(struct files *files, const struct conf_line *line, const char *pattern,
    unsigned checks)
{
	bool wild = has_wildcard(pattern), braces = strchr(pattern, '{') != NULL;
	bool fails = checks & CONF_INCLUDE_MATCH ||
	    (wild && checks & CONF_INCLUDE_WILDCARD) ||
	    (braces && checks & CONF_INCLUDE_BRACE) ||
	    (!wild && checks & CONF_INCLUDE_READABLE);
	struct buf text = {0};

	if (wild && !fails)
		return; /* a directory of none yet */
	buf_printf(&text, "%s: no such file: nothing is included", pattern);
	report(files, line, fails ? CONF_GRADE_ERROR : CONF_GRADE_WARNING, "no_match",
	    buf_text(&text));
	buf_fini(&text);
}

static void
read_matches(struct files *files, const struct file *parent,
    const struct conf_line *line, const glob_t *found, unsigned checks)
{
	for (size_t i = 0; i < found->gl_pathc; i++) {
		struct file file = {.parent = parent,
		    .line = line,
		    .path = found->gl_pathv[i],
		    .depth = parent->depth + 1,
		    .checks = parent->checks};

		/* keepalived passes by what it may not read, unless told not to */
		if (!(checks & CONF_INCLUDE_READABLE) && access(file.path, R_OK) != 0) {
			struct buf text = {0};

			buf_printf(&text, "%s: %s: it is not included", file.path,
			    strerror(errno));
			report(files, line, CONF_GRADE_WARNING, "unreadable",
			    buf_text(&text));
			buf_fini(&text);
			continue;
		}
		read_file(files, &file);
	}
}

/* A pattern without braces. */
static void
include_pattern(struct files *files, const struct file *parent,
    const struct conf_line *line, const char *pattern, unsigned checks)
{
	struct buf path = {0};
	glob_t found = {0};

	if (pattern[0] != '/' && strchr(parent->path, '/'))
		buf_printf(&path, "%s/", dir_part(files->session.arena, parent->path));
	buf_puts(&path, pattern);
	if (glob(buf_text(&path), GLOB_ERR, NULL, &found) == 0)
		read_matches(files, parent, line, &found, checks);
	else
		report_no_match(files, line, pattern, checks);
	globfree(&found);
	buf_fini(&path);
}

/* "a{b,c}d" into "abd" and "acd": each must match by itself with brace_match. */
static void
include_braces(struct files *files, const struct file *parent,
    const struct conf_line *line, const char *pattern, unsigned checks)
{
	const char *open = strchr(pattern, '{'), *close = NULL, *from;
	int depth = 0;

	for (const char *at = open; at && *at && !close; at++) {
		depth += (*at == '{') - (*at == '}');
		close = depth == 0 ? at : NULL;
	}
	if (!close) {
		include_pattern(files, parent, line, pattern, checks);
		return;
	}
	from = open + 1;
	for (const char *at = from; at <= close; at++) {
		struct buf one = {0};

		depth += (*at == '{') - (*at == '}' && at < close);
		if (at < close && (*at != ',' || depth))
			continue;
		buf_put(&one, pattern, (size_t)(open - pattern));
		buf_put(&one, from, (size_t)(at - from));
		buf_puts(&one, close + 1);
		include_braces(files, parent, line, buf_text(&one), checks);
		buf_fini(&one);
		from = at + 1;
	}
}

static bool
take_line(struct files *files, struct file *file, const struct conf_line *line)
{
	struct conf_session *session = &files->session;
	struct conf_include include;

	if (conf_line_include(line, &session->diags, &include)) {
		if (include.pattern[0])
			include_braces(files, file, line, include.pattern,
			    include.checks | file->checks);
		return true;
	}
	conf_line_include_check(line, &file->checks);
	return conf_session_keep(session, line);
}

static void
read_lines(struct files *files, struct file *file, const struct conf_source *source)
{
	struct conf_session *session = &files->session;
	struct conf_cursor cursor = {.source = source,
	    .arena = session->arena,
	    .diags = &session->diags,
	    .order = session->order};
	struct conf_line line;

	while (conf_lines_next(&cursor, &line)) {
		session->order = cursor.order;
		if (!take_line(files, file, &line))
			return;
		cursor.order = session->order;
	}
}

static const char *
environment(const char *name)
{
	return getenv(name);
}

struct model *
conf_load(const char *path, const struct conf_options *options)
{
	struct files files = {0};
	struct file file = {.path = path};
	struct conf_options with = *options;
	char host[HOST_NAME_MAX + 1] = "";

	if (!with.host_name && gethostname(host, sizeof(host) - 1) == 0)
		with.host_name = host;
	if (!with.env)
		with.env = environment;
	if (!with.iproute_text)
		with.iproute_text = conf_iproute_read;
	if (!with.read_secret)
		with.read_secret = conf_secret_read;
	conf_session_start(&files.session, &with);
	read_file(&files, &file);
	return conf_session_finish(&files.session);
}
