/* SPDX-License-Identifier: Apache-2.0 */
/* Sync groups: whole engines on a made-up wire, two or three routers in step. */
#include "tests/unit/unit.h"

#include <string.h>

#include "agent/vrrp/vrrp_adopt.h"
#include "agent/vrrp/vrrp_group.h"
#include "tests/fake/fake_wire.h"

enum { MEMBERS = 2, MEMBERS_MAX = 3 };

/* Routers 51, 52, ... with these priorities, all in one group. */
static struct vrrp_engine *
grouped(const uint8_t *priorities, size_t len, const struct model_tracks *tracks)
{
	static const struct model_vrrp_address vips[MEMBERS_MAX] = {
	    {.prefix = {{ADDR_V4, {10, 1, 1, 166}}, 32}},
	    {.prefix = {{ADDR_V4, {10, 1, 1, 167}}, 32}},
	    {.prefix = {{ADDR_V4, {10, 1, 1, 168}}, 32}},
	};
	static const uint32_t members[MEMBERS_MAX] = {0, 1, 2};
	struct model_vrrp_instance said[MEMBERS_MAX];
	struct model_sync_group group = {
	    .name = "G", .members = members, .members_len = len};
	struct model model = {.instances = said,
	    .instances_len = len,
	    .sync_groups = &group,
	    .sync_groups_len = 1};

	for (size_t i = 0; i < len; i++) {
		said[i] = fake_instance(priorities[i]);
		said[i].vrid = (uint8_t)(51 + i);
		said[i].addresses = &vips[i];
	}
	if (tracks)
		group.tracks = *tracks;
	return vrrp_engine_new(&model, 1);
}

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
pair(uint8_t first, uint8_t second)
{
	const uint8_t priorities[] = {first, second};

	return grouped(priorities, MEMBERS, NULL);
}

static enum vrrp_state
state_of(const struct fake_wire *wire, size_t host, size_t member)
{
	return wire->hosts[host].engine->routers[member].run.fsm.state;
}

/* All routers of the host are in `state`. */
static bool
all_are(const struct fake_wire *wire, size_t host, enum vrrp_state state)
{
	const struct vrrp_engine *engine = wire->hosts[host].engine;

	for (size_t i = 0; i < engine->routers_len; i++)
		if (state_of(wire, host, i) != state)
			return false;
	return true;
}

static void
fault(struct fake_wire *wire, size_t host, size_t member, bool faulty)
{
	/* The router alone: an address that cannot be put back. */
	struct vrrp_router *router = &wire->hosts[host].engine->routers[member];

	router->run.address_fault =
	    faulty ? instant_add(wire->now, span_s(10)) : (struct instant){0};
	vrrp_router_wake(router);
	fake_wire_settle(wire);
}

/* 150 waits 3 + 106/256 = 3.414 s, 100 waits 3.609 s: nobody goes before the last. */
TEST(no_member_is_master_before_all_want_to_be)
{
	struct fake_wire *wire = *state;

	(void)fake_wire_add(wire, pair(150, 100), 160);
	fake_wire_run(wire, 3608);
	assert_true(all_are(wire, 0, VRRP_BACKUP));
	assert_true(wire->hosts[0].engine->routers[0].run.fsm.wants);
	assert_int_equal(wire->adverts, 0);
	fake_wire_run(wire, 2);
	assert_true(all_are(wire, 0, VRRP_MASTER));
	assert_true(fake_host_has(&wire->hosts[0], FAKE_VIP));
	assert_true(fake_host_has(&wire->hosts[0], FAKE_VIP + 1));
	assert_int_equal(wire->adverts, 2);
}

TEST(the_better_group_preempts_as_one)
{
	struct fake_wire *wire = *state;

	(void)fake_wire_add(wire, pair(100, 100), 160);
	fake_wire_run(wire, 5000);
	(void)fake_wire_add(wire, pair(150, 150), 162);
	fake_wire_run(wire, 3500);
	assert_true(all_are(wire, 1, VRRP_MASTER));
	assert_true(all_are(wire, 0, VRRP_BACKUP));
	/* Each member yielded once, and none came back for a moment. */
	assert_int_equal(fake_host_notes(&wire->hosts[0], VRRP_NOTE_ENTER), 6);
	assert_int_equal(fake_host_notes(&wire->hosts[1], VRRP_NOTE_ENTER), 4);
}

TEST(a_fault_of_one_takes_all_along_and_the_peer_takes_over)
{
	struct fake_wire *wire = *state;

	(void)fake_wire_add(wire, pair(150, 150), 160);
	(void)fake_wire_add(wire, pair(100, 100), 162);
	fake_wire_run(wire, 6000);
	assert_true(all_are(wire, 0, VRRP_MASTER));
	fault(wire, 0, 1, true);
	assert_true(all_are(wire, 0, VRRP_FAULT));
	assert_int_equal(
	    wire->hosts[0].engine->routers[0].run.fsm.reason, VRRP_WHY_GROUP);
	assert_int_equal(
	    wire->hosts[0].engine->routers[1].run.fsm.reason, VRRP_WHY_ADDRESS_LOST);
	assert_false(fake_host_has(&wire->hosts[0], FAKE_VIP));
	/* Both were released: the skew of 100 is 156/256 s = 0.609 s. */
	fake_wire_run(wire, 608);
	assert_true(all_are(wire, 1, VRRP_BACKUP));
	fake_wire_run(wire, 3);
	assert_true(all_are(wire, 1, VRRP_MASTER));
	fault(wire, 0, 1, false);
	fake_wire_run(wire, 4000);
	assert_true(all_are(wire, 0, VRRP_MASTER));
	assert_true(all_are(wire, 1, VRRP_BACKUP));
}

TEST(the_fault_lasts_until_the_last_member_is_well)
{
	struct fake_wire *wire = *state;

	(void)fake_wire_add(wire, pair(150, 150), 160);
	fake_wire_run(wire, 5000);
	fault(wire, 0, 0, true);
	fault(wire, 0, 1, true);
	fault(wire, 0, 0, false);
	assert_true(all_are(wire, 0, VRRP_FAULT));
	fault(wire, 0, 1, false);
	assert_true(all_are(wire, 0, VRRP_BACKUP));
}

/* The link of the host, and so of all its routers. */
TEST(a_link_that_fails_moves_the_group)
{
	struct fake_wire *wire = *state;

	(void)fake_wire_add(wire, pair(150, 150), 160);
	(void)fake_wire_add(wire, pair(100, 100), 162);
	fake_wire_run(wire, 6000);
	fake_wire_link(wire, 0, false);
	fake_wire_run(wire, 4000);
	assert_true(all_are(wire, 0, VRRP_FAULT));
	assert_true(all_are(wire, 1, VRRP_MASTER));
	fake_wire_link(wire, 0, true);
	fake_wire_run(wire, 5000);
	assert_true(all_are(wire, 0, VRRP_MASTER));
	assert_true(all_are(wire, 1, VRRP_BACKUP));
}

/* A third host, without a group, is better for one member only. */
TEST(a_better_master_of_one_member_makes_all_yield)
{
	struct model_vrrp_instance alone = fake_instance(200);
	struct fake_wire *wire = *state;

	(void)fake_wire_add(wire, pair(150, 150), 160);
	fake_wire_run(wire, 5000);
	assert_true(all_are(wire, 0, VRRP_MASTER));
	(void)fake_wire_add(wire, fake_engine(&alone, 1), 162);
	fake_wire_run(wire, 4000);
	assert_true(all_are(wire, 1, VRRP_MASTER));
	assert_true(all_are(wire, 0, VRRP_BACKUP));
	assert_int_equal(
	    wire->hosts[0].engine->routers[1].run.fsm.reason, VRRP_WHY_GROUP);
	assert_false(fake_host_has(&wire->hosts[0], FAKE_VIP + 1));
	/* As long as it is there the other member waits, too. */
	fake_wire_run(wire, 60000);
	assert_true(all_are(wire, 0, VRRP_BACKUP));
	fake_wire_kill(wire, 1);
	fake_wire_run(wire, 4000);
	assert_true(all_are(wire, 0, VRRP_MASTER));
}

/* 150 and 50 against 50 and 150: neither is better in both, so who is there stays. */
TEST(of_mixed_priorities_the_first_stays_master)
{
	struct fake_wire *wire = *state;

	(void)fake_wire_add(wire, pair(150, 50), 160);
	fake_wire_run(wire, 5000);
	(void)fake_wire_add(wire, pair(50, 150), 162);
	fake_wire_run(wire, 60000);
	assert_true(all_are(wire, 0, VRRP_MASTER));
	assert_true(all_are(wire, 1, VRRP_BACKUP));
}

/* Both are masters behind a cut; each is beaten by the other when it heals. */
TEST(of_mixed_priorities_one_is_left_when_a_cut_heals)
{
	struct fake_wire *wire = *state;

	(void)fake_wire_add(wire, pair(150, 50), 160);
	(void)fake_wire_add(wire, pair(50, 150), 162);
	wire->hosts[0].deaf = true;
	wire->hosts[1].deaf = true;
	fake_wire_run(wire, 6000);
	assert_true(all_are(wire, 0, VRRP_MASTER));
	assert_true(all_are(wire, 1, VRRP_MASTER));
	wire->hosts[0].deaf = false;
	wire->hosts[1].deaf = false;
	fake_wire_run(wire, 10000);
	assert_true(all_are(wire, 1, VRRP_MASTER));
	assert_true(all_are(wire, 0, VRRP_BACKUP));
	memset(wire->hosts[0].notes, 0, sizeof(wire->hosts[0].notes));
	wire->hosts[0].notes_len = 0;
	fake_wire_run(wire, 60000);
	assert_int_equal(fake_host_notes(&wire->hosts[0], VRRP_NOTE_ENTER), 0);
}

TEST(a_group_that_hears_its_master_from_one_member_only_stays_backup)
{
	struct model_vrrp_instance alone = fake_instance(200);
	struct fake_wire *wire = *state;

	(void)fake_wire_add(wire, fake_engine(&alone, 1), 162);
	fake_wire_run(wire, 4000);
	(void)fake_wire_add(wire, pair(150, 150), 160);
	fake_wire_run(wire, 60000);
	assert_true(all_are(wire, 1, VRRP_BACKUP));
	assert_true(wire->hosts[1].engine->routers[1].run.fsm.wants);
	assert_false(wire->hosts[1].engine->routers[0].run.fsm.wants);
}

TEST(a_member_that_a_reload_adds_joins_and_disturbs_nobody)
{
	const uint8_t three[] = {150, 150, 150};
	struct fake_wire *wire = *state;

	(void)fake_wire_add(wire, pair(150, 150), 160);
	fake_wire_run(wire, 5000);
	fake_wire_reload(wire, 0, grouped(three, 3, NULL));
	fake_wire_settle(wire);
	assert_int_equal(state_of(wire, 0, 0), VRRP_MASTER);
	assert_int_equal(state_of(wire, 0, 1), VRRP_MASTER);
	assert_int_equal(state_of(wire, 0, 2), VRRP_BACKUP);
	fake_wire_run(wire, 3500);
	assert_true(all_are(wire, 0, VRRP_MASTER));
	assert_int_equal(fake_host_notes(&wire->hosts[0], VRRP_NOTE_ENTER), 6);
}

TEST(a_member_that_a_reload_takes_away_leaves_alone)
{
	const uint8_t three[] = {150, 150, 150};
	struct fake_wire *wire = *state;

	(void)fake_wire_add(wire, grouped(three, 3, NULL), 160);
	fake_wire_run(wire, 5000);
	fake_wire_reload(wire, 0, pair(150, 150));
	fake_wire_run(wire, 5000);
	assert_true(all_are(wire, 0, VRRP_MASTER));
	assert_false(fake_host_has(&wire->hosts[0], FAKE_VIP + 2));
	/* Three began and were master; one left. */
	assert_int_equal(fake_host_notes(&wire->hosts[0], VRRP_NOTE_ENTER), 7);
}

/* Waiting for its group, which is no more after the reload: it goes at once. */
TEST(who_waits_for_a_group_that_a_reload_dissolves_is_master)
{
	struct model_vrrp_instance both[MEMBERS] = {
	    fake_instance(150), fake_instance(150)};
	struct model_vrrp_instance alone = fake_instance(200);
	struct fake_wire *wire = *state;

	both[1].vrid = 52;
	alone.vrid = 51;
	(void)fake_wire_add(wire, fake_engine(&alone, 1), 162);
	(void)fake_wire_add(wire, pair(150, 150), 160);
	fake_wire_run(wire, 9000);
	assert_true(all_are(wire, 1, VRRP_BACKUP));
	fake_wire_reload(wire, 1, fake_engine(both, MEMBERS));
	fake_wire_run(wire, 10);
	assert_int_equal(state_of(wire, 1, 0), VRRP_BACKUP);
	assert_int_equal(state_of(wire, 1, 1), VRRP_MASTER);
}

TEST(a_fault_is_not_forgotten_by_a_reload)
{
	struct fake_wire *wire = *state;

	(void)fake_wire_add(wire, pair(150, 150), 160);
	fake_wire_run(wire, 5000);
	fault(wire, 0, 1, true);
	fake_wire_reload(wire, 0, pair(150, 150));
	fake_wire_run(wire, 1000);
	assert_true(all_are(wire, 0, VRRP_FAULT));
	assert_int_equal(fake_host_notes(&wire->hosts[0], VRRP_NOTE_ENTER), 6);
}

static void
wish_one(struct fake_wire *wire, size_t host, uint32_t member, enum vrrp_wish kind)
{
	const struct vrrp_override override = {.kind = kind, .until = INSTANT_NEVER};

	vrrp_engine_override(wire->hosts[host].engine, member, &override);
	fake_wire_settle(wire);
}

/* The peer waits for its skews alone: (256 - 100) / 256 s = 0.609 s. */
TEST(a_member_that_is_wished_to_yield_takes_all_along)
{
	struct fake_wire *wire = *state;

	(void)fake_wire_add(wire, pair(150, 150), 160);
	(void)fake_wire_add(wire, pair(100, 100), 162);
	fake_wire_run(wire, 5000);
	assert_true(all_are(wire, 0, VRRP_MASTER));
	wish_one(wire, 0, 1, VRRP_WISH_YIELD);
	assert_true(all_are(wire, 0, VRRP_BACKUP));
	fake_wire_run(wire, 608);
	assert_true(all_are(wire, 1, VRRP_BACKUP));
	fake_wire_run(wire, 3);
	assert_true(all_are(wire, 1, VRRP_MASTER));
	fake_wire_run(wire, 10000);
	assert_true(all_are(wire, 0, VRRP_BACKUP));
	wish_one(wire, 0, 1, VRRP_WISH_NONE);
	fake_wire_run(wire, 5000);
	assert_true(all_are(wire, 0, VRRP_MASTER));
}

/* Stopped for 10 s; only the second member says that this is too late to go on. */
TEST(a_member_whose_timer_is_too_late_takes_all_along)
{
	struct fake_wire *wire = *state;

	(void)fake_wire_add(wire, pair(150, 150), 160);
	fake_wire_run(wire, 5000);
	wire->hosts[0].engine->routers[1].fsm_cf.late_adverts = 2;
	wire->hosts[0].frozen = true;
	fake_wire_run(wire, 10000);
	wire->hosts[0].frozen = false;
	fake_wire_settle(wire);
	assert_true(all_are(wire, 0, VRRP_BACKUP));
	fake_wire_run(wire, 5000);
	assert_true(all_are(wire, 0, VRRP_MASTER));
}

/* An advert of 200 and its release wait for a host that was stopped. */
TEST(who_beats_a_member_and_leaves_at_once_has_beaten_the_group)
{
	struct vrrp_event event = {.kind = VRRP_EV_ADVERT,
	    .priority = 200,
	    .source = addr_v4(0x0a0101a2),
	    .interval = span_s(1)};
	struct fake_wire *wire = *state;
	struct vrrp_engine *engine;

	(void)fake_wire_add(wire, pair(150, 150), 160);
	fake_wire_run(wire, 5000);
	engine = wire->hosts[0].engine;
	for (int i = 0; i < 2; i++, event.priority = 0)
		vrrp_router_step(
		    &engine->routers[0], &event, &engine->outbox, wire->now);
	fake_wire_settle(wire);
	assert_true(all_are(wire, 0, VRRP_BACKUP));
}

TEST(what_the_group_tracks_moves_every_member)
{
	struct model_track track = {.kind = MODEL_TRACK_SCRIPT, .weight = -90};
	const struct model_tracks tracks = {&track, 1};
	const uint8_t priorities[] = {150, 140};
	struct fake_wire *wire = *state;

	(void)fake_wire_add(wire, grouped(priorities, MEMBERS, &tracks), 160);
	fake_wire_run(wire, 5000);
	vrrp_engine_track(wire->hosts[0].engine,
	    (struct vrrp_track_name){MODEL_TRACK_SCRIPT, 0},
	    (struct vrrp_track_fact){.known = true});
	fake_wire_run(wire, 1);
	assert_int_equal(wire->hosts[0].engine->routers[0].run.fsm.priority, 60);
	assert_int_equal(wire->hosts[0].engine->routers[1].run.fsm.priority, 50);
}

TEST(owners_wait_for_each_other_too)
{
	struct fake_wire *wire = *state;

	(void)fake_wire_add(wire, pair(255, 100), 160);
	fake_wire_run(wire, 3608);
	assert_true(all_are(wire, 0, VRRP_BACKUP));
	fake_wire_run(wire, 2);
	assert_true(all_are(wire, 0, VRRP_MASTER));
	assert_int_equal(
	    wire->hosts[0].engine->routers[0].run.fsm.reason, VRRP_WHY_OWNER);
}

TEST(a_stop_releases_all_of_it)
{
	struct fake_wire *wire = *state;

	(void)fake_wire_add(wire, pair(150, 150), 160);
	fake_wire_run(wire, 5000);
	vrrp_engine_stop(wire->hosts[0].engine);
	fake_wire_run(wire, 10);
	assert_true(vrrp_engine_has_left(wire->hosts[0].engine));
	assert_int_equal(fake_host_notes(&wire->hosts[0], VRRP_NOTE_SENT_RELEASE), 2);
}

/* ---- by command: what the control thread says of one member it says of all ---- */

static void
wish_all(struct fake_wire *wire, size_t host, enum vrrp_wish kind, uint8_t priority,
    int64_t for_ms)
{
	struct vrrp_engine *engine = wire->hosts[host].engine;
	struct vrrp_override override = {.kind = kind,
	    .priority = priority,
	    .until = for_ms ? instant_add(wire->now, span_ms(for_ms)) : INSTANT_NEVER};

	for (uint32_t i = 0; i < engine->routers_len; i++) {
		vrrp_engine_override(engine, i, &override);
		fake_wire_settle(wire); /* one order, one turn of the thread's loop */
	}
}

/* Both members send priority 0: the skew of 100 is 156/256 s = 0.609 s. */
TEST(a_group_that_yields_is_followed_at_once_and_comes_back_whole)
{
	struct fake_wire *wire = *state;

	(void)fake_wire_add(wire, pair(150, 150), 160);
	(void)fake_wire_add(wire, pair(100, 100), 162);
	fake_wire_run(wire, 6000);
	assert_true(all_are(wire, 0, VRRP_MASTER));
	wish_all(wire, 0, VRRP_WISH_YIELD, 0, 60000);
	assert_true(all_are(wire, 0, VRRP_BACKUP));
	assert_int_equal(fake_host_notes(&wire->hosts[0], VRRP_NOTE_SENT_RELEASE), 2);
	for (size_t i = 0; i < MEMBERS; i++)
		assert_int_equal(
		    wire->hosts[0].engine->routers[i].run.fsm.reason, VRRP_WHY_YIELD);
	fake_wire_run(wire, 608);
	assert_true(all_are(wire, 1, VRRP_BACKUP));
	fake_wire_run(wire, 3);
	assert_true(all_are(wire, 1, VRRP_MASTER));
	fake_wire_run(wire, 59000);
	assert_true(all_are(wire, 1, VRRP_MASTER));
	/* At most 3 + 255/256 s after its last advert before the end. */
	fake_wire_run(wire, 1000 + 4000);
	assert_true(all_are(wire, 0, VRRP_MASTER));
	assert_true(all_are(wire, 1, VRRP_BACKUP));
	/* Init to backup, master, backup, master; each member once. */
	assert_int_equal(fake_host_notes(&wire->hosts[0], VRRP_NOTE_ENTER), 8);
}

/* 3 + 255/256 s = 3.996 s */
TEST(a_group_that_yields_alone_takes_over_again)
{
	struct fake_wire *wire = *state;

	(void)fake_wire_add(wire, pair(150, 100), 160);
	fake_wire_run(wire, 5000);
	wish_all(wire, 0, VRRP_WISH_YIELD, 0, 0);
	fake_wire_run(wire, 3996);
	assert_true(all_are(wire, 0, VRRP_BACKUP));
	fake_wire_run(wire, 2);
	assert_true(all_are(wire, 0, VRRP_MASTER));
}

/* The first member is ready at 3.414 s and waits for the second, ready at 3.609 s. The
 * wish at 3.5 s begins its wait anew: 3.5 + 3.996 s. */
TEST(who_is_told_to_yield_no_longer_waits_for_its_group)
{
	struct fake_wire *wire = *state;

	(void)fake_wire_add(wire, pair(150, 100), 160);
	fake_wire_run(wire, 3500);
	assert_true(wire->hosts[0].engine->routers[0].run.fsm.wants);
	wish_all(wire, 0, VRRP_WISH_YIELD, 0, 0);
	assert_false(wire->hosts[0].engine->routers[0].run.fsm.wants);
	fake_wire_run(wire, 3995);
	assert_true(all_are(wire, 0, VRRP_BACKUP));
	fake_wire_run(wire, 3);
	assert_true(all_are(wire, 0, VRRP_MASTER));
}

TEST(a_priority_for_a_time_moves_a_group_and_its_end_moves_it_back)
{
	struct fake_wire *wire = *state;

	(void)fake_wire_add(wire, pair(150, 140), 160);
	(void)fake_wire_add(wire, pair(100, 100), 162);
	fake_wire_run(wire, 6000);
	wish_all(wire, 0, VRRP_WISH_PRIORITY, 90, 30000);
	fake_wire_run(wire, 4500);
	assert_true(all_are(wire, 1, VRRP_MASTER));
	assert_true(all_are(wire, 0, VRRP_BACKUP));
	wish_all(wire, 0, VRRP_WISH_NONE, 0, 0); /* resumed */
	fake_wire_run(wire, 4500);
	assert_true(all_are(wire, 0, VRRP_MASTER));
	assert_true(all_are(wire, 1, VRRP_BACKUP));
}

TEST(the_operator_hears_of_a_group_once_a_change)
{
	static const struct {
		enum vrrp_state before;
		size_t in[VRRP_FAULT + 1]; /* init, backup, master, fault */
		enum vrrp_state after;
	} cases[] = {
	    {VRRP_INIT,   {2, 0, 0, 0}, VRRP_INIT  },
	    {VRRP_INIT,   {1, 1, 0, 0}, VRRP_BACKUP},
	    {VRRP_BACKUP, {0, 1, 1, 0}, VRRP_BACKUP},
	    {VRRP_BACKUP, {0, 0, 2, 0}, VRRP_MASTER},
	    {VRRP_MASTER, {0, 1, 1, 0}, VRRP_MASTER},
	    {VRRP_MASTER, {1, 0, 2, 0}, VRRP_MASTER},
	    {VRRP_MASTER, {0, 2, 0, 0}, VRRP_BACKUP},
	    {VRRP_MASTER, {0, 0, 1, 1}, VRRP_FAULT },
	    {VRRP_FAULT,  {0, 1, 0, 1}, VRRP_FAULT },
	    {VRRP_FAULT,  {0, 2, 0, 0}, VRRP_BACKUP},
	    {VRRP_MASTER, {2, 0, 0, 0}, VRRP_INIT  },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(
		    vrrp_group_state(cases[i].before, cases[i].in), cases[i].after);
}

#define GROUP_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    GROUP_TEST(no_member_is_master_before_all_want_to_be),
	    GROUP_TEST(the_better_group_preempts_as_one),
	    GROUP_TEST(a_fault_of_one_takes_all_along_and_the_peer_takes_over),
	    GROUP_TEST(the_fault_lasts_until_the_last_member_is_well),
	    GROUP_TEST(a_link_that_fails_moves_the_group),
	    GROUP_TEST(a_better_master_of_one_member_makes_all_yield),
	    GROUP_TEST(of_mixed_priorities_the_first_stays_master),
	    GROUP_TEST(of_mixed_priorities_one_is_left_when_a_cut_heals),
	    GROUP_TEST(a_group_that_hears_its_master_from_one_member_only_stays_backup),
	    GROUP_TEST(a_member_that_a_reload_adds_joins_and_disturbs_nobody),
	    GROUP_TEST(a_member_that_a_reload_takes_away_leaves_alone),
	    GROUP_TEST(who_waits_for_a_group_that_a_reload_dissolves_is_master),
	    GROUP_TEST(a_fault_is_not_forgotten_by_a_reload),
	    GROUP_TEST(a_member_that_is_wished_to_yield_takes_all_along),
	    GROUP_TEST(a_member_whose_timer_is_too_late_takes_all_along),
	    GROUP_TEST(who_beats_a_member_and_leaves_at_once_has_beaten_the_group),
	    GROUP_TEST(what_the_group_tracks_moves_every_member),
	    GROUP_TEST(owners_wait_for_each_other_too),
	    GROUP_TEST(a_stop_releases_all_of_it),
	    GROUP_TEST(a_group_that_yields_is_followed_at_once_and_comes_back_whole),
	    GROUP_TEST(a_group_that_yields_alone_takes_over_again),
	    GROUP_TEST(who_is_told_to_yield_no_longer_waits_for_its_group),
	    GROUP_TEST(a_priority_for_a_time_moves_a_group_and_its_end_moves_it_back),
	    cmocka_unit_test(the_operator_hears_of_a_group_once_a_change),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
