/* SPDX-License-Identifier: Apache-2.0 */
/* The model's routes, rules and static addresses -> an engine's entries. P, control
 * thread: all memory is the engine's arena. */
#ifndef AGENT_VRRP_VRRP_FIB_BUILD_H
#define AGENT_VRRP_VRRP_FIB_BUILD_H

#include "agent/vrrp/vrrp_engine.h"

/* After its routers. `interface` gives the engine's interface of a name. */
void vrrp_fib_build(struct vrrp_engine *engine, const struct model *model,
    struct vrrp_interface *(*interface)(struct vrrp_engine *engine, const char *name));

/* The monitor's filter for its routes, once they are all there. */
void vrrp_fib_filter(struct vrrp_fib *fib, struct arena *arena);

/* At most so many names of interfaces are in them. */
size_t vrrp_fib_names(const struct model *model);

/* For qsort, of struct vrrp_fib_entry *: by what an event tells, and by id. */
int vrrp_fib_compare_keys(const void *a, const void *b);
int vrrp_fib_compare_ids(const void *a, const void *b);

#endif
