/* SPDX-License-Identifier: Apache-2.0 */
/* The thread that runs the engine: real-time if it may be, no allocation, no lock, no
 * log, no file after its start. E: everything here is called on the control thread. */
#ifndef AGENT_VRRP_VRRP_THREAD_H
#define AGENT_VRRP_VRRP_THREAD_H

#include "agent/sys/board.h"
#include "agent/vrrp/vrrp_msg.h"

struct vrrp_thread;

/* `priority` of SCHED_RR, 1..99. Where a privilege lacks the thread runs without and
 * says so in VRRP_REPORT_THREAD. NULL, and *err a -errno, when it cannot run at all. */
struct vrrp_thread *vrrp_thread_start(struct board *board, int priority, int *err);

/* From now on it runs on these CPUs alone. 0, or -errno: -EINVAL when this machine has
 * none of them. */
int vrrp_thread_bind(struct vrrp_thread *thread, const uint32_t *cpus, size_t len);

/* Wait for its end, after VRRP_REPORT_STOPPED, and free it. */
void vrrp_thread_join(struct vrrp_thread *thread);

/* False when it has not taken the orders before: nothing was said. */
bool vrrp_thread_order(struct vrrp_thread *thread, const struct vrrp_order *order);

/* Readable when there are reports: then call vrrp_thread_wake once, and hear all. */
int vrrp_thread_fd(const struct vrrp_thread *thread);
void vrrp_thread_wake(struct vrrp_thread *thread);
bool vrrp_thread_hear(struct vrrp_thread *thread, struct vrrp_report *report);

/* Whether reports were lost since the last call. */
bool vrrp_thread_lost(struct vrrp_thread *thread);

#endif
