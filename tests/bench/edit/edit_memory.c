/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/bench/edit/edit_memory.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The number after `word` at the start of a line; -1: there is none. */
static long
number_in(pid_t pid, const char *file, const char *word)
{
	char path[64], line[256];
	long found = -1;
	FILE *from;

	(void)snprintf(path, sizeof(path), "/proc/%d/%s", (int)pid, file);
	from = fopen(path, "re");
	if (!from)
		return -1;
	while (found < 0 && fgets(line, sizeof(line), from))
		if (strncmp(line, word, strlen(word)) == 0)
			found = strtol(line + strlen(word), NULL, 10);
	(void)fclose(from); /* was only read */
	return found;
}

/* One generation is all that any of the daemons has. */
long
edit_memory_kb(pid_t parent)
{
	long sum = number_in(parent, "smaps_rollup", "Pss:");
	const struct dirent *entry;
	DIR *all = opendir("/proc");

	while (all && (entry = readdir(all))) {
		pid_t pid = (pid_t)strtol(entry->d_name, NULL, 10);

		if (pid > 0 && number_in(pid, "status", "PPid:") == parent)
			sum += number_in(pid, "smaps_rollup", "Pss:");
	}
	if (all)
		(void)closedir(all); /* as above */
	return sum;
}
