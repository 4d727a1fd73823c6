/* SPDX-License-Identifier: Apache-2.0 */
/* Real programs, started and ended as the keeper does it; waits by poll, never sleeps.
 */
#include "tests/unit/unit.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
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

static struct keeper_request
request_of(uint32_t id, uint32_t timeout_ms, const char *const *argv)
{
	struct keeper_request request = {
	    .ask = KEEPER_ASK_RUN,
	    .id = id,
	    .timeout_ms = timeout_ms,
	    .limits = {UINT32_MAX, UINT32_MAX, UINT32_MAX}
        };

	for (; *argv; argv++) {
		size_t len = strlen(*argv) + 1;

		memcpy(request.args + request.args_bytes, *argv, len);
		request.args_bytes += (uint32_t)len;
	}
	return request;
}

static void
send_to(struct bench *bench, const struct keeper_request *request)
{
	assert_true(
	    send(bench->agent_fd, request,
		offsetof(struct keeper_request, args) + request->args_bytes, 0) > 0);
	keeper_scripts_receive(bench->scripts, now_monotonic());
}

static void
ask(struct bench *bench, uint32_t id, uint32_t timeout_ms, const char *const *argv)
{
	struct keeper_request request = request_of(id, timeout_ms, argv);

	send_to(bench, &request);
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

/* A gigabyte through a pipe: 4 KiB of it are kept. */
TEST(a_flood_of_output_is_drained_and_its_first_4_kib_are_kept)
{
	struct keeper_answer got =
	    result_of(60000, ARGV("/bin/sh", "-c", "yes | head -c 1000000000"));
	struct rusage usage;

	assert_int_equal(got.result.end, KEEPER_EXITED);
	assert_int_equal(got.result.value, 0);
	assert_int_equal(strlen(got.result.output), 4096);
	assert_int_equal(getrusage(RUSAGE_SELF, &usage), 0);
	assert_true(usage.ru_maxrss < 256 * 1024); /* KiB: less than went by */
}

/* 0 nothing, 1 and 2 the output; ls opens one more to read the folder. */
TEST(a_script_inherits_no_descriptor)
{
	int leak = open("/dev/null", O_RDONLY); /* not close-on-exec */
	struct keeper_answer got;

	assert_true(leak > 2);
	got = result_of(5000, ARGV("/bin/ls", "/proc/self/fd"));
	(void)close(leak);
	assert_string_equal(got.result.output, "0\n1\n2\n3\n");
}

TEST(no_shell_looks_at_the_arguments)
{
	struct keeper_answer got =
	    result_of(5000, ARGV("/bin/echo", "$HOME; echo no | cat", "*", "`id`"));

	assert_string_equal(got.result.output, "$HOME; echo no | cat * `id`\n");
}

TEST(a_script_has_a_session_of_its_own_and_two_variables)
{
	struct keeper_answer got = result_of(5000,
	    ARGV("/bin/sh", "-c",
		"read -r p _ _ _ g s _ </proc/$$/stat; "
		"[ $p = $g ] && [ $p = $s ] && cut -z -d= -f1 /proc/$$/environ"));

	assert_int_equal(got.result.value, 0);
	assert_string_equal(got.result.output, "FAIRLEAD_SCRIPT"); /* then PATH */
	assert_string_equal(got.result.output + 16, "PATH");
}

TEST(what_cannot_be_executed_says_why)
{
	static const struct {
		const char *path;
		int want;
	} cases[] = {
	    {"/etc/passwd",   EACCES }, /* not executable */
	    {"/etc",          EACCES }, /* a folder */
	    {"relative",      ENOENT },
	    {"/etc/passwd/x", ENOTDIR},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct keeper_answer got = result_of(5000, ARGV(cases[i].path));

		assert_int_equal(got.result.end, KEEPER_NOT_STARTED);
		assert_int_equal(got.result.value, cases[i].want);
		assert_non_null(strstr(got.result.output, cases[i].path));
	}
}

TEST(a_missing_interpreter_is_not_started)
{
	char path[] = "/tmp/fairlead-script-XXXXXX";
	static const char text[] = "#!/no/such/interpreter\n";
	int fd = mkstemp(path);
	struct keeper_answer got;

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, sizeof(text) - 1), sizeof(text) - 1);
	assert_int_equal(fchmod(fd, 0755), 0);
	(void)close(fd);
	got = result_of(5000, ARGV(path));
	(void)unlink(path);
	assert_int_equal(got.result.end, KEEPER_NOT_STARTED);
	assert_int_equal(got.result.value, ENOENT);
}

static struct keeper_answer
result_as(const char *user, const char *const *argv)
{
	struct bench bench = open_bench();
	struct keeper_answer answer = {0};
	struct keeper_request request = request_of(7, 5000, argv);

	(void)snprintf(request.user, sizeof(request.user), "%s", user);
	send_to(&bench, &request);
	assert_true(answered(&bench, &answer));
	close_bench(&bench);
	return answer;
}

TEST(a_script_runs_as_its_user_without_our_groups_and_an_unknown_one_is_refused)
{
	struct keeper_answer got = result_as("no-such-user", ARGV("/usr/bin/id", "-u"));

	assert_int_equal(got.result.end, KEEPER_NOT_STARTED);
	assert_non_null(strstr(got.result.output, "no-such-user"));
	got = result_as("nobody", ARGV("/usr/bin/id", "-u"));
	if (geteuid() == 0)
		assert_string_equal(got.result.output, "65534\n");
	else
		assert_int_equal(got.result.end, KEEPER_NOT_STARTED);
	if (geteuid() == 0) {
		got = result_as("nobody", ARGV("/usr/bin/id", "-G"));
		assert_string_equal(got.result.output, "65534\n");
	}
}

TEST(a_script_may_take_no_more_than_the_limits)
{
	struct bench bench = open_bench();
	struct keeper_answer answer = {0};
	struct keeper_request request = request_of(7, 5000,
	    ARGV("/bin/sh", "-c", "ulimit -c; ulimit -n; ulimit -t; ulimit -v"));

	request.limits = (struct spawn_limits){3, 64, 500};
	send_to(&bench, &request);
	assert_true(answered(&bench, &answer));
	assert_string_equal(answer.result.output, "0\n64\n3\n512000\n"); /* KiB */
	close_bench(&bench);
}

static bool
lives(pid_t pid)
{
	char path[64], state = 'Z';
	FILE *file;

	(void)snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	file = fopen(path, "r");
	if (!file)
		return false;
	if (fscanf(file, "%*d (%*[^)]) %c", &state) != 1)
		state = 'Z';
	(void)fclose(file);
	return state != 'Z';
}

/* A grandchild with a session of its own, whose parent has gone: no group leads to it.
 * It says its pid before the script times out. */
TEST(who_leaves_the_group_ends_with_the_script_all_the_same)
{
	struct bench bench = open_bench();
	struct keeper_answer answer = {0};
	struct instant end = instant_add(now_monotonic(), span_ms(DEADLINE_MS));
	pid_t stray;

	ask(&bench, 7, 300,
	    ARGV("/bin/sh", "-c",
		"(setsid /bin/sh -c 'echo $$; exec sleep 300' &); sleep 300"));
	assert_true(answered(&bench, &answer));
	assert_int_equal(answer.result.end, KEEPER_TIMED_OUT);
	stray = (pid_t)strtol(answer.result.output, NULL, 10);
	assert_true(stray > 1);
	while (lives(stray) && !instant_reached(end, now_monotonic()))
		turn(&bench);
	assert_false(lives(stray));
	close_bench(&bench);
}

/* One that ends by itself may leave something running: notify scripts do. */
TEST(what_a_script_that_ends_in_time_leaves_running_lives_on)
{
	struct bench bench = open_bench();
	struct keeper_answer answer = {0};
	pid_t left;

	ask(&bench, 7, 5000,
	    ARGV("/bin/sh", "-c", "setsid sleep 300 >/dev/null 2>&1 & echo $!"));
	assert_true(answered(&bench, &answer));
	assert_int_equal(answer.result.end, KEEPER_EXITED);
	left = (pid_t)strtol(answer.result.output, NULL, 10);
	turn(&bench);
	assert_true(left > 1 && lives(left));
	assert_int_equal(kill(left, SIGKILL), 0);
	close_bench(&bench);
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
	    cmocka_unit_test(a_flood_of_output_is_drained_and_its_first_4_kib_are_kept),
	    cmocka_unit_test(a_script_inherits_no_descriptor),
	    cmocka_unit_test(no_shell_looks_at_the_arguments),
	    cmocka_unit_test(a_script_has_a_session_of_its_own_and_two_variables),
	    cmocka_unit_test(what_cannot_be_executed_says_why),
	    cmocka_unit_test(a_missing_interpreter_is_not_started),
	    cmocka_unit_test(
		a_script_runs_as_its_user_without_our_groups_and_an_unknown_one_is_refused),
	    cmocka_unit_test(a_script_may_take_no_more_than_the_limits),
	    cmocka_unit_test(who_leaves_the_group_ends_with_the_script_all_the_same),
	    cmocka_unit_test(what_a_script_that_ends_in_time_leaves_running_lives_on),
	    cmocka_unit_test(long_output_is_cut_and_does_not_block_the_script),
	    cmocka_unit_test(a_cancelled_script_is_killed_and_not_answered),
	    cmocka_unit_test(a_malformed_request_is_refused),
	};

	return cmocka_run_group_tests_name("keeper_scripts", tests, NULL, NULL);
}
