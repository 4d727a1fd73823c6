/* SPDX-License-Identifier: Apache-2.0 */
/* Events of routes and rules: the first two bytes choose the type, the rest is what the
 * kernel would say; what is read is held against an engine's routes. */
#include <assert.h>
#include <linux/rtnetlink.h>
#include <string.h>

#include "agent/vrrp/vrrp_engine.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static const struct model_route route = {
    .text = "route",
    .family = ADDR_V4,
    .to = {{ADDR_V4, {192, 168, 2}}, 24},
    .hop.interface = "eth0",
    .table = 254,
    .protocol = RTPROT_KEEPALIVED,
    .type = RTN_UNICAST
};

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	const struct model model = {
	    .fixed = {.routes = &route, .routes_len = 1}
        };
	struct vrrp_engine *engine;
	struct vrrp_fib_event event;
	uint16_t type;

	if (len < 2)
		return 0;
	type = bytes[0];
	if (!vrrp_fib_decode(type, bytes + 2, len - 2, &event))
		return 0;
	assert(event.to.prefix_len <= 128);
	engine = vrrp_engine_new(&model, 1);
	vrrp_fib_hear(&engine->fib, &event, bytes[1] & 1);
	vrrp_engine_tick(engine, (struct instant){1});
	vrrp_engine_free(engine);
	return 0;
}
