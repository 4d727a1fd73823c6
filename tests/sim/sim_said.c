/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/sim/sim_said.h"

#include <string.h>

#include "tests/fake/fake_host.h"
#include "tests/fake/fake_model.h"

/* The arrays that a model borrows, for as long as the engine is built. */
struct said {
	const struct sim_plan *plan;
	size_t host;
	struct model_vrrp_instance instances[SIM_ROUTERS_MAX];
	struct model_vrrp_address vips[SIM_ROUTERS_MAX][SIM_VIPS_MAX];
	struct model_track tracks[SIM_ROUTERS_MAX];
	struct model_vrrp_peer peers[SIM_ROUTERS_MAX][SIM_HOSTS_MAX];
	uint32_t members[SIM_ROUTERS_MAX];
};

enum { KEY_BYTES = 32 };

static const struct model_hmac_key keys[] = {
    {.id = 1, .len = KEY_BYTES, .bytes = {1}},
    {.id = 2, .len = KEY_BYTES, .bytes = {2}},
};

/* Of IPv6 the first is link-local: RFC 9568 5.2.9. */
struct addr
sim_said_vip(const struct sim_plan *plan, size_t router, size_t i)
{
	struct addr addr = {
	    ADDR_V6, {0xfe, 0x80}
        };

	if (plan->kinds[router].family == ADDR_V4)
		return addr_v4((uint32_t)(0x0a010200 + router * 16 + i));
	if (i > 0) { /* 2001:db8::/32 is for examples */
		const uint8_t documentation[] = {0x20, 0x01, 0x0d, 0xb8};

		memcpy(addr.bytes, documentation, sizeof(documentation));
	}
	addr.bytes[13] = 2;
	addr.bytes[14] = (uint8_t)router;
	addr.bytes[15] = (uint8_t)(1 + i);
	return addr;
}

static void
say_auth(struct model_vrrp_instance *instance, const struct sim_plan *plan,
    const struct sim_router *router)
{
	static const enum vrrp_hmac_mode modes[] = {[SIM_ENFORCE] = VRRP_HMAC_ENFORCE,
	    [SIM_PERMISSIVE] = VRRP_HMAC_PERMISSIVE,
	    [SIM_RECEIVE_ONLY] = VRRP_HMAC_RECEIVE_ONLY};

	if (instance->version == 3 || plan->is_signed)
		instance->auth = VRRP_AUTH_NONE;
	if (router->auth == SIM_UNSIGNED)
		return;
	instance->auth = VRRP_AUTH_HMAC;
	instance->hmac = (struct model_vrrp_hmac){.mode = modes[router->auth],
	    .is_monotonic = plan->is_monotonic,
	    .window_s = SIM_WINDOW_S,
	    .active_id = router->key,
	    .keys = keys,
	    .keys_len = sizeof(keys) / sizeof(*keys)};
}

static void
say_way(struct said *said, struct model_vrrp_instance *instance, size_t j)
{
	const struct sim_plan *plan = said->plan;

	if (instance->family == ADDR_V6)
		instance->group = (struct addr){
		    ADDR_V6, {0xff, 2, [15] = 0x12}
                };
	if (!plan->is_unicast)
		return;
	for (size_t i = 0; i < plan->hosts_len; i++)
		if (i != said->host)
			said->peers[j][instance->unicast_peers_len++] =
			    (struct model_vrrp_peer){
				fake_host_own(plan->hosts[i].last, plan->kinds[j].link,
				    instance->family),
				0, 255};
	instance->unicast_peers = said->peers[j];
	instance->unicast_ttl = 255;
}

static void
say_addresses(struct said *said, struct model_vrrp_instance *instance, size_t j,
    const struct sim_router *router)
{
	for (size_t i = 0; i < router->vips; i++)
		said->vips[j][i].prefix =
		    (struct addr_prefix){sim_said_vip(said->plan, j, i),
			instance->family == ADDR_V4 ? 32 : 128};
	instance->addresses = said->vips[j];
	instance->addresses_len = router->vips;
}

static void
say_router(struct said *said, size_t j, const struct sim_router *router)
{
	struct model_vrrp_instance *instance = &said->instances[j];

	*instance = fake_instance(router->priority);
	instance->version = said->plan->kinds[j].version;
	instance->family = said->plan->kinds[j].family;
	instance->interface[3] = (char)('0' + said->plan->kinds[j].link); /* ethN */
	instance->vrid = (uint8_t)(SIM_FIRST_VRID + j);
	instance->initial_state = router->initial_master ? VRRP_MASTER : VRRP_BACKUP;
	instance->advert_int_cs = router->interval_cs;
	instance->preempt = router->preempt;
	instance->preempt_delay_ms = router->preempt_delay_ms;
	instance->lease_s = router->lease_s;
	instance->timer_expired_backup = router->late_adverts;
	instance->lower_prio_no_advert = router->lower_prio_no_advert;
	instance->higher_prio_send_advert = router->higher_prio_send_advert;
	instance->sync_group = said->plan->is_grouped ? 0 : MODEL_NO_GROUP;
	said->tracks[j].kind = MODEL_TRACK_SCRIPT;
	said->tracks[j].weight = router->weight;
	instance->tracks = (struct model_tracks){&said->tracks[j], router->tracks};
	said->members[j] = (uint32_t)j;
	say_auth(instance, said->plan, router);
	say_way(said, instance, j);
	say_addresses(said, instance, j, router);
}

struct vrrp_engine *
sim_said_engine(
    const struct sim_plan *plan, size_t host, const struct sim_router *routers)
{
	struct said said = {.plan = plan, .host = host};
	struct model_sync_group group = {
	    .name = "G", .members = said.members, .members_len = plan->routers_len};
	struct model model = {.instances = said.instances,
	    .instances_len = plan->routers_len,
	    .sync_groups = &group,
	    .sync_groups_len = plan->is_grouped};

	for (size_t j = 0; j < plan->routers_len; j++)
		say_router(&said, j, &routers[j]);
	return vrrp_engine_new(&model, 1);
}
