/* SPDX-License-Identifier: Apache-2.0 */
/* Trials against sockets of this host. */
#include "tests/unit/unit.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "agent/conf/model.h"
#include "agent/sys/loop.h"
#include "agent/trials.h"
#include "tests/fake/edge_loop.h"

enum { SOON_MS = 5000 };

struct bench {
	struct loop *loop;
	struct trials *trials;
	struct addr_prefix loopback;
	struct model_api api;
	int listener;
	uint16_t port;
	uint32_t id;
};

static int
set_up(void **state)
{
	struct bench *b = test_calloc(1, sizeof(*b));
	struct sockaddr_in sa = {
	    .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t len = sizeof(sa);

	b->loop = loop_new();
	b->trials = trials_new(b->loop);
	assert_true(addr_prefix_parse("127.0.0.0/8", &b->loopback));
	b->api = (struct model_api){
	    .check_test_targets = &b->loopback, .check_test_targets_len = 1};
	b->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(bind(b->listener, (struct sockaddr *)&sa, sizeof(sa)), 0);
	assert_int_equal(listen(b->listener, 16), 0);
	assert_int_equal(getsockname(b->listener, (struct sockaddr *)&sa, &len), 0);
	b->port = ntohs(sa.sin_port);
	*state = b;
	return 0;
}

static int
tear_down(void **state)
{
	struct bench *b = *state;

	trials_free(b->trials);
	loop_free(b->loop);
	(void)close(b->listener); /* nobody is on it */
	test_free(b);
	return 0;
}

static struct view_once_reply
begin(struct bench *b, const char *type, const struct view_once_line *lines, size_t len)
{
	const struct view_once_wanted wanted = {.type = type,
	    .addr = addr_v4(0x7f000001),
	    .port = b->port,
	    .timeout_ms = 200,
	    .lines = lines,
	    .lines_len = len,
	    .actor = "test",
	    .source = "unix"};
	struct view_once_reply reply = trials_begin(b->trials, &b->api, &wanted);

	b->id = reply.id;
	return reply;
}

static bool
is_over(void *ctx)
{
	const struct bench *b = ctx;

	return trials_find(b->trials, b->id)->over;
}

TEST(a_trial_runs_once_and_tells_its_steps)
{
	struct bench *b = *state;
	const struct view_once *trial;

	assert_int_equal(begin(b, "tcp", NULL, 0).refused, VIEW_ONCE_BEGUN);
	assert_false(trials_find(b->trials, b->id)->over);
	assert_true(edge_loop_until(b->loop, is_over, b, SOON_MS));
	edge_loop_for(b->loop, 20); /* no second try */
	trial = trials_find(b->trials, b->id);
	assert_string_equal(trial->code, "ok");
	assert_string_equal(trial->type, "tcp");
	assert_int_equal(trial->steps_len, 3);
	assert_string_equal(trial->steps[0].what, "connecting");
	assert_string_equal(trial->steps[1].what, "connected");
	assert_string_equal(trial->steps[2].what, "verdict");
	assert_true(trial->steps[0].at_us <= trial->steps[1].at_us);
	assert_true(trial->steps[1].at_us <= trial->steps[2].at_us);
	assert_int_equal(trial->latency_us, trial->steps[2].at_us);
	assert_null(trials_find(b->trials, b->id + 1));
	assert_null(trials_find(b->trials, 0));
}

/* PING is sent; the kernel accepts, and nobody answers. */
TEST(what_hangs_ends_at_its_timeout)
{
	struct bench *b = *state;
	const struct view_once *trial;

	assert_int_equal(begin(b, "REDIS_CHECK", NULL, 0).refused, VIEW_ONCE_BEGUN);
	assert_true(edge_loop_until(b->loop, is_over, b, SOON_MS));
	trial = trials_find(b->trials, b->id);
	assert_string_equal(trial->code, "timeout");
	assert_true(trial->latency_us >= 200000);
	assert_int_equal(trial->steps_len, 4);
	assert_string_equal(trial->steps[2].what, "sent");
	assert_true(trial->steps[2].bytes > 0);
}

TEST(so_many_run_at_once_and_no_more)
{
	struct bench *b = *state;

	for (unsigned i = 0; i < TRIALS_MAX; i++)
		assert_int_equal(begin(b, "redis", NULL, 0).refused, VIEW_ONCE_BEGUN);
	assert_int_equal(begin(b, "redis", NULL, 0).refused, VIEW_ONCE_BUSY);
	b->id = TRIALS_MAX;
	assert_true(edge_loop_until(b->loop, is_over, b, SOON_MS));
	edge_loop_for(b->loop, 5);
	assert_int_equal(begin(b, "redis", NULL, 0).refused, VIEW_ONCE_BEGUN);
}

TEST(the_oldest_outcome_makes_room)
{
	struct bench *b = *state;

	for (unsigned i = 0; i <= TRIALS_KEPT; i++) {
		assert_int_equal(begin(b, "tcp", NULL, 0).refused, VIEW_ONCE_BEGUN);
		assert_true(edge_loop_until(b->loop, is_over, b, SOON_MS));
		edge_loop_for(b->loop, 2); /* its driver ends */
	}
	assert_null(trials_find(b->trials, 1));
	assert_non_null(trials_find(b->trials, 2));
}

TEST(scripts_files_and_plug_ins_are_never_tried)
{
	static const char *const types[] = {"misc", "MISC_CHECK", "misc_check", "file",
	    "FILE_CHECK", "PLUGIN_CHECK", "", "nothing"};

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		assert_int_equal(
		    begin(*state, types[i], NULL, 0).refused, VIEW_ONCE_BAD_TYPE);
}

TEST(the_rows_of_the_configuration_say_what_is_wrong_and_where)
{
	static const struct view_once_line lines[] = {
	    {VIEW_ONCE_SAYS,   {"retry", "many"},     2},
	    {VIEW_ONCE_OPENS,  {"url"},               1},
	    {VIEW_ONCE_SAYS,   {"path", "no\nslash"}, 2},
	    {VIEW_ONCE_SAYS,   {"pat", "/"},          2},
	    {VIEW_ONCE_CLOSES, {0},                   0},
	    {VIEW_ONCE_SAYS,   {"include", "/etc/x"}, 2},
	};
	struct view_once_reply reply = begin(*state, "http", lines, 6);

	assert_int_equal(reply.refused, VIEW_ONCE_BAD_WORDS);
	assert_int_equal(reply.faults_len, 5);
	assert_string_equal(reply.faults[0].member, "retry");
	assert_string_equal(reply.faults[1].member, "url"); /* no slash; a newline */
	assert_string_equal(reply.faults[2].member, "url");
	assert_string_equal(reply.faults[3].member, "url/pat");
	assert_string_equal(reply.faults[3].code, "unknown_keyword");
	assert_string_equal(reply.faults[4].member, "include");
	assert_string_equal(reply.faults[4].code, "include_refused");
	assert_null(trials_find(((struct bench *)*state)->trials, 1));
}

TEST(connect_ip_cannot_lead_astray)
{
	static const struct view_once_line line = {
	    VIEW_ONCE_SAYS, {"connect_ip", "169.254.169.254"},
             2
        };
	struct bench *b = *state;

	assert_int_equal(begin(b, "tcp", &line, 1).refused, VIEW_ONCE_BAD_TARGET);
	b->api.check_test_targets_len = 0;
	assert_int_equal(begin(b, "tcp", NULL, 0).refused, VIEW_ONCE_BAD_TARGET);
}

TEST(a_trial_takes_a_minute_at_most)
{
	static const struct view_once_line lines[] = {
	    {VIEW_ONCE_SAYS, {"connect_timeout", "60"},     2},
	    {VIEW_ONCE_SAYS, {"connect_timeout", "60.001"}, 2},
	};

	assert_int_equal(begin(*state, "tcp", &lines[0], 1).refused, VIEW_ONCE_BEGUN);
	assert_int_equal(
	    begin(*state, "tcp", &lines[1], 1).refused, VIEW_ONCE_BAD_WORDS);
}

int
main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
	    CASE(a_trial_runs_once_and_tells_its_steps),
	    CASE(what_hangs_ends_at_its_timeout),
	    CASE(so_many_run_at_once_and_no_more),
	    CASE(the_oldest_outcome_makes_room),
	    CASE(scripts_files_and_plug_ins_are_never_tried),
	    CASE(the_rows_of_the_configuration_say_what_is_wrong_and_where),
	    CASE(connect_ip_cannot_lead_astray),
	    CASE(a_trial_takes_a_minute_at_most),
	};

	return cmocka_run_group_tests_name("trials", tests, NULL, NULL);
}
