/* SPDX-License-Identifier: Apache-2.0 */
/* Finding what an engine has: interfaces by name and by number, routers by interface,
 * addresses by value. P. Each look-up is of logarithmic or constant cost. */
#ifndef AGENT_VRRP_VRRP_INDEX_H
#define AGENT_VRRP_VRRP_INDEX_H

#include <stddef.h>
#include <stdint.h>

#include "agent/vrrp/vrrp_held.h"

struct arena;
struct vrrp_engine;
struct vrrp_router;

/* A router and what it is found by: a look-up reads these side by side, and touches
 * no router but its own. */
struct vrrp_place {
	const struct vrrp_interface *interface;
	uint8_t family, vrid;
	struct vrrp_router *router;
};

/* A router that is concerned when an interface changes. */
struct vrrp_use {
	const struct vrrp_interface *interface;
	struct vrrp_router *router;
};

/* All arrays live in the engine's arena; what they point to is borrowed from it. */
struct vrrp_index {
	struct vrrp_interface **names;   /* open hash; NULL: free */
	size_t names_mask;               /* its size - 1, a power of two less one */
	struct vrrp_interface **present; /* those with an ifindex, by it */
	size_t present_len;
	struct vrrp_place *routers; /* by interface, family and VRID */
	size_t routers_len;
	struct vrrp_use *uses; /* by interface */
	size_t uses_len;
	struct vrrp_vip **vips; /* by address */
	size_t vips_len;
	const uint8_t **macs; /* the virtual ones, by value */
	size_t macs_len;
};

/* Room for `names` different names of interfaces, and as many addresses. */
void vrrp_index_init(struct vrrp_index *index, struct arena *arena, size_t names);

/* While the engine is built: an interface that was not there. */
void vrrp_index_add(struct vrrp_index *index, struct vrrp_interface *interface);

/* When it is: sorts its routers and addresses. */
void vrrp_index_finish(struct vrrp_index *index, struct vrrp_engine *engine);

struct vrrp_interface *vrrp_index_named(
    const struct vrrp_index *index, const char *name); /* NULL: none */

/* Its ifindex is about to change to this one; 0: it is gone. */
void vrrp_index_renumber(
    struct vrrp_index *index, struct vrrp_interface *interface, uint32_t ifindex);
struct vrrp_interface *vrrp_index_numbered(
    const struct vrrp_index *index, uint32_t ifindex); /* NULL: none */

struct vrrp_router *vrrp_index_router(const struct vrrp_index *index,
    const struct vrrp_interface *interface, uint8_t family, uint8_t vrid);

/* Walk the routers that use `interface`: start with *at = vrrp_index_first_use. NULL at
 * the end. A router may come twice. */
size_t vrrp_index_first_use(
    const struct vrrp_index *index, const struct vrrp_interface *interface);
struct vrrp_router *vrrp_index_next_use(
    const struct vrrp_index *index, const struct vrrp_interface *interface, size_t *at);

/* Walk the virtual addresses equal to `addr`: start with *at = vrrp_index_first_vip. */
size_t vrrp_index_first_vip(const struct vrrp_index *index, const struct addr *addr);
struct vrrp_vip *vrrp_index_next_vip(
    const struct vrrp_index *index, const struct addr *addr, size_t *at);

/* Whether it is one of our virtual MACs. */
bool vrrp_index_has_mac(const struct vrrp_index *index, const uint8_t *mac);

#endif
