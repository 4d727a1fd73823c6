/* SPDX-License-Identifier: Apache-2.0 */
/* Watches the tracked processes: the kernel says when one comes or goes. Where it does
 * not (another namespace, no permission), /proc is read every second. E, control
 * thread. */
#ifndef AGENT_VRRP_VRRP_PROCESSES_H
#define AGENT_VRRP_VRRP_PROCESSES_H

#include "agent/conf/model.h"
#include "agent/vrrp/vrrp_track.h"

struct loop;
struct vrrp_processes;

struct vrrp_processes_parts {
	struct loop *loop;
	/* Process `index` of the model is there or is not, other than before. */
	void (*changed)(void *ctx, uint32_t index);
	void *ctx;
};

struct vrrp_processes *vrrp_processes_new(const struct vrrp_processes_parts *parts);
void vrrp_processes_free(struct vrrp_processes *processes);

/* Start and reload: all processes are counted, at once. `model` is borrowed until the
 * next call returns. */
void vrrp_processes_configure(
    struct vrrp_processes *processes, const struct model *model);
void vrrp_processes_halt(struct vrrp_processes *processes);

struct vrrp_track_fact vrrp_processes_fact(
    const struct vrrp_processes *processes, uint32_t index);

/* "3 processes". Borrowed. */
const char *vrrp_processes_detail(
    const struct vrrp_processes *processes, uint32_t index);

/* How often news were lost, and all processes were counted again for it. */
uint64_t vrrp_processes_losses(const struct vrrp_processes *processes);

/* Whether /proc is read every second for want of news. */
bool vrrp_processes_are_polled(const struct vrrp_processes *processes);

#endif
