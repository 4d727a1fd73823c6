/* SPDX-License-Identifier: Apache-2.0 */
/* Starts a program: no shell, no inherited descriptor, its own session and process
 * group, another user if asked. E; for small processes without threads (the keeper). */
#ifndef AGENT_SYS_SPAWN_H
#define AGENT_SYS_SPAWN_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct spawn {
	pid_t pid;     /* also its process group */
	int output_fd; /* stdout and stderr, non-blocking, close-on-exec; the caller's
			*/
	int errno_fd;  /* yields an int errno if it could not be executed; the caller's
			*/
};

/* Of each process; UINT32_MAX: as ours. Core files have a limit of 0 always. */
struct spawn_limits {
	uint32_t cpu_s, files, memory_mib;
};

struct spawn_order {
	const char *const *argv;  /* ends with NULL */
	const char *user, *group; /* name or number; "": unchanged */
	bool all_groups;          /* those of the user, too; else `group` alone */
	const char *mark; /* a variable of its environment, beside PATH; NULL: none */
	struct spawn_limits limits;
};

/* 0, or -errno when not even a process could be made; what fails later shows as exit
 * status 127 and an errno in errno_fd, with a line of text in output_fd. */
int spawn_start(const struct spawn_order *order, struct spawn *out);

#endif
