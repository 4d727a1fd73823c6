/* SPDX-License-Identifier: Apache-2.0 */
/* The vrrp thread's loop: waits, hears, acts, reports. E, vrrp thread. */
#ifndef AGENT_VRRP_VRRP_LOOP_H
#define AGENT_VRRP_VRRP_LOOP_H

#include <sys/epoll.h>

#include "agent/vrrp/vrrp_inbox.h"
#include "agent/vrrp/vrrp_msg.h"
#include "agent/vrrp/vrrp_socket.h"
#include "agent/vrrp/vrrp_vip.h"

struct ring;

/* In the epoll set, above the numbers of the sockets. */
enum { VRRP_ID_MONITOR = 0x40000000, VRRP_ID_TABLES, VRRP_ID_ORDERS, VRRP_ID_ALARM };

enum { VRRP_LOOP_EVENTS = 64 };

/* Whoever starts the thread fills the first part; the rest is the loop's. */
struct vrrp_loop {
	struct board *board; /* borrowed */
	int epoll_fd, alarm_fd, orders_fd, reports_fd;
	struct ring *orders, *reports; /* borrowed */
	struct vrrp_kernel kernel;
	struct vrrp_thread_facts facts;
	bool facts_changed;

	struct vrrp_engine *engine;   /* owned; NULL before the first */
	struct vrrp_sockets *sockets; /* owned */
	struct vrrp_report retired;   /* waits for room in the ring */
	bool has_retired;
	struct instant now, next_status, stop_by;
	struct instant alarm; /* what alarm_fd is set to */
	size_t
	    reported_len; /* routers that the walk of the regular reports has passed */
	bool stopping, stopped, reported;
	struct epoll_event events[VRRP_LOOP_EVENTS];
	struct vrrp_inbox inbox;
};

/* Until VRRP_ORDER_STOP has been carried out; the last report is VRRP_REPORT_STOPPED.
 */
void vrrp_loop_run(struct vrrp_loop *loop);

#endif
