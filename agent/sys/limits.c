/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/sys/limits.h"

#include <errno.h>
#include <sys/resource.h>

int
limits_raise_descriptors(unsigned long *got)
{
	struct rlimit limit;

	*got = 0;
	if (getrlimit(RLIMIT_NOFILE, &limit) < 0)
		return -errno;
	*got = limit.rlim_cur;
	limit.rlim_cur = limit.rlim_max;
	if (setrlimit(RLIMIT_NOFILE, &limit) < 0)
		return -errno;
	*got = limit.rlim_cur;
	return 0;
}
