/* SPDX-License-Identifier: Apache-2.0 */
/* A pool as services of the kernel: one, or one for each address and mark of its
 * virtual_server_group, with the same real servers. P. */
#ifndef AGENT_IPVS_IPVS_SERVICES_H
#define AGENT_IPVS_IPVS_SERVICES_H

#include "agent/ipvs/ipvs_pool_table.h"

size_t ipvs_services_len(const struct model_virtual_server *vs);
struct ipvs_key ipvs_services_key(const struct model_virtual_server *vs, size_t at);

/* The `at`th as desired; the caller's. Real servers that keep the port (DR, TUN) are
 * given that of the service, as keepalived does. */
struct ipvs_service ipvs_services_desired(const struct ipvs_pool *pool, size_t at);

/* The port of addr:port, said so of the pool, in its `at`th service. */
uint16_t ipvs_services_port(const struct model_virtual_server *vs, size_t at,
    enum forward forward, uint16_t port);

/* All services as if they were one: counters and connections are sums; a destination is
 * there when each service has it, with a weight and method that differ from what is
 * desired if they do so in any. False, and *out untouched, unless all are there. */
bool ipvs_services_gather(const struct ipvs_pool *pool, const struct ipvs_table *table,
    struct ipvs_service *out);

#endif
