/* SPDX-License-Identifier: Apache-2.0 */
/* What the kernel says of processes: datagrams as they were captured, and a real child
 * where the kernel tells of it. */
#include "tests/unit/unit.h"

#include <errno.h>
#include <linux/cn_proc.h>
#include <linux/connector.h>
#include <linux/netlink.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "agent/sys/now.h"
#include "agent/sys/proc_news.h"

enum { HEADER = NLMSG_HDRLEN + sizeof(struct cn_msg), WHOLE = 76, NEEDED = 68 };

/* A datagram as Linux sends them: 16 + 20 bytes of headers, then 16 that all events
 * have, then 24 at most of one kind. */
static void
datagram(char out[WHOLE], const struct proc_event *event)
{
	const struct nlmsghdr head = {.nlmsg_len = WHOLE, .nlmsg_type = NLMSG_DONE};
	struct cn_msg message = {
	    .id = {CN_IDX_PROC, CN_VAL_PROC},
              .len = WHOLE - HEADER
        };

	memcpy(out, &head, sizeof(head));
	memcpy(out + NLMSG_HDRLEN, &message, sizeof(message));
	memcpy(out + HEADER, event, WHOLE - HEADER);
}

static struct proc_event
fork_of(pid_t thread, pid_t process)
{
	struct proc_event event = {.what = PROC_EVENT_FORK};

	event.event_data.fork.parent_pid = 1;
	event.event_data.fork.parent_tgid = 1;
	event.event_data.fork.child_pid = thread;
	event.event_data.fork.child_tgid = process;
	return event;
}

static struct proc_event
exit_of(pid_t thread, pid_t process)
{
	struct proc_event event = {.what = PROC_EVENT_EXIT};

	event.event_data.exit.process_pid = thread;
	event.event_data.exit.process_tgid = process;
	return event;
}

static struct proc_news
decoded(const struct proc_event *event)
{
	char bytes[WHOLE];

	datagram(bytes, event);
	return proc_news_decode(bytes, sizeof(bytes));
}

TEST(a_process_comes_and_goes_a_thread_does_not)
{
	struct proc_event event = fork_of(77, 77);

	assert_int_equal(decoded(&event).kind, PROC_NEWS_CAME);
	assert_int_equal(decoded(&event).pid, 77);
	event = fork_of(78, 77);
	assert_int_equal(decoded(&event).kind, PROC_NEWS_NONE);
	event = exit_of(78, 77);
	assert_int_equal(decoded(&event).kind, PROC_NEWS_NONE);
	event = exit_of(77, 77);
	assert_int_equal(decoded(&event).kind, PROC_NEWS_WENT);
	assert_int_equal(decoded(&event).pid, 77);
}

TEST(another_program_or_name_is_looked_at_again)
{
	struct proc_event event = {.what = PROC_EVENT_EXEC};

	event.event_data.exec.process_pid = 80; /* a thread may be the one to ask */
	event.event_data.exec.process_tgid = 77;
	assert_int_equal(decoded(&event).kind, PROC_NEWS_CAME);
	assert_int_equal(decoded(&event).pid, 77);
	event = (struct proc_event){.what = PROC_EVENT_COMM};
	event.event_data.comm.process_pid = 77;
	event.event_data.comm.process_tgid = 77;
	assert_int_equal(decoded(&event).kind, PROC_NEWS_CAME);
	event.event_data.comm.process_pid = 78; /* a thread's name is its own */
	assert_int_equal(decoded(&event).kind, PROC_NEWS_NONE);
	event = (struct proc_event){.what = PROC_EVENT_UID};
	assert_int_equal(decoded(&event).kind, PROC_NEWS_NONE);
}

TEST(the_answer_to_our_wish_is_told_apart)
{
	struct proc_event event = {.what = PROC_EVENT_NONE};

	assert_int_equal(decoded(&event).kind, PROC_NEWS_READY);
	event.event_data.ack.err = EPERM;
	assert_int_equal(decoded(&event).kind, PROC_NEWS_REFUSED);
	assert_int_equal(decoded(&event).err, EPERM);
}

TEST(another_connector_s_message_says_nothing)
{
	struct proc_event event = fork_of(77, 77);
	const struct cb_id other = {CN_IDX_PROC + 1, CN_VAL_PROC};
	char bytes[WHOLE];

	datagram(bytes, &event);
	memcpy(bytes + NLMSG_HDRLEN, &other, sizeof(other));
	assert_int_equal(proc_news_decode(bytes, sizeof(bytes)).kind, PROC_NEWS_NONE);
}

/* 36 bytes of headers, 16 of all events, 16 of a fork: 68. In a block of its own length
 * a read past the end is seen by the sanitizers. */
TEST(cut_at_every_length_it_says_nothing)
{
	struct proc_event event = fork_of(77, 77);
	char bytes[WHOLE];

	datagram(bytes, &event);
	for (size_t len = 0; len <= sizeof(bytes); len++) {
		char *cut = test_malloc(len + 1);

		memcpy(cut + 1, bytes, len);
		assert_int_equal(proc_news_decode(cut + 1, len).kind,
		    len < NEEDED ? PROC_NEWS_NONE : PROC_NEWS_CAME);
		test_free(cut);
	}
}

/* ---- the kernel's own ---- */

/* Until one of `kind` (and of `pid`, if that is not 0) comes; false after 2 s. */
static bool
hears(int fd, enum proc_news_kind kind, pid_t pid)
{
	const struct instant deadline = instant_add(now_monotonic(), span_s(2));
	struct pollfd ready = {.fd = fd, .events = POLLIN};
	struct proc_news news;

	while (instant_before(now_monotonic(), deadline)) {
		(void)poll(&ready, 1, 10);
		while (proc_news_read(fd, &news))
			if (news.kind == kind && (!pid || news.pid == pid))
				return true;
	}
	return false;
}

/* Only root of the host is told; elsewhere there is nothing to see. */
TEST(the_kernel_tells_of_a_child_that_comes_and_goes)
{
	int fd = proc_news_open();
	pid_t child;

	if (geteuid() != 0 || fd == -EOPNOTSUPP) {
		print_message("not root of the host: the kernel tells nobody else\n");
		skip();
	}
	assert_true(fd >= 0);
	assert_true(hears(fd, PROC_NEWS_READY, 0));
	child = fork();
	if (child == 0) {
		(void)pause();
		_exit(0);
	}
	assert_true(hears(fd, PROC_NEWS_CAME, child));
	assert_int_equal(kill(child, SIGKILL), 0);
	assert_int_equal(waitpid(child, NULL, 0), child);
	assert_true(hears(fd, PROC_NEWS_WENT, child));
	(void)close(fd);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_process_comes_and_goes_a_thread_does_not),
	    cmocka_unit_test(another_program_or_name_is_looked_at_again),
	    cmocka_unit_test(the_answer_to_our_wish_is_told_apart),
	    cmocka_unit_test(another_connector_s_message_says_nothing),
	    cmocka_unit_test(cut_at_every_length_it_says_nothing),
	    cmocka_unit_test(the_kernel_tells_of_a_child_that_comes_and_goes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
