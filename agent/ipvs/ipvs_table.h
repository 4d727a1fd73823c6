/* SPDX-License-Identifier: Apache-2.0 */
/* The kernel's IPVS table as a value: what is desired, what was observed, what is ours.
 * P. Services are sorted by key, destinations by address and port. */
#ifndef AGENT_IPVS_IPVS_TABLE_H
#define AGENT_IPVS_IPVS_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <linux/ip_vs.h> /* IP_VS_SVC_F_* */

#include "agent/conf/model_tunnel.h"
#include "agent/lib/addr.h"
#include "agent/words.h"

enum { IPVS_SCHEDULER_SIZE = 16 }; /* IP_VS_SCHEDNAME_MAXLEN */

struct ipvs_key {
	uint8_t family;         /* ADDR_V4, ADDR_V6 */
	enum protocol protocol; /* ignored with a fwmark */
	struct addr addr;       /* not set with a fwmark */
	uint16_t port;
	uint32_t fwmark; /* 0: by address */
};

struct ipvs_counters {
	uint64_t connections, packets_in, packets_out, bytes_in, bytes_out;
	/* Each a second, as the kernel estimates it. */
	uint64_t connections_ps, packets_in_ps, packets_out_ps, bytes_in_ps,
	    bytes_out_ps;
};

struct ipvs_dest {
	struct addr addr;
	uint16_t port;
	enum forward forward;
	struct tunnel tunnel; /* of FORWARD_TUN */
	uint32_t weight;
	uint32_t uthreshold, lthreshold;
	/* Observed only; not compared. */
	uint32_t active, inactive, persistent;
	struct ipvs_counters counters;
};

struct ipvs_service {
	struct ipvs_key key;
	char scheduler[IPVS_SCHEDULER_SIZE];
	uint32_t flags;      /* IP_VS_SVC_F_*: persistent, onepacket, sched1-3 */
	uint32_t timeout_s;  /* of persistence */
	uint32_t netmask_be; /* IPv4; of persistence; for IPv6 a prefix length */
	char engine[IPVS_SCHEDULER_SIZE]; /* of persistence; "": the client's address */
	struct ipvs_dest *dests;          /* owned */
	size_t dests_len;
	struct ipvs_counters counters; /* observed only */
};

struct ipvs_table {
	struct ipvs_service *services; /* owned */
	size_t len;
};

/* By address, port, protocol; after them the firewall marks. IPv4 before IPv6. */
int ipvs_key_cmp(const struct ipvs_key *a, const struct ipvs_key *b);
int ipvs_dest_cmp(const struct ipvs_dest *a, const struct ipvs_dest *b);

/* Whether the kernel would behave the same for both: timeout and netmask count only
 * with IP_VS_SVC_F_PERSISTENT; no netmask means that of a host. Keys, destinations
 * and what is only observed are not compared. */
bool ipvs_service_same(const struct ipvs_service *a, const struct ipvs_service *b);
bool ipvs_dest_same(const struct ipvs_dest *a, const struct ipvs_dest *b);

/* What the kernel is given: netmask_be, or that of a host when it is 0. */
uint32_t ipvs_service_netmask_be(const struct ipvs_service *service);

/* "10.1.1.166:80/tcp", "[2001:db8::1]:53/udp", "fwmark 7" (IPv6: "fwmark 7 IPv6"). */
enum { IPVS_KEY_TEXT_SIZE = 64 };
const char *ipvs_key_format(const struct ipvs_key *key, char *out);

void ipvs_table_fini(struct ipvs_table *table);
void ipvs_service_fini(struct ipvs_service *service);
struct ipvs_service ipvs_service_dup(const struct ipvs_service *service);

/* Order services and destinations; equal keys stay side by side. */
void ipvs_table_sort(struct ipvs_table *table);
void ipvs_service_sort(struct ipvs_service *service);

/* Binary search in a sorted table; NULL when absent; borrowed. */
struct ipvs_service *ipvs_table_find(
    const struct ipvs_table *table, const struct ipvs_key *key);
struct ipvs_dest *ipvs_service_find(
    const struct ipvs_service *service, const struct addr *addr, uint16_t port);

/* Replace or insert one destination, keeping the order. */
void ipvs_service_put(struct ipvs_service *service, const struct ipvs_dest *dest);

/* Replace or insert one service (swallowed), keeping the order. */
void ipvs_table_put(struct ipvs_table *table, struct ipvs_service *service_take);
void ipvs_table_remove(struct ipvs_table *table, const struct ipvs_key *key);

#endif
