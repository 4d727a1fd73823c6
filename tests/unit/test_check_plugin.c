/* SPDX-License-Identifier: Apache-2.0 */
/* Plug-ins that were built with nothing but the installed headers: loaded, refused, and
 * one of them at work. Who is not root sees them refused for their owner. */
#include "tests/unit/unit.h"

#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "agent/conf/conf.h"
#include "agent/lib/buf.h"
#include "agent/sys/loop.h"
#include "checks/check_plugin.h"
#include "checks/check_registry.h"
#include "tests/fake/one_try.h"

enum { PATH_SIZE = 256, TEXT_SIZE = 1024 };

struct bench {
	char folder[64];
	char why[CONF_PLUGIN_WHY_SIZE];
	struct conf_checker type;
};

static const char *
path_of(const struct bench *b, const char *name, char *out)
{
	(void)snprintf(out, PATH_SIZE, "%s/%s.so", b->folder, name);
	return out;
}

static void
copy(const struct bench *b, const char *name)
{
	char from_path[PATH_SIZE], to_path[PATH_SIZE], chunk[4096];
	FILE *from, *to;
	size_t got;

	(void)snprintf(from_path, sizeof(from_path), PLUGINS "/%s.so", name);
	from = fopen(from_path, "r");
	to = fopen(path_of(b, name, to_path), "w");
	assert_non_null(from);
	assert_non_null(to);
	while ((got = fread(chunk, 1, sizeof(chunk), from)) > 0)
		assert_int_equal(fwrite(chunk, 1, got, to), got);
	(void)fclose(from);
	assert_int_equal(fclose(to), 0);
	assert_int_equal(chmod(to_path, 0644), 0);
}

static const char *const names[] = {
    "greeting", "other_abi", "misnamed", "no_symbol", "no_equal"};

static int
set_up(void **state)
{
	struct bench *b = test_calloc(1, sizeof(*b));

	(void)snprintf(b->folder, sizeof(b->folder), "/tmp/fairlead-plugin-XXXXXX");
	assert_non_null(mkdtemp(b->folder));
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		copy(b, names[i]);
	*state = b;
	return 0;
}

static int
tear_down(void **state)
{
	struct bench *b = *state;
	char path[PATH_SIZE];

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		(void)unlink(path_of(b, names[i], path));
	(void)rmdir(b->folder);
	test_free(b);
	return 0;
}

static void
refused(struct bench *b, const char *name, const char *part)
{
	assert_false(check_plugin_load(b->folder, name, &b->type, b->why));
	if (geteuid() != 0)
		part = "belongs to uid";
	if (!strstr(b->why, part))
		fail_msg("%s: \"%s\", want \"%s\"", name, b->why, part);
}

static void
what_is_no_plug_in_of_ours_is_refused(void **state)
{
	struct bench *b = *state;
	char want[80];

	(void)snprintf(want, sizeof(want), "ABI 999, this fairlead has %d", CHECK_ABI);
	refused(b, "other_abi", want);
	refused(b, "misnamed", "it calls itself \"someone\"");
	refused(b, "no_symbol", "no symbol check_ops");
	refused(b, "no_equal", "no equal to compare them");
	refused(b, "not_there", "No such file");
}

static void
a_name_that_could_lead_elsewhere_is_refused(void **state)
{
	static const char *const elsewhere[] = {
	    "../greeting", "/greeting", "", ".", "sub/greeting", ".hidden"};
	struct bench *b = *state;

	for (size_t i = 0; i < sizeof(elsewhere) / sizeof(elsewhere[0]); i++) {
		assert_false(
		    check_plugin_load(b->folder, elsewhere[i], &b->type, b->why));
		assert_non_null(strstr(b->why, "has no slash"));
	}
	assert_false(check_plugin_load(b->folder, "tcp", &b->type, b->why));
	assert_non_null(strstr(b->why, "built in"));
}

static void
what_others_may_write_is_refused(void **state)
{
	struct bench *b = *state;
	char path[PATH_SIZE];

	(void)path_of(b, "greeting", path);
	assert_int_equal(chmod(path, 0646), 0);
	refused(b, "greeting", "can be written by anyone");
	assert_int_equal(chmod(path, 0644), 0);
	assert_int_equal(chmod(b->folder, 0777), 0);
	refused(b, "greeting", "can be written by anyone");
	assert_int_equal(chmod(b->folder, 0755), 0);
	if (geteuid() == 0) {
		assert_int_equal(chown(path, 65534, 0), 0);
		refused(b, "greeting", "belongs to uid 65534, not to root");
		assert_int_equal(chown(path, 0, 65534), 0);
		assert_int_equal(chmod(path, 0664), 0);
		refused(b, "greeting", "can be written by gid 65534");
	}
}

static struct model *
read_text(const struct bench *b, const char *block)
{
	struct conf_options options = {
	    .host_name = "host", .plugin = check_plugin_load};
	char text[TEXT_SIZE];

	options.checkers = check_registry(&options.checkers_len);
	(void)snprintf(text, sizeof(text),
	    "global_defs {\n check_plugin_directory %s\n}\n"
	    "virtual_server 10.0.0.1 80 {\n lb_kind DR\n protocol TCP\n"
	    "real_server 10.0.0.2 80 {\n%s\n}\n}\n",
	    b->folder, block);
	return conf_load_text("test", text, strlen(text), &options);
}

static void
is_said(struct model *model, uint32_t line, const char *part)
{
	assert_int_equal(model->errors, 1);
	if (!strstr(model->diagnostics[0].text, part))
		fail_msg("%s", model->diagnostics[0].text);
	assert_int_equal(model->diagnostics[0].place.line, line);
	model_free(model);
}

/* The check is on line 9, as read_text puts it. */
static void
mistakes_are_said_where_they_are(void **state)
{
	struct bench *b = *state;

	is_said(read_text(b, "PLUGIN_CHECK {\n}"), 8, "plugin NAME");
	is_said(read_text(b, "PLUGIN_CHECK {\n plugin\n}"), 9, "plugin NAME");
	is_said(read_text(b, "PLUGIN_CHECK {\n plugin a/b\n}"), 9, "no slash");
	if (geteuid() != 0) {
		is_said(read_text(b, "PLUGIN_CHECK {\n plugin greeting\n}"), 9,
		    "belongs to uid");
		return;
	}
	is_said(read_text(b, "PLUGIN_CHECK {\n plugin other_abi\n}"), 9, "ABI 999");
	is_said(
	    read_text(b, "PLUGIN_CHECK {\n plugin greeting\n}"), 8, "expect is wanted");
	is_said(read_text(
		    b, "PLUGIN_CHECK {\n plugin greeting\n expect a\n at_most 513\n}"),
	    11, "1..512");
	is_said(
	    read_text(b, "PLUGIN_CHECK {\n plugin greeting\n expect a\n greet b\n}"),
	    11, "greet");
}

static const struct model_check *
check_of(const struct model *model)
{
	assert_int_equal(model->errors, 0);
	return &model->virtual_servers[0].real_servers[0].checks[0];
}

static void
its_words_are_read_dumped_and_compared_like_others(void **state)
{
	struct bench *b = *state;
	struct model *model, *again;
	struct buf dump = {0};
	struct conf_options options = {
	    .host_name = "host", .plugin = check_plugin_load};

	if (geteuid() != 0)
		return; /* who may not load it has been told in the test above */
	model = read_text(
	    b, "PLUGIN_CHECK {\n expect \"220 \"\n plugin greeting\n retry 4\n}");
	conf_dump(model, &dump);
	assert_non_null(strstr(buf_text(&dump), "plugin greeting\n"));
	assert_non_null(strstr(buf_text(&dump), "expect \"220 \"\n"));
	assert_non_null(strstr(buf_text(&dump), "at_most 128\n"));
	again = conf_load_text("dump", dump.bytes, dump.len, &options);
	assert_true(check_equal(check_of(model), check_of(again)));
	assert_int_equal(check_of(again)->retry, 4);
	assert_string_equal(check_of(again)->ops->name, "greeting");
	buf_fini(&dump);
	model_free(again);
	model_free(model);
}

/* A server that says `text` to who connects, and closes. */
struct greeter {
	const char *text;
	int fd;
	uint16_t port;
};

static void
greet(void *ctx, unsigned events)
{
	const struct greeter *greeter = ctx;
	int fd = accept(greeter->fd, NULL, NULL);

	(void)events;
	assert_true(fd >= 0);
	assert_int_equal(
	    write(fd, greeter->text, strlen(greeter->text)), strlen(greeter->text));
	(void)close(fd);
}

static void
open_greeter(struct greeter *greeter)
{
	struct sockaddr_in sa = {
	    .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t len = sizeof(sa);

	greeter->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_true(greeter->fd >= 0);
	assert_int_equal(bind(greeter->fd, (struct sockaddr *)&sa, len), 0);
	assert_int_equal(listen(greeter->fd, 1), 0);
	assert_int_equal(getsockname(greeter->fd, (struct sockaddr *)&sa, &len), 0);
	greeter->port = ntohs(sa.sin_port);
}

static void
try_with(const struct bench *b, const char *said, enum check_code code)
{
	struct greeter greeter = {.text = said};
	struct model *model =
	    read_text(b, "PLUGIN_CHECK {\n plugin greeting\n expect \"220 \"\n}");
	struct model_check check = *check_of(model);
	struct loop *loop = loop_new();
	struct check_status status;
	struct loop_fd *watch;

	open_greeter(&greeter);
	watch = loop_fd_new(loop, greeter.fd, LOOP_READ, greet, &greeter);
	check.connect_addr = addr_v4(INADDR_LOOPBACK);
	check.connect_port = greeter.port;
	check.warmup_ms = 0;
	status = one_try(loop, NULL, &check);
	assert_string_equal(status.type, "greeting");
	if (status.last.code != code)
		fail_msg("\"%s\": %s: %s", said, check_code_word(status.last.code),
		    status.last.detail);
	loop_fd_free(watch);
	loop_free(loop);
	(void)close(greeter.fd);
	model_free(model);
}

static void
it_checks_like_one_that_is_built_in(void **state)
{
	struct bench *b = *state;

	if (geteuid() != 0)
		return; /* as above */
	try_with(b, "220 mail.example.org\r\n", CHECK_OK);
	try_with(b, "554 go away\r\n", CHECK_ANSWER);
	try_with(b, "22", CHECK_CLOSED);
	try_with(b, "", CHECK_CLOSED);
}

#define BENCH_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    BENCH_TEST(what_is_no_plug_in_of_ours_is_refused),
	    BENCH_TEST(a_name_that_could_lead_elsewhere_is_refused),
	    BENCH_TEST(what_others_may_write_is_refused),
	    BENCH_TEST(mistakes_are_said_where_they_are),
	    BENCH_TEST(its_words_are_read_dumped_and_compared_like_others),
	    BENCH_TEST(it_checks_like_one_that_is_built_in),
	};

	return cmocka_run_group_tests_name("check_plugin", tests, NULL, NULL);
}
