/* SPDX-License-Identifier: Apache-2.0 */
/* The interfaces that carry virtual MACs: made with the configuration, made again when
 * somebody removes them or their base comes back, removed with the last router that
 * wants them. E, control thread: the vrrp thread, which must not wait for the kernel to
 * take an interface down, only sees that they are there. */
#ifndef AGENT_VRRP_VRRP_VMACS_H
#define AGENT_VRRP_VRRP_VMACS_H

#include <stdint.h>

#include "agent/conf/model.h"
#include "agent/sys/board.h"

struct loop;
struct vrrp_vmacs;

/* `board` may be NULL. */
struct vrrp_vmacs *vrrp_vmacs_new(struct loop *loop, struct board *board);

/* Make what `model` wants, as far as its bases are there. Copies what it needs. */
void vrrp_vmacs_configure(struct vrrp_vmacs *vmacs, const struct model *model);

/* The routers of before have let go: remove what is not wanted any more. */
void vrrp_vmacs_prune(struct vrrp_vmacs *vmacs);

/* Remove them all and look no more. */
void vrrp_vmacs_stop(struct vrrp_vmacs *vmacs);

/* How often one could not be made, or was found to be somebody else's. */
uint64_t vrrp_vmacs_failures(const struct vrrp_vmacs *vmacs);

void vrrp_vmacs_free(struct vrrp_vmacs *vmacs); /* NULL is fine */

#endif
