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

#include "agent/conf/model_base.h"
#include "agent/conf/model_lvs.h"
#include "agent/conf/model_vrrp.h"

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
	unsigned metrics_compat; /* 1 << enum metrics_compat */
	bool metrics_without_real_servers;
	bool require_if_match;
	/* Loopback addresses that POST /checks/test may be aimed at. */
	const struct addr_prefix *check_test_targets;
	size_t check_test_targets_len;
};

struct model_snmp {
	/* The MIBs that are served; none: no subagent. */
	bool rfcv2, rfcv3; /* VRRP-MIB, VRRPV3-MIB */
	bool keepalived_vrrp, keepalived_checker;
	bool fairlead;
	bool traps;
	bool writes;        /* a SET may change something */
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

/* Settings of the process as it starts; a reload does not change them. */
struct model_process {
	const char *net_namespace;            /* to run in; NULL: as started */
	struct model_script_command startup;  /* before all else */
	struct model_script_command shutdown; /* last of all */
	uint32_t startup_timeout_ms, shutdown_timeout_ms;
	bool supplementary_groups; /* scripts have all groups of their user */
	uint32_t umask;            /* CONF_UNSET: as inherited */
	uint32_t random_seed; /* of the checks' jitter; CONF_UNSET: other each time */
};

/* Of each process of a script. UINT32_MAX: no limit, of files 1024. */
struct model_script_limits {
	uint32_t cpu_s, files, memory_mib;
};

struct model_global {
	struct model_process process;
	const char *router_id; /* the host's name unless said */
	const char *state_directory;
	struct model_mail mail;
	struct model_fifo fifos[MODEL_FIFOS];
	bool fifo_write_states_on_reload;
	const char *script_user, *script_group; /* NULL: fairlead_script, else root */
	bool enable_script_security;
	struct model_script_limits script_limits;
	const char *check_plugin_directory; /* NULL: fairlead's own */
	struct model_sync_daemon sync_daemon;
	uint32_t lvs_timeout_tcp_s, lvs_timeout_tcpfin_s,
	    lvs_timeout_udp_s; /* 0: kernel's */
	bool rs_init_notifies; /* what its checks find first is news */
	bool lvs_flush, lvs_flush_on_stop;
	uint32_t vrrp_rt_priority; /* 0: fairlead's default */
	const uint32_t *vrrp_cpus; /* where the VRRP thread may run */
	size_t vrrp_cpus_len;      /* 0: anywhere */
	uint32_t vrrp_startup_delay_ms, vrrp_delay_after_boot_ms;
	bool log_unknown_vrids;
	const char *iproute_etc_dir, *iproute_usr_dir; /* NULL: iproute2's */
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

/* What exists in every state, while the agent runs. */
struct model_static {
	const struct model_vrrp_address *addresses;
	size_t addresses_len;
	const struct model_route *routes;
	size_t routes_len;
	const struct model_rule *rules;
	size_t rules_len;
	const struct model_track_group *groups;
	size_t groups_len;
};

struct arena;

struct model {
	struct arena *arena; /* owned */
	struct model_global global;
	struct model_api api;
	const struct model_ssl *ssl; /* NULL: not said */
	struct model_snmp snmp;
	const struct model_vrrp_script *vrrp_scripts;
	size_t vrrp_scripts_len;
	const struct model_track_file *track_files;
	size_t track_files_len;
	const struct model_track_process *track_processes;
	size_t track_processes_len;
	const struct model_sync_group *sync_groups;
	size_t sync_groups_len;
	const struct model_link_delay *link_delays;
	size_t link_delays_len;
	const struct model_vrrp_instance *instances;
	size_t instances_len;
	struct model_static fixed;
	const struct model_garp_group *garp_groups;
	size_t garp_groups_len;
	const struct model_server_group *server_groups;
	size_t server_groups_len;
	const struct model_virtual_server *virtual_servers;
	size_t virtual_servers_len;
	const struct model_diagnostic *diagnostics;
	size_t diagnostics_len;
	size_t warnings, errors; /* among them */
	char sha256[65];         /* of all text read, in order: hex */
};

void model_free(struct model *model); /* NULL is fine */

/* Its name as the file says it; borrowed. */
const char *model_track_name(
    const struct model *model, const struct model_track *track);

/* Ids as every outside shows them. `out` has MODEL_ID_SIZE bytes. */
void model_vs_id(const struct model_virtual_server *vs, char *out);
void model_rs_id(const struct addr *addr, uint16_t port, char *out);

/* False when `id` is not of the form that model_rs_id makes. */
bool model_rs_id_parse(const char *id, struct addr *addr, uint16_t *port);

#endif
