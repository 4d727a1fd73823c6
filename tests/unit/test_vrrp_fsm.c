/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/unit.h"

#include "agent/vrrp/vrrp_fsm.h"
#include "agent/vrrp/vrrp_packet.h"

/* One router at 10.1.1.160, on a clock that a test sets. */
struct bench {
	struct vrrp_fsm_config cf;
	struct vrrp_fsm fsm;
};

enum { OURS = 0x0a0101a0, LOWER_ADDRESS = 0x0a01019f, HIGHER_ADDRESS = 0x0a0101a2 };

static void
set_up(struct bench *b, uint8_t priority)
{
	b->cf = (struct vrrp_fsm_config){.priority = priority,
	    .version = 2,
	    .initial = VRRP_BACKUP,
	    .interval = span_s(1),
	    .down_adverts = 3,
	    .preempt = true};
	vrrp_fsm_init(&b->fsm, &b->cf);
	b->fsm.primary = addr_v4(OURS);
}

static struct vrrp_actions
at_ns(struct bench *b, int64_t ns, struct vrrp_event event)
{
	return vrrp_fsm_step(&b->fsm, &event, (struct instant){ns});
}

static struct vrrp_actions
at(struct bench *b, int64_t ms, struct vrrp_event event)
{
	return at_ns(b, ms * 1000000, event);
}

static struct vrrp_event
advert_from(uint8_t priority, uint32_t source)
{
	return (struct vrrp_event){
	    .kind = VRRP_EV_ADVERT, .priority = priority, .source = addr_v4(source)};
}

static struct vrrp_event
advert(uint8_t priority)
{
	return advert_from(priority, HIGHER_ADDRESS);
}

static const struct vrrp_event start = {.kind = VRRP_EV_START};
static const struct vrrp_event tick = {.kind = VRRP_EV_TICK};
static const struct vrrp_event config = {.kind = VRRP_EV_CONFIG};

static void
backup_with_priority(struct bench *b, uint8_t priority)
{
	set_up(b, priority);
	(void)at(b, 0, start);
	assert_int_equal(b->fsm.state, VRRP_BACKUP);
}

static void
master_with_priority(struct bench *b, uint8_t priority)
{
	backup_with_priority(b, priority);
	(void)at_ns(b, b->fsm.due.ns, tick);
	assert_int_equal(b->fsm.state, VRRP_MASTER);
	b->fsm.due = (struct instant){1000000000};
}

/* 3 * 1 s + (256 - 100) / 256 s = 3.609375 s */
TEST(backup_takes_over_after_three_intervals_and_skew)
{
	struct bench b;
	struct vrrp_actions acts;

	backup_with_priority(&b, 100);
	assert_int_equal(at(&b, 3609, tick).does, 0);
	assert_int_equal(at_ns(&b, 3609374999, tick).does, 0);
	acts = at_ns(&b, 3609375000, tick);
	assert_int_equal(acts.does, VRRP_DO_ADVERT | VRRP_DO_TAKE | VRRP_DO_ENTER);
	assert_int_equal(b.fsm.state, VRRP_MASTER);
	assert_int_equal(b.fsm.reason, VRRP_WHY_MASTER_DOWN);
	assert_true(addr_equal(&b.fsm.master, &b.fsm.primary));
}

/* 3 * 1 s + (256 - p) / 256 s; 254: 3.0078125 s; 5 x 0.1 s + 0.609375 s */
TEST(the_wait_follows_priority_interval_and_number_of_adverts)
{
	static const struct {
		uint8_t priority, adverts;
		int64_t interval_ms, want_ns;
	} cases[] = {
	    {254, 3, 1000, 3007812500 },
	    {100, 3, 1000, 3609375000 },
	    {1,   3, 1000, 3996093750 },
	    {100, 5, 100,  1109375000 },
	    {200, 3, 5000, 15218750000},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct bench b;

		set_up(&b, cases[i].priority);
		b.cf.down_adverts = cases[i].adverts;
		b.cf.interval = span_ms(cases[i].interval_ms);
		(void)at(&b, 0, start);
		assert_int_equal(at_ns(&b, cases[i].want_ns - 1, tick).does, 0);
		assert_int_not_equal(at_ns(&b, cases[i].want_ns, tick).does, 0);
	}
}

TEST(an_advert_restarts_the_wait)
{
	struct addr peer = addr_v4(HIGHER_ADDRESS);
	struct bench b;

	backup_with_priority(&b, 100);
	assert_int_equal(at(&b, 3600, advert(200)).does, 0);
	assert_true(addr_equal(&b.fsm.master, &peer));
	assert_int_equal(b.fsm.master_priority, 200);
	assert_int_equal(at(&b, 3600 + 3609, tick).does, 0);
	assert_int_not_equal(at(&b, 3600 + 3610, tick).does, 0);
}

/* One interval and 1/256 s = 1.00390625 s */
TEST(configured_master_listens_for_one_interval_first)
{
	struct bench b;

	set_up(&b, 100);
	b.cf.initial = VRRP_MASTER;
	assert_int_equal(at(&b, 0, start).does, VRRP_DO_ENTER | VRRP_DO_DROP);
	assert_int_equal(b.fsm.state, VRRP_BACKUP);
	assert_int_equal(at_ns(&b, 1003906249, tick).does, 0);
	assert_int_not_equal(at_ns(&b, 1003906250, tick).does, 0);
	assert_int_equal(b.fsm.state, VRRP_MASTER);
	assert_int_equal(b.fsm.reason, VRRP_WHY_START);
}

TEST(configured_master_follows_a_better_one)
{
	struct bench b;

	set_up(&b, 100);
	b.cf.initial = VRRP_MASTER;
	(void)at(&b, 0, start);
	(void)at(&b, 1000, advert(101));
	assert_int_equal(at(&b, 1000 + 3609, tick).does, 0);
	assert_int_equal(b.fsm.state, VRRP_BACKUP);
}

TEST(the_owner_is_master_at_once)
{
	struct bench b;

	set_up(&b, VRRP_PRIO_OWNER);
	assert_int_equal(
	    at(&b, 0, start).does, VRRP_DO_ADVERT | VRRP_DO_TAKE | VRRP_DO_ENTER);
	assert_int_equal(b.fsm.reason, VRRP_WHY_OWNER);
}

/* (256 - 100) / 256 s = 0.609375 s */
TEST(release_shortens_the_wait_to_the_skew)
{
	struct bench b;

	backup_with_priority(&b, 100);
	assert_int_equal(
	    at(&b, 50, advert(VRRP_PRIO_RELEASE)).heard, VRRP_HEARD_RELEASE);
	assert_int_equal(at(&b, 50 + 609, tick).does, 0);
	assert_int_not_equal(at(&b, 50 + 610, tick).does, 0);
	assert_int_equal(b.fsm.reason, VRRP_WHY_MASTER_RELEASED);
}

/* What a backup of 100 at .160 does on hearing it at 1 s, and so when it is master. */
TEST(a_backup_follows_equals_and_betters_and_ignores_weaker_ones)
{
	static const struct {
		uint8_t priority;
		bool preempt;
		bool followed;
	} cases[] = {
	    {101, true,  true },
	    {100, true,  true },
	    {99,  true,  false},
	    {1,   true,  false},
	    {99,  false, true },
	    {1,   false, true },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct bench b;
		bool master;

		set_up(&b, 100);
		b.cf.preempt = cases[i].preempt;
		(void)at(&b, 0, start);
		(void)at(&b, 1000, advert(cases[i].priority));
		master = at(&b, 3610, tick).does != 0;
		assert_int_equal(master, !cases[i].followed);
	}
}

TEST(a_weaker_advert_is_told_once_a_state)
{
	struct bench b;

	backup_with_priority(&b, 150);
	assert_int_equal(at(&b, 10, advert(100)).heard, VRRP_HEARD_LOWER);
	assert_int_equal(at(&b, 20, advert(100)).heard, VRRP_HEARD_NOTHING);
	(void)at_ns(&b, b.fsm.due.ns, tick);
	assert_int_equal(b.fsm.reason, VRRP_WHY_PREEMPTED_WEAKER);
	assert_int_equal(at(&b, 9000, advert(100)).heard, VRRP_HEARD_LOWER);
}

/* The delay runs from the first weaker advert, at 1 s: until 301 s it is followed. */
TEST(preempt_delay_follows_a_weaker_master_until_it_ends)
{
	struct bench b;

	set_up(&b, 150);
	b.cf.preempt_delay = span_s(300);
	(void)at(&b, 0, start);
	assert_int_equal(at(&b, 1000, advert(100)).heard, VRRP_HEARD_DELAYED);
	for (int64_t s = 2; s <= 300; s++) {
		(void)at(&b, s * 1000, advert(100));
		assert_int_equal(at(&b, s * 1000 + 500, tick).does, 0);
	}
	/* 300 s + 3 s + 106 / 256 s: the last one followed was that of 300 s. */
	assert_int_equal(at(&b, 301000, advert(100)).heard, VRRP_HEARD_LOWER);
	(void)at(&b, 302000, advert(100));
	(void)at(&b, 303000, advert(100));
	assert_int_equal(at(&b, 303414, tick).does, 0);
	assert_int_not_equal(at(&b, 303415, tick).does, 0);
}

TEST(preempt_delay_ends_when_a_better_master_is_heard_and_begins_anew)
{
	struct bench b;

	set_up(&b, 150);
	b.cf.preempt_delay = span_s(10);
	(void)at(&b, 0, start);
	(void)at(&b, 1000, advert(100));
	(void)at(&b, 2000, advert(200));
	assert_int_equal(at(&b, 3000, advert(100)).heard, VRRP_HEARD_DELAYED);
	(void)at(&b, 12999, advert(100));
	assert_int_equal(at(&b, 13000, advert(100)).heard, VRRP_HEARD_LOWER);
}

TEST(preempt_delay_does_not_hold_back_when_nobody_is_master)
{
	struct bench b;

	set_up(&b, 150);
	b.cf.preempt_delay = span_s(300);
	(void)at(&b, 0, start);
	(void)at(&b, 1000, advert(100));
	/* 1 s + 3 s + 106 / 256 s */
	assert_int_equal(at(&b, 4414, tick).does, 0);
	assert_int_not_equal(at(&b, 4415, tick).does, 0);
}

TEST(a_master_sends_on_a_grid_that_does_not_drift)
{
	struct bench b;

	master_with_priority(&b, 100);
	assert_int_equal(at(&b, 999, tick).does, 0);
	assert_int_equal(at(&b, 1007, tick).does, VRRP_DO_ADVERT);
	assert_int_equal(b.fsm.due.ns, 2000000000);
	assert_int_equal(at(&b, 2003, tick).does, VRRP_DO_ADVERT);
	assert_int_equal(b.fsm.due.ns, 3000000000);
}

TEST(a_master_that_slept_does_not_make_up_for_lost_adverts)
{
	struct bench b;

	master_with_priority(&b, 100);
	assert_int_equal(at(&b, 7500, tick).does, VRRP_DO_ADVERT);
	assert_int_equal(at(&b, 7501, tick).does, 0);
	assert_int_equal(b.fsm.due.ns, 8500000000);
}

/* What a master of 100 at .160 does on hearing it. */
TEST(a_master_yields_to_the_better_and_corrects_the_weaker)
{
	static const struct {
		uint8_t priority;
		uint32_t source;
		enum vrrp_state want;
		unsigned does;
		enum vrrp_heard heard;
	} cases[] = {
	    {101, LOWER_ADDRESS,  VRRP_BACKUP, VRRP_DO_DROP | VRRP_DO_ENTER,
             VRRP_HEARD_HIGHER									  },
	    {255, HIGHER_ADDRESS, VRRP_BACKUP, VRRP_DO_DROP | VRRP_DO_ENTER,
             VRRP_HEARD_HIGHER									  },
	    {100, HIGHER_ADDRESS, VRRP_BACKUP, VRRP_DO_DROP | VRRP_DO_ENTER,
             VRRP_HEARD_HIGHER_ADDRESS								  },
	    {100, LOWER_ADDRESS,  VRRP_MASTER, VRRP_DO_ADVERT | VRRP_DO_REANNOUNCE,
             VRRP_HEARD_LOWER									   },
	    {100, OURS,           VRRP_MASTER, 0,                                   VRRP_HEARD_OURSELVES},
	    {99,  HIGHER_ADDRESS, VRRP_MASTER, VRRP_DO_ADVERT | VRRP_DO_REANNOUNCE,
             VRRP_HEARD_LOWER									   },
	    {0,   HIGHER_ADDRESS, VRRP_MASTER, VRRP_DO_ADVERT,                      VRRP_HEARD_RELEASE  },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct bench b;
		struct vrrp_actions acts;

		master_with_priority(&b, 100);
		acts = at(&b, 400, advert_from(cases[i].priority, cases[i].source));
		assert_int_equal(b.fsm.state, cases[i].want);
		assert_int_equal(acts.does, cases[i].does);
		assert_int_equal(acts.heard, cases[i].heard);
	}
}

TEST(a_correction_restarts_the_advert_timer)
{
	struct bench b;

	master_with_priority(&b, 100);
	(void)at(&b, 400, advert(50));
	assert_int_equal(at(&b, 1399, tick).does, 0);
	assert_int_equal(at(&b, 1400, tick).does, VRRP_DO_ADVERT);
}

/* Half an interval of 1 s after the last answer; the grid began anew with that one. */
TEST(what_comes_soon_after_a_correction_is_not_answered)
{
	struct bench b;

	master_with_priority(&b, 100);
	assert_int_equal(
	    at(&b, 400, advert(50)).does, VRRP_DO_ADVERT | VRRP_DO_REANNOUNCE);
	assert_int_equal(at(&b, 400, advert(50)).does, 0);
	assert_int_equal(at(&b, 899, advert(50)).does, 0);
	assert_int_equal(b.fsm.due.ns, 1400000000);
	assert_int_equal(
	    at(&b, 900, advert(50)).does, VRRP_DO_ADVERT | VRRP_DO_REANNOUNCE);
	/* Of who leaves there are no two: backups count on the answer. */
	assert_int_equal(at(&b, 901, advert(0)).does, VRRP_DO_ADVERT);
}

/* Both behind an address translation that makes the other one's adverts come from the
 * lower address: each takes itself for the better one. In 10 s each sends 10 regular
 * adverts and no more than 2 answers an interval. */
TEST(two_that_both_take_themselves_for_better_do_not_answer_without_end)
{
	struct bench sides[2];
	int64_t adverts = 0;

	for (int i = 0; i < 2; i++)
		master_with_priority(&sides[i], 100);
	for (int64_t ms = 1000; ms < 11000; ms++)
		for (int i = 0; i < 2; i++) {
			unsigned does = at(&sides[i], ms, tick).does;

			for (int to = 1 - i; does & VRRP_DO_ADVERT; to = 1 - to) {
				assert_true(++adverts <= 2 * (10 + 20));
				does =
				    at(&sides[to], ms, advert_from(100, LOWER_ADDRESS))
					.does;
			}
		}
	assert_int_equal(sides[0].fsm.state, VRRP_MASTER);
	assert_int_equal(sides[1].fsm.state, VRRP_MASTER);
	assert_true(adverts >= 20);
}

TEST(lower_prio_no_advert_stays_silent_but_announces)
{
	struct bench b;

	master_with_priority(&b, 100);
	b.cf.lower_prio_no_advert = true;
	assert_int_equal(at(&b, 400, advert(50)).does, VRRP_DO_REANNOUNCE);
	assert_int_equal(at(&b, 1000, tick).does, VRRP_DO_ADVERT);
}

TEST(higher_prio_send_advert_says_a_last_word)
{
	struct bench b;

	master_with_priority(&b, 100);
	b.cf.higher_prio_send_advert = true;
	assert_int_equal(at(&b, 400, advert(200)).does,
	    VRRP_DO_ADVERT | VRRP_DO_DROP | VRRP_DO_ENTER);
}

TEST(who_yields_waits_from_the_advert_that_made_it_yield)
{
	struct bench b;

	master_with_priority(&b, 100);
	(void)at(&b, 400, advert(200));
	assert_int_equal(at(&b, 400 + 3609, tick).does, 0);
	assert_int_not_equal(at(&b, 400 + 3610, tick).does, 0);
}

TEST(the_weaker_of_two_owners_by_address_yields)
{
	struct bench b;

	set_up(&b, VRRP_PRIO_OWNER);
	(void)at(&b, 0, start);
	(void)at(&b, 10, advert_from(255, LOWER_ADDRESS));
	assert_int_equal(b.fsm.state, VRRP_MASTER);
	(void)at(&b, 20, advert_from(255, HIGHER_ADDRESS));
	assert_int_equal(b.fsm.state, VRRP_BACKUP);
}

TEST(a_fault_releases_and_its_end_begins_anew)
{
	struct bench b;
	struct vrrp_event fault = {
	    .kind = VRRP_EV_FAULT, .faulty = true, .why = VRRP_WHY_INTERFACE_DOWN};
	struct vrrp_event ended = {.kind = VRRP_EV_FAULT};

	master_with_priority(&b, 100);
	assert_int_equal(
	    at(&b, 100, fault).does, VRRP_DO_RELEASE | VRRP_DO_DROP | VRRP_DO_ENTER);
	assert_int_equal(b.fsm.state, VRRP_FAULT);
	assert_int_equal(b.fsm.reason, VRRP_WHY_INTERFACE_DOWN);
	assert_int_equal(at(&b, 200, fault).does, 0);
	assert_int_equal(at(&b, 9000, tick).does, 0);
	assert_int_equal(at(&b, 9000, advert(1)).does, 0);
	(void)at(&b, 10000, ended);
	assert_int_equal(b.fsm.state, VRRP_BACKUP);
	assert_int_equal(b.fsm.reason, VRRP_WHY_FAULT_ENDED);
	assert_int_equal(at(&b, 13609, tick).does, 0);
	assert_int_not_equal(at(&b, 13610, tick).does, 0);
}

TEST(a_backup_that_faults_sends_nothing)
{
	struct bench b;
	struct vrrp_event fault = {.kind = VRRP_EV_FAULT, .faulty = true};

	backup_with_priority(&b, 100);
	assert_int_equal(at(&b, 1, fault).does, VRRP_DO_DROP | VRRP_DO_ENTER);
}

TEST(a_start_in_fault_is_no_start)
{
	struct bench b;
	struct vrrp_event faulty = {
	    .kind = VRRP_EV_START, .faulty = true, .why = VRRP_WHY_INTERFACE_ABSENT};

	set_up(&b, 255);
	(void)at(&b, 0, faulty);
	assert_int_equal(b.fsm.state, VRRP_FAULT);
}

TEST(a_stop_releases_only_what_was_held)
{
	struct bench b;
	struct vrrp_event stop = {.kind = VRRP_EV_STOP, .why = VRRP_WHY_STOP};

	backup_with_priority(&b, 100);
	assert_int_equal(at(&b, 1, stop).does, VRRP_DO_DROP | VRRP_DO_ENTER);
	assert_int_equal(b.fsm.state, VRRP_INIT);
	master_with_priority(&b, 100);
	assert_int_equal(
	    at(&b, 1, stop).does, VRRP_DO_RELEASE | VRRP_DO_DROP | VRRP_DO_ENTER);
	assert_int_equal(at(&b, 9000, tick).does, 0);
	assert_int_equal(at(&b, 9000, stop).does, 0);
}

/* Scenario 10: 150 - 90 = 60 loses against 100. */
TEST(a_lowered_priority_yields_to_who_was_weaker)
{
	struct bench b;
	struct vrrp_event lowered = {.kind = VRRP_EV_PRIORITY, .priority = 60};

	master_with_priority(&b, 150);
	assert_int_equal(at(&b, 100, lowered).does, 0);
	assert_int_equal(b.fsm.state, VRRP_MASTER);
	(void)at(&b, 200, advert(100));
	assert_int_equal(b.fsm.state, VRRP_BACKUP);
}

TEST(a_reload_keeps_the_role_and_follows_the_new_interval)
{
	struct bench b;

	master_with_priority(&b, 100);
	b.cf.interval = span_ms(100);
	assert_int_equal(at(&b, 0, config).does, 0);
	assert_int_equal(at(&b, 99, tick).does, 0);
	assert_int_equal(at(&b, 100, tick).does, VRRP_DO_ADVERT);

	backup_with_priority(&b, 100);
	b.cf.interval = span_ms(100);
	(void)at(&b, 1000, config);
	/* 1 s + 0.3 s + 0.609375 s */
	assert_int_equal(at(&b, 1909, tick).does, 0);
	assert_int_not_equal(at(&b, 1910, tick).does, 0);
}

/* ---- version 3 ---- */

static void
set_up_v3(struct bench *b, uint8_t priority, int64_t interval_ms)
{
	set_up(b, priority);
	b->cf.version = 3;
	b->cf.interval = span_ms(interval_ms);
	vrrp_fsm_init(&b->fsm, &b->cf);
	b->fsm.primary = addr_v4(OURS);
}

static struct vrrp_event
advert_every(uint8_t priority, int64_t interval_ms)
{
	struct vrrp_event event = advert(priority);

	event.interval = span_ms(interval_ms);
	return event;
}

/* 3 * 100 ms + (256 - 100) * 100 ms / 256 = 360.9375 ms */
TEST(the_skew_of_version_3_is_a_part_of_the_interval)
{
	struct bench b;

	set_up_v3(&b, 100, 100);
	(void)at(&b, 0, start);
	assert_int_equal(at_ns(&b, 360937499, tick).does, 0);
	assert_int_not_equal(at_ns(&b, 360937500, tick).does, 0);
	assert_int_equal(b.fsm.state, VRRP_MASTER);
}

/* Ours is 1 s, the master's 100 ms: from its advert on it is 360.9375 ms. */
TEST(a_backup_learns_the_master_s_interval)
{
	struct bench b;

	set_up_v3(&b, 100, 1000);
	(void)at(&b, 0, start);
	(void)at(&b, 1000, advert_every(200, 100));
	assert_int_equal(b.fsm.master_interval.ns, 100000000);
	assert_int_equal(at_ns(&b, 1360937499, tick).does, 0);
	assert_int_not_equal(at_ns(&b, 1360937500, tick).does, 0);
	/* Master itself: its own again. */
	assert_int_equal(b.fsm.master_interval.ns, 1000000000);
	assert_int_equal(b.fsm.due.ns, 2360937500);
}

/* 3 * 2 s + 156 * 2 s / 256 = 7.21875 s, then by the next advert
 * 3 * 0.5 s + 156 * 0.5 s / 256 = 1.8046875 s */
TEST(the_wait_is_computed_anew_with_each_advert)
{
	struct bench b;

	set_up_v3(&b, 100, 1000);
	(void)at(&b, 0, start);
	(void)at(&b, 1000, advert_every(200, 2000));
	assert_int_equal(b.fsm.due.ns, 8218750000);
	(void)at(&b, 3000, advert_every(200, 500));
	assert_int_equal(b.fsm.due.ns, 4804687500);
	assert_int_equal(vrrp_fsm_skew(&b.fsm).ns, 304687500);
}

/* 156 * 400 ms / 256 = 243.75 ms */
TEST(a_release_shortens_the_wait_to_the_skew_of_the_learned_interval)
{
	struct bench b;

	set_up_v3(&b, 100, 1000);
	(void)at(&b, 0, start);
	(void)at(&b, 100, advert_every(200, 400));
	(void)at(&b, 200, advert_every(VRRP_PRIO_RELEASE, 1000));
	assert_int_equal(b.fsm.due.ns, 200000000 + 243750000);
}

TEST(what_is_not_followed_teaches_nothing)
{
	struct bench b;

	set_up_v3(&b, 100, 1000);
	(void)at(&b, 0, start);
	(void)at(&b, 100, advert_every(50, 400));
	assert_int_equal(b.fsm.master_interval.ns, 1000000000);
}

TEST(who_yields_learns_from_the_better_master)
{
	struct bench b;

	set_up_v3(&b, 100, 1000);
	(void)at(&b, 0, start);
	(void)at_ns(&b, b.fsm.due.ns, tick);
	assert_int_equal(b.fsm.state, VRRP_MASTER);
	(void)at(&b, 10000, advert_every(200, 100));
	assert_int_equal(b.fsm.state, VRRP_BACKUP);
	assert_int_equal(b.fsm.due.ns, 10360937500);
}

TEST(version_2_learns_no_interval)
{
	struct bench b;

	backup_with_priority(&b, 100);
	(void)at(&b, 100, advert_every(200, 5000));
	assert_int_equal(b.fsm.master_interval.ns, 1000000000);
}

/* A reload changes ours, not what the master keeps. */
TEST(a_reload_keeps_the_learned_interval)
{
	struct bench b;

	set_up_v3(&b, 100, 1000);
	(void)at(&b, 0, start);
	(void)at(&b, 100, advert_every(200, 100));
	b.cf.interval = span_ms(5000);
	(void)at(&b, 200, config);
	assert_int_equal(b.fsm.master_interval.ns, 100000000);
	assert_int_equal(b.fsm.due.ns, 200000000 + 360937500);
}

/* IPv6: link-local addresses, unsigned and in network order: fe80::80.. over fe80::7f..
 */
TEST(equal_priorities_are_decided_by_the_unsigned_address)
{
	static const struct {
		const char *theirs;
		enum vrrp_state want;
	} cases[] = {
	    {"fe80::8000:0:0:1", VRRP_BACKUP},
            {"fe80::7f00:0:0:2", VRRP_MASTER},
	    {"fe80::7fff:0:0:2", VRRP_BACKUP},
            {"fe80::7fff:0:0:0", VRRP_MASTER}
        };

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct vrrp_event event = advert_every(100, 1000);
		struct bench b;

		set_up_v3(&b, 100, 1000);
		assert_true(addr_parse("fe80::7fff:0:0:1", &b.fsm.primary));
		assert_true(addr_parse(cases[i].theirs, &event.source));
		(void)at(&b, 0, start);
		(void)at_ns(&b, b.fsm.due.ns, tick);
		(void)at(&b, 5000, event);
		assert_int_equal(b.fsm.state, cases[i].want);
	}
}

/* ---- two masters of different intervals (version 3) ---- */

static struct vrrp_event
advert_of(uint8_t priority, uint32_t source, int64_t interval_ms)
{
	struct vrrp_event event = advert_from(priority, source);

	event.interval = span_ms(interval_ms);
	return event;
}

static void
follow_a_master_of_200(struct bench *b)
{
	set_up(b, 128);
	b->cf.version = 3;
	(void)at(b, 0, start);
	(void)at(b, 100, advert_of(200, LOWER_ADDRESS, 1000));
	assert_int_equal(b->fsm.due.ns, 3600000000);
}

/* 100 + 3 x 1000 + (256 - 128) / 256 x 1000 = 3600 ms. Of 10 ms it would be 35 ms after
 * that word; of 10 s, 35 s. */
TEST(a_second_one_does_not_shorten_the_wait_for_the_better)
{
	static const struct {
		uint8_t priority;
		uint32_t source;
		int64_t interval_ms, want_ns;
	} cases[] = {
	    {199, HIGHER_ADDRESS, 10,    3600000000 },
	    {128, HIGHER_ADDRESS, 10,    3600000000 },
	    {50,  HIGHER_ADDRESS, 10,    3600000000 },
	    {199, HIGHER_ADDRESS, 10000, 36000000000},
	    {200, HIGHER_ADDRESS, 10,    1035000000 },
	    {199, LOWER_ADDRESS,  10,    1035000000 },
	    {201, HIGHER_ADDRESS, 10,    1035000000 },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct bench b;

		follow_a_master_of_200(&b);
		(void)at(&b, 1000,
		    advert_of(
			cases[i].priority, cases[i].source, cases[i].interval_ms));
		assert_int_equal(b.fsm.due.ns, cases[i].want_ns);
	}
}

/* One of 150 with 500 ms, from 2 s on: its wait is 1750 ms, that for the other ends at
 * 3600 ms. Its advert of 2 s is the first whose wait (3750 ms) is the longer one. */
TEST(a_second_one_is_followed_when_the_better_one_is_gone)
{
	struct bench b;

	follow_a_master_of_200(&b);
	(void)at(&b, 1500, advert_of(150, HIGHER_ADDRESS, 500));
	assert_int_equal(b.fsm.master_priority, 200);
	(void)at(&b, 2000, advert_of(150, HIGHER_ADDRESS, 500));
	assert_int_equal(b.fsm.master_priority, 150);
	assert_int_equal(b.fsm.due.ns, 3750000000);
	assert_int_equal(at(&b, 3600, tick).does, 0);
	assert_int_equal(b.fsm.state, VRRP_BACKUP);
}

/* ---- two owners ---- */

TEST(of_two_owners_the_lower_address_yields)
{
	struct bench b;

	set_up(&b, VRRP_PRIO_OWNER);
	(void)at(&b, 0, start);
	assert_int_equal(b.fsm.state, VRRP_MASTER);
	(void)at(&b, 100, advert_from(VRRP_PRIO_OWNER, HIGHER_ADDRESS));
	assert_int_equal(b.fsm.state, VRRP_BACKUP);
}

/* 3.2 intervals of 1 s after the first of its adverts. */
TEST(an_owner_gives_in_to_one_that_does_not_listen)
{
	struct vrrp_event other = advert_from(VRRP_PRIO_OWNER, LOWER_ADDRESS);
	struct bench b;

	set_up(&b, VRRP_PRIO_OWNER);
	(void)at(&b, 0, start);
	for (int64_t ms = 100; ms <= 3100; ms += 1000)
		assert_int_not_equal(at(&b, ms, other).does & VRRP_DO_ADVERT, 0);
	assert_int_equal(at(&b, 3299, other).does & VRRP_DO_DROP, 0);
	assert_int_equal(vrrp_fsm_priority(&b.fsm), 255);
	assert_int_not_equal(at(&b, 3300, other).does & VRRP_DO_DROP, 0);
	assert_int_equal(b.fsm.state, VRRP_BACKUP);
	assert_int_equal(vrrp_fsm_priority(&b.fsm), 254);
	/* It is gone: owner and master again. 3 s + 2 / 256 s */
	(void)at_ns(&b, 6307812500, tick);
	assert_int_equal(b.fsm.state, VRRP_MASTER);
	assert_int_equal(vrrp_fsm_priority(&b.fsm), 255);
}

TEST(an_owner_does_not_give_in_to_one_that_comes_now_and_then)
{
	struct vrrp_event other = advert_from(VRRP_PRIO_OWNER, LOWER_ADDRESS);
	struct bench b;

	set_up(&b, VRRP_PRIO_OWNER);
	(void)at(&b, 0, start);
	for (int64_t ms = 0; ms < 20000; ms += 3200)
		(void)at(&b, ms, other);
	assert_int_equal(b.fsm.state, VRRP_MASTER);
}

/* ---- a sync group ---- */

/* Two groups that beat each other hear each other's releases: with a wait of one
 * interval beside the skew of 156/256 s the other one goes first all the same. */
TEST(a_release_does_not_end_the_turn_of_another_group)
{
	const struct vrrp_event back = {
	    .kind = VRRP_EV_GROUP_BACKUP, .wait = span_s(1)};
	struct bench b;

	master_with_priority(&b, 100);
	b.cf.grouped = true;
	(void)at(&b, 2000, back);
	assert_int_equal(b.fsm.due.ns, INT64_C(6609375000));
	(void)at(&b, 2001, advert(0));
	assert_int_equal(b.fsm.due.ns, INT64_C(3610375000));
	/* One more that says a word and leaves does not either. */
	(void)at(&b, 2500, advert(200));
	(void)at(&b, 2501, advert(0));
	assert_int_equal(b.fsm.due.ns, INT64_C(4110375000));
	/* It went first, and was master for a time. */
	(void)at(&b, 3000, advert(200));
	(void)at(&b, 4000, advert(200));
	(void)at(&b, 9000, advert(0));
	assert_int_equal(b.fsm.due.ns, 9609375000);
}

/* ---- a late timer ---- */

TEST(who_is_later_than_allowed_steps_back)
{
	struct bench b;

	master_with_priority(&b, 100);
	b.cf.late_adverts = 3;
	assert_int_equal(at(&b, 4000, tick).does, VRRP_DO_ADVERT);
	/* The next is due at 5 s, since the grid began anew at 4 s: 3 s late is 8 s. */
	assert_int_equal(b.fsm.due.ns, 5000000000);
	assert_int_equal(
	    at_ns(&b, 8000000001, tick).does, VRRP_DO_DROP | VRRP_DO_ENTER);
	assert_int_equal(b.fsm.state, VRRP_BACKUP);
	assert_int_equal(b.fsm.reason, VRRP_WHY_TIMER_LATE);
}

TEST(who_may_be_as_late_as_it_likes_goes_on)
{
	struct bench b;

	master_with_priority(&b, 100);
	assert_int_equal(at(&b, 3600000, tick).does, VRRP_DO_ADVERT);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(backup_takes_over_after_three_intervals_and_skew),
	    cmocka_unit_test(the_wait_follows_priority_interval_and_number_of_adverts),
	    cmocka_unit_test(an_advert_restarts_the_wait),
	    cmocka_unit_test(configured_master_listens_for_one_interval_first),
	    cmocka_unit_test(configured_master_follows_a_better_one),
	    cmocka_unit_test(the_owner_is_master_at_once),
	    cmocka_unit_test(release_shortens_the_wait_to_the_skew),
	    cmocka_unit_test(
		a_backup_follows_equals_and_betters_and_ignores_weaker_ones),
	    cmocka_unit_test(a_weaker_advert_is_told_once_a_state),
	    cmocka_unit_test(preempt_delay_follows_a_weaker_master_until_it_ends),
	    cmocka_unit_test(
		preempt_delay_ends_when_a_better_master_is_heard_and_begins_anew),
	    cmocka_unit_test(preempt_delay_does_not_hold_back_when_nobody_is_master),
	    cmocka_unit_test(a_master_sends_on_a_grid_that_does_not_drift),
	    cmocka_unit_test(a_master_that_slept_does_not_make_up_for_lost_adverts),
	    cmocka_unit_test(a_master_yields_to_the_better_and_corrects_the_weaker),
	    cmocka_unit_test(a_correction_restarts_the_advert_timer),
	    cmocka_unit_test(what_comes_soon_after_a_correction_is_not_answered),
	    cmocka_unit_test(
		two_that_both_take_themselves_for_better_do_not_answer_without_end),
	    cmocka_unit_test(a_second_one_does_not_shorten_the_wait_for_the_better),
	    cmocka_unit_test(a_second_one_is_followed_when_the_better_one_is_gone),
	    cmocka_unit_test(lower_prio_no_advert_stays_silent_but_announces),
	    cmocka_unit_test(higher_prio_send_advert_says_a_last_word),
	    cmocka_unit_test(who_yields_waits_from_the_advert_that_made_it_yield),
	    cmocka_unit_test(the_weaker_of_two_owners_by_address_yields),
	    cmocka_unit_test(a_fault_releases_and_its_end_begins_anew),
	    cmocka_unit_test(a_backup_that_faults_sends_nothing),
	    cmocka_unit_test(a_start_in_fault_is_no_start),
	    cmocka_unit_test(a_stop_releases_only_what_was_held),
	    cmocka_unit_test(a_lowered_priority_yields_to_who_was_weaker),
	    cmocka_unit_test(a_reload_keeps_the_role_and_follows_the_new_interval),
	    cmocka_unit_test(the_skew_of_version_3_is_a_part_of_the_interval),
	    cmocka_unit_test(a_backup_learns_the_master_s_interval),
	    cmocka_unit_test(the_wait_is_computed_anew_with_each_advert),
	    cmocka_unit_test(
		a_release_shortens_the_wait_to_the_skew_of_the_learned_interval),
	    cmocka_unit_test(what_is_not_followed_teaches_nothing),
	    cmocka_unit_test(who_yields_learns_from_the_better_master),
	    cmocka_unit_test(version_2_learns_no_interval),
	    cmocka_unit_test(a_reload_keeps_the_learned_interval),
	    cmocka_unit_test(equal_priorities_are_decided_by_the_unsigned_address),
	    cmocka_unit_test(a_release_does_not_end_the_turn_of_another_group),
	    cmocka_unit_test(of_two_owners_the_lower_address_yields),
	    cmocka_unit_test(an_owner_gives_in_to_one_that_does_not_listen),
	    cmocka_unit_test(an_owner_does_not_give_in_to_one_that_comes_now_and_then),
	    cmocka_unit_test(who_is_later_than_allowed_steps_back),
	    cmocka_unit_test(who_may_be_as_late_as_it_likes_goes_on),
	};

	return cmocka_run_group_tests_name("vrrp_fsm", tests, NULL, NULL);
}
