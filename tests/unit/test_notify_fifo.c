/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/unit.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "agent/notify_fifo.h"
#include "agent/sys/loop.h"
#include "tests/fake/fake_keeper.h"

static const struct script_policy anybody = {0};

struct bench {
	struct loop *loop;
	struct keeper_link keeper;
	struct notify_fifo *fifo;
	char folder[64], path[96];
};

static int
set_up(void **state)
{
	struct bench *b = test_calloc(1, sizeof(*b));

	b->loop = loop_new();
	b->fifo = notify_fifo_new(b->loop, &b->keeper);
	memcpy(b->folder, "/tmp/notify_fifo.XXXXXX", sizeof("/tmp/notify_fifo.XXXXXX"));
	assert_non_null(mkdtemp(b->folder));
	(void)snprintf(b->path, sizeof(b->path), "%s/events", b->folder);
	*state = b;
	return 0;
}

static int
tear_down(void **state)
{
	struct bench *b = *state;

	notify_fifo_free(b->fifo);
	loop_free(b->loop);
	(void)unlink(b->path);
	(void)rmdir(b->folder);
	test_free(b);
	return 0;
}

static void
configure(struct bench *b, const char *const *reader)
{
	const struct model_fifo said = {.path = b->path, .script = {.argv = reader}};

	notify_fifo_configure(b->fifo, &said, &anybody);
}

static size_t
read_pipe(const struct bench *b, char *out, size_t size)
{
	int fd = open(b->path, O_RDONLY | O_NONBLOCK);
	ssize_t len = read(fd, out, size - 1);

	assert_true(fd >= 0);
	(void)close(fd);
	out[len > 0 ? len : 0] = '\0';
	return len > 0 ? (size_t)len : 0;
}

static void
lines_wait_in_the_pipe_until_somebody_reads(void **state)
{
	struct bench *b = *state;
	struct stat seen;
	char text[64];

	configure(b, NULL);
	assert_int_equal(stat(b->path, &seen), 0);
	assert_true(S_ISFIFO(seen.st_mode));
	assert_int_equal(seen.st_mode & 0777, 0600);
	notify_fifo_write(b->fifo, "one\n");
	notify_fifo_write(b->fifo, "two\n");
	read_pipe(b, text, sizeof(text));
	assert_string_equal(text, "one\ntwo\n");
}

/* A pipe holds 64 KiB: whole lines of 512 bytes, 128 of them. */
static void
a_full_pipe_loses_whole_lines_and_counts_them(void **state)
{
	struct bench *b = *state;
	char line[NOTIFY_FIFO_LINE_MAX + 1], text[NOTIFY_FIFO_LINE_MAX + 1];

	memset(line, 'x', sizeof(line) - 2);
	memcpy(line + sizeof(line) - 2, "\n", 2);
	configure(b, NULL);
	for (int i = 0; i < 130; i++)
		notify_fifo_write(b->fifo, line);
	assert_int_equal(notify_fifo_dropped(b->fifo), 2);
	assert_int_equal(read_pipe(b, text, sizeof(text)), NOTIFY_FIFO_LINE_MAX);
	assert_string_equal(text, line);
}

static void
its_reader_is_started_with_the_path_and_stays_over_a_reload(void **state)
{
	struct bench *b = *state;
	const char *const reader[] = {"/bin/cat", "-u", NULL};

	configure(b, reader);
	configure(b, reader);
	assert_int_equal(b->keeper.asked_len, 1);
	assert_int_equal(b->keeper.asked[0].args_len, 3);
	assert_string_equal(b->keeper.asked[0].args[2], b->path);
	assert_int_equal(b->keeper.asked[0].timeout_ms, 0);
	configure(b, NULL);
	assert_true(b->keeper.asked[0].cancelled);
}

static void
what_is_no_pipe_is_left_alone_and_its_lines_are_counted_as_lost(void **state)
{
	struct bench *b = *state;
	FILE *file = fopen(b->path, "w");
	struct stat seen;

	assert_non_null(file);
	(void)fputs("a file", file);
	(void)fclose(file);
	configure(b, NULL);
	notify_fifo_write(b->fifo, "one\n");
	assert_int_equal(notify_fifo_dropped(b->fifo), 1);
	assert_int_equal(stat(b->path, &seen), 0);
	assert_int_equal(seen.st_size, 6);
}

#define BENCH_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    BENCH_TEST(lines_wait_in_the_pipe_until_somebody_reads),
	    BENCH_TEST(a_full_pipe_loses_whole_lines_and_counts_them),
	    BENCH_TEST(its_reader_is_started_with_the_path_and_stays_over_a_reload),
	    BENCH_TEST(what_is_no_pipe_is_left_alone_and_its_lines_are_counted_as_lost),
	};

	return cmocka_run_group_tests_name("notify_fifo", tests, NULL, NULL);
}
