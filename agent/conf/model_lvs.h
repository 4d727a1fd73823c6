/* SPDX-License-Identifier: Apache-2.0 */
/* The model's virtual servers, their real servers and the checks of these. D. See
 * model.h for what holds of all of it. */
#ifndef AGENT_CONF_MODEL_LVS_H
#define AGENT_CONF_MODEL_LVS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agent/conf/model_base.h"
#include "agent/conf/model_group.h"
#include "agent/conf/model_tunnel.h"

struct check_ops;
struct conf_checker;

/* What a connection begins with: the PROXY protocol's versions. */
enum check_proxy { CHECK_PROXY_NONE, CHECK_PROXY_V1, CHECK_PROXY_V2 };

/* One checker of one real server. `spec` is the struct that `ops` describes; its first
 * member is nothing special: the common part is here. */
/* The block SSL: TLS files of the checks that have none of their own. NULL: not said.
 */
struct model_ssl {
	const char *ca;          /* PEM file */
	const char *certificate; /* PEM file */
	const char *key;         /* PEM file; NULL: in `certificate` */
	const char *password;    /* of the key */
};

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
	int proxy_protocol; /* enum check_proxy */
	uint32_t connect_timeout_ms;
	uint32_t delay_loop_ms;      /* while up */
	uint32_t delay_loop_down_ms; /* while down */
	uint32_t retry; /* further tries before a server that is up is down */
	uint32_t rise;  /* >= 1: successes before one that is down is up */
	uint32_t delay_before_retry_ms; /* between either */
	uint32_t warmup_ms;             /* first check within 0..this, spread */
	bool alpha;                     /* down until the first success */
	bool log_all_failures;
	/* Moves the server's weight, as a track does a priority, and never takes it
	 * out; 0: decides whether it is fit. */
	int32_t weight;
	bool weight_reverse;
	const char *virtualhost;     /* NULL: none */
	const struct model_ssl *ssl; /* NULL: there is no such block */
	const char *plugin;          /* its name; NULL: it is built in */
	struct model_place place;
};

/* What is said for all the checks of a server. What is not said (UINT32_MAX, of the
 * last four) each check has its own default for. */
struct model_tries {
	uint32_t delay_loop_ms, connect_timeout_ms, rise;
	uint32_t retry, delay_before_retry_ms, warmup_ms, delay_loop_down_ms;
};

/* A real server whose checks change their mind `changes` times `within_ms` is held
 * down, each time twice as long. */
enum { MODEL_FLAP_CHANGES_MAX = 16 };

struct model_flap {
	uint32_t changes; /* 0: nobody is held */
	uint32_t within_ms;
	uint32_t hold_ms, hold_max_ms; /* the first, and the longest */
};

struct model_real_server {
	struct addr addr;
	uint16_t port;
	uint8_t tier; /* 0 is used first */
	enum forward forward;
	struct tunnel tunnel; /* of FORWARD_TUN */
	uint32_t weight;      /* 0..65535 */
	uint32_t uthreshold, lthreshold;
	bool inhibit_on_failure; /* weight 0 instead of removal */
	bool alpha;
	struct model_script_command notify_up, notify_down;
	bool smtp_alert;
	const char *virtualhost;  /* NULL: none */
	struct model_tries tries; /* of its checks, in which it is resolved */
	const char *snmp_name;    /* NULL: none */
	const struct model_check *checks;
	size_t checks_len;
	uint32_t checks_need; /* of those without a weight; 0: all */
	/* Its checks reach it through the virtual address: with this mark, whose
	 * virtual server has it alone, from that source; 0: straight. */
	uint32_t probe_mark;
	struct addr probe_source;
	struct model_place place;
};

struct model_virtual_server {
	char id[MODEL_ID_SIZE]; /* "10.1.1.166-80-tcp", "fwmark-7": model_vs_id */
	uint8_t family;         /* ADDR_V4, ADDR_V6; of the first in a group */
	enum protocol protocol;
	const struct model_server_group *group; /* NULL: none. With one, addr and fwmark
						 * are not set, and the port is that of
						 * all its addresses, else 0. */
	struct addr addr;                       /* not set when fwmark != 0 */
	uint16_t port;
	uint32_t fwmark;
	char scheduler[MODEL_SCHEDULER_SIZE];
	uint32_t scheduler_flags; /* IP_VS_SVC_F_SCHED1.. bits, ops included */
	enum forward forward;     /* default for its real servers, and API-made ones */
	struct tunnel tunnel;     /* likewise */
	uint32_t weight;          /* likewise */
	uint32_t persistence_s;   /* 0: off */
	uint32_t persistence_netmask_be;
	char persistence_engine[MODEL_SCHEDULER_SIZE]; /* "": the client's address */
	uint32_t delay_loop_ms;
	uint32_t quorum;
	uint32_t hysteresis;
	bool alpha, omega, inhibit_on_failure;
	bool sorry_server_inhibit;
	bool ha_suspend; /* no checks while none of its addresses is on this host */
	uint32_t panic_percent; /* fewer fit than that: all are kept; 0: never */
	uint32_t slow_start_ms; /* of who comes back; 0: at once */
	struct model_flap flap;
	bool has_sorry_server;
	struct model_real_server sorry_server; /* no checks; weight 1 */
	const char *virtualhost;
	const char *snmp_name;    /* NULL: none */
	struct model_tries tries; /* for its real servers */
	struct model_script_command quorum_up, quorum_down;
	bool smtp_alert;    /* of its quorum */
	bool rs_smtp_alert; /* of API-made real servers */
	bool is_probe_path; /* made for a real server's probe_mark */
	const struct model_real_server *real_servers; /* in the file's order */
	size_t real_servers_len;
	struct model_place place;
};

#endif
