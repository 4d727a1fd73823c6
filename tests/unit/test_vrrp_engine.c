/* SPDX-License-Identifier: Apache-2.0 */
/* Many routers, reload, scripts, and the limits of one turn. */
#include "tests/unit/unit.h"

#include <string.h>

#include "agent/vrrp/vrrp_adopt.h"
#include "tests/fake/fake_wire.h"

static int
set_up(void **state)
{
	static struct fake_wire wire;

	memset(&wire, 0, sizeof(wire));
	*state = &wire;
	return 0;
}

static int
tear_down(void **state)
{
	fake_wire_fini(*state);
	return 0;
}

static const struct model_vrrp_address two_vips[] = {
    {.prefix = {{ADDR_V4, {10, 1, 1, 166}}, 32}},
    {.prefix = {{ADDR_V4, {10, 1, 1, 167}}, 32}},
};

/* A lone master of priority 100 at .160. */
static struct fake_wire *
master_of(void **state, const struct model_vrrp_instance *said)
{
	struct fake_wire *wire = *state;

	(void)fake_wire_add(wire, fake_engine(said, 1), 160);
	fake_wire_run(wire, 4000);
	assert_int_equal(fake_wire_master(wire), 0);
	return wire;
}

static struct vrrp_router *
router_of(struct fake_wire *wire)
{
	return &wire->hosts[0].engine->routers[0];
}

static void
a_reload_without_a_change_changes_nothing(void **state)
{
	struct model_vrrp_instance said = fake_instance(100);
	struct fake_wire *wire = master_of(state, &said);
	struct vrrp_router before = *router_of(wire);
	uint64_t adverts = wire->adverts;

	fake_wire_reload(wire, 0, fake_engine(&said, 1));
	fake_wire_settle(wire);
	assert_int_equal(router_of(wire)->run.fsm.state, VRRP_MASTER);
	assert_int_equal(router_of(wire)->run.fsm.due.ns, before.run.fsm.due.ns);
	assert_int_equal(wire->adverts, adverts);
	assert_memory_equal(&router_of(wire)->run.counters, &before.run.counters,
	    sizeof(before.run.counters));
	assert_int_equal(fake_host_notes(&wire->hosts[0], VRRP_NOTE_ENTER), 2);
}

static void
a_reload_applies_priority_and_interval_without_a_change_of_role(void **state)
{
	struct model_vrrp_instance said = fake_instance(100);
	struct fake_wire *wire = master_of(state, &said);
	uint64_t adverts = wire->adverts;

	said.priority = 120;
	said.advert_int_cs = 500;
	fake_wire_reload(wire, 0, fake_engine(&said, 1));
	fake_wire_run(wire, 20000);
	assert_int_equal(router_of(wire)->run.fsm.state, VRRP_MASTER);
	assert_int_equal(router_of(wire)->run.fsm.priority, 120);
	assert_in_range(wire->adverts - adverts, 4, 5);
	assert_int_equal(fake_host_notes(&wire->hosts[0], VRRP_NOTE_ENTER), 2);
}

static void
a_reload_adds_and_removes_addresses_while_master(void **state)
{
	struct model_vrrp_instance said = fake_instance(100);
	struct fake_wire *wire = master_of(state, &said);
	uint64_t garps = router_of(wire)->run.counters.garp_sent;

	said.addresses = two_vips;
	said.addresses_len = 2;
	fake_wire_reload(wire, 0, fake_engine(&said, 1));
	fake_wire_run(wire, 10);
	assert_true(fake_host_has(&wire->hosts[0], FAKE_VIP));
	assert_true(fake_host_has(&wire->hosts[0], FAKE_VIP + 1));
	assert_int_equal(router_of(wire)->run.counters.garp_sent, garps + 10);

	said.addresses = &two_vips[1];
	said.addresses_len = 1;
	fake_wire_reload(wire, 0, fake_engine(&said, 1));
	fake_wire_run(wire, 10);
	assert_false(fake_host_has(&wire->hosts[0], FAKE_VIP));
	assert_true(fake_host_has(&wire->hosts[0], FAKE_VIP + 1));
	assert_int_equal(fake_wire_master(wire), 0);
}

static void
a_reload_that_drops_an_instance_releases_it(void **state)
{
	struct model_vrrp_instance said = fake_instance(100);
	struct fake_wire *wire = master_of(state, &said);

	said.vrid = 52;
	fake_wire_reload(wire, 0, fake_engine(&said, 1));
	assert_int_equal(fake_host_notes(&wire->hosts[0], VRRP_NOTE_SENT_RELEASE), 1);
	assert_false(fake_host_has(&wire->hosts[0], FAKE_VIP));
	assert_int_equal(router_of(wire)->run.fsm.state, VRRP_INIT);
	fake_wire_run(wire, 4000);
	assert_int_equal(router_of(wire)->run.fsm.state, VRRP_MASTER);
}

static void
a_reload_may_end_and_begin_the_leases(void **state)
{
	struct model_vrrp_instance said = fake_instance(100);
	struct fake_wire *wire = master_of(state, &said);

	said.lease_s = 0;
	fake_wire_reload(wire, 0, fake_engine(&said, 1));
	fake_wire_run(wire, 60000);
	assert_true(fake_host_has(&wire->hosts[0], FAKE_VIP));
	said.lease_s = 3;
	fake_wire_reload(wire, 0, fake_engine(&said, 1));
	fake_wire_run(wire, 60000);
	assert_true(fake_host_has(&wire->hosts[0], FAKE_VIP));
	wire->hosts[0].frozen = true;
	fake_wire_run(wire, 3001);
	assert_false(fake_host_has(&wire->hosts[0], FAKE_VIP));
}

/* ---- tracking ---- */

static void
tell_script(struct fake_wire *wire, bool up)
{
	vrrp_engine_track(wire->hosts[0].engine,
	    (struct vrrp_track_name){MODEL_TRACK_SCRIPT, 0},
	    (struct vrrp_track_fact){.known = true, .up = up});
}

static struct model_vrrp_instance
tracking(struct model_track *track)
{
	struct model_vrrp_instance said = fake_instance(150);

	said.tracks = (struct model_tracks){track, 1};
	return said;
}

static void
a_script_moves_the_priority_and_back(void **state)
{
	struct model_track track = {.kind = MODEL_TRACK_SCRIPT, .weight = -90};
	struct model_vrrp_instance said = tracking(&track);
	struct fake_wire *wire = master_of(state, &said);

	tell_script(wire, false);
	fake_wire_run(wire, 1);
	assert_int_equal(router_of(wire)->run.fsm.priority, 60);
	assert_int_equal(router_of(wire)->run.fsm.state, VRRP_MASTER);
	assert_int_equal(fake_host_notes(&wire->hosts[0], VRRP_NOTE_PRIORITY), 1);
	tell_script(wire, true);
	fake_wire_run(wire, 1);
	assert_int_equal(router_of(wire)->run.fsm.priority, 150);
}

static void
a_script_of_weight_zero_holds_back_the_start_until_it_has_run(void **state)
{
	struct model_track track = {.kind = MODEL_TRACK_SCRIPT, .weight = 0};
	struct model_vrrp_instance said = tracking(&track);
	struct fake_wire *wire = *state;

	(void)fake_wire_add(wire, fake_engine(&said, 1), 160);
	fake_wire_run(wire, 60000);
	assert_int_equal(fake_host_state(&wire->hosts[0]), VRRP_INIT);
	tell_script(wire, false);
	fake_wire_run(wire, 1);
	assert_int_equal(fake_host_state(&wire->hosts[0]), VRRP_FAULT);
	assert_int_equal(router_of(wire)->run.fsm.reason, VRRP_WHY_TRACK_FAILED);
	tell_script(wire, true);
	fake_wire_run(wire, 4000);
	assert_int_equal(fake_host_state(&wire->hosts[0]), VRRP_MASTER);
	assert_int_equal(wire->adverts, 1);
}

/* Down counts after 2 s, up after 1 s; what turns back before that never counted. */
static void
a_link_that_flaps_counts_after_its_delay(void **state)
{
	static const struct model_link_delay delay = {"eth0", 2000, 1000};
	struct model_vrrp_instance said = fake_instance(255);
	const struct model model = {.instances = &said,
	    .instances_len = 1,
	    .link_delays = &delay,
	    .link_delays_len = 1};
	struct fake_wire *wire = *state;

	(void)fake_wire_add(wire, vrrp_engine_new(&model, 1), 160);
	fake_wire_run(wire, 10);
	assert_int_equal(fake_host_state(&wire->hosts[0]), VRRP_MASTER);
	fake_wire_link(wire, 0, false);
	fake_wire_run(wire, 1999);
	assert_int_equal(fake_host_state(&wire->hosts[0]), VRRP_MASTER);
	fake_wire_link(wire, 0, true);
	fake_wire_run(wire, 5000);
	assert_int_equal(fake_host_state(&wire->hosts[0]), VRRP_MASTER);
	fake_wire_link(wire, 0, false);
	fake_wire_run(wire, 1999);
	assert_int_equal(fake_host_state(&wire->hosts[0]), VRRP_MASTER);
	fake_wire_run(wire, 2);
	assert_int_equal(fake_host_state(&wire->hosts[0]), VRRP_FAULT);
	fake_wire_link(wire, 0, true);
	fake_wire_run(wire, 999);
	assert_int_equal(fake_host_state(&wire->hosts[0]), VRRP_FAULT);
	fake_wire_run(wire, 2);
	assert_int_equal(fake_host_state(&wire->hosts[0]), VRRP_MASTER);
}

static void
a_tracked_interface_that_is_absent_is_down(void **state)
{
	struct model_track track = {.interface = "eth1", .weight = -50};
	struct model_vrrp_instance said = fake_instance(150);
	struct vrrp_link eth1 = {.ifindex = 3, .name = "eth1", .up = true};
	struct fake_wire *wire;

	said.tracks = (struct model_tracks){&track, 1};
	wire = master_of(state, &said);
	assert_int_equal(router_of(wire)->run.fsm.priority, 100);
	vrrp_engine_link(wire->hosts[0].engine, &eth1);
	fake_wire_run(wire, 1);
	assert_int_equal(router_of(wire)->run.fsm.priority, 150);
	eth1.gone = true;
	vrrp_engine_link(wire->hosts[0].engine, &eth1);
	fake_wire_run(wire, 1);
	assert_int_equal(router_of(wire)->run.fsm.priority, 100);
}

/* ---- interfaces ---- */

static void
an_interface_that_is_made_anew_is_another_one(void **state)
{
	struct model_vrrp_instance said = fake_instance(100);
	struct fake_wire *wire = master_of(state, &said);
	struct vrrp_link link = {.ifindex = 9, .name = "eth0", .up = true};
	struct vrrp_address own = {
	    .ifindex = 9, .prefix = {{ADDR_V4, {10, 1, 1, 170}}, 24}
        };

	vrrp_engine_link(wire->hosts[0].engine, &link);
	fake_wire_run(wire, 1);
	assert_int_equal(router_of(wire)->run.fsm.reason, VRRP_WHY_NO_PRIMARY_ADDRESS);
	(void)vrrp_engine_address(wire->hosts[0].engine, &own, wire->now);
	fake_wire_run(wire, 1);
	assert_int_equal(router_of(wire)->run.fsm.state, VRRP_BACKUP);
	assert_true(addr_equal(&router_of(wire)->run.fsm.primary, &own.prefix.addr));
}

static void
a_renamed_interface_is_absent(void **state)
{
	struct model_vrrp_instance said = fake_instance(100);
	struct fake_wire *wire = master_of(state, &said);
	struct vrrp_link link = {.ifindex = FAKE_IFINDEX, .name = "lan0", .up = true};

	vrrp_engine_link(wire->hosts[0].engine, &link);
	fake_wire_run(wire, 1);
	assert_int_equal(router_of(wire)->run.fsm.reason, VRRP_WHY_INTERFACE_ABSENT);
}

static void
why_it_became_master_is_remembered_afterwards(void **state)
{
	struct model_vrrp_instance said = fake_instance(100);
	struct fake_wire *wire = master_of(state, &said);
	struct vrrp_link link = {.ifindex = FAKE_IFINDEX, .name = "lan0", .up = true};

	assert_int_equal(
	    router_of(wire)->run.lately.master_reason, VRRP_WHY_MASTER_DOWN);
	vrrp_engine_link(wire->hosts[0].engine, &link);
	fake_wire_run(wire, 1);
	assert_int_not_equal(fake_host_state(&wire->hosts[0]), VRRP_MASTER);
	assert_int_equal(
	    router_of(wire)->run.lately.master_reason, VRRP_WHY_MASTER_DOWN);
}

static void
what_a_dump_does_not_show_is_gone(void **state)
{
	struct model_vrrp_instance said = fake_instance(100);
	struct fake_wire *wire = master_of(state, &said);

	vrrp_engine_dump_begin(wire->hosts[0].engine);
	vrrp_engine_dump_end(wire->hosts[0].engine, wire->now);
	fake_wire_run(wire, 1);
	assert_int_equal(router_of(wire)->run.fsm.reason, VRRP_WHY_INTERFACE_ABSENT);
}

/* Who cannot hear would be master beside another. */
static void
without_sockets_of_its_family_it_cannot_serve(void **state)
{
	struct model_vrrp_instance said = fake_instance(100);
	struct fake_wire *wire = master_of(state, &said);

	vrrp_engine_mute(wire->hosts[0].engine, 0, VRRP_OVER_V6, true);
	fake_wire_run(wire, 1);
	assert_int_equal(router_of(wire)->run.fsm.state, VRRP_MASTER);
	vrrp_engine_mute(wire->hosts[0].engine, 0, VRRP_OVER_V4, true);
	fake_wire_run(wire, 1);
	assert_int_equal(router_of(wire)->run.fsm.reason, VRRP_WHY_NO_SOCKET);
	assert_false(fake_host_has(&wire->hosts[0], FAKE_VIP));
	vrrp_engine_mute(wire->hosts[0].engine, 0, VRRP_OVER_V4, false);
	fake_wire_run(wire, 4000);
	assert_int_equal(router_of(wire)->run.fsm.state, VRRP_MASTER);
}

/* The owner's virtual address is its own: never set, never removed. */
static void
the_owner_keeps_its_own_address(void **state)
{
	struct model_vrrp_instance said = fake_instance(VRRP_PRIO_OWNER);
	struct fake_wire *wire = *state;

	(void)fake_wire_add(wire, NULL, 166);
	fake_wire_remove(wire, 0, FAKE_VIP);
	fake_wire_set(wire, 0, FAKE_VIP);
	fake_wire_start(wire, 0, fake_engine(&said, 1));
	fake_wire_run(wire, 10);
	assert_int_equal(fake_wire_master(wire), 0);
	assert_int_equal(router_of(wire)->run.fsm.reason, VRRP_WHY_OWNER);
	assert_int_not_equal(router_of(wire)->run.counters.garp_sent, 0);
	vrrp_engine_stop(wire->hosts[0].engine);
	fake_wire_run(wire, 10);
	assert_true(fake_host_has(&wire->hosts[0], FAKE_VIP));
}

/* ---- many ---- */

enum { MANY = 200 };

static void
many_routers_share_turns_and_none_is_forgotten(void **state)
{
	static struct model_vrrp_instance said[MANY];
	static struct model_vrrp_address vips[MANY];
	struct fake_wire *wire = *state;
	struct vrrp_engine *engine;
	size_t adverts = 0;

	for (size_t i = 0; i < MANY; i++) {
		said[i] = fake_instance(100);
		said[i].vrid = (uint8_t)(i + 1);
		vips[i].prefix = (struct addr_prefix){
		    {ADDR_V4, {10, 2, 0, (uint8_t)i}},
                    32
                };
		said[i].addresses = &vips[i];
	}
	engine = fake_engine(said, MANY);
	(void)fake_wire_add(wire, NULL, 160);
	fake_wire_start(wire, 0, engine);
	vrrp_engine_tick(engine, wire->now); /* all start */
	engine->outbox.len = 0;
	for (int turns = 0; turns < 10; turns++) {
		vrrp_engine_tick(engine, (struct instant){3610000000});
		assert_true(engine->outbox.len < VRRP_OUTBOX_MAX / 2 + 64);
		for (size_t i = 0; i < engine->outbox.len; i++)
			adverts += engine->outbox.acts[i].kind == VRRP_ACT_ADVERT;
		engine->outbox.len = 0;
	}
	assert_int_equal(adverts, MANY);
}

static void
two_hundred_addresses_are_set_and_announced_in_turns(void **state)
{
	static struct model_vrrp_address vips[MANY];
	struct model_vrrp_instance said = fake_instance(VRRP_PRIO_OWNER);
	struct vrrp_engine *engine;
	size_t set = 0, frames = 0;
	struct fake_wire *wire = *state;

	for (size_t i = 0; i < MANY; i++)
		vips[i].prefix = (struct addr_prefix){
		    {ADDR_V4, {10, 2, 0, (uint8_t)i}},
                    32
                };
	said.addresses = vips;
	said.addresses_len = MANY;
	engine = fake_engine(&said, 1);
	(void)fake_wire_add(wire, NULL, 160);
	fake_wire_start(wire, 0, engine);
	for (int turns = 0; turns < 64; turns++) {
		vrrp_engine_tick(engine, wire->now);
		for (size_t i = 0; i < engine->outbox.len; i++) {
			const struct vrrp_act *act = &engine->outbox.acts[i];

			if (act->kind == VRRP_ACT_NOTE)
				continue;
			set += act->kind == VRRP_ACT_ADDRESS;
			frames += act->kind == VRRP_ACT_ANNOUNCE;
			assert_true(act->kind != VRRP_ACT_ANNOUNCE || set == MANY);
			vrrp_engine_done(engine, i, 0, wire->now);
		}
		engine->outbox.len = 0;
	}
	assert_int_equal(set, MANY);
	assert_int_equal(frames, 5 * MANY);
}

/* A frame of ours that comes back by another of our links is no rival's. */
static void
our_own_macs_are_no_rivals(void **state)
{
	struct model_vrrp_instance said = fake_instance(100);
	struct fake_wire *wire = master_of(state, &said);
	struct vrrp_link eth1 = {
	    .ifindex = 3,
	    .name = "eth1",
	    .up = true,
	    .has_mac = true,
	    .mac = {2, 0, 0, 0, 1, 1}
        };
	uint8_t frame[VRRP_ARP_FRAME_BYTES];
	struct addr vip = addr_v4(FAKE_VIP);

	vrrp_engine_link(wire->hosts[0].engine, &eth1);
	vrrp_arp_announce(frame, eth1.mac, &vip);
	vrrp_engine_arp(
	    wire->hosts[0].engine, FAKE_IFINDEX, frame, sizeof(frame), wire->now);
	assert_false(router_of(wire)->run.conflict.suspected);
	eth1.mac[5] = 2;
	vrrp_arp_announce(frame, eth1.mac, &vip);
	vrrp_engine_arp(
	    wire->hosts[0].engine, FAKE_IFINDEX, frame, sizeof(frame), wire->now);
	assert_true(router_of(wire)->run.conflict.suspected);
}

int
main(void)
{
#define WIRED(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
	const struct CMUnitTest tests[] = {
	    WIRED(a_reload_without_a_change_changes_nothing),
	    WIRED(a_reload_applies_priority_and_interval_without_a_change_of_role),
	    WIRED(a_reload_adds_and_removes_addresses_while_master),
	    WIRED(a_reload_that_drops_an_instance_releases_it),
	    WIRED(a_reload_may_end_and_begin_the_leases),
	    WIRED(a_script_moves_the_priority_and_back),
	    WIRED(a_script_of_weight_zero_holds_back_the_start_until_it_has_run),
	    WIRED(a_link_that_flaps_counts_after_its_delay),
	    WIRED(a_tracked_interface_that_is_absent_is_down),
	    WIRED(an_interface_that_is_made_anew_is_another_one),
	    WIRED(a_renamed_interface_is_absent),
	    WIRED(why_it_became_master_is_remembered_afterwards),
	    WIRED(what_a_dump_does_not_show_is_gone),
	    WIRED(without_sockets_of_its_family_it_cannot_serve),
	    WIRED(the_owner_keeps_its_own_address),
	    WIRED(many_routers_share_turns_and_none_is_forgotten),
	    WIRED(two_hundred_addresses_are_set_and_announced_in_turns),
	    WIRED(our_own_macs_are_no_rivals),
	};

	return cmocka_run_group_tests_name("vrrp_engine", tests, NULL, NULL);
}
