/* SPDX-License-Identifier: Apache-2.0 */
/* Runs the tracked scripts through the keeper and keeps count. E, control thread. */
#ifndef AGENT_VRRP_VRRP_SCRIPTS_H
#define AGENT_VRRP_VRRP_SCRIPTS_H

#include "agent/conf/model.h"
#include "agent/keeper.h"
#include "agent/vrrp/vrrp_track.h"

struct loop;
struct vrrp_scripts;

enum { VRRP_SCRIPT_DETAIL_SIZE = 120 };

struct vrrp_script_facts {
	struct vrrp_script_state state;
	char detail[VRRP_SCRIPT_DETAIL_SIZE]; /* of the last run: "exited with 1" */
};

struct vrrp_scripts_parts {
	struct loop *loop;
	struct keeper_link *keeper;
	/* Script `index` of the model has another state than before. */
	void (*changed)(void *ctx, uint32_t index);
	void *ctx;
};

struct vrrp_scripts *vrrp_scripts_new(const struct vrrp_scripts_parts *parts);
void vrrp_scripts_free(struct vrrp_scripts *scripts); /* ends what runs */

/* Start and reload: a script whose command is the same keeps its state; one that no
 * instance tracks does not run. `model` is borrowed until the next call returns. */
void vrrp_scripts_configure(struct vrrp_scripts *scripts, const struct model *model);

/* End what runs; the last facts stay. */
void vrrp_scripts_halt(struct vrrp_scripts *scripts);

/* Borrowed; `index` of the model. */
const struct vrrp_script_facts *vrrp_scripts_get(
    const struct vrrp_scripts *scripts, uint32_t index);

#endif
