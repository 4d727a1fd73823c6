/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on: control. */
#include "agent/sys/process.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

static uint32_t
count_entries(const char *path)
{
	DIR *folder = opendir(path);
	const struct dirent *entry;
	uint32_t count = 0;

	while (folder && (entry = readdir(folder)))
		count += entry->d_name[0] != '.';
	if (folder)
		(void)closedir(folder); /* only read */
	return count;
}

/* proc(5): sizes in pages, all and resident first. */
static void
read_sizes(struct process_facts *facts)
{
	FILE *file = fopen("/proc/self/statm", "re");
	uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE);
	char line[128], *at = line;

	if (file && fgets(line, sizeof(line), file)) {
		facts->virtual_bytes = strtoull(at, &at, 10) * page;
		facts->resident_bytes = strtoull(at, &at, 10) * page;
	}
	if (file)
		(void)fclose(file); /* only read */
}

static uint64_t
to_us(struct timeval time)
{
	return (uint64_t)time.tv_sec * 1000000 + (uint64_t)time.tv_usec;
}

struct process_facts
process_facts(void)
{
	struct process_facts facts = {0};
	struct rlimit limit;
	struct rusage usage;

	read_sizes(&facts);
	if (getrusage(RUSAGE_SELF, &usage) == 0)
		facts.cpu_us = to_us(usage.ru_utime) + to_us(usage.ru_stime);
	if (getrlimit(RLIMIT_NOFILE, &limit) == 0)
		facts.max_fds =
		    limit.rlim_cur < UINT32_MAX ? (uint32_t)limit.rlim_cur : UINT32_MAX;
	facts.open_fds = count_entries("/proc/self/fd");
	if (facts.open_fds)
		facts.open_fds--; /* the folder's own, while it was counted */
	facts.threads = count_entries("/proc/self/task");
	return facts;
}
