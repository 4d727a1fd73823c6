/* SPDX-License-Identifier: Apache-2.0 */
#include "api/ctl/ctl_token_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "agent/lib/mem.h"
#include "api/api_listen.h"

enum { FOLDER_SIZE = 4096 };

static int
fail(const struct ctl *ctl, const char *path, int err)
{
	return ctl_fail(ctl,
	    err == EACCES || err == EPERM ? CTL_NOT_ALLOWED : CTL_FAILED, "%s: %s",
	    path, strerror(err));
}

/* Its folder: locked, because the file itself is replaced. */
static int
lock_folder(struct ctl *ctl, struct ctl_token_file *file)
{
	char folder[FOLDER_SIZE];
	char *slash;

	(void)mem_copy_text(folder, sizeof(folder), file->path); /* same size */
	slash = strrchr(folder, '/');
	if (!slash)
		return ctl_fail(
		    ctl, CTL_USAGE, "--file %s: an absolute path", file->path);
	slash[slash == folder] = '\0';
	file->folder = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (file->folder < 0 || flock(file->folder, LOCK_EX) != 0)
		return fail(ctl, folder, errno);
	return CTL_OK;
}

static int
find_path(struct ctl *ctl, struct ctl_token_file *file)
{
	char *real = realpath(ctl->file, NULL);
	bool fits =
	    mem_copy_text(file->path, sizeof(file->path), real ? real : ctl->file);

	free(real);
	if (!fits || file->path[0] != '/')
		return ctl_fail(
		    ctl, CTL_USAGE, "--file %s: an absolute path", ctl->file);
	return CTL_OK;
}

static int
read_tokens(struct ctl *ctl, struct ctl_token_file *file, bool may_lack)
{
	char why[300];
	int rc;

	if (may_lack && access(file->path, F_OK) != 0 && errno == ENOENT) {
		file->text = mem_strdup("");
		return CTL_OK;
	}
	rc = api_tokens_load(file->path, &file->tokens, why, sizeof(why));
	if (rc == 0)
		rc = api_file_read(
		    "token_file", file->path, &file->text, why, sizeof(why));
	if (rc == 0)
		return CTL_OK;
	return ctl_fail(ctl, rc == -EACCES ? CTL_NOT_ALLOWED : CTL_FAILED, "%s", why);
}

int
ctl_token_file_read(struct ctl *ctl, struct ctl_token_file *file, bool may_lack)
{
	int rc;

	*file = (struct ctl_token_file){.folder = -1};
	rc = find_path(ctl, file);
	if (rc == CTL_OK)
		rc = lock_folder(ctl, file);
	if (rc == CTL_OK)
		rc = read_tokens(ctl, file, may_lack);
	return rc;
}

static int
write_all(int fd, const char *text)
{
	size_t left = strlen(text);

	while (left) {
		ssize_t done = write(fd, text, left);

		if (done < 0)
			return errno;
		text += done;
		left -= (size_t)done;
	}
	return fsync(fd) == 0 ? 0 : errno;
}

/* The agent's user may own it, and go on reading it. */
static int
keep_owner(int fd, const char *path)
{
	struct stat st;

	if (stat(path, &st) != 0)
		return errno == ENOENT ? 0 : errno;
	if (fchown(fd, st.st_uid, st.st_gid) != 0 || fchmod(fd, st.st_mode & 0755) != 0)
		return errno;
	return 0;
}

static int
replace(const struct ctl_token_file *file, const char *fresh, const char *text)
{
	int fd = open(fresh, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600), err;

	if (fd < 0)
		return errno;
	err = keep_owner(fd, file->path);
	if (!err)
		err = write_all(fd, text);
	if (close(fd) != 0 && !err)
		err = errno;
	if (!err && rename(fresh, file->path) != 0)
		err = errno;
	if (err)
		(void)unlink(fresh); /* is of no use */
	else
		(void)fsync(file->folder); /* else the old one is back after a crash */
	return err;
}

int
ctl_token_file_write(
    struct ctl *ctl, const struct ctl_token_file *file, const char *text)
{
	struct api_tokens tokens;
	char why[200], fresh[sizeof(file->path) + 8];
	int err;

	if (!api_tokens_parse(text, &tokens, why, sizeof(why)))
		return ctl_fail(ctl, CTL_FAILED, "%s: %s", file->path, why);
	api_tokens_fini(&tokens);
	(void)snprintf(fresh, sizeof(fresh), "%s.new", file->path); /* fits */
	(void)unlink(fresh); /* of a fairleadctl that died: the lock is ours */
	err = replace(file, fresh, text);
	return err ? fail(ctl, file->path, err) : CTL_OK;
}

void
ctl_token_file_fini(struct ctl_token_file *file)
{
	api_tokens_fini(&file->tokens);
	mem_free(file->text);
	if (file->folder >= 0)
		(void)close(file->folder); /* and the lock with it */
}
