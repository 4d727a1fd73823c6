/* SPDX-License-Identifier: Apache-2.0 */
/* What is being put together: the model's parts while they are read. P.
 * A raw_* struct starts with the model's own struct, `m`, so that a row's place holds
 * for both; what follows `m` is what was said and is not in the model as such. A child
 * starts with what its parent says: that is all there is to inheritance, and why
 * parents are read whole before children. */
#ifndef AGENT_CONF_CONF_WORK_H
#define AGENT_CONF_CONF_WORK_H

#include "agent/conf/conf_names.h"
#include "agent/conf/conf_part.h"
#include "agent/conf/conf_read.h"
#include "agent/conf/vrrp_vmac_keys.h"

struct raw_global {
	struct model_global m;
	struct model_snmp snmp;
	/* Defaults of instances and servers; not dumped, since those hold them. */
	struct model_vrrp_garp garp;
	struct model_vrrp_rx rx;
	bool lower_prio_no_advert, higher_prio_send_advert, skip_check_adv_addr;
	bool strict, owner_ignore_adverts, check_unicast_src;
	bool v3_checksum_as_v2, checksum_follow_peer;
	uint8_t down_timer_adverts;
	uint32_t version;
	struct addr group4, group6;
	uint32_t lease_s; /* 0: off */
	const char *vmac_prefix, *vmac_addr_prefix;
	char default_interface[MODEL_IFNAME_SIZE]; /* of static addresses */
	uint32_t smtp_alert, smtp_alert_vrrp, smtp_alert_checker; /* 0, 1 */
	bool log_all_failures, notify_priority_changes, lenient, has_sync_id, min_garp;
	struct conf_items mail_to; /* const char * */
};

struct raw_api {
	struct model_api m;
	struct conf_items listens; /* struct model_listen */
	struct conf_items targets; /* struct addr_prefix */
};

struct raw_script {
	struct model_vrrp_script m;
	int64_t timeout_ms; /* -1: as the interval */
};

struct raw_auth {
	int type;
	const char *pass;
};

struct raw_hmac {
	struct model_vrrp_hmac m;
	int replay, mode;       /* indexes of their words */
	struct conf_items keys; /* struct model_hmac_key */
};

struct raw_instance {
	struct model_vrrp_instance m;
	struct raw_vmac vmac;
	struct raw_auth auth;
	struct raw_hmac hmac;
	uint32_t advert_int_ms;
	uint32_t version;
	uint32_t lease_s;
	uint32_t smtp_alert;
	bool no_addresses; /* said so */
	bool accept, no_accept;
	bool check_unicast_src; /* always so */
	bool is_left_out;       /* needs what is not served yet */
	struct conf_items addresses, excluded, peers;
	struct conf_items routes, rules;
};

struct raw_virtual {
	struct model_virtual_server m;
	struct model_tries retry;
	int family;   /* index into ip_family's words; -1: not said */
	int protocol; /* enum protocol; -1: not said */
	uint32_t smtp_alert;
	uint32_t sh_flags, mh_flags; /* meant for that scheduler only */
	bool has_forward, has_sorry_forward;
	struct conf_items real_nodes; /* const struct conf_node * */
	struct conf_items real_servers;
	struct conf_items real_lines; /* struct conf_single */
};

struct raw_real {
	struct model_real_server m;
	struct model_tries retry;
	const char *virtualhost;
	uint32_t smtp_alert;
	struct addr vip; /* not set: a firewall mark's */
	uint16_t vip_port;
	const struct conf_node *need_node; /* checks_need; NULL: not said */
	struct conf_items check_nodes;     /* const struct conf_node * */
	struct conf_items checks;
};

struct raw_check {
	struct model_check m;
};

struct conf_work {
	struct raw_global global;
	struct raw_api api;
	const struct model_ssl *ssl;         /* NULL: not said */
	struct conf_items parts[CONF_PARTS]; /* const struct conf_node *, in order */
	struct conf_items scripts, garp_groups, instances, servers; /* model's */
	/* Where they were said: struct conf_single. */
	struct conf_items script_lines, instance_lines, server_lines;
	struct conf_items server_groups, server_group_lines;
	struct conf_items static_addresses, static_routes, static_rules, track_groups;
	uint32_t next_rule_preference; /* for a rule that says none: downward */
	struct raw_vmacs vmacs;
	struct conf_items track_files, track_processes, sync_groups, link_delays;
	struct conf_items track_file_lines, track_process_lines, sync_group_lines;
	struct conf_names tracked[MODEL_TRACK_KINDS], instance_names,
	    server_group_names;
	struct conf_block checkers; /* a row for each of options->checkers */
};

#endif
