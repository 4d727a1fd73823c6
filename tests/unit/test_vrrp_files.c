/* SPDX-License-Identifier: Apache-2.0 */
/* Tracked files on a real file system. */
#include "tests/unit/unit.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "agent/sys/loop.h"
#include "agent/vrrp/vrrp_files.h"
#include "tests/fake/edge_loop.h"

/* The kernel tells at once; a folder that is not there is looked for each second. */
enum { SOON_MS = 2000, POLLED_MS = 4000 };

struct bench {
	struct loop *loop;
	struct vrrp_files *files;
	struct model_track_file said;
	char folder[64], path[96], other[96];
	size_t changes;
	int32_t wanted;
	uint64_t errors_wanted;
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
	const struct model model = {.track_files = &b->said, .track_files_len = 1};

	vrrp_files_configure(b->files, &model);
}

static int
set_up(void **state)
{
	static struct bench bench;
	struct vrrp_files_parts parts = {.changed = changed, .ctx = &bench};

	bench = (struct bench){.loop = loop_new(), .folder = "/tmp/vrrp_files.XXXXXX"};
	parts.loop = bench.loop;
	bench.files = vrrp_files_new(&parts);
	assert_non_null(mkdtemp(bench.folder));
	(void)snprintf(bench.path, sizeof(bench.path), "%s/load", bench.folder);
	(void)snprintf(bench.other, sizeof(bench.other), "%s/load.new", bench.folder);
	bench.said = (struct model_track_file){.name = "load", .path = bench.path};
	*state = &bench;
	return 0;
}

static int
tear_down(void **state)
{
	struct bench *b = *state;

	vrrp_files_free(b->files);
	loop_free(b->loop);
	(void)unlink(b->path);
	(void)unlink(b->other);
	(void)rmdir(b->folder);
	return 0;
}

static void
put(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	assert_int_equal(close(fd), 0);
}

static int32_t
value(const struct bench *b)
{
	return vrrp_files_fact(b->files, 0).value;
}

static bool
is_wanted(void *ctx)
{
	const struct bench *b = ctx;

	return value(b) == b->wanted;
}

static bool
has_erred(void *ctx)
{
	const struct bench *b = ctx;

	return vrrp_files_errors(b->files) >= b->errors_wanted;
}

static void
assert_becomes(struct bench *b, int32_t wanted, unsigned wait_ms)
{
	b->wanted = wanted;
	assert_true(edge_loop_until(b->loop, is_wanted, b, wait_ms));
}

static void
assert_errs(struct bench *b)
{
	b->errors_wanted = vrrp_files_errors(b->files) + 1;
	assert_true(edge_loop_until(b->loop, has_erred, b, SOON_MS));
}

static void
a_number_that_is_written_counts_at_once(void **state)
{
	struct bench *b = *state;

	put(b->path, "5\n");
	configure(b);
	assert_int_equal(value(b), 5);
	assert_string_equal(vrrp_files_detail(b->files, 0), "reads 5");
	put(b->path, "-7\n");
	assert_becomes(b, -7, SOON_MS);
	assert_int_equal(b->changes, 2);
}

static void
a_file_that_takes_its_place_by_rename_is_read_and_watched(void **state)
{
	struct bench *b = *state;

	put(b->path, "5");
	configure(b);
	for (int32_t i = 6; i < 9; i++) { /* each is another file than the one before */
		char text[16];

		(void)snprintf(text, sizeof(text), "%d", (int)i);
		put(b->other, text);
		assert_int_equal(rename(b->other, b->path), 0);
		assert_becomes(b, i, SOON_MS);
	}
	put(b->path, "20");
	assert_becomes(b, 20, SOON_MS);
}

static void
nonsense_and_absence_are_counted_and_change_nothing(void **state)
{
	struct bench *b = *state;

	put(b->path, "5");
	configure(b);
	assert_int_equal(vrrp_files_errors(b->files), 0);
	put(b->path, "about five");
	assert_errs(b);
	assert_string_equal(
	    vrrp_files_detail(b->files, 0), "holds no number, 5 counts on");
	assert_int_equal(unlink(b->path), 0);
	assert_errs(b);
	assert_int_equal(value(b), 5);
	assert_int_equal(b->changes, 1);
	put(b->path, "6");
	assert_becomes(b, 6, SOON_MS);
}

static void
what_is_no_file_is_never_read(void **state)
{
	struct bench *b = *state;

	assert_int_equal(mkfifo(b->path, 0600), 0); /* a reader would wait for ever */
	configure(b);
	assert_int_equal(vrrp_files_errors(b->files), 1);
	assert_true(vrrp_files_fact(b->files, 0).known);
	assert_int_equal(value(b), 0);
}

static void
a_folder_that_comes_later_is_found(void **state)
{
	struct bench *b = *state;

	assert_int_equal(rmdir(b->folder), 0);
	configure(b);
	assert_int_equal(value(b), 0);
	assert_int_equal(mkdir(b->folder, 0755), 0);
	put(b->path, "9");
	assert_becomes(b, 9, POLLED_MS);
	put(b->path, "10");
	assert_becomes(b, 10, SOON_MS);
}

static void
a_reload_keeps_the_number_and_reads_it_again(void **state)
{
	struct bench *b = *state;

	put(b->path, "5");
	configure(b);
	configure(b);
	assert_int_equal(b->changes, 1);
	put(b->path, "6");
	configure(b);
	assert_int_equal(value(b), 6);
	assert_int_equal(b->changes, 2);
}

static void
an_initial_number_is_written_where_none_is_or_always(void **state)
{
	struct bench *b = *state;

	b->said.init = true;
	b->said.init_value = 3;
	configure(b);
	assert_int_equal(value(b), 3);
	vrrp_files_configure(b->files, &(struct model){0});
	put(b->path, "5");
	configure(b);
	assert_int_equal(value(b), 5);
	vrrp_files_configure(b->files, &(struct model){0});
	b->said.overwrite = true;
	configure(b);
	assert_int_equal(value(b), 3);
}

int
main(void)
{
#define FILES(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
	const struct CMUnitTest tests[] = {
	    FILES(a_number_that_is_written_counts_at_once),
	    FILES(a_file_that_takes_its_place_by_rename_is_read_and_watched),
	    FILES(nonsense_and_absence_are_counted_and_change_nothing),
	    FILES(what_is_no_file_is_never_read),
	    FILES(a_folder_that_comes_later_is_found),
	    FILES(a_reload_keeps_the_number_and_reads_it_again),
	    FILES(an_initial_number_is_written_where_none_is_or_always),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
