/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/sys/pidfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <unistd.h>

#include "agent/sys/directory.h"

/* Our pid into the locked file; the descriptor stays open, since it is the lock. */
static int
write_pid(int fd)
{
	if (ftruncate(fd, 0) < 0 || dprintf(fd, "%d\n", (int)getpid()) < 0)
		return -errno;
	return 0;
}

int
pidfile_take(const char *path)
{
	int rc = directory_make_parents(path);
	int fd;

	if (rc < 0)
		return rc;
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
	if (fd < 0)
		return -errno;
	if (flock(fd, LOCK_EX | LOCK_NB) < 0)
		rc = -errno;
	else
		rc = write_pid(fd);
	if (rc < 0)
		(void)close(fd); /* nothing of worth was written */
	return rc;
}

void
pidfile_drop(const char *path)
{
	(void)unlink(path); /* somebody was tidier */
}
