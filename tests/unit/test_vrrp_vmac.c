/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/unit.h"

#include <stdio.h>
#include <string.h>

#include "agent/vrrp/vrrp_engine.h"
#include "agent/vrrp/vrrp_vmac.h"
#include "tests/fake/fake_wire.h"

static const struct vrrp_vmac want = {
    "vrrp.51", "eth0", {0, 0, 0x5e, 0, 1, 51}
};

/* As we leave it: arp_ignore 1 and arp_announce 2 on the base. */
static const struct vrrp_vmac_link prepared = {
    .ifindex = 2, .name = "eth0", .arp = {1, 2}
};

static struct vrrp_vmac_link
made(void)
{
	return (struct vrrp_vmac_link){
	    .ifindex = 9,
	    .name = "vrrp.51",
	    .mac = {0, 0, 0x5e, 0, 1, 51},
	    .parent = 2,
	    .ours = true,
	    .ready = true
        };
}

TEST(it_is_made_once_its_base_is_there)
{
	assert_int_equal(vrrp_vmac_plan(&want, NULL, NULL), VRRP_VMAC_WAIT);
	assert_int_equal(vrrp_vmac_plan(&want, &prepared, NULL), VRRP_VMAC_MAKE);
}

TEST(what_is_as_it_should_be_is_left_alone)
{
	struct vrrp_vmac_link seen = made();

	assert_int_equal(vrrp_vmac_plan(&want, &prepared, &seen), VRRP_VMAC_NONE);
}

TEST(one_that_somebody_switched_off_is_set_again)
{
	struct vrrp_vmac_link seen = made();

	seen.ready = false;
	assert_int_equal(vrrp_vmac_plan(&want, &prepared, &seen), VRRP_VMAC_SET);
}

/* Or we died between making and marking it; or keepalived made it, and is gone. */
TEST(one_without_our_mark_but_with_our_mac_on_our_base_is_taken_over)
{
	struct vrrp_vmac_link seen = made();

	seen.ours = false;
	assert_int_equal(vrrp_vmac_plan(&want, &prepared, &seen), VRRP_VMAC_SET);
}

TEST(a_base_that_would_answer_for_the_virtual_address_is_set)
{
	static const struct vrrp_vmac_arp lacking[] = {
	    {0, 2},
            {1, 1},
            {0, 0}
        };
	static const struct vrrp_vmac_arp good[] = {
	    {1, 2},
            {2, 2},
            {8, 2}
        };
	struct vrrp_vmac_link seen = made(), base = prepared;

	for (size_t i = 0; i < sizeof(lacking) / sizeof(lacking[0]); i++) {
		base.arp = lacking[i];
		assert_int_equal(vrrp_vmac_plan(&want, &base, &seen), VRRP_VMAC_SET);
	}
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		base.arp = good[i];
		assert_int_equal(vrrp_vmac_plan(&want, &base, &seen), VRRP_VMAC_NONE);
	}
}

TEST(another_mac_or_base_is_made_anew_if_ours_and_not_touched_if_not)
{
	for (int foreign = 0; foreign <= 1; foreign++) {
		enum vrrp_vmac_op op = foreign ? VRRP_VMAC_FOREIGN : VRRP_VMAC_REMAKE;
		struct vrrp_vmac_link seen = made();

		seen.ours = !foreign;
		seen.mac[5] = 52;
		assert_int_equal(vrrp_vmac_plan(&want, &prepared, &seen), op);
		seen.mac[5] = 51;
		seen.parent = 3;
		assert_int_equal(vrrp_vmac_plan(&want, &prepared, &seen), op);
	}
}

TEST(an_interface_of_another_kind_is_foreign_even_with_our_mac)
{
	struct vrrp_vmac_link seen = made();

	seen.ours = false;
	seen.parent = 0;
	assert_int_equal(vrrp_vmac_plan(&want, &prepared, &seen), VRRP_VMAC_FOREIGN);
}

TEST(settings_of_a_base_are_raised_and_never_lowered)
{
	struct vrrp_vmac_arp raised = vrrp_vmac_base_arp((struct vrrp_vmac_arp){0, 0});
	struct vrrp_vmac_arp kept = vrrp_vmac_base_arp((struct vrrp_vmac_arp){8, 2});

	assert_int_equal(raised.ignore, 1);
	assert_int_equal(raised.announce, 2);
	assert_int_equal(kept.ignore, 8);
	assert_int_equal(kept.announce, 2);
}

/* Also after a crash: the mark on what was left tells. */
TEST(what_a_base_had_before_is_known_by_those_that_are_on_it)
{
	struct vrrp_vmac_link links[] = {made(), prepared, made()};

	links[0].parent = 7; /* on another base */
	links[0].before = (struct vrrp_vmac_arp){5, 5};
	links[2].before = (struct vrrp_vmac_arp){0, 1};
	assert_int_equal(vrrp_vmac_before(links, 3, &prepared).announce, 1);
	assert_int_equal(vrrp_vmac_before(links, 3, &prepared).ignore, 0);
	/* None is on it yet: as it is now. */
	assert_int_equal(vrrp_vmac_before(links, 2, &prepared).ignore, 1);
	assert_int_equal(vrrp_vmac_before(links, 2, &prepared).announce, 2);
}

/* The kernel takes the larger of all and the interface: 1 is strict, 2 loose. */
TEST(a_strict_reverse_path_filter_of_all_is_made_loose)
{
	assert_int_equal(vrrp_vmac_rp_filter(0), 0);
	assert_int_equal(vrrp_vmac_rp_filter(1), 2);
	assert_int_equal(vrrp_vmac_rp_filter(2), 0);
}

/* ---- the router that has one ---- */

enum { BASE = 2, VMAC = 9 };

static const struct instant start = {1000000000};

static struct vrrp_engine *
engine_with_vmac(bool xmit_base)
{
	struct model_vrrp_instance said = fake_instance(100);

	memcpy(said.vmac, want.name, sizeof(said.vmac));
	memcpy(said.vmac_mac, want.mac, sizeof(want.mac));
	said.vmac_xmit_base = xmit_base;
	return fake_engine(&said, 1);
}

static void
see_base(struct vrrp_engine *engine)
{
	struct vrrp_link link = {.ifindex = BASE, .name = "eth0", .up = true};
	struct vrrp_address address = {
	    .ifindex = BASE, .prefix = {addr_v4(0x0a0101a0), 24}
        };

	link.has_mac = true;
	link.mac[5] = 0xa0;
	vrrp_engine_link(engine, &link);
	(void)vrrp_engine_address(engine, &address, start);
}

static struct vrrp_link
vmac_link(void)
{
	struct vrrp_link link = {.ifindex = VMAC,
	    .name = "vrrp.51",
	    .up = true,
	    .has_mac = true,
	    .parent = BASE};

	memcpy(link.mac, want.mac, sizeof(want.mac));
	return link;
}

static enum vrrp_state
state_after(struct vrrp_engine *engine, const struct vrrp_link *link)
{
	vrrp_engine_link(engine, link);
	engine->outbox.len = 0;
	vrrp_engine_tick(engine, start);
	return engine->routers[0].run.fsm.state;
}

TEST(a_router_is_in_fault_until_its_own_virtual_mac_is_there)
{
	struct vrrp_engine *engine = engine_with_vmac(false);
	struct vrrp_router *router = &engine->routers[0];
	struct vrrp_link right = vmac_link(), wrong = right;

	see_base(engine);
	vrrp_engine_tick(engine, start);
	assert_int_equal(router->run.fsm.state, VRRP_FAULT);
	assert_int_equal(router->run.fsm.reason, VRRP_WHY_NO_VMAC);
	wrong.mac[5] = 52; /* somebody else's of that name */
	assert_int_equal(state_after(engine, &wrong), VRRP_FAULT);
	wrong = right;
	wrong.parent = 0; /* no macvlan */
	assert_int_equal(state_after(engine, &wrong), VRRP_FAULT);
	wrong.parent = BASE + 1;
	assert_int_equal(state_after(engine, &wrong), VRRP_FAULT);
	assert_int_equal(state_after(engine, &right), VRRP_BACKUP);
	right.gone = true;
	assert_int_equal(state_after(engine, &right), VRRP_FAULT);
	vrrp_engine_free(engine);
}

TEST(addresses_are_on_the_virtual_mac_and_rivals_are_looked_for_below)
{
	for (int xmit_base = 0; xmit_base <= 1; xmit_base++) {
		struct vrrp_engine *engine = engine_with_vmac(xmit_base);
		const struct vrrp_router *router = &engine->routers[0];
		const struct vrrp_vip *vip = &router->vips[0];

		assert_string_equal(router->interface->name, "eth0");
		assert_string_equal(vip->interface->name, "vrrp.51");
		assert_string_equal(vip->wire->name, "eth0");
		assert_string_equal(router->out->name, xmit_base ? "eth0" : "vrrp.51");
		vrrp_engine_free(engine);
	}
}

/* As many as there may be: an ARP frame of ours that comes back is no rival's. */
TEST(every_virtual_mac_is_known_as_ours)
{
	enum { MACS = 300 };
	static struct model_vrrp_instance said[MACS];
	struct vrrp_engine *engine;
	uint8_t mac[VRRP_MAC_BYTES] = {2, 0, 0, 0, 0, 0};

	for (unsigned i = 0; i < MACS; i++) {
		said[i] = fake_instance(100);
		said[i].vrid = (uint8_t)(i % 255 + 1);
		(void)snprintf(said[i].vmac, sizeof(said[i].vmac), "vrrp.%u", i);
		/* Not in order: 7 and 300 have no common factor. */
		said[i].vmac_mac[0] = 2;
		said[i].vmac_mac[4] = (uint8_t)(i * 7 % MACS >> 8);
		said[i].vmac_mac[5] = (uint8_t)(i * 7 % MACS);
	}
	engine = fake_engine(said, MACS);
	for (unsigned i = 0; i < MACS; i++) {
		mac[4] = (uint8_t)(i >> 8);
		mac[5] = (uint8_t)i;
		assert_true(vrrp_index_has_mac(&engine->index, mac));
	}
	mac[4] = MACS >> 8;
	mac[5] = (uint8_t)MACS;
	assert_false(vrrp_index_has_mac(&engine->index, mac));
	vrrp_engine_free(engine);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(it_is_made_once_its_base_is_there),
	    cmocka_unit_test(what_is_as_it_should_be_is_left_alone),
	    cmocka_unit_test(one_that_somebody_switched_off_is_set_again),
	    cmocka_unit_test(
		one_without_our_mark_but_with_our_mac_on_our_base_is_taken_over),
	    cmocka_unit_test(a_base_that_would_answer_for_the_virtual_address_is_set),
	    cmocka_unit_test(
		another_mac_or_base_is_made_anew_if_ours_and_not_touched_if_not),
	    cmocka_unit_test(an_interface_of_another_kind_is_foreign_even_with_our_mac),
	    cmocka_unit_test(settings_of_a_base_are_raised_and_never_lowered),
	    cmocka_unit_test(what_a_base_had_before_is_known_by_those_that_are_on_it),
	    cmocka_unit_test(a_strict_reverse_path_filter_of_all_is_made_loose),
	    cmocka_unit_test(every_virtual_mac_is_known_as_ours),
	    cmocka_unit_test(a_router_is_in_fault_until_its_own_virtual_mac_is_there),
	    cmocka_unit_test(
		addresses_are_on_the_virtual_mac_and_rivals_are_looked_for_below),
	};

	return cmocka_run_group_tests_name("vrrp_vmac", tests, NULL, NULL);
}
