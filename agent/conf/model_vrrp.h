/* SPDX-License-Identifier: Apache-2.0 */
/* The VRRP half of the model (agent/conf/model.h says what a model is). D. */
#ifndef AGENT_CONF_MODEL_VRRP_H
#define AGENT_CONF_MODEL_VRRP_H

#include "agent/conf/model_base.h"
#include "agent/conf/model_garp.h"
#include "agent/conf/model_route.h"

struct model_vrrp_address {
	const char *text; /* as the dump shows it */
	struct addr_prefix prefix;
	char interface[MODEL_IFNAME_SIZE]; /* "" : the instance's */
	char label[MODEL_IFNAME_SIZE];     /* "" : none */
	bool use_vmac;                     /* said of it, or by use_vmac_addr */
	char vmac[MODEL_IFNAME_SIZE]; /* on a virtual MAC on `interface`; "": none */
	uint8_t scope;                /* RT_SCOPE_*; 0 global */
	struct addr broadcast;        /* not set: none */
	struct addr_prefix peer;      /* the other end; family 0: none */
	uint32_t flags;               /* IFA_F_*, those that can be said */
	uint32_t preferred_s;         /* 0: not said; UINT32_MAX: forever */
	bool deprecated;              /* preferred_lft 0 */
	bool no_track;                /* its loss is no fault */
	const char *track_group;      /* static ones; NULL: none */
};

/* What can be tracked. */
enum model_track_kind {
	MODEL_TRACK_INTERFACE,
	MODEL_TRACK_SCRIPT,  /* index: into model.vrrp_scripts */
	MODEL_TRACK_FILE,    /* model.track_files */
	MODEL_TRACK_PROCESS, /* model.track_processes */
	MODEL_TRACK_VIRTUAL, /* model.virtual_servers: its quorum */
	MODEL_TRACK_KINDS
};

/* A name in a track_* block with the weight said there or at its definition. */
struct model_track {
	enum model_track_kind kind;
	uint32_t index;
	char interface[MODEL_IFNAME_SIZE]; /* of that kind only */
	int32_t weight; /* 0: bad means fault; of a file: its value is multiplied */
	bool reverse;
};

struct model_tracks {
	struct model_track *items;
	size_t len;
};

struct model_vrrp_script {
	const char *name;
	struct model_script_command command;
	uint32_t interval_ms;
	uint32_t timeout_ms;
	int16_t weight;
	bool reverse;
	uint32_t rise, fall;
	bool init_fail;
	struct model_place place;
};

struct model_track_file {
	const char *name;
	const char *path;
	int32_t weight;
	bool reverse;
	bool init, overwrite; /* write `init_value` at start: if absent, or always */
	int32_t init_value;
	struct model_place place;
};

enum model_param_match { MODEL_MATCH_EXACT, MODEL_MATCH_INITIAL, MODEL_MATCH_PARTIAL };

struct model_track_process {
	const char *name;
	const char *const *argv; /* the process, and its parameters; ends with NULL */
	int params;              /* enum model_param_match */
	bool full_command;       /* its command line, not its short name */
	int32_t weight;
	bool reverse;
	uint32_t quorum, quorum_max;
	uint32_t fork_delay_ms, terminate_delay_ms;
	struct model_place place;
};

/* Debounce of an interface's link. */
struct model_link_delay {
	char interface[MODEL_IFNAME_SIZE];
	uint32_t down_ms, up_ms;
};

struct model_vrrp_notify {
	struct model_script_command any, master, backup, fault, stop,
	    master_rx_lower_pri, deleted;
	bool tells_deleted;    /* a reload that removes it is DELETED, else STOP */
	bool priority_changes; /* into the pipes, too */
};

struct model_vrrp_peer {
	struct addr addr;
	uint8_t min_ttl, max_ttl; /* 0, 255: any */
};

enum { MODEL_HMAC_KEY_MIN = 32, MODEL_HMAC_KEY_MAX = 64 };

struct model_hmac_key {
	uint8_t id; /* 1.. */
	uint8_t len;
	uint8_t bytes[MODEL_HMAC_KEY_MAX]; /* never shown */
	const char *path;                  /* where it was read; NULL: in the text */
};

/* auth_hmac: used when auth is VRRP_AUTH_HMAC. */
struct model_vrrp_hmac {
	enum vrrp_hmac_mode mode;
	bool is_monotonic;
	uint32_t window_s;
	uint8_t active_id; /* of one of them */
	const struct model_hmac_key *keys;
	size_t keys_len;
};

struct model_vrrp_instance {
	const char *name;
	char interface[MODEL_IFNAME_SIZE];
	uint8_t family; /* of its adverts and addresses: ADDR_V4, ADDR_V6 */
	uint8_t vrid;
	uint8_t version; /* 2, 3; IPv6: 3 */
	uint8_t priority;
	enum vrrp_state initial_state; /* VRRP_MASTER or VRRP_BACKUP */
	uint16_t advert_int_cs; /* v2: a multiple of 100, 100..25500; v3: 1..4095 */
	bool preempt;
	uint32_t preempt_delay_ms;
	enum vrrp_auth auth;
	uint8_t auth_pass[MODEL_AUTH_PASS_SIZE];
	struct model_vrrp_hmac hmac;
	uint8_t down_timer_adverts; /* 3 */
	uint32_t lease_s;           /* valid lifetime of its addresses; 0: no lease */
	bool lower_prio_no_advert;
	bool higher_prio_send_advert;
	bool skip_check_adv_addr;
	bool strict; /* the RFC's rules; what follows from it is resolved */
	bool owner_ignore_adverts;
	bool v3_checksum_as_v2;
	bool checksum_follow_peer;
	enum vrrp_old_checksum old_unicast_checksum;
	uint8_t timer_expired_backup; /* intervals; 0: off */
	bool unicast_fault_no_peer;
	bool track_src_ip;
	bool dont_track_primary;
	bool no_accept; /* its addresses answer only by ARP and neighbour discovery */
	char vmac[MODEL_IFNAME_SIZE]; /* its virtual MAC's interface; "": none */
	uint8_t vmac_mac[MODEL_MAC_BYTES];
	bool use_vmac_addr;  /* addresses elsewhere have a virtual MAC there */
	bool vmac_xmit_base; /* adverts leave by `interface` all the same */
	struct addr source;  /* not set: the interface's first address */
	struct addr group;   /* where adverts go unless unicast */
	const struct model_vrrp_peer *unicast_peers;
	size_t unicast_peers_len; /* > 0: unicast */
	uint8_t unicast_ttl;
	const struct model_vrrp_address *addresses; /* in the advert */
	size_t addresses_len;
	const struct model_vrrp_address
	    *excluded; /* set and dropped, not in the advert */
	size_t excluded_len;
	const struct model_route *routes; /* held while master */
	size_t routes_len;
	const struct model_rule *rules; /* likewise */
	size_t rules_len;
	bool promote_secondaries; /* of its interface, while configured */
	struct model_tracks tracks;
	uint32_t sync_group;   /* index into model.sync_groups; MODEL_NO_GROUP */
	uint32_t rx_buf_bytes; /* its share of the receive buffer; 0: fairlead's */
	struct model_vrrp_garp garp;
	struct model_vrrp_notify notify;
	bool smtp_alert;
	struct model_place place;
};

enum { MODEL_NO_GROUP = INT32_MAX };

struct model_sync_group {
	const char *name;
	const uint32_t *members; /* indexes into model.instances */
	size_t members_len;
	struct model_tracks tracks; /* of every member */
	bool weights;               /* members may have weights of their own */
	struct model_vrrp_notify notify;
	bool smtp_alert;
	struct model_place place;
};

#endif
