/* SPDX-License-Identifier: Apache-2.0 */
/* A frame of neighbour discovery: the decoder alone, then into an engine that holds the
 * address that most seeds claim. */
#include <assert.h>

#include "agent/vrrp/vrrp_engine.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static const struct model_vrrp_address vip = {
    .prefix = {
	       {ADDR_V6, {0x20, 1, 0x0d, 0xb8, [13] = 0x12, [14] = 0x34, [15] = 0x56}}, 128}
};

static struct vrrp_engine *
engine_of_one(void)
{
	const struct model_vrrp_instance said = {.name = "VI_6",
	    .interface = "eth0",
	    .family = ADDR_V6,
	    .vrid = 51,
	    .version = 3,
	    .priority = 255,
	    .advert_int_cs = 100,
	    .down_timer_adverts = 3,
	    .addresses = &vip,
	    .addresses_len = 1};
	const struct model model = {.instances = &said, .instances_len = 1};

	return vrrp_engine_new(&model, 1);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	const struct vrrp_link link = {.ifindex = 2, .name = "eth0", .up = true};
	const struct vrrp_address own = {
	    .ifindex = 2, .prefix = {{ADDR_V6, {0xfe, 0x80, [15] = 1}}, 64}
        };
	const struct vrrp_address held = {.ifindex = 2, .prefix = vip.prefix};
	struct vrrp_engine *engine = engine_of_one();
	struct instant now = {1};
	struct vrrp_nd nd;

	if (vrrp_nd_decode(bytes, len, &nd))
		assert(!addr_is_multicast(&nd.target));
	vrrp_engine_link(engine, &link);
	(void)vrrp_engine_address(engine, &own, now);
	(void)vrrp_engine_address(engine, &held, now);
	vrrp_engine_tick(engine, now);
	engine->outbox.len = 0;
	vrrp_engine_nd(engine, 2, bytes, len, now);
	engine->outbox.len = 0;
	vrrp_engine_tick(engine, now);
	vrrp_engine_free(engine);
	return 0;
}
