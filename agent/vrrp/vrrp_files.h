/* SPDX-License-Identifier: Apache-2.0 */
/* Watches the tracked files: the kernel says when one is written, replaced or removed.
 * E, control thread. */
#ifndef AGENT_VRRP_VRRP_FILES_H
#define AGENT_VRRP_VRRP_FILES_H

#include "agent/conf/model.h"
#include "agent/vrrp/vrrp_track.h"

struct loop;
struct vrrp_files;

struct vrrp_files_parts {
	struct loop *loop;
	/* File `index` of the model has another number than before. */
	void (*changed)(void *ctx, uint32_t index);
	void *ctx;
};

struct vrrp_files *vrrp_files_new(const struct vrrp_files_parts *parts);
void vrrp_files_free(struct vrrp_files *files);

/* Start and reload: a file of the same name and path keeps its number until it is read
 * again, which is now. `model` is borrowed until the next call returns. */
void vrrp_files_configure(struct vrrp_files *files, const struct model *model);
void vrrp_files_halt(struct vrrp_files *files);

/* A file that cannot be read, or holds no number, keeps the last one; one that never
 * had any counts as 0. */
struct vrrp_track_fact vrrp_files_fact(const struct vrrp_files *files, uint32_t index);

/* "reads 5", or what is wrong with it. Borrowed. */
const char *vrrp_files_detail(const struct vrrp_files *files, uint32_t index);

/* Readings so far that gave no number. */
uint64_t vrrp_files_errors(const struct vrrp_files *files);

#endif
