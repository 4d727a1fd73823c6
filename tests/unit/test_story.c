/* SPDX-License-Identifier: Apache-2.0 */
/* Rings made up by hand; times are in ms. */
#include "tests/unit/unit.h"

#include "agent/lib/mem.h"
#include "agent/story.h"

struct bench {
	struct history *history;
	struct view_track tracks[1];
	struct story_of of;
	struct story_change story[4];
};

static void
set_up(struct bench *b)
{
	*b = (struct bench){.history = history_new(32)};
	(void)mem_copy_text(b->tracks[0].kind, sizeof(b->tracks[0].kind), "script");
	(void)mem_copy_text(b->tracks[0].name, sizeof(b->tracks[0].name), "chk");
	b->of = (struct story_of){.instance = "VI_1",
	    .interface = "eth0",
	    .tracks = b->tracks,
	    .tracks_len = 1};
}

static void
add(struct bench *b, int64_t ms, struct history_event event)
{
	event.at.ns = ms * 1000000;
	if (!event.ref[0])
		history_ref_instance(&event, "VI_1");
	history_add(b->history, &event);
}

static void
add_state(struct bench *b, int64_t ms, enum vrrp_state to, enum vrrp_reason why)
{
	struct history_event event = {.type = HISTORY_VRRP_STATE};

	(void)mem_copy_text(event.to, sizeof(event.to), vrrp_state_word(to));
	(void)mem_copy_text(event.reason, sizeof(event.reason), vrrp_reason_word(why));
	add(b, ms, event);
}

static void
add_priority(struct bench *b, int64_t ms, int32_t before, int32_t after)
{
	add(b, ms,
	    (struct history_event){
		.type = HISTORY_VRRP_PRIORITY, .before = before, .after = after});
}

static void
add_script(struct bench *b, int64_t ms, const char *name)
{
	struct history_event event = {.type = HISTORY_TRACK};

	history_ref_track(&event, "script", name);
	add(b, ms, event);
}

static size_t
tell(struct bench *b)
{
	return story_tell(b->history, &b->of, b->story, 4);
}

/* Are the causes of the newest change these, by their sequence numbers? */
static void
assert_causes(struct bench *b, const uint64_t *want, size_t len)
{
	assert_true(tell(b) > 0);
	assert_int_equal(b->story[0].causes_len, len);
	for (size_t i = 0; i < len; i++)
		assert_int_equal(b->story[0].causes[i]->seq, want[i]);
	history_free(b->history);
}

TEST(an_empty_ring_tells_no_story)
{
	struct bench b;

	set_up(&b);
	assert_int_equal(tell(&b), 0);
	add_priority(&b, 1, 100, 90); /* nor does what led to nothing */
	assert_int_equal(tell(&b), 0);
	history_free(b.history);
}

TEST(a_script_that_failed_is_behind_the_advert_that_won)
{
	static const uint64_t want[] = {2, 3, 4};
	struct bench b;

	set_up(&b);
	add_state(&b, 0, VRRP_MASTER, VRRP_WHY_MASTER_DOWN);
	add_script(&b, 30000, "chk");
	add_priority(&b, 30001, 150, 60);
	add(&b, 30900, (struct history_event){.type = HISTORY_VRRP_ADVERT});
	add_state(&b, 30900, VRRP_BACKUP, VRRP_WHY_HIGHER_PRIORITY);
	assert_causes(&b, want, 3);
}

/* The script failed and came back (1 to 4), then failed for good (5, 6). */
TEST(what_was_undone_is_no_cause)
{
	static const uint64_t want[] = {5, 6};
	struct bench b;

	set_up(&b);
	add_script(&b, 1000, "chk");
	add_priority(&b, 1001, 150, 60);
	add_script(&b, 2000, "chk");
	add_priority(&b, 2001, 60, 150);
	add_script(&b, 3000, "chk");
	add_priority(&b, 3001, 150, 60);
	add_state(&b, 3500, VRRP_BACKUP, VRRP_WHY_HIGHER_PRIORITY);
	assert_causes(&b, want, 2);
}

TEST(a_priority_that_rose_is_no_cause_of_giving_way)
{
	struct bench b;

	set_up(&b);
	add_script(&b, 1000, "chk");
	add_priority(&b, 1001, 60, 150);
	add_state(&b, 3500, VRRP_BACKUP, VRRP_WHY_HIGHER_PRIORITY);
	assert_causes(&b, NULL, 0);
}

/* 2,000 ms before what it made happen counts, 2,001 does not. */
TEST(what_makes_something_happen_does_so_at_once)
{
	static const uint64_t want[] = {1, 2};
	struct bench b;

	set_up(&b);
	add_script(&b, 1000, "chk");
	add_priority(&b, 3000, 150, 60);
	add_state(&b, 9000, VRRP_BACKUP, VRRP_WHY_HIGHER_PRIORITY);
	assert_causes(&b, want, 2);
	set_up(&b);
	add_script(&b, 1000, "chk");
	add_priority(&b, 3001, 150, 60);
	add_state(&b, 9000, VRRP_BACKUP, VRRP_WHY_HIGHER_PRIORITY);
	assert_causes(&b, want + 1, 1);
}

TEST(scripts_and_links_of_others_have_no_part_in_it)
{
	static const uint64_t want[] = {4};
	struct bench b;
	struct history_event link = {.type = HISTORY_INTERFACE};
	struct history_event other = {.type = HISTORY_VRRP_ADDRESS};

	set_up(&b);
	add_script(&b, 1000, "another");
	history_ref_interface(&link, "eth1");
	add(&b, 1000, link);
	history_ref_instance(&other, "VI_2");
	add(&b, 1000, other);
	history_ref_interface(&link, "eth0");
	add(&b, 1001, link);
	add_state(&b, 1002, VRRP_FAULT, VRRP_WHY_INTERFACE_DOWN);
	assert_causes(&b, want, 1);
}

/* A master that ceased without a word: its late adverts foretold it; our priority had
 * no part. */
TEST(a_silent_master_was_late_before)
{
	static const uint64_t want[] = {2};
	struct bench b;

	set_up(&b);
	add_priority(&b, 900, 60, 150);
	add(&b, 1000, (struct history_event){.type = HISTORY_VRRP_LATE});
	add_state(&b, 60000, VRRP_MASTER, VRRP_WHY_MASTER_DOWN);
	assert_causes(&b, want, 1);
}

/* What is watched, whatever it is, is behind the fault that it makes. */
TEST(each_kind_of_tracked_thing_is_named)
{
	static const char *const kinds[] = {"script", "file", "process", "quorum"};
	static const uint64_t want[] = {2};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		struct history_event event = {.type = HISTORY_TRACK};
		struct bench b;

		set_up(&b);
		(void)mem_copy_text(
		    b.tracks[0].kind, sizeof(b.tracks[0].kind), kinds[i]);
		history_ref_track(&event, "interface", "chk"); /* another kind */
		add(&b, 990, event);
		history_ref_track(&event, kinds[i], "chk");
		add(&b, 1000, event);
		add_state(&b, 1001, VRRP_FAULT, VRRP_WHY_TRACK_FAILED);
		assert_causes(&b, want, 1);
	}
}

static void
add_rival(struct bench *b, int64_t ms, const char *to)
{
	struct history_event event = {.type = HISTORY_VRRP_SPLIT_BRAIN};

	(void)mem_copy_text(event.to, sizeof(event.to), to);
	add(b, ms, event);
}

/* Two masters from 1 s on; the cut heals at 60 s. */
TEST(a_split_brain_is_behind_the_yielding_that_ends_it)
{
	static const uint64_t want[] = {1, 2};
	struct bench b;

	set_up(&b);
	add_rival(&b, 1000, "begun");
	add(&b, 60000, (struct history_event){.type = HISTORY_VRRP_ADVERT});
	add_state(&b, 60000, VRRP_BACKUP, VRRP_WHY_HIGHER_ADDRESS);
	add_rival(&b, 60000, "ended");
	assert_causes(&b, want, 2);
}

TEST(a_split_brain_that_had_ended_is_not)
{
	static const uint64_t want[] = {3};
	struct bench b;

	set_up(&b);
	add_rival(&b, 1000, "begun");
	add_rival(&b, 5000, "ended");
	add(&b, 60000, (struct history_event){.type = HISTORY_VRRP_ADVERT});
	add_state(&b, 60000, VRRP_BACKUP, VRRP_WHY_HIGHER_PRIORITY);
	assert_causes(&b, want, 1);
}

/* ---- sync groups: VI_1, which is told of, with VI_2 and VI_3 ---- */

static struct view *
view_of_group(struct bench *b)
{
	static const char *const names[] = {"VI_1", "VI_2", "VI_3"};
	struct view *view = view_new(1);

	view->vrrp = mem_new(3, sizeof(*view->vrrp));
	view->sync_members = mem_new(3, sizeof(*view->sync_members));
	view->sync_groups = mem_new(1, sizeof(*view->sync_groups));
	view->tracks = mem_new(1, sizeof(*view->tracks));
	view->tracks[0] = b->tracks[0];
	view->tracks_len = view->sync_groups_len = 1;
	view->vrrp_len = view->sync_members_len = view->sync_groups->members_len = 3;
	(void)mem_copy_text(
	    view->sync_groups->name, sizeof(view->sync_groups->name), "G");
	for (size_t i = 0; i < 3; i++) {
		struct view_vrrp *row = &view->vrrp[i];

		(void)mem_copy_text(row->name, sizeof(row->name), names[i]);
		(void)mem_copy_text(row->sync_group, sizeof(row->sync_group), "G");
		(void)mem_copy_text(view->sync_members[i].name,
		    sizeof(view->sync_members[i].name), names[i]);
	}
	view->vrrp[1].tracks_len = 1; /* VI_2's alone */
	b->of = story_of_row(view, &view->vrrp[0]);
	return view;
}

static void
add_mate(struct bench *b, int64_t ms, const char *name, enum history_type type,
    enum vrrp_state to, enum vrrp_reason why)
{
	struct history_event event = {.type = type, .before = 150, .after = 60};

	history_ref_instance(&event, name);
	(void)mem_copy_text(event.to, sizeof(event.to), vrrp_state_word(to));
	(void)mem_copy_text(event.reason, sizeof(event.reason), vrrp_reason_word(why));
	add(b, ms, event);
}

/* Its script (2) lowers VI_2's priority (3), it gives way (4, 5), and takes VI_1 and
 * VI_3 along. VI_3's advert (1) has no part in it. */
TEST(who_moved_with_its_group_tells_the_story_of_the_member_that_began)
{
	static const uint64_t want[] = {2, 3, 4, 5};
	struct view *view;
	struct bench b;

	set_up(&b);
	view = view_of_group(&b);
	add_mate(&b, 900, "VI_3", HISTORY_VRRP_ADVERT, VRRP_INIT, VRRP_WHY_START);
	add_script(&b, 1000, "chk");
	add_mate(&b, 1001, "VI_2", HISTORY_VRRP_PRIORITY, VRRP_INIT, VRRP_WHY_START);
	add_mate(&b, 4600, "VI_2", HISTORY_VRRP_ADVERT, VRRP_INIT, VRRP_WHY_START);
	add_mate(&b, 4600, "VI_2", HISTORY_VRRP_STATE, VRRP_BACKUP,
	    VRRP_WHY_HIGHER_PRIORITY);
	add_mate(&b, 4600, "VI_3", HISTORY_VRRP_STATE, VRRP_BACKUP, VRRP_WHY_GROUP);
	add_state(&b, 4600, VRRP_BACKUP, VRRP_WHY_GROUP);
	assert_causes(&b, want, 4);
	view_unref(view);
}

/* Longer ago than 2 s, to another state, or with its own group's reason: not it. */
TEST(no_other_change_of_a_member_is_taken_for_the_beginning)
{
	struct view *view;
	struct bench b;

	set_up(&b);
	view = view_of_group(&b);
	add_mate(
	    &b, 999, "VI_2", HISTORY_VRRP_STATE, VRRP_FAULT, VRRP_WHY_TRACK_FAILED);
	add_mate(
	    &b, 2000, "VI_2", HISTORY_VRRP_STATE, VRRP_BACKUP, VRRP_WHY_FAULT_ENDED);
	add_mate(&b, 3000, "VI_3", HISTORY_VRRP_STATE, VRRP_FAULT, VRRP_WHY_GROUP);
	add_mate(
	    &b, 3000, "other", HISTORY_VRRP_STATE, VRRP_FAULT, VRRP_WHY_TRACK_FAILED);
	add_state(&b, 3000, VRRP_FAULT, VRRP_WHY_GROUP);
	assert_causes(&b, NULL, 0);
	view_unref(view);
}

TEST(an_operators_wish_is_the_cause_of_what_follows_it)
{
	static const uint64_t want[] = {1, 2};
	struct bench b;

	set_up(&b);
	add(&b, 1000, (struct history_event){.type = HISTORY_VRRP_OVERRIDE});
	add_priority(&b, 1001, 150, 90);
	add_state(&b, 1900, VRRP_BACKUP, VRRP_WHY_HIGHER_PRIORITY);
	assert_causes(&b, want, 2);
}

TEST(changes_come_newest_first_and_keep_their_own_causes)
{
	struct bench b;

	set_up(&b);
	add_state(&b, 0, VRRP_BACKUP, VRRP_WHY_START);
	add(&b, 10, (struct history_event){.type = HISTORY_VRRP_ADVERT});
	add_state(&b, 20, VRRP_MASTER, VRRP_WHY_MASTER_RELEASED);
	add(&b, 30, (struct history_event){.type = HISTORY_VRRP_ADVERT});
	add_state(&b, 30, VRRP_BACKUP, VRRP_WHY_HIGHER_PRIORITY);
	add(&b, 40, (struct history_event){.type = HISTORY_VRRP_ADVERT});
	assert_int_equal(tell(&b), 3);
	assert_string_equal(b.story[0].change->to, "backup");
	assert_int_equal(b.story[0].causes[0]->seq, 4);
	assert_string_equal(b.story[1].change->to, "master");
	assert_int_equal(b.story[1].causes[0]->seq, 2);
	assert_int_equal(b.story[2].change->seq, 1);
	assert_int_equal(story_tell(b.history, &b.of, b.story, 2), 2);
	assert_int_equal(b.story[1].causes_len, 1);
	history_free(b.history);
}

/* Ten links at once, room for eight: the last ones are kept. */
TEST(no_more_causes_than_there_is_room_for)
{
	struct view_track tracks[10] = {0};
	struct bench b;

	set_up(&b);
	b.of.tracks = tracks;
	b.of.tracks_len = 10;
	for (size_t i = 0; i < 10; i++) {
		(void)mem_copy_text(tracks[i].kind, sizeof(tracks[i].kind), "script");
		tracks[i].name[0] = (char)('a' + i);
		add_script(&b, 10, tracks[i].name);
	}
	add_state(&b, 20, VRRP_FAULT, VRRP_WHY_TRACK_FAILED);
	assert_int_equal(tell(&b), 1);
	assert_int_equal(b.story[0].causes_len, STORY_CAUSES_MAX);
	assert_int_equal(b.story[0].causes[0]->seq, 3);
	history_free(b.history);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
	    cmocka_unit_test(an_empty_ring_tells_no_story),
	    cmocka_unit_test(a_script_that_failed_is_behind_the_advert_that_won),
	    cmocka_unit_test(what_was_undone_is_no_cause),
	    cmocka_unit_test(a_priority_that_rose_is_no_cause_of_giving_way),
	    cmocka_unit_test(what_makes_something_happen_does_so_at_once),
	    cmocka_unit_test(scripts_and_links_of_others_have_no_part_in_it),
	    cmocka_unit_test(a_silent_master_was_late_before),
	    cmocka_unit_test(each_kind_of_tracked_thing_is_named),
	    cmocka_unit_test(a_split_brain_is_behind_the_yielding_that_ends_it),
	    cmocka_unit_test(a_split_brain_that_had_ended_is_not),
	    cmocka_unit_test(
		who_moved_with_its_group_tells_the_story_of_the_member_that_began),
	    cmocka_unit_test(no_other_change_of_a_member_is_taken_for_the_beginning),
	    cmocka_unit_test(an_operators_wish_is_the_cause_of_what_follows_it),
	    cmocka_unit_test(changes_come_newest_first_and_keep_their_own_causes),
	    cmocka_unit_test(no_more_causes_than_there_is_room_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
