/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on: control.
 * A line is written by one call at the end of the file. What a crash or a full disk
 * leaves of a line is cut off again, or ended by the next one: it is no JSON then, and
 * nobody is shown it. */
#include "agent/store/store_audit.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "agent/lib/buf.h"
#include "agent/lib/log.h"
#include "agent/lib/mem.h"

enum { NAME_SIZE = 32 };

struct audit {
	char *directory; /* owned */
	struct audit_limits limits;
	int dir_fd; /* -1: not open */
	int fd;     /* -1: not open */
	off_t length;
	bool is_torn; /* the file ends amid a line */
	uint64_t next_id;
	uint64_t untold; /* lost since the last entry that was written */
	struct audit_status status;
};

/* ---- files ---- */

/* 0 is the current one. */
static const char *
name_of(unsigned number, char *out)
{
	(void)snprintf(out, NAME_SIZE, number ? "audit.log.%u" : "audit.log",
	    number); /* fits: 10 digits at most */
	return out;
}

/* The whole of a file, or nothing. */
static void
read_file(const struct audit *audit, unsigned number, struct buf *out)
{
	char name[NAME_SIZE], piece[16384];
	int fd = openat(audit->dir_fd, name_of(number, name), O_RDONLY | O_CLOEXEC);
	ssize_t got;

	while (fd >= 0 && (got = read(fd, piece, sizeof(piece))) > 0)
		buf_put(out, piece, (size_t)got);
	if (fd >= 0)
		(void)close(fd); /* was only read */
}

/* The id of a line; 0: it is none of ours, or torn. */
static uint64_t
line_id(const char *line, size_t len)
{
	json_t *entry = json_loadb(line, len, 0, NULL);
	json_int_t id = json_integer_value(json_object_get(entry, "id"));

	json_decref(entry);
	return id > 0 ? (uint64_t)id : 0;
}

/* The last line before `end`, without its '\n'; false: there is none. */
static bool
line_before(const char *text, size_t *end, const char **line, size_t *len)
{
	size_t start;

	while (*end > 0 && text[*end - 1] == '\n')
		--*end;
	if (*end == 0)
		return false;
	start = *end;
	while (start > 0 && text[start - 1] != '\n')
		start--;
	*line = text + start;
	*len = *end - start;
	*end = start;
	return true;
}

/* ---- reading ---- */

struct reading {
	uint64_t before; /* 0: any */
	size_t left;
	uint64_t last; /* id of the one put last; 0: none yet */
	bool has_more;
	struct buf *out;
};

static void
read_lines(struct reading *reading, const struct buf *file)
{
	const char *line;
	size_t end = file->len, len;

	while (!reading->has_more && line_before(file->bytes, &end, &line, &len)) {
		uint64_t id = line_id(line, len);

		if (!id || (reading->before && id >= reading->before))
			continue;
		if (!reading->left) {
			reading->has_more = true;
			return;
		}
		if (reading->last)
			buf_putc(reading->out, ',');
		buf_put(reading->out, line, len);
		reading->last = id;
		reading->left--;
	}
}

uint64_t
audit_read(const struct audit *audit, uint64_t before, size_t limit, struct buf *out)
{
	struct reading reading = {.before = before, .left = limit, .out = out};

	for (unsigned i = 0; i < audit->limits.files && !reading.has_more; i++) {
		struct buf file = {0};

		read_file(audit, i, &file);
		read_lines(&reading, &file);
		buf_fini(&file);
	}
	return reading.has_more ? reading.last : 0;
}

/* ---- writing ---- */

static int
open_directory(struct audit *audit)
{
	if (audit->dir_fd >= 0)
		return 0;
	audit->dir_fd = open(audit->directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return audit->dir_fd < 0 ? -errno : 0;
}

/* The newest entry's id, of whichever file has one; and does the current one end amid
 * a line? */
static void
find_end(struct audit *audit)
{
	for (unsigned i = 0; i < audit->limits.files; i++) {
		struct buf file = {0};
		const char *line;
		uint64_t id = 0;
		size_t end, len;

		read_file(audit, i, &file);
		end = file.len;
		if (i == 0)
			audit->is_torn = end && file.bytes[end - 1] != '\n';
		while (!id && line_before(file.bytes, &end, &line, &len))
			id = line_id(line, len);
		buf_fini(&file);
		if (id >= audit->next_id)
			audit->next_id = id + 1;
		if (id)
			return;
	}
}

static int
open_file(struct audit *audit)
{
	char name[NAME_SIZE];
	struct stat status;
	int rc = open_directory(audit);

	if (rc < 0 || audit->fd >= 0)
		return rc;
	find_end(audit);
	audit->fd = openat(audit->dir_fd, name_of(0, name),
	    O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (audit->fd < 0)
		return -errno;
	if (fstat(audit->fd, &status) != 0)
		return -errno;
	audit->length = status.st_size;
	return 0;
}

static void
close_file(struct audit *audit)
{
	if (audit->fd >= 0)
		(void)close(audit->fd); /* each write was looked at */
	audit->fd = -1;
}

/* The oldest goes, each becomes one older, a new one begins. If it cannot be, nothing
 * more is written: the files do not grow without bound. */
static int
rotate(struct audit *audit)
{
	char from[NAME_SIZE], to[NAME_SIZE];

	for (unsigned i = audit->limits.files - 1; i > 0; i--)
		if (renameat(audit->dir_fd, name_of(i - 1, from), audit->dir_fd,
			name_of(i, to)) != 0 &&
		    errno != ENOENT)
			return -errno;
	close_file(audit);
	return open_file(audit);
}

/* All of it or none. */
static int
append(struct audit *audit, const struct buf *line)
{
	ssize_t put = write(audit->fd, line->bytes, line->len);

	if (put == (ssize_t)line->len) {
		audit->length += put;
		audit->is_torn = false;
		return 0;
	}
	if (put < 0)
		return -errno;
	audit->is_torn = ftruncate(audit->fd, audit->length) != 0;
	if (audit->is_torn)
		audit->length += put;
	return -ENOSPC;
}

static int
write_line(struct audit *audit, const struct buf *line)
{
	int rc = open_file(audit);

	if (rc == 0 && audit->length &&
	    (size_t)audit->length + line->len > audit->limits.file_bytes)
		rc = rotate(audit);
	return rc < 0 ? rc : append(audit, line);
}

static void
note_lost(struct audit *audit, int rc)
{
	if (audit->status.writable)
		log_sys("audit", -rc,
		    "cannot write %s/audit.log: what is changed now is not recorded",
		    audit->directory);
	audit->status.writable = false;
	audit->status.lost++;
	audit->untold++;
	close_file(audit); /* both may be others when it can be written again */
	if (audit->dir_fd >= 0)
		(void)close(audit->dir_fd); /* was only looked into */
	audit->dir_fd = -1;
}

static void
note_written(struct audit *audit)
{
	if (!audit->status.writable)
		log_event("audit", "%s/audit.log is written again, %" PRIu64 " lost",
		    audit->directory, audit->untold);
	audit->status.writable = true;
	audit->status.entries++;
	audit->untold = 0;
	audit->next_id++;
}

void
audit_add(struct audit *audit, const char *members)
{
	struct buf line = {0};
	int rc = open_file(audit); /* tells the id, and whether to end a line first */

	buf_printf(&line, "%s{\"id\":%" PRIu64 ",", audit->is_torn ? "\n" : "",
	    audit->next_id);
	if (audit->untold)
		buf_printf(&line, "\"lost\":%" PRIu64 ",", audit->untold);
	buf_puts(&line, members);
	buf_puts(&line, "}\n");
	if (rc == 0)
		rc = write_line(audit, &line);
	if (rc == 0)
		note_written(audit);
	else
		note_lost(audit, rc);
	buf_fini(&line);
}

/* ---- life ---- */

struct audit *
audit_open(const char *directory, const struct audit_limits *limits)
{
	struct audit *audit = mem_new(1, sizeof(*audit));

	*audit = (struct audit){.directory = mem_strdup(directory),
	    .limits = *limits,
	    .dir_fd = -1,
	    .fd = -1,
	    .next_id = 1,
	    .status.writable = true};
	(void)open_directory(audit); /* tried again by the first entry */
	return audit;
}

void
audit_free(struct audit *audit)
{
	if (!audit)
		return;
	close_file(audit);
	if (audit->dir_fd >= 0)
		(void)close(audit->dir_fd); /* nothing was written to it */
	mem_free(audit->directory);
	mem_free(audit);
}

const struct audit_status *
audit_status(const struct audit *audit)
{
	return &audit->status;
}
