/* SPDX-License-Identifier: Apache-2.0 */
/* promote_secondaries: the kernel's knob of an interface, set while an instance asks
 * for it. E, control thread. After a crash the knob stays as we set it. */
#ifndef AGENT_VRRP_VRRP_KNOBS_H
#define AGENT_VRRP_VRRP_KNOBS_H

#include <stddef.h>

#include "agent/conf/model.h"

struct vrrp_knob {
	char interface[MODEL_IFNAME_SIZE];
	bool wanted;
	bool is_set; /* its interface was there, and the knob is ours since */
	bool was_on;
};

struct vrrp_knobs {
	const char *folder;   /* borrowed; NULL: the kernel's own, /proc/sys/... */
	struct vrrp_knob *at; /* owned */
	size_t len;
};

/* As `model` asks: what it does not ask for any more is put back. */
void vrrp_knobs_configure(struct vrrp_knobs *knobs, const struct model *model);

/* An interface has come, maybe anew: its knob is as the kernel makes it. */
void vrrp_knobs_appear(struct vrrp_knobs *knobs, const char *interface);

/* Put all back, and free. */
void vrrp_knobs_fini(struct vrrp_knobs *knobs);

#endif
