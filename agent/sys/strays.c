/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on: keeper. */
#include "agent/sys/strays.h"

#include <dirent.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LOOKS_MAX = 8, PATH_SIZE = 64, ENVIRONMENT_SIZE = 16384 };

const char *
strays_mark(uint64_t count, char *out)
{
	(void)snprintf(out, STRAYS_MARK_SIZE, "FAIRLEAD_SCRIPT=%ld-%" PRIu64,
	    (long)getpid(), count); /* fits: 16 + 20 + 1 + 20 */
	return out;
}

/* What a process began with; 0 bytes when it is gone, or not ours to read. */
static size_t
read_environment(const char *pid, char *out, size_t size)
{
	char path[PATH_SIZE];
	ssize_t len = -1;
	int fd;

	(void)snprintf(path, sizeof(path), "/proc/%.20s/environ", pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd >= 0) {
		len = read(fd, out, size - 1);
		(void)close(fd); /* only read */
	}
	out[len > 0 ? len : 0] = '\0';
	return len > 0 ? (size_t)len : 0;
}

/* Its mark, or "": a shell hands variables on in an order of its own. */
static const char *
find_mark(const char *environment, size_t len)
{
	static const char name[] = "FAIRLEAD_SCRIPT=";

	for (size_t at = 0; at < len; at += strlen(environment + at) + 1)
		if (strncmp(environment + at, name, sizeof(name) - 1) == 0)
			return environment + at;
	return "";
}

static bool
is_marked(const char *pid, const char (*marks)[STRAYS_MARK_SIZE], size_t len)
{
	char environment[ENVIRONMENT_SIZE];
	const char *mark = find_mark(
	    environment, read_environment(pid, environment, sizeof(environment)));

	for (size_t i = 0; *mark && i < len; i++)
		if (strcmp(mark, marks[i]) == 0)
			return true;
	return false;
}

static unsigned
look(const char (*marks)[STRAYS_MARK_SIZE], size_t len)
{
	DIR *folder = opendir("/proc");
	const struct dirent *entry;
	unsigned killed = 0;

	while (folder && (entry = readdir(folder))) {
		pid_t pid = (pid_t)strtol(entry->d_name, NULL, 10);

		if (pid > 1 && is_marked(entry->d_name, marks, len) &&
		    kill(pid, SIGKILL) == 0)
			killed++;
	}
	if (folder)
		(void)closedir(folder); /* only read */
	return killed;
}

unsigned
strays_kill(const char (*marks)[STRAYS_MARK_SIZE], size_t len)
{
	unsigned killed = 0, now = 1;

	/* A zombie's environment reads as empty: what was killed is not seen again. */
	for (unsigned i = 0; len && now && i < LOOKS_MAX; i++) {
		now = look(marks, len);
		killed += now;
	}
	return killed;
}
