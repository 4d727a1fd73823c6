/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/unit.h"

#include <string.h>

#include "agent/lib/mem.h"
#include "api/api_events.h"

enum { ROOM = 4, RUN = 0xabc };

static void
add(struct history *history, enum history_type type, const char *ref)
{
	struct history_event event = {.type = type};

	(void)mem_copy_text(event.ref, sizeof(event.ref), ref);
	history_say(&event, "line one\nline two");
	history_add(history, &event);
}

/* What a stream over the history tells next; *more: it goes on. Borrowed until the
 * next call. */
static const char *
tell(struct api_stream *stream, struct buf *out, bool *more)
{
	buf_clear(out);
	*more = stream->next(stream, out);
	return out->len ? buf_text(out) : "";
}

static const struct api_events_want lines = {
    .run = RUN, .lines = true, .resumes = true, .after_run = RUN};

/* A stream's whole text, which the caller frees; it must end by itself. */
static char *
told(struct history *history, const struct api_events_want *want)
{
	struct api_stream *stream = api_events_new(history, want);
	struct buf out = {0};

	assert_false(stream->next(stream, &out));
	stream->free(stream);
	buf_putc(&out, '\0');
	return buf_take(&out);
}

static size_t
count(const char *text, const char *what)
{
	size_t found = 0;

	for (text = strstr(text, what); text; text = strstr(text + 1, what))
		found++;
	return found;
}

TEST(an_event_is_one_line_of_json_with_an_id)
{
	struct history *history = history_new(ROOM);
	char *text;

	add(history, HISTORY_VRRP_STATE, "vrrp/instances/VI_1");
	text = told(history, &lines);
	assert_int_equal(count(text, "\n"), 1);
	assert_ptr_equal(
	    strstr(text, "{\"id\":\"abc-1\",\"seq\":1,\"type\":\"vrrp.state\""), text);
	assert_non_null(strstr(text, "line one\\nline two"));
	mem_free(text);
	history_free(history);
}

TEST(a_server_sent_event_has_its_id_its_type_and_one_line_of_data)
{
	struct history *history = history_new(ROOM);
	struct api_events_want want = lines;
	char *text;

	want.lines = false;
	add(history, HISTORY_VRRP_STATE, "vrrp/instances/VI_1");
	text = told(history, &want);
	assert_non_null(strstr(text, "retry: 2000\n\n"));
	assert_non_null(strstr(text, "id: abc-1\nevent: vrrp.state\ndata: {"));
	assert_int_equal(strcmp(text + strlen(text) - 3, "}\n\n"), 0);
	/* retry and its end, id, event, data and the end */
	assert_int_equal(count(text, "\n"), 6);
	mem_free(text);
	history_free(history);
}

TEST(a_client_that_comes_again_hears_what_it_missed)
{
	struct history *history = history_new(ROOM);
	struct api_events_want want = lines;
	char *text;

	for (int i = 0; i < 3; i++)
		add(history, HISTORY_TRACK, "vrrp/tracking/script/x");
	want.after = 2;
	text = told(history, &want);
	assert_int_equal(count(text, "\"seq\":"), 1);
	assert_non_null(strstr(text, "\"seq\":3,"));
	mem_free(text);
	want.after = 3; /* it has all */
	text = told(history, &want);
	assert_string_equal(text, "");
	mem_free(text);
	history_free(history);
}

/* Room for 4 and 6 events: 1 and 2 are lost. Who has 2 misses none. */
TEST(what_is_lost_is_told_before_what_there_is)
{
	struct history *history = history_new(ROOM);
	struct api_events_want want = lines;
	char *text;

	for (int i = 0; i < 6; i++)
		add(history, HISTORY_TRACK, "vrrp/tracking/script/x");
	want.after = 2;
	text = told(history, &want);
	assert_null(strstr(text, "reset"));
	mem_free(text);
	want.after = 1;
	text = told(history, &want);
	assert_ptr_equal(
	    strstr(text, "{\"type\":\"stream.reset\",\"first\":3,\"next\":7}\n"), text);
	assert_int_equal(count(text, "\"seq\":"), 4);
	mem_free(text);
	history_free(history);
}

/* An agent that was restarted numbers from 1 again. */
TEST(an_id_of_another_run_or_from_the_future_is_a_reset)
{
	struct history *history = history_new(ROOM);
	struct api_events_want want = lines;
	char *text;

	add(history, HISTORY_TRACK, "x");
	want.after_run = RUN - 1;
	want.after = 1;
	text = told(history, &want);
	assert_non_null(strstr(text, "stream.reset"));
	assert_non_null(strstr(text, "\"seq\":1,"));
	mem_free(text);
	want.after_run = RUN;
	want.after = 2;
	text = told(history, &want);
	assert_non_null(strstr(text, "stream.reset"));
	mem_free(text);
	history_free(history);
}

TEST(who_follows_begins_with_what_is_new)
{
	struct history *history = history_new(ROOM);
	struct api_events_want want = {.run = RUN, .lines = true, .follow = true};
	struct api_stream *stream = api_events_new(history, &want);
	struct buf out = {0};
	bool more;

	add(history, HISTORY_TRACK, "x");
	/* The first call is the beginning: that event was before it. */
	assert_string_equal(tell(stream, &out, &more), "");
	assert_true(more);
	add(history, HISTORY_TRACK, "x");
	assert_non_null(strstr(tell(stream, &out, &more), "\"seq\":2,"));
	assert_string_equal(tell(stream, &out, &more), "");
	assert_true(more);
	buf_clear(&out);
	stream->idle(stream, &out);
	assert_string_equal(buf_text(&out), "\n");
	stream->free(stream);
	buf_fini(&out);
	history_free(history);
}

TEST(a_client_that_lags_beyond_the_ring_is_told_and_ends)
{
	struct history *history = history_new(ROOM);
	struct api_events_want want = {.run = RUN, .follow = true};
	struct api_stream *stream = api_events_new(history, &want);
	struct buf out = {0};
	bool more;

	(void)tell(stream, &out, &more);
	for (int i = 0; i <= ROOM; i++)
		add(history, HISTORY_TRACK, "x");
	assert_non_null(strstr(tell(stream, &out, &more), "event: overflow\ndata: {"));
	assert_false(more);
	stream->free(stream);
	buf_fini(&out);
	history_free(history);
}

TEST(a_filter_takes_types_and_what_is_below_an_object)
{
	static const struct {
		const char *types, *ref, *vs;
		bool wanted;
	} rows[] = {
	    {"",             "",                   "",           true },
	    {"rs.effective", "",                   "",           true },
	    {"vrrp.*,rs.*",  "",                   "",           true },
	    {"rs.*",         "",                   "",           true },
	    {"rs.admin",     "",                   "",           false},
	    {"rs.effectiv",  "",                   "",           false},
	    {"",             "virtual-servers",    "",           true },
	    {"",             "virtual-servers/we", "",           false},
	    {"",             "",                   "web-80-tcp", true },
	    {"",             "",                   "web-80",     false},
	    {"",             "",                   "b",          false},
	};
	struct history_event event = {.type = HISTORY_RS_STATE,
	    .ref = "virtual-servers/web-80-tcp/real-servers/b"};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct api_events_want want = {0};

		(void)mem_copy_text(want.types, sizeof(want.types), rows[i].types);
		(void)mem_copy_text(want.ref, sizeof(want.ref), rows[i].ref);
		(void)mem_copy_text(want.vs, sizeof(want.vs), rows[i].vs);
		assert_int_equal(api_events_wants(&want, &event), rows[i].wanted);
	}
}

TEST(types_that_match_nothing_are_unknown)
{
	assert_true(api_events_types_known("vrrp.state,rs.*"));
	assert_true(api_events_types_known("*"));
	assert_false(api_events_types_known("vrrp.state,rss.*"));
	assert_false(api_events_types_known("vrrp"));
}

TEST(an_id_is_a_run_and_a_number_or_a_number)
{
	uint64_t run, seq;

	assert_true(api_events_id("abc-17", 5, &run, &seq));
	assert_int_equal(run, 0xabc);
	assert_int_equal(seq, 17);
	assert_true(api_events_id("17", 5, &run, &seq));
	assert_int_equal(run, 5);
	assert_int_equal(seq, 17);
	assert_false(api_events_id("", 5, &run, &seq));
	assert_false(api_events_id("-1", 5, &run, &seq));
	assert_false(api_events_id("abc-", 5, &run, &seq));
	assert_false(api_events_id("abc-1x", 5, &run, &seq));
	assert_false(api_events_id("xyz-1", 5, &run, &seq));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(an_event_is_one_line_of_json_with_an_id),
	    cmocka_unit_test(
		a_server_sent_event_has_its_id_its_type_and_one_line_of_data),
	    cmocka_unit_test(a_client_that_comes_again_hears_what_it_missed),
	    cmocka_unit_test(what_is_lost_is_told_before_what_there_is),
	    cmocka_unit_test(an_id_of_another_run_or_from_the_future_is_a_reset),
	    cmocka_unit_test(who_follows_begins_with_what_is_new),
	    cmocka_unit_test(a_client_that_lags_beyond_the_ring_is_told_and_ends),
	    cmocka_unit_test(a_filter_takes_types_and_what_is_below_an_object),
	    cmocka_unit_test(types_that_match_nothing_are_unknown),
	    cmocka_unit_test(an_id_is_a_run_and_a_number_or_a_number),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
