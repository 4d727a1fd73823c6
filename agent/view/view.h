/* SPDX-License-Identifier: Apache-2.0 */
/* What an outsider may see: plain rows, immutable, counted. JSON, metrics, SNMP and
 * notifications are all made from this and from nothing else. P.
 * Made on the control thread; a reference may be handed to another thread, and the last
 * one to let go frees it (the count is atomic). Rows are sorted in index order. */
#ifndef AGENT_VIEW_VIEW_H
#define AGENT_VIEW_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agent/lib/addr.h"
#include "agent/lib/histogram.h"
#include "agent/view/view_check.h"
#include "agent/view/view_event.h"
#include "agent/view/view_load.h"
#include "agent/view/view_said.h"
#include "agent/view/view_server.h"
#include "agent/view/view_size.h"
#include "agent/view/view_track.h"
#include "agent/words.h"

/* One virtual router. */
struct view_vrrp {
	uint32_t position; /* its place in the file, from 1: into view.said */
	char name[VIEW_NAME_SIZE];
	char interface[VIEW_IFNAME_SIZE];
	char sync_group[VIEW_NAME_SIZE]; /* "" : none */
	char vmac[VIEW_IFNAME_SIZE];     /* "": it has none */
	uint32_t ifindex;                /* 0: the interface is absent */
	uint8_t vrid, version, priority, effective_priority;
	enum vrrp_state state, initial_state;
	enum vrrp_reason reason;      /* of the last change */
	char why[2 * VIEW_TEXT_SIZE]; /* the same in words */
	bool preempt, accept;
	enum vrrp_wish override; /* what an operator wished for a time */
	uint8_t override_priority;
	int64_t override_begun_ms, override_end_ms; /* wall clock; end 0: none */
	char override_actor[48], override_reason[VIEW_TEXT_SIZE];
	bool override_persisted;
	uint32_t preempt_delay_ms, advert_int_ms, master_down_ms, lease_s;
	uint32_t master_advert_int_ms; /* learned in version 3 */
	enum vrrp_auth auth;
	char hmac_mode[16];  /* "": no auth_hmac */
	uint8_t hmac_key_id; /* the one that signs; 0: none */
	struct addr primary, master, group;
	bool unicast;
	bool split_brain; /* another host answers for an address we hold */
	struct addr split_brain_peer;
	uint8_t split_brain_mac[6];
	int64_t since_ms;   /* wall clock of the last change of state */
	int64_t started_ms; /* wall clock of leaving initialize; 0: is in it */
	int64_t counted_ms; /* wall clock since which its counters count */
	enum vrrp_reason master_reason; /* last became master; VRRP_WHY_START: never */
	enum vrrp_refusal last_protocol_error; /* TTL, version or checksum */
	uint64_t become_master, release_master, adverts_received, adverts_sent;
	uint64_t entered[VRRP_STATES]; /* each state */
	uint64_t priority_zero_received, priority_zero_sent, garp_sent, split_brains;
	uint64_t addresses_restored; /* removed by another hand, put back by us */
	uint64_t routes_restored;    /* and rules, likewise */
	uint64_t route_failures;     /* refused by the kernel */
	uint64_t late_adverts;       /* heard so late that a failover was near */
	struct histogram gaps, lateness;
	uint64_t refused[VIEW_REFUSALS];
	enum vrrp_checksum checksum_sent, checksum_heard;
	bool has_heard;
	uint64_t checksums[VRRP_CHECKSUMS]; /* accepted adverts of each form */
	struct addr
	    last_auth_failure_source; /* of the last advert refused for its auth */
	enum vrrp_refusal last_auth_failure;
	uint32_t addresses_first, addresses_len; /* into view.vrrp_addresses */
	uint32_t tracks_first, tracks_len;       /* into view.tracks */
	uint32_t tables_first, tables_len;       /* into view.tables */
};

struct view_vrrp_address {
	struct addr_prefix prefix;
	char interface[VIEW_IFNAME_SIZE];
	bool held; /* set on the interface by us, now */
	bool advertised;
};

/* A route or a rule, or a static address. */
struct view_table_entry {
	char kind[12]; /* "address", "route", "rule" */
	char text[2 * VIEW_TEXT_SIZE];
	bool held; /* in the kernel by us, now */
};

struct view_kernel {
	bool present;
	uint32_t weight, active, inactive, persistent;
	uint64_t connections, packets_in, packets_out, bytes_in, bytes_out;
	/* Each a second, as the kernel estimates it. */
	uint64_t connections_ps, packets_in_ps, packets_out_ps, bytes_in_ps,
	    bytes_out_ps;
};

/* A drain while it lasts. */
struct view_drain {
	int64_t since_ms, deadline_ms; /* wall clock; 0: no deadline */
	enum drain_end end;
	char persistence[8];              /* "honour", "expire": of templates */
	uint32_t connections, persistent; /* that are left */
};

/* What an operator says of its health instead of its checks. */
struct view_override {
	enum health_override health;
	int64_t since_ms, end_ms; /* wall clock; 0: no end */
	char actor[48], reason[VIEW_TEXT_SIZE];
};

struct view_rs {
	const struct view_pool *pool; /* that it is in; set by view_pool_new */
	/* Its place in the file, from 1; those that the file does not have come after.
	 * Of the sorry server: 0, unless it is a real server, too. */
	uint32_t position;
	char id[VIEW_ID_SIZE];
	struct addr addr;
	uint16_t port;
	enum forward forward;
	struct view_tunnel tunnel;
	uint32_t uthreshold, lthreshold; /* 0: none */
	uint32_t weight;                 /* as wanted: file or edit */
	uint32_t effective_weight;       /* as given to the kernel */
	uint8_t tier;
	enum admin admin;
	struct view_drain drain;
	struct view_override override;
	enum rs_state state;
	char reason[24]; /* "check.failed", "admin.drain", ...; "" when up */
	char reason_detail[VIEW_TEXT_SIZE];
	enum origin origin;
	bool edited; /* an edit differs from the file */
	bool persisted;
	bool removing;             /* goes when its connections have ended */
	bool sorry;                /* the sorry server */
	int64_t drain_deadline_ms; /* wall clock; 0: none */
	uint64_t revision;
	int64_t since_ms;
	uint64_t state_changes;
	int64_t held_until_ms; /* wall clock: it flaps; 0: is not held */
	uint64_t holds;
	struct view_kernel kernel;
	uint32_t checks_first, checks_len; /* into view_pool.checks */
};

/* A virtual server with its real servers: shared between views while unchanged. */
struct view_pool {
	_Atomic uint32_t count; /* references */
	uint32_t position;      /* its place in the file, from 1: into view.said */
	char id[VIEW_ID_SIZE];
	uint8_t family;
	enum protocol protocol;
	struct addr addr;
	uint16_t port;
	uint32_t fwmark;
	char group[VIEW_NAME_SIZE]; /* "": it is of no virtual_server_group */
	struct view_entry *entries; /* owned; of the group */
	uint32_t entries_len;
	char scheduler[VIEW_SCHEDULER_SIZE];
	enum forward forward;
	struct view_tunnel tunnel;
	uint32_t persistence_s;
	uint32_t quorum, hysteresis;
	enum vs_state state;
	bool quorum_met;
	bool sorry_in_use;
	bool checks_paused; /* ha_suspend: none of its addresses is here */
	bool panic;         /* too few are fit: all are used */
	uint8_t tier;       /* the last one in use */
	uint64_t drain_timeouts;
	char reason[VIEW_TEXT_SIZE];
	int64_t since_ms;
	enum origin origin;
	bool edited, persisted; /* as of a real server */
	uint64_t revision;
	uint32_t states[RS_STATES]; /* how many real servers are in each */
	struct view_kernel kernel;  /* of the service; the connection gauges are sums */
	struct view_rs *real_servers; /* owned; in address and port order */
	uint32_t real_servers_len;
	struct view_check *checks; /* owned */
	uint32_t checks_len;
};

/* An entry of the kernel's table that is not ours. */
struct view_foreign {
	char id[VIEW_ID_SIZE];    /* as a virtual server's would be */
	char rs_id[VIEW_ID_SIZE]; /* "" : the service itself */
	char scheduler[VIEW_SCHEDULER_SIZE];
	uint32_t weight;
};

/* A setting of the kernel that is likely to hurt. */
struct view_knob {
	char name[48]; /* as sysctl(8) spells it */
	uint64_t value;
	char reason[2 * VIEW_TEXT_SIZE];
	char remedy[VIEW_TEXT_SIZE]; /* what to type */
};

struct view_diagnostic {
	bool is_error;
	char file[VIEW_NAME_SIZE];
	uint32_t line, column;
	char code[24];
	char text[2 * VIEW_TEXT_SIZE];
};

/* Of the agent as a whole. */
struct view_agent {
	char version[32];
	char router_id[VIEW_NAME_SIZE];
	char config_path[VIEW_NAME_SIZE];
	char config_sha256[65];
	int64_t started_ms, config_loaded_ms; /* wall clock */
	uint64_t config_reloads, config_reloads_refused;
	bool config_last_reload_ok;
	uint32_t config_warnings, config_errors; /* of the last file read */
	uint64_t revision;                       /* global, of edits and reloads */
	uint32_t restarts;                       /* by the keeper */
	bool ready;
	char not_ready[VIEW_TEXT_SIZE]; /* why */
	bool ipvs_present;
	char ipvs_version[16];
	char ipvs_error[VIEW_TEXT_SIZE];
	uint64_t ipvs_operations, ipvs_errors, ipvs_drift;
	uint32_t ipvs_knobs_amiss;
	bool vrrp_enabled, ipvs_enabled; /* -P, -C */
	bool vrrp_realtime, vrrp_memory_locked;
	uint64_t vrrp_unknown_vrid, vrrp_checksum_errors, vrrp_version_errors;
	uint64_t vrrp_messages_lost;
	uint64_t track_file_errors, track_process_losses;
	bool track_process_polled;
	bool no_accept_enforced; /* a table is in force */
	uint64_t no_accept_failures, vmac_failures;
	uint64_t static_restored, static_failures; /* addresses, routes, rules */
	bool snmp_enabled, snmp_connected;
	char snmp_trouble[VIEW_TEXT_SIZE]; /* why nobody answers, and what to do */
	uint64_t snmp_requests, snmp_reconnects, traps_sent, traps_suppressed;
	bool traps_enabled;
	char sync_daemon_role[8]; /* "", "master", "backup", "both" */
	char sync_daemon_interface[VIEW_IFNAME_SIZE];
	uint8_t sync_daemon_id;
	struct view_process process;
	struct histogram loop_lag; /* of the control thread */
	uint64_t check_runs, check_failures;
	uint64_t check_lag_us; /* tries that began late: by how much, in sum */
	uint32_t checks_in_flight;
	uint64_t mails_sent, mails_failed, mails_dropped;
	uint32_t mails_waiting;
	uint64_t notify_runs, notify_failures, notify_dropped, notify_lines_dropped;
	bool store_writable;
	char store_error[VIEW_TEXT_SIZE];
};

struct view {
	_Atomic uint32_t count;
	uint64_t generation; /* grows with every view */
	int64_t at_ms;       /* wall clock when it was made */
	struct view_agent agent;
	struct view_said *said; /* a reference; never NULL once it is published */
	struct view_vrrp *vrrp; /* owned; by ifindex, then VRID */
	uint32_t vrrp_len;
	struct view_vrrp_address
	    *vrrp_addresses; /* owned; in address order per instance */
	uint32_t vrrp_addresses_len;
	struct view_track *tracks; /* owned */
	uint32_t tracks_len;
	struct view_sync_group *sync_groups;   /* owned */
	struct view_sync_member *sync_members; /* owned */
	uint32_t sync_groups_len, sync_members_len;
	struct view_table_entry *tables; /* owned; the static ones first */
	uint32_t tables_len, statics_len;
	struct view_pool **pools; /* owned array of references, in id order */
	uint32_t pools_len;
	struct view_check_type *check_types; /* owned */
	uint32_t check_types_len;
	struct view_foreign *foreign; /* owned */
	uint32_t foreign_len;
	struct view_knob *knobs; /* owned; only what is amiss */
	uint32_t knobs_len;
	struct view_diagnostic *diagnostics; /* owned */
	uint32_t diagnostics_len;
	struct view_events *events; /* owned reference; NULL: none are kept */
};

/* An empty one with a count of 1. */
struct view *view_new(uint64_t generation);
struct view_pool *view_pool_new(uint32_t real_servers_len, uint32_t checks_len);

struct view *view_ref(struct view *view);
void view_unref(struct view *view); /* NULL is fine */
struct view_pool *view_pool_ref(struct view_pool *pool);
void view_pool_unref(struct view_pool *pool);

/* Sort the rows that must be sorted; once, before anyone else sees it. */
void view_finish(struct view *view);

/* NULL when there is none; borrowed from the view. */
const struct view_pool *view_find_pool(const struct view *view, const char *id);
const struct view_rs *view_find_rs(const struct view_pool *pool, const char *id);
const struct view_sync_group *view_find_sync_group(
    const struct view *view, const char *name);
const struct view_vrrp *view_find_vrrp(const struct view *view, const char *name);

#endif
