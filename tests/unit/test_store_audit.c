/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/unit.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "agent/lib/buf.h"
#include "agent/store/store_audit.h"

/* {"id":1,"n":1}\n has 15 bytes: ten of them fill a file. */
static const struct audit_limits small = {150, 3};

struct bench {
	char directory[32];
	struct audit *audit;
	struct buf read;
};

static struct bench
bench(void)
{
	struct bench b = {.directory = "/tmp/fairlead-XXXXXX"};

	assert_non_null(mkdtemp(b.directory));
	b.audit = audit_open(b.directory, &small);
	return b;
}

static void
reopen(struct bench *b)
{
	audit_free(b->audit);
	b->audit = audit_open(b->directory, &small);
}

static const char *
path(const struct bench *b, const char *name)
{
	static char out[64];

	(void)snprintf(out, sizeof(out), "%s/%s", b->directory, name);
	return out;
}

static void
end(struct bench *b)
{
	static const char *const names[] = {
	    "audit.log", "audit.log.1", "audit.log.2", "audit.log.3"};

	audit_free(b->audit);
	buf_fini(&b->read);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		(void)unlink(path(b, names[i])); /* those that are there */
	assert_int_equal(rmdir(b->directory), 0);
}

static void
add(struct bench *b, int number)
{
	char members[32];

	(void)snprintf(members, sizeof(members), "\"n\":%d", number);
	audit_add(b->audit, members);
}

static const char *
page(struct bench *b, uint64_t before, size_t limit, uint64_t next)
{
	buf_clear(&b->read);
	assert_int_equal(audit_read(b->audit, before, limit, &b->read), next);
	return buf_text(&b->read);
}

static void
append_raw(struct bench *b, const char *text)
{
	int fd = open(path(b, "audit.log"), O_WRONLY | O_APPEND);

	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	(void)close(fd);
}

static void
entries_are_read_newest_first_in_pages(void **state)
{
	struct bench b = bench();

	(void)state;
	assert_string_equal(page(&b, 0, 10, 0), "");
	for (int i = 1; i <= 5; i++)
		add(&b, i);
	assert_string_equal(page(&b, 0, 2, 4), "{\"id\":5,\"n\":5},{\"id\":4,\"n\":4}");
	assert_string_equal(page(&b, 4, 2, 2), "{\"id\":3,\"n\":3},{\"id\":2,\"n\":2}");
	assert_string_equal(page(&b, 2, 2, 0), "{\"id\":1,\"n\":1}");
	assert_string_equal(page(&b, 1, 2, 0), "");
	end(&b);
}

static void
numbers_go_on_after_a_restart(void **state)
{
	struct bench b = bench();
	struct stat status;

	(void)state;
	add(&b, 1);
	reopen(&b);
	add(&b, 2);
	assert_string_equal(page(&b, 0, 9, 0), "{\"id\":2,\"n\":2},{\"id\":1,\"n\":1}");
	assert_int_equal(stat(path(&b, "audit.log"), &status), 0);
	assert_int_equal(status.st_mode & 0777, 0600);
	end(&b);
}

static void
the_oldest_file_goes_and_pages_cross_files(void **state)
{
	struct bench b = bench();
	struct stat status;

	(void)state; /* ids 1-9 have 15 bytes, those from 10 on 17: 8 of them fit */
	for (int i = 1; i <= 40; i++)
		add(&b, i);
	assert_int_equal(stat(path(&b, "audit.log.2"), &status), 0);
	assert_true(status.st_size <= 150);
	assert_int_not_equal(stat(path(&b, "audit.log.3"), &status), 0);
	assert_string_equal(
	    page(&b, 35, 2, 33), "{\"id\":34,\"n\":34},{\"id\":33,\"n\":33}");
	(void)page(&b, 0, 1000, 0);
	assert_null(strstr(buf_text(&b.read), "\"id\":10,"));
	assert_non_null(strstr(buf_text(&b.read), "\"id\":26,"));
	reopen(&b);
	add(&b, 41);
	assert_string_equal(page(&b, 0, 1, 41), "{\"id\":41,\"n\":41}");
	end(&b);
}

static void
a_torn_line_is_ended_and_shown_to_nobody(void **state)
{
	struct bench b = bench();

	(void)state;
	add(&b, 1);
	append_raw(&b, "{\"id\":2,\"n\"");
	reopen(&b);
	add(&b, 3);
	assert_string_equal(page(&b, 0, 9, 0), "{\"id\":2,\"n\":3},{\"id\":1,\"n\":1}");
	append_raw(&b, "no json\n");
	add(&b, 4);
	assert_string_equal(page(&b, 0, 1, 3), "{\"id\":3,\"n\":4}");
	end(&b);
}

/* What the disk takes is limited as if it were full. */
static void
a_full_disk_is_counted_and_told_once_there_is_room(void **state)
{
	struct rlimit limit, none = {20, RLIM_INFINITY};
	struct bench b = bench();

	(void)state;
	(void)signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
	none.rlim_max = limit.rlim_max;
	add(&b, 1);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &none), 0);
	add(&b, 2);
	add(&b, 3);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
	assert_int_equal(audit_status(b.audit)->lost, 2);
	assert_false(audit_status(b.audit)->writable);
	add(&b, 4);
	assert_true(audit_status(b.audit)->writable);
	assert_int_equal(audit_status(b.audit)->entries, 2);
	assert_string_equal(
	    page(&b, 0, 9, 0), "{\"id\":2,\"lost\":2,\"n\":4},{\"id\":1,\"n\":1}");
	end(&b);
}

static void
a_directory_that_is_missing_is_looked_for_again(void **state)
{
	struct bench b = bench();

	(void)state;
	assert_int_equal(rmdir(b.directory), 0);
	reopen(&b);
	add(&b, 1);
	assert_int_equal(audit_status(b.audit)->lost, 1);
	assert_int_equal(mkdir(b.directory, 0700), 0);
	add(&b, 2);
	assert_string_equal(page(&b, 0, 9, 0), "{\"id\":1,\"lost\":1,\"n\":2}");
	end(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(entries_are_read_newest_first_in_pages),
	    cmocka_unit_test(numbers_go_on_after_a_restart),
	    cmocka_unit_test(the_oldest_file_goes_and_pages_cross_files),
	    cmocka_unit_test(a_torn_line_is_ended_and_shown_to_nobody),
	    cmocka_unit_test(a_full_disk_is_counted_and_told_once_there_is_room),
	    cmocka_unit_test(a_directory_that_is_missing_is_looked_for_again),
	};

	return cmocka_run_group_tests_name("store_audit", tests, NULL, NULL);
}
