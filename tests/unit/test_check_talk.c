/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/talk_bench.h"

/* Fit when it heard "end\n"; passes over other lines, says each line's length. */
static void
lines(struct check_talk *talk)
{
	talk->used = check_talk_line(talk);
	if (!talk->used)
		return;
	wr_u8(&talk->say, (uint8_t)('0' + talk->used));
	if (talk->used == 4 && memcmp(talk->heard, "end\n", 4) == 0)
		check_talk_over(talk, CHECK_OK, "ended");
}

static void
deaf(struct check_talk *talk)
{
	talk->used = 0;
}

static void
greedy(struct check_talk *talk)
{
	talk->used = talk->heard_len;
}

static void
chatterer(struct check_talk *talk)
{
	static const uint8_t much[CHECK_TALK_SAY_MAX + 1];

	check_talk_say(talk, much, talk->heard_len ? sizeof(much) : 3);
	talk->used = talk->heard_len;
}

TEST(pieces_of_any_size_mean_what_they_mean_in_one)
{
	const struct talk_case c = {TALK_HEARD("a\nbb\nend\n"), .code = CHECK_OK,
	    .detail = "ended", .said = "234"};

	talk_play(lines, &c);
}

TEST(who_closes_early_is_closed)
{
	const struct talk_case c = {TALK_HEARD("a\nbb\n"), .ended = true,
	    .code = CHECK_CLOSED, .detail = "closed by the server after 5 bytes"};

	talk_play(lines, &c);
}

TEST(a_line_is_whole_with_its_end_only)
{
	struct check_talk talk = {.heard = (const uint8_t *)"abc", .heard_len = 3};

	assert_int_equal(check_talk_line(&talk), 0);
	talk.heard = (const uint8_t *)"ab\nc";
	talk.heard_len = 4;
	assert_int_equal(check_talk_line(&talk), 3);
}

static enum check_code
flood(check_talk_fn *turn, size_t *taken)
{
	static struct check_talk talk;
	const struct model_check check = {0};
	size_t room;

	*taken = 0;
	check_talk_begin(&talk, &check, turn, NULL);
	while (!talk.over && *taken < 1 << 20) {
		memset(check_talk_room(&talk, &room), 'x', 1);
		assert_true(room >= 1);
		check_talk_hear(&talk, 1);
		++*taken;
	}
	return talk.verdict.code;
}

TEST(a_server_that_floods_is_bounded)
{
	size_t taken;

	assert_int_equal(flood(deaf, &taken), CHECK_TOO_LARGE);
	assert_int_equal(taken, CHECK_TALK_ITEM_MAX);
	assert_int_equal(flood(greedy, &taken), CHECK_TOO_LARGE);
	assert_int_equal(taken, CHECK_TALK_ALL_MAX + 1);
}

TEST(what_cannot_be_said_whole_is_our_own_failure)
{
	size_t taken;

	assert_int_equal(flood(chatterer, &taken), CHECK_INTERNAL);
	assert_int_equal(taken, 1);
}

TEST(what_is_unsent_stays_in_order)
{
	static struct check_talk talk;
	const struct model_check check = {0};

	check_talk_begin(&talk, &check, greedy, NULL);
	check_talk_say(&talk, "abcdef", 6);
	check_talk_sent(&talk, 2);
	check_talk_say(&talk, "gh", 2);
	assert_int_equal(wr_len(&talk.say), 6);
	assert_memory_equal(talk.said, "cdefgh", 6);
	check_talk_sent(&talk, 0);
	assert_memory_equal(talk.said, "cdefgh", 6);
}

TEST(a_servers_text_is_one_printable_line_and_ends)
{
	char out[CHECK_TALK_TEXT_SIZE];
	uint8_t many[200];

	assert_string_equal(
	    check_talk_text((const uint8_t *)"a\tb\x1b\xff\r\nc", 8, out), "a?b??");
	assert_string_equal(check_talk_text((const uint8_t *)"abc", 2, out), "ab");
	memset(many, 'x', sizeof(many));
	assert_int_equal(
	    strlen(check_talk_text(many, sizeof(many), out)), CHECK_TALK_TEXT_SIZE - 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(pieces_of_any_size_mean_what_they_mean_in_one),
	    cmocka_unit_test(who_closes_early_is_closed),
	    cmocka_unit_test(a_line_is_whole_with_its_end_only),
	    cmocka_unit_test(a_server_that_floods_is_bounded),
	    cmocka_unit_test(what_cannot_be_said_whole_is_our_own_failure),
	    cmocka_unit_test(what_is_unsent_stays_in_order),
	    cmocka_unit_test(a_servers_text_is_one_printable_line_and_ends),
	};

	return cmocka_run_group_tests_name("check_talk", tests, NULL, NULL);
}
