/* SPDX-License-Identifier: Apache-2.0 */
/* TCP_CHECK that talks: its words, and a server that answers. */
#include "tests/unit/unit.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "agent/conf/conf.h"
#include "agent/lib/buf.h"
#include "checks/check_registry.h"
#include "checks/check_tcp.h"
#include "tests/fake/fake_server.h"
#include "tests/fake/one_try.h"

static struct model *
load(const char *text)
{
	struct conf_options options = {.host_name = "host"};

	options.checkers = check_registry(&options.checkers_len);
	return conf_load_text("test.conf", text, strlen(text), &options);
}

static struct model *
load_check(const char *words)
{
	char text[2048];

	(void)snprintf(text, sizeof(text),
	    "virtual_server 127.0.0.1 80 {\n lb_kind DR\n protocol TCP\n"
	    " real_server 127.0.0.1 80 {\n TCP_CHECK {\n connect_timeout 0.3\n%s\n"
	    " }\n }\n}\n",
	    words);
	return load(text);
}

/* What comes of the check against this server. */
static struct check_status
ask(const char *words, const struct fake_server_options *options, char *heard)
{
	struct fake_server *server = fake_server_start(options);
	struct model *model = load_check(words);
	struct check_status status;
	struct model_check check;

	if (model->errors)
		fail_msg("%s", model->diagnostics[0].text);
	check = model->virtual_servers[0].real_servers[0].checks[0];
	check.connect_port = fake_server_port(server);
	check.retry = check.warmup_ms = 0;
	status = one_try(NULL, NULL, &check);
	fake_server_stop(server);
	(void)snprintf(heard, 64, "%s", fake_server_heard(server));
	fake_server_free(server);
	model_free(model);
	return status;
}

TEST(says_and_waits_in_turns)
{
	static const struct {
		const char *words, *heard;
		enum check_code code;
	} cases[] = {
	    {"send \"PING\\r\\n\"\n expect \"PONG\"",                    "PING\r\n", CHECK_OK     },
	    {"send \"a\\n\"\n expect PONG\n send \"b\\n\"\n expect BYE", "a\nb\n",
             CHECK_OK									     },
	    {"send hex 610a\n expect hex 504f4e47",                      "a\n",      CHECK_OK     },
	    {"send \"a\\n\"\n expect regex \"^.P.NG\"",                  "a\n",      CHECK_OK     },
	    {"send \"a\\n\"\n expect regex \"^PING\"",                   "a\n",      CHECK_TIMEOUT},
	    {"send \"a\\n\"\n expect BYE",                               "a\n",      CHECK_TIMEOUT},
	};
	const struct fake_server_options options = {.manner = FAKE_KEEP,
	    .reply = "+PONG\r\n",
	    .then = "BYE\r\n",
	    .request_end = "\n"};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char heard[64];
		struct check_status status = ask(cases[i].words, &options, heard);

		assert_string_equal(
		    check_code_word(status.last.code), check_code_word(cases[i].code));
		assert_string_equal(heard, cases[i].heard);
	}
}

/* A word that comes a byte at a time is the same word; 4096 bytes without it are
 * enough; a server that goes is gone. */
TEST(bad_manners_end_with_their_reason)
{
	static const struct {
		enum fake_manner manner;
		const char *reply;
		enum check_code code;
	} cases[] = {
	    {FAKE_DRIP,    "+PONG", CHECK_OK       },
	    {FAKE_SILENT,  "",      CHECK_TIMEOUT  },
	    {FAKE_ENDLESS, "",      CHECK_TOO_LARGE},
	    {FAKE_ANSWER,  "PING",  CHECK_CLOSED   },
	    {FAKE_RESET,   "",      CHECK_CLOSED   },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct fake_server_options options = {.manner = cases[i].manner,
		    .reply = cases[i].reply,
		    .request_end = "\n"};
		char heard[64];
		struct check_status status =
		    ask("send \"a\\n\"\n expect PONG", &options, heard);

		assert_string_equal(
		    check_code_word(status.last.code), check_code_word(cases[i].code));
	}
}

TEST(mistakes_say_what_is_wanted)
{
	static const struct {
		const char *words, *part;
	} cases[] = {
	    {"send",                 "wants [hex] TEXT"      },
	    {"send regex a",         "wants [hex] TEXT"      },
	    {"expect a b",           "wants [hex|regex] TEXT"},
	    {"expect \"\"",          "must not be empty"     },
	    {"expect hex 123",       "pairs of hexadecimal"  },
	    {"send hex zz",          "pairs of hexadecimal"  },
	    {"expect regex \"a(b\"", "that PCRE2 takes"      },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct model *model = load_check(cases[i].words);

		assert_int_equal(model->errors, 1);
		if (!strstr(model->diagnostics[0].text, cases[i].part))
			fail_msg("%s: %s", cases[i].part, model->diagnostics[0].text);
		model_free(model);
	}
}

TEST(what_is_dumped_reads_back_equal)
{
	struct model *model = load_check("send \"a\\r\\n\"\n expect regex \"^b c\"\n"
					 " send hex 00ff\n expect hex 0a"),
		     *again, *other;
	struct buf dump = {0};
	const struct model_check *check;

	conf_dump(model, &dump);
	again = load(buf_text(&dump));
	assert_int_equal(again->errors, 0);
	check = &model->virtual_servers[0].real_servers[0].checks[0];
	assert_true(
	    check_equal(check, &again->virtual_servers[0].real_servers[0].checks[0]));
	other = load_check("send \"a\\r\\n\"");
	assert_false(
	    check_equal(check, &other->virtual_servers[0].real_servers[0].checks[0]));
	buf_fini(&dump);
	model_free(model);
	model_free(again);
	model_free(other);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(says_and_waits_in_turns),
	    cmocka_unit_test(bad_manners_end_with_their_reason),
	    cmocka_unit_test(mistakes_say_what_is_wanted),
	    cmocka_unit_test(what_is_dumped_reads_back_equal),
	};

	(void)signal(SIGPIPE, SIG_IGN); /* the server's thread writes to who left */
	return cmocka_run_group_tests_name("check_tcp_talk", tests, NULL, NULL);
}
