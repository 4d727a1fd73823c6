/* SPDX-License-Identifier: Apache-2.0 */
/* A thread that must not wait for others, nor for the disk. E. */
#ifndef AGENT_SYS_REALTIME_H
#define AGENT_SYS_REALTIME_H

/* The calling thread under SCHED_RR, its children not. 0, or -errno. */
int realtime_schedule(int priority);

/* Keep every page of the process that has been used in memory, now and later. 0, or
 * -errno; -EPERM where a limit could be met later: then nothing is locked, since every
 * allocation of the process would fail from there on. */
int realtime_lock_memory(void);

#endif
