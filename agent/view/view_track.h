/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of a view: what instances track, and their sync groups. D. */
#ifndef AGENT_VIEW_VIEW_TRACK_H
#define AGENT_VIEW_VIEW_TRACK_H

#include <stdbool.h>
#include <stdint.h>

#include "agent/view/view_size.h"

/* Something an instance watches, with what it does to its priority. */
struct view_track {
	uint32_t position; /* among its kind in the file, from 1; 0: an interface */
	char kind[12];     /* "script", "interface", "file", "process", "quorum" */
	char name[VIEW_NAME_SIZE];
	int32_t weight, value; /* value: as read from a file; else 1 when up */
	int64_t contribution;  /* to the priority, now */
	bool reverse;
	bool up;
	bool known; /* false: not run yet */
	bool fault; /* it keeps the instance in fault */
	char detail[VIEW_TEXT_SIZE];
};

/* Instances that change their state together. */
struct view_sync_group {
	char name[VIEW_NAME_SIZE];
	enum vrrp_state state;
	int64_t since_ms; /* wall clock of the last change; 0: none yet */
	uint32_t members_first, members_len; /* into view.sync_members */
};

struct view_sync_member {
	char name[VIEW_NAME_SIZE];
	enum vrrp_state state;
	uint8_t effective_priority;
};

#endif
