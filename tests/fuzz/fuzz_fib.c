/* SPDX-License-Identifier: Apache-2.0 */
/* Events of routes and rules: the first two bytes choose the type and whether it took
 * another's place, the rest is what the kernel would say; what is read is held against
 * an engine that has set a route of each family and a rule. */
#include <assert.h>
#include <linux/fib_rules.h>
#include <linux/rtnetlink.h>

#include "agent/vrrp/vrrp_engine.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static const struct model_route routes[] = {
    {.text = "four",
     .family = ADDR_V4,
     .to = {{ADDR_V4, {192, 168, 2}}, 24},
     .hop.interface = "eth0",
     .table = RT_TABLE_MAIN,
     .protocol = RTPROT_KEEPALIVED,
     .type = RTN_UNICAST},
    {.text = "six",
     .family = ADDR_V6,
     .to = {{ADDR_V6, {0x20, 1}}, 16},
     .hop.interface = "eth0",
     .table = RT_TABLE_MAIN,
     .protocol = RTPROT_KEEPALIVED,
     .type = RTN_UNICAST},
};
static const struct model_rule rule = {.text = "rule",
    .family = ADDR_V4,
    .preference = 50,
    .table = 100,
    .action = FR_ACT_TO_TBL,
    .protocol = RTPROT_KEEPALIVED};

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	const struct model model = {
	    .fixed = {
		      .routes = routes, .routes_len = 2, .rules = &rule, .rules_len = 1}
        };
	bool replaced = len > 1 && (bytes[1] & 1);
	struct vrrp_engine *engine;
	struct vrrp_fib_event event;

	if (len < 2 || !vrrp_fib_decode(bytes[0], bytes + 2, len - 2, &event))
		return 0;
	assert(event.to.prefix_len <= 128);
	engine = vrrp_engine_new(&model, 1);
	for (size_t i = 0; i < engine->fib.len; i++)
		engine->fib.entries[i].seen = VRRP_FIB_OURS;
	vrrp_fib_hear(&engine->fib, &event, replaced);
	for (size_t i = 0; i < engine->fib.len; i++)
		assert(engine->fib.entries[i].seen != VRRP_FIB_ABSENT || replaced);
	vrrp_engine_tick(engine, (struct instant){1});
	vrrp_engine_free(engine);
	return 0;
}
