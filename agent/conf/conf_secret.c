/* SPDX-License-Identifier: Apache-2.0 */
/* A secret from a file of its own. E. Runs on: control. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "agent/conf/conf_root.h"

/* Its first line into *out. NULL, or why not. */
static const char *
read_line(int fd, struct conf_secret *out)
{
	struct stat status;
	ssize_t got;

	if (fstat(fd, &status) != 0)
		return strerror(errno);
	if (!S_ISREG(status.st_mode))
		return "is not a regular file";
	out->is_exposed = status.st_mode & S_IROTH;
	got = read(fd, out->text, sizeof(out->text) - 1);
	if (got < 0)
		return strerror(errno);
	out->text[got] = '\0';
	out->text[strcspn(out->text, "\r\n")] = '\0';
	return NULL;
}

int
conf_secret_read(const char *path, struct conf_secret *out)
{
	/* O_NONBLOCK: a FIFO must not hold us up; it is refused once it is open. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

	if (fd < 0) {
		out->why = strerror(errno);
		return -EIO;
	}
	out->why = read_line(fd, out);
	(void)close(fd); /* was only read */
	return out->why ? -EIO : 0;
}
