/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/unit.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "agent/lib/mem.h"
#include "agent/store/store.h"
#include "agent/store/store_journal.h"

enum { NOBODY = 65534 };

/* A directory of its own for each test. */
struct bench {
	char parent[32], directory[48], journal[80];
	struct store *store;
};

static void
bench_init(struct bench *b)
{
	strcpy(b->parent, "/tmp/fairlead-XXXXXX");
	assert_non_null(mkdtemp(b->parent));
	(void)snprintf(b->directory, sizeof(b->directory), "%s/state", b->parent);
	(void)snprintf(
	    b->journal, sizeof(b->journal), "%s/edits.journal", b->directory);
	b->store = store_file_open(b->directory);
}

static void
reopen(struct bench *b)
{
	store_free(b->store);
	b->store = store_file_open(b->directory);
}

static void
empty(const char *directory)
{
	DIR *dir = opendir(directory);
	struct dirent *entry;

	while (dir && (entry = readdir(dir)))
		if (entry->d_name[0] != '.')
			(void)unlinkat(dirfd(dir), entry->d_name, 0);
	if (dir)
		(void)closedir(dir);
	(void)rmdir(directory);
}

static void
bench_fini(struct bench *b)
{
	store_free(b->store);
	empty(b->directory);
	empty(b->parent);
}

static int
put(struct bench *b, const char *key, const char *value)
{
	struct store_record record = {key, value};

	return store_save(b->store, &record, 1);
}

static char *
slurp(const char *path, size_t *len)
{
	FILE *file = fopen(path, "re");
	char *bytes = mem_new(1 << 20, 1);

	assert_non_null(file);
	*len = fread(bytes, 1, 1 << 20, file);
	(void)fclose(file);
	return bytes;
}

static void
spill(const char *path, const char *bytes, size_t len)
{
	FILE *file = fopen(path, "we");

	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, len, file), len);
	assert_int_equal(fclose(file), 0);
}

TEST(what_is_saved_is_there_after_a_restart)
{
	struct bench b;
	struct store_record both[] = {
	    {"rs/a", NULL},
            {"rs/b", "2" }
        };

	bench_init(&b);
	assert_true(store_status(b.store)->writable);
	assert_int_equal(put(&b, "rs/a", "1"), 0);
	assert_int_equal(put(&b, "rs/c", "3"), 0);
	assert_int_equal(store_save(b.store, both, 2), 0);
	assert_int_equal(store_save(b.store, both, 0), 0);
	reopen(&b);
	assert_null(store_get(b.store, "rs/a"));
	assert_string_equal(store_get(b.store, "rs/b"), "2");
	assert_string_equal(store_get(b.store, "rs/c"), "3");
	assert_string_equal(store_status(b.store)->set_aside, "");
	bench_fini(&b);
}

static void
gather(void *ctx, const char *key, const char *value)
{
	strcat(ctx, key);
	strcat(ctx, value);
}

TEST(visits_the_keys_of_a_prefix_in_order)
{
	struct bench b;
	char seen[64] = "";

	bench_init(&b);
	assert_int_equal(put(&b, "b/2", "y"), 0);
	assert_int_equal(put(&b, "c", "z"), 0);
	assert_int_equal(put(&b, "b/1", "x"), 0);
	assert_int_equal(put(&b, "a", "w"), 0);
	store_each(b.store, "b/", gather, seen);
	assert_string_equal(seen, "b/1xb/2y");
	bench_fini(&b);
}

TEST(one_save_adds_one_line_and_rewrites_nothing)
{
	struct bench b;
	struct stat before, after;
	char key[32];

	bench_init(&b);
	for (int i = 0; i < 1000; i++) {
		(void)snprintf(
		    key, sizeof(key), "rs/v/10.0.%d.%d/80", i / 250, i % 250);
		assert_int_equal(put(&b, key, "rev=1 weight=1"), 0);
	}
	assert_int_equal(stat(b.journal, &before), 0);
	assert_int_equal(put(&b, "rs/v/10.0.0.1/80", "rev=2 weight=2"), 0);
	assert_int_equal(stat(b.journal, &after), 0);
	assert_true(after.st_size > before.st_size);
	assert_true(after.st_size < before.st_size + 100);
	assert_int_equal(after.st_ino, before.st_ino);
	bench_fini(&b);
}

TEST(a_journal_of_stale_lines_is_written_anew)
{
	struct bench b;
	struct stat there;
	char value[1024];

	bench_init(&b);
	memset(value, 'x', sizeof(value) - 1);
	value[sizeof(value) - 1] = '\0';
	for (int i = 0; i < 400; i++) {
		value[0] = (char)('a' + i % 26);
		assert_int_equal(put(&b, "key", value), 0);
	}
	assert_int_equal(store_status(b.store)->rewrites, 2); /* made, and made anew */
	assert_int_equal(stat(b.journal, &there), 0);
	assert_true(there.st_size < 300 * 1024);
	reopen(&b);
	assert_int_equal(store_get(b.store, "key")[0], 'a' + 399 % 26);
	bench_fini(&b);
}

/* ---- damage ---- */

/* Five saves: k0=0 ... k4=4. */
static char *
five(struct bench *b, size_t *len)
{
	char key[8], value[8];

	bench_init(b);
	for (int i = 0; i < 5; i++) {
		(void)snprintf(key, sizeof(key), "k%d", i);
		(void)snprintf(value, sizeof(value), "%d", i);
		assert_int_equal(put(b, key, value), 0);
	}
	return slurp(b->journal, len);
}

static size_t
count_known(const struct bench *b)
{
	char key[8];
	size_t known = 0;

	for (int i = 0; i < 5; i++) {
		(void)snprintf(key, sizeof(key), "k%d", i);
		if (store_get(b->store, key)) {
			assert_int_equal(known, i); /* none is skipped */
			known++;
		}
	}
	return known;
}

/* Lines that end within the first `len` bytes, less the first, which says nothing. */
static size_t
count_saves(const char *bytes, size_t len)
{
	size_t lines = 0;

	for (size_t i = 0; i < len; i++)
		lines += bytes[i] == '\n';
	return lines ? lines - 1 : 0;
}

TEST(killed_at_any_length_the_whole_saves_are_used_and_the_rest_is_set_aside)
{
	struct bench b;
	size_t len;
	char *bytes = five(&b, &len);

	for (size_t cut = 0; cut <= len; cut++) {
		bool torn = cut > 0 && bytes[cut - 1] != '\n';

		store_free(b.store);
		empty(b.directory);
		assert_int_equal(mkdir(b.directory, 0700), 0);
		spill(b.journal, bytes, cut);
		b.store = store_file_open(b.directory);
		assert_int_equal(count_known(&b), count_saves(bytes, cut));
		assert_int_equal(store_status(b.store)->set_aside[0] != '\0', torn);
		assert_true(store_status(b.store)->writable);
		assert_int_equal(put(&b, "after", "x"), 0);
		reopen(&b);
		assert_string_equal(store_status(b.store)->set_aside, "");
		assert_int_equal(count_known(&b), count_saves(bytes, cut));
		assert_string_equal(store_get(b.store, "after"), "x");
	}
	mem_free(bytes);
	bench_fini(&b);
}

TEST(what_is_damaged_is_kept_under_another_name)
{
	struct bench b;
	size_t len, aside_len;
	char *bytes = five(&b, &len), *aside, path[400];
	size_t third;

	for (third = 0; count_saves(bytes, third) < 3; third++)
		;
	bytes[third + 2] ^= 1;
	spill(b.journal, bytes, len);
	reopen(&b);
	assert_int_equal(count_known(&b), 3);
	(void)snprintf(
	    path, sizeof(path), "%s/%s", b.directory, store_status(b.store)->set_aside);
	aside = slurp(path, &aside_len);
	assert_int_equal(aside_len, len - third);
	assert_memory_equal(aside, bytes + third, aside_len);
	mem_free(aside);
	mem_free(bytes);
	bench_fini(&b);
}

TEST(a_newer_agent_s_journal_is_left_alone)
{
	static const struct store_record newer = {"journal", "2"};
	struct bench b;
	struct buf bytes = {0};
	size_t len;
	char *left;

	bench_init(&b);
	(void)store_journal_line(&bytes, 0, &newer, 1);
	spill(b.journal, bytes.bytes, bytes.len);
	reopen(&b);
	assert_false(store_status(b.store)->writable);
	assert_non_null(strstr(store_status(b.store)->error, "newer"));
	assert_int_equal(put(&b, "a", "1"), -ENOTSUP);
	left = slurp(b.journal, &len);
	assert_int_equal(len, bytes.len);
	assert_memory_equal(left, bytes.bytes, len);
	mem_free(left);
	buf_fini(&bytes);
	bench_fini(&b);
}

/* ---- a disk that refuses ---- */

static void
limit_file_bytes(rlim_t bytes)
{
	struct rlimit limit;

	assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
	limit.rlim_cur = bytes;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

TEST(on_a_full_disk_nothing_is_changed_and_later_all_is_well)
{
	struct bench b;
	size_t len;
	char *bytes = five(&b, &len);

	(void)signal(SIGXFSZ, SIG_IGN); /* be told, not ended */
	for (size_t room = 0; room < 12; room++) {
		limit_file_bytes(len + room);
		assert_int_equal(put(&b, "k1", "other"), -EFBIG);
		assert_false(store_status(b.store)->writable);
		assert_true(store_status(b.store)->error[0]);
		assert_string_equal(store_get(b.store, "k1"), "1");
	}
	limit_file_bytes(RLIM_INFINITY);
	assert_int_equal(store_status(b.store)->failures, 12);
	reopen(&b);
	assert_string_equal(store_get(b.store, "k1"), "1");
	assert_string_equal(store_status(b.store)->set_aside, "");
	limit_file_bytes(len);
	assert_int_equal(put(&b, "k1", "other"), -EFBIG);
	limit_file_bytes(RLIM_INFINITY);
	assert_int_equal(put(&b, "k1", "other"), 0);
	assert_true(store_status(b.store)->writable);
	assert_string_equal(store_status(b.store)->error, "");
	mem_free(bytes);
	bench_fini(&b);
}

/* Root may write everywhere: be somebody else for a while. */
static void
be_nobody(bool yes)
{
	if (getuid() == 0)
		assert_int_equal(seteuid(yes ? NOBODY : 0), 0);
}

TEST(a_read_only_directory_is_read_and_refuses_with_the_reason)
{
	struct bench b;
	size_t len;
	char *bytes = five(&b, &len);

	store_free(b.store);
	assert_int_equal(chmod(b.journal, 0444), 0);
	assert_int_equal(chmod(b.directory, 0555), 0);
	assert_int_equal(chmod(b.parent, 0755), 0);
	be_nobody(true);
	b.store = store_file_open(b.directory);
	assert_int_equal(count_known(&b), 5);
	assert_false(store_status(b.store)->writable);
	assert_non_null(strstr(store_status(b.store)->error, "ermission denied"));
	assert_int_equal(put(&b, "k1", "other"), -EACCES);
	assert_string_equal(store_get(b.store, "k1"), "1");
	be_nobody(false);
	assert_int_equal(chmod(b.directory, 0755), 0);
	assert_int_equal(put(&b, "k1", "other"), 0); /* once it may, it does */
	reopen(&b);
	assert_string_equal(store_get(b.store, "k1"), "other");
	assert_int_equal(count_known(&b), 5);
	mem_free(bytes);
	bench_fini(&b);
}

TEST(a_directory_that_cannot_be_made_is_told_and_tried_again)
{
	struct bench b;
	struct store *store;
	char directory[96];
	struct store_record record = {"a", "1"};

	bench_init(&b);
	(void)snprintf(directory, sizeof(directory), "%s/no/state", b.parent);
	store = store_file_open(directory);
	assert_false(store_status(store)->writable);
	assert_int_equal(store_save(store, &record, 1), -ENOENT);
	directory[strlen(directory) - strlen("/state")] = '\0';
	assert_int_equal(mkdir(directory, 0700), 0);
	assert_int_equal(store_save(store, &record, 1), 0);
	store_free(store);
	(void)snprintf(directory, sizeof(directory), "%s/no/state", b.parent);
	empty(directory);
	(void)snprintf(directory, sizeof(directory), "%s/no", b.parent);
	empty(directory);
	bench_fini(&b);
}

TEST(two_at_once_do_not_share_a_directory)
{
	struct bench b;
	struct store *other;
	struct store_record record = {"a", "1"};

	bench_init(&b);
	other = store_file_open(b.directory);
	assert_false(store_status(other)->writable);
	assert_non_null(strstr(store_status(other)->error, "in use"));
	assert_int_equal(store_save(other, &record, 1), -EWOULDBLOCK);
	assert_int_equal(put(&b, "a", "2"), 0);
	store_free(b.store);
	b.store = NULL;
	assert_int_equal(store_save(other, &record, 1), 0);
	store_free(other);
	bench_fini(&b);
}

TEST(what_somebody_deleted_is_written_again)
{
	struct bench b;
	size_t len;
	char *bytes = five(&b, &len);

	assert_int_equal(unlink(b.journal), 0);
	assert_int_equal(put(&b, "k5", "5"), 0);
	reopen(&b);
	assert_int_equal(count_known(&b), 5);
	empty(b.directory);
	assert_int_equal(put(&b, "k6", "6"), 0);
	reopen(&b);
	assert_int_equal(count_known(&b), 5);
	assert_string_equal(store_get(b.store, "k6"), "6");
	mem_free(bytes);
	bench_fini(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_is_saved_is_there_after_a_restart),
	    cmocka_unit_test(visits_the_keys_of_a_prefix_in_order),
	    cmocka_unit_test(one_save_adds_one_line_and_rewrites_nothing),
	    cmocka_unit_test(a_journal_of_stale_lines_is_written_anew),
	    cmocka_unit_test(
		killed_at_any_length_the_whole_saves_are_used_and_the_rest_is_set_aside),
	    cmocka_unit_test(what_is_damaged_is_kept_under_another_name),
	    cmocka_unit_test(a_newer_agent_s_journal_is_left_alone),
	    cmocka_unit_test(on_a_full_disk_nothing_is_changed_and_later_all_is_well),
	    cmocka_unit_test(a_read_only_directory_is_read_and_refuses_with_the_reason),
	    cmocka_unit_test(a_directory_that_cannot_be_made_is_told_and_tried_again),
	    cmocka_unit_test(two_at_once_do_not_share_a_directory),
	    cmocka_unit_test(what_somebody_deleted_is_written_again),
	};

	return cmocka_run_group_tests_name("store_file", tests, NULL, NULL);
}
