/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/unit.h"

#include "agent/vrrp/vrrp_recount.h"

enum { PEER = 0x0a0101a2 /* 10.1.1.162 */ };

static struct history_event
recounted(struct vrrp_note note)
{
	struct history_event event;

	assert_true(vrrp_recount("VI_1", &note, &event));
	assert_string_equal(event.ref,
	    note.kind == VRRP_NOTE_INTERFACE ? "vrrp/tracking/interface/eth0"
					     : "vrrp/instances/VI_1");
	assert_int_equal(event.at.ns, note.at.ns);
	return event;
}

/* Heard at 1 s, entered at 4.610 s: 3.610 s ago; limit of priority 100 at 1
 * s: 3.609375.
 */
TEST(a_takeover_after_silence_says_who_was_silent_and_for_how_long)
{
	struct vrrp_note note = {.kind = VRRP_NOTE_ENTER,
	    .at = {4610000000},
	    .from = VRRP_BACKUP,
	    .state = VRRP_MASTER,
	    .reason = VRRP_WHY_MASTER_DOWN,
	    .last_heard = {1000000000},
	    .limit = {3609375000},
	    .peer = addr_v4(PEER),
	    .theirs = 200,
	    .ours = 100};
	struct history_event event = recounted(note);

	assert_int_equal(event.type, HISTORY_VRRP_STATE);
	assert_string_equal(event.from, "backup");
	assert_string_equal(event.to, "master");
	assert_string_equal(event.reason, "master_down");
	assert_int_equal(event.after, 100);
	assert_string_equal(event.text,
	    "last advert from 10.1.1.162 with priority 200 heard 3.610 s ago, limit "
	    "3.609 s: took over");
	note.last_heard.ns = 0;
	assert_string_equal(
	    recounted(note).text, "no advert heard within 3.609 s: took over");
}

TEST(giving_way_says_to_whom_and_with_which_priorities)
{
	struct vrrp_note note = {.kind = VRRP_NOTE_ENTER,
	    .from = VRRP_MASTER,
	    .state = VRRP_BACKUP,
	    .reason = VRRP_WHY_HIGHER_PRIORITY,
	    .peer = addr_v4(PEER),
	    .theirs = 100,
	    .ours = 60};

	assert_string_equal(recounted(note).text,
	    "advert from 10.1.1.162 with priority 100, ours 60: gave way");
	note.reason = VRRP_WHY_HIGHER_ADDRESS;
	note.ours = 100;
	assert_string_equal(recounted(note).text,
	    "advert from 10.1.1.162 with our priority 100 and a higher address: gave "
	    "way");
}

TEST(every_reason_has_a_sentence_in_every_state)
{
	for (int to = VRRP_INIT; to <= VRRP_FAULT; to++)
		for (int why = VRRP_WHY_START; why <= VRRP_WHY_CONFIG; why++) {
			struct vrrp_note note = {.kind = VRRP_NOTE_ENTER,
			    .from = VRRP_MASTER,
			    .state = (enum vrrp_state)to,
			    .reason = (enum vrrp_reason)why};

			assert_int_not_equal(recounted(note).text[0], '\0');
		}
}

TEST(a_change_of_priority_has_both_numbers)
{
	struct vrrp_note note = {.kind = VRRP_NOTE_PRIORITY, .theirs = 150, .ours = 60};
	struct history_event event = recounted(note);

	assert_int_equal(event.type, HISTORY_VRRP_PRIORITY);
	assert_int_equal(event.before, 150);
	assert_int_equal(event.after, 60);
	assert_string_equal(event.text, "priority 150 to 60");
}

TEST(adverts_that_mattered_are_kept_with_their_sender)
{
	static const enum vrrp_note_kind kinds[] = {VRRP_NOTE_LOWER, VRRP_NOTE_HIGHER,
	    VRRP_NOTE_HIGHER_ADDRESS, VRRP_NOTE_RELEASE, VRRP_NOTE_DELAY,
	    VRRP_NOTE_OURSELVES};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		struct vrrp_note note = {
		    .kind = kinds[i], .theirs = 7, .peer = addr_v4(PEER)};
		struct history_event event = recounted(note);

		assert_int_equal(event.type, HISTORY_VRRP_ADVERT);
		assert_string_equal(event.from, "10.1.1.162");
		assert_int_equal(event.before, 7);
	}
}

TEST(an_interface_is_up_down_or_absent)
{
	struct vrrp_note note = {
	    .kind = VRRP_NOTE_INTERFACE, .up = true, .interface = "eth0"};

	assert_string_equal(recounted(note).to, "up");
	note.up = false;
	assert_string_equal(recounted(note).to, "down");
	note.err = 19;
	assert_string_equal(recounted(note).to, "absent");
}

TEST(what_is_only_for_the_log_is_not_kept)
{
	struct vrrp_note note = {.kind = VRRP_NOTE_REFUSED};
	struct history_event event;

	assert_false(vrrp_recount("VI_1", &note, &event));
}

TEST(a_script_says_what_came_of_it_and_how_often)
{
	struct history_event event;

	vrrp_recount_track("script", "chk_nfsd", false, "exited with 1", 3, &event);
	assert_string_equal(event.ref, "vrrp/tracking/script/chk_nfsd");
	assert_string_equal(event.to, "bad");
	assert_int_equal(event.after, 0);
	assert_string_equal(
	    event.text, "script chk_nfsd failed: exited with 1, 3 times in a row");
	vrrp_recount_track("script", "chk_nfsd", true, "exited with 0", 1, &event);
	assert_string_equal(event.text, "script chk_nfsd is good again: exited with 0");
}

TEST(a_file_says_what_it_reads_and_no_more)
{
	struct history_event event;

	vrrp_recount_file("load", -20, "reads -20", &event);
	assert_string_equal(event.ref, "vrrp/tracking/file/load");
	assert_string_equal(event.to, "");
	assert_int_equal(event.after, -20);
	assert_string_equal(event.text, "file load reads -20");
}

/* Who changed with its group is told so; who began it has the reason. */
TEST(a_member_that_was_taken_along_says_so)
{
	struct vrrp_note note = {.kind = VRRP_NOTE_ENTER,
	    .from = VRRP_MASTER,
	    .state = VRRP_FAULT,
	    .reason = VRRP_WHY_GROUP};

	assert_string_equal(recounted(note).text,
	    "another member of its sync group is in fault: gave the role up with it");
	note.from = VRRP_BACKUP;
	assert_string_equal(
	    recounted(note).text, "another member of its sync group is in fault");
	note.state = VRRP_BACKUP;
	assert_string_equal(recounted(note).text,
	    "another member of its sync group gave way: gave way with it");
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
	    cmocka_unit_test(
		a_takeover_after_silence_says_who_was_silent_and_for_how_long),
	    cmocka_unit_test(giving_way_says_to_whom_and_with_which_priorities),
	    cmocka_unit_test(every_reason_has_a_sentence_in_every_state),
	    cmocka_unit_test(a_change_of_priority_has_both_numbers),
	    cmocka_unit_test(adverts_that_mattered_are_kept_with_their_sender),
	    cmocka_unit_test(an_interface_is_up_down_or_absent),
	    cmocka_unit_test(what_is_only_for_the_log_is_not_kept),
	    cmocka_unit_test(a_file_says_what_it_reads_and_no_more),
	    cmocka_unit_test(a_member_that_was_taken_along_says_so),
	    cmocka_unit_test(a_script_says_what_came_of_it_and_how_often),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
