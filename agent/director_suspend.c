/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on: control. ha_suspend: the checks of a virtual server pause while none of its
 * addresses is on this host. What they found last holds meanwhile. */
#include "agent/director_inside.h"
#include "agent/ipvs/ipvs_services.h"
#include "agent/lib/log.h"
#include "agent/sys/host_addresses.h"

/* One that has only firewall marks is wherever its packets are. */
static bool
is_elsewhere(const struct director *director, const struct model_virtual_server *vs)
{
	bool has_address = false;

	for (size_t i = 0; i < ipvs_services_len(vs); i++) {
		struct ipvs_key key = ipvs_services_key(vs, i);

		if (key.fwmark)
			continue;
		has_address = true;
		if (host_addresses_has(director->addresses, &key.addr))
			return false;
	}
	return has_address;
}

/* True when it is another than before. */
static bool
look_at(const struct director *director, struct director_pool *pool)
{
	bool was = pool->suspended;

	pool->suspended = pool->vs->ha_suspend && is_elsewhere(director, pool->vs);
	if (pool->suspended == was)
		return false;
	pool->view_stale = true;
	log_event("vs", "%s: %s", pool->vs->id,
	    pool->suspended ? "its checks pause: none of its addresses is here"
			    : "its checks go on: it has an address here");
	return true;
}

static void
addresses_changed(void *ctx)
{
	struct director *director = ctx;

	for (size_t i = 0; i < director->pools_len; i++)
		if (look_at(director, director->pools[i])) {
			director_check_pool(director, director->pools[i]);
			director_changed(director);
		}
}

void
director_suspend(struct director *director)
{
	bool is_wanted = false;

	for (size_t i = 0; i < director->pools_len; i++)
		is_wanted |= director->pools[i]->vs->ha_suspend;
	if (is_wanted && !director->addresses)
		director->addresses = host_addresses_new(
		    director->parts.loop, addresses_changed, director);
	for (size_t i = 0; i < director->pools_len; i++)
		(void)look_at(director, director->pools[i]); /* all are configured */
	if (is_wanted)
		return;
	host_addresses_free(director->addresses);
	director->addresses = NULL;
}
