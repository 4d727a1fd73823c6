/* SPDX-License-Identifier: Apache-2.0 */
/* Small IPVS tables for tests. */
#ifndef TESTS_UNIT_IPVS_MAKE_H
#define TESTS_UNIT_IPVS_MAKE_H

#include <string.h>

#include "agent/ipvs/ipvs_table.h"
#include "agent/lib/mem.h"

/* 10.1.1.`host`:`port`/tcp */
static inline struct ipvs_key
make_key(uint8_t host, uint16_t port)
{
	return (struct ipvs_key){.family = ADDR_V4,
	    .protocol = PROTOCOL_TCP,
	    .addr = addr_v4(0x0a010100u + host),
	    .port = port};
}

/* 10.2.0.`host`:80, direct routing */
static inline struct ipvs_dest
make_dest(uint8_t host, uint32_t weight)
{
	return (struct ipvs_dest){.addr = addr_v4(0x0a020000u + host),
	    .port = 80,
	    .forward = FORWARD_DR,
	    .weight = weight};
}

static inline struct ipvs_service
make_service(struct ipvs_key key)
{
	return (struct ipvs_service){.key = key, .scheduler = "rr"};
}

static inline void
add_dest(struct ipvs_service *service, struct ipvs_dest dest)
{
	service->dests =
	    mem_grow(service->dests, service->dests_len + 1, sizeof(*service->dests));
	service->dests[service->dests_len++] = dest;
	ipvs_service_sort(service);
}

/* A table of 10.1.1.166:80/tcp with destinations 10.2.0.1 to .`len`, weight 1. */
static inline struct ipvs_table
make_table(uint8_t len)
{
	struct ipvs_service service = make_service(make_key(166, 80));
	struct ipvs_table table = {0};

	for (uint8_t i = 1; i <= len; i++)
		add_dest(&service, make_dest(i, 1));
	ipvs_table_put(&table, &service);
	return table;
}

#endif
