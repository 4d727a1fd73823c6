/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on: keeper. */
#include "agent/sys/background.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "agent/lib/mem.h"

/* A byte: the child is well. The end of the pipe: it is gone, and has said why. */
__attribute__((noreturn)) static void
await_child(int fd)
{
	char well;
	ssize_t len;

	do
		len = read(fd, &well, 1);
	while (len < 0 && errno == EINTR);
	_exit(len == 1 ? EXIT_SUCCESS : EXIT_FAILURE);
}

int
background_enter(void)
{
	int ends[2];
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC) < 0)
		return -errno;
	pid = fork();
	if (pid < 0) {
		int err = errno;

		(void)close(ends[0]); /* nothing went through it */
		(void)close(ends[1]);
		return -err;
	}
	if (pid > 0) {
		(void)close(ends[1]); /* or its end would never be seen */
		await_child(ends[0]);
	}
	(void)close(ends[0]); /* the parent's */
	if (setsid() < 0 || chdir("/") < 0)
		return -errno;
	return ends[1];
}

int
background_release(int fd, bool keep_stderr)
{
	static const char well = 1;
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	int rc = 0;

	if (null < 0)
		return -errno;
	if (dup2(null, STDIN_FILENO) < 0 || dup2(null, STDOUT_FILENO) < 0 ||
	    (!keep_stderr && dup2(null, STDERR_FILENO) < 0))
		rc = -errno;
	if (null > STDERR_FILENO)
		(void)close(null); /* nothing was written */
	if (rc == 0)
		(void)!write(fd, &well, 1); /* a killed parent needs no word */
	(void)close(fd);
	return rc;
}

char *
background_path(const char *path)
{
	char folder[PATH_MAX];
	size_t folder_len;
	char *out;

	if (path[0] == '/')
		return mem_strdup(path);
	if (!getcwd(folder, sizeof(folder)))
		return NULL;
	folder_len = strlen(folder);
	out = mem_new(folder_len + strlen(path) + 2, 1);
	memcpy(out, folder, folder_len);
	out[folder_len] = '/';
	memcpy(out + folder_len + 1, path, strlen(path) + 1);
	return out;
}
