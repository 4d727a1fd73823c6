/* SPDX-License-Identifier: Apache-2.0 */
/* ARP frames: decoded, and heard by a master that holds the address they may claim. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "tests/fake/fake_wire.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

/* What is said again says the same. */
static void
round_trip(const uint8_t *bytes, size_t len)
{
	uint8_t frame[VRRP_ARP_FRAME_BYTES];
	struct vrrp_arp arp, again;

	if (!vrrp_arp_decode(bytes, len, &arp))
		return;
	assert(len >= VRRP_ARP_FRAME_BYTES);
	vrrp_arp_probe(frame, arp.sender_mac, &arp.sender, &arp.target);
	assert(vrrp_arp_decode(frame, sizeof(frame), &again));
	assert(addr_equal(&again.sender, &arp.sender));
	assert(addr_equal(&again.target, &arp.target));
	assert(memcmp(again.sender_mac, arp.sender_mac, VRRP_MAC_BYTES) == 0);
}

static void
hear(const uint8_t *bytes, size_t len)
{
	const struct model_vrrp_instance said = fake_instance(255);
	struct fake_wire *wire = calloc(1, sizeof(*wire));
	struct vrrp_engine *engine;

	assert(wire);
	(void)fake_wire_add(wire, fake_engine(&said, 1), 160);
	fake_wire_settle(wire);
	engine = wire->hosts[0].engine;
	assert(fake_host_has(&wire->hosts[0], FAKE_VIP));
	vrrp_engine_arp(engine, FAKE_IFINDEX, bytes, len, wire->now);
	assert(!engine->routers[0].run.conflict.suspected ||
	    memcmp(engine->routers[0].run.conflict.rival.mac, wire->hosts[0].mac,
		VRRP_MAC_BYTES) != 0);
	fake_wire_run(wire, 3000);
	assert(fake_wire_master(wire) == 0);
	fake_wire_fini(wire);
	free(wire);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	round_trip(bytes, len);
	hear(bytes, len);
	return 0;
}
