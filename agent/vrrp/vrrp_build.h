/* SPDX-License-Identifier: Apache-2.0 */
/* What the files that build an engine share. P. */
#ifndef AGENT_VRRP_VRRP_BUILD_H
#define AGENT_VRRP_VRRP_BUILD_H

#include "agent/vrrp/vrrp_engine.h"

/* The one of this name, made if there is none. */
struct vrrp_interface *vrrp_build_interface(
    struct vrrp_engine *engine, const char *name);

/* What each router tracks, its sync group's objects included. */
void vrrp_build_tracks(struct vrrp_engine *engine, const struct model *model);
void vrrp_build_groups(struct vrrp_engine *engine, const struct model *model);

/* Debounce of links: of the interfaces that are used. */
void vrrp_build_delays(struct vrrp_engine *engine, const struct model *model);

#endif
