/* SPDX-License-Identifier: Apache-2.0 */
/* Which processes a vrrp_track_process means, and whether there are enough. P. */
#ifndef AGENT_VRRP_VRRP_PROCESS_H
#define AGENT_VRRP_VRRP_PROCESS_H

#include "agent/conf/model_vrrp.h"

/* A process as /proc shows it. */
struct vrrp_process {
	const char *comm;    /* its short name: at most 15 bytes */
	const char *command; /* its command line: words, each ended by NUL */
	size_t command_len;
};

bool vrrp_process_matches(
    const struct model_track_process *said, const struct vrrp_process *process);

bool vrrp_process_enough(const struct model_track_process *said, size_t count);

#endif
