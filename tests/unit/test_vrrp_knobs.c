/* SPDX-License-Identifier: Apache-2.0 */
/* promote_secondaries, in a folder made like the kernel's. */
#include "tests/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "agent/vrrp/vrrp_knobs.h"

enum { PATH_SIZE = 128 };

struct bench {
	char folder[sizeof("/tmp/knobs.XXXXXX")];
	struct vrrp_knobs knobs;
};

static void
path_of(const struct bench *b, const char *what, char *out)
{
	(void)snprintf(out, PATH_SIZE, "%s/%s", b->folder, what);
}

static void
turn(const struct bench *b, const char *value)
{
	char path[PATH_SIZE];
	FILE *file;

	path_of(b, "eth0/promote_secondaries", path);
	file = fopen(path, "w");
	assert_non_null(file);
	(void)fputs(value, file);
	assert_int_equal(fclose(file), 0);
}

static char
knob(const struct bench *b)
{
	char path[PATH_SIZE];
	FILE *file;
	int value;

	path_of(b, "eth0/promote_secondaries", path);
	file = fopen(path, "r");
	assert_non_null(file);
	value = fgetc(file);
	(void)fclose(file); /* was only read */
	return (char)value;
}

static void
appear(const struct bench *b, const char *value)
{
	char path[PATH_SIZE];

	path_of(b, "eth0", path);
	(void)mkdir(path, 0700); /* may be there */
	turn(b, value);
}

static void
begin(struct bench *b)
{
	*b = (struct bench){.folder = "/tmp/knobs.XXXXXX"};
	assert_non_null(mkdtemp(b->folder));
	b->knobs.folder = b->folder;
}

static void
end(struct bench *b)
{
	char path[PATH_SIZE];

	vrrp_knobs_fini(&b->knobs);
	path_of(b, "eth0/promote_secondaries", path);
	(void)unlink(path); /* one test has none */
	path_of(b, "eth0", path);
	(void)rmdir(path);
	assert_int_equal(rmdir(b->folder), 0);
}

static void
configure(struct bench *b, bool promote)
{
	const struct model_vrrp_instance instance = {
	    .interface = "eth0", .promote_secondaries = promote};
	const struct model model = {.instances = &instance, .instances_len = 1};

	vrrp_knobs_configure(&b->knobs, &model);
}

TEST(it_is_on_while_an_instance_asks_for_it)
{
	struct bench b;

	begin(&b);
	appear(&b, "0\n");
	configure(&b, true);
	assert_int_equal(knob(&b), '1');
	configure(&b, true);
	configure(&b, false);
	assert_int_equal(knob(&b), '0');
	end(&b);
}

TEST(what_was_on_before_stays_on)
{
	struct bench b;

	begin(&b);
	appear(&b, "1\n");
	configure(&b, true);
	configure(&b, false);
	assert_int_equal(knob(&b), '1');
	end(&b);
}

TEST(it_is_put_back_at_the_end)
{
	struct bench b;

	begin(&b);
	appear(&b, "0\n");
	configure(&b, true);
	vrrp_knobs_fini(&b.knobs);
	assert_int_equal(knob(&b), '0');
	end(&b);
}

TEST(an_interface_that_comes_later_gets_it_when_it_comes)
{
	struct bench b;

	begin(&b);
	configure(&b, true);
	appear(&b, "0\n");
	vrrp_knobs_appear(&b.knobs, "eth1");
	assert_int_equal(knob(&b), '0');
	vrrp_knobs_appear(&b.knobs, "eth0");
	assert_int_equal(knob(&b), '1');
	/* Down and up: still ours, and put back in the end. */
	vrrp_knobs_appear(&b.knobs, "eth0");
	configure(&b, false);
	assert_int_equal(knob(&b), '0');
	end(&b);
}

TEST(an_interface_made_anew_gets_it_anew)
{
	struct bench b;

	begin(&b);
	appear(&b, "1\n");
	configure(&b, true);
	appear(&b, "0\n");
	vrrp_knobs_appear(&b.knobs, "eth0");
	assert_int_equal(knob(&b), '1');
	configure(&b, false);
	assert_int_equal(knob(&b), '0');
	end(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(it_is_on_while_an_instance_asks_for_it),
	    cmocka_unit_test(what_was_on_before_stays_on),
	    cmocka_unit_test(it_is_put_back_at_the_end),
	    cmocka_unit_test(an_interface_that_comes_later_gets_it_when_it_comes),
	    cmocka_unit_test(an_interface_made_anew_gets_it_anew),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
