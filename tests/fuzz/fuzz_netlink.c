/* SPDX-License-Identifier: Apache-2.0 */
/* A datagram of the kernel's, as the monitor hears it: walked, decoded, and told to an
 * engine. */
#include <assert.h>
#include <string.h>

#include "agent/sys/link.h"
#include "agent/sys/macvlan.h"
#include "agent/vrrp/vrrp_engine.h"
#include "tests/fake/fake_model.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static const struct instant now = {1};

static void
tell_link(struct vrrp_engine *engine, const struct netlink_message *message)
{
	struct link_facts facts;
	struct vrrp_link link;

	if (!link_decode(message, &facts))
		return;
	assert(memchr(facts.name, '\0', sizeof(facts.name)));
	link = (struct vrrp_link){.ifindex = facts.ifindex,
	    .gone = facts.gone,
	    .up = facts.up,
	    .has_mac = facts.has_mac};
	memcpy(link.name, facts.name, sizeof(link.name));
	memcpy(link.mac, facts.mac, sizeof(link.mac));
	vrrp_engine_link(engine, &link);
}

static void
tell_address(struct vrrp_engine *engine, const struct netlink_message *message)
{
	struct link_address facts;
	struct vrrp_address address;

	if (!link_decode_address(message, &facts))
		return;
	address = (struct vrrp_address){.ifindex = facts.ifindex,
	    .prefix = facts.prefix,
	    .gone = facts.gone,
	    .finite = facts.finite};
	(void)vrrp_engine_address(engine, &address, now);
}

static void
take(void *ctx, const struct netlink_message *message)
{
	struct vrrp_engine *engine = ctx;
	struct macvlan_facts macvlan;

	(void)macvlan_decode(message, &macvlan);
	tell_link(engine, message);
	tell_address(engine, message);
	vrrp_engine_tick(engine, now);
	engine->outbox.len = 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	const struct model_vrrp_instance said = fake_instance(255);
	struct vrrp_engine *engine = fake_engine(&said, 1);
	const struct netlink_each each = {take, engine};

	(void)netlink_walk(bytes, len, &each);
	vrrp_engine_free(engine);
	return 0;
}
