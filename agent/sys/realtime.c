/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/sys/realtime.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdbool.h>
#include <sys/capability.h>
#include <sys/mman.h>
#include <sys/resource.h>

int
realtime_schedule(int priority)
{
	struct sched_param param = {.sched_priority = priority};

	return -pthread_setschedparam(
	    pthread_self(), SCHED_RR | SCHED_RESET_ON_FORK, &param);
}

/* CAP_IPC_LOCK lifts the limit. */
static bool
may_lock_any_amount(void)
{
	cap_flag_value_t has = CAP_CLEAR;
	struct rlimit limit;
	cap_t caps;

	if (getrlimit(RLIMIT_MEMLOCK, &limit) == 0 && limit.rlim_cur == RLIM_INFINITY)
		return true;
	caps = cap_get_proc();
	if (!caps)
		return false;
	if (cap_get_flag(caps, CAP_IPC_LOCK, CAP_EFFECTIVE, &has) < 0)
		has = CAP_CLEAR;
	(void)cap_free(caps); /* fails only for what is no cap_t */
	return has == CAP_SET;
}

int
realtime_lock_memory(void)
{
	if (!may_lock_any_amount())
		return -EPERM;
	/* Pages are locked as they are first used, not all that could be. */
	if (mlockall(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT) < 0)
		return -errno;
	return 0;
}
