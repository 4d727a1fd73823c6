/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on: the keeper, before it has a socket. */
#include "agent/sys/netns.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <stdio.h>
#include <unistd.h>

int
netns_enter(const char *name)
{
	char path[PATH_MAX];
	int fd, rc;

	/* Where ip-netns(8) keeps them. */
	if (snprintf(path, sizeof(path), "/run/netns/%s", name) >= PATH_MAX)
		return -ENAMETOOLONG;
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	rc = setns(fd, CLONE_NEWNET) < 0 ? -errno : 0;
	(void)close(fd); /* was only looked at */
	return rc;
}
