/* SPDX-License-Identifier: Apache-2.0 */
/* Tracked processes: children of this test under a name that nothing else has. With the
 * kernel's news, or where there are none by a look each second: both within 3 s. */
#include "tests/unit/unit.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "agent/sys/loop.h"
#include "agent/sys/now.h"
#include "agent/vrrp/vrrp_processes.h"
#include "tests/fake/edge_loop.h"

enum { SOON_MS = 3000, DELAY_MS = 400 };

struct bench {
	struct loop *loop;
	struct vrrp_processes *processes;
	char name[16];
	const char *argv[2];
	struct model_track_process said;
	size_t changes;
	bool wanted;
};

static void
changed(void *ctx, uint32_t index)
{
	struct bench *b = ctx;

	assert_int_equal(index, 0);
	b->changes++;
}

static void
configure(struct bench *b)
{
	const struct model model = {
	    .track_processes = &b->said, .track_processes_len = 1};

	vrrp_processes_configure(b->processes, &model);
}

static int
set_up(void **state)
{
	static struct bench bench;
	struct vrrp_processes_parts parts = {.changed = changed, .ctx = &bench};

	bench = (struct bench){.loop = loop_new()};
	parts.loop = bench.loop;
	bench.processes = vrrp_processes_new(&parts);
	(void)snprintf(bench.name, sizeof(bench.name), "vp%d", (int)getpid());
	bench.argv[0] = bench.name;
	bench.said = (struct model_track_process){
	    .name = "p", .argv = bench.argv, .quorum = 1, .quorum_max = 1};
	*state = &bench;
	return 0;
}

static int
tear_down(void **state)
{
	struct bench *b = *state;

	vrrp_processes_free(b->processes);
	loop_free(b->loop);
	return 0;
}

static void
be_one(const struct bench *b, int says)
{
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL); /* else the test ends it */
	(void)prctl(PR_SET_NAME, b->name);
	if (write(says, "", 1) < 0)
		_exit(1);
	for (;;)
		(void)pause();
}

/* One more of the name, once it has it; it ends with this test, whatever happens. */
static pid_t
begin(const struct bench *b)
{
	int ends[2];
	char byte;
	pid_t child;

	assert_int_equal(pipe(ends), 0);
	child = fork();
	if (child == 0)
		be_one(b, ends[1]);
	assert_true(child > 0);
	assert_int_equal(read(ends[0], &byte, 1), 1);
	(void)close(ends[0]);
	(void)close(ends[1]);
	return child;
}

static void
end(pid_t child)
{
	assert_int_equal(kill(child, SIGKILL), 0);
	assert_int_equal(waitpid(child, NULL, 0), child);
}

static bool
is_up(const struct bench *b)
{
	return vrrp_processes_fact(b->processes, 0).up;
}

static bool
is_wanted(void *ctx)
{
	const struct bench *b = ctx;

	return is_up(b) == b->wanted;
}

static void
assert_becomes(struct bench *b, bool up)
{
	b->wanted = up;
	assert_true(edge_loop_until(b->loop, is_wanted, b, SOON_MS));
}

static void
as_many_as_wanted_is_known_at_once_and_followed(void **state)
{
	struct bench *b = *state;
	pid_t one, two;

	configure(b);
	assert_true(vrrp_processes_fact(b->processes, 0).known);
	assert_false(is_up(b));
	assert_string_equal(vrrp_processes_detail(b->processes, 0), "0 processes");
	one = begin(b);
	assert_becomes(b, true);
	assert_string_equal(vrrp_processes_detail(b->processes, 0), "1 process");
	two = begin(b); /* one too many */
	assert_becomes(b, false);
	end(two);
	assert_becomes(b, true);
	end(one);
	assert_becomes(b, false);
	assert_int_equal(b->changes, 5);
}

static void
a_reload_counts_anew_by_what_is_said_then(void **state)
{
	struct bench *b = *state;
	pid_t child = begin(b);

	configure(b);
	assert_becomes(b, true);
	b->argv[0] = "none-of-this-name";
	configure(b);
	assert_false(is_up(b));
	end(child);
}

/* One that ends and is there again within the delay was never missed. */
static void
a_delay_lets_a_restart_pass(void **state)
{
	struct bench *b = *state;
	pid_t child = begin(b);
	struct instant gone;

	b->said.terminate_delay_ms = DELAY_MS;
	configure(b);
	assert_becomes(b, true);
	end(child);
	child = begin(b);
	edge_loop_for(b->loop, 2 * DELAY_MS);
	assert_int_equal(b->changes, 1);
	assert_true(is_up(b));
	gone = now_monotonic();
	end(child);
	assert_becomes(b, false);
	assert_true(instant_since(now_monotonic(), gone).ns >= span_ms(DELAY_MS).ns);
}

static bool
is_told(void *ctx)
{
	const struct bench *b = ctx;

	return !vrrp_processes_are_polled(b->processes);
}

/* More than the socket holds (212,992 bytes by default) while nobody reads: 4,000
 * processes that came and went. All are counted again, and the count is right. */
static void
news_that_were_lost_are_made_up_for(void **state)
{
	struct bench *b = *state;
	pid_t child;

	configure(b);
	if (!edge_loop_until(b->loop, is_told, b, SOON_MS)) {
		print_message("the kernel tells of no processes here\n");
		skip();
	}
	for (int i = 0; i < 4000; i++) {
		child = fork();
		if (child == 0)
			_exit(0);
		assert_int_equal(waitpid(child, NULL, 0), child);
	}
	child = begin(b);
	assert_becomes(b, true);
	assert_true(vrrp_processes_losses(b->processes) > 0);
	end(child);
	assert_becomes(b, false);
}

int
main(void)
{
#define PROCESSES(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
	const struct CMUnitTest tests[] = {
	    PROCESSES(as_many_as_wanted_is_known_at_once_and_followed),
	    PROCESSES(a_reload_counts_anew_by_what_is_said_then),
	    PROCESSES(a_delay_lets_a_restart_pass),
	    PROCESSES(news_that_were_lost_are_made_up_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
