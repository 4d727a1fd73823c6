/* SPDX-License-Identifier: Apache-2.0 */
/* The scenario's elections with whole engines on a made-up wire. */
#include "tests/unit/unit.h"

#include <string.h>

#include "agent/vrrp/vrrp_adopt.h"
#include "tests/fake/fake_wire.h"

/* One big struct: not on the stack of each test. */
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

static struct vrrp_engine *
engine_of(uint8_t priority, enum vrrp_state initial)
{
	struct model_vrrp_instance said = fake_instance(priority);

	said.initial_state = initial;
	return fake_engine(&said, 1);
}

/* Directors at .160 and .162, both BACKUP unless said. */
static struct fake_wire *
two(void **state, uint8_t first, uint8_t second)
{
	struct fake_wire *wire = *state;

	(void)fake_wire_add(wire, engine_of(first, VRRP_BACKUP), 160);
	(void)fake_wire_add(wire, engine_of(second, VRRP_BACKUP), 162);
	return wire;
}

static bool
never_doubled_for_more_than_ms(const struct fake_wire *wire, int64_t ms)
{
	return wire->doubled.ns <= ms * 1000000;
}

static void
the_higher_priority_is_master_and_holds_the_address(void **state)
{
	struct fake_wire *wire = two(state, 100, 50);

	fake_wire_run(wire, 3609);
	assert_int_equal(fake_wire_master(wire), -1);
	fake_wire_run(wire, 1);
	assert_int_equal(fake_wire_master(wire), 0);
	assert_true(fake_host_has(&wire->hosts[0], FAKE_VIP));
	fake_wire_run(wire, 60000);
	assert_int_equal(fake_wire_master(wire), 0);
	assert_false(fake_host_has(&wire->hosts[1], FAKE_VIP));
	assert_true(never_doubled_for_more_than_ms(wire, 0));
	/* One a second and the first, and none of the backup. */
	assert_int_equal(wire->adverts, 61);
}

/* Scenario 3: whoever starts first. */
static void
of_two_configured_master_the_higher_wins(void **state)
{
	struct fake_wire *wire = *state;

	(void)fake_wire_add(wire, engine_of(100, VRRP_MASTER), 160);
	fake_wire_run(wire, 2000);
	assert_int_equal(fake_wire_master(wire), 0);
	(void)fake_wire_add(wire, engine_of(150, VRRP_MASTER), 162);
	fake_wire_run(wire, 1100);
	assert_int_equal(fake_wire_master(wire), 1);
	assert_int_equal(fake_host_notes(&wire->hosts[0], VRRP_NOTE_HIGHER), 1);
	/* Heard as backup, and perhaps once more as master, before the other yields. */
	assert_in_range(fake_host_notes(&wire->hosts[1], VRRP_NOTE_LOWER), 1, 2);
	assert_true(never_doubled_for_more_than_ms(wire, 2));
	assert_int_equal(
	    wire->hosts[1].engine->routers[0].run.counters.split_brains, 0);
}

static void
equals_that_start_together_end_with_one_master(void **state)
{
	struct fake_wire *wire = *state;

	(void)fake_wire_add(wire, engine_of(100, VRRP_MASTER), 160);
	(void)fake_wire_add(wire, engine_of(100, VRRP_MASTER), 162);
	(void)fake_wire_add(wire, engine_of(100, VRRP_MASTER), 161);
	fake_wire_run(wire, 1010);
	assert_int_equal(fake_wire_master(wire), 1);
	fake_wire_run(wire, 60000);
	assert_int_equal(fake_wire_master(wire), 1);
	assert_true(never_doubled_for_more_than_ms(wire, 2));
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(
		    fake_host_notes(&wire->hosts[i], VRRP_NOTE_SPLIT_BRAIN), 0);
}

/* Scenario 4: priority 0, then the skew of 50: (256 - 50) / 256 s = 0.8046875 s. */
static void
a_stop_hands_over_within_the_skew(void **state)
{
	struct fake_wire *wire = two(state, 100, 50);

	fake_wire_run(wire, 5000);
	vrrp_engine_stop(wire->hosts[0].engine);
	fake_wire_run(wire, 804);
	assert_false(fake_host_has(&wire->hosts[0], FAKE_VIP));
	assert_true(vrrp_engine_has_left(wire->hosts[0].engine));
	assert_int_equal(fake_wire_master(wire), -1);
	fake_wire_run(wire, 2);
	assert_int_equal(fake_wire_master(wire), 1);
	assert_true(never_doubled_for_more_than_ms(wire, 0));
}

/* The dead kernel keeps the address until its lease ends: 5 s after the last renewal,
 * that is 3.3 to 5 s after the kill; the other takes over after 3.8 s. */
static void
a_kill_hands_over_and_the_dead_address_goes_with_its_lease(void **state)
{
	struct fake_wire *wire = two(state, 100, 50);

	fake_wire_run(wire, 5500);
	fake_wire_kill(wire, 0);
	fake_wire_run(wire, 3806);
	assert_int_equal(fake_wire_master(wire), 1);
	fake_wire_run(wire, 1195);
	assert_false(fake_host_has(&wire->hosts[0], FAKE_VIP));
	fake_wire_run(wire, 60000);
	assert_int_equal(fake_host_notes(&wire->hosts[1], VRRP_NOTE_SPLIT_BRAIN), 0);
}

static void
a_frozen_master_loses_its_address_and_takes_it_back(void **state)
{
	struct fake_wire *wire = two(state, 100, 50);

	fake_wire_run(wire, 10000);
	wire->hosts[0].frozen = true;
	fake_wire_run(wire, 5001);
	assert_false(fake_host_has(&wire->hosts[0], FAKE_VIP));
	assert_int_equal(fake_host_state(&wire->hosts[1]), VRRP_MASTER);
	wire->hosts[0].frozen = false;
	fake_wire_run(wire, 10);
	assert_int_equal(fake_wire_master(wire), 0);
	assert_true(fake_host_has(&wire->hosts[0], FAKE_VIP));
	assert_false(fake_host_has(&wire->hosts[1], FAKE_VIP));
}

static void
who_returns_preempts(void **state)
{
	struct fake_wire *wire = two(state, 100, 50);

	fake_wire_run(wire, 5000);
	fake_wire_kill(wire, 0);
	fake_wire_run(wire, 10000);
	fake_wire_start(wire, 0, engine_of(100, VRRP_BACKUP));
	fake_wire_run(wire, 3609);
	assert_int_equal(fake_wire_master(wire), 1);
	fake_wire_run(wire, 10);
	assert_int_equal(fake_wire_master(wire), 0);
	assert_true(never_doubled_for_more_than_ms(wire, 1200));
}

/* Scenario 5: nopreempt on the higher one. */
static void
with_nopreempt_who_holds_it_keeps_it_until_it_fails(void **state)
{
	struct fake_wire *wire = *state;
	struct model_vrrp_instance said = fake_instance(150);

	said.preempt = false;
	(void)fake_wire_add(wire, engine_of(100, VRRP_BACKUP), 160);
	fake_wire_run(wire, 5000);
	(void)fake_wire_add(wire, fake_engine(&said, 1), 162);
	fake_wire_run(wire, 60000);
	assert_int_equal(fake_wire_master(wire), 0);
	fake_wire_kill(wire, 0);
	fake_wire_run(wire, 3600);
	assert_int_equal(fake_wire_master(wire), 1);
}

/* A predecessor's lease is no address of the living: removed while backup. */
static void
a_backup_removes_what_a_dead_predecessor_left(void **state)
{
	struct fake_wire *wire = two(state, 100, 50);

	fake_wire_run(wire, 5000);
	fake_wire_kill(wire, 0);
	assert_true(fake_host_has(&wire->hosts[0], FAKE_VIP));
	fake_wire_start(wire, 0, engine_of(100, VRRP_BACKUP));
	fake_wire_run(wire, 1);
	assert_false(fake_host_has(&wire->hosts[0], FAKE_VIP));
}

static void
an_address_that_somebody_set_for_good_is_left_alone(void **state)
{
	struct fake_wire *wire = two(state, 100, 50);

	fake_wire_set(wire, 0, FAKE_VIP);
	fake_wire_run(wire, 5000);
	assert_int_equal(fake_wire_master(wire), 0);
	vrrp_engine_stop(wire->hosts[0].engine);
	fake_wire_run(wire, 5000);
	assert_true(fake_host_has(&wire->hosts[0], FAKE_VIP));
	assert_int_not_equal(
	    fake_host_notes(&wire->hosts[0], VRRP_NOTE_ADDRESS_FOREIGN), 0);
}

/* Scenario 6: other VRIDs on the two, so that both hold it. */
static void
different_vrids_are_seen_as_split_brain_by_both(void **state)
{
	struct fake_wire *wire = *state;
	struct model_vrrp_instance said = fake_instance(100);

	(void)fake_wire_add(wire, engine_of(100, VRRP_MASTER), 160);
	said.vrid = 52;
	said.initial_state = VRRP_MASTER;
	(void)fake_wire_add(wire, fake_engine(&said, 1), 162);
	fake_wire_run(wire, 4000);
	for (size_t i = 0; i < 2; i++) {
		const struct vrrp_router *router = &wire->hosts[i].engine->routers[0];

		assert_int_equal(router->run.fsm.state, VRRP_MASTER);
		assert_true(router->run.conflict.confirmed);
		assert_true(addr_equal(
		    &router->run.conflict.rival.peer, &wire->hosts[1 - i].own));
		assert_memory_equal(router->run.conflict.rival.mac,
		    wire->hosts[1 - i].mac, VRRP_MAC_BYTES);
		assert_int_equal(router->run.counters.split_brains, 1);
		assert_int_not_equal(wire->hosts[i].engine->refused[VRRP_BAD_VRID], 0);
	}
	fake_wire_kill(wire, 1);
	fake_wire_run(wire, 30000);
	assert_false(wire->hosts[0].engine->routers[0].run.conflict.confirmed);
	assert_int_equal(fake_host_notes(&wire->hosts[0], VRRP_NOTE_SPLIT_BRAIN), 2);
}

/* Scenario 8: each refuses the other's adverts, both hold the address. */
static void
different_passwords_are_refused_and_seen_as_split_brain(void **state)
{
	struct fake_wire *wire = *state;
	struct model_vrrp_instance said = fake_instance(50);
	const struct vrrp_router *router;

	said.auth_pass[0] = '2';
	(void)fake_wire_add(wire, engine_of(100, VRRP_BACKUP), 160);
	(void)fake_wire_add(wire, fake_engine(&said, 1), 162);
	fake_wire_run(wire, 10000);
	router = &wire->hosts[0].engine->routers[0];
	assert_in_range(router->run.counters.refused[VRRP_BAD_AUTH], 5, 7);
	assert_true(addr_equal(&router->run.auth_failure.source, &wire->hosts[1].own));
	assert_int_equal(router->run.auth_failure.refusal, VRRP_BAD_AUTH);
	assert_int_equal(fake_host_notes(&wire->hosts[0], VRRP_NOTE_REFUSED), 1);
	assert_true(router->run.conflict.confirmed);
}

/* A host that has the address and says nothing: found by asking. */
static void
a_silent_double_is_found_by_probing(void **state)
{
	struct fake_wire *wire = *state;

	(void)fake_wire_add(wire, engine_of(100, VRRP_MASTER), 160);
	(void)fake_wire_add(wire, NULL, 163);
	fake_wire_set(wire, 1, FAKE_VIP);
	fake_wire_run(wire, 9000);
	assert_true(wire->hosts[0].engine->routers[0].run.conflict.confirmed);
	fake_wire_remove(wire, 1, FAKE_VIP);
	fake_wire_run(wire, 30000);
	assert_false(wire->hosts[0].engine->routers[0].run.conflict.confirmed);
}

/* Who cannot hear goes on sending weaker adverts for as long as it lives. */
static void
a_weaker_one_that_never_listens_is_a_split_brain(void **state)
{
	struct fake_wire *wire = two(state, 100, 50);

	wire->hosts[1].deaf = true;
	fake_wire_run(wire, 20000);
	assert_true(wire->hosts[0].engine->routers[0].run.conflict.confirmed);
}

static void
a_lost_address_comes_back_and_is_announced(void **state)
{
	struct fake_wire *wire = two(state, 100, 50);
	uint64_t garps;

	fake_wire_run(wire, 15000);
	garps = wire->hosts[0].engine->routers[0].run.counters.garp_sent;
	assert_int_equal(garps, 10);
	fake_wire_remove(wire, 0, FAKE_VIP);
	fake_wire_run(wire, 1);
	assert_true(fake_host_has(&wire->hosts[0], FAKE_VIP));
	assert_int_equal(fake_wire_master(wire), 0);
	assert_int_equal(
	    wire->hosts[0].engine->routers[0].run.counters.addresses_restored, 1);
	assert_int_equal(
	    wire->hosts[0].engine->routers[0].run.counters.garp_sent, garps + 5);
}

/* Who cannot set the address must not be master of it. */
static void
an_address_that_cannot_be_put_back_is_a_fault(void **state)
{
	struct fake_wire *wire = two(state, 100, 50);

	fake_wire_run(wire, 5000);
	wire->hosts[0].refuses = true;
	fake_wire_remove(wire, 0, FAKE_VIP);
	fake_wire_run(wire, 1000);
	assert_int_equal(fake_host_state(&wire->hosts[0]), VRRP_FAULT);
	assert_int_equal(fake_wire_master(wire), 1);
	wire->hosts[0].refuses = false;
	fake_wire_run(wire, 15000);
	assert_int_equal(fake_wire_master(wire), 0);
}

static void
a_dead_link_is_a_fault_and_its_return_the_end_of_it(void **state)
{
	struct fake_wire *wire = two(state, 100, 50);

	fake_wire_run(wire, 5000);
	fake_wire_link(wire, 0, false);
	fake_wire_run(wire, 1);
	assert_int_equal(fake_host_state(&wire->hosts[0]), VRRP_FAULT);
	assert_int_equal(
	    wire->hosts[0].engine->routers[0].run.fsm.reason, VRRP_WHY_INTERFACE_DOWN);
	assert_false(fake_host_has(&wire->hosts[0], FAKE_VIP));
	fake_wire_run(wire, 4000);
	assert_int_equal(fake_wire_master(wire), 1);
	fake_wire_link(wire, 0, true);
	fake_wire_run(wire, 4000);
	assert_int_equal(fake_wire_master(wire), 0);
}

static void
without_an_address_of_its_own_it_cannot_serve(void **state)
{
	struct fake_wire *wire = two(state, 100, 50);

	fake_wire_run(wire, 5000);
	fake_wire_remove(wire, 0, 0x0a0101a0);
	fake_wire_run(wire, 1);
	assert_int_equal(wire->hosts[0].engine->routers[0].run.fsm.reason,
	    VRRP_WHY_NO_PRIMARY_ADDRESS);
	fake_wire_set(wire, 0, 0x0a0101a0);
	fake_wire_run(wire, 5000);
	assert_int_equal(fake_wire_master(wire), 0);
}

/* ---- version 3 ---- */

static struct vrrp_engine *
engine_v3(uint8_t priority, uint16_t interval_cs, bool message_checksum)
{
	struct model_vrrp_instance said = fake_instance(priority);

	said.version = 3;
	said.auth = VRRP_AUTH_NONE;
	said.advert_int_cs = interval_cs;
	said.v3_checksum_as_v2 = message_checksum;
	return fake_engine(&said, 1);
}

struct wire_pair {
	struct fake_wire *wire;
	const struct vrrp_router *master, *backup;
};

static struct wire_pair
pair_v3(void **state, uint16_t master_cs, uint16_t backup_cs)
{
	struct fake_wire *wire = *state;

	(void)fake_wire_add(wire, engine_v3(150, master_cs, false), 160);
	(void)fake_wire_add(wire, engine_v3(100, backup_cs, true), 162);
	fake_wire_run(wire, 20000);
	assert_int_equal(fake_wire_master(wire), 0);
	return (struct wire_pair){wire, &wire->hosts[0].engine->routers[0],
	    &wire->hosts[1].engine->routers[0]};
}

/* The master says 100 ms, the backup itself 1 s: 3 * 100 + 156 * 100 / 256 = 360.9 ms
 * after the last advert, at most 100 ms old, it is master, and keeps its own interval.
 */
static void
a_backup_takes_over_by_the_interval_of_its_master(void **state)
{
	struct wire_pair pair = pair_v3(state, 10, 100);

	assert_int_equal(pair.backup->run.fsm.master_interval.ns, 100000000);
	fake_wire_kill(pair.wire, 0);
	fake_wire_run(pair.wire, 260);
	assert_int_equal(fake_wire_master(pair.wire), -1);
	fake_wire_run(pair.wire, 102);
	assert_int_equal(fake_wire_master(pair.wire), 1);
	assert_int_equal(pair.backup->run.fsm.master_interval.ns, 1000000000);
}

/* And the other way round: the quicker backup does not claim a slow master's place. */
static void
a_slow_master_is_given_its_time(void **state)
{
	struct wire_pair pair = pair_v3(state, 200, 10);

	/* Backup, master while nobody else was, backup. */
	assert_int_equal(fake_host_notes(&pair.wire->hosts[1], VRRP_NOTE_ENTER), 3);
	fake_wire_run(pair.wire, 60000);
	assert_int_equal(fake_host_notes(&pair.wire->hosts[1], VRRP_NOTE_ENTER), 3);
	assert_int_equal(pair.backup->run.fsm.master_interval.ns, 2000000000);
}

/* 1 s in version 2: skew 609 ms; 10 ms in version 3: 3 * 10 + 6.09 = 36.1 ms, and a
 * release 6.1 ms, with 0.2 ms of flight. */
static void
a_takeover_of_version_3_takes_milliseconds(void **state)
{
	struct wire_pair pair = pair_v3(state, 1, 1);

	fake_wire_kill(pair.wire, 0);
	fake_wire_run(pair.wire, 37);
	assert_int_equal(fake_wire_master(pair.wire), 1);
}

static void
a_release_of_version_3_leaves_a_gap_of_the_skew(void **state)
{
	struct wire_pair pair = pair_v3(state, 1, 1);

	vrrp_engine_stop(pair.wire->hosts[0].engine);
	fake_wire_run(pair.wire, 6);
	assert_int_equal(fake_wire_master(pair.wire), -1);
	fake_wire_run(pair.wire, 1);
	assert_int_equal(fake_wire_master(pair.wire), 1);
}

/* One sends either form; both are heard and counted. */
static void
both_forms_of_checksum_are_heard(void **state)
{
	struct wire_pair pair = pair_v3(state, 100, 100);
	const uint64_t *heard = pair.backup->run.counters.checksums;

	assert_int_not_equal(heard[VRRP_CHECKSUM_PSEUDO], 0);
	assert_int_equal(heard[VRRP_CHECKSUM_MESSAGE], 0);
	fake_wire_link(pair.wire, 0, false);
	fake_wire_run(pair.wire, 5000);
	fake_wire_link(pair.wire, 0, true);
	fake_wire_run(pair.wire, 5000);
	assert_int_equal(fake_wire_master(pair.wire), 0);
	heard = pair.master->run.counters.checksums;
	assert_int_equal(heard[VRRP_CHECKSUM_PSEUDO], 0);
	assert_int_not_equal(heard[VRRP_CHECKSUM_MESSAGE], 0);
}

static void
versions_do_not_hear_each_other(void **state)
{
	struct fake_wire *wire = *state;
	const struct vrrp_router *second;

	(void)fake_wire_add(wire, engine_of(150, VRRP_BACKUP), 160);
	(void)fake_wire_add(wire, engine_v3(100, 100, false), 162);
	fake_wire_run(wire, 10000);
	second = &wire->hosts[1].engine->routers[0];
	assert_int_equal(second->run.fsm.state, VRRP_MASTER);
	assert_int_not_equal(second->run.counters.refused[VRRP_BAD_VERSION], 0);
	/* They hold one address, though: that is told. */
	assert_true(second->run.conflict.confirmed);
}

/* One owner that hears nobody, and one with the higher address that gives in. */
static void
two_owners_end_with_one_master(void **state)
{
	struct fake_wire *wire = *state;
	struct model_vrrp_instance said = fake_instance(VRRP_PRIO_OWNER);

	said.owner_ignore_adverts = true;
	(void)fake_wire_add(wire, fake_engine(&said, 1), 160);
	said.owner_ignore_adverts = false;
	(void)fake_wire_add(wire, fake_engine(&said, 1), 162);
	fake_wire_run(wire, 3000);
	assert_int_equal(fake_host_state(&wire->hosts[1]), VRRP_MASTER);
	fake_wire_run(wire, 2000);
	assert_int_equal(fake_wire_master(wire), 0);
	fake_wire_run(wire, 60000);
	assert_int_equal(fake_wire_master(wire), 0);
	/* The other is gone: its place is taken, as an owner's. */
	fake_wire_kill(wire, 0);
	fake_wire_run(wire, 4000);
	assert_int_equal(fake_wire_master(wire), 1);
}

/* Counted from the start of the agent, and from that of the host: the later one. */
static void
instances_begin_after_the_delays(void **state)
{
	struct fake_wire *wire = *state;
	struct model_vrrp_instance said = fake_instance(VRRP_PRIO_OWNER);
	struct model model = {.instances = &said, .instances_len = 1};

	model.global.vrrp_startup_delay_ms = 5500;
	model.global.vrrp_delay_after_boot_ms = 3000;
	fake_wire_run(wire, 1000);
	(void)fake_wire_add(wire, vrrp_engine_new(&model, 1), 160);
	fake_wire_run(wire, 5499);
	assert_int_equal(fake_host_state(&wire->hosts[0]), VRRP_INIT);
	fake_wire_run(wire, 1);
	assert_int_equal(fake_host_state(&wire->hosts[0]), VRRP_MASTER);
	model.global.vrrp_delay_after_boot_ms = 20000;
	(void)fake_wire_add(wire, vrrp_engine_new(&model, 1), 162);
	fake_wire_run(wire, 20000 - 6500 - 1);
	assert_int_equal(fake_host_state(&wire->hosts[1]), VRRP_INIT);
	fake_wire_run(wire, 1);
	assert_int_equal(fake_host_state(&wire->hosts[1]), VRRP_MASTER);
}

static void
unicast_without_a_peer_may_be_a_fault(void **state)
{
	struct fake_wire *wire = *state;
	struct model_vrrp_instance said = fake_instance(100);

	said.unicast_fault_no_peer = true;
	(void)fake_wire_add(wire, fake_engine(&said, 1), 160);
	fake_wire_run(wire, 5000);
	assert_int_equal(fake_host_state(&wire->hosts[0]), VRRP_FAULT);
	assert_int_equal(
	    wire->hosts[0].engine->routers[0].run.fsm.reason, VRRP_WHY_NO_PEER);
}

static void
a_tracked_source_address_must_be_there(void **state)
{
	struct fake_wire *wire = *state;
	struct model_vrrp_instance said = fake_instance(100);

	said.source = addr_v4(0x0a0101a0);
	said.track_src_ip = true;
	(void)fake_wire_add(wire, fake_engine(&said, 1), 160);
	fake_wire_run(wire, 5000);
	assert_int_equal(fake_host_state(&wire->hosts[0]), VRRP_MASTER);
	fake_wire_remove(wire, 0, 0x0a0101a0);
	fake_wire_run(wire, 10);
	assert_int_equal(fake_host_state(&wire->hosts[0]), VRRP_FAULT);
	assert_int_equal(
	    wire->hosts[0].engine->routers[0].run.fsm.reason, VRRP_WHY_NO_SOURCE);
}

static void
an_unknown_vrid_is_told_when_asked(void **state)
{
	struct fake_wire *wire = *state;
	struct model_vrrp_instance said = fake_instance(100);
	struct model model = {.instances = &said, .instances_len = 1};

	said.vrid = 52;
	(void)fake_wire_add(wire, engine_of(100, VRRP_BACKUP), 160);
	(void)fake_wire_add(wire, vrrp_engine_new(&model, 1), 162);
	model.global.log_unknown_vrids = true;
	(void)fake_wire_add(wire, vrrp_engine_new(&model, 1), 163);
	fake_wire_run(wire, 10000);
	assert_int_equal(fake_host_notes(&wire->hosts[1], VRRP_NOTE_UNKNOWN_VRID), 0);
	assert_int_equal(fake_host_notes(&wire->hosts[2], VRRP_NOTE_UNKNOWN_VRID), 1);
}

/* ---- by command ---- */

static void
wish(struct fake_wire *wire, size_t host, enum vrrp_wish kind, uint8_t priority,
    int64_t for_ms)
{
	struct vrrp_override override = {.kind = kind,
	    .priority = priority,
	    .until = for_ms ? instant_add(wire->now, span_ms(for_ms)) : INSTANT_NEVER};

	vrrp_engine_override(wire->hosts[host].engine, 0, &override);
	fake_wire_settle(wire);
}

/* Priority 0 makes the other wait its skew only: (256 - 50) / 256 s = 0.805 s.
 */
static void
a_master_that_yields_is_followed_at_once_and_comes_back_at_the_end(void **state)
{
	struct fake_wire *wire = two(state, 100, 50);

	fake_wire_run(wire, 4000);
	assert_int_equal(fake_wire_master(wire), 0);
	wish(wire, 0, VRRP_WISH_YIELD, 0, 60000);
	assert_int_equal(fake_host_state(&wire->hosts[0]), VRRP_BACKUP);
	assert_int_equal(wire->hosts[0].engine->routers[0].run.fsm.priority, 1);
	assert_int_equal(
	    wire->hosts[0].engine->routers[0].run.fsm.reason, VRRP_WHY_YIELD);
	fake_wire_run(wire, 804);
	assert_int_equal(fake_wire_master(wire), -1);
	fake_wire_run(wire, 1);
	assert_int_equal(fake_wire_master(wire), 1);
	fake_wire_run(wire, 60000 - 805 - 1);
	assert_int_equal(fake_wire_master(wire), 1);
	/* From the end the weaker one is not followed: at most its last advert
	 * plus our wait of when it came, 3 + 255 / 256 s. */
	fake_wire_run(wire, 4000);
	assert_int_equal(fake_wire_master(wire), 0);
	assert_int_equal(fake_host_notes(&wire->hosts[0], VRRP_NOTE_OVERRIDE_OVER), 1);
	assert_true(never_doubled_for_more_than_ms(wire, 1));
}

/* 3 + 255 / 256 s = 3.996 s */
static void
who_yields_alone_takes_over_again_and_gives_way_to_the_first_that_comes(void **state)
{
	struct fake_wire *wire = *state;

	(void)fake_wire_add(wire, engine_of(100, VRRP_BACKUP), 160);
	fake_wire_run(wire, 4000);
	wish(wire, 0, VRRP_WISH_YIELD, 0, 0);
	fake_wire_run(wire, 3996);
	assert_int_equal(fake_wire_master(wire), -1);
	fake_wire_run(wire, 1);
	assert_int_equal(fake_wire_master(wire), 0);
	(void)fake_wire_add(wire, engine_of(2, VRRP_BACKUP), 162);
	fake_wire_run(wire, 4000);
	assert_int_equal(fake_wire_master(wire), 1);
	/* Told again, it is obeyed again, also by who is master and yields. */
	wish(wire, 1, VRRP_WISH_YIELD, 0, 0);
	wish(wire, 1, VRRP_WISH_YIELD, 0, 0);
	assert_int_equal(fake_host_state(&wire->hosts[1]), VRRP_BACKUP);
}

static void
an_owner_can_yield_too(void **state)
{
	struct fake_wire *wire = two(state, 255, 50);

	fake_wire_run(wire, 10);
	assert_int_equal(fake_wire_master(wire), 0);
	wish(wire, 0, VRRP_WISH_YIELD, 0, 0);
	fake_wire_run(wire, 20000);
	assert_int_equal(fake_wire_master(wire), 1);
	wish(wire, 0, VRRP_WISH_NONE, 0, 0);
	fake_wire_run(wire, 4000);
	assert_int_equal(fake_wire_master(wire), 0);
}

static void
a_priority_for_a_time_decides_the_election_for_that_time(void **state)
{
	struct fake_wire *wire = two(state, 100, 50);

	fake_wire_run(wire, 4000);
	wish(wire, 0, VRRP_WISH_PRIORITY, 40, 30000);
	fake_wire_run(wire, 4000);
	assert_int_equal(fake_wire_master(wire), 1);
	fake_wire_run(wire, 30000);
	assert_int_equal(fake_wire_master(wire), 0);
}

static void
a_reload_keeps_what_was_wished_and_its_end(void **state)
{
	struct fake_wire *wire = two(state, 100, 50);

	fake_wire_run(wire, 4000);
	wish(wire, 0, VRRP_WISH_YIELD, 0, 30000);
	fake_wire_run(wire, 5000);
	fake_wire_reload(wire, 0, engine_of(120, VRRP_BACKUP));
	fake_wire_run(wire, 20000);
	assert_int_equal(fake_wire_master(wire), 1);
	fake_wire_run(wire, 9000);
	assert_int_equal(fake_wire_master(wire), 0);
}

/* Configured MASTER it would be one after 1.004 s. */
static void
who_starts_with_a_wish_to_yield_waits_for_the_others(void **state)
{
	struct fake_wire *wire = *state;
	struct vrrp_engine *engine = engine_of(100, VRRP_MASTER);
	struct vrrp_override yield = {VRRP_WISH_YIELD, 0, INSTANT_NEVER};

	vrrp_engine_override(engine, 0, &yield);
	(void)fake_wire_add(wire, engine, 160);
	(void)fake_wire_add(wire, engine_of(50, VRRP_BACKUP), 162);
	fake_wire_run(wire, 3900);
	assert_int_equal(fake_wire_master(wire), 1);
	fake_wire_run(wire, 20000);
	assert_int_equal(fake_wire_master(wire), 1);
	assert_int_equal(fake_host_state(&wire->hosts[0]), VRRP_BACKUP);
}

int
main(void)
{
#define SIM(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
	const struct CMUnitTest tests[] = {
	    SIM(the_higher_priority_is_master_and_holds_the_address),
	    SIM(of_two_configured_master_the_higher_wins),
	    SIM(equals_that_start_together_end_with_one_master),
	    SIM(a_stop_hands_over_within_the_skew),
	    SIM(a_kill_hands_over_and_the_dead_address_goes_with_its_lease),
	    SIM(a_frozen_master_loses_its_address_and_takes_it_back),
	    SIM(who_returns_preempts),
	    SIM(with_nopreempt_who_holds_it_keeps_it_until_it_fails),
	    SIM(a_backup_removes_what_a_dead_predecessor_left),
	    SIM(an_address_that_somebody_set_for_good_is_left_alone),
	    SIM(different_vrids_are_seen_as_split_brain_by_both),
	    SIM(different_passwords_are_refused_and_seen_as_split_brain),
	    SIM(a_silent_double_is_found_by_probing),
	    SIM(a_weaker_one_that_never_listens_is_a_split_brain),
	    SIM(a_lost_address_comes_back_and_is_announced),
	    SIM(an_address_that_cannot_be_put_back_is_a_fault),
	    SIM(a_dead_link_is_a_fault_and_its_return_the_end_of_it),
	    SIM(without_an_address_of_its_own_it_cannot_serve),
	    SIM(a_backup_takes_over_by_the_interval_of_its_master),
	    SIM(a_slow_master_is_given_its_time),
	    SIM(a_takeover_of_version_3_takes_milliseconds),
	    SIM(a_release_of_version_3_leaves_a_gap_of_the_skew),
	    SIM(both_forms_of_checksum_are_heard),
	    SIM(versions_do_not_hear_each_other),
	    SIM(two_owners_end_with_one_master),
	    SIM(instances_begin_after_the_delays),
	    SIM(unicast_without_a_peer_may_be_a_fault),
	    SIM(a_tracked_source_address_must_be_there),
	    SIM(an_unknown_vrid_is_told_when_asked),
	    SIM(a_master_that_yields_is_followed_at_once_and_comes_back_at_the_end),
	    SIM(who_yields_alone_takes_over_again_and_gives_way_to_the_first_that_comes),
	    SIM(an_owner_can_yield_too),
	    SIM(a_priority_for_a_time_decides_the_election_for_that_time),
	    SIM(a_reload_keeps_what_was_wished_and_its_end),
	    SIM(who_starts_with_a_wish_to_yield_waits_for_the_others),
	};

	return cmocka_run_group_tests_name("vrrp_sim", tests, NULL, NULL);
}
