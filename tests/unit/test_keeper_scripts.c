/* SPDX-License-Identifier: Apache-2.0 */
/* Real programs, started and ended as the keeper does it; waits by poll, never sleeps.
 */
#include "tests/unit/unit.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "agent/keeper_scripts.h"
#include "agent/keeper_wire.h"
#include "agent/sys/now.h"

enum { DEADLINE_MS = 10000 };

struct bench {
	struct keeper_scripts *scripts;
	int agent_fd, keeper_fd;
};

static struct bench
open_bench(void)
{
	struct bench bench = {.scripts = keeper_scripts_new(false)};
	int pair[2];

	assert_int_equal(
	    socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair), 0);
	bench.agent_fd = pair[0];
	bench.keeper_fd = pair[1];
	keeper_scripts_set_peer(bench.scripts, bench.keeper_fd);
	return bench;
}

static void
close_bench(struct bench *bench)
{
	keeper_scripts_free(bench->scripts);
	(void)close(bench->agent_fd);
	(void)close(bench->keeper_fd);
}

static void
ask(struct bench *bench, uint32_t id, uint32_t timeout_ms, const char *const *argv)
{
	struct keeper_request request = {
	    .ask = KEEPER_ASK_RUN, .id = id, .timeout_ms = timeout_ms};

	for (; *argv; argv++) {
		size_t len = strlen(*argv) + 1;

		memcpy(request.args + request.args_bytes, *argv, len);
		request.args_bytes += (uint32_t)len;
	}
	assert_true(
	    send(bench->agent_fd, &request,
		offsetof(struct keeper_request, args) + request.args_bytes, 0) > 0);
	keeper_scripts_receive(bench->scripts, now_monotonic());
}

static void
turn(struct bench *bench)
{
	struct pollfd fds[KEEPER_SCRIPTS_MAX];
	size_t count = keeper_scripts_poll(bench->scripts, fds, KEEPER_SCRIPTS_MAX);
	int status;
	pid_t pid;

	(void)poll(fds, (nfds_t)count, 1);
	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		keeper_scripts_ended(bench->scripts, pid, status);
	keeper_scripts_turn(bench->scripts, now_monotonic());
}

/* Turns until an answer is there or the deadline has passed. */
static bool
answered(struct bench *bench, struct keeper_answer *answer)
{
	struct instant end = instant_add(now_monotonic(), span_ms(DEADLINE_MS));

	while (!instant_reached(end, now_monotonic())) {
		if (recv(bench->agent_fd, answer, sizeof(*answer), MSG_DONTWAIT) > 0)
			return true;
		turn(bench);
	}
	return false;
}

static struct keeper_answer
result_of(uint32_t timeout_ms, const char *const *argv)
{
	struct bench bench = open_bench();
	struct keeper_answer answer = {0};

	ask(&bench, 7, timeout_ms, argv);
	assert_true(answered(&bench, &answer));
	assert_int_equal(answer.id, 7);
	close_bench(&bench);
	return answer;
}

#define ARGV(...) ((const char *const[]){__VA_ARGS__, NULL})

TEST(exit_status_and_output_come_back)
{
	struct keeper_answer got =
	    result_of(5000, ARGV("/bin/sh", "-c", "echo seen; echo too >&2; exit 3"));

	assert_int_equal(got.result.end, KEEPER_EXITED);
	assert_int_equal(got.result.value, 3);
	assert_string_equal(got.result.output, "seen\ntoo\n");
}

TEST(a_program_that_is_not_there_is_not_started_and_says_why)
{
	struct keeper_answer got = result_of(5000, ARGV("/no/such/program"));

	assert_int_equal(got.result.end, KEEPER_NOT_STARTED);
	assert_int_equal(got.result.value, ENOENT);
	assert_non_null(strstr(got.result.output, "/no/such/program"));
}

TEST(a_signal_is_told_from_an_exit_status)
{
	struct keeper_answer got =
	    result_of(5000, ARGV("/bin/sh", "-c", "kill -SEGV $$"));

	assert_int_equal(got.result.end, KEEPER_SIGNALLED);
	assert_int_equal(got.result.value, SIGSEGV);
}

/* The shell's child would go on for a minute; it is in the group, so it goes too: its
 * copy of the output's write end would keep the pipe open otherwise. */
TEST(the_whole_process_group_ends_at_the_timeout)
{
	struct keeper_answer got =
	    result_of(50, ARGV("/bin/sh", "-c", "sleep 60 & sleep 60"));

	assert_int_equal(got.result.end, KEEPER_TIMED_OUT);
}

TEST(who_ignores_term_is_killed_two_seconds_later)
{
	struct keeper_answer got = result_of(
	    50, ARGV("/bin/sh", "-c", "trap '' TERM; while :; do sleep 1; done"));

	assert_int_equal(got.result.end, KEEPER_TIMED_OUT);
}

TEST(long_output_is_cut_and_does_not_block_the_script)
{
	struct keeper_answer got = result_of(
	    8000, ARGV("/bin/sh", "-c", "dd if=/dev/zero bs=1000 count=300 2>&1"));

	assert_int_equal(got.result.end, KEEPER_EXITED);
	assert_int_equal(got.result.value, 0);
	assert_int_equal(got.result.output[KEEPER_OUTPUT_MAX - 1], '\0');
}

TEST(a_cancelled_script_is_killed_and_not_answered)
{
	struct bench bench = open_bench();
	struct keeper_request cancel = {.ask = KEEPER_ASK_CANCEL, .id = 1};
	struct keeper_answer answer = {0};

	ask(&bench, 1, 0, ARGV("/bin/sleep", "60"));
	assert_true(send(bench.agent_fd, &cancel, offsetof(struct keeper_request, args),
			0) > 0);
	keeper_scripts_receive(bench.scripts, now_monotonic());
	ask(&bench, 2, 0, ARGV("/bin/true"));
	assert_true(answered(&bench, &answer));
	assert_int_equal(answer.id, 2);
	close_bench(&bench);
}

TEST(a_malformed_request_is_refused)
{
	struct bench bench = open_bench();
	struct keeper_request request = {
	    .ask = KEEPER_ASK_RUN, .id = 9, .args_bytes = 2, .args = "ab"};
	struct keeper_answer answer = {0};

	assert_true(send(bench.agent_fd, &request,
			offsetof(struct keeper_request, args) + 2, 0) > 0);
	keeper_scripts_receive(bench.scripts, now_monotonic());
	assert_true(answered(&bench, &answer));
	assert_int_equal(answer.result.end, KEEPER_NOT_STARTED);
	assert_int_equal(answer.result.value, EINVAL);
	close_bench(&bench);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(exit_status_and_output_come_back),
	    cmocka_unit_test(a_program_that_is_not_there_is_not_started_and_says_why),
	    cmocka_unit_test(a_signal_is_told_from_an_exit_status),
	    cmocka_unit_test(the_whole_process_group_ends_at_the_timeout),
	    cmocka_unit_test(who_ignores_term_is_killed_two_seconds_later),
	    cmocka_unit_test(long_output_is_cut_and_does_not_block_the_script),
	    cmocka_unit_test(a_cancelled_script_is_killed_and_not_answered),
	    cmocka_unit_test(a_malformed_request_is_refused),
	};

	return cmocka_run_group_tests_name("keeper_scripts", tests, NULL, NULL);
}
