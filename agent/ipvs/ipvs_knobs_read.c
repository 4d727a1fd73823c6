/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on: control. */
#include "agent/ipvs/ipvs_knobs_read.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { PATH_SIZE = 256 };

/* The first number in the file that sysctl(8) calls `name`; -1: it has none. */
static int64_t
read_knob(const char *folder, const char *name)
{
	char path[PATH_SIZE], text[32], *end;
	int at = snprintf(path, sizeof(path), "%s/%s", folder, name), fd;
	int64_t value;
	ssize_t got;

	if (at >= PATH_SIZE)
		return -1;
	for (char *c = path + at; *c != '/'; c--)
		if (*c == '.')
			*c = '/';
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -1;
	got = read(fd, text, sizeof(text) - 1);
	(void)close(fd); /* was only read */
	if (got <= 0)
		return -1;
	text[got] = '\0';
	value = strtoll(text, &end, 10);
	return end == text ? -1 : value;
}

struct ipvs_knobs
ipvs_knobs_read(const char *folder)
{
	struct ipvs_knobs knobs;

	for (unsigned i = 0; i < IPVS_KNOBS; i++)
		knobs.values[i] = read_knob(folder, ipvs_knob_name((enum ipvs_knob)i));
	knobs.tracked = read_knob(folder, "net.netfilter.nf_conntrack_count");
	return knobs;
}
