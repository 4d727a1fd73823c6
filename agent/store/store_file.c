/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on: control.
 * One journal in one directory: each save is a line more at its end. When it has grown
 * to several times what it says, it is written anew beside itself and renamed. What is
 * on the disk is always a journal that can be read up to some save that was complete;
 * a save that failed is cut off again, and if even that fails the journal is written
 * anew before the next one. */
#include "agent/store/store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "agent/lib/buf.h"
#include "agent/lib/log.h"
#include "agent/lib/mem.h"
#include "agent/store/store_journal.h"
#include "agent/store/store_map.h"
#include "agent/sys/now.h"

static const char journal_name[] = "edits.journal";
static const char new_name[] = "edits.journal.new";

enum {
	JOURNAL_BYTES_MAX = 256 << 20, /* what is longer is not ours */
	SLACK_BYTES = 256 << 10        /* what may be stale before it is written anew */
};

struct store {
	char *directory; /* owned */
	int dir_fd;      /* -1: not open; holds the lock */
	int fd;          /* -1: the journal must be written anew before a save */
	off_t length;    /* of what is good in it */
	uint32_t chain;
	struct buf damaged; /* not yet set aside: nothing is written before it is */
	bool frozen;        /* not ours to write: a newer agent's */
	struct store_map map;
	struct store_status status;
};

/* ---- errors ---- */

__attribute__((format(printf, 3, 4))) static int
fail(struct store *store, int rc, const char *fmt, ...)
{
	char what[STORE_TEXT_SIZE / 2];
	va_list args;

	va_start(args, fmt);
	(void)vsnprintf(what, sizeof(what), fmt, args);
	va_end(args);
	store->status.writable = false;
	(void)snprintf(store->status.error, sizeof(store->status.error), "%s: %s", what,
	    strerrordesc_np(-rc)); /* both may be cut: texts for people */
	return rc;
}

static int
write_all(int fd, const char *bytes, size_t len, off_t at)
{
	while (len > 0) {
		ssize_t written = pwrite(fd, bytes, len, at);

		if (written < 0 && errno == EINTR)
			continue;
		if (written <= 0)
			return written < 0 ? -errno : -ENOSPC;
		bytes += written;
		len -= (size_t)written;
		at += written;
	}
	return 0;
}

static void
close_journal(struct store *store)
{
	if (store->fd >= 0)
		(void)close(store->fd); /* was synced or is given up */
	store->fd = -1;
}

/* ---- written anew ---- */

static void
put_map(struct buf *out, uint32_t *chain, const struct store_map *map)
{
	*chain = store_journal_begin(out);
	for (size_t i = 0; i < map->len; i++) {
		struct store_record record = {map->items[i].key, map->items[i].value};

		*chain = store_journal_line(out, *chain, &record, 1);
	}
}

/* Returns the descriptor of a file that is whole and on the disk, or -errno. */
static int
write_file(int dir_fd, const char *name, int flags, const char *bytes, size_t len)
{
	int fd = openat(dir_fd, name, O_RDWR | O_CREAT | O_CLOEXEC | flags, 0600);
	int rc;

	if (fd < 0)
		return -errno;
	rc = write_all(fd, bytes, len, 0);
	if (rc == 0 && fsync(fd) < 0)
		rc = -errno;
	if (rc == 0)
		return fd;
	(void)close(fd);
	(void)unlinkat(dir_fd, name, 0); /* incomplete; if it stays it harms nobody */
	return rc;
}

static int
rewrite(struct store *store)
{
	struct buf bytes = {0};
	uint32_t chain;
	int fd, rc = 0;

	put_map(&bytes, &chain, &store->map);
	fd = write_file(store->dir_fd, new_name, O_TRUNC, bytes.bytes, bytes.len);
	if (fd < 0)
		rc = fd;
	else if (renameat(store->dir_fd, new_name, store->dir_fd, journal_name) < 0 ||
	    fsync(store->dir_fd) < 0)
		rc = -errno;
	if (rc == 0) {
		close_journal(store);
		store->fd = fd;
		store->length = (off_t)bytes.len;
		store->chain = chain;
		store->status.rewrites++;
	} else if (fd >= 0) {
		(void)close(fd);
	}
	buf_fini(&bytes);
	return rc;
}

/* ---- damage ---- */

/* Keep it under a name of its own: somebody may want to look. */
static int
set_aside(struct store *store)
{
	char name[64];
	int fd = -EEXIST;

	for (unsigned i = 0; fd == -EEXIST && i < 100; i++) {
		(void)snprintf(name, sizeof(name), "edits.damaged-%lld-%u",
		    (long long)now_wall_ms(), i); /* fits: at most 44 */
		fd = write_file(store->dir_fd, name, O_EXCL, store->damaged.bytes,
		    store->damaged.len);
	}
	if (fd < 0)
		return fd;
	(void)close(fd); /* is synced */
	(void)mem_copy_text(
	    store->status.set_aside, sizeof(store->status.set_aside), name);
	log_event("store", "%s: set aside %zu damaged bytes as %s", store->directory,
	    store->damaged.len, name);
	buf_fini(&store->damaged);
	return 0;
}

/* ---- opening ---- */

static int
open_directory(struct store *store)
{
	int fd;

	if (store->dir_fd >= 0)
		return 0;
	if (mkdir(store->directory, 0700) < 0 && errno != EEXIST)
		return fail(store, -errno, "cannot make %s", store->directory);
	fd = open(store->directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return fail(store, -errno, "cannot open %s", store->directory);
	if (flock(fd, LOCK_EX | LOCK_NB) < 0) {
		int rc = -errno;

		(void)close(fd);
		return fail(store, rc, "%s is in use by another", store->directory);
	}
	store->dir_fd = fd;
	return 0;
}

/* The whole file into `out`, and a descriptor to write it: -1 when it may only be read;
 * then a save will try to write it anew and meet the reason. */
static int
read_journal(int dir_fd, struct buf *out, int *journal_fd)
{
	char chunk[65536];
	ssize_t got;
	int rc = 0, fd = openat(dir_fd, journal_name, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	while (rc == 0 && (got = read(fd, chunk, sizeof(chunk))) != 0) {
		if (got < 0)
			rc = errno == EINTR ? 0 : -errno;
		else if (out->len > JOURNAL_BYTES_MAX)
			rc = -EFBIG;
		else
			buf_put(out, chunk, (size_t)got);
	}
	(void)close(fd); /* only read from */
	*journal_fd = openat(dir_fd, journal_name, O_RDWR | O_CLOEXEC);
	return rc;
}

static void
take_record(void *ctx, const struct store_record *record)
{
	store_map_put(ctx, record->key, record->value);
}

static void
take_journal(struct store *store, int fd, const struct buf *bytes)
{
	struct store_journal_found found =
	    store_journal_read(bytes->bytes, bytes->len, take_record, &store->map);

	store->fd = fd;
	store->length = (off_t)found.good_bytes;
	store->chain = found.chain;
	if (found.end == STORE_JOURNAL_WHOLE && found.lines > 0)
		return;
	close_journal(store);
	if (found.end == STORE_JOURNAL_WHOLE)
		return; /* empty: its making was cut short */
	log_event("store", "%s/%s: line %zu: %s", store->directory, journal_name,
	    found.lines + 1, store_journal_end_text(found.end));
	store->frozen = found.end == STORE_JOURNAL_NEWER;
	if (!store->frozen)
		buf_put(&store->damaged, bytes->bytes + found.good_bytes,
		    bytes->len - found.good_bytes);
}

static int
load(struct store *store)
{
	struct buf bytes = {0};
	int fd = -1, rc = open_directory(store);

	if (rc < 0)
		return rc;
	rc = read_journal(store->dir_fd, &bytes, &fd);
	if (rc == 0)
		take_journal(store, fd, &bytes);
	buf_fini(&bytes);
	if (rc == 0 || rc == -ENOENT)
		return 0; /* -ENOENT: the first start */
	/* Nothing is written over what could not be read. */
	if (fd >= 0)
		(void)close(fd);
	(void)close(store->dir_fd);
	store->dir_fd = -1;
	return fail(store, rc, "cannot read %s/%s", store->directory, journal_name);
}

/* ---- saving ---- */

static bool
is_deleted(const struct store *store)
{
	struct stat there;

	return fstat(store->fd, &there) < 0 || there.st_nlink == 0;
}

/* Somebody may have removed the directory under us. */
static int
renew(struct store *store)
{
	int rc = rewrite(store);

	if (rc == -ENOENT) {
		(void)close(store->dir_fd); /* nobody can see it any more */
		store->dir_fd = -1;
		rc = open_directory(store);
		if (rc == 0)
			rc = rewrite(store);
	}
	if (rc < 0 && store->dir_fd >= 0)
		return fail(
		    store, rc, "cannot write %s/%s", store->directory, new_name);
	return rc;
}

/* Come to a journal that can be appended to, whatever happened before. */
static int
make_ready(struct store *store)
{
	int rc = store->dir_fd < 0 ? load(store) : 0;

	if (rc < 0)
		return rc;
	if (store->frozen)
		return fail(store, -ENOTSUP, "%s/%s was made by a newer fairlead",
		    store->directory, journal_name);
	if (store->damaged.len > 0 && (rc = set_aside(store)) < 0)
		return fail(store, rc, "cannot set aside what is damaged in %s",
		    store->directory);
	if (store->fd >= 0 && is_deleted(store)) {
		log_event("store", "%s/%s was deleted by somebody: written anew",
		    store->directory, journal_name);
		close_journal(store);
	}
	return store->fd < 0 ? renew(store) : 0;
}

/* Cut off what a failed save may have left; if that cannot be done, give the file up.
 */
static void
undo(struct store *store)
{
	if (ftruncate(store->fd, store->length) < 0)
		close_journal(store);
}

static int
append(struct store *store, const struct store_record *records, size_t len)
{
	struct buf line = {0};
	uint32_t chain = store_journal_line(&line, store->chain, records, len);
	int rc = write_all(store->fd, line.bytes, line.len, store->length);

	if (rc < 0) {
		undo(store);
	} else if (fdatasync(store->fd) < 0) {
		/* What the kernel then holds is not known: do not trust this file. */
		rc = -errno;
		undo(store);
		close_journal(store);
	} else {
		store->length += (off_t)line.len;
		store->chain = chain;
	}
	buf_fini(&line);
	return rc;
}

static void
shrink(struct store *store)
{
	off_t live = (off_t)store->map.bytes + (off_t)store->map.len * 16;
	int rc;

	if (store->length < SLACK_BYTES + 4 * live)
		return;
	rc = rewrite(store);
	if (rc < 0) /* what was saved is safe all the same; the next save tries again */
		log_sys("store", -rc, "%s: cannot write the journal anew",
		    store->directory);
}

int
store_save(struct store *store, const struct store_record *records, size_t len)
{
	int rc;

	if (len == 0)
		return 0;
	rc = make_ready(store);
	if (rc == 0) {
		rc = append(store, records, len);
		if (rc < 0)
			(void)fail(store, rc, "cannot write %s/%s", store->directory,
			    journal_name);
	}
	if (rc < 0) {
		store->status.failures++;
		return rc;
	}
	for (size_t i = 0; i < len; i++)
		store_map_put(&store->map, records[i].key, records[i].value);
	store->status.saves++;
	store->status.writable = true;
	store->status.error[0] = '\0';
	shrink(store);
	return 0;
}

/* ---- the rest of the contract ---- */

/* Find out at once what a first save would meet. */
static void
probe(struct store *store)
{
	if (make_ready(store) == 0)
		store->status.writable = true;
	else
		log_event("store", "cannot save: %s", store->status.error);
}

struct store *
store_file_open(const char *directory)
{
	struct store *store = mem_new(1, sizeof(*store));

	store->directory = mem_strdup(directory);
	store->dir_fd = store->fd = -1;
	probe(store);
	return store;
}

void
store_free(struct store *store)
{
	if (!store)
		return;
	close_journal(store);
	if (store->dir_fd >= 0)
		(void)close(store->dir_fd); /* lets go of the lock */
	buf_fini(&store->damaged);
	store_map_fini(&store->map);
	mem_free(store->directory);
	mem_free(store);
}

const char *
store_get(const struct store *store, const char *key)
{
	return store_map_get(&store->map, key);
}

void
store_each(const struct store *store, const char *prefix,
    void (*visit)(void *ctx, const char *key, const char *value), void *ctx)
{
	const struct store_map *map = &store->map;
	size_t len = strlen(prefix);

	for (size_t i = store_map_place(map, prefix);
	     i < map->len && strncmp(map->items[i].key, prefix, len) == 0; i++)
		visit(ctx, map->items[i].key, map->items[i].value);
}

const struct store_status *
store_status(const struct store *store)
{
	return &store->status;
}
