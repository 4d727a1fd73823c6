/* SPDX-License-Identifier: Apache-2.0 */
/* Routes and policy rules, of an instance or static ones (agent/conf/model.h says what
 * a model is). D. Numbers are the kernel's: RTN_*, RT_SCOPE_*, RTPROT_*, FR_ACT_*. */
#ifndef AGENT_CONF_MODEL_ROUTE_H
#define AGENT_CONF_MODEL_ROUTE_H

#include "agent/conf/model_base.h"

enum {
	MODEL_NEXTHOPS_MAX = 16,
	MODEL_LABELS_MAX = 8,
	MODEL_METRICS = 18, /* RTAX_*, 0 is not used */
	MODEL_CONGCTL_SIZE = 16
};

/* Where a nexthop's packets are wrapped: LWTUNNEL_ENCAP_MPLS, _IP, _IP6. */
struct model_encap {
	uint8_t type; /* 0: not wrapped */
	uint32_t labels[MODEL_LABELS_MAX];
	size_t labels_len;
	uint64_t id;
	struct addr source, destination;
	uint8_t tos, ttl; /* 0: the kernel's */
};

struct model_nexthop {
	struct addr via;                   /* not set: the link itself */
	char interface[MODEL_IFNAME_SIZE]; /* "" : by the address */
	uint32_t weight;                   /* 1..256 */
	uint32_t realms;                   /* from << 16 | to */
	bool onlink;
	struct model_encap encap;
};

/* How it is put beside routes to the same destination with the same metric. */
enum model_route_place { MODEL_ROUTE_ADD, MODEL_ROUTE_APPEND, MODEL_ROUTE_PREPEND };

struct model_route {
	const char *text; /* as the dump shows it: the name of it */
	uint8_t family;   /* ADDR_V4, ADDR_V6 */
	struct addr_prefix to;
	struct addr source;                   /* of packets we send; not set: any */
	struct model_nexthop hop;             /* its weight means nothing */
	const struct model_nexthop *nexthops; /* more than one way; `hop` is not used */
	size_t nexthops_len;
	uint32_t table, metric;
	uint32_t expires_s; /* IPv6: its lifetime, renewed while held; 0: the lease's */
	uint32_t metrics[MODEL_METRICS]; /* 0: not said */
	uint32_t locked;                 /* a bit each metric */
	char congctl[MODEL_CONGCTL_SIZE];
	uint8_t scope, protocol, type, tos;
	uint8_t preference;    /* ICMPV6_ROUTER_PREF_* + 1; 0: not said */
	uint8_t ttl_propagate; /* 1 disabled, 2 enabled; 0: not said */
	enum model_route_place add;
	bool no_track;           /* its loss is no fault */
	const char *track_group; /* static ones; NULL: none */
	struct model_place place;
};

struct model_rule {
	const char *text;
	uint8_t family;
	struct addr_prefix from, to; /* family 0: any */
	char iif[MODEL_IFNAME_SIZE], oif[MODEL_IFNAME_SIZE];
	uint32_t preference;
	uint32_t fwmark, fwmask; /* mask 0: not said */
	uint32_t table;          /* 0: none */
	uint32_t target;         /* of goto */
	uint32_t realms;
	uint32_t suppress_prefixlength, suppress_ifgroup; /* UINT32_MAX: not said */
	uint64_t tunnel_id;
	uint32_t uid_first, uid_last; /* both UINT32_MAX: not said */
	uint16_t sport_first, sport_last, dport_first, dport_last; /* 0: any */
	uint8_t action, protocol, ip_protocol, tos;
	bool negated, l3mdev;
	bool no_track;
	const char *track_group;
	struct model_place place;
};

/* What is asked of instances when a static address, route or rule goes. */
struct model_track_group {
	const char *name;
	const uint32_t *instances; /* indexes into model.instances */
	size_t instances_len;
	struct model_place place;
};

#endif
