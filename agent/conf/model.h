/* SPDX-License-Identifier: Apache-2.0 */
/* What an operator can say, typed: the configuration after reading, before running. D.
 * Immutable once read; lives in one arena and dies whole. Holds no run state. Units are
 * in the names. Everything inherited (global -> instance, virtual server -> real server
 * -> checker) is already resolved: a reader of the model never looks for a default. */
#ifndef AGENT_CONF_MODEL_H
#define AGENT_CONF_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agent/lib/addr.h"
#include "agent/words.h"

enum {
	MODEL_NAME_MAX = 127, /* bytes of a name, without the terminator */
	MODEL_ID_SIZE = 160,  /* of an id as REST shows it, with the terminator */
	MODEL_IFNAME_SIZE = 16,
	MODEL_AUTH_PASS_SIZE = 8,  /* RFC 2338 5.3.10: zero-filled */
	MODEL_SCHEDULER_SIZE = 16, /* IP_VS_SCHEDNAME_MAXLEN */
	MODEL_VRRP_ADDRESSES_MAX = 255
};

/* Where in the operator's files something was said. `file` may be NULL. */
struct model_place {
	const char *file; /* borrowed from the arena, as does every pointer below */
	uint32_t line;    /* from 1 */
	uint32_t column;  /* from 1, in bytes */
};

/* A program to run: no shell. `argv` ends with NULL; NULL when there is none. The user
 * and group are names or numbers as written; NULL: the default (script_user). */
struct model_script_command {
	const char *const *argv;
	const char *user;
	const char *group;
};

struct model_vrrp_address {
	struct addr_prefix prefix;
	char interface[MODEL_IFNAME_SIZE]; /* "" : the instance's */
	char label[MODEL_IFNAME_SIZE];     /* "" : none */
	uint8_t scope;                     /* RT_SCOPE_*; 0 global */
	struct addr broadcast;             /* not set: none */
	bool no_track;                     /* its loss is no fault */
};

/* A name in a track_* block with the weight said there or at its definition. */
struct model_track {
	uint32_t
	    index; /* track_script: into model.vrrp_scripts; track_interface: unused */
	char interface[MODEL_IFNAME_SIZE]; /* track_interface only */
	int16_t weight;                    /* -253..253; 0: bad means fault */
	bool reverse;
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

struct model_vrrp_garp {
	uint32_t master_delay_ms;   /* second block after becoming master; 0: none */
	uint32_t master_repeat;     /* frames a block, 1.. */
	uint32_t master_refresh_ms; /* 0: none */
	uint32_t master_refresh_repeat;
	uint32_t lower_prio_delay_ms;
	uint32_t lower_prio_repeat;
	uint32_t interval_us; /* between frames; 0: at once */
};

struct model_vrrp_notify {
	struct model_script_command any, master, backup, fault, stop,
	    master_rx_lower_pri;
};

struct model_vrrp_instance {
	const char *name;
	char interface[MODEL_IFNAME_SIZE];
	uint8_t vrid;
	uint8_t version; /* 2 */
	uint8_t priority;
	enum vrrp_state initial_state; /* VRRP_MASTER or VRRP_BACKUP */
	uint16_t advert_int_cs;        /* v2: a multiple of 100, 100..25500 */
	bool preempt;
	uint32_t preempt_delay_ms;
	enum vrrp_auth auth;
	uint8_t auth_pass[MODEL_AUTH_PASS_SIZE];
	uint8_t down_timer_adverts; /* 3 */
	uint32_t lease_s;           /* valid lifetime of its addresses; 0: no lease */
	bool lower_prio_no_advert;
	bool higher_prio_send_advert;
	bool skip_check_adv_addr;
	bool dont_track_primary;
	struct addr source; /* not set: the interface's first address */
	struct addr group;  /* where adverts go unless unicast */
	const struct addr *unicast_peers;
	size_t unicast_peers_len; /* > 0: unicast */
	uint8_t unicast_ttl;
	const struct model_vrrp_address *addresses; /* in the advert */
	size_t addresses_len;
	const struct model_vrrp_address
	    *excluded; /* set and dropped, not in the advert */
	size_t excluded_len;
	const struct model_track *track_scripts;
	size_t track_scripts_len;
	const struct model_track *track_interfaces;
	size_t track_interfaces_len;
	struct model_vrrp_garp garp;
	struct model_vrrp_notify notify;
	bool smtp_alert;
	struct model_place place;
};

/* The kernel's IPVS connection synchronisation (lvs_sync_daemon). */
struct model_sync_daemon {
	char interface[MODEL_IFNAME_SIZE]; /* "" : none */
	const char *instance; /* whose role it follows; NULL: both roles at once */
	uint8_t sync_id;
	uint16_t maxlen; /* 0: the kernel's default, likewise below */
	uint16_t port;
	uint8_t ttl;
	struct addr group;
};

struct check_ops;
struct conf_checker;

/* One checker of one real server. `spec` is the struct that `ops` describes; its first
 * member is nothing special: the common part is here. */
struct model_check {
	const struct conf_checker *type; /* its word and keys; static */
	const struct check_ops *ops;
	const void *spec;
	struct addr connect_addr; /* resolved: the real server's unless said */
	uint16_t connect_port;
	struct addr bind_addr; /* not set: any */
	uint16_t bind_port;
	char bind_if[MODEL_IFNAME_SIZE];
	uint32_t fwmark;
	uint32_t connect_timeout_ms;
	uint32_t delay_loop_ms;
	uint32_t retry; /* further tries before a server that is up is down */
	uint32_t delay_before_retry_ms;
	uint32_t warmup_ms; /* first check within 0..this, spread */
	bool alpha;         /* down until the first success */
	bool log_all_failures;
	const char *virtualhost; /* NULL: none */
	struct model_place place;
};

struct model_real_server {
	struct addr addr;
	uint16_t port;
	enum forward forward;
	uint32_t weight; /* 0..65535 */
	uint32_t uthreshold, lthreshold;
	bool inhibit_on_failure; /* weight 0 instead of removal */
	bool alpha;
	struct model_script_command notify_up, notify_down;
	bool smtp_alert;
	const struct model_check *checks;
	size_t checks_len;
	struct model_place place;
};

struct model_virtual_server {
	char id[MODEL_ID_SIZE]; /* "10.1.1.166-80-tcp", "fwmark-7": model_vs_id */
	uint8_t family;         /* ADDR_V4, ADDR_V6 */
	enum protocol protocol;
	struct addr addr; /* not set when fwmark != 0 */
	uint16_t port;
	uint32_t fwmark;
	char scheduler[MODEL_SCHEDULER_SIZE];
	uint32_t scheduler_flags; /* IP_VS_SVC_F_SCHED1.. bits, ops included */
	enum forward forward;     /* default for its real servers, and API-made ones */
	uint32_t weight;          /* likewise */
	uint32_t persistence_s;   /* 0: off */
	uint32_t persistence_netmask_be;
	uint32_t delay_loop_ms;
	uint32_t quorum;
	uint32_t hysteresis;
	bool alpha, omega, inhibit_on_failure;
	bool sorry_server_inhibit;
	bool has_sorry_server;
	struct model_real_server sorry_server; /* no checks; weight 1 */
	const char *virtualhost;
	struct model_script_command quorum_up, quorum_down;
	bool smtp_alert;                              /* of its quorum */
	bool rs_smtp_alert;                           /* of API-made real servers */
	const struct model_real_server *real_servers; /* in the file's order */
	size_t real_servers_len;
	struct model_place place;
};

struct model_listen {
	const char *unix_path; /* NULL: TCP */
	uint32_t unix_mode;
	const char *unix_group; /* NULL: unchanged */
	struct addr addr;
	uint16_t port;
	struct model_place place;
};

struct model_api {
	const struct model_listen *listens; /* at least the default Unix socket */
	size_t listens_len;
	const char *tls_certificate, *tls_key, *client_ca, *token_file; /* NULL: none */
};

struct model_snmp {
	bool rfcv2; /* VRRP-MIB; else no subagent */
	bool traps;
	const char *socket; /* "unix:/var/agentx/master" */
};

struct model_mail {
	const char *const *to;
	size_t to_len;
	const char *from;   /* NULL: fairlead@host */
	const char *server; /* NULL: no mail */
	uint16_t port;
	const char *helo_name;
	uint32_t connect_timeout_ms;
	bool no_faults; /* none of a VRRP instance in fault */
};

struct model_global {
	const char *router_id; /* the host's name unless said */
	const char *state_directory;
	struct model_mail mail;
	const char *script_user, *script_group; /* NULL: fairlead_script, else root */
	bool enable_script_security;
	struct model_sync_daemon sync_daemon;
	uint32_t lvs_timeout_tcp_s, lvs_timeout_tcpfin_s,
	    lvs_timeout_udp_s; /* 0: kernel's */
	bool lvs_flush, lvs_flush_on_stop;
	uint32_t vrrp_rt_priority; /* 0: fairlead's default */
};

enum model_severity { MODEL_NOTE, MODEL_WARNING, MODEL_ERROR };

/* What was found wrong in the file, in the order of the file. */
struct model_diagnostic {
	enum model_severity severity;
	struct model_place place;
	const char *code;   /* stable: "unknown_keyword", "range", "not_served", ... */
	const char *text;   /* one line */
	const char *source; /* the line itself, without its end */
	const char *meant;  /* the word probably meant; NULL: none near */
};

struct arena;

struct model {
	struct arena *arena; /* owned */
	struct model_global global;
	struct model_api api;
	struct model_snmp snmp;
	const struct model_vrrp_script *vrrp_scripts;
	size_t vrrp_scripts_len;
	const struct model_vrrp_instance *instances;
	size_t instances_len;
	const struct model_virtual_server *virtual_servers;
	size_t virtual_servers_len;
	const struct model_diagnostic *diagnostics;
	size_t diagnostics_len;
	size_t warnings, errors; /* among them */
	char sha256[65];         /* of all text read, in order: hex */
};

void model_free(struct model *model); /* NULL is fine */

/* Ids as every outside shows them. `out` has MODEL_ID_SIZE bytes. */
void model_vs_id(const struct model_virtual_server *vs, char *out);
void model_rs_id(const struct addr *addr, uint16_t port, char *out);

/* False when `id` is not of the form that model_rs_id makes. */
bool model_rs_id_parse(const char *id, struct addr *addr, uint16_t *port);

#endif
