/* SPDX-License-Identifier: Apache-2.0 */
/* Each folder of tests/golden with an in.conf: what is said of it, and what it means.
 * GOLDEN_REFRESH=1 writes what is expected instead: look at the difference. A case
 * whose name starts with "lenient-" is read so, one that starts with "checker-" with
 * the checkers that there are, the others with the test's own. */
#include "tests/unit/unit.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "agent/lib/buf.h"
#include "checks/check_registry.h"
#include "tests/unit/conf_fake.h"

enum { CASES_MAX = 200, NAME_SIZE = 256 };

struct cases {
	char names[CASES_MAX][NAME_SIZE];
	size_t len;
};

static const char *
fake_env(const char *name)
{
	return strcmp(name, "GOLDEN") == 0 ? "from-the-environment" : NULL;
}

static const char *
fake_iproute(struct arena *arena, const char *dir, const char *name)
{
	static const char etc[] = "# local\n100\tisp # two\n9 cosmos\n7 isp2\n";
	static const char usr[] = "200 isp\n11\tlater\n";

	(void)arena;
	if (strcmp(name, "rt_tables") != 0 && strcmp(name, "rt_realms") != 0)
		return NULL;
	return strcmp(dir, "/golden/etc") == 0 ? etc
	    : strcmp(dir, "/golden/usr") == 0  ? usr
					       : NULL;
}

static int
fake_secret(const char *path, struct conf_secret *out)
{
	if (strcmp(path, "/nowhere") == 0) {
		out->why = "No such file or directory";
		return -1;
	}
	out->is_exposed = strstr(path, "exposed") != NULL;
	strcpy(out->text, "one-secret-that-is-never-shown-32");
	return 0;
}

static uint32_t
fake_vrf(const char *name)
{
	return strcmp(name, "red") == 0 ? 1001 : 0;
}

/* Whose words are those of the fake MISC_CHECK. */
static bool
fake_plugin(
    const char *directory, const char *name, struct conf_checker *out, char *why)
{
	if (strcmp(name, "ours") != 0) {
		(void)snprintf(why, CONF_PLUGIN_WHY_SIZE, "there is none in %s",
		    directory ? directory : "our own");
		return false;
	}
	*out = conf_fake_checkers[CONF_FAKE_CHECKERS - 1];
	return true;
}

static struct conf_options
options_of(const char *name)
{
	struct conf_options options = {
	    .config_id = "main",
	    .host_name = "director1.example.net",
	    .lenient = strncmp(name, "lenient-", 8) == 0,
	    .checkers = conf_fake_checkers,
	    .checkers_len = CONF_FAKE_CHECKERS,
	    .env = fake_env,
	    .iproute_text = fake_iproute,
	    .vrf_table = fake_vrf,
	    .read_secret = fake_secret,
	    .plugin = fake_plugin,
	};

	if (strncmp(name, "checker-", 8) == 0)
		options.checkers = check_registry(&options.checkers_len);
	return options;
}

static bool
read_file(const char *path, struct buf *out)
{
	FILE *file = fopen(path, "r");
	char chunk[4096];
	size_t got;

	if (!file)
		return false;
	while ((got = fread(chunk, 1, sizeof(chunk), file)) > 0)
		buf_put(out, chunk, got);
	(void)fclose(file); /* was only read */
	return true;
}

static void
write_file(const char *path, const struct buf *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_int_equal(fwrite(buf_text(text), 1, text->len, file), text->len);
	assert_int_equal(fclose(file), 0);
}

static size_t
compare(const char *name, const char *path, const struct buf *got)
{
	struct buf want = {0};
	size_t failures = 0;

	if (getenv("GOLDEN_REFRESH")) {
		write_file(path, got);
		return 0;
	}
	if (!read_file(path, &want) || strcmp(buf_text(&want), buf_text(got)) != 0) {
		print_error("%s: %s is not\n%s\nbut\n%s\n", name, path, buf_text(&want),
		    buf_text(got));
		failures = 1;
	}
	buf_fini(&want);
	return failures;
}

/* Keys that a dump does not show, which is all that may be wrong with it. */
static size_t
hidden_keys(const struct model *model)
{
	size_t count = 0;

	for (size_t i = 0; i < model->diagnostics_len; i++)
		count += strcmp(model->diagnostics[i].code, "hidden_key") == 0;
	return count;
}

/* What is dumped must read back without an error, and dump the same. */
static size_t
check_again(const char *name, const struct buf *dump)
{
	struct conf_options options = options_of(name);
	struct model *model = conf_load_text("dump", dump->bytes, dump->len, &options);
	struct buf again = {0};
	size_t failures = 0;

	conf_dump(model, &again);
	if (model->errors != hidden_keys(model) ||
	    strcmp(buf_text(dump), buf_text(&again)) != 0) {
		conf_print_diagnostics(model, &again);
		print_error(
		    "%s: the dump does not read back:\n%s\n", name, buf_text(&again));
		failures = 1;
	}
	model_free(model);
	buf_fini(&again);
	return failures;
}

/* In the case's folder, so that places do not name this machine's. */
static size_t
run_case(const char *name)
{
	struct conf_options options = options_of(name);
	struct model *model = conf_load("in.conf", &options);
	struct buf diagnostics = {0}, dump = {0};
	size_t failures;

	conf_print_diagnostics(model, &diagnostics);
	buf_printf(
	    &diagnostics, "errors %zu, warnings %zu\n", model->errors, model->warnings);
	failures = compare(name, "expected.diagnostics", &diagnostics);
	if (!model->errors) {
		conf_dump(model, &dump);
		failures += check_again(name, &dump);
		failures += compare(name, "expected.dump", &dump);
	}
	model_free(model);
	buf_fini(&diagnostics);
	buf_fini(&dump);
	return failures;
}

static int
by_name(const void *left, const void *right)
{
	return strcmp(left, right);
}

static void
find_cases(struct cases *cases)
{
	DIR *dir = opendir(".");
	const struct dirent *entry;

	assert_non_null(dir);
	while ((entry = readdir(dir))) {
		char path[NAME_SIZE * 3];

		(void)snprintf(path, sizeof(path), "%s/in.conf", entry->d_name);
		if (strlen(entry->d_name) >= NAME_SIZE || access(path, R_OK) != 0)
			continue;
		assert_true(cases->len < CASES_MAX);
		(void)snprintf(
		    cases->names[cases->len++], NAME_SIZE, "%s", entry->d_name);
	}
	(void)closedir(dir);
	qsort(cases->names, cases->len, NAME_SIZE, by_name);
}

TEST(every_case_says_and_means_what_is_expected)
{
	struct cases *cases = calloc(1, sizeof(*cases));
	size_t failures = 0;

	assert_non_null(cases);
	find_cases(cases);
	assert_true(cases->len >= 25);
	for (size_t i = 0; i < cases->len; i++) {
		assert_int_equal(chdir(cases->names[i]), 0);
		failures += run_case(cases->names[i]);
		assert_int_equal(chdir(".."), 0);
	}
	print_message("%zu cases, %zu differences\n", cases->len, failures);
	free(cases);
	assert_int_equal(failures, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_case_says_and_means_what_is_expected),
	};
	const char *srcdir = getenv("srcdir");

	if ((srcdir && chdir(srcdir) != 0) || chdir("tests/golden") != 0) {
		perror("tests/golden");
		return 1;
	}
	return cmocka_run_group_tests_name("golden", tests, NULL, NULL);
}
