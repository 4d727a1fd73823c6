/* SPDX-License-Identifier: Apache-2.0 */
/* What operators wish of routers, as the engine obeys it. */
#include <string.h>

#include "agent/vrrp/vrrp_engine.h"

static struct vrrp_router *
router_at(struct vrrp_engine *engine, uint32_t index)
{
	return index < engine->routers_len ? &engine->routers[index] : NULL;
}

void
vrrp_engine_override(
    struct vrrp_engine *engine, uint32_t index, const struct vrrp_override *override)
{
	struct vrrp_router *router = router_at(engine, index);

	if (!router)
		return;
	router->run.override = *override;
	router->run.override_is_new = true;
	vrrp_router_tell(router);
	vrrp_router_wake(router);
}

void
vrrp_engine_announce(struct vrrp_engine *engine, uint32_t index, struct instant now)
{
	struct vrrp_router *router = router_at(engine, index);

	if (!router || router->run.fsm.state != VRRP_MASTER)
		return;
	vrrp_garp_start(&router->run.garp, &router->garp_cf, router->vips_len, now);
	vrrp_router_wake(router);
}

void
vrrp_engine_reset(struct vrrp_engine *engine, uint32_t index)
{
	struct vrrp_router *router = router_at(engine, index);

	if (!router)
		return;
	memset(&router->run.counters, 0, sizeof(router->run.counters));
	memset(&router->run.gap, 0, sizeof(router->run.gap));
	vrrp_router_tell(router);
}
