/* SPDX-License-Identifier: Apache-2.0 */
/* Routes and rules of an engine: planned, refused, doubted, lost, reloaded. */
#include "tests/unit/unit.h"

#include <errno.h>
#include <linux/fib_rules.h>
#include <linux/rtnetlink.h>
#include <string.h>

#include "agent/vrrp/vrrp_adopt.h"

static const struct model_route routes[] = {
    {.text = "first",
     .family = ADDR_V4,
     .to = {{ADDR_V4, {192, 168, 2}}, 24},
     .hop.interface = "eth0",
     .table = 254,
     .protocol = RTPROT_KEEPALIVED,
     .type = RTN_UNICAST},
    { .text = "second",
     .family = ADDR_V6,
     .to = {{ADDR_V6, {0x20, 1}}, 16},
     .hop.interface = "eth0",
     .table = 254,
     .expires_s = 6,
     .protocol = RTPROT_KEEPALIVED,
     .type = RTN_UNICAST},
};
static const struct model_rule rules[] = {
    {.text = "rule",
     .family = ADDR_V4,
     .preference = 50,
     .table = 100,
     .action = FR_ACT_TO_TBL,
     .protocol = RTPROT_KEEPALIVED,
     .suppress_prefixlength = UINT32_MAX,
     .suppress_ifgroup = UINT32_MAX,
     .uid_last = UINT32_MAX},
};

static struct instant
ms(int64_t value)
{
	return (struct instant){value * 1000000};
}

/* Static ones need no election: the same planner, always wanted. */
static struct vrrp_engine *
engine_of(size_t routes_len, size_t rules_len)
{
	const struct model model = {
	    .fixed = {.routes = routes,
		      .routes_len = routes_len,
		      .rules = rules,
		      .rules_len = rules_len}
        };

	return vrrp_engine_new(&model, 1);
}

/* Tick; each act is answered with `err`. How many there were. */
static size_t
tick(struct vrrp_engine *engine, int64_t at_ms, int err)
{
	size_t acts = 0;

	vrrp_engine_tick(engine, ms(at_ms));
	for (size_t i = 0; i < engine->outbox.len; i++)
		if (engine->outbox.acts[i].kind == VRRP_ACT_FIB) {
			acts++;
			vrrp_engine_done(engine, i, err, ms(at_ms));
		}
	return acts;
}

/* How many notes of this kind are told; the outbox is emptied. */
static size_t
notes(struct vrrp_engine *engine, enum vrrp_note_kind kind)
{
	size_t found = 0;

	for (size_t i = 0; i < engine->outbox.len; i++)
		found += engine->outbox.acts[i].kind == VRRP_ACT_NOTE &&
		    engine->outbox.acts[i].note.kind == kind;
	engine->outbox.len = 0;
	return found;
}

static void
settle(struct vrrp_engine *engine, int64_t at_ms)
{
	for (int i = 0; i < 3; i++) {
		(void)tick(engine, at_ms, 0);
		engine->outbox.len = 0;
	}
}

static struct vrrp_fib_event
gone(const struct vrrp_fib_entry *entry)
{
	struct vrrp_fib_event event = entry->key;

	event.type++; /* NEW -> DEL */
	return event;
}

TEST(what_is_wanted_is_added_once)
{
	struct vrrp_engine *engine = engine_of(1, 0);

	assert_int_equal(tick(engine, 1, 0), 1);
	assert_int_equal(engine->outbox.acts[0].fib_op, VRRP_FIB_ADD);
	engine->outbox.len = 0;
	assert_int_equal(engine->fib.entries[0].seen, VRRP_FIB_OURS);
	assert_int_equal(tick(engine, 1, 0), 0);
	assert_int_equal(vrrp_engine_due(engine).ns, INSTANT_NEVER.ns);
	vrrp_engine_free(engine);
}

TEST(routes_come_before_rules_and_go_after_them)
{
	struct vrrp_engine *engine = engine_of(1, 1);

	settle(engine, 1);
	vrrp_engine_stop(engine);
	assert_false(vrrp_engine_has_left(engine));
	assert_int_equal(tick(engine, 2, 0), 2);
	assert_int_equal(engine->outbox.acts[0].entry->kind, VRRP_FIB_RULE);
	assert_int_equal(engine->outbox.acts[1].entry->kind, VRRP_FIB_ROUTE);
	assert_true(vrrp_engine_has_left(engine));
	vrrp_engine_free(engine);
}

TEST(what_is_refused_is_told_once_and_tried_again_a_second_later)
{
	struct vrrp_engine *engine = engine_of(1, 0);

	assert_int_equal(tick(engine, 1, ENETUNREACH), 1);
	assert_int_equal(notes(engine, VRRP_NOTE_FIB_FAILED), 1);
	assert_true(vrrp_fib_is_missing(&engine->fib.entries[0]));
	assert_int_equal(tick(engine, 1000, ENETUNREACH), 0);
	assert_int_equal(tick(engine, 1001, ENETUNREACH), 1);
	assert_int_equal(notes(engine, VRRP_NOTE_FIB_FAILED), 0);
	assert_int_equal(engine->fib.counters.failures, 2);
	assert_int_equal(tick(engine, 2001, 0), 1);
	assert_int_equal(engine->fib.counters.restored, 0);
	assert_int_equal(engine->fib.entries[0].seen, VRRP_FIB_OURS);
	assert_false(vrrp_fib_is_missing(&engine->fib.entries[0]));
	vrrp_engine_free(engine);
}

TEST(what_exists_already_is_anothers_and_stays_until_it_goes)
{
	struct vrrp_engine *engine = engine_of(1, 0);
	struct vrrp_fib_event event = gone(&engine->fib.entries[0]);

	assert_int_equal(tick(engine, 1, EEXIST), 1);
	assert_int_equal(notes(engine, VRRP_NOTE_FIB_FOREIGN), 1);
	assert_int_equal(engine->fib.entries[0].seen, VRRP_FIB_FOREIGN);
	assert_int_equal(tick(engine, 5000, 0), 0);
	vrrp_fib_hear(&engine->fib, &event, false);
	assert_int_equal(tick(engine, 5001, 0), 1);
	assert_int_equal(engine->fib.entries[0].seen, VRRP_FIB_OURS);
	vrrp_engine_free(engine);
}

TEST(what_another_hand_takes_is_put_back_and_told)
{
	for (size_t i = 0; i < 3; i++) {
		struct vrrp_engine *engine = engine_of(2, 1);
		struct vrrp_fib_event event = gone(&engine->fib.entries[i]);

		settle(engine, 1);
		vrrp_fib_hear(&engine->fib, &event, false);
		assert_int_equal(tick(engine, 2, 0), 1);
		assert_int_equal(engine->outbox.acts[0].fib_op, VRRP_FIB_ADD);
		assert_ptr_equal(engine->outbox.acts[0].entry, &engine->fib.entries[i]);
		assert_int_equal(notes(engine, VRRP_NOTE_FIB_BACK), 1);
		assert_int_equal(engine->fib.counters.restored, 1);
		assert_int_equal(engine->fib.counters.failures, 0);
		vrrp_engine_free(engine);
	}
}

TEST(a_doubt_that_is_wrong_is_not_told)
{
	struct vrrp_engine *engine = engine_of(1, 1);

	settle(engine, 1);
	vrrp_fib_doubt(&engine->fib, NULL);
	/* A rule goes with no link: only when events were lost. */
	assert_int_equal(tick(engine, 2, EEXIST), 2);
	assert_int_equal(notes(engine, VRRP_NOTE_FIB_BACK), 0);
	assert_int_equal(engine->fib.entries[0].seen, VRRP_FIB_OURS);
	vrrp_fib_doubt(&engine->fib, engine->fib.entries[0].patches[0].interface);
	assert_int_equal(tick(engine, 3, EEXIST), 1);
	vrrp_engine_free(engine);
}

TEST(events_of_other_routes_and_rules_concern_nobody)
{
	struct vrrp_engine *engine = engine_of(2, 1);
	struct vrrp_fib_event event;

	settle(engine, 1);
	event = gone(&engine->fib.entries[0]);
	event.to.prefix_len++;
	vrrp_fib_hear(&engine->fib, &event, false);
	event = gone(&engine->fib.entries[0]);
	event.table++;
	vrrp_fib_hear(&engine->fib, &event, false);
	event = gone(&engine->fib.entries[2]);
	event.preference++;
	vrrp_fib_hear(&engine->fib, &event, false);
	event = engine->fib.entries[0].key; /* one more beside it */
	vrrp_fib_hear(&engine->fib, &event, false);
	assert_int_equal(tick(engine, 2, 0), 0);
	vrrp_engine_free(engine);
}

TEST(what_another_put_in_its_place_is_seen_as_anothers)
{
	struct vrrp_engine *engine = engine_of(1, 0);
	struct vrrp_fib_event event;

	settle(engine, 1);
	event = engine->fib.entries[0].key;
	vrrp_fib_hear(&engine->fib, &event, true);
	assert_int_equal(tick(engine, 2, EEXIST), 1);
	assert_int_equal(notes(engine, VRRP_NOTE_FIB_FOREIGN), 1);
	vrrp_engine_stop(engine);
	assert_int_equal(tick(engine, 3, 0), 0);
	vrrp_engine_free(engine);
}

TEST(an_ipv6_route_is_renewed_at_a_third_of_its_life)
{
	struct vrrp_engine *engine = engine_of(2, 0);

	settle(engine, 1000);
	/* 6 s / 3 */
	assert_int_equal(vrrp_engine_due(engine).ns, ms(3000).ns);
	assert_int_equal(tick(engine, 2999, 0), 0);
	assert_int_equal(tick(engine, 3000, 0), 1);
	assert_int_equal(engine->outbox.acts[0].fib_op, VRRP_FIB_RENEW);
	assert_int_equal(vrrp_engine_due(engine).ns, ms(3000).ns); /* to be put back */
	engine->outbox.len = 0;
	assert_int_equal(tick(engine, 3000, 0), 0);
	assert_int_equal(vrrp_engine_due(engine).ns, ms(5000).ns);
	vrrp_engine_free(engine);
}

TEST(a_reload_removes_what_went_and_keeps_what_stays)
{
	struct vrrp_engine *old = engine_of(2, 1), *young = engine_of(1, 1);

	settle(old, 1);
	vrrp_engine_retire(old, young);
	assert_false(vrrp_engine_has_left(old));
	assert_int_equal(tick(old, 2, 0), 1);
	assert_string_equal(old->outbox.acts[0].entry->text, "second");
	assert_int_equal(old->outbox.acts[0].fib_op, VRRP_FIB_REMOVE);
	assert_true(vrrp_engine_has_left(old));
	vrrp_engine_adopt(young, old, ms(2));
	assert_int_equal(young->fib.entries[0].seen, VRRP_FIB_OURS);
	assert_int_equal(young->fib.entries[1].seen, VRRP_FIB_OURS);
	assert_int_equal(tick(young, 2, 0), 0);
	vrrp_engine_free(old);
	vrrp_engine_free(young);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_is_wanted_is_added_once),
	    cmocka_unit_test(routes_come_before_rules_and_go_after_them),
	    cmocka_unit_test(
		what_is_refused_is_told_once_and_tried_again_a_second_later),
	    cmocka_unit_test(what_exists_already_is_anothers_and_stays_until_it_goes),
	    cmocka_unit_test(what_another_hand_takes_is_put_back_and_told),
	    cmocka_unit_test(a_doubt_that_is_wrong_is_not_told),
	    cmocka_unit_test(events_of_other_routes_and_rules_concern_nobody),
	    cmocka_unit_test(what_another_put_in_its_place_is_seen_as_anothers),
	    cmocka_unit_test(an_ipv6_route_is_renewed_at_a_third_of_its_life),
	    cmocka_unit_test(a_reload_removes_what_went_and_keeps_what_stays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
