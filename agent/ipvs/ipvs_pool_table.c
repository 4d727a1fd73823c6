/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/ipvs/ipvs_pool_table.h"

#include <string.h>

#include "agent/lib/mem.h"

/* ---- what is owed ---- */

bool
ipvs_pool_owes(const struct ipvs_pool *pool)
{
	return pool->owes_all || pool->owes;
}

void
ipvs_pool_paid(struct ipvs_pool *pool)
{
	pool->owes_all = false;
	pool->owes = NULL;
}

bool
ipvs_pool_is_sorry(
    const struct model_virtual_server *vs, const struct ipvs_rs_spec *spec)
{
	return vs->has_sorry_server && spec->port == vs->sorry_server.port &&
	    addr_equal(&spec->addr, &vs->sorry_server.addr);
}

/* What stands for a sorry server's twin is not what the member says. */
const struct ipvs_member *
ipvs_pool_owes_one(const struct ipvs_pool *pool)
{
	const struct ipvs_member *one = pool->owes;

	if (pool->owes_all || !one || !one->in_table ||
	    ipvs_pool_is_sorry(pool->vs, &one->spec))
		return NULL;
	return one;
}

/* ---- what is desired ---- */

struct ipvs_key
ipvs_pool_key(const struct model_virtual_server *vs)
{
	struct ipvs_key key = {.family = vs->family, .fwmark = vs->fwmark};

	if (!vs->fwmark) {
		key.protocol = vs->protocol;
		key.addr = vs->addr;
		key.port = vs->port;
	}
	return key;
}

struct ipvs_dest
ipvs_pool_dest(const struct ipvs_member *member)
{
	return (struct ipvs_dest){.addr = member->spec.addr,
	    .port = member->spec.port,
	    .forward = member->spec.forward,
	    .tunnel = member->spec.tunnel,
	    .weight = member->effective_weight,
	    .uthreshold = member->spec.uthreshold,
	    .lthreshold = member->spec.lthreshold};
}

static bool
sorry_is_in_table(const struct ipvs_pool *pool)
{
	return pool->sorry_in_use ||
	    (pool->vs->has_sorry_server && pool->vs->sorry_server_inhibit);
}

/* A sorry server may be a real server as well. The operator's word about that one goes
 * first; then, while it is in use, it serves as the sorry server. */
static void
put_sorry(const struct ipvs_pool *pool, struct ipvs_service *service)
{
	const struct model_real_server *sorry = &pool->vs->sorry_server;
	const struct ipvs_member *twin =
	    ipvs_pool_find(pool, &sorry->addr, sorry->port);
	struct ipvs_dest dest = {.addr = sorry->addr,
	    .port = sorry->port,
	    .forward = sorry->forward,
	    .tunnel = sorry->tunnel,
	    .weight = pool->sorry_in_use ? sorry->weight : 0,
	    .uthreshold = sorry->uthreshold,
	    .lthreshold = sorry->lthreshold};
	size_t at = 0;

	while (at < service->dests_len && ipvs_dest_cmp(&service->dests[at], &dest) < 0)
		at++;
	if (twin && twin->in_table) {
		if (pool->sorry_in_use && twin->spec.admin == ADMIN_READY)
			service->dests[at] = dest;
		return;
	}
	memmove(&service->dests[at + 1], &service->dests[at],
	    (service->dests_len - at) * sizeof(dest));
	service->dests[at] = dest;
	service->dests_len++;
}

struct ipvs_service
ipvs_pool_desired(const struct ipvs_pool *pool)
{
	const struct model_virtual_server *vs = pool->vs;
	struct ipvs_service service = {
	    .key = ipvs_pool_key(vs), .flags = vs->scheduler_flags};

	/* Both sizes are the kernel's, and conf has seen to it that it fits. */
	(void)mem_copy_text(
	    service.scheduler, sizeof(service.scheduler), vs->scheduler);
	if (vs->persistence_s) {
		service.flags |= IP_VS_SVC_F_PERSISTENT;
		service.timeout_s = vs->persistence_s;
		service.netmask_be = vs->persistence_netmask_be;
		(void)mem_copy_text(
		    service.engine, sizeof(service.engine), vs->persistence_engine);
	}
	service.dests = mem_new(pool->members_len + 1, sizeof(*service.dests));
	for (size_t i = 0; i < pool->members_len; i++)
		if (pool->members[i].in_table)
			service.dests[service.dests_len++] =
			    ipvs_pool_dest(&pool->members[i]);
	if (sorry_is_in_table(pool))
		put_sorry(pool, &service);
	return service;
}

bool
ipvs_pool_is_applied(const struct ipvs_pool *pool)
{
	for (size_t i = 0; i < pool->members_len; i++)
		if (!ipvs_member_is_applied(&pool->members[i]))
			return false;
	return pool->present;
}
