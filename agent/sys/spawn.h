/* SPDX-License-Identifier: Apache-2.0 */
/* Starts a program: no shell, no inherited descriptor, its own session and process
 * group, another user if asked. E; for small processes without threads (the keeper). */
#ifndef AGENT_SYS_SPAWN_H
#define AGENT_SYS_SPAWN_H

#include <stdbool.h>
#include <sys/types.h>

struct spawn {
	pid_t pid;     /* also its process group */
	int output_fd; /* stdout and stderr, non-blocking, close-on-exec; the caller's
			*/
	int errno_fd;  /* yields an int errno if it could not be executed; the caller's
			*/
};

/* As whom: name or number, "" unchanged. */
struct spawn_as {
	const char *user, *group;
	bool all_groups; /* those of the user, too; else `group` alone */
};

/* `argv` ends with NULL. 0 or -errno
 * when not even a process could be made; what fails later shows as exit status 127 and
 * an errno in errno_fd, with a line of text in output_fd. */
int spawn_start(const char *const *argv, const struct spawn_as *as, struct spawn *out);

#endif
