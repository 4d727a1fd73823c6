/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/ipvs/ipvs_services.h"

#include "agent/lib/mem.h"

size_t
ipvs_services_len(const struct model_virtual_server *vs)
{
	return model_vs_services_len(vs);
}

struct ipvs_key
ipvs_services_key(const struct model_virtual_server *vs, size_t at)
{
	struct model_service service = model_vs_service(vs, at);
	struct ipvs_key key = {.family = service.family, .fwmark = service.fwmark};

	if (!service.fwmark) {
		key.protocol = vs->protocol;
		key.addr = service.addr;
		key.port = service.port;
	}
	return key;
}

uint16_t
ipvs_services_port(const struct model_virtual_server *vs, size_t at,
    enum forward forward, uint16_t port)
{
	if (!vs->group || forward == FORWARD_NAT)
		return port;
	return model_vs_service(vs, at).port;
}

struct ipvs_service
ipvs_services_desired(const struct ipvs_pool *pool, size_t at)
{
	struct ipvs_service service = ipvs_pool_desired(pool);

	if (!pool->vs->group)
		return service;
	service.key = ipvs_services_key(pool->vs, at);
	/* A mask of the one family means nothing in the other. */
	if (service.key.family != pool->vs->family)
		service.netmask_be = 0;
	for (size_t i = 0; i < service.dests_len; i++) {
		struct ipvs_dest *dest = &service.dests[i];

		dest->port =
		    ipvs_services_port(pool->vs, at, dest->forward, dest->port);
	}
	ipvs_service_sort(&service);
	return service;
}

/* ---- what was observed ---- */

static void
add_counters(struct ipvs_counters *sum, const struct ipvs_counters *more)
{
	sum->connections += more->connections;
	sum->packets_in += more->packets_in;
	sum->packets_out += more->packets_out;
	sum->bytes_in += more->bytes_in;
	sum->bytes_out += more->bytes_out;
	sum->connections_ps += more->connections_ps;
	sum->packets_in_ps += more->packets_in_ps;
	sum->packets_out_ps += more->packets_out_ps;
	sum->bytes_in_ps += more->bytes_in_ps;
	sum->bytes_out_ps += more->bytes_out_ps;
}

/* `as` is what is desired of it; *sum starts with its place. */
static void
add_dest(
    struct ipvs_dest *sum, const struct ipvs_dest *more, const struct ipvs_dest *as)
{
	if (more->weight != as->weight)
		sum->weight = more->weight;
	if (more->forward != as->forward)
		sum->forward = more->forward;
	sum->active += more->active;
	sum->inactive += more->inactive;
	sum->persistent += more->persistent;
	add_counters(&sum->counters, &more->counters);
}

/* Whether each service has the destination; then *sum is all of them. */
static bool
gather_dest(const struct ipvs_pool *pool, const struct ipvs_service *const *services,
    const struct ipvs_dest *as, struct ipvs_dest *sum)
{
	*sum = *as;
	for (size_t i = 0; i < ipvs_services_len(pool->vs); i++) {
		const struct ipvs_dest *found = ipvs_service_find(services[i],
		    &as->addr, ipvs_services_port(pool->vs, i, as->forward, as->port));

		if (!found)
			return false;
		add_dest(sum, found, as);
	}
	return true;
}

static void
gather_dests(const struct ipvs_pool *pool, const struct ipvs_service *const *services,
    struct ipvs_service *out)
{
	struct ipvs_service desired = ipvs_pool_desired(pool);

	out->dests = mem_new(pool->members_len + 1, sizeof(*out->dests));
	for (size_t i = 0; i < desired.dests_len; i++)
		if (gather_dest(
			pool, services, &desired.dests[i], &out->dests[out->dests_len]))
			out->dests_len++;
	ipvs_service_fini(&desired);
}

bool
ipvs_services_gather(const struct ipvs_pool *pool, const struct ipvs_table *table,
    struct ipvs_service *out)
{
	size_t len = ipvs_services_len(pool->vs);
	const struct ipvs_service **services =
	    mem_new(len, sizeof(struct ipvs_service *));
	struct ipvs_service sum = {.key = ipvs_services_key(pool->vs, 0)};
	bool complete = true;

	for (size_t i = 0; i < len; i++) {
		struct ipvs_key key = ipvs_services_key(pool->vs, i);

		services[i] = ipvs_table_find(table, &key);
		complete &= services[i] != NULL;
		if (services[i])
			add_counters(&sum.counters, &services[i]->counters);
	}
	if (complete) {
		gather_dests(pool, services, &sum);
		*out = sum;
	}
	mem_free(services);
	return complete;
}
