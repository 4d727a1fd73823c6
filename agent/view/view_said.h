/* SPDX-License-Identifier: Apache-2.0 */
/* What the file says, for outsiders who ask for configuration beside state: plain rows,
 * made once per reload, shared by all views until the next one. P.
 * Positions are places in the file, from 1, and so is the order of every array. */
#ifndef AGENT_VIEW_VIEW_SAID_H
#define AGENT_VIEW_VIEW_SAID_H

#include <stdbool.h>
#include <stdint.h>

#include "agent/lib/addr.h"
#include "agent/view/view_server.h"
#include "agent/words.h"

struct arena;

/* Each program with its arguments, quoted; NULL: none. Of what has no such event, too.
 */
struct view_said_scripts {
	bool any_at_all;
	const char *any, *master, *backup, *fault, *stop, *master_rx_lower_pri,
	    *deleted;
};

struct view_said_global {
	const char *version, *router_id;
	const char *mail_from;   /* NULL: not said */
	const char *mail_server; /* NULL: no mail */
	struct addr mail_addr;   /* the same when it is one; else not set */
	uint32_t mail_port, mail_timeout_s;
	bool mail_faults;
	bool traps;
	bool lvs_flush, lvs_flush_on_stop;
	const char *sync_interface, *sync_instance; /* NULL: none */
	uint32_t sync_id, sync_maxlen, sync_port, sync_ttl;
	struct addr sync_group;
	uint32_t timeout_tcp_s, timeout_tcpfin_s, timeout_udp_s; /* 0: the kernel's */
};

struct view_said_vrrp {
	const char
	    *sync_interface; /* of the connection sync that follows it; or NULL */
	uint32_t garp_delay_s;
	bool smtp_alert, track_primary, tells_deleted, promote_secondaries;
	struct view_said_scripts scripts;
};

/* Of an instance, or a static one, as all below. */
struct view_said_address {
	uint32_t vrrp, nth; /* position of its instance, 0: static; its place there */
	uint32_t entry;     /* of a static one: which of view.tables */
	struct addr_prefix prefix;
	struct addr broadcast, peer; /* not set: none */
	uint32_t scope;              /* RT_SCOPE_* */
	const char *interface, *label;
	bool advertised;
};

enum { VIEW_SAID_METRICS = 18 };

/* `entry`: which of its instance's, or the static, rows of view.tables it is, from 0.
 * Numbers are the kernel's: RTN_*, RT_SCOPE_*, RTPROT_*, RTAX_*, FR_ACT_*; 0 is what
 * nobody said. */
struct view_said_route {
	uint32_t vrrp, nth, entry;
	struct addr_prefix to;
	struct addr via, source;
	const char *interface, *congctl;
	uint32_t metric, scope, type, table, protocol, tos, expires_s, preference,
	    realms;
	uint32_t metrics[VIEW_SAID_METRICS];
	uint32_t locked; /* a bit each metric */
	bool is_multipath;
};

struct view_said_nexthop {
	uint32_t vrrp, route, nth;
	struct addr via;
	const char *interface;
	uint32_t weight, realms;
	bool onlink;
};

struct view_said_rule {
	uint32_t vrrp, nth, entry;
	struct addr_prefix from, to; /* not set: any */
	const char *iif, *oif;
	uint32_t preference, fwmark, fwmask, table, target, realms, action, tos;
	uint32_t suppress_prefixlength; /* UINT32_MAX: not said */
	uint64_t tunnel_id;
	bool negated, l3mdev;
};

struct view_said_group {
	const char *name;
	bool smtp_alert, weights;
	struct view_said_scripts scripts;
};

struct view_said_member {
	uint32_t group, nth;
	const char *name;
};

/* What an instance, or a group, tracks. */
struct view_said_track {
	uint32_t owner, nth;
	const char *name;
	int32_t weight;
	bool reverse;
};

enum view_said_kind {
	VIEW_SAID_INTERFACE,
	VIEW_SAID_SCRIPT,
	VIEW_SAID_FILE,
	VIEW_SAID_PROCESS,
	VIEW_SAID_KINDS
};

struct view_said_tracks {
	struct view_said_track *at;
	uint32_t len;
};

/* A script, a file or a process: what has no meaning for its kind is 0 or NULL. */
struct view_said_tracked {
	const char *name, *command; /* of a file: its path */
	const char *params;         /* of a process: without itself */
	int32_t weight;
	bool reverse;
	uint32_t interval_ms, timeout_ms, rise, fall;
	uint32_t param_match; /* 0: any; 1: exact, 2: part, 3: beginning */
	uint32_t quorum, quorum_max, fork_delay_ms, terminate_delay_ms;
	bool full_command;
};

struct view_said_trackeds {
	struct view_said_tracked *at;
	uint32_t len;
};

/* Of a real server, or the sorry server. */
struct view_said_rs {
	uint32_t uthreshold, lthreshold;
	bool inhibit, alpha, smtp_alert;
	const char *notify_up, *notify_down, *virtualhost, *snmp_name;
	uint32_t retry, delay_before_retry_ms, warmup_ms, delay_loop_ms,
	    connect_timeout_ms; /* 0: as each checker has it */
};

struct view_said_vs {
	bool omega, one_packet, hashed, sched1, sched2, sched3, smtp_alert;
	uint32_t weight;
	uint32_t netmask_be; /* of persistence; UINT32_MAX: a host; IPv6: its length */
	const char *quorum_up, *quorum_down, *snmp_name;
	struct view_said_rs defaults; /* for its real servers, and API-made ones */
	struct view_said_rs *rs;
	uint32_t rs_len;
};

struct view_said {
	_Atomic uint32_t count;
	struct arena *arena; /* owned; all below lives in it */
	struct view_said_global global;
	const char **mail_to;
	struct view_said_vrrp *vrrp;
	struct view_said_address *addresses;
	struct view_said_route *routes;
	struct view_said_nexthop *nexthops;
	struct view_said_rule *rules;
	struct view_said_group *groups;
	struct view_said_member *members;
	struct view_said_tracks vrrp_tracks[VIEW_SAID_KINDS];
	struct view_said_tracks group_tracks[VIEW_SAID_KINDS];
	struct view_said_trackeds tracked[VIEW_SAID_KINDS]; /* of interfaces: none */
	struct view_said_vs *vs;
	struct view_said_server_group *server_groups;
	uint32_t routes_len, nexthops_len, rules_len;
	uint32_t mail_to_len, vrrp_len, addresses_len, groups_len, members_len, vs_len;
	uint32_t server_groups_len;
};

/* An empty one with a count of 1. */
struct view_said *view_said_new(void);

struct view_said *view_said_ref(struct view_said *said);
void view_said_unref(struct view_said *said); /* NULL is fine */

#endif
