/* SPDX-License-Identifier: Apache-2.0 */
/* What the VRRP thread and the control thread say to each other: messages of one size,
 * through rings. D. */
#ifndef AGENT_VRRP_VRRP_MSG_H
#define AGENT_VRRP_VRRP_MSG_H

#include <stdbool.h>
#include <stdint.h>

#include "agent/vrrp/vrrp_note.h"
#include "agent/vrrp/vrrp_override.h"
#include "agent/vrrp/vrrp_track.h"

struct vrrp_engine;
struct vrrp_sockets;

/* ---- control -> vrrp ---- */

enum vrrp_order_kind {
	VRRP_ORDER_ENGINE,   /* engine, sockets: run these from now on */
	VRRP_ORDER_TRACK,    /* track, fact */
	VRRP_ORDER_OVERRIDE, /* router, override */
	VRRP_ORDER_ANNOUNCE, /* router: gratuitous ARP, if it is master */
	VRRP_ORDER_RESET,    /* router: its counters begin at 0 */
	VRRP_ORDER_REPORT,   /* say the status of every router again */
	VRRP_ORDER_STOP /* leave: priority 0, addresses removed, VRRP_REPORT_STOPPED */
};

struct vrrp_order {
	enum vrrp_order_kind kind;
	struct vrrp_engine *engine;   /* owned by the vrrp thread from here on */
	struct vrrp_sockets *sockets; /* likewise */
	struct vrrp_track_name track;
	struct vrrp_track_fact fact;
	uint32_t router; /* index in the engine */
	struct vrrp_override override;
};

/* ---- vrrp -> control ---- */

enum vrrp_report_kind {
	VRRP_REPORT_NOTE,
	VRRP_REPORT_STATUS,
	VRRP_REPORT_THREAD,
	VRRP_REPORT_RETIRED, /* engine, sockets: the control thread's again */
	VRRP_REPORT_STOPPED
};

/* Of the thread as a whole. */
struct vrrp_thread_facts {
	int realtime_err, locked_err;    /* 0: it is so; else why not */
	int monitor_err;                 /* of the netlink socket */
	uint64_t refused[VRRP_REFUSALS]; /* adverts that were for no router of ours */
	struct vrrp_fib_counters fixed;  /* of what exists in every state */
};

struct vrrp_report {
	enum vrrp_report_kind kind;
	uint32_t generation; /* of the engine that speaks */
	union {
		struct vrrp_note note;
		struct vrrp_status status;
		struct vrrp_thread_facts thread;
		struct {
			struct vrrp_engine *engine;
			struct vrrp_sockets *sockets;
		} retired;
	};
};

#endif
